"""The cells of the notebooks, run in this process: quick, and with every line of ours in sight."""

import ast
import re

import matplotlib.pyplot as plt
import pytest
from test_notebooks import FOLDER, PATHS, QUICK, outputs

from lab1.publish.notebook import read, with_parameters
from lab1.report import ParameterError, checked, explore, show


@pytest.fixture
def shown(monkeypatch):
    """Collect what cells show, by the kind and number of each figure and table."""
    notes = []
    monkeypatch.setattr(
        show, "display", lambda data, metadata=None, **_: notes.append((data, metadata["lab1"]))
    )
    monkeypatch.setattr(explore, "display", lambda *widgets: None)
    monkeypatch.chdir(FOLDER)
    with plt.rc_context():
        yield notes
    plt.close("all")


@pytest.mark.parametrize("name", ["dataset", "seeds"])
def test_a_parameter_that_was_deleted_is_asked_for_by_its_name(name):
    namespace = {"dataset": "xor", "seeds": 3}
    del namespace[name]
    with pytest.raises(ParameterError, match=f"Falta «{name}», que debe ser un"):
        checked(namespace)


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
def test_cells_show_every_figure_and_table_of_the_committed_notebook(name, shown):
    committed = read(PATHS[name])
    cells = with_parameters(committed, QUICK[name]).cells
    namespace = {}
    for cell in cells:
        if cell.cell_type == "code":
            run(cell, namespace)
    for kind in ("figure", "table"):
        numbers = [note[kind] for _, note in shown if kind in note]
        assert numbers == [o["metadata"]["lab1"][kind] for o in outputs(committed, kind)]
    captions = " ".join(note.get("caption", "") + note.get("alt", "") for _, note in shown)
    assert not re.search(r"\bnan\b", captions)
