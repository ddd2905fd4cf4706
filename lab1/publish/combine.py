"""Put notebooks one after the other, with the summary that they stored before them."""

import copy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import nbformat
from nbformat import NotebookNode

from lab1.publish.errors import PublishError
from lab1.report.mime import SUMMARY

_NO_BREAK = "\N{NO-BREAK SPACE}"


def combine(notebooks: Mapping[str, NotebookNode]) -> NotebookNode:
    """Return one notebook of all cells, opened by the stored summaries.

    Raises
    ------
    PublishError
        If a stored summary isn't of the form that `stored_summaries` tells; it names the notebook.
    """
    sentence, table = summary(notebooks)
    cells = [*table[:1], *sentence, *table[1:]]
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


def summary(
    notebooks: Mapping[str, NotebookNode],
) -> tuple[list[NotebookNode], list[NotebookNode]]:
    """Return the cell that counts what the notebooks stored for the whole, and those that list it.

    Raises
    ------
    PublishError
        As in `combine`.
    """
    body, tables = "", []
    cells: tuple[list[NotebookNode], list[NotebookNode]] = [], []
    for name, notebook in notebooks.items():
        try:
            for table in stored_summaries(notebook):
                body += _body(table)
                tables.append(table)
            if tables:
                cells = [nbformat.v4.new_markdown_cell(_sentence(tables))], _listed(body, tables)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise PublishError(
                f"the summary stored in {name} can't be read; run it again"
            ) from error
    return cells


def stored_summaries(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    """Yield the tables that a notebook stored, when it ran, for the front of the whole.

    Each is {"title", "sentence", "counts": [[tone, one, several], …], "columns": […], "group",
    "rows": [{"tone", "cells": […], "toned": number of the cell in that tone, "where"}, …]}; the
    sentence has places for {total} and {counts}.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            table = output.get("data", {}).get(SUMMARY)
            if table is not None:
                yield table


def _listed(body: str, tables: Sequence[dict[str, Any]]) -> list[NotebookNode]:
    head = "".join(
        f'<th scope="col" class="text">{escape(column)}</th>' for column in tables[0]["columns"]
    )
    html = f'<table class="summary"><thead><tr>{head}</tr></thead>{body}</table>'
    output = nbformat.v4.new_output("display_data", {"text/html": html})
    text = f"# {tables[0]['title']}"
    return [nbformat.v4.new_markdown_cell(text), nbformat.v4.new_code_cell(outputs=[output])]


def _sentence(tables: Sequence[dict[str, Any]]) -> str:
    """Say how many rows have each tone."""
    counts = Counter(row["tone"] for table in tables for row in table["rows"])
    parts = [
        f"{counts[tone]} {one if counts[tone] == 1 else several}"
        for tone, one, several in tables[0]["counts"]
        if counts[tone]
    ]
    listed = " y ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
    sentence = str(tables[0]["sentence"])
    return sentence.replace("{total}", str(counts.total())).replace("{counts}", listed)


def _body(table: dict[str, Any]) -> str:
    rows = "".join(f"<tr>{_cells(row)}</tr>" for row in table["rows"])
    columns = len(table["columns"])
    group = f'<th colspan="{columns}" scope="rowgroup" class="text">{escape(table["group"])}</th>'
    return f"<tbody><tr>{group}</tr>{rows}</tbody>"


def _cells(row: dict[str, Any]) -> str:
    looks = ["text"] * len(row["cells"])
    looks[row["toned"]] = f"tone tone-{escape(row['tone'])}"
    where = f' <span class="where">({escape(row["where"].replace(" ", _NO_BREAK))})</span>'
    texts = [escape(text) for text in row["cells"]]
    texts[-1] += where
    return "".join(
        f'<td class="{look}">{text}</td>' for look, text in zip(looks, texts, strict=True)
    )
