"""The losses: each one's cost and its slope at the logit stand together, so they can't drift apart.

Let e = |A2 - Y| be the error of an answer: the probability that the network gives the wrong class.
With z the log-odds of the wrong class, Z2 where the label is 0 and -Z2 where it is 1, e is
sigmoid(z), and -log(1 - e) is softplus(z), which stays finite where e rounds to 1.
NumPy and the compiled engine use the same formulas.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lab1.activations import softplus
from lab1.types import Array


@dataclass(frozen=True)
class Loss:
    """A loss function: the mean or the sum over examples of a loss of each answer.

    Attributes
    ----------
    name : str
        The name by which `train` and `sweep` know it.
    mean : bool
        Whether the m examples are averaged rather than summed.
    of : callable
        ``of(z, e)``: the loss of an answer.
    slope_of : callable
        ``slope_of(e)``: its derivative by z.
    """

    name: str
    mean: bool
    of: Callable[[Array, Array], Array]
    slope_of: Callable[[Array], Array]

    def cost(self, layers: Mapping[str, Array], Y: Array) -> Array:
        """Cost of a network's answers.

        Parameters
        ----------
        layers : dict of ndarray
            Z2 and A2 (n_y, m, ...), from `lab1.forward`.
        Y : ndarray, shape (n_y, m)

        Returns
        -------
        ndarray, shape (...)
        """
        sign, e = _sign_and_error(layers, Y)
        return self.of(sign * layers["Z2"], e).sum(axis=(0, 1)) * self.weight(Y)

    def slope(self, layers: Mapping[str, Array], Y: Array) -> Array:
        """Slope dZ2 of that cost, of the shape of Z2."""
        sign, e = _sign_and_error(layers, Y)
        return sign * self.slope_of(e) * self.weight(Y)

    def weight(self, Y: Array) -> float:
        """Weight of each of the m examples with labels Y (n_y, m)."""
        return 1 / Y.shape[1] if self.mean else 1.0


def _sign_and_error(layers: Mapping[str, Array], Y: Array) -> tuple[Array, Array]:
    """Return 1 - 2 Y, which turns Z2 into the log-odds of the wrong class, and e."""
    A2 = layers["A2"]
    Y = Y.reshape(Y.shape + (1,) * (A2.ndim - Y.ndim))
    return 1 - 2 * Y, np.abs(A2 - Y)


def _cross_entropy(z: Array, e: Array) -> Array:
    return softplus(z)  # -log(1 - e)


def _cross_entropy_slope(e: Array) -> Array:
    return e


def _squared_error(z: Array, e: Array) -> Array:
    return e * e


def _squared_error_slope(e: Array) -> Array:
    return 2 * e * e * (1 - e)


LOSSES = {
    loss.name: loss
    for loss in (
        Loss("cross_entropy", True, _cross_entropy, _cross_entropy_slope),
        Loss("mse", True, _squared_error, _squared_error_slope),
        Loss("sse", False, _squared_error, _squared_error_slope),
    )
}
