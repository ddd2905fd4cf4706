"""Put notebooks one after the other, with a summary of their verdicts before them."""

import copy
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode

from lab1.report.errors import ReportError

VERDICTS = "application/vnd.lab1.verdicts+json"
_NO_BREAK = "\N{NO-BREAK SPACE}"
# How a number of sentences with a verdict is said, for one and for several.
COUNTS = {
    "confirmado": ("confirmada", "confirmadas"),
    "matizado": ("matizada", "matizadas"),
    "refutado": ("refutada", "refutadas"),
    "confundido": ("con causas confundidas", "con causas confundidas"),
    "no concluyente": ("no concluyente", "no concluyentes"),
}


def combine(notebooks: Sequence[NotebookNode]) -> NotebookNode:
    """Return one notebook of all cells, opened by the summary of the stored verdicts.

    Raises
    ------
    ReportError
        If stored verdicts aren't of the form that `stored_verdicts` tells.
    """
    try:
        cells = _summary([table for notebook in notebooks for table in stored_verdicts(notebook)])
    except (AttributeError, LookupError, TypeError) as error:
        raise ReportError(
            "the verdicts stored in a notebook can't be read; run it again"
        ) from error
    cells.append(nbformat.v4.new_markdown_cell('<div class="contents"></div>'))
    cells += [cell for notebook in notebooks for cell in copy.deepcopy(notebook.cells)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"  # ids of different notebooks may clash
    metadata = copy.deepcopy(notebooks[0].metadata)
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


def _summary(tables: Sequence[dict[str, Any]]) -> list[NotebookNode]:
    if not tables:
        return []
    text = f"# Resumen\n\n{_count([v for table in tables for v in table['verdicts']])}"
    html = (
        '<table class="summary"><thead><tr><th scope="col" class="text">Frase del informe</th>'
        '<th scope="col" class="text">Veredicto</th><th scope="col" class="text">'
        f"Lo que decide</th></tr></thead>{''.join(map(_rows, tables))}</table>"
    )
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    return [nbformat.v4.new_markdown_cell(text), nbformat.v4.new_code_cell(outputs=[output])]


def _count(verdicts: Sequence[dict[str, str]]) -> str:
    """Say how many sentences got each verdict."""
    counts = Counter(v["verdict"] for v in verdicts)
    names = COUNTS | {verdict: (verdict, verdict) for verdict in counts if verdict not in COUNTS}
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
