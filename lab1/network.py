"""The two-layer network of the course, examples as columns.

    Z1 = W1 X + b1      A1 = tanh(Z1)       (or another activation)
    Z2 = W2 A1 + b2     A2 = sigmoid(Z2)

Every function takes parameters of one network, W1 (n_h, n_x), or of many at once: any trailing
axes, W1 (n_h, n_x, R), stand for as many independent networks.
"""

import numpy as np
from numpy.typing import NDArray

from lab1 import _checks
from lab1.activations import ACTIVATIONS, sigmoid
from lab1.losses import LOSSES
from lab1.types import NAMES, Array, Parameters


def forward(X: Array, parameters: Parameters, *, activation: str = "tanh") -> dict[str, Array]:
    """Compute both layers.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    parameters : dict of ndarray
        W1 (n_h, n_x, ...), b1 (n_h, 1, ...), W2 (n_y, n_h, ...), b2 (n_y, 1, ...).
    activation : {"tanh", "sigmoid", "relu"}
        Of the hidden units.

    Returns
    -------
    dict of ndarray
        Z1 and A1 (n_h, m, ...), Z2 and A2 (n_y, m, ...).
    """
    X = _checks.inputs(X)
    parameters = _checks.parameters(parameters, X)
    return layers(X, parameters, _checks.choice("activation", activation, ACTIVATIONS))


def cost(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str = "cross_entropy",
    activation: str = "tanh",
) -> Array:
    """Cost of the network's answers.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        As in `forward`.
    loss : {"cross_entropy", "mse", "sse"}
    activation : {"tanh", "sigmoid", "relu"}

    Returns
    -------
    float or ndarray, shape (...)
        One cost a network: cross_entropy and mse are means over the m examples, sse is a sum.
    """
    loss = _checks.choice("loss", loss, LOSSES)
    X, Y = _checks.data(X, Y)
    parameters = _checks.parameters(parameters, X, Y)
    return LOSSES[loss].cost(forward(X, parameters, activation=activation), Y)


def gradients(
    X: Array,
    Y: Array,
    parameters: Parameters,
    *,
    loss: str = "cross_entropy",
    activation: str = "tanh",
) -> Parameters:
    """Gradient of the cost by backpropagation.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        As in `forward`.
    loss : {"cross_entropy", "mse", "sse"}
    activation : {"tanh", "sigmoid", "relu"}

    Returns
    -------
    dict of ndarray
        dW1, db1, dW2, db2, each of the shape of its parameter.
    """
    loss = _checks.choice("loss", loss, LOSSES)
    X, Y = _checks.data(X, Y)
    parameters = _checks.parameters(parameters, X, Y)
    computed = forward(X, parameters, activation=activation)
    return backward(X, Y, parameters, computed, loss, activation)


def predict(parameters: Parameters, X: Array, *, activation: str = "tanh") -> NDArray[np.int64]:
    """Answer with the likelier class: 1 where the sigmoid is above one half.

    Parameters
    ----------
    parameters : dict of ndarray
        As in `forward`.
    X : ndarray, shape (n_x, m)
    activation : {"tanh", "sigmoid", "relu"}

    Returns
    -------
    ndarray of int, shape (n_y, m, ...)
        0 and 1.
    """
    return (forward(X, parameters, activation=activation)["Z2"] > 0).astype(int)


def layers(X: Array, parameters: Parameters, activation: str) -> dict[str, Array]:
    """Compute Z1, A1, Z2 and A2: `forward` of what has been checked."""
    W1, b1, W2, b2 = (parameters[name] for name in NAMES)
    Z1 = _product(W1, X) + b1
    A1 = ACTIVATIONS[activation].of(Z1)
    Z2 = _product(W2, A1) + b2
    A2 = sigmoid(Z2)
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def backward(
    X: Array, Y: Array, parameters: Parameters, layers: dict[str, Array], loss: str, activation: str
) -> Parameters:
    """Backpropagate: dW1, db1, dW2 and db2 from the layers of what has been checked."""
    W2, A1 = parameters["W2"], layers["A1"]
    dZ2 = LOSSES[loss].slope(layers, Y)  # of the cross-entropy: (A2 - Y) / m
    dW2 = _product(dZ2, _transposed(A1))
    db2 = dZ2.sum(axis=1, keepdims=True)
    dA1 = _product(_transposed(W2), dZ2)
    dZ1 = dA1 * ACTIVATIONS[activation].slope(A1)  # of tanh: dA1 (1 - A1²)
    dW1 = _product(dZ1, X.T)
    db1 = dZ1.sum(axis=1, keepdims=True)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


def _product(W: Array, A: Array) -> Array:
    """Multiply matrices, the first two axes, network by network."""
    return W @ A if W.ndim == A.ndim == 2 else np.einsum("ij...,jk...->ik...", W, A)


def _transposed(A: Array) -> Array:
    return A.swapaxes(0, 1)
