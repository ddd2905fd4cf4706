"""Make a notebook's outputs static: one kind of data each, no widgets, no progress bars."""

import json
import re
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from lab1.report.mime import STEPS, WIDGET

# What an output can be shown as, best first: vector before pixels before text.
SHOWN = (
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/html",
    "text/markdown",
    "text/latex",
    "text/plain",
)
IMAGES = frozenset(SHOWN[:3])
LONGEST_TEXT = 20_000
LONGEST_HTML = 200_000
LONGEST_STEPS = 1_000_000
LONGEST_IMAGE = 20_000_000

_PROGRESS = re.compile(r"\d%\|[^|\n]*\||\dit \[\d+:")  # as tqdm writes it
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def make_static(
    notebook: NotebookNode, resources: dict[str, Any]
) -> tuple[NotebookNode, dict[str, Any]]:
    """Reduce every output to what paper can show; an nbconvert preprocessor.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    resources : dict
        Passed through.
    """
    for cell in notebook.cells:
        cell.source = printable(_shortened(cell.source))
        if cell.cell_type == "code":
            cell.outputs = _static_outputs(cell.outputs)
    return notebook, resources


def printable(text: str) -> str:
    """Return text as a terminal would leave it: overwritten lines, colours, controls removed."""
    lines = [line.rstrip("\r").rsplit("\r", 1)[-1] for line in text.split("\n")]
    return without_controls(_ANSI.sub("", "\n".join(lines)))


def without_controls(text: str) -> str:
    """Remove the characters that no document may hold: controls and halves of characters."""
    return _CONTROL.sub("", text)


def _static_outputs(outputs: list[NotebookNode]) -> list[NotebookNode]:
    has_image = any(IMAGES & output.get("data", {}).keys() for output in outputs)
    numbered = {_note(output).get("figure") for output in outputs} - {None}
    kept: list[NotebookNode] = []
    for output in outputs:
        if _note(output).get("caption_of") in numbered:
            continue  # the figure carries its caption itself
        static = _static(output, has_image)
        if static is None:
            continue
        if kept and _same_stream(kept[-1], static):
            kept[-1].text += static.text
        else:
            kept.append(static)
    return kept


def _static(output: NotebookNode, has_image: bool) -> NotebookNode | None:
    if output.output_type == "stream":
        lines = printable(_shortened(output.text)).splitlines(keepends=True)
        output.text = "".join(line for line in lines if not _PROGRESS.search(line))
        return output if output.text.strip() else None
    if output.output_type == "error":
        output.traceback = [printable(_shortened("\n".join(output.traceback)))]
        return output
    is_widget = WIDGET in output.data
    if is_widget and has_image:
        return None
    data = _best({kind: text for kind, text in output.data.items() if isinstance(text, str)})
    plain = data.get("text/plain", "")
    if _PROGRESS.search(plain):
        return None
    if STEPS in output.data and IMAGES & data.keys():
        steps = json.dumps(output.data[STEPS], ensure_ascii=False, separators=(",", ":"))
        data |= {STEPS: steps} if len(steps) <= LONGEST_STEPS else {}
    if is_widget and plain:
        data = {"text/plain": "[control interactivo: se usa al abrir el cuaderno en Jupyter]"}
    return new_output("display_data", data, metadata={"lab1": _note(output)})


def _best(data: dict[str, str]) -> dict[str, str]:
    """Return the best kind of data that can be shown, alone."""
    for kind in SHOWN:
        text = data.get(kind)
        if text is None:
            continue
        if kind in IMAGES and len(text) <= LONGEST_IMAGE:
            return {kind: text}
        if kind == "text/html" and len(text) <= LONGEST_HTML and _has_content(text):
            return {kind: text}
        if kind in ("text/markdown", "text/latex", "text/plain"):
            return {kind: printable(_shortened(text))}
    kinds = ", ".join(sorted(data)) or "vacía"
    return {"text/plain": f"[salida que no se puede mostrar en papel: {kinds}]"}


def _has_content(html: str) -> bool:
    """Tell whether HTML shows anything without its scripts, as libraries' loaders don't."""
    shown = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)", "", html)
    return bool(re.search(r"(?i)<img\b|<table\b", shown) or re.sub(r"<[^<>]*>", "", shown).strip())


def _note(output: NotebookNode) -> dict[str, str]:
    """Return what the lab's own cells say about an output."""
    note = output.get("metadata", {}).get("lab1", {})
    is_ours = isinstance(note, dict) and all(isinstance(text, str) for text in note.values())
    return note if is_ours else {}


def _same_stream(first: NotebookNode, second: NotebookNode) -> bool:
    kinds = {first.output_type, second.output_type}
    return kinds == {"stream"} and bool(first.name == second.name)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}\n[… {len(text) - LONGEST_TEXT} caracteres más]"
