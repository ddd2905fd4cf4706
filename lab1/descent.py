"""The loop of gradient descent, and how many networks go through it together."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lab1.losses import LOSSES, error_odds, label_sign
from lab1.network import Network
from lab1.types import NAMES, Array, Parameters

Descent: TypeAlias = Iterator[tuple[Parameters, Array]]

# NumPy computes whole groups of neighbouring numbers at once and the rest one by one, which can
# differ in the last bit. Batches filled up to a multiple of this have no such rest, so a run is
# the same run in any company.
LANES = 16
# Runs train together while their hidden activations, about this many in all, fit a core's cache,
CACHED = 40_000
# and while a product of matrices takes no more multiplications than this: BLAS then uses one
# thread, and takes the terms of each sum in the same order however many runs there are.
ONE_THREAD = 2**18
# Networks so large that fewer than this would train together train alone, which is faster then.
FEWEST = 2 * LANES


def largest_block(n_h: int, X: Array) -> int:
    """Tell how many networks with n_h hidden units to train together on X."""
    n_x, m = X.shape
    size = min(CACHED // (n_h * m), ONE_THREAD // ((n_x + 1) * m)) // LANES * LANES
    return size if size >= FEWEST else 1


def one_thread_products(n_h: int, X: Array) -> AbstractContextManager[Any]:
    """Keep large products of matrices from a number of threads that could change the last bit."""
    if largest_block(n_h, X) > 1:
        return nullcontext()
    return _blas().limit(limits=1)


@cache
def _blas() -> Any:
    from threadpoolctl import ThreadpoolController  # only the few who need it wait for it

    return ThreadpoolController().select(user_api="blas")


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
    answers : ndarray, shape (2, n_y, m, R')
        Their log-odds and odds of being wrong, as a `Loss` takes them; good until the next update.
    """
    n_h = parameters["W1"].shape[0]
    if largest_block(n_h, X) == 1:
        runs: int | NDArray[np.int64] = 0  # no run axis
    else:
        runs = np.minimum(np.arange(-(-rates.size // LANES) * LANES), rates.size - 1)
    minimized = LOSSES[loss]
    network = Network(X, {k: parameters[k][..., runs] for k in NAMES})
    answers = np.empty((2, *Y.shape, *network.W1.shape[2:]))
    (log_odds, odds), dZ2 = answers, np.empty(answers.shape[1:])
    sign = np.broadcast_to(label_sign(Y, odds.ndim), odds.shape).copy()
    # Backpropagation is linear in dZ2: the rate multiplies there, where numbers are fewest.
    step = rates[runs] * minimized.weight(Y) * sign
    P = {k: np.atleast_3d(v) for k, v in network.parameters.items()}
    shown = answers.reshape(2, *Y.shape, -1)
    with one_thread_products(n_h, X):
        while True:
            np.multiply(network.forward(), sign, out=log_odds)
            error_odds(log_odds, out=odds)
            yield P, shown
            minimized.slope_of_answers(odds, dZ2)
            dZ2 *= step
            dW1, dW2 = network.backward(dZ2)
            network.W1 -= dW1
            network.W2 -= dW2
