"""Gradient descent on one network or on many at once, and the record of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab1 import _checks, _engine
from lab1._record import Record
from lab1.activations import ACTIVATIONS
from lab1.losses import LOSSES
from lab1.network import backward, layers
from lab1.types import NAMES, Array, Parameters

_TOGETHER = 4000  # networks that NumPy trains together
_SMALL = 1e6  # answers to compute, in all, that take about as long as starting threads


def update(
    parameters: Parameters, gradient: Parameters, learning_rate: float | Array
) -> Parameters:
    """Take one step down the gradient.

    Parameters
    ----------
    parameters : dict of ndarray
        W1 (n_h, n_x, ...), b1 (n_h, 1, ...), W2 (n_y, n_h, ...), b2 (n_y, 1, ...).
    gradient : dict of ndarray
        dW1, db1, dW2, db2 of the same shapes, from `lab1.gradients`.
    learning_rate : float or ndarray, shape (...)

    Returns
    -------
    dict of ndarray
        The next W1, b1, W2, b2.
    """
    W1, b1, W2, b2 = (parameters[name] for name in NAMES)
    W1 = W1 - learning_rate * gradient["dW1"]
    b1 = b1 - learning_rate * gradient["db1"]
    W2 = W2 - learning_rate * gradient["dW2"]
    b2 = b2 - learning_rate * gradient["db2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def gradient_descent(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str = "cross_entropy",
    activation: str = "tanh",
    learning_rate: float | Array = 0.3,
) -> Iterator[tuple[Parameters, dict[str, Array]]]:
    """Go down for ever: the loop of the course.

    Parameters
    ----------
    X, Y, parameters, loss, activation
        As in `lab1.gradients`, checked.
    learning_rate : float or ndarray, shape (...)

    Yields
    ------
    parameters, computed : dict of ndarray
        Before each update, and what `lab1.forward` makes of them.
    """
    while True:
        computed = layers(X, parameters, activation)
        yield parameters, computed
        gradient = backward(X, Y, parameters, computed, loss, activation)
        parameters = update(parameters, gradient, learning_rate)


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
    activation : str
    """

    iterations: NDArray[np.int64]
    costs: Array
    parameters: Parameters
    path: Parameters
    loss: str
    learning_rate: float | Array
    activation: str = "tanh"


def train(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str = "cross_entropy",
    activation: str = "tanh",
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
    activation : {"tanh", "sigmoid", "relu"}
        Of the hidden units. With bounded ones costs are finite at any rate; with "relu" a run can
        diverge past the largest float.
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
    loss = _checks.choice("loss", loss, LOSSES)
    activation = _checks.choice("activation", activation, ACTIVATIONS)
    X, Y = _checks.data(X, Y)
    parameters = _checks.parameters(parameters, X, Y, axes=1)
    n_iterations = _checks.count("n_iterations", n_iterations)
    record_every = _checks.count("record_every", record_every)
    record_parameters = _checks.flag("record_parameters", record_parameters)
    single = parameters["W1"].ndim == 2
    start = {name: np.atleast_3d(parameters[name]) for name in NAMES}
    n_runs = start["W1"].shape[2]
    learning_rate = _checks.rates(learning_rate, () if single else (n_runs,))
    rates = np.broadcast_to(learning_rate, n_runs)
    iterations = np.unique(np.append(np.arange(0, n_iterations, record_every), n_iterations))
    record = Record.of(start, iterations, [loss], path=record_parameters)
    many = n_iterations * Y.shape[1] * n_runs > _SMALL
    descend(X, Y, record, loss=loss, activation=activation, rates=rates, on_all_cores=many)
    all_or_one = 0 if single else slice(None)
    return Run(
        iterations=iterations,
        costs=record.costs[0][..., all_or_one],
        parameters={name: record.parameters[name][..., all_or_one] for name in NAMES},
        path={name: path[..., all_or_one] for name, path in record.path.items()},
        loss=loss,
        learning_rate=learning_rate if learning_rate.ndim else learning_rate.item(),
        activation=activation,
    )


def descend(
    X: Array,
    Y: Array,
    record: Record,
    *,
    loss: str,
    activation: str,
    rates: Array,
    goes_on: Callable[[], bool] = lambda: True,
    on_all_cores: bool = False,
) -> None:
    """Fill a record, in the compiled engine or here: what `train` and `sweep` have in common.

    Parameters
    ----------
    X, Y, loss, activation
        As in `train`, checked.
    record : Record
        Its parameters are where the R runs start, and where they end.
    rates : ndarray, shape (R,)
    goes_on : callable
        Asked now and then; if it says no, the record stays incomplete.
    on_all_cores : bool
        Whether the engine may start threads.
    """
    if _engine.trains(X.shape[0], Y.shape[0], loss, activation):
        _engine.descend(
            X, Y, record, loss=loss, activation=activation, rates=rates,
            goes_on=goes_on, on_all_cores=on_all_cores,
        )  # fmt: skip
        return
    width = _TOGETHER if X.shape[0] + Y.shape[0] <= _engine.LARGEST else 1
    for first in range(0, rates.size, width):
        row = slice(first, first + width) if width > 1 else first
        start = {name: record.parameters[name][..., row] for name in NAMES}
        descent = gradient_descent(
            X, Y, start, loss=loss, activation=activation, learning_rate=rates[row]
        )
        if not record.fill(row, descent, Y, loss, goes_on):
            return
