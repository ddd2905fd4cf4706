"""The figures of the first notebook: zeros, constants and random starts."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

import lab1
from lab1 import theory
from lab1.report import figures, planes, plots, published, style
from lab1.report.published import Curve
from lab1.report.words import STATES, iterations_text, listed, number_text, percent
from lab1.training import Run
from lab1.types import Array, Parameters

_GATES = dict(zip(("xor", "and", "or"), style.SERIES, strict=True))


def published_costs(zeros: Curve, random: Curve) -> Figure:
    """Draw the two traces that the report printed, whole and magnified."""
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 2.52), width_ratios=(2, 3))
    for ax in axes:
        for key, curve, name, at, dy in (
            ("zeros", zeros, "ceros", 450, 7),
            ("random", random, "al azar", 560, -16),
        ):
            look, costs = style.START[key], published.reproduce(curve)
            plots.published_points(ax, curve, color=look["color"])
            plots.curve(ax, np.arange(costs.size), costs, name, at=at, dx=0, dy=dy, **look)
    axes[0].set(ylabel="entropía cruzada (media)", title="Toda la escala", ylim=(0.6, 1.1))
    axes[1].set(title="Ampliado", ylim=(0.6901, 0.6945))
    fig.supxlabel("iteración", fontsize=9.5)
    return figures.message(fig, "En mil iteraciones, el azar apenas se separa de los ceros")


def zeros_on_gates(runs: Mapping[str, Run], n_shown: int) -> Figure:
    """Draw cost and b2 from zeros on several gates.

    Parameters
    ----------
    runs : dict of str to lab1.Run
        By the name of the gate, with their paths.
    n_shown : int
        Iterations to show, from the first.
    """
    fig, axes = plt.subplots(1, 2, figsize=(style.WIDTH, 2.6))
    for name, run in runs.items():
        look, x, b2 = _GATES[name], run.iterations[:n_shown], run.path["b2"][0, 0, :n_shown]
        axes[0].plot(x, run.costs[:n_shown], label=name.upper(), **look)
        axes[1].plot(x, b2, **look)
    axes[0].set(ylabel="entropía cruzada (media)", xlabel="iteración")
    axes[0].set_title("Costo")
    axes[1].set(ylabel="$b_2$", xlabel="iteración", title="Sesgo de salida")
    fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower left", ncols=3)
    return figures.message(fig, "Desde ceros, XOR no baja porque tampoco se mueve $b_2$")


def parameter_paths(runs: Mapping[str, Run]) -> Figure:
    """Draw the paths of the parameters from several starts: `lab1.Run` by the start's name."""
    paths = {name: (run.iterations, run.path) for name, run in runs.items()}
    fig = figures.parameter_paths(paths, xlabel="iteración", share_y=True)
    apart = [name for name, run in runs.items() if theory.units_apart(run.path) > 0]
    if next(iter(runs.values())).path["W1"].shape[0] == 1:
        text = "Una sola unidad: no hay otra de la que pueda ser copia"
    elif not apart:
        text = "Desde ninguno de estos inicios se separan las unidades"
    else:
        only = "Solo " if len(apart) < len(runs) else ""
        text = f"{only}{listed(apart)} las unidades se hacen distintas"
    return figures.message(fig, text[0].upper() + text[1:])


def constant_starts(equal: Mapping[str, Run], broken: Mapping[str, Run], Y: Array) -> Figure:
    """Draw the cost from constant starts and from starts with one weight changed.

    Parameters
    ----------
    equal, broken : dict of str to lab1.Run
        By the name of the start.
    Y : ndarray
        The labels learnt.
    """
    n_rows = -(-(len(equal) + len(broken)) // 2)
    fig, ax = plt.subplots(figsize=(style.WIDTH, 2.3 + 0.18 * n_rows))
    for runs, colors, low, dashes in (
        (equal, plt.cm.YlOrBr, 0.4, "-"),
        (broken, plt.cm.Blues, 0.6, (0, (4, 1.5))),
    ):
        shades = colors(np.linspace(low, 0.9, len(runs)))
        for (name, run), color in zip(runs.items(), shades, strict=True):
            # A logarithm has no room for iteration 0.
            ax.plot(run.iterations + 1, run.costs, color=color, label=name, linestyle=dashes)
    plots.plateaus(ax, Y, names=["0.4774"], x=0.99)
    lowest = min(run.costs[-1] for run in equal.values())
    n_freed = sum(run.costs[-1] < lowest - 0.01 for run in broken.values())
    ax.set(xscale="log", xlim=(1, run.iterations[-1] + 1), ylim=(0, None))
    ax.minorticks_off()
    ax.set(xlabel="iteración + 1 (escala logarítmica)", ylabel="entropía cruzada (media)")
    falls = "baja" if n_freed == 1 else "bajan"
    ax.set_title(f"Con un peso cambiado, {n_freed} de {len(broken)} {falls} más que las constantes")
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return fig


def published_run_continued(run: Run, curve: Curve, state: str, Y: Array) -> Figure:
    """Draw the report's random run past where it was printed.

    Parameters
    ----------
    run : lab1.Run
    curve : lab1.report.published.Curve
        What was printed of it.
    state : str
        In which it ends.
    Y : ndarray
    """
    fig, ax = plt.subplots()
    ax.plot(run.iterations, run.costs, **style.START["random"])
    plots.published_points(ax, curve, color=style.INK)
    plots.plateaus(ax, Y)
    stop = curve.iterations[-1]
    ax.axvspan(0, stop, color=style.GREY, alpha=0.12, linewidth=0)
    plots.note(ax, "el informe\npara aquí", (stop, 0.95), 5, 0)
    ax.set(ylim=(0, 1.1), xlim=(0, None), xlabel="iteración", ylabel="entropía cruzada (media)")
    ax.set_title(
        f"La corrida publicada, a las {iterations_text(run.iterations[-1])}: {STATES[state]}"
    )
    return fig


def how_runs_end(table: pd.DataFrame, n_iterations: int) -> Figure:
    """Draw the endings of every start as stacked bars: a table of `lab1.sweep` with "inicio"."""
    fig, ax = plt.subplots(figsize=(style.WIDTH, 0.17 * table["inicio"].nunique() + 1.1))
    plots.endings(ax, table, "inicio")
    shares = table.groupby("inicio", sort=False)["solved"].mean()
    ax.set_xlabel(f"corridas, tras {iterations_text(n_iterations)}")
    ax.set_title(_range_solved(shares, table))
    fig.legend(*ax.get_legend_handles_labels(), loc="outside lower left", ncols=2)
    return fig


def _range_solved(shares: pd.Series, table: pd.DataFrame) -> str:
    """Say between which shares random starts solve, and whether a symmetric one does."""
    drawn = ~table.groupby("inicio", sort=False)["method"].first().isin(["zeros", "constant"])
    low, high = (percent(share, 0) for share in (shares[drawn].min(), shares[drawn].max()))
    if not shares.max():
        return "Ningún inicio resuelve en este plazo"
    random = (
        f"Al azar resuelve el {percent(shares[drawn].max(), 1)}"
        if low == high
        else f"Al azar resuelve del {low} al {high}"
    )
    symmetric = int((shares[~drawn] > 0).sum())
    also = "ninguno" if not symmetric else f"{symmetric} de {int((~drawn).sum())}"
    return f"{random}, según el inicio; de los simétricos, {also}"


def solved_by_scale(normal: pd.DataFrame, horizons: Sequence[int]) -> Figure:
    """Draw the share of normal starts that solve over their scale σ.

    Parameters
    ----------
    normal : pandas.DataFrame
        The rows of `lab1.sweep` with method "normal".
    horizons : sequence of int
        By when, from short to long.
    """
    fig, ax = plt.subplots()
    by_scale = normal.groupby("scale")["solved_at"]
    for horizon, look in zip(horizons, style.RATE[-len(horizons) :], strict=True):
        k = by_scale.agg(lambda at, horizon=horizon: (at <= horizon).sum())
        n = by_scale.size().to_numpy()
        label = f"en {iterations_text(horizon)}"
        plots.share(ax, k.index.to_numpy(), k.to_numpy(), n, "", **look)
        ax.lines[-1].set_label(label)
    shares = k / n
    ax.set(xscale="log", ylim=(0, 1), ylabel="corridas resueltas")
    ax.minorticks_off()
    ax.set_xlabel("desviación estándar σ del inicio normal")
    most = f"Resuelven más con {_highest(shares)}: el {percent(shares.max(), 0)}"
    ax.set_title(most if shares.max() else "Con ninguna σ se resuelve en este plazo")
    ax.legend(loc="best")
    return fig


def _highest(shares: pd.Series) -> str:
    """Name what has the largest share, and whatever ties with it."""
    names = [name if isinstance(name, str) else number_text(name) for name in shares.index]
    tied = [name for name, share in zip(names, shares, strict=True) if share == shares.max()]
    return f"σ = {listed(tied, 'o')}" if len(tied) < 4 else "varias σ"


def hidden_space(X: Array, Y: Array, trained: Mapping[str, Parameters]) -> Figure:
    """Draw decision boundary and hidden space of up to two trained networks, by their name."""
    fig, axes = plt.subplots(1, 4, figsize=(style.WIDTH, 2.1))
    for ax in axes[2 * len(trained) :]:
        ax.set_visible(False)
    for (name, parameters), left, right in zip(
        trained.items(), axes[::2], axes[1::2], strict=False
    ):
        planes.decision_boundary(left, X, Y, parameters).set_title(fill(name, 15), size=9)
        planes.hidden_space(right, X, Y, parameters).set_title("Espacio\noculto", size=9)
    told = (
        f"{name.partition(':')[0].lower()}, {(lab1.predict(parameters, X) == Y).sum()} de {Y.size}"
        for name, parameters in trained.items()
    )
    return figures.message(fig, f"Ejemplos del lado que les toca: {'; '.join(told)}")
