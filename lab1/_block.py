"""A block of a sweep: some runs with the same loss, trained by one worker."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lab1._record import Record
from lab1.network import layers
from lab1.statistics import SOLVED_BELOW, plateau
from lab1.training import descend
from lab1.types import Array, Parameters


class Stop:
    """Tells the threads of a sweep that was interrupted to stop; another process has its own."""

    now = False

    def __reduce__(self) -> tuple[type, tuple[()]]:
        return Stop, ()


def train_block(
    X: Array,
    Y: Array,
    start: Parameters,
    loss: str,
    rates: Array,
    activation: str,
    n_iterations: int,
    at: Sequence[int],
    stop: Stop,
) -> tuple[dict[str, NDArray[Any]], Array]:
    """Train the R runs of a block.

    Returns
    -------
    columns : dict of ndarray, shape (R,)
        What `lab1.sweep` says of each run.
    curves : ndarray, shape (len(at), 2, R)
        Cross-entropy and MSE at those iterations.
    """
    iterations = np.unique([*at, n_iterations])
    measured = dict.fromkeys((loss, "cross_entropy", "mse"))
    record = Record.of(start, iterations, list(measured), watched=True)
    descend(
        X, Y, record, loss=loss, activation=activation, rates=rates, goes_on=lambda: not stop.now
    )
    costs = dict(zip(measured, record.costs, strict=True))
    answers = layers(X, record.parameters, activation)["A2"] > 0.5
    columns = {
        "cost": costs[loss][-1],
        "cross_entropy": costs["cross_entropy"][-1],
        "mse": costs["mse"][-1],
        "accuracy": (answers == Y[..., None]).mean(axis=(0, 1)),
        "solved": costs["cross_entropy"][-1] < SOLVED_BELOW,
        "solved_at": np.where(np.isinf(record.solved_at), np.nan, record.solved_at),
        "rose": record.rose,
        "state": plateau(X, Y, record.parameters, activation=activation),
    }
    recorded = np.searchsorted(iterations, at)
    curves = np.stack([costs[name][recorded] for name in ("cross_entropy", "mse")], axis=1)
    return columns, curves
