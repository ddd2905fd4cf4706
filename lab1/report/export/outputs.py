"""Make a notebook's outputs static: one kind of data each, no widgets, no progress bars."""

import re

from nbformat import NotebookNode
from nbformat.v4 import new_output

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
WIDGET = "application/vnd.jupyter.widget-view+json"
LONGEST_TEXT = 20_000
LONGEST_HTML = 1_000_000
LONGEST_IMAGE = 20_000_000

_PROGRESS = re.compile(r"^.*\d+%\|.*\|.*$|^.*\d+(it|cell|s/it).*\[\d+:\d+.*\]$")
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b.")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def make_static(notebook: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
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
    return _CONTROL.sub("", _ANSI.sub("", "\n".join(lines)))


def _static_outputs(outputs):
    has_image = any(IMAGES & output.get("data", {}).keys() for output in outputs)
    numbered = {_note(output).get("figure") for output in outputs} - {None}
    kept = []
    for output in outputs:
        if _note(output).get("caption_of") in numbered:
            continue  # the figure carries its caption itself
        output = _static(output, has_image)
        if output is None:
            continue
        if kept and _same_stream(kept[-1], output):
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def _static(output, has_image):
    if output.output_type == "stream":
        lines = printable(output.text).splitlines(keepends=True)
        output.text = _shortened("".join(line for line in lines if not _PROGRESS.match(line)))
        return output if output.text.strip() else None
    if output.output_type == "error":
        output.traceback = [printable(_shortened("\n".join(output.traceback)))]
        return output
    if WIDGET in output.data and has_image:
        return None
    output.data = _best(output.data, is_widget=WIDGET in output.data)
    return (
        new_output("display_data", output.data, metadata=output.metadata) if output.data else None
    )


def _best(data, is_widget):
    """Return the best kind of data that can be shown, alone."""
    for kind in SHOWN:
        text = data.get(kind)
        if not isinstance(text, str):
            continue
        if kind in IMAGES and len(text) <= LONGEST_IMAGE:
            return {kind: text}
        if kind == "text/html" and (len(text) > LONGEST_HTML or not _has_words(text)):
            continue
        if kind == "text/html":
            return {kind: text}
        if kind.startswith("text/"):
            text = printable(_shortened(text))
            is_bar = _PROGRESS.match(text.strip())
            if is_widget and not is_bar:
                text = "[control interactivo: se usa al abrir el cuaderno en Jupyter]"
            return {} if is_bar else {kind: text}
    kinds = ", ".join(sorted(data)) or "vacío"
    return {"text/plain": f"[salida que no se puede mostrar en papel: {kinds}]"}


def _has_words(html: str) -> bool:
    """Tell whether HTML shows anything without its scripts, as libraries' loaders don't."""
    shown = re.sub(r"(?is)<(script|style)\b.*?(</\1\s*>|\Z)", "", html)
    return bool(re.search(r"(?i)<img\b|<table\b|[^\s<>](?![^<]*>)", shown))


def _note(output) -> dict:
    """Return what the lab's own cells say about an output."""
    note = output.get("metadata", {}).get("lab1", {})
    return note if isinstance(note, dict) else {}


def _same_stream(first, second) -> bool:
    return first.output_type == second.output_type == "stream" and first.name == second.name


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}\n[… {len(text) - LONGEST_TEXT} caracteres más]"
