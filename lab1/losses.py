"""The losses: each one's cost and its slope at the logit stand together, so they can't drift apart.

Everything is computed from the logit Z2, never from log(A2), so it is finite for any parameters.
With the label's sign s = 1 - 2 Y, the odds of a wrong answer are exp(s Z2), its probability is
e = odds / (1 + odds) = abs(A2 - Y), and a right answer has 1 - e = 1 / (1 + odds).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lab1.types import Array

_LARGEST_LOGIT = 700.0  # exp(710) overflows; e is 1 to the last bit long before


@dataclass(frozen=True)
class Loss:
    """A loss function: the mean or the sum over examples of a loss of each answer.

    Attributes
    ----------
    name : str
        The name by which `train` and `sweep` know it.
    mean : bool
        Whether the m examples are averaged rather than summed.
    of_answers : callable
        ``of_answers(log_odds, odds)``: the loss of each answer, from the odds that it is wrong.
    slope_of_answers : callable
        ``slope_of_answers(odds, out)``: its derivative by the log of those odds, put into `out`;
        the odds are used up.
    """

    name: str
    mean: bool
    of_answers: Callable[[Array, Array], Array]
    slope_of_answers: Callable[[Array, Array], Array]

    def cost(self, Z2: Array, Y: Array) -> Array:
        """Cost of logits Z2 (n_y, m, ...) with labels Y (n_y, m): an array of shape (...)."""
        return self.total(*error_odds(Z2 * label_sign(Y, Z2.ndim)))

    def slope(self, Z2: Array, Y: Array) -> Array:
        """Slope dZ2 of that cost, of the shape of Z2."""
        sign = label_sign(Y, Z2.ndim)
        _, odds = error_odds(Z2 * sign)
        return self.slope_of_answers(odds, np.empty_like(odds)) * sign * self.weight(Y)

    def total(self, log_odds: Array, odds: Array) -> Array:
        """Cost of answers (n_y, m, ...), from the odds that they are wrong: shape (...)."""
        return self.of_answers(log_odds, odds).sum(axis=(0, 1)) * self.weight(odds)

    def weight(self, answers: Array) -> float:
        """Weight of each of the m examples of answers (n_y, m, ...)."""
        return 1 / answers.shape[1] if self.mean else 1.0


def label_sign(Y: Array, ndim: int) -> Array:
    """Sign 1 - 2 Y, with ndim axes: it turns the log-odds of a 1, Z2, into those of an error."""
    return (1 - 2 * Y).reshape(Y.shape + (1,) * (ndim - Y.ndim))


def error_odds(log_odds: Array, out: Array | None = None) -> tuple[Array, Array]:
    """Return the log-odds that answers are wrong, and those odds, kept finite."""
    odds = np.minimum(log_odds, _LARGEST_LOGIT, out=out)
    return log_odds, np.exp(odds, out=odds)


def _cross_entropy(log_odds: Array, odds: Array) -> Array:
    # -log(1 - e) = log(1 + odds); past _LARGEST_LOGIT it equals the log-odds to the last bit.
    losses = np.log1p(odds)
    return np.maximum(losses, log_odds, out=losses)


def _cross_entropy_slope(odds: Array, out: Array) -> Array:
    np.add(1.0, odds, out=out)
    return np.divide(odds, out, out=out)  # e


def _squared_error(_: Array, odds: Array) -> Array:
    wrong = odds / (1 + odds)
    return np.square(wrong, out=wrong)  # e²


def _squared_error_slope(odds: Array, out: Array) -> Array:
    right = np.divide(1.0, np.add(1.0, odds, out=out), out=out)
    wrong = np.multiply(odds, right, out=odds)
    right *= wrong
    right *= wrong
    right *= 2.0
    return right  # 2 e² (1 - e)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("cross_entropy", True, _cross_entropy, _cross_entropy_slope),
        Loss("mse", True, _squared_error, _squared_error_slope),
        Loss("sse", False, _squared_error, _squared_error_slope),
    )
}


def get_loss(name: str) -> Loss:
    """Look a loss up by its name, or raise a ValueError that lists the names allowed."""
    if not isinstance(name, str) or name not in LOSSES:
        raise ValueError(f"loss must be one of {', '.join(LOSSES)}, got {name!r}")
    return LOSSES[name]
