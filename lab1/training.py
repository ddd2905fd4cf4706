"""Gradient descent on one network or on many at once, and the record of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lab1.data import check_data
from lab1.initialization import check_parameters
from lab1.losses import LOSSES, Loss, error_odds, get_loss, label_sign
from lab1.network import Network
from lab1.types import Array, Parameters

Descent: TypeAlias = Iterator[tuple[Parameters, Array, Array]]

NAMES = ("W1", "b1", "W2", "b2")
# NumPy computes whole groups of neighbouring numbers at once and the rest one by one, which can
# differ in the last bit. Batches filled up to a multiple of this have no such rest, so a run is
# the same run in any company.
LANES = 8
# Runs train together while their hidden activations, about this many in all, fit a core's cache.
CACHED = 36_000
# A network with more hidden activations than this trains alone, with products of matrices.
LARGE = 1000


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
    single = parameters["W1"].ndim == 2
    start = {k: np.atleast_3d(parameters[k]).astype(float) for k in NAMES}
    n_h, _, n_runs = start["W1"].shape
    rates = np.broadcast_to(check_rates(learning_rate, () if single else (n_runs,)), n_runs)
    iterations = np.unique(np.append(np.arange(0, n_iterations, record_every), n_iterations))
    costs = np.empty((iterations.size, n_runs))
    final = {k: np.empty_like(start[k]) for k in NAMES}
    path = {k: np.empty((*start[k].shape[:2], *costs.shape)) for k in NAMES if record_parameters}
    size = largest_block(n_h, X.shape[1])
    for runs in (slice(first, first + size) for first in range(0, n_runs, size)):
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
    for i, (P, log_odds, odds) in zip(range(iterations[-1] + 1), descent, strict=False):
        if i == iterations[t]:
            costs[t] = loss.total(log_odds, odds)[:n_runs]
            for k in path:
                path[k][:, :, t] = P[k][..., :n_runs]
            t += 1
    return {k: P[k][..., :n_runs] for k in P}


def largest_block(n_h: int, m: int) -> int:
    """Tell how many networks with n_h hidden units to train together on m examples."""
    return 1 if n_h * m > LARGE else max(CACHED // (n_h * m), LANES)


def one_thread_products(n_h: int, m: int) -> AbstractContextManager[object]:
    """Keep large products of matrices from a number of threads that could change the last bit."""
    if n_h * m <= LARGE:
        return nullcontext()
    from threadpoolctl import threadpool_limits  # only the few who need it wait for it

    return threadpool_limits(1, user_api="blas")


def descend(X: Array, Y: Array, parameters: Parameters, loss: str, rates: Array) -> Descent:
    """Descend for ever: the loop inside `train` and `sweep`, without their checks.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
    parameters : dict of ndarray
        Where R runs start, W1 (n_h, n_x, R), R at most `largest_block`; left as it is.
    loss : {"cross_entropy", "mse", "sse"}
    rates : ndarray, shape (R,)

    Yields
    ------
    P : dict of ndarray
        The parameters before each update, W1 (n_h, n_x, R'); the next update changes them in
        place. R' is R filled up to whole lanes of the processor: what is past R is of no use, but
        costs must be computed from all of it.
    log_odds, odds : ndarray, shape (n_y, m, R')
        Of their wrong answers, as a `Loss` takes them; good until the next update.
    """
    n_h, m = parameters["W1"].shape[0], X.shape[1]
    if largest_block(n_h, m) == 1:
        runs: int | NDArray[np.int64] = 0  # no run axis
    else:
        runs = np.minimum(np.arange(-(-rates.size // LANES) * LANES), rates.size - 1)
    minimized = LOSSES[loss]
    network = Network(X, {k: parameters[k][..., runs] for k in NAMES})
    log_odds, odds, dZ2 = (np.empty((*Y.shape, *network.W1.shape[2:])) for _ in range(3))
    sign = np.broadcast_to(label_sign(Y, odds.ndim), odds.shape).copy()
    # Backpropagation is linear in dZ2: the rate multiplies there, where numbers are fewest.
    step = rates[runs] * minimized.weight(Y) * sign
    P = {k: np.atleast_3d(v) for k, v in network.parameters.items()}
    answers = np.atleast_3d(log_odds, odds)
    with one_thread_products(n_h, m):
        while True:
            np.multiply(network.forward(), sign, out=log_odds)
            error_odds(log_odds, out=odds)
            yield P, *answers
            minimized.slope_of_answers(odds, dZ2)
            dZ2 *= step
            dW1, dW2 = network.backward(dZ2)
            network.W1 -= dW1
            network.W2 -= dW2


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
