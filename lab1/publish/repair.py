"""Mend what tools leave in notebooks that the format doesn't allow, and Jupyter opens."""

import re
from typing import Any

from nbformat import NotebookNode

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_OF_CELLS = {"id", "cell_type", "metadata", "source", "attachments", "outputs", "execution_count"}
_OF_METADATA: dict[str, type] = {
    **{"jupyter": dict, "execution": dict, "tags": list, "name": str, "format": str},
    **{"collapsed": bool, "deletable": bool, "editable": bool},
}
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
    """Leave out descriptions of kernel and language that lack their name, and odd authors."""
    authors = metadata.get("authors", []) if isinstance(metadata, dict) else []
    if not isinstance(authors, list) or not all(isinstance(one, dict) for one in authors):
        del metadata["authors"]
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
    _mend_metadata_of(cell)
    if not isinstance(cell.setdefault("source", ""), str):
        cell["source"] = str(cell["source"])
    if cell.get("cell_type") == "heading":  # of format 3
        cell["source"] = f"{'#' * int(cell.get('level', 1))} {cell['source']}"
        cell["cell_type"] = "markdown"
    if cell.get("cell_type") not in ("code", "markdown"):
        cell["cell_type"] = "raw"  # a kind that isn't known shows its text
    for name in cell.keys() - _OF_CELLS:
        del cell[name]
    if cell.get("cell_type") != "code":
        for name in ("outputs", "execution_count", "prompt_number"):
            cell.pop(name, None)
        return
    cell.pop("attachments", None)
    cell.setdefault("execution_count", None)
    for output in cell.setdefault("outputs", []):
        if isinstance(output, dict):
            _mend_output(output)


def _mend_metadata_of(cell: dict[str, Any]) -> None:
    """Leave out of a cell's metadata what is of another kind than the format has."""
    if not isinstance(cell.get("metadata"), dict):
        cell["metadata"] = NotebookNode()
    metadata = cell["metadata"]
    for name, kind in _OF_METADATA.items():
        if not isinstance(metadata.get(name, kind()), kind):
            del metadata[name]
    if metadata.get("scrolled", "auto") not in (True, False, "auto"):
        del metadata["scrolled"]
    if "tags" in metadata:
        tags = [tag for tag in metadata["tags"] if isinstance(tag, str) and tag and "," not in tag]
        metadata["tags"] = list(dict.fromkeys(tags))


def _mend_output(output: dict[str, Any]) -> None:
    kind = str(output.get("output_type"))
    if kind not in _WANTED:
        data = {"text/plain": output["text"]} if "text" in output else {kind: ""}
        output.clear()
        output |= {"output_type": "display_data", "data": NotebookNode(data)}
    output.pop("transient", None)
    for name, value in _WANTED.get(str(output["output_type"]), {}).items():
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
