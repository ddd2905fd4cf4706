"""One look for all figures: the same thing has the same colour and line in every notebook."""

from typing import Any

import matplotlib as mpl

from lab1 import _engine

# Okabe & Ito's palette, which colour-blind readers tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY, INK = "#CC79A7", "#56B4E9", "#7F7F7F", "#222222"

# One meaning a colour. Blue and orange are also the labels 1 and 0, as filled marks and planes.
LOSS: dict[str, dict[str, Any]] = {
    "cross_entropy": {"color": BLUE, "linestyle": "-"},
    "mse": {"color": RED, "linestyle": (0, (5, 1.5))},
    "sse": {"color": PURPLE, "linestyle": (0, (1, 1))},
}
START: dict[str, dict[str, Any]] = {
    "zeros": {"color": GREY, "linestyle": (0, (5, 1.5))},
    "constant": {"color": "#AA3377", "linestyle": (0, (3, 1, 1, 1))},
    "random": {"color": INK, "linestyle": "-"},
}
# Green: the fewer examples are undecided, the darker, so that print in grey tells them apart.
STATE = {
    "solved": "#1B7A5C",
    "½ ln 2": "#6DB396",
    "0.4774": "#A9D3C0",
    "ln 2": "#DDEDE6",
    "other": "#8C8C8C",
}
# Violet: the lowest rate is the lightest and the highest the darkest; lines differ too.
RATE: list[dict[str, Any]] = [
    {"color": "#A78BD0", "linestyle": (0, (1, 1))},
    {"color": "#6F4BB0", "linestyle": (0, (5, 1.5))},
    {"color": "#2E1462", "linestyle": "-"},
]
# What has no colour of its own, and the hidden units (the last one is the output's; the first
# two are dark and light, so that print in grey tells them apart).
SERIES: list[dict[str, Any]] = [
    {"color": INK, "linestyle": "-"},
    {"color": "#5C6B7A", "linestyle": (0, (5, 1.5))},
    {"color": "#7A8794", "linestyle": (0, (1, 1))},
]
UNIT = ["#0B5F6E", "#A67C52", "#7C8B1A", "#5C6B7A", "#5FB7C4", "#C4935A", INK]

WIDTH = 4.57  # inches: the column of text of an A4 page, so that 9 pt are 9 pt on paper

DPI = 144  # of the PNG: one and a half pixels for each of a usual screen

SVG_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

_SETTINGS: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#666666",
    "axes.formatter.useoffset": False,
    "axes.formatter.use_mathtext": False,  # to parse it takes longer than to draw
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 9.5,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 7,
    "axes.titlesize": 10,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.dpi": DPI,
    "figure.facecolor": "white",
    "figure.figsize": (WIDTH, 2.1),
    "figure.titlesize": 11,
    "figure.titleweight": "bold",
    "font.family": ["STIXGeneral", "DejaVu Sans"],  # the documents' own, and what it lacks
    "font.size": 9.5,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.5,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "lines.linewidth": 1.5,
    "mathtext.fontset": "stix",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "lab1",
    "text.color": INK,
    "xtick.color": "#444444",
    "xtick.labelsize": 9,
    "ytick.color": "#444444",
    "ytick.labelsize": 9,
}


def use_style() -> None:
    """Give every figure drawn from here on the look of the lab, and have the engine ready."""
    mpl.rcParams.update(_SETTINGS)
    _engine.prepare("Preparando el motor de cálculo, solo esta vez")
