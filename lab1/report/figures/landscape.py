"""Figures of the landscape: small starts, basins and sharpness."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from lab1.report import figures, plots, style
from lab1.report.words import STATES, number_text, percent, with_interval
from lab1.types import Array

_LOWEST = 1e-4  # what is smaller is drawn as this


def small_starts(
    times: Mapping[float, Array], left: Mapping[float, Array], rate: float, fit: tuple[float, ...]
) -> Figure:
    """Draw the time to leave zero and to solve over the scale of the start, and who solves when.

    Parameters
    ----------
    times, left : dict of float to ndarray, shape (n,)
        By the scale, from large to small: iterations until solved, and until the cost is off its
        value at zero; NaN if never.
    rate : float
        Learning rate: times are drawn as rate × iterations.
    fit : tuple of float
        Of the times to leave, as in `lab1.statistics.power_law`: slope, low, high, factor.
    """
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 3.04))
    scales = np.array(list(times))
    for name, found, look in (
        ("resolver", times, style.RATE[2]),
        ("dejar el cero", left, style.RATE[1]),
    ):
        middle = [np.nanmedian(at) if np.isfinite(at).any() else np.nan for at in found.values()]
        axes[0].plot(scales, rate * np.array(middle), marker="o", label=name, **look)
    slope, low, high, factor = fit
    if np.isfinite(slope):
        line = {"color": style.ORANGE, "linewidth": 3, "alpha": 0.5, "zorder": 1}
        axes[0].plot(scales, rate * factor * scales**slope, label="recta ajustada", **line)
    axes[0].set(xscale="log", yscale="log", xlabel="σ del inicio", ylabel="tasa × iteraciones")
    axes[0].set_title("Lo que tarda en …")
    axes[0].legend(loc="upper right", fontsize=8.5, handlelength=1.2, borderaxespad=0)
    shades = plt.cm.viridis(np.linspace(0, 0.85, len(times)))
    for (scale, at), color in zip(times.items(), shades, strict=True):
        known = np.sort(at[np.isfinite(at)])
        solved = np.arange(1, known.size + 1) / at.size
        axes[1].step(rate * np.maximum(known, 1), solved, where="post", color=color,
                     label=f"σ = {number_text(scale)}")  # fmt: skip
    axes[1].set(xscale="log", ylim=(0, 1.02), xlabel="tasa × iteraciones")
    for ax in axes:
        ax.minorticks_off()  # of so many decades they say nothing and take a third of the file
    axes[1].set_title("Las que ya han resuelto")
    handles, names = axes[1].get_legend_handles_labels()
    fig.legend(handles, names, loc="outside lower center", ncols=4)
    plots.percent_axis(axes[1])
    if not np.isfinite(slope):
        return figures.message(fig, "En este plazo no se ve cómo crece el tiempo")
    power = with_interval(slope, low, high)
    return figures.message(fig, f"El tiempo hasta dejar el cero crece como σ elevado a {power}")


def basins(
    states: NDArray[np.object_],
    extent: tuple[float, float, float, float],
    marks: Mapping[str, tuple[float, float]],
) -> Figure:
    """Colour a plane of starts by the state in which each ends.

    Parameters
    ----------
    states : ndarray of str, shape (K, K)
        Row by row from the bottom.
    extent : tuple of float
        Left, right, bottom and top of the plane.
    marks : dict of str to (float, float)
        Starts to mark, by their names.
    """
    fig, ax = plt.subplots(figsize=(style.WIDTH, 3.39))
    names = list(style.STATE)
    numbers = np.vectorize(names.index)(states)
    colors = ListedColormap([style.STATE[name] for name in names])
    norm = BoundaryNorm(np.arange(len(names) + 1) - 0.5, len(names))
    ax.imshow(numbers, cmap=colors, norm=norm, extent=extent, origin="lower", aspect="equal",
              interpolation="none")  # fmt: skip
    for name, (x, y) in marks.items():
        ax.plot(x, y, "o", color="white", markeredgecolor=style.INK, markersize=7)
        box = {"boxstyle": "round,pad=0.15", "facecolor": "white", "alpha": 0.8, "linewidth": 0}
        side, ha = (-1, "right") if (x, y) == (0, 0) else (1, "left")
        ax.annotate(name, (x, y), (7 * side, 0), textcoords="offset points", ha=ha, va="center",
                    bbox=box)  # fmt: skip
    ax.grid(visible=False)
    ax.set(xlabel="hacia el inicio 2", ylabel="hacia el inicio 3")
    present = [name for name in names if (states == name).any()]
    patches = [Patch(color=style.STATE[name], label=STATES[name]) for name in present]
    fig.legend(handles=patches, loc="outside lower left", ncols=2)
    solved = (states == "solved").mean()
    ax.set_title(f"Resuelve el {percent(solved, 0)} de este plano de inicios")
    return fig


def sharpness(
    steps: NDArray[np.int64], curvature: Mapping[float, Array], costs: Mapping[float, Array]
) -> Figure:
    """Draw the largest eigenvalue of the Hessian along runs against its limit 2 / rate.

    Parameters
    ----------
    steps : ndarray of int, shape (T,)
        Iterations.
    curvature, costs : dict of float to ndarray, shape (T,)
        By the learning rate: the largest eigenvalue, and the cost.
    """
    fig, axes = plt.subplots(1, len(costs), figsize=(style.WIDTH, 2.52), sharey=True, squeeze=False)
    over = []
    for ax, (rate, largest) in zip(axes[0], curvature.items(), strict=True):
        limit = 2 / rate
        ax.plot(steps + 1, np.maximum(largest, _LOWEST), **style.RATE[2])
        ax.plot(steps + 1, np.maximum(costs[rate], _LOWEST), color=style.GREY, linestyle=":")
        ax.axhline(limit, color=style.RED, linestyle=(0, (4, 2)))
        plots.note(ax, "2/η", (steps[-1] + 1, limit), -2, 6, style.RED, ha="right")
        ax.set(xscale="log", yscale="log", xlabel="iteración + 1")
        ax.minorticks_off()
        ax.set_title(f"tasa {number_text(rate)}")
        if (largest > limit).any():
            over.append(number_text(rate))
    axes[0, 0].set_ylabel("mayor valor propio; costo")
    told = f"con la tasa {' y la '.join(over)}" if over else "con ninguna de estas tasas"
    return figures.message(fig, f"La curvatura llega a pasar de 2/η {told}")
