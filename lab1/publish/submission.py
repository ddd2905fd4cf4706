"""The document to hand in: of the notebooks only what they mark for it, in the order of a report.

First each notebook's question with its answer and a small figure; then, notebook by notebook, its
cells tagged "submission"; last the tables for the whole, what is tagged "submission-end", and how
to reproduce it. Nothing is written twice: all of it are cells and outputs of the notebooks. On a
page that can train, the first figure tagged "submission-live" lets the reader contradict it all.
"""

import copy
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from lab1.publish.combine import summary
from lab1.publish.reproduce import how_to_reproduce
from lab1.report.mime import PANEL

_ELSEWHERE = (
    "Las figuras y las tablas que aquí no están se ven, con el mismo número, en el documento de "
    "cada cuaderno."
)
_TRY = (
    "# Compruébelo usted\n\nLos controles describen una red, y esta misma página la entrena a cada "
    "cambio, sin Python ni conexión. La frase sobre la figura dice qué ocurrió. Puede poner a "
    "prueba con ella lo que dice este informe: otra semilla, otra tasa, otra pérdida. (Donde los "
    "*scripts* están desactivados queda la figura de una sola red.)"
)
MARK, FRONT, END, LIVE = (f"submission{part}" for part in ("", "-front", "-end", "-live"))


def is_marked(notebooks: Mapping[str, NotebookNode]) -> bool:
    """Tell whether any of the notebooks marks what is to be handed in."""
    return any(MARK in _tags(cell) for nb in notebooks.values() for cell in nb.cells)


def submission(notebooks: Mapping[str, NotebookNode]) -> NotebookNode:
    """Return one notebook of what the notebooks mark to be handed in.

    Raises
    ------
    PublishError
        If a summary that a notebook stored can't be read; it names the notebook.
    """
    sentence, table = summary(notebooks)
    cells = [answer for name, nb in notebooks.items() for answer in _answers(name, nb)]
    cells += sentence
    for name, notebook in notebooks.items():
        cells += list(_tagged(name, notebook, MARK))
    cells += [*table, new_markdown_cell(_ELSEWHERE)] if table else []
    cells += _live(notebooks)
    cells += _merged(cell for name, nb in notebooks.items() for cell in _tagged(name, nb, END))
    cells += how_to_reproduce(notebooks)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    metadata = copy.deepcopy(next(iter(notebooks.values())).metadata)
    metadata |= {"lab1_combined": True, "lab1_submission": True}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def without_placeholders(notebook: NotebookNode) -> None:
    """Leave out what invites to write where nothing was written.

    Such a cell's metadata has, as "placeholder", the sentence that stands there at first.
    """
    kept = []
    for cell in notebook.cells:
        sentence = str(cell.metadata.get("placeholder", ""))
        if sentence:
            cell.source = cell.source.replace(sentence, "").strip()
            lines = (line for line in cell.source.splitlines() if not line.startswith("#"))
            if not any(line.strip() for line in lines):
                continue
        kept.append(cell)
    notebook.cells = kept


def _answers(name: str, notebook: NotebookNode) -> Iterator[NotebookNode]:
    """Yield the question and what was stored as its answer, to stand beside each other."""
    for number, cell in enumerate(notebook.cells, start=1):
        if FRONT in _tags(cell):
            question = nbformat.v4.new_output(
                "display_data", {"text/markdown": f"*{_title(notebook) or name}*"}
            )
            answer = nbformat.v4.new_code_cell(outputs=[question, *copy.deepcopy(cell.outputs)])
            answer.metadata["lab1"] = {"notebook": name, "cell": number, "beside": True}
            yield answer


def _title(notebook: NotebookNode) -> str:
    lines = (line for cell in notebook.cells for line in cell.source.splitlines())
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _tagged(name: str, notebook: NotebookNode, tag: str) -> Iterable[NotebookNode]:
    for number, cell in enumerate(notebook.cells, start=1):
        if tag in _tags(cell):
            cell = copy.deepcopy(cell)
            cell.metadata["lab1"] = {"notebook": name, "cell": number}
            yield cell


def _live(notebooks: Mapping[str, NotebookNode]) -> list[NotebookNode]:
    """Return the first figure that trains, after what to do with it; paper leaves both out."""
    figures = (cell for name, nb in notebooks.items() for cell in _tagged(name, nb, LIVE))
    alive = (c for c in figures if any(PANEL in output.get("data", {}) for output in c.outputs))
    cells = [cell for figure in islice(alive, 1) for cell in (new_markdown_cell(_TRY), figure)]
    for cell in cells:
        cell.metadata["lab1"] = {**cell.metadata.get("lab1", {}), "live": True}
    return cells


def _merged(cells: Iterable[NotebookNode]) -> list[NotebookNode]:
    """Return one cell a heading: the paragraphs under it, each once, in alphabetical order."""
    sections: dict[str, set[str]] = {}
    for cell in cells:
        heading, *paragraphs = cell.source.strip().split("\n\n")
        found = (item.strip() for part in paragraphs for item in part.split("\n- "))
        sections.setdefault(heading.lstrip("# "), set()).update(
            item.removeprefix("- ") for item in found if item
        )
    merged = []
    for heading, items in sections.items():
        merged.append(new_markdown_cell(f"# {heading}"))
        lines = [f"- {item}" for item in sorted(items)]
        merged.append(new_markdown_cell("\n".join(lines)))
        merged[-1].metadata["lab1"] = {"spread": True}
    return merged


def _tags(cell: NotebookNode) -> list[str]:
    tags = cell.metadata.get("tags", [])
    return tags if isinstance(tags, list) else []
