"""Notebook files as tools leave them: of every version, damaged a little, with parameters."""

import copy
import json

import nbformat
import pytest
from conftest import METADATA, PNG, lab_notebook, small_notebook
from exports import both
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lab1.publish.errors import PublishError
from lab1.publish.exporters import Lab1HTMLExporter
from lab1.publish.notebook import Bare, check_parameters, find, read, with_parameters

OUTPUT = {"output_type": "pyout", "prompt_number": 1, "text": ["42"], "metadata": {}}
OLD_CELLS = [
    {"cell_type": "heading", "level": 1, "source": ["Título viejo"], "metadata": {}},
    {"cell_type": "markdown", "source": ["Texto"], "metadata": {}},
    {
        **{"cell_type": "code", "language": "python", "collapsed": False, "prompt_number": 1},
        **{"input": ["6 * 7"], "outputs": [OUTPUT], "metadata": {}},
    },
]
SHEETS = [{"cells": OLD_CELLS, "metadata": {}}]
OLD = {
    "2": {"nbformat": 2, "metadata": {"name": "x"}, "worksheets": SHEETS},
    "3": {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": "x"}, "worksheets": SHEETS},
}


def page_of(path):
    """Export a file as nbconvert does."""
    return Lab1HTMLExporter().from_filename(str(path))[0]


@pytest.mark.parametrize("version", OLD)
def test_notebooks_of_old_formats_are_read(tmp_path, version):
    path = tmp_path / "viejo.ipynb"
    path.write_text(json.dumps(OLD[version]), encoding="utf-8")
    assert read(path).nbformat == 4
    page = page_of(path)
    for part in ("Título viejo", "Texto", "42"):
        assert part in page


@pytest.mark.parametrize("minor", range(6))
def test_notebooks_of_every_version_of_format_4_are_read(tmp_path, minor):
    whole = json.loads(json.dumps(lab_notebook()))
    whole["nbformat_minor"] = minor
    for cell in whole["cells"] if minor < 5 else []:
        del cell["id"]
    path = tmp_path / "cuaderno.ipynb"
    path.write_text(json.dumps(whole), encoding="utf-8")
    assert len(read(path).cells) == len(whole["cells"])
    assert "Inicialización" in page_of(path)


def damaged():
    """Yield notebooks with what the format forbids and tools write."""
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": "x", "outputs": []}
    text = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "texto"}
    yield "ids twice", [cell, cell | {"id": "a"}, text]
    yield "odd ids", [cell | {"id": "con espacio"}, text | {"id": ""}, text | {"id": "x" * 99}]
    yield "no ids", [{k: v for k, v in part.items() if k != "id"} for part in (cell, text)]
    yield "outputs of a text", [text | {"outputs": [], "execution_count": 3}]
    yield "no source", [{k: v for k, v in text.items() if k != "source"}, text]
    stream = {"output_type": "stream", "text": "sale"}
    image = {"output_type": "display_data", "data": {"image/png": PNG}, "transient": {}}
    yield "a kind of another day", [cell, text | {"cell_type": "tablero", "source": {"a": 1}}]
    later = [{"output_type": "de otro día", "text": "sale"}, {"output_type": "de otro día"}]
    yield "outputs of another day", [cell | {"outputs": later}, text]
    odd = {"jupyter": "no", "execution": 3, "tags": ["a", "a", "b,c", 4], "collapsed": "sí"}
    yield "odd metadata", [cell | {"metadata": odd}, text | {"metadata": {"tags": "a"}}]
    yield "a heading of format 3", [text | {"cell_type": "heading", "level": 2}, cell]
    yield "what a tool keeps", [text | {"collapsed": True}, cell | {"prompt_number": 3}]
    yield "outputs without names", [cell | {"outputs": [stream, image]}, text]


@pytest.mark.parametrize(("kind", "cells"), list(damaged()))
@pytest.mark.filterwarnings("ignore::nbformat.warnings.MissingIDFieldWarning")
@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")
def test_what_tools_leave_against_the_format_is_mended(tmp_path, kind, cells):
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3"}}}
    whole["metadata"]["authors"] = "quien sea"
    path = tmp_path / "cuaderno.ipynb"
    path.write_text(json.dumps(whole | {"cells": cells}), encoding="utf-8")
    ids = [part["id"] for part in read(path).cells]
    assert len(set(ids)) == len(cells)
    assert len(page_of(path)) > 1000


def test_the_mark_that_editors_put_before_a_file_is_no_fault(tmp_path):
    written = json.dumps({"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": []})
    (tmp_path / "marca.ipynb").write_text(written, encoding="utf-8-sig")
    assert read(tmp_path / "marca.ipynb").cells == []


def test_files_that_systems_and_editors_lay_beside_notebooks_are_left_alone(tmp_path):
    for name in ("01_a.ipynb", "._01_a.ipynb", ".~01_a.ipynb"):
        nbformat.write(small_notebook("T"), tmp_path / name)
    assert [path.name for path in find(tmp_path)] == ["01_a.ipynb"]


def with_cell(source):
    cell = new_code_cell(source, metadata={"tags": ["parameters"]})
    return new_notebook(cells=[new_markdown_cell("# T"), cell], metadata=METADATA)


def run(notebook):
    """Run the code cells of a notebook here; return what they assign."""
    namespace = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            exec(cell.source, namespace)
    return namespace


def test_what_derives_from_a_given_parameter_is_derived_again():
    source = "n = 10\nhalf = n // 2\nquarter = half / 2\nname = 'x'\nother: int = len(name)"
    notebook = with_cell(source)
    given = with_parameters(notebook, {"n": 6})
    assert given.cells[2].source.splitlines() == ["n = 6", "half = n // 2", "quarter = half / 2"]
    assert run(given)["quarter"] == 1.5
    both_given = run(with_parameters(notebook, {"n": 6, "half": 100}))
    assert (both_given["half"], both_given["quarter"]) == (100, 50)


@pytest.mark.parametrize(
    "value",
    [
        float("inf"),
        -float("inf"),
        (0, 5),
        (1,),
        (),
        [1, (2.5,)],
        {"a": [float("inf")]},
        10**40,
        "ñ",
    ],
)
def test_any_value_reaches_the_notebook_as_it_is(value):
    assert run(with_parameters(with_cell("n = 1"), {"n": value}))["n"] == value


@pytest.mark.parametrize("text", ["007", "1,5e", "3 veces", ".5.1", "3/4", "½", ""])
def test_text_in_the_place_of_a_number_is_told_before_any_work(text):
    notebooks = {"a": with_cell("n = 1\ntitle = 'x'")}
    with pytest.raises(PublishError, match=r"this is no number as Python writes them.*n = 1 there"):
        check_parameters(notebooks, {"n": Bare(text)})
    check_parameters(notebooks, {"title": Bare(text), "n": Bare("auto")})
    check_parameters(notebooks, {"n": text})


def test_a_cell_that_may_fail_costs_the_report_nothing(project, tmp_path):
    from lab1.publish.build import write_documents

    notebook = small_notebook("T", "1 / 0", "print('sigue')")
    notebook.cells[2].metadata["tags"] = ["raises-exception"]
    nbformat.write(notebook, project / "03_falla.ipynb")
    (path,) = write_documents(project, tmp_path / "build", only=["03"], formats=["html"])
    page = path.read_text(encoding="utf-8")
    assert "division by zero" in page
    assert "sigue" in page


def test_a_notebook_that_is_exported_is_not_changed():
    notebook = lab_notebook()
    before = copy.deepcopy(notebook)
    both(*notebook.cells)
    assert notebook == before
