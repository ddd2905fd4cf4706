"""How a cell shows a figure or a table: number, caption and alt text travel with the output.

A figure is an SVG output followed by its caption; a table is an HTML output. Each carries
metadata under "lab1" that the exporters read, so Jupyter and the exported documents agree.
JupyterLab shows no SVG of a notebook that its reader hasn't run yet, so a PNG goes with it.
"""

import base64
import html
import io
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import DisplayHandle, display
from ipywidgets import DOMWidget
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter, ScalarFormatter
from PIL import Image

from lab1.report import numbering, style
from lab1.report.mime import WIDGET
from lab1.report.numbering import chapter
from lab1.report.words import number_text

# Jupyter has no style of ours: without this it would align all cells to the right.
_ALIGNED = {"text": 'style="text-align: left"', "num": 'style="text-align: right"'}


_FEWEST = 20  # characters in a line of a message, however narrow its figure is

# Whoever saves a figure that has a layout, even none, draws it twice.
_LAID_OUT: Any = {"figure.constrained_layout.use": False}


def begin(number: int, prefix: str) -> None:
    """Say which notebook this is, and give its figures the look of the lab.

    Parameters
    ----------
    number, prefix
        As in `lab1.report.numbering.Chapter`.
    """
    style.use_style()
    numbering.begin(number, prefix)


def figure(
    fig: Figure,
    name: str,
    caption: str,
    alt: str,
    *,
    extra: Mapping[str, Any] | None = None,
    changes: bool = False,
) -> DisplayHandle | None:
    """Show a Matplotlib figure as SVG with its number, caption and alt text, and close it.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        What `lab1.report.ref` calls it. After the notebook's own beginning, also the name of the
        file under which the figure is kept in the folder that the environment variable
        LAB1_FIGURES names, where it is set.
    caption, alt : str
        In Spanish: what is seen under the figure, and what replaces it for who can't see it.
    extra : dict
        Further MIME types of the output, for the exporters.
    changes : bool
        Whether the figure will be replaced by later ones.

    Returns
    -------
    IPython.display.DisplayHandle or None
        What replaces the figure, if it changes.
    """
    data, sizes = bundle(fig, alt)
    number, name = chapter().show("figure", name), chapter().prefix + name
    folder = os.environ.get("LAB1_FIGURES")
    if folder:
        target = Path(folder, f"{name}.svg")
        partial = target.with_suffix(".partial")
        partial.write_text(data["image/svg+xml"], encoding="utf-8", newline="\n")
        partial.replace(target)
    handle = display(
        {**data, "text/plain": f"Figura {number}: {alt}", **(extra or {})},
        raw=True,
        metadata=sizes | _figure_note(number, name, caption, alt),
        display_id=changes or None,
    )
    display(
        {"text/markdown": f"**Figura {number}.** {caption}", "text/plain": caption},
        raw=True,
        metadata={"lab1": {"caption_of": number}},
    )
    return handle


def bundle(fig: Figure, alt: str) -> tuple[dict[str, str], dict[str, Any]]:
    """Return a figure as the data and the metadata of an output, and close it."""
    settle(fig)
    with plt.rc_context(_LAID_OUT):
        data = {"image/svg+xml": _svg(fig, alt), "image/png": _png(fig), "text/plain": alt}
    width, height = (round(96 * inches) for inches in fig.get_size_inches())
    plt.close(fig)
    return data, {"image/png": {"width": width, "height": height}, "lab1": {"alt": alt}}


def settle(fig: Figure) -> None:
    """Lay a figure out for good; the solver of the layout leaves its last bits to chance."""
    layout = fig.get_layout_engine()
    if layout is None:
        return  # it was settled before
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            _write_numbers(axis)
    _fit_message(fig)
    layout.execute(fig)
    if _fit_ylabels(fig):
        layout.execute(fig)
    with plt.rc_context(_LAID_OUT):
        fig.set_layout_engine(None)
    for ax in fig.axes:
        left, bottom, width, height = ax.get_position(original=True).bounds
        ax.set_position((round(left, 6), round(bottom, 6), round(width, 6), round(height, 6)))
        ax.apply_aspect()


def _fit_message(fig: Figure) -> None:
    """Write what the figure says over all of it, in as many lines as it takes."""
    if len(fig.axes) == 1 and not fig.get_suptitle():
        fig.suptitle(fig.axes[0].get_title(loc="left"), x=0.01, ha="left")
        fig.axes[0].set_title("")
    if message := fig.get_suptitle():
        written = fig.suptitle(message, x=0.01, ha="left")
        room, n = 0.97 * fig.bbox.width, len(message)
        while (width := written.get_window_extent().width) > room and n > _FEWEST:
            n = min(n - 1, int(n * room / width))
            written.set_text("\n".join(wrap(message, n)))


def _fit_ylabels(fig: Figure) -> bool:
    """Write in two lines what is longer than its axis is high; tell whether any was."""
    long = [
        ax.yaxis.label
        for ax in fig.axes
        if ax.yaxis.label.get_window_extent().height > ax.get_window_extent().height
    ]
    for label in long:
        label.set_text("\n".join(wrap(label.get_text(), max(10, len(label.get_text()) * 2 // 3))))
    return bool(long)


class _LogNumbers(LogFormatter):
    """Writes the same ticks of a logarithmic axis, but as the documents write numbers."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return number_text(float(f"{x:.3g}")) if super().__call__(x, pos) else ""


class _Numbers(ScalarFormatter):
    """Writes large numbers with the documents' spaces, small ones with equal decimals."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        return number_text(x) if abs(x) >= 1000 else str(super().__call__(x, pos))


def _write_numbers(axis: Axis) -> None:
    """Let an axis write its numbers as the text does."""
    if isinstance(axis.get_major_formatter(), LogFormatter):
        axis.set_major_formatter(_LogNumbers())
        axis.set_minor_formatter(_LogNumbers())
    elif type(axis.get_major_formatter()) is ScalarFormatter:
        axis.set_major_formatter(_Numbers())


def replace(
    handle: DisplayHandle,
    png: bytes,
    width: int,
    height: int,
    name: str,
    caption: str,
    alt: str,
    *,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Replace a figure that changes by a PNG, width and height pixels of a usual screen."""
    number, name = chapter().show("figure", name), chapter().prefix + name
    handle.update(
        {"image/png": png, "text/plain": f"Figura {number}: {alt}", **(extra or {})},
        raw=True,
        metadata={
            "image/png": {"width": width, "height": height},
            **_figure_note(number, name, caption, alt),
        },
    )


def screen_png(canvas: FigureCanvasAgg) -> tuple[bytes, int, int]:
    """Return what was drawn as the bytes of a PNG, and its width and height on a usual screen."""
    file = io.BytesIO()
    pixels = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    pixels.save(file, "png", compress_level=1)
    return file.getvalue(), pixels.width * 96 // style.DPI, pixels.height * 96 // style.DPI


def _figure_note(number: str, name: str, caption: str, alt: str) -> dict[str, Any]:
    return {"lab1": {"figure": number, "name": name, "caption": caption, "alt": alt}}


def controls(box: DOMWidget) -> None:
    """Show controls, and a sentence in their place where there is no kernel behind them."""
    # Written out: ipywidgets 7, which Colab has, can't be asked for it.
    view = {"version_major": 2, "version_minor": 0, "model_id": box.model_id}
    told = "Para usar los controles, ejecute esta celda."
    display({WIDGET: view, "text/plain": told}, raw=True, metadata={"lab1": {}})


def table(
    frame: pd.DataFrame,
    name: str,
    caption: str,
    formats: Mapping[str, Callable[[Any], str]] | None = None,
    classes: Mapping[str, Callable[[Any], str]] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Show a DataFrame as a table with its number and caption.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns as they shall be read; the index is not shown.
    name, caption : str
        As in `figure`.
    formats : dict of str to callable
        How to write the values of a column; text as it is, numbers by `number_text`.
    classes : dict of str to callable
        CSS class of a column's cells from their value, beside "num" or "text".
    extra : dict
        Further MIME types of the output, for the exporters.
    """
    formats, classes = formats or {}, classes or {}
    number = chapter().show("table", name)
    title = f"Tabla {number}. {caption}"
    kinds = {c: "text" if frame[c].dtype.kind in "OUST" else "num" for c in frame.columns}
    head = "".join(
        f'<th scope="col" class="{kinds[c]}" {_ALIGNED[kinds[c]]}>{html.escape(c)}</th>'
        for c in frame
    )
    rows = []
    for values in frame.itertuples(index=False, name=None):
        cells = []
        for i, (column, value) in enumerate(zip(frame.columns, values, strict=True)):
            text = html.escape(formats.get(column, number_text)(value))
            look = kinds[column] + (" " + classes[column](value) if column in classes else "")
            opening = 'th scope="row"' if i == 0 else "td"
            style = _ALIGNED[kinds[column]]
            cells.append(f'<{opening} class="{look}" {style}>{text}</{opening[:2]}>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    markup = (
        f'<table class="lab1"><caption {_ALIGNED["text"]}>{html.escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )
    plain = f"{title}\n{frame.to_string(index=False)}"
    display(
        {"text/html": markup, "text/plain": plain, **(extra or {})},
        raw=True,
        metadata={"lab1": {"table": number}},
    )


def _png(fig: Figure) -> str:
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", dpi="figure", metadata={"Software": None})
    return base64.b64encode(buffer.getvalue()).decode("ascii")


def _svg(fig: Figure, alt: str) -> str:
    buffer = io.StringIO()
    fig.savefig(buffer, format="svg", metadata=style.SVG_METADATA)
    svg = buffer.getvalue()
    svg = re.sub(r"\s*\n\s*", "\n", svg[svg.index("<svg") :])  # spaces are a tenth of it
    svg = re.sub(r"STIXGeneral-(\w)\w+-", r"\1", svg)  # and the names of letters another
    label = html.escape(alt, quote=True)
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
