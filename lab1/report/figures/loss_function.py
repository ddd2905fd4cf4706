"""The figures of the third notebook: what the loss changes."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lab1.report import figures, plots, published, style
from lab1.report.published import Curve
from lab1.report.words import LOSSES, number_text, percent
from lab1.training import Run
from lab1.types import Array


def flat_trace(flat: Curve, costs: Mapping[str, Array]) -> Figure:
    """Draw the flat trace of the report over what truly trained networks cost.

    Parameters
    ----------
    flat : lab1.report.published.Curve
    costs : dict of str to ndarray
        SSE at every iteration, by the loss that was minimized.
    """
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.4))
    plots.published_points(ax, flat, color=style.INK)
    place: dict[str, Any] = {"at": -3, "dx": 0, "dy": 8, "ha": "center"}
    plots.curve(ax, flat.iterations, flat.values, "lo publicado", color=style.INK, **place)
    for loss, path in costs.items():
        dy = 5 if loss == "sse" else 4  # it ends on the axis
        plots.curve(ax, np.arange(path.size), path, LOSSES[loss], dy=dy, **style.LOSS[loss])
    ax.set(ylim=(-0.02, 1.6), xlabel="iteración", ylabel="suma de los cuadrados (SSE)")
    ax.set_title("Con cualquier pérdida el costo se mueve: aquella red no se actualizó")
    return fig


def published_panels(panels: Mapping[str, Sequence[Curve]]) -> Figure:
    """Draw the two panels of the report: for each metric, three `Curve`s from the lowest rate."""
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 2.85))
    places = ("center right", (1, 0.7)), ("lower right", (1, 0.04))
    for ax, (metric, curves), (loc, anchor) in zip(axes, panels.items(), places, strict=True):
        for curve, look in zip(curves, style.RATE, strict=True):
            plots.published_points(ax, curve, color=look["color"])
            label = f"{number_text(curve.learning_rate)}, inicio {curve.draw}"
            ax.plot(published.reproduce(curve), label=label, **look)
        ax.set(xlabel="iteración", title=f"Panel «{LOSSES[metric]}»", ylim=(0, None))
        ax.legend(title="tasa, inicio", loc=loc, bbox_to_anchor=anchor)
    axes[0].set_ylabel("costo")
    return figures.message(fig, "Dos paneles y un solo gradiente, el de la entropía cruzada")


def final_figure_decoded(curves: Sequence[Curve]) -> Figure:
    """Draw the report's final figure with what its curves are: the two `Curve`s of it."""
    fig, ax = plt.subplots()
    for curve in curves:
        look = style.LOSS["mse" if curve.label == "MSE" else "cross_entropy"]
        costs = published.reproduce(curve)
        plots.published_points(ax, curve, color=look["color"])
        truth = f"MSE, tasa {number_text(curve.learning_rate)}, inicio {curve.draw}"
        name = f"«{curve.label}» en el informe:\n{truth}"
        plots.curve(ax, np.arange(costs.size), costs, name, **look)
    ax.set(xlabel="iteración", ylabel="MSE", ylim=(0.12, 0.28))
    ax.set_title("La figura final no compara dos pérdidas: compara dos tasas y dos inicios")
    return fig


def slope_at_output(e: Array, slopes: Mapping[str, Array]) -> Figure:
    """Draw each loss's slope at the logit over the error e: arrays by the loss's name."""
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.44))
    names = {"cross_entropy": "entropía cruzada: $e$", "mse": "MSE: $2e^2(1-e)$"}
    places = {"cross_entropy": (0.75, -6, 4, "right"), "mse": (0.82, 6, 6, "left")}
    for loss, slope in slopes.items():
        share, dx, dy, ha = places[loss]
        at = int(share * e.size)
        plots.curve(ax, e, slope, names[loss], at=at, dx=dx, dy=dy, ha=ha, **style.LOSS[loss])
    peak = e[slopes["mse"].argmax()]
    ax.plot(peak, slopes["mse"].max(), "o", color=style.RED)
    ax.set(xlabel="error $e = |a - y|$", ylabel="pendiente en el logit", xlim=(0, 1), ylim=(0, 1))
    ax.set_title(f"El MSE empuja más con e = {peak:.2f}; cerca de e = 1 deja de empujar")
    return fig


def parameter_paths(runs: Mapping[str, Run], right: Mapping[str, int]) -> Figure:
    """Draw the paths of the parameters: `lab1.Run` and right answers by the loss's name."""
    paths = {LOSSES[loss]: (run.iterations, run.path) for loss, run in runs.items()}
    fig = figures.parameter_paths(paths, xlabel="iteración", share_y="col")
    answers = ", ".join(f"{k} de 4 con {LOSSES[loss]}" for loss, k in right.items())
    return figures.message(fig, f"Aciertos al final: {answers}")


def tuning(rates: Sequence[float], waits: Mapping[str, Array], n_sets: int) -> Figure:
    """Draw how long each rate takes to solve, and which rate disjoint sets of seeds choose.

    Parameters
    ----------
    rates : sequence of float
        From low to high.
    waits : dict of str to ndarray, shape (K, n)
        By the loss's name: iterations until solved of each rate and seed, cut at the horizon.
    n_sets : int
        Into how many sets to part the seeds.
    """
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 2.85))
    places, told = np.arange(len(rates)), []
    for i, (loss, wait) in enumerate(waits.items()):
        look, mean = style.LOSS[loss], wait.mean(axis=1)
        half = 1.96 * wait.std(axis=1) / np.sqrt(wait.shape[1])
        axes[0].fill_between(rates, mean - half, mean + half, color=look["color"], alpha=0.18)
        axes[0].plot(rates, mean, label=LOSSES[loss], **look)
        axes[0].plot(rates[mean.argmin()], mean.min(), "o", color=look["color"])
        chosen = [part.mean(axis=1).argmin() for part in np.array_split(wait, n_sets, axis=1)]
        counts = np.bincount(chosen, minlength=len(rates))
        bars = {"edgecolor": look["color"], "facecolor": "white" if i else look["color"]}
        axes[1].bar(places + 0.4 * i - 0.2, counts, 0.34, **bars)  # apart in print, too
        told.append(f"{LOSSES[loss]}, {_best(rates, mean)}")
    axes[0].set(xscale="log", xlabel="tasa de aprendizaje", ylabel="iteraciones (promedio)")
    axes[0].set_title("Lo que tarda cada tasa")
    axes[1].set_xticks(places, [number_text(rate) for rate in rates], rotation=90, fontsize=7)
    axes[1].set(xlabel="tasa elegida", ylabel="grupos de semillas")
    axes[1].set_title("Lo que elige cada grupo")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return figures.message(fig, f"La que antes resuelve: {'; '.join(told)}")


def _best(rates: Sequence[float], mean: Array) -> str:
    """Name the rate that takes least, and say where more of them should be tried."""
    if np.ptp(mean) == 0:
        return "todas igual"
    i = int(mean.argmin())
    edge = len(rates) > 1 and i in (0, len(rates) - 1)
    return number_text(rates[i]) + (" (extremo de la escala)" if edge else "")


def solved_over_time(
    designs: Mapping[str, Mapping[str, pd.DataFrame]], n_iterations: int
) -> Figure:
    """Draw the share of runs solved so far.

    Parameters
    ----------
    designs : dict of str to (dict of str to pandas.DataFrame)
        Rows of `lab1.sweep` by the loss's name, by the title of the panel.
    n_iterations : int
    """
    fig, axes = plt.subplots(1, len(designs), figsize=(style.WIDTH, 2.7), sharey=True)
    iterations = np.unique(np.geomspace(1, n_iterations, 80).round())
    for ax, (title, arms) in zip(axes, designs.items(), strict=True):
        for loss, arm in arms.items():
            k = (arm["solved_at"].to_numpy()[:, None] <= iterations).sum(axis=0)
            plots.share(ax, iterations, k, len(arm), "", **style.LOSS[loss])
            rate = number_text(arm["learning_rate"].iloc[0])
            ax.lines[-1].set_label(f"{LOSSES[loss]}, tasa {rate}")
        ax.set(xscale="log", ylim=(0, 1), xlabel="iteración", title=title)
        ax.legend(loc="upper left")
    axes[0].set_ylabel("corridas ya resueltas")
    ends = []
    for title, arms in designs.items():
        shares = [f"{percent(a['solved'].mean(), 0)} con {LOSSES[s]}" for s, a in arms.items()]
        ends.append(f"{title[0].lower()}{title[1:]}, {' y '.join(shares)}")
    return figures.message(fig, f"Resuelven, {'; '.join(ends)}")


def saturated_starts(
    solved: Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64]]], n: int
) -> Figure:
    """Draw the share solved from saturated starts: (iterations, runs of n) by the loss's name."""
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.44))
    for loss, (iterations, k) in solved.items():
        plots.share(ax, iterations, k, n, "", **style.LOSS[loss])
        ax.lines[-1].set_label(LOSSES[loss])
    ax.legend(loc="lower right")
    ax.set(ylim=(0, 1), xlim=(0, iterations[-1]), xlabel="iteración")
    ax.set_ylabel("corridas ya resueltas")
    shares = " y ".join(f"{percent(k[-1] / n, 0)} con {LOSSES[s]}" for s, (_, k) in solved.items())
    ax.set_title(f"Desde inicios saturados resuelven {shares}")
    return fig
