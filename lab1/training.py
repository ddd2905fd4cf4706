"""Gradient descent on one network or on many at once, and the record of it."""

from dataclasses import dataclass

import numpy as np

from lab1.data import check_data
from lab1.initialization import check_parameters
from lab1.losses import LOSSES, get_loss
from lab1.network import forward, gradients

NAMES = ("W1", "b1", "W2", "b2")
# NumPy computes whole groups of neighbouring numbers at once and the rest one by one, which can
# differ in the last bit. Batches filled up to a multiple of this have no such rest, so a run is
# the same run in any company.
LANES = 16


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
    path : dict of ndarray or None
        The parameters at every recorded iteration, W1 (n_h, n_x, T) or (n_h, n_x, T, R), where
        ``record_parameters`` asked for them.
    loss : str
    learning_rate : float or ndarray, shape (R,)
    """

    iterations: np.ndarray
    costs: np.ndarray
    parameters: dict
    path: dict | None
    loss: str
    learning_rate: float | np.ndarray


def train(
    X,
    Y,
    parameters,
    *,
    loss="cross_entropy",
    learning_rate=0.3,
    n_iterations=1000,
    record_every=1,
    record_parameters=False,
):
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
    n_runs = 1 if single else parameters["W1"].shape[-1]
    rates = check_rates(learning_rate, () if single else (n_runs,))
    starts = {k: np.atleast_3d(parameters[k]) for k in NAMES}
    descent = descend(X, Y, starts, loss, np.broadcast_to(rates, n_runs))
    iterations = np.unique(np.append(np.arange(0, n_iterations, record_every), n_iterations))
    costs = np.empty((len(iterations), n_runs))
    path = {k: np.empty((*starts[k].shape[:2], *costs.shape)) for k in NAMES if record_parameters}
    t = 0
    for i, (P, Z2) in zip(range(n_iterations + 1), descent, strict=False):
        if i == iterations[t]:
            costs[t] = LOSSES[loss].cost(Z2, Y)
            for k in path:
                path[k][:, :, t] = P[k]
            t += 1

    runs = 0 if single else slice(None)
    return Run(
        iterations=iterations,
        costs=costs[..., runs],
        parameters={k: P[k][..., runs].copy() for k in NAMES},
        path={k: v[..., runs] for k, v in path.items()} or None,
        loss=loss,
        learning_rate=learning_rate,
    )


def descend(X, Y, parameters, loss, rates):
    """Descend for ever: the inner loop of `train` and `sweep`, without their checks.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
    parameters : dict of ndarray
        Where R runs start, W1 (n_h, n_x, R); left as it is.
    loss : {"cross_entropy", "mse", "sse"}
    rates : ndarray, shape (R,)

    Yields
    ------
    P : dict of ndarray
        The parameters before each update; the next update changes them in place.
    Z2 : ndarray, shape (n_y, m, R)
        Their logits.
    """
    n_runs = len(rates)
    lanes = np.minimum(np.arange(-(-n_runs // LANES) * LANES), n_runs - 1)
    P = {k: parameters[k][..., lanes] for k in NAMES}
    shown = {k: P[k][..., :n_runs] for k in NAMES}
    rates = rates[lanes]
    while True:
        yield shown, forward(X, P)["Z2"][..., :n_runs]
        dP = gradients(X, Y, P, loss=loss)
        for k in NAMES:
            P[k] -= rates * dP["d" + k]


def check_count(name, n):
    """Raise a ValueError that names the argument unless n is a whole number, at least 1."""
    if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
        raise ValueError(f"{name} must be a whole number, at least 1, got {n!r}")


def check_rates(learning_rate, shape):
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
