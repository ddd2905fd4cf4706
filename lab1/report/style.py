"""One look for all figures: the same thing has the same colour and line in every notebook."""

from typing import Any

import matplotlib as mpl

from lab1 import _engine

# Okabe & Ito's palette, which colour-blind readers tell apart.
BLUE, ORANGE, GREEN, RED = "#0072B2", "#E69F00", "#009E73", "#D55E00"
PURPLE, SKY, GREY, INK = "#CC79A7", "#56B4E9", "#7F7F7F", "#222222"

LOSS: dict[str, dict[str, Any]] = {
    "cross_entropy": {"color": BLUE, "linestyle": "-"},
    "mse": {"color": RED, "linestyle": (0, (5, 1.5))},
    "sse": {"color": GREEN, "linestyle": (0, (1, 1))},
}
START: dict[str, dict[str, Any]] = {
    "zeros": {"color": GREY, "linestyle": (0, (5, 1.5))},
    "constant": {"color": ORANGE, "linestyle": (0, (3, 1, 1, 1))},
    "random": {"color": BLUE, "linestyle": "-"},
}
STATE = {
    "solved": GREEN,
    "½ ln 2": ORANGE,
    "0.4774": RED,
    "ln 2": GREY,
    "other": "#D9D9D9",
}
# The lowest rate is the lightest and the highest the darkest; lines differ too.
RATE: list[dict[str, Any]] = [
    {"color": SKY, "linestyle": (0, (1, 1))},
    {"color": BLUE, "linestyle": (0, (5, 1.5))},
    {"color": "#01324F", "linestyle": "-"},
]
SERIES: list[dict[str, Any]] = [
    {"color": INK, "linestyle": "-"},
    {"color": PURPLE, "linestyle": (0, (5, 1.5))},
    {"color": GREY, "linestyle": (0, (1, 1))},
]
UNIT = [BLUE, RED, GREEN, PURPLE, ORANGE, SKY, INK]

WIDTH = 6.7  # inches: the text width of an A4 page, so that 9 pt are 9 pt on paper

DPI = 144  # of the PNG: one and a half pixels for each of a usual screen

SVG_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}

_SETTINGS: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#666666",
    "axes.formatter.useoffset": False,
    "axes.formatter.use_mathtext": False,  # to parse it takes longer than to draw
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 9,
    "axes.linewidth": 0.7,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlepad": 7,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.dpi": DPI,
    "figure.facecolor": "white",
    "figure.figsize": (WIDTH, 2.9),
    "figure.titlesize": 10.5,
    "figure.titleweight": "bold",
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "grid.color": "#E3E3E3",
    "grid.linewidth": 0.5,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "lines.linewidth": 1.6,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "lab1",
    "text.color": INK,
    "xtick.color": "#444444",
    "xtick.labelsize": 8,
    "ytick.color": "#444444",
    "ytick.labelsize": 8,
}


def use_style() -> None:
    """Give every figure drawn from here on the look of the lab, and have the engine ready."""
    mpl.rcParams.update(_SETTINGS)
    _engine.prepare("Preparando el motor de cálculo, solo esta vez")
