"""What a reader calls in the cells of "Ahora tú": draw a run of one's own, check an answer."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

import lab1
from lab1.report import plots, style
from lab1.report.words import STATES
from lab1.training import Run
from lab1.types import Array


class WrongAnswer(AssertionError):
    """An answer that is not right yet; shown as one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [f"Todavía no. {self}"]


def check(is_right: object, otherwise: str) -> None:
    """Stop the cell of an exercise with a sentence that says what fails, unless all is right.

    Parameters
    ----------
    is_right : bool
        Whatever counts as true in Python.
    otherwise : str
        In Spanish: what is wrong with the answer.

    Raises
    ------
    WrongAnswer
    """
    if not is_right:
        raise WrongAnswer(otherwise)


def curve(runs: Run | Mapping[str, Run], X: Array, Y: Array) -> Figure:
    """Draw how the cost of a run went, or of several by their name; the title says how they end.

    Parameters
    ----------
    runs : lab1.Run or dict of str to lab1.Run
        Of one network each. All are drawn with their cross-entropy; a run that minimized another
        loss needs ``record_parameters=True``.
    X, Y : ndarray
        What they were trained on.

    Returns
    -------
    matplotlib.figure.Figure
        To be given to `lab1.report.figure`.

    Raises
    ------
    ValueError
        If a run is of many networks, or its cross-entropy is not known.
    """
    named = runs if isinstance(runs, Mapping) else {"": runs}
    costs = {name: _cross_entropy(run, X, Y) for name, run in named.items()}
    fig, ax = plt.subplots()
    states = []
    for (name, run), look in zip(named.items(), _looks([*named.values()]), strict=True):
        states.append(STATES[lab1.plateau(X, Y, run.parameters, activation=run.activation)])
        ax.plot(run.iterations, costs[name], label=f"{name}: {states[-1]}", **look)
    plots.plateaus(ax, Y, x=0.99)
    ax.set(ylim=(0, None), xlim=(0, None), xlabel="iteración", ylabel="entropía cruzada (media)")
    ax.set_title(f"Su corrida acaba así: {states[0]}")
    if len(states) > 1:
        ax.set_title(f"Resuelven {states.count(STATES['solved'])} de sus {len(states)} corridas")
        fig.legend(loc="outside lower left", ncols=2)
    return fig


def _cross_entropy(run: Run, X: Array, Y: Array) -> Array:
    if np.ndim(run.parameters["W1"]) != 2:
        raise ValueError(f"runs must be of one network each, got {run.costs.shape[1]} networks")
    if run.path:
        return lab1.cost(X, Y, run.path, activation=run.activation)
    if run.loss != "cross_entropy":
        raise ValueError(
            f"a run that minimized {run.loss!r} must be trained with record_parameters=True: "
            "its cross-entropy is drawn"
        )
    return run.costs


def _looks(runs: list[Run]) -> list[dict[str, Any]]:
    """Return the look of each run: its loss's, unless two have the same."""
    losses = [run.loss for run in runs]
    if len(losses) == len(set(losses)):
        return [style.LOSS[loss] for loss in losses]
    return [style.SERIES[i % len(style.SERIES)] for i in range(len(runs))]
