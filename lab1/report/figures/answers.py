"""The small figure beside each notebook's answer: one look, few words, read at its own size."""

import math
from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lab1.report import plots, style
from lab1.report.verdicts.rules import FEWEST
from lab1.report.words import LOSSES, number_text, percent
from lab1.statistics import wilson
from lab1.types import Array

_ROOM = 3  # times a rate must be another to be named beside it
_SIZE = 2.6, 1.45  # inches: as on paper, so that its letters are as large as the text's


def solved_by_start(solved: Mapping[str, Array]) -> Figure:
    """Draw how many runs solve by how they start: arrays of bool by the start's name."""
    fig, ax = plt.subplots(figsize=_SIZE)
    looks = style.START.values()
    for y, ((_, arm), look) in enumerate(zip(solved.items(), looks, strict=True)):
        k, n = int(np.sum(arm)), len(arm)
        low, high = wilson(k, n)
        ax.barh(y, k / n, color=look["color"], height=0.6)
        if n >= FEWEST:
            ax.plot([low, high], [y, y], color=style.ORANGE, linewidth=2, solid_capstyle="butt")
        end = max(k / n, high if n >= FEWEST else 0)
        plots.note(ax, percent(k / n, 0), (end, y), 4, 0)
    ax.set_yticks(range(len(solved)), list(solved))
    ax.set(xlim=(0, 1.18), ylim=(len(solved) - 0.4, -0.6), xticks=(0, 0.5, 1))
    ax.tick_params(axis="y", length=0)
    ax.grid(visible=False, axis="y")
    plots.percent_axis(ax, "x")
    ax.set_title("Corridas que resuelven", weight="normal", size=9.5)
    return fig


def solved_by_rate(rates: Array, solved: NDArray[np.bool_], marked: Sequence[float]) -> Figure:
    """Draw the share of runs (n, K) that solve over K rates, with some of the rates marked."""
    fig, ax = plt.subplots(figsize=_SIZE)
    plots.share(ax, rates, solved.sum(axis=0), len(solved), "", **style.RATE[2])
    shares = solved.mean(axis=0)
    taken = math.inf  # from the right: a name that would touch the next one is left out
    for rate in sorted(marked, reverse=True):
        y = float(np.interp(np.log(rate), np.log(rates), shares))
        ax.plot(rate, y, "o", color=style.INK, markersize=4, markerfacecolor="white", zorder=4)
        if rate < taken / _ROOM:
            plots.note(ax, number_text(rate), (rate, y), -3, 6, ha="right", va="bottom")
            taken = rate
    top = max(0.2, min(1.0, 1.45 * float(shares.max())))
    ax.set(xscale="log", ylim=(0, top), xlabel="tasa de aprendizaje")
    ax.minorticks_off()
    ax.set_title("Corridas que resuelven, por tasa", weight="normal", size=9.5)
    return fig


def solved_over_time(arms: Mapping[str, pd.DataFrame], n_iterations: int) -> Figure:
    """Draw the share of runs solved so far, by the loss that is minimized: rows of a sweep."""
    fig, ax = plt.subplots(figsize=_SIZE)
    iterations = np.unique(np.geomspace(1, n_iterations, 60).round())
    for loss, arm in arms.items():
        k = (arm["solved_at"].to_numpy()[:, None] <= iterations).sum(axis=0)
        plots.share(ax, iterations, k, len(arm), "", **style.LOSS[loss])
        ax.lines[-1].set_label(LOSSES[loss])
    ax.set(xscale="log", ylim=(0, 1), xlabel="iteración")
    ax.minorticks_off()
    ax.legend(loc="upper left", fontsize=9)
    ax.set_title("Corridas ya resueltas, a igual tasa", weight="normal", size=9.5)
    return fig
