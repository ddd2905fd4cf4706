"""Drawing: an Axes goes in, the Axes comes out, and what it shows can be read back from it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.image import AxesImage
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

import lab1
from lab1.report import style
from lab1.report.published import Curve
from lab1.statistics import wilson
from lab1.theory import PLATEAUS
from lab1.types import Array, Parameters

_NAMES = ("W1", "b1", "W2", "b2")


def curve(
    ax: Axes,
    x: NDArray[Any],
    y: Array,
    label: str,
    *,
    at: int | None = None,
    dx: float = 4,
    dy: float = 0,
    ha: str = "left",
    va: str = "center",
    **line: Any,
) -> Axes:
    """Draw a line and write its name beside it, in its colour.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : array_like, shape (T,)
    label : str
    at : int, optional
        Index of the point that the name stands beside; the last one by default.
    dx, dy : float
        Where the name stands from there, in points.
    ha, va : str
        Alignment of the name.
    **line
        Colour, line style and the like, for ``Axes.plot``.
    """
    (drawn,) = ax.plot(x, y, label=label, **line)
    at = len(x) - 1 if at is None else at
    note(ax, label, (x[at], y[at]), dx, dy, str(drawn.get_color()), ha=ha, va=va)
    return ax


def note(
    ax: Axes,
    text: str,
    xy: tuple[float | str, float],
    dx: float = 4,
    dy: float = 0,
    color: str = style.INK,
    **alignment: Any,
) -> Axes:
    """Write text beside a point, dx and dy points away from it."""
    alignment = {"ha": "left", "va": "center", **alignment}
    ax.annotate(
        text, xy, (dx, dy), textcoords="offset points", color=color,
        annotation_clip=False, **alignment,
    )  # fmt: skip
    return ax


def published_points(ax: Axes, curve: Curve, **marker: Any) -> Axes:
    """Draw what was published as hollow circles."""
    look = {"marker": "o", "markersize": 4.5, "linestyle": "", "markerfacecolor": "white"}
    ax.plot(curve.iterations, curve.values, **{**look, **marker}, zorder=3)
    return ax


def plateaus(ax: Axes, Y: Array, *, names: Sequence[str] | None = None, x: float = 1.0) -> Axes:
    """Draw the costs at which a network can be stuck on XOR as dotted lines, with their names.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    Y : ndarray
        The labels learnt: nothing is drawn unless they are XOR's.
    names : sequence of str, optional
        Keys of `lab1.theory.PLATEAUS`; all by default.
    x : float
        Where the names stand, as a share of the width of the Axes.
    """
    if not np.array_equal(Y, lab1.xor()[1]):
        return ax
    for name in names or PLATEAUS:
        cost = PLATEAUS[name]
        ax.axhline(cost, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        ax.annotate(
            name, (x, cost), (0, 2), xycoords=("axes fraction", "data"), ha="right",
            textcoords="offset points", va="bottom", color="#555555", fontsize=8,
        )  # fmt: skip
    return ax


def mark_rates(ax: Axes, learning_rates: Sequence[float]) -> Axes:
    """Mark learning rates as dotted vertical lines with their value on top."""
    for rate in learning_rates:
        ax.axvline(rate, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        note(ax, f"{rate:g}", (rate, ax.get_ylim()[1]), 2, -4, "#555555", va="top")
    return ax


def percent_axis(ax: Axes, axis: str = "y") -> Axes:
    """Write the shares along an axis in percent, as Spanish does."""
    getattr(ax, f"{axis}axis").set_major_formatter(
        PercentFormatter(1, symbol="\N{NO-BREAK SPACE}%")
    )
    return ax


def parameter_paths(
    axes: Sequence[Axes], iterations: NDArray[Any], path: Parameters, **line: Any
) -> Sequence[Axes]:
    """Draw how every entry of W1, b1, W2 and b2 moves, one Axes a parameter.

    Parameters
    ----------
    axes : sequence of four matplotlib.axes.Axes
    iterations : array_like, shape (T,)
    path : dict of ndarray
        `lab1.Run.path` of one run: W1 (n_h, n_x, T) and so on.
    **line
        For ``Axes.plot``; entries that feed the same hidden unit share a colour.
    """
    for ax, name in zip(axes, _NAMES, strict=True):
        rows, columns, _ = path[name].shape
        for i, j in np.ndindex(rows, columns):
            unit = j if name == "W2" else 6 if name == "b2" else i
            color = style.UNIT[unit % len(style.UNIT)]
            dashes = (0, (4, 1.5)) if (j if name == "W1" else unit % 2 and name != "b2") else "-"
            ax.plot(iterations, path[name][i, j], **{"color": color, "linestyle": dashes, **line})
    return axes


def endings(
    ax: Axes, table: pd.DataFrame, by: str, states: Sequence[str] = tuple(style.STATE)
) -> Axes:
    """Draw how runs end as stacked bars, one bar a group, with the interval of the solved share.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    table : pandas.DataFrame
        From `lab1.sweep`: its columns `state` and `by` count.
    by : str
        Column whose values make the bars, from top to bottom in order of appearance.
    states : sequence of str
        From left to right.
    """
    groups = list(dict.fromkeys(table[by]))
    counts = table.groupby([by, "state"], observed=True).size().unstack(fill_value=0)
    counts = counts.reindex(index=groups, columns=list(states), fill_value=0)
    totals = counts.sum(axis=1)
    left = np.zeros(len(groups))
    for state in states:
        share = (counts[state] / totals).to_numpy()
        ax.barh(groups, share, left=left, color=style.STATE[state], label=state, height=0.72,
                edgecolor="white", linewidth=0.6)  # fmt: skip
        left = left + share
    for y, (k, n) in enumerate(zip(counts["resuelto"], totals, strict=True)):
        if n > 1:
            low, high = wilson(k, n)
            ax.plot([low, high], [y, y], color=style.INK, linewidth=1.4, solid_capstyle="butt")
    ax.set(xlim=(0, 1), ylim=(len(groups) - 0.5, -0.5))
    percent_axis(ax, "x")
    ax.grid(visible=False, axis="y")
    ax.tick_params(axis="y", length=0)
    return ax


def share(
    ax: Axes,
    x: NDArray[Any],
    k: NDArray[np.int64],
    n: NDArray[np.int64] | int,
    label: str,
    *,
    at: int | None = None,
    dx: float = 4,
    dy: float = 0,
    ha: str = "left",
    va: str = "center",
    **line: Any,
) -> Axes:
    """Draw a share k / n over x with its 95 % Wilson interval as a band, and its name beside it."""
    k, n = np.broadcast_arrays(k, n)
    low, high = np.transpose([wilson(a, b) for a, b in zip(k, n, strict=True)])
    ax.fill_between(x, low, high, color=line.get("color"), alpha=0.18, linewidth=0)
    curve(ax, np.asarray(x), k / n, label, at=at, dx=dx, dy=dy, ha=ha, va=va, **line)
    return percent_axis(ax)


def decision_boundary(ax: Axes, X: Array, Y: Array, parameters: Parameters) -> Axes:
    """Colour the plane by the network's output and mark the examples by their label.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
    parameters : dict of ndarray
        One network.
    """
    low, high = X.min(axis=1) - 0.35, X.max(axis=1) + 0.35
    x1, x2 = np.meshgrid(np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID))
    A2 = lab1.forward(np.stack([x1.ravel(), x2.ravel()]), parameters)["A2"].reshape(x1.shape)
    _shade(ax, x1, x2, A2)
    return examples(ax, X, Y, "$x_1$", "$x_2$")


def hidden_space(
    ax: Axes, X: Array, Y: Array, parameters: Parameters, units: tuple[int, int] = (0, 1)
) -> Axes:
    """Show where two hidden units put the examples, and the line that the output draws there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (1, m)
    parameters : dict of ndarray
        One network.
    units : pair of int
        Which hidden units; with one unit only, its activation stands against zero.
    """
    A1 = lab1.forward(X, parameters)["A1"]
    n_h = A1.shape[0]
    H = np.stack([A1[units[0]], A1[units[1]] if n_h > 1 else np.zeros(A1.shape[1])])
    if n_h <= 2:
        w = np.append(parameters["W2"][0], 0)[:2]
        h1, h2 = np.meshgrid(np.linspace(-1.3, 1.3, GRID), np.linspace(-1.3, 1.3, GRID))
        A2 = 0.5 * (1 + np.tanh(0.5 * (w[0] * h1 + w[1] * h2 + parameters["b2"][0, 0])))
        _shade(ax, h1, h2, A2)
    ax.set(xlim=(-1.3, 1.3), ylim=(-1.3, 1.3))
    return examples(ax, H, Y, f"$h_{{{units[0] + 1}}}$", f"$h_{{{units[1] + 1}}}$")


GRID = 181  # outputs along each side of a coloured plane
OPACITY = 0.9
# From label 0 (orange, circles) over undecided (white) to label 1 (blue, squares).
CLASSES = ListedColormap(
    ["#F2B84B", "#F5C872", "#F8D89A", "#FBE8C4", "#FDF6E8",
     "#EAF3F9", "#C8E0EF", "#9FC9E3", "#72B0D6", "#4A98C9"]
)  # fmt: skip


def _shade(ax: Axes, x: Array, y: Array, A2: Array) -> None:
    """Colour the plane by the output, with a line where it is one half."""
    colors(ax, (x.min(), x.max(), y.min(), y.max()), A2)
    if A2.min() < 0.5 < A2.max():
        ax.contour(x, y, A2, levels=[0.5], colors=style.INK, linewidths=1.2)


def colors(ax: Axes, extent: tuple[float, float, float, float], A2: Array) -> AxesImage:
    """Colour a rectangle (left, right, bottom, top) by the outputs A2 (GRID, GRID) in it."""
    norm = BoundaryNorm(np.linspace(0, 1, CLASSES.N + 1), CLASSES.N)
    look: dict[str, Any] = {"cmap": CLASSES, "norm": norm, "alpha": OPACITY}
    # An image of bands takes a tenth of the room that areas would.
    return ax.imshow(A2, extent=extent, origin="lower", interpolation="none", **look)


def examples(ax: Axes, points: Array, Y: Array, xlabel: str, ylabel: str) -> Axes:
    """Mark points (2, m) by their labels Y (1, m)."""
    # Squares are smaller and drawn later, so that a circle in the same place still shows.
    scale = 1 if Y.size <= 8 else 0.5
    for label, marker, color, size in ((0, "o", style.ORANGE, 9), (1, "s", style.BLUE, 4.5)):
        members = points[:, Y[0] == label]
        ax.plot(*members, marker, color=color, markeredgecolor=style.INK, markersize=scale * size)
    ax.set(xlabel=xlabel, ylabel=ylabel, aspect="equal")
    ax.grid(visible=False)
    return ax
