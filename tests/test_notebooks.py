"""The notebooks: executed for real, with their own parameters and with a reader's."""

import re
from pathlib import Path

import pytest
from conftest import small_notebook

from lab1.publish.errors import PublishError
from lab1.publish.execute import execute_all
from lab1.publish.notebook import parameter_names, read, with_parameters
from lab1.report import mime

FOLDER = Path(__file__).parent.parent / "notebooks"
PATHS = {path.stem[:2]: path for path in sorted(FOLDER.glob("*.ipynb"))}
QUICK = {
    "01": {
        "seeds": 20,
        "n_iterations": 300,
        "n_continued": 2000,
        "n_small": 1000,
        "map_size": 8,
    },
    "02": {"seeds": 10, "n_long": 300, "n_repeats": 20, "n_rates": 5, "budget": 20},
    "03": {"seeds": 20, "n_iterations": 300, "n_tuning": 10, "tuning_iterations": 100},
}
# What a reader may change, each from the quick settings above; test_truth.py tries many more, but
# without a kernel.
CHANGES = {
    "01 and, one constant, one scale": {"dataset": "and", "constants": [0.3], "scales": [0.5]},
    "02 two low rates": {"learning_rates": [0.1, 0.05]},
    "03 few iterations, low rate": {"n_iterations": 100, "tuning_rates": [0.3]},
}


def execute(**options):
    """Return the notebooks, executed with each of the readers' changes."""
    notebooks = {
        change: with_parameters(read(PATHS[change[:2]]), {**QUICK[change[:2]], **parameters})
        for change, parameters in CHANGES.items()
    }
    return execute_all(notebooks, FOLDER, **options)


@pytest.fixture(scope="module")
def defaults():
    """Return the notebooks, executed as they are committed."""
    return execute_all({name: read(path) for name, path in PATHS.items()}, FOLDER)


@pytest.fixture(scope="module")
def changed():
    return execute()


def outputs(notebook, kind):
    """Return the outputs whose lab1 metadata has this key: "figure", "table", "caption_of"."""
    return [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if kind in output.get("metadata", {}).get("lab1", {})
    ]


def stored_verdicts(notebook):
    """Return the stored verdicts as a dict of id to verdict."""
    tables = [output["data"] for output in outputs(notebook, "table")]
    (stored,) = [table[mime.VERDICTS] for table in tables if mime.VERDICTS in table]
    return {verdict["id"]: verdict for verdict in stored["verdicts"]}


def words_of(notebook):
    """Return all that a notebook says in tables, captions and sentences."""
    tables = [output["data"]["text/html"] for output in outputs(notebook, "table")]
    captions = [output["data"]["text/markdown"] for output in outputs(notebook, "caption_of")]
    told = [output["data"]["text/markdown"] for output in outputs(notebook, "told")]
    return tables + captions + told


def test_there_are_the_three_notebooks():
    assert sorted(PATHS) == ["01", "02", "03"]


@pytest.mark.parametrize("name", sorted(PATHS))
def test_committed_outputs_are_those_of_the_committed_code(defaults, name):
    committed = read(PATHS[name])
    assert words_of(committed) == words_of(defaults[name])
    assert len(outputs(committed, "figure")) == len(outputs(defaults[name], "figure")) > 5


def test_figures_folder_holds_what_the_committed_notebooks_show():
    drawings = {
        f"{output['metadata']['lab1']['name']}.svg": output["data"]["image/svg+xml"]
        for path in PATHS.values()
        for output in outputs(read(path), "figure")
    }
    kept = {path.name: path.read_text("utf-8") for path in (FOLDER.parent / "figures").iterdir()}
    assert kept == drawings


@pytest.mark.parametrize("name", sorted(PATHS))
def test_a_run_leaves_nothing_but_figures_captions_and_tables(defaults, name):
    shown = [output for cell in defaults[name].cells for output in cell.get("outputs", [])]
    assert all("lab1" in output.get("metadata", {}) for output in shown)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_figures_and_tables_are_numbered_in_order(defaults, name):
    for kind in ("figure", "table"):
        numbers = [output["metadata"]["lab1"][kind] for output in outputs(defaults[name], kind)]
        assert numbers == [f"{int(name)}.{i}" for i in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("name", sorted(PATHS))
def test_verdicts_point_to_what_is_there(defaults, name):
    shown = {
        f"{word} {output['metadata']['lab1'][kind]}"
        for word, kind in (("Figura", "figure"), ("Tabla", "table"))
        for output in outputs(defaults[name], kind)
    }
    for verdict in stored_verdicts(defaults[name]).values():
        word, parts = None, re.findall(r"Figura|Tabla|\d\.\d+", verdict["where"])
        assert len(parts) > 1
        for part in parts:
            word = part if part in ("Figura", "Tabla") else word
            assert part == word or f"{word} {part}" in shown


@pytest.mark.parametrize("name", sorted(PATHS))
def test_the_answer_of_the_last_run_stands_at_the_top_with_its_figure(defaults, name):
    for notebook in (defaults[name], read(PATHS[name])):
        first = next(cell for cell in notebook.cells if cell.cell_type == "code")
        sentence, drawing = (output["data"] for output in first.outputs)
        assert re.fullmatch(r"\*\*[^*]{80,400}\.\*\*", sentence["text/markdown"])
        assert "image/svg+xml" in drawing


@pytest.mark.parametrize("name", sorted(PATHS))
def test_cells_are_short_and_define_no_function(name):
    for cell in read(PATHS[name]).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 15, cell.source
            assert not re.search(r"^\s*def ", cell.source, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(PATHS))
def test_no_measured_number_stands_in_the_prose(name):
    for cell in read(PATHS[name]).cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"\$\$.*?\$\$|\$.*?\$|`.*?`", "", cell.source, flags=re.DOTALL)
            assert not re.search(r"\d+\.\d{2,}| %", prose.replace("0.01", "")), prose


def test_the_published_findings_are_found_again(defaults):
    found = {
        verdict["id"]: verdict["verdict"]
        for notebook in defaults.values()
        for verdict in stored_verdicts(notebook).values()
    }
    assert found == {
        "1a": "confirmado",
        "1b": "matizado",
        "1c": "refutado",
        "1d": "matizado",
        "1e": "matizado",
        "2a": "confundido",
        "2b": "confirmado",
        "2c": "matizado",
        "2d": "matizado",
        "2e": "refutado",
        "3a": "refutado",
        "3b": "refutado",
        "3c": "confundido",
        "3d": "matizado",
    }


@pytest.mark.parametrize("change", CHANGES)
def test_a_readers_change_runs_without_error_or_warning(changed, change):
    shown = [output for cell in changed[change].cells for output in cell.get("outputs", [])]
    assert all("lab1" in output.get("metadata", {}) for output in shown)
    assert len(stored_verdicts(changed[change])) == len(stored_verdicts(read(PATHS[change[:2]])))


def test_a_progress_bar_that_was_shown_leaves_no_word_in_the_notebook():
    bar = "from lab1._progress import Progress\nfor _ in Progress(range(3)): pass"
    shown = {"TQDM_DISABLE": ""}
    notebooks = {"bar": small_notebook("Barra", bar)}
    done = execute_all(notebooks, FOLDER, environment=lambda name: shown)["bar"]
    (output,) = done.cells[-1].outputs
    assert output.data == {"text/plain": ""}


PRINTS = """
import sys
from IPython.display import display
for text in ("uno\\n", "50 %\\r", "100 %\\n"):
    print(text, end="", flush=True)
    print("aviso", file=sys.stderr, flush=True)
place = display("espera", display_id=True)
print("dos")
"""


def test_a_display_is_changed_in_its_place_whatever_was_printed_before_it():
    notebook = small_notebook("Imprime", PRINTS, "place.update('cambiado')")
    printed, _ = execute_all({"a": notebook}, FOLDER)["a"].cells[-2:]
    told, warned, changed = printed.outputs
    assert (told.text, warned.text) == ("uno\n100 %\ndos\n", "aviso\n" * 3)
    assert changed.data["text/plain"] == "'cambiado'"


def test_without_the_engine_the_notebooks_say_the_same(changed):
    in_numpy = execute(environment=lambda name: {"LAB1_NO_ENGINE": "1"})
    for change in CHANGES:
        assert words_of(in_numpy[change]) == words_of(changed[change])


@pytest.mark.parametrize("change", CHANGES)
def test_published_values_are_met_whatever_the_reader_changes(changed, change):
    published = outputs(changed[change], "table")[0]["data"]["text/html"]
    assert published == outputs(read(PATHS[change[:2]]), "table")[0]["data"]["text/html"]


@pytest.mark.parametrize(
    ("name", "parameter", "value", "allowed"),
    [
        ("01", "learning_rate", "0,3", "un número finito mayor que 0"),
        ("02", "rate_range", [1, 0.1], "de menor a mayor"),
    ],
)
def test_a_value_that_makes_no_sense_stops_with_one_spanish_sentence(
    name, parameter, value, allowed
):
    notebook = with_parameters(read(PATHS[name]), {parameter: value})
    with pytest.raises(PublishError) as stopped:
        execute_all({PATHS[name].name: notebook}, FOLDER)
    message = str(stopped.value)
    assert f"«{parameter}» vale {value!r}, y debe ser" in message
    assert allowed in message


@pytest.mark.parametrize("name", sorted(PATHS))
def test_parameters_are_literals_one_a_line_each_with_a_comment(name):
    (cell,) = [c for c in read(PATHS[name]).cells if "parameters" in c.metadata.get("tags", [])]
    assert len(parameter_names(read(PATHS[name]))) == len(cell.source.splitlines())
    assert all(re.fullmatch(r"\w+ = [^#]+  # .+", line) for line in cell.source.splitlines())


@pytest.mark.parametrize("name", sorted(PATHS))
def test_papermill_puts_its_parameters_in(name, tmp_path):
    papermill = pytest.importorskip("papermill")
    target = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        str(PATHS[name]),
        str(target),
        parameters=QUICK[name],
        cwd=str(FOLDER),
        progress_bar=False,
        kernel_name="python3",
        prepare_only=True,
    )
    (injected,) = [c for c in read(target).cells if "injected-parameters" in c.metadata["tags"]]
    assert all(f"{parameter} = " in injected.source for parameter in QUICK[name])
    if name == "03":  # one shows that what is put in runs
        done = execute_all({name: read(target)}, FOLDER)[name]
        assert stored_verdicts(done).keys() == stored_verdicts(read(PATHS[name])).keys()
