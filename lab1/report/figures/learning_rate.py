"""The figures of the second notebook: what the learning rate changes."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lab1.report import figures, plots, published, style
from lab1.report.published import Curve
from lab1.report.words import number_text, percent, scientific
from lab1.statistics import wilson
from lab1.training import Run
from lab1.types import Array

_MOST_NAMED = 5  # bars whose heights can be written over them without touching


def published_costs(curves: Sequence[Curve]) -> Figure:
    """Draw the figure that the report published: three `Curve`s, from the lowest rate up."""
    fig, ax = plt.subplots()
    for curve, look in zip(curves, style.RATE, strict=True):
        costs = published.reproduce(curve)
        plots.published_points(ax, curve, color=look["color"])
        label = f"tasa {curve.learning_rate:g}, inicio {curve.draw}"
        plots.curve(ax, np.arange(costs.size), costs, label, dy=3, **look)
    ax.set(ylim=(0, 1.5), xlabel="iteración", ylabel="suma de los cuadrados (SSE)")
    ax.set_title("La tasa 0.1 acaba abajo, pero cada tasa parte de otro inicio")
    return fig


def draws_by_rates(
    costs: Mapping[tuple[int | None, float | None], Array],
    curves: Sequence[Curve],
    best_on_draws: Mapping[int, float],
) -> Figure:
    """Draw every start of the report with every rate.

    Parameters
    ----------
    costs : dict of (int, float) to ndarray
        Costs by draw and learning rate.
    curves : sequence of lab1.report.published.Curve
        What was published, from the lowest rate up.
    best_on_draws : dict of int to float
        The rate that ends lowest on each draw.
    """
    fig, axes = plt.subplots(
        len(best_on_draws), len(curves), figsize=(style.WIDTH, 4.8), sharex=True, sharey=True
    )
    for row, (number, best) in zip(axes, best_on_draws.items(), strict=True):
        row[0].set(ylabel=f"inicio {number}", ylim=(0, 1.5))
        for ax, curve, look in zip(row, curves, style.RATE, strict=True):
            path, wins = costs[number, curve.learning_rate], best == curve.learning_rate
            ax.plot(path, **look)
            if curve.draw == number:
                plots.published_points(ax, curve, color=look["color"])
            text = f"final {path[-1]:.3f}" + (" ← la mejor" if wins else "")
            weight = "bold" if wins else "normal"
            ax.text(0.97, 0.93, text, transform=ax.transAxes, ha="right", va="top", weight=weight)
    for ax, curve in zip(axes[0], curves, strict=True):
        ax.set_title(f"tasa {curve.learning_rate:g}")
    fig.supxlabel("iteración", fontsize=9)
    fig.supylabel("suma de los cuadrados (SSE)", fontsize=9)
    winners = " y ".join(f"{rate:g}" for rate in sorted(set(best_on_draws.values())))
    return figures.message(fig, f"Con el mismo inicio gana siempre la tasa {winners}")


def parameter_paths(runs: Mapping[float, Run]) -> Figure:
    """Draw the paths of the parameters from one start: `lab1.Run` by the learning rate."""
    paths = {f"tasa {rate:g}": (rate * run.iterations, run.path) for rate, run in runs.items()}
    fig = figures.parameter_paths(paths, xlabel="tasa × iteración", share_y="col")
    first, *_, last = (run.parameters for run in (*runs.values(), *runs.values()))
    gap = max(np.abs(first[k] - last[k]).max() for k in first)
    return figures.message(
        fig, f"Mismo inicio, distinta tasa: al final los parámetros difieren en {gap:.2g} a lo sumo"
    )


def curves_collapse(curves: pd.DataFrame, rates: Sequence[float]) -> Figure:
    """Draw median and quartiles of the cost against iterations and against rate × iterations.

    Parameters
    ----------
    curves : pandas.DataFrame
        The second result of `lab1.sweep`.
    rates : sequence of float
        Up to three of its learning rates, from the lowest up.
    """
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 3.1), sharey=True)
    for rate, look in zip(rates, style.RATE[-len(rates) :], strict=True):
        arm = curves[curves["learning_rate"] == rate].set_index(["iteration", "quantile"])
        low, median, high = (
            arm["cross_entropy"].xs(q, level="quantile") for q in (0.25, 0.5, 0.75)
        )
        for ax, x in zip(axes, (median.index, rate * median.index), strict=True):
            ax.fill_between(x, low, high, color=look["color"], alpha=0.13, linewidth=0)
            ax.plot(x, median, label=f"tasa {rate:g}", **look)
    axes[0].set(xscale="log", xlabel="iteración", ylabel="entropía cruzada (media)")
    axes[0].set_title("Contra las iteraciones")
    axes[1].set(xscale="log", xlabel="tasa × iteración")
    axes[1].set_title("Las mismas, contra tasa × iteración")
    axes[0].legend(loc="lower left")
    return fig


def named_best(
    counts: Mapping[str, NDArray[np.int64]], rates: Sequence[float], n_repeats: int
) -> Figure:
    """Draw how often each rate comes out best: counts of `rates` by the name of the design."""
    fig, axes = plt.subplots(1, len(counts), figsize=(style.WIDTH, 2.8), sharey=True)
    names = [f"{rate:g}" for rate in rates]
    for ax, (design, k) in zip(axes, counts.items(), strict=True):
        low, high = wilson(k, np.full_like(k, n_repeats))
        ax.bar(names, k / n_repeats, color=style.SKY, width=0.6)
        ax.vlines(names, low, high, color=style.INK, linewidth=1.4)
        if len(names) <= _MOST_NAMED:
            for name, top, count in zip(names, high, k, strict=True):
                plots.note(ax, percent(count / n_repeats), (name, top), 0, 6, ha="center")
        else:
            ax.tick_params(axis="x", labelrotation=90, labelsize=6)
        ax.set(title=design, xlabel="tasa que sale mejor", ylim=(0, 1.1))
        plots.percent_axis(ax)
    axes[0].set_ylabel("repeticiones")
    return fig


def solved_by_rate(
    rates: Array,
    solved: Mapping[int, NDArray[np.int64]],
    n: int,
    marked: Sequence[float],
    best: float,
    interval: tuple[float, float],
) -> Figure:
    """Draw the share of runs that solve over the learning rate.

    Parameters
    ----------
    rates : ndarray, shape (K,)
    solved : dict of int to ndarray, shape (K,)
        Runs solved, by the iteration by when, from short to long.
    n : int
        Runs a rate.
    marked : sequence of float
        Rates to mark.
    best, interval : float, pair of float
        The best rate by the first of these iterations.
    """
    fig, ax = plt.subplots(figsize=(style.WIDTH, 3.4))
    for (horizon, k), look in zip(solved.items(), style.RATE[1:], strict=False):
        label = f"en {number_text(horizon)}\niteraciones"
        rising = int(np.argmax(k >= k.max() / 2))
        plots.share(ax, rates, k, n, label, at=rising, dx=-6, ha="right", **look)
    ax.axvspan(*interval, color=style.ORANGE, alpha=0.25, linewidth=0)
    ax.set(xscale="log", ylim=(0, 1), xlabel="tasa de aprendizaje", ylabel="corridas resueltas")
    plots.mark_rates(ax, marked)
    soonest = number_text(min(solved))
    title = f"La mejor tasa en {soonest} iteraciones: {best:.3g}"
    title = f"{title}, entre {interval[0]:.3g} y {interval[1]:.3g}"
    any_solved = solved[min(solved)].max() > 0
    ax.set_title(title if any_solved else f"Con ninguna tasa se resuelve en {soonest} iteraciones")
    return fig


def onset_of_oscillation(
    rates: Array, rose: NDArray[np.int64], n: int, marked: Sequence[float]
) -> Figure:
    """Draw the share of runs whose cost ever rises: `rose` of n at each of the `rates`."""
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.9))
    plots.share(ax, rates, rose, n, "", **style.RATE[2])
    ax.set(xscale="log", ylim=(-0.02, 1.02), xlabel="tasa de aprendizaje")
    ax.set_ylabel("corridas en que el costo sube")
    plots.mark_rates(ax, marked)
    often = rates[rose > n / 2]
    since = f"desde la tasa {often[0]:.2g}" if often.size else "con ninguna tasa"
    ax.set_title(f"El costo sube alguna vez en más de la mitad de las corridas {since}")
    return fig


def period_two_orbit(
    rates: Array, measured: Array, predicted: Array, eigenvalue: float, Y: Array
) -> Figure:
    """Draw measured and predicted cost of the orbit past the stability limit 2 / eigenvalue."""
    fig, ax = plt.subplots()
    look: dict[str, Any] = {"color": style.ORANGE, "linewidth": 3, "alpha": 0.6}
    ax.plot(rates, predicted, label="órbita de periodo 2, teoría", **look)
    ax.plot(rates, measured, "o", color=style.INK, markersize=3.5, label="medido")
    limit = 2 / eigenvalue
    ax.axvline(limit, color=style.GREY, linewidth=0.9, linestyle=(0, (4, 2)))
    plots.note(ax, f"2/λ = {limit:.3f}", (limit, 0.6), 5, 0, "#555555")
    plots.plateaus(ax, Y, names=["½ ln 2"], x=0.12)
    ax.set(xlabel="tasa de aprendizaje", ylabel="entropía cruzada (media)", ylim=(0.3, None))
    error = scientific(np.abs(measured - predicted).max())
    ax.set_title(f"Pasado el límite el costo crece con la tasa, sin estallar (teoría ± {error})")
    ax.legend(loc="upper left")
    return fig
