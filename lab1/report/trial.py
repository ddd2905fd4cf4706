"""One training watched at every iteration, and the sentence in Spanish that says how it went."""

from dataclasses import dataclass

import numpy as np

import lab1
from lab1.report.words import number_text
from lab1.statistics import SOLVED_BELOW
from lab1.theory import PLATEAUS
from lab1.types import Array, Parameters

_JUMP = 0.01  # how far an output must jump to and fro in two steps to count as oscillating
_LATE = 0.9  # a cost that falls by less than 1 % after this part of the training has settled
_SETTLED = 0.99


@dataclass(frozen=True)
class Trial:
    """What a training of one network went through.

    Attributes
    ----------
    parameters : dict of ndarray
        At the end.
    outputs : ndarray, shape (m, T)
        Of every example, at iterations 0, 1, …, T - 1.
    costs : ndarray, shape (T,)
        Cross-entropy, whatever loss was minimized.
    """

    parameters: Parameters
    outputs: Array
    costs: Array


def watch(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str,
    learning_rate: float,
    n_iterations: int,
) -> Trial:
    """Train one network with one output as `lab1.train` does, and keep its answers on the way.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (1, m)
    parameters, loss, learning_rate, n_iterations
        As in `lab1.train`.

    Returns
    -------
    Trial
    """
    run = lab1.train(
        X,
        Y,
        parameters,
        loss=loss,
        learning_rate=learning_rate,
        n_iterations=n_iterations,
        record_parameters=True,
    )
    layers = lab1.forward(X, run.path)
    costs = lab1.LOSSES["cross_entropy"].cost(layers, Y)
    return Trial(run.parameters, layers["A2"][0], costs)


def outcome(X: Array, Y: Array, trial: Trial) -> str:
    """Say in one line, in Spanish, what a training came to."""
    costs, n = trial.costs, number_text(trial.costs.size - 1)
    right = int(((trial.outputs[:, -1] > 0.5) == Y[0]).sum())
    cost = f"costo {costs[-1]:.4f}"
    facts = f"{cost}, {right} de {Y.size} bien"
    below = np.flatnonzero(costs < SOLVED_BELOW)
    state = lab1.plateau(X, Y, trial.parameters)
    settled = costs[-1] > _SETTLED * costs[int(_LATE * (costs.size - 1))]
    if state == "solved":
        return f"Resuelto en la iteración {number_text(below[0])}: {facts}"
    if below.size:
        return f"Resolvió en la iteración {number_text(below[0])} y volvió a perderse: {facts}"
    if (costs == costs[0]).all():
        return f"No se mueve: el costo es {costs[0]:.4f} en todas las {n} iteraciones"
    if _oscillates(trial.outputs):
        return f"Oscila tras {n} iteraciones: {facts}"
    if state != "other":
        # From a plateau that holds it, a network's cost is above; below, it is on its way out.
        still = "Casi quieto en" if costs[-1] >= PLATEAUS[state] else "Saliendo de"
        return f"{still if settled else 'De paso por'} {state} tras {n} iteraciones: {cost}"
    trend = "ya casi sin bajar" if settled else "y bajando"
    return f"Sin resolver tras {n} iteraciones, {trend}: {facts}"


def _oscillates(outputs: Array) -> bool:
    """Tell whether an output jumps to and fro in the last two steps."""
    steps = np.diff(outputs[:, -3:])
    if steps.shape[1] < 2:
        return False
    there, back = steps.T
    return bool(((np.abs(steps) > _JUMP).all(axis=1) & (there * back < 0)).any())
