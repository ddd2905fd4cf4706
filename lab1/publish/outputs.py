"""Make a notebook's outputs static: one kind of data each, no widgets, no progress bars."""

import json
import re
from collections.abc import Collection, Iterator
from html import unescape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from lab1.publish.named import PROGRAM, has_content, is_loader, kind_of, sentence
from lab1.publish.terminal import latest, printable
from lab1.report.mime import PANEL, STEPS, WIDGET

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
LONGEST_MARKDOWN = 100_000
LONGEST_HTML = 200_000
LONGEST_LIVE = 1_000_000
LONGEST_IMAGE = 20_000_000

_PROGRESS = re.compile(r"\d%\|[^|\n]*\||\dit \[\d+:")  # as tqdm writes it
_DATA = re.compile(r"data:image/[\w+.-]+;base64,[A-Za-z0-9+/=\s]*")
_CUT = re.compile(r"\n\[… \d+ caracteres más\]")
# What Jupyter, too, sets as a formula rather than show a picture of it.
_FORMULA = re.compile(
    r"\s*(\$|\\\[|\\\(|\\begin\{(equation|align|gather|multline|eqnarray|array|[bpvBV]?matrix)\*?\})"
)
# The text of what says more in another form.
_OBJECT = re.compile(r"<IPython\.[\w.]+( object| at 0x\w+)>")


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
        is_text = cell.cell_type == "markdown"
        cell.source = printable((_short_markdown if is_text else _shortened)(cell.source))
        if cell.cell_type == "code":
            cell.outputs = _static_outputs(cell.outputs)
        if any(_CUT.search(text) for text in _texts(cell)):
            note = cell.metadata.get("lab1", {})
            cell.metadata["lab1"] = note | {"told": "its text is too long, and is cut"}
    return notebook, resources


def _texts(cell: NotebookNode) -> Iterator[str]:
    """Return the texts of a cell and of its static outputs."""
    yield cell.source
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield from output.get("traceback", [])
        yield from output.get("data", {}).values()


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
        lines = _excerpt(latest(output.text)).splitlines(keepends=True)
        output.text = "".join(line for line in lines if not _PROGRESS.search(printable(line)))
        return output if printable(output.text).strip() else None
    if output.output_type == "error":
        text = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
        output.traceback = [_excerpt(latest(text))]
        return output
    if "data" not in output:
        return _named(str(output.output_type), "")
    kinds = output.data.keys()
    is_widget = WIDGET in kinds
    if is_widget and has_image:
        return None
    data = {kind: text for kind, text in output.data.items() if isinstance(text, str)}
    html, plain = data.get("text/html", ""), data.get("text/plain", "")
    if _PROGRESS.search(plain) or (not IMAGES & data.keys() and is_loader(kinds, html)):
        return None
    if is_widget and (plain or len(kinds) == 1):
        return _named(*(kind_of([WIDGET], "") or ("", "")))
    shown = _best(data)
    if shown is None:
        known = kind_of(kinds, html[:LONGEST_HTML])
        is_said = bool(plain) and not _OBJECT.fullmatch(plain.strip())
        if is_said and (known is None or known[0] == PROGRAM):
            shown = {"text/plain": _excerpt(latest(plain))}
        elif known is None and "application/json" in kinds:
            text = json.dumps(output.data["application/json"], indent=2, ensure_ascii=False)
            shown = {"text/plain": _excerpt(text)}
        else:
            return _named(*(known or (_unknown(kinds, html), "")))
    if IMAGES & shown.keys():
        shown |= _live(output.data)
    metadata = {"lab1": _note(output), "size": _size(output, shown)}
    return new_output("display_data", shown, metadata=metadata)


def _live(data: dict[str, Any]) -> dict[str, str]:
    """Return as JSON what lets a picture change in the exported page."""
    live = {
        kind: json.dumps(data[kind], ensure_ascii=False, separators=(",", ":"))
        for kind in (STEPS, PANEL)
        if kind in data
    }
    return {kind: text for kind, text in live.items() if len(text) <= LONGEST_LIVE}


def _unknown(kinds: Collection[str], html: str) -> str:
    if html and has_content(html):
        return "HTML demasiado largo"
    return ", ".join(sorted(kinds)) or "salida vacía"


def _named(name: str, how: str) -> NotebookNode:
    """Return an output that says what stands there in Jupyter."""
    told = f"an output can't be shown on paper, its kind stands there: {name}"
    text = sentence(name[:200], how)
    return new_output("display_data", {"text/plain": text}, metadata={"told": told})


def _best(data: dict[str, str]) -> dict[str, str] | None:
    """Return the best kind of data that can be shown, alone; None if only its text is left."""
    is_formula = _FORMULA.match(data.get("text/latex", "")) is not None
    for kind in (*["text/latex"] * is_formula, *SHOWN[:-1]):
        text = data.get(kind)
        if text is None:
            continue
        if kind in IMAGES and len(text) <= LONGEST_IMAGE:
            return {kind: text}
        if kind == "text/html" and _is_short(text) and has_content(text):
            if "sk-top-container" in text:  # scikit-learn's diagram, which needs its style
                return {"text/plain": data.get("text/plain") or _fallback(text)}
            if kind_of((), text) is None:
                return {kind: text}
        if kind in ("text/markdown", "text/latex"):
            return {kind: printable(_short_markdown(text))}
    return None


def _is_short(text: str, longest: int = LONGEST_HTML) -> bool:
    """Tell whether a text is short enough to be set, its images apart."""
    if len(text) <= longest:
        return True
    return len(text) <= LONGEST_IMAGE and len(_DATA.sub("", text)) <= longest


def _fallback(html: str) -> str:
    """Return the text that an estimator's diagram begins with."""
    match = re.search(r"<pre>(.*?)</pre>", html, re.DOTALL)
    return unescape(match[1]) if match else "estimador de scikit-learn"


def _size(output: NotebookNode, shown: dict[str, str]) -> dict[str, float]:
    """Return the width and the height that an output asks for its image, in pixels."""
    metadata = output.get("metadata", {})
    asked = next((metadata[kind] for kind in IMAGES & shown.keys() if kind in metadata), metadata)
    sizes = {name: asked.get(name) for name in ("width", "height")} if asked else {}
    return {
        name: size
        for name, size in sizes.items()
        if isinstance(size, int | float) and not isinstance(size, bool) and 0 < size < 100_000
    }


def _note(output: NotebookNode) -> dict[str, str]:
    """Return what the lab's own cells say about an output."""
    note = output.get("metadata", {}).get("lab1", {})
    is_ours = isinstance(note, dict) and all(isinstance(text, str) for text in note.values())
    return note if is_ours else {}


def _same_stream(first: NotebookNode, second: NotebookNode) -> bool:
    kinds = {first.output_type, second.output_type}
    return kinds == {"stream"} and bool(first.name == second.name)


def _shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n[… {len(text) - longest} caracteres más]"


def _excerpt(text: str) -> str:
    """Shorten what a cell printed, but keep its end: a summary's totals, an error's message."""
    if len(text) <= LONGEST_TEXT:
        return text
    end = text[-LONGEST_TEXT // 4 :]
    end = end[end.find("\n") + 1 :]
    start = _shortened(text[: len(text) - len(end)], LONGEST_TEXT - len(end))
    return f"{start}\n{end}"


def _short_markdown(text: str) -> str:
    """Shorten a text, its images apart, and each paragraph, which takes time with its square."""
    if len(text) <= LONGEST_TEXT:
        return text
    parts = re.split(r"(\n[ \t]*\n)", text)
    text = "".join(part if _is_short(part, LONGEST_TEXT) else _shortened(part) for part in parts)
    return text if _is_short(text, LONGEST_MARKDOWN) else _shortened(text, LONGEST_MARKDOWN)
