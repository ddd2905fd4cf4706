"""Drawing: an Axes goes in, the Axes comes out, and what it shows can be read back from it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray

import lab1
from lab1.report import style
from lab1.report.published import Curve
from lab1.report.words import STATES, number_text
from lab1.statistics import wilson
from lab1.theory import PLATEAUS
from lab1.types import NAMES, Array, Parameters


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
        Where the names stand, as a share of the width of the Axes; past 1, beside it.
    """
    if not np.array_equal(Y, lab1.xor()[1]):
        return ax
    for name in names or PLATEAUS:
        cost = PLATEAUS[name]
        ax.axhline(cost, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        low = name == "½ ln 2"  # which has its neighbour close above
        ax.annotate(
            name, (x, cost), (0, -2 if low else 2), xycoords=("axes fraction", "data"), ha="right",
            textcoords="offset points", va="top" if low else "bottom", color="#555555", fontsize=9,
        )  # fmt: skip
    return ax


def mark_rates(ax: Axes, learning_rates: Sequence[float]) -> Axes:
    """Mark learning rates as dotted vertical lines with their value on top."""
    for rate in learning_rates:
        ax.axvline(rate, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
        note(ax, number_text(rate), (rate, ax.get_ylim()[1]), 2, -4, "#555555", va="top")
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
    for ax, name in zip(axes, NAMES, strict=True):
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
        look: dict[str, Any] = {"color": style.STATE[state], "edgecolor": "white", "linewidth": 0.6}
        look |= {"hatch": "////"} if state == "other" else {}  # grey, as another is in print
        ax.barh(groups, share, left=left, label=STATES[state], height=0.72, **look)
        left = left + share
    for y, (k, n) in enumerate(zip(counts["solved"], totals, strict=True)):
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
    **look: Any,
) -> Axes:
    """Draw a share k / n over x with its 95 % Wilson interval as a band; look is as in `curve`."""
    k, n = np.broadcast_arrays(k, n)
    low, high = np.transpose([wilson(a, b) for a, b in zip(k, n, strict=True)])
    ax.fill_between(x, low, high, color=look.get("color"), alpha=0.18, linewidth=0)
    curve(ax, np.asarray(x), k / n, label, **look)
    return percent_axis(ax)
