"""The two-layer network of the course: tanh hidden units, sigmoid outputs, examples as columns.

Every function takes parameters of one network, W1 (n_h, n_x), or of many at once: any trailing
axes, W1 (n_h, n_x, R), stand for as many independent networks.
"""

import numpy as np

from lab1.losses import get_loss


def forward(X, parameters):
    """Compute both layers.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    parameters : dict of ndarray
        W1 (n_h, n_x, ...), b1 (n_h, 1, ...), W2 (n_y, n_h, ...), b2 (n_y, 1, ...).

    Returns
    -------
    dict of ndarray
        Z1 and A1 (n_h, m, ...), Z2 and A2 (n_y, m, ...): A1 = tanh(Z1), A2 = sigmoid(Z2).
    """
    Z1 = _product(parameters["W1"], X) + parameters["b1"]
    A1 = np.tanh(Z1)
    Z2 = _product(parameters["W2"], A1) + parameters["b2"]
    A2 = 0.5 * (1 + np.tanh(0.5 * Z2))  # the sigmoid, without an exp that could overflow
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(X, Y, parameters, *, loss="cross_entropy"):
    """Cost of the network's answers.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        As in `forward`.
    loss : {"cross_entropy", "mse", "sse"}

    Returns
    -------
    float or ndarray, shape (...)
        One cost a network: cross_entropy and mse are means over the m examples, sse is a sum.
    """
    return get_loss(loss).cost(forward(X, parameters)["Z2"], Y)


def gradients(X, Y, parameters, *, loss="cross_entropy"):
    """Gradient of the cost by backpropagation.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        As in `forward`.
    loss : {"cross_entropy", "mse", "sse"}

    Returns
    -------
    dict of ndarray
        dW1, db1, dW2, db2, each of the shape of its parameter.
    """
    layers = forward(X, parameters)
    A1 = layers["A1"]
    dZ2 = get_loss(loss).slope(layers["Z2"], Y)
    dZ1 = np.einsum("yh...,ym...->hm...", parameters["W2"], dZ2) * (1 - A1**2)
    return {
        "dW1": np.einsum("hm...,xm->hx...", dZ1, X),
        "db1": dZ1.sum(axis=1, keepdims=True),
        "dW2": np.einsum("ym...,hm...->yh...", dZ2, A1),
        "db2": dZ2.sum(axis=1, keepdims=True),
    }


def predict(parameters, X):
    """Answer with the likelier class: 1 where the sigmoid is above one half.

    Parameters
    ----------
    parameters : dict of ndarray
        As in `forward`.
    X : ndarray, shape (n_x, m)

    Returns
    -------
    ndarray of int, shape (n_y, m, ...)
        0 and 1.
    """
    return (forward(X, parameters)["Z2"] > 0).astype(int)


def _product(W, A):
    return np.einsum("ij...,jk...->ik...", W, A)
