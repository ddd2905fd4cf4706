"""The losses: each one's cost and its slope at the logit stand together, so they can't drift apart.

Everything is computed from the logit Z2, never from log(A2), so it is finite for any parameters.
With the label's sign s = 1 - 2 Y, the odds of a wrong answer are exp(s Z2), its probability is
e = odds / (1 + odds) = abs(A2 - Y), and a right answer has 1 - e = 1 / (1 + odds).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_LARGEST_LOGIT = 700.0  # exp(710) overflows; e is 1 to the last bit long before


@dataclass(frozen=True)
class Loss:
    """A loss function.

    Attributes
    ----------
    name : str
        The name by which `train` and `sweep` know it.
    cost : callable
        ``cost(Z2, Y)``: logits (n_y, m, ...) and labels (n_y, m) to a cost of shape (...).
    slope : callable
        ``slope(Z2, Y)``: the derivative dZ2 of that cost, of the shape of Z2.
    """

    name: str
    cost: Callable[[np.ndarray, np.ndarray], np.ndarray]
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray]


def _sign(Z2, Y):
    return (1 - 2 * Y).reshape(Y.shape + (1,) * (Z2.ndim - Y.ndim))


def _odds(Z2, Y):
    return np.exp(np.minimum(_sign(Z2, Y) * Z2, _LARGEST_LOGIT))


def _cross_entropy_cost(Z2, Y):
    # -log(1 - e) = log(1 + odds); past _LARGEST_LOGIT it equals the logit to the last bit.
    losses = np.maximum(np.log1p(_odds(Z2, Y)), _sign(Z2, Y) * Z2)
    return losses.sum(axis=(0, 1)) / Y.shape[1]


def _cross_entropy_slope(Z2, Y):
    odds = _odds(Z2, Y)
    return _sign(Z2, Y) / Y.shape[1] * (odds / (1 + odds))


def _sse_cost(Z2, Y):
    odds = _odds(Z2, Y)
    return ((odds / (1 + odds)) ** 2).sum(axis=(0, 1))


def _sse_slope(Z2, Y):
    odds = _odds(Z2, Y)
    right = 1 / (1 + odds)
    wrong = odds * right
    return _sign(Z2, Y) * 2 * wrong**2 * right


def _mse_cost(Z2, Y):
    return _sse_cost(Z2, Y) / Y.shape[1]


def _mse_slope(Z2, Y):
    return _sse_slope(Z2, Y) / Y.shape[1]


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("cross_entropy", _cross_entropy_cost, _cross_entropy_slope),
        Loss("mse", _mse_cost, _mse_slope),
        Loss("sse", _sse_cost, _sse_slope),
    )
}


def get_loss(name):
    """Look a loss up by its name, or raise a ValueError that lists the names allowed."""
    if name not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {name!r}")
    return LOSSES[name]
