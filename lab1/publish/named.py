"""Outputs that live only in a browser or in their kernel: named by kind, with what to do."""

import re
from collections.abc import Collection

from lab1.report.mime import WIDGET

PROGRAM = "contenido que dibuja un programa en el navegador"
# What tells a kind, in its data's names or its HTML; how to name it, and how to get a picture.
_KINDS = (
    (r"vnd\.plotly|plotly-graph-div|Plotly\.newPlot|cdn\.plot\.ly",
     "figura de Plotly", 'fig.show("png"), con el paquete kaleido'),
    (r"vnd\.bokehjs_exec|vnd\.holoviews_exec|bk-root|Bokeh\.embed|data-root-id",
     "figura de Bokeh", 'bokeh.io.export_png(figura, filename="figura.png")'),
    (r"vnd\.vega|vegaEmbed|altair-viz",
     "gráfico de Altair", 'grafico.save("figura.png"), con el paquete vl-convert-python'),
    (r"function Animation\(frames", "animación de Matplotlib",
     'figura.savefig("figura.png"), de un instante suyo'),
    (r"folium|leaflet", "mapa interactivo", "una captura de pantalla, insertada como imagen"),
    (r"mpld3|nbagg|mpl\.figure|vnd\.jupyter\.matplotlib",
     "figura interactiva de Matplotlib", "%matplotlib inline"),
    (r"pyvis|vis-network|d3js\.org|d3\.v\d|echarts|highcharts|three(\.min)?\.js|py3Dmol|3dmol",
     "figura interactiva", "una captura de pantalla, insertada como imagen"),
    (r"^audio/|<audio\b", "sonido", ""),
    (r"^video/|<video\b", "vídeo", "una imagen suya, insertada en el cuaderno"),
    (r"^application/pdf", "documento PDF", "una imagen de su página, insertada en el cuaderno"),
    (r"^application/javascript|<script\b", PROGRAM,
     "una captura de pantalla, insertada como imagen"),
)  # fmt: skip
# What only prepares a notebook for outputs to come.
_LOADERS = re.compile(r"vnd\.(bokehjs|holoviews)_load|bk-notebook-logo|>Loading BokehJS")
_IS_LOADED = re.compile(r"plotly\.js|PlotlyConfig|require\.config|requirejs|mathjax", re.IGNORECASE)


def is_loader(kinds: Collection[str], html: str) -> bool:
    """Tell whether an output shows nothing itself: a library's start, a style sheet."""
    if any(_LOADERS.search(kind) for kind in kinds):
        return True
    if not html or kind_of(kinds, "") is not None:
        return False
    if has_content(html):
        return bool(_LOADERS.search(html)) and "Bokeh.embed" not in html
    is_figure = re.search(r"graph-div|newPlot|<div", html)
    return "<script" not in html.lower() or bool(_IS_LOADED.search(html) and not is_figure)


def has_content(html: str) -> bool:
    """Tell whether HTML shows anything without its scripts, as libraries' loaders don't."""
    shown = re.sub(r"(?is)<(script|style|template|noscript)\b.*?(</\1\s*>|\Z)", "", html)
    shows = r"(?i)<(img|table|svg|iframe|audio|video|object|embed|hr)\b"
    return bool(re.search(shows, shown) or re.sub(r"<[^<>]*>", "", shown).strip())


def kind_of(kinds: Collection[str], html: str) -> tuple[str, str] | None:
    """Return a name of what draws an output, and how to get a picture; None if it isn't known.

    HTML that shows something without a program is known only by what it needs one for.
    """
    is_drawn = bool(re.search(r"(?i)<script\b|<iframe\b", html))
    shows = has_content(html)
    for pattern, name, how in _KINDS:
        is_own = name == PROGRAM or pattern.startswith("^")  # named where they stand
        in_html = is_drawn and not (is_own and shows) and re.search(pattern, html)
        if in_html or any(re.search(pattern, kind) for kind in kinds):
            return name, how
    if WIDGET in kinds:
        return "control interactivo", ""
    return None


def sentence(name: str, how: str) -> str:
    """Say in the document what stands there in Jupyter."""
    if name == "control interactivo":
        return "[control interactivo: se usa al abrir el cuaderno en Jupyter]"
    seen = "se oye" if name == "sonido" else "se ve"
    picture = f". Para incluir aquí una imagen: {how}" if how else ""
    return f"[{name}: {seen} al abrir el cuaderno en Jupyter{picture}]"
