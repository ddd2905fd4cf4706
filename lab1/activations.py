"""What a unit makes of its weighted sum z: the hidden units' choice, and the output's sigmoid.

An activation and its slope stand together, so that they can't drift apart.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lab1.types import Array

_LARGEST = 700.0  # exp(710) overflows; a sigmoid is 0 or 1 to the last bit long before


def tanh(z: Array) -> Array:
    """Hyperbolic tangent, from -1 to 1."""
    return np.tanh(z)


def sigmoid(z: Array) -> Array:
    """Logistic function 1 / (1 + exp(-z)), from 0 to 1."""
    return 1 / (1 + np.exp(-np.maximum(z, -_LARGEST)))


def relu(z: Array) -> Array:
    """Rectifier: z where it is positive, else 0."""
    return np.maximum(z, 0)


def softplus(z: Array) -> Array:
    """Return log(1 + exp(z)), which is -log(sigmoid(-z)), finite for any z."""
    return relu(z) + np.log1p(np.exp(-np.abs(z)))


@dataclass(frozen=True)
class Activation:
    """What the hidden units compute.

    Attributes
    ----------
    name : str
        The name by which `train` and `sweep` know it.
    of : callable
        A1 = of(Z1), element by element.
    slope : callable
        Its derivative at Z1, from A1: dZ1 = dA1 · slope(A1).
    """

    name: str
    of: Callable[[Array], Array]
    slope: Callable[[Array], Array]


def _tanh_slope(a: Array) -> Array:
    return 1 - a * a


def _sigmoid_slope(a: Array) -> Array:
    return a * (1 - a)


def _relu_slope(a: Array) -> Array:
    return 1.0 * (a > 0)  # type: ignore[return-value]  # a bool times a float is float64


ACTIVATIONS = {
    activation.name: activation
    for activation in (
        Activation("tanh", tanh, _tanh_slope),
        Activation("sigmoid", sigmoid, _sigmoid_slope),
        Activation("relu", relu, _relu_slope),
    )
}
