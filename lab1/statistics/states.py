"""How a run ends."""

from typing import Any

import numpy as np

from lab1 import _checks
from lab1.losses import LOSSES
from lab1.network import forward
from lab1.types import Array, Parameters

SOLVED_BELOW = 0.1
"""Mean cross-entropy under which a run counts as solved; then all four answers are right."""

STATES = ("solved", "½ ln 2", "0.4774", "ln 2", "other")
"""How a run ends, from the best state to the worst, and none of these. See `plateau`."""

TOLERANCE = 0.1
"""How far an output may be from a plateau's for the run to count as being there."""

# The outputs' distances to their labels on each plateau of XOR, smallest first: n examples that
# the network can't tell apart share one output, the mean of their labels; the others are right.
POOLED = {
    "½ ln 2": (0, 0, 1 / 2, 1 / 2),
    "0.4774": (0, 1 / 3, 1 / 3, 2 / 3),
    "ln 2": (1 / 2, 1 / 2, 1 / 2, 1 / 2),
}


def plateau(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    activation: str = "tanh",
    tolerance: float = TOLERANCE,
) -> Any:
    """Name the state in which a run ended.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        Of one run, W1 (n_h, n_x), or of R, with a trailing axis.
    activation : {"tanh", "sigmoid", "relu"}
        Of the hidden units.
    tolerance : float
        How far an output may be from the plateau's, above 0 and below 1/6 (halfway between the
        two plateaus that are nearest to each other).

    Returns
    -------
    str or ndarray of str, shape (R,)
        "solved": mean cross-entropy below `SOLVED_BELOW`. Else one of the plateaus of XOR, by
        the outputs: "½ ln 2" (two examples right, two at ½), "0.4774" (one right, three at their
        mean, ⅔ or ⅓), "ln 2" (all at ½). "other": none of these.

    Raises
    ------
    ValueError
        If an argument is not as described; the message names it.
    """
    X, Y = _checks.data(X, Y)
    parameters = _checks.parameters(parameters, X, Y)
    tolerance = _checks.number("tolerance", tolerance, above=0, below=1 / 6)
    layers = forward(X, parameters, activation=activation)
    A2 = layers["A2"]
    states = np.full(A2.shape[2:], "other", dtype=object)
    if Y.shape == (1, 4):
        wrong = np.sort(np.abs(A2[0] - Y[0].reshape(4, *(1,) * (A2.ndim - 2))), axis=0)
        for name, pooled in POOLED.items():
            expected = np.reshape(pooled, (4,) + (1,) * (wrong.ndim - 1))
            states[(np.abs(wrong - expected) < tolerance).all(axis=0)] = name
    states[LOSSES["cross_entropy"].cost(layers, Y) < SOLVED_BELOW] = "solved"
    return states if states.ndim else states.item()
