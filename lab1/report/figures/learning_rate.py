"""The figures of the second notebook: what the learning rate changes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lab1 import theory
from lab1.report import figures, plots, published, style
from lab1.report.published import Curve
from lab1.report.verdicts import Quantity
from lab1.report.words import iterations_text, number_text, percent, scientific
from lab1.statistics import wilson
from lab1.training import Run
from lab1.types import Array

_MOST_TICKS = 12  # numbers that stand upright beside each other
_MOST_NAMED = 5  # bars whose heights can be written over them without touching


def published_costs(curves: Sequence[Curve]) -> Figure:
    """Draw the figure that the report published: three `Curve`s, from the lowest rate up."""
    fig, ax = plt.subplots()
    for curve, look in zip(curves, style.RATE, strict=True):
        costs = published.reproduce(curve)
        plots.published_points(ax, curve, color=look["color"])
        label = f"tasa {curve.learning_rate:g}, inicio {curve.draw}"
        plots.curve(ax, np.arange(costs.size), costs, label, dy=3, **look)
    ax.set(ylim=(0, 1.6), xlabel="iteración", ylabel="suma de los cuadrados (SSE)")
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
        len(best_on_draws), len(curves), figsize=(style.WIDTH, 4.18), sharex=True, sharey=True
    )
    for row, (number, best) in zip(axes, best_on_draws.items(), strict=True):
        row[0].set(ylabel=f"inicio {number}", ylim=(0, 1.65))
        for ax, curve, look in zip(row, curves, style.RATE, strict=True):
            path, wins = costs[number, curve.learning_rate], best == curve.learning_rate
            ax.plot(path, **look)
            if curve.draw == number:
                plots.published_points(ax, curve, color=look["color"])
            text = f"{path[-1]:.3f}" + (", la mejor" if wins else "")
            weight = "bold" if wins else "normal"
            ax.text(0.97, 0.93, text, transform=ax.transAxes, ha="right", va="top", weight=weight)
    for ax, curve in zip(axes[0], curves, strict=True):
        ax.set_title(f"tasa {number_text(curve.learning_rate)}")
    fig.supxlabel("iteración", fontsize=9.5)
    fig.supylabel("suma de los cuadrados (SSE)", fontsize=9.5)
    winners = Counter(best_on_draws.values())
    won = (f"{number_text(rate)} en {k} de {len(best_on_draws)}" for rate, k in winners.items())
    return figures.message(fig, f"Con el mismo inicio gana la tasa {'; la '.join(won)}")


def parameter_paths(runs: Mapping[float, Run]) -> Figure:
    """Draw the paths of the parameters from one start: `lab1.Run` by the learning rate."""
    paths = {
        f"tasa {number_text(rate)}": (rate * run.iterations, run.path) for rate, run in runs.items()
    }
    fig = figures.parameter_paths(paths, xlabel="tasa × iteración", share_y="col")
    if len(runs) == 1:
        return figures.message(fig, "El recorrido con la única tasa de la pregunta")
    first, *_ = (run.parameters for run in runs.values())
    *_, last = (run.parameters for run in runs.values())
    gap = float(theory.farthest_move(first, last))
    told = "menos de 0.01" if gap < 0.01 else f"{number_text(gap, 2)} a lo sumo"
    return figures.message(fig, f"Mismo inicio, distinta tasa: al final difieren en {told}")


def curves_collapse(solved_at: Mapping[float, Array], budget: float) -> Figure:
    """Draw the share of runs solved so far against iterations and against rate × iterations.

    Parameters
    ----------
    solved_at : dict of float to ndarray, shape (n,)
        By the learning rate, up to three from the lowest up: iteration at which each seed solves.
    budget : float
        Rate × iterations up to which they were trained.
    """
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 2.7), sharey=True)
    travelled = np.geomspace(budget / 1000, budget, 80)
    shares = []
    for (rate, at), look in zip(solved_at.items(), style.RATE[-len(solved_at) :], strict=True):
        k = (at[:, None] * rate <= travelled).sum(axis=0)
        shares.append(k / at.size)
        for ax, x in zip(axes, (travelled / rate, travelled), strict=True):
            plots.share(ax, x, k, at.size, "", **look)
            ax.lines[-1].set_label(f"tasa {number_text(rate)}")
    axes[0].set(xscale="log", ylim=(0, 1), xlabel="iteración", ylabel="corridas ya resueltas")
    axes[0].set_title("Contra las iteraciones")
    axes[1].set(xscale="log", xlabel="tasa × iteración")
    axes[1].set_title("Contra tasa × iteración")
    axes[0].legend(loc="upper left")
    apart = number_text(100 * float(np.ptp(shares, axis=0).max()), 1)
    text = f"Contra tasa × iteración las curvas se apartan a lo sumo {apart} puntos"
    return figures.message(fig, text if len(shares) > 1 else "Una sola tasa, dos escalas")


def named_best(
    counts: Mapping[str, NDArray[np.int64]], rates: Sequence[float], n_repeats: int
) -> Figure:
    """Draw how often each rate comes out best: counts of `rates` by the name of the design."""
    fig, axes = plt.subplots(1, len(counts), figsize=(style.WIDTH, 2.44), sharey=True)
    names = [number_text(rate) for rate in rates]
    top = 1.15 * max(float(wilson(k.max(), n_repeats)[1]) for k in counts.values())
    top = min(top, 1.1) if len(names) > _MOST_NAMED else 1.1
    for ax, (design, k) in zip(axes, counts.items(), strict=True):
        low, high = wilson(k, np.full_like(k, n_repeats))
        ax.bar(names, k / n_repeats, color=style.RATE[0]["color"], width=0.6)
        ax.vlines(names, low, high, color=style.INK, linewidth=1.4)
        if len(names) <= _MOST_NAMED:
            for name, top, count in zip(names, high, k, strict=True):
                plots.note(ax, percent(count / n_repeats), (name, top), 0, 6, ha="center")
        else:
            every = -(-len(names) // _MOST_TICKS)
            ax.set_xticks(range(0, len(names), every), names[::every], rotation=90)
            ax.grid(visible=False, axis="x")
        ax.set(title=design, xlabel="tasa que sale mejor", ylim=(0, top))
        plots.percent_axis(ax)
    axes[0].set_ylabel("repeticiones")
    firsts = (
        f"{design[0].lower()}{design[1:]}, {names[int(k.argmax())]} en el "
        f"{percent(k.max() / n_repeats, 0)}"
        for design, k in counts.items()
        if k.any()
    )
    return figures.message(fig, f"La que más veces gana: {'; '.join(firsts) or 'ninguna'}")


def solved_by_rate(
    solved: Mapping[int, tuple[Array, NDArray[np.bool_]]],
    marked: Sequence[float],
    best: Quantity,
    alike: NDArray[np.bool_],
) -> Figure:
    """Draw the share of runs that solve over the learning rate.

    Parameters
    ----------
    solved : dict of int to (ndarray, ndarray)
        By the iteration by when, the shorter first: rates (K,), and which runs (n, K) solve.
    marked : sequence of float
        Rates to mark.
    best : Quantity
        The best rate by the first of these iterations, interpolated.
    alike : ndarray of bool, shape (K,)
        Which of its rates can't be told apart from the best.
    """
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.96))
    for (horizon, (rates, runs)), look in zip(solved.items(), style.RATE[:0:-1], strict=False):
        plots.share(ax, rates, runs.sum(axis=0), len(runs), "", **look)
        ax.lines[-1].set_label(f"en {iterations_text(horizon)}")
    (soonest, (rates, runs)), *_ = solved.items()
    if runs.any():
        plateau = rates[alike]
        ax.axvspan(plateau[0], plateau[-1], color=style.ORANGE, alpha=0.25, linewidth=0)
        ax.set_title(
            f"La mejor tasa en {iterations_text(soonest)}: {best.text()}, en una meseta"
            if not alike.all()
            else f"En {iterations_text(soonest)} no se distingue ninguna tasa de la mejor"
        )
    else:
        ax.set_title(f"Con ninguna tasa se resuelve en {iterations_text(soonest)}")
    ax.set(xscale="log", ylim=(0, 1), xlabel="tasa de aprendizaje", ylabel="corridas resueltas")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    plots.mark_rates(ax, marked)
    return fig


def onset_of_oscillation(
    rates: Array, rose: NDArray[np.int64], n: int, marked: Sequence[float], onset: Quantity
) -> Figure:
    """Draw the share of runs whose cost ever rises: `rose` of n at each of the `rates`.

    Parameters
    ----------
    rates, rose : ndarray, shape (K,)
    n : int
        Runs a rate.
    marked : sequence of float
        Rates to mark.
    onset : Quantity
        The rate at which the share is one half, interpolated.
    """
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.52))
    plots.share(ax, rates, rose, n, "", **style.RATE[2])
    ax.set(xscale="log", ylim=(-0.02, 1.02), xlabel="tasa de aprendizaje")
    ax.set_ylabel("corridas")
    plots.mark_rates(ax, marked)
    if not np.isnan(onset.value):
        ax.set_title(f"El costo sube en la mitad de las corridas desde la tasa {onset.text()}")
    elif rose[0] > n / 2:
        ax.set_title("Ya con la tasa menor el costo sube en más de la mitad de las corridas")
    else:
        ax.set_title("Con ninguna tasa el costo sube en la mitad de las corridas")
    return fig


def period_two_orbit(
    rates: Array, measured: Array, predicted: Array, eigenvalue: float, Y: Array
) -> Figure:
    """Draw measured and predicted cost of the orbit past the stability limit 2 / eigenvalue."""
    fig, ax = plt.subplots()
    look: dict[str, Any] = {"color": style.ORANGE, "linewidth": 3, "alpha": 0.6}
    ax.plot(rates, predicted, label="teoría", **look)
    ax.plot(rates, measured, "o", color=style.INK, markersize=3.5, label="medido")
    limit = 2 / eigenvalue
    ax.axvline(limit, color=style.GREY, linewidth=0.9, linestyle=(0, (4, 2)))
    plots.note(ax, f"2/λ = {limit:.3f}", (limit, 0.6), 5, 0, "#555555")
    plots.plateaus(ax, Y, names=["½ ln 2"], x=0.99)
    ax.set(xlabel="tasa de aprendizaje", ylabel="entropía cruzada (media)", ylim=(0.25, None))
    error = scientific(np.abs(measured - predicted).max())
    ax.set_title(f"Pasado el límite el costo crece con la tasa, sin estallar (teoría ± {error})")
    ax.legend(loc="upper left")
    return fig
