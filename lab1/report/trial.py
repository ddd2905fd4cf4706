"""One training watched at every iteration, and the sentence in Spanish that says how it went.

The panel of an exported page (panel.js) chooses among the same sentences by the same rules.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

import lab1
from lab1.report.words import UNDECIDED, number_text
from lab1.statistics import SOLVED_BELOW
from lab1.theory import PLATEAUS
from lab1.types import Array, Parameters

JUMP = 0.01  # how far an output must jump to and fro in two steps to count as oscillating
LATE = 0.9  # a cost that falls by less than 1 % after this part of the training has settled
SETTLED = 0.99
_FACTS = "costo {cost}, {right} de {total} bien"
SENTENCES = {
    "solved": "Resuelto en la iteración {below}: " + _FACTS,
    "lost": "Resolvió en la iteración {below} y volvió a perderse: " + _FACTS,
    "unmoved": "No se mueve: el costo es {cost} en todas las {n} iteraciones",
    "oscillating": "Oscila tras {n} iteraciones: " + _FACTS,
    "held": "Casi quieto con {state} tras {n} iteraciones: costo {cost}",
    "leaving": "Saliendo de {state} tras {n} iteraciones: costo {cost}",
    "passing": "De paso con {state} tras {n} iteraciones: costo {cost}",
    "settled": "Sin resolver tras {n} iteraciones, ya casi sin bajar: " + _FACTS,
    "falling": "Sin resolver tras {n} iteraciones, y bajando: " + _FACTS,
}


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
    costs, state = trial.costs, lab1.plateau(X, Y, trial.parameters)
    below = np.flatnonzero(costs < SOLVED_BELOW)
    return SENTENCES[_ending(trial, state, below)].format(
        below=number_text(below[0]) if below.size else "",
        cost=f"{costs[-1]:.4f}",
        right=int(((trial.outputs[:, -1] > 0.5) == Y[0]).sum()),
        total=Y.size,
        n=number_text(costs.size - 1),
        state=UNDECIDED.get(state, ""),
    )


def _ending(trial: Trial, state: str, below: NDArray[np.int64]) -> str:
    """Return which of the sentences is true; below are the iterations that solved."""
    costs = trial.costs
    settled = costs[-1] > SETTLED * costs[int(LATE * (costs.size - 1))]
    if state == "solved":
        return "solved"
    if below.size:
        return "lost"
    if (costs == costs[0]).all():
        return "unmoved"
    if _oscillates(trial.outputs):
        return "oscillating"
    if state != "other":
        # From a plateau that holds it, a network's cost is above; below, it is on its way out.
        still = "held" if costs[-1] >= PLATEAUS[state] else "leaving"
        return still if settled else "passing"
    return "settled" if settled else "falling"


def _oscillates(outputs: Array) -> bool:
    """Tell whether an output jumps to and fro in the last two steps."""
    steps = np.diff(outputs[:, -3:])
    if steps.shape[1] < 2:
        return False
    there, back = steps.T
    return bool(((np.abs(steps) > JUMP).all(axis=1) & (there * back < 0)).any())
