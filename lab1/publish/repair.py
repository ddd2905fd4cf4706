"""Mend what tools leave in notebooks that the format doesn't allow, and Jupyter opens."""

import re
from typing import Any

from nbformat import NotebookNode

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_WANTED: dict[str, dict[str, Any]] = {
    "stream": {"name": "stdout", "text": ""},
    "display_data": {"data": {}, "metadata": {}},
    "execute_result": {"data": {}, "metadata": {}, "execution_count": None},
    "error": {"ename": "", "evalue": "", "traceback": []},
}


def repair(notebook: NotebookNode) -> None:
    """Mend a notebook of format 4 in place: cells without what they need, ids twice or odd.

    What is beyond this is left to the format's own check.
    """
    cells = notebook.get("cells")
    if notebook.get("nbformat") != 4 or not isinstance(cells, list):
        return
    _mend_metadata(notebook.get("metadata"))
    has_ids = notebook.setdefault("nbformat_minor", 5) >= 5
    used: set[str] = set()
    for number, cell in enumerate(cells):
        if isinstance(cell, dict):
            _mend_cell(cell)
            _mend_id(cell, number, used, has_ids)


def _mend_metadata(metadata: Any) -> None:
    """Leave out descriptions of kernel and language that lack their name."""
    for key, needed in (("kernelspec", ("name", "display_name")), ("language_info", ("name",))):
        described = metadata.get(key) if isinstance(metadata, dict) else None
        if described is None:
            continue
        if isinstance(described, dict) and "name" in described:
            described.setdefault("display_name", described["name"])
        if not isinstance(described, dict) or not all(
            isinstance(described.get(name), str) for name in needed
        ):
            del metadata[key]


def _mend_cell(cell: dict[str, Any]) -> None:
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = NotebookNode()
    if cell.get("cell_type") not in ("code", "markdown"):
        cell["cell_type"] = "raw"  # a kind that isn't known shows its text
    if not isinstance(cell.setdefault("source", ""), str):
        cell["source"] = str(cell["source"])
    if cell.get("cell_type") != "code":
        for name in ("outputs", "execution_count", "prompt_number"):
            cell.pop(name, None)
        return
    cell.pop("attachments", None)
    cell.setdefault("execution_count", None)
    for output in cell.setdefault("outputs", []):
        if isinstance(output, dict):
            output.pop("transient", None)
            for name, value in _WANTED.get(str(output.get("output_type")), {}).items():
                output.setdefault(name, NotebookNode() if value == {} else value)


def _mend_id(cell: dict[str, Any], number: int, used: set[str], has_ids: bool) -> None:
    own = cell.get("id")
    if not has_ids:
        cell.pop("id", None)
    elif not isinstance(own, str) or not _ID.fullmatch(own) or own in used:
        cell["id"] = f"cell-{number}"
        while cell["id"] in used:
            cell["id"] += "-"
    used.add(str(cell.get("id")))
