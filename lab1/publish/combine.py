"""Put notebooks one after the other, with a summary of their verdicts before them."""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode

from lab1.publish.errors import PublishError
from lab1.report.mime import VERDICTS

_NO_BREAK = "\N{NO-BREAK SPACE}"
# How a number of sentences with a verdict is said, for one and for several.
_COUNTS = {
    "confirmado": ("confirmada", "confirmadas"),
    "matizado": ("matizada", "matizadas"),
    "refutado": ("refutada", "refutadas"),
    "confundido": ("con causas confundidas", "con causas confundidas"),
    "no concluyente": ("no concluyente", "no concluyentes"),
}


def combine(notebooks: Mapping[str, NotebookNode]) -> NotebookNode:
    """Return one notebook of all cells, opened by the summary of the stored verdicts.

    Raises
    ------
    PublishError
        If stored verdicts aren't of the form that `stored_verdicts` tells; it names the notebook.
    """
    rows, verdicts = "", []
    for name, notebook in notebooks.items():
        try:
            for table in stored_verdicts(notebook):
                rows += _rows(table)
                verdicts += [verdict["verdict"] for verdict in table["verdicts"]]
        except (AttributeError, LookupError, TypeError) as error:
            raise PublishError(
                f"the verdicts stored in {name} can't be read; run it again"
            ) from error
    cells = _summary(rows, verdicts) if verdicts else []
    cells.append(nbformat.v4.new_markdown_cell('<div class="contents"></div>'))
    for name, notebook in notebooks.items():
        for number, cell in enumerate(copy.deepcopy(notebook.cells), start=1):
            cell.metadata["lab1"] = {"notebook": name, "cell": number}
            cells.append(cell)
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # ids of different notebooks may clash
    (first, *_) = notebooks.values()
    metadata = copy.deepcopy(first.metadata)
    metadata["lab1_combined"] = True
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)


def stored_verdicts(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    """Yield the verdict tables that a notebook stored when it ran.

    Each is {"question": …, "verdicts": […]}, a verdict being the fields of `Verdict`.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            table = output.get("data", {}).get(VERDICTS)
            if table is not None:
                yield table


def _summary(rows: str, verdicts: Sequence[str]) -> list[NotebookNode]:
    html = (
        '<table class="summary"><thead><tr><th scope="col" class="text">Frase del informe</th>'
        '<th scope="col" class="text">Veredicto</th><th scope="col" class="text">'
        f"Lo que decide</th></tr></thead>{rows}</table>"
    )
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    return [
        nbformat.v4.new_markdown_cell(f"# Resumen\n\n{_count(verdicts)}"),
        nbformat.v4.new_code_cell(outputs=[output]),
    ]


def _count(verdicts: Sequence[str]) -> str:
    """Say how many sentences got each verdict."""
    counts = Counter(verdicts)
    names = _COUNTS | {verdict: (verdict, verdict) for verdict in counts if verdict not in _COUNTS}
    parts = [
        f"{counts[verdict]} {one if counts[verdict] == 1 else several}"
        for verdict, (one, several) in names.items()
        if counts[verdict]
    ]
    listed = " y ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    return (
        f"De las {len(verdicts)} frases del informe original que se examinan, los datos de esta "
        f"ejecución dejan {listed}."
    )


def _rows(table: dict[str, Any]) -> str:
    rows = "".join(
        f'<tr><td class="text">«{escape(v["quote"].strip("«»"))}»</td>'
        f'<td class="verdict verdict-{escape(v["verdict"].replace(" ", "-"))}">'
        f'{escape(v["verdict"])}</td><td class="text">{escape(v["key"])}'
        f' <span class="where">({escape(v["where"].replace(" ", _NO_BREAK))})</span></td></tr>'
        for v in table["verdicts"]
    )
    question = f'<th colspan="3" scope="rowgroup" class="text">{escape(table["question"])}</th>'
    return f"<tbody><tr>{question}</tr>{rows}</tbody>"
