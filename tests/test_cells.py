"""The cells of the notebooks, run in this process: quick, and with every line of ours in sight."""

import ast
import re
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from test_notebooks import FOLDER, PATHS, QUICK

from lab1.publish.notebook import parameter_names, read, with_parameters
from lab1.report import ParameterError, checked, numbering, show, tell
from lab1.report.parameters import NAMES


@pytest.fixture
def shown(monkeypatch):
    """Collect what cells show, by the kind and number of each figure and table."""
    notes = []
    monkeypatch.setattr(numbering, "_chapter", numbering.Chapter())  # none of another test's
    monkeypatch.setattr(
        show, "display", lambda data, metadata=None, **_: notes.append((data, metadata["lab1"]))
    )
    place = SimpleNamespace(
        update=lambda data, metadata, **_: notes.append((data, metadata["lab1"]))
    )
    monkeypatch.setattr(tell, "display", lambda *_, **__: place)
    monkeypatch.chdir(FOLDER)
    with plt.rc_context():
        yield notes
    plt.close("all")


def parameters(notebook, **changes):
    """Return what a notebook's parameters cell leaves, changed."""
    (path,) = [path for path in PATHS.values() if path.stem.endswith(notebook)]
    (cell,) = [c for c in read(path).cells if "parameters" in c.metadata.get("tags", [])]
    namespace = {}
    exec(cell.source, namespace)
    return {name: namespace[name] for name in NAMES[notebook]} | changes


@pytest.mark.parametrize("notebook", NAMES)
def test_the_parameters_cell_is_what_is_checked(notebook):
    (path,) = [path for path in PATHS.values() if path.stem.endswith(notebook)]
    assert sorted(parameter_names(read(path))) == sorted(NAMES[notebook])


@pytest.mark.parametrize(
    ("notebook", "name"), [(notebook, name) for notebook in NAMES for name in NAMES[notebook]]
)
def test_a_parameter_that_was_deleted_is_asked_for_by_its_name(notebook, name):
    namespace = parameters(notebook)
    del namespace[name]
    with pytest.raises(ParameterError, match=f"Falta «{name}», que debe ser un"):
        checked(namespace, notebook)


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (['dataset = "xor"\nn_hiden = 3'], "«n_hiden» no es un .*¿Quiso decir «n_hidden»?"),
        (['dataset = "xor"\nepochs = 3', "import numpy"], "«epochs» no es un parámetro"),
        (['dataset = "xor"', "# Parameters\nn_iter = 3"], "«n_iter» no es un parámetro"),
    ],
)
def test_a_name_that_no_rule_knows_is_told(history, message):
    with pytest.raises(ParameterError, match=message):
        checked(parameters("initialization", In=["", *history]), "initialization")


def test_a_misspelt_name_is_told_rather_than_the_one_that_it_leaves_out():
    namespace = parameters("initialization", In=['dataset = "xor"\nn_hiden = 3'])
    del namespace["n_hidden"]
    with pytest.raises(ParameterError, match=r"¿Quiso decir «n_hidden»\?"):
        checked(namespace, "initialization")


def test_a_name_that_was_put_right_is_not_told_again():
    history = ['dataset = "xor"\nn_hiden = 3', 'dataset = "xor"\nn_hidden = 3', "rows = 3\nf()"]
    checked(parameters("initialization", In=history), "initialization")


@pytest.mark.parametrize(
    ("name", "value", "plain"),
    [
        ("seeds", range(3), [0, 1, 2]),
        ("seeds", np.array([5, 7]), [5, 7]),
        ("seeds", 1e2, 100),
        ("n_iterations", 1e4, 10_000),
        ("n_iterations", np.int64(7), 7),
        ("scales", np.array([0.5, 1.0]), [0.5, 1.0]),
        ("constants", (0.5, np.float64(2)), [0.5, 2.0]),
        ("constants", range(1, 3), [1, 2]),
    ],
)
def test_what_is_clearly_meant_is_taken(name, value, plain):
    namespace = parameters("initialization", **{name: value})
    _, _, seeds = checked(namespace, "initialization")
    assert namespace[name] == plain
    assert type(namespace[name]) is type(plain)
    assert seeds == (list(range(plain)) if isinstance(plain, int) else plain) or name != "seeds"


@pytest.mark.parametrize(
    ("notebook", "name", "value"),
    [
        ("initialization", "seeds", 10**9),
        ("initialization", "seeds", range(10**9)),
        ("initialization", "n_iterations", 10**12),
        ("initialization", "n_hidden", 10**6),
        ("initialization", "n_hidden", 0),
        ("initialization", "seeds", []),
        ("initialization", "learning_rate", 1e300),
        ("learning_rate", "n_rates", 10**9),
        ("learning_rate", "n_repeats", 1e4 + 0.5),
        ("learning_rate", "budget", "mucho"),
        ("loss_function", "saturation", True),
        ("loss_function", "dataset", "xnor"),
        ("loss_function", "tuning_rates", np.array([])),
        ("loss_function", "seeds", np.zeros((2, 2))),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence_before_any_work(notebook, name, value):
    with pytest.raises(ParameterError) as refused:
        checked(parameters(notebook, **{name: value}), notebook)
    assert re.match(f"«{name}» vale .*, y debe ser un", str(refused.value))
    assert len(str(refused.value)) < 300


@pytest.mark.parametrize(
    ("notebook", "changes"),
    [
        ("initialization", {"seeds": 10**6}),
        ("initialization", {"n_iterations": 10**7, "seeds": 5000}),
        ("learning_rate", {"budget": 1e9}),
        ("learning_rate", {"n_repeats": 10**7}),
        ("loss_function", {"n_tuning": 10**7}),
    ],
)
def test_work_that_no_one_can_wait_for_is_told_in_time_and_memory(notebook, changes):
    needed = r"piden un[ao]s [\d ]+ \w+( y (?!0\.0)[\d.]+ GB de memoria)?, y se admiten"
    with pytest.raises(ParameterError, match=needed):
        checked(parameters(notebook, **changes), notebook)


def test_work_that_takes_minutes_is_announced(capsys):
    checked(parameters("initialization", seeds=20_000), "initialization")
    assert re.search(r"llevará unos \d+ minutos", capsys.readouterr().out)
    checked(parameters("initialization"), "initialization")
    assert not capsys.readouterr().out


def run(cell, namespace):
    """Run a cell as Jupyter does: a last expression that can show itself is asked to."""
    tree = ast.parse(cell.source)
    value = None
    if isinstance(tree.body[-1], ast.Expr):
        last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, cell.id, "exec"), namespace)
        value = eval(compile(last, cell.id, "eval"), namespace)
    else:
        exec(compile(tree, cell.id, "exec"), namespace)
    if hasattr(value, "_ipython_display_"):
        value._ipython_display_()


@pytest.mark.parametrize("name", sorted(PATHS))
def test_cells_show_figures_and_tables_numbered_in_order(name, shown):
    namespace = {}
    for cell in with_parameters(read(PATHS[name]), QUICK[name]).cells:
        if cell.cell_type == "code":
            run(cell, namespace)
    for kind in ("figure", "table"):
        numbers = [note[kind] for _, note in shown if kind in note]
        assert numbers == [f"{int(name)}.{i + 1}" for i in range(len(numbers))]
    captions = " ".join(note.get("caption", "") + note.get("alt", "") for _, note in shown)
    assert not re.search(r"\bnan\b", captions)
