"""A block of a sweep: some runs with the same loss, trained together in one worker."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lab1.descent import descend
from lab1.losses import LOSSES
from lab1.network import predict
from lab1.statistics import SOLVED_BELOW, plateau
from lab1.types import Array, Parameters

# How much a cost must go up, relatively, to have risen: well over the rounding of a sum.
_RISE = 1e-12


def train_block(
    X: Array,
    Y: Array,
    parameters: Parameters,
    loss: str,
    rates: Array,
    n_iterations: int,
    at: list[int],
) -> tuple[dict[str, NDArray[Any]], Array]:
    """Train the R runs of a block, reducing their costs on the way.

    Parameters
    ----------
    X, Y, parameters, loss, rates
        As in `descend`.
    n_iterations : int
    at : list of int
        Iterations at which to keep the costs.

    Returns
    -------
    columns : dict of ndarray, shape (R,)
        What `lab1.sweep` says of each run.
    curves : ndarray, shape (len(at), 2, R)
        Cross-entropy and MSE at those iterations.
    """
    own, cross_entropy, mse = LOSSES[loss], LOSSES["cross_entropy"], LOSSES["mse"]
    before, rose, unsolved, solved_at = map(np.array, (np.inf, False, True, 0))
    curves = np.empty((len(at), 2, rates.size))
    descent = descend(X, Y, parameters, loss, rates)
    for i, (P, answers) in zip(range(n_iterations + 1), descent, strict=False):  # noqa: B007
        cost = own.total(*answers)
        yardstick = cost if own is cross_entropy else cross_entropy.total(*answers)
        rose = rose | (cost > before * (1 + _RISE))
        unsolved = unsolved & (yardstick >= SOLVED_BELOW)
        solved_at = solved_at + unsolved
        before = cost
        if i in at:
            curves[at.index(i)] = yardstick[: rates.size], mse.total(*answers)[: rates.size]
    columns = {
        "cost": cost,
        "cross_entropy": yardstick,
        "mse": mse.total(*answers),
        "accuracy": (predict(P, X) == Y[..., None]).mean(axis=(0, 1)),
        "solved": yardstick < SOLVED_BELOW,
        "solved_at": np.where(unsolved, np.nan, solved_at),
        "rose": rose,
        "state": plateau(X, Y, P),
    }
    return {name: column[: rates.size] for name, column in columns.items()}, curves
