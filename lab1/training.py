"""Gradient descent on one network or on many at once, and the record of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab1.data import check_data
from lab1.descent import CACHED, Descent, descend, largest_block
from lab1.initialization import check_parameters
from lab1.losses import LOSSES, Loss, get_loss
from lab1.types import NAMES, Array, Parameters


@dataclass(frozen=True)
class Run:
    """What `train` leaves: R runs have a trailing axis of length R, one run has none.

    Attributes
    ----------
    iterations : ndarray of int, shape (T,)
        The iterations recorded; the last one is always among them.
    costs : ndarray, shape (T,) or (T, R)
        ``costs[i]`` is the cost of the parameters before update ``iterations[i]``.
    parameters : dict of ndarray
        W1, b1, W2, b2 at the end: their cost is ``costs[-1]``.
    path : dict of ndarray
        The parameters at every recorded iteration, W1 (n_h, n_x, T) or (n_h, n_x, T, R); empty
        unless ``record_parameters`` asked for them.
    loss : str
    learning_rate : float or ndarray, shape (R,)
    """

    iterations: NDArray[np.int64]
    costs: Array
    parameters: Parameters
    path: Parameters
    loss: str
    learning_rate: float | Array


def train(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str = "cross_entropy",
    learning_rate: float | Array = 0.3,
    n_iterations: int = 1000,
    record_every: int = 1,
    record_parameters: bool = False,
) -> Run:
    """Full-batch gradient descent: W ← W - learning_rate · dW, n_iterations times.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        Where to start, from `initialize_parameters`; left as it is.
    loss : {"cross_entropy", "mse", "sse"}
        The cost that is minimized, by its own gradient.
    learning_rate : float or ndarray, shape (R,)
        One for all runs or one a run, each above 0.
    n_iterations : int
        Number of updates, at least 1.
    record_every : int
        Record iterations 0, k, 2k, … and the last.
    record_parameters : bool
        Whether to keep the parameters of every recorded iteration.

    Returns
    -------
    Run

    Raises
    ------
    ValueError
        If an argument is not as described; the message names it.
    """
    get_loss(loss)
    check_data(X, Y)
    check_parameters(parameters, X, Y)
    check_count("n_iterations", n_iterations)
    check_count("record_every", record_every)
    single = np.ndim(parameters["W1"]) == 2
    start = {k: np.atleast_3d(parameters[k]).astype(float) for k in NAMES}
    n_h, _, n_runs = start["W1"].shape
    rates = np.broadcast_to(check_rates(learning_rate, () if single else (n_runs,)), n_runs)
    iterations = np.unique(np.append(np.arange(0, n_iterations, record_every), n_iterations))
    costs = np.empty((iterations.size, n_runs))
    final = {k: np.empty_like(start[k]) for k in NAMES}
    path = {k: np.empty((*start[k].shape[:2], *costs.shape)) for k in NAMES if record_parameters}
    n_blocks = -(-n_runs // largest_block(n_h, X))
    for block in np.array_split(np.arange(n_runs), n_blocks):
        runs = slice(block[0], block[-1] + 1)
        descent = descend(X, Y, {k: start[k][..., runs] for k in NAMES}, loss, rates[runs])
        paths = {k: path[k][..., runs] for k in path}
        P = _record(descent, LOSSES[loss], iterations, costs[:, runs], paths)
        for k in NAMES:
            final[k][..., runs] = P[k]
    all_or_one = 0 if single else slice(None)
    return Run(
        iterations=iterations,
        costs=costs[..., all_or_one],
        parameters={k: final[k][..., all_or_one] for k in NAMES},
        path={k: v[..., all_or_one] for k, v in path.items()},
        loss=loss,
        learning_rate=learning_rate,
    )


def _record(
    descent: Descent, loss: Loss, iterations: NDArray[np.int64], costs: Array, path: Parameters
) -> Parameters:
    """Fill costs and path, a row for each of the iterations; return the last parameters."""
    n_runs, t = costs.shape[1], 0
    kept: list[Array] = []
    for i, (P, answers) in zip(range(iterations[-1] + 1), descent, strict=False):
        if i == iterations[t]:
            for k in path:
                path[k][:, :, t] = P[k][..., :n_runs]
            if not kept:
                at_once = _costs_at_once(answers)
            kept.append(answers.copy() if at_once > 1 else answers)
            t += 1
            if len(kept) == at_once or t == iterations.size:
                joined = np.concatenate(kept, axis=-1) if at_once > 1 else answers
                costs[t - len(kept) : t] = loss.total(*joined).reshape(len(kept), -1)[:, :n_runs]
                kept.clear()
    return {k: P[k][..., :n_runs] for k in P}


def _costs_at_once(answers: Array) -> int:
    """Tell of how many iterations to compute the costs together: many where runs are few."""
    # Not those of a network alone: its sum over the examples would be taken in another order.
    return max(CACHED // answers.size, 1) if answers.shape[-1] > 1 else 1


def check_count(name: str, n: object) -> None:
    """Raise a ValueError that names the argument unless n is a whole number, at least 1."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(f"{name} must be a whole number, at least 1, got {n!r}")


def check_rates(learning_rate: object, shape: tuple[int, ...]) -> Array:
    """Return the rates as floats, or raise a ValueError unless all are finite and above 0."""
    try:
        rates = np.asarray(learning_rate, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"learning_rate must be a number, got {learning_rate!r}") from None
    if rates.shape not in ((), shape):
        raise ValueError(f"learning_rate must be one number or one a run, got {rates.shape}")
    if not (np.isfinite(rates) & (rates > 0)).all():
        raise ValueError(f"learning_rate must be finite and above 0, got {learning_rate!r}")
    return rates
