"""The two-layer network of the course: tanh hidden units, sigmoid outputs, examples as columns.

Every function takes parameters of one network, W1 (n_h, n_x), or of many at once: any trailing
axes, W1 (n_h, n_x, R), stand for as many independent networks.

A bias is the weight of an input that is always 1: within a product, b1 is one more column of W1
and X has one more row, of ones; b2 likewise.
"""

import numpy as np
from numpy.typing import NDArray

from lab1.losses import get_loss
from lab1.types import NAMES, Array, Parameters


def forward(X: Array, parameters: Parameters) -> dict[str, Array]:
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
    W1, W2 = _with_bias(parameters)
    Z1 = _product(W1, _with_ones(X))
    A1 = np.tanh(Z1)
    Z2 = _product(W2, _with_ones(A1))
    A2 = 0.5 * (1 + np.tanh(0.5 * Z2))  # the sigmoid, without an exp that could overflow
    return {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}


def cost(X: Array, Y: Array, parameters: Parameters, *, loss: str = "cross_entropy") -> Array:
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


def gradients(
    X: Array, Y: Array, parameters: Parameters, *, loss: str = "cross_entropy"
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

    Returns
    -------
    dict of ndarray
        dW1, db1, dW2, db2, each of the shape of its parameter.
    """
    network = Network(X, parameters)
    dW1, dW2 = network.backward(get_loss(loss).slope(network.forward(), Y))
    return {"dW1": dW1[:, :-1], "db1": dW1[:, -1:], "dW2": dW2[:, :-1], "db2": dW2[:, -1:]}


def predict(parameters: Parameters, X: Array) -> NDArray[np.int64]:
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


class Network:
    """Forward and backward in arrays that are made once: what an iteration of training needs.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    parameters : dict of ndarray
        As in `forward`; copied.

    Attributes
    ----------
    W1 : ndarray, shape (n_h, n_x + 1, ...)
        W1 and b1, to be changed in place.
    W2 : ndarray, shape (n_y, n_h + 1, ...)
        W2 and b2, to be changed in place.
    parameters : dict of ndarray
        Views of their parts, as in `forward`.
    """

    def __init__(self, X: Array, parameters: Parameters) -> None:
        self.X = _with_ones(X)
        self.W1, self.W2 = W1, W2 = _with_bias(parameters)
        self.parameters = {"W1": W1[:, :-1], "b1": W1[:, -1:], "W2": W2[:, :-1], "b2": W2[:, -1:]}
        n_h, m, runs = W1.shape[0], X.shape[1], W1.shape[2:]
        self._A1_and_ones = np.ones((n_h + 1, m, *runs))
        self._A1 = self._A1_and_ones[:-1]
        self._dZ1 = np.empty((n_h, m, *runs))
        self._Z2 = np.empty((W2.shape[0], m, *runs))
        self._dW1, self._dW2 = np.empty_like(W1), np.empty_like(W2)
        transposed = (A.swapaxes(0, 1) for A in (self.X, self._A1_and_ones, W2[:, :-1]))
        self._XT, self._A1T, self._W2T = transposed

    def forward(self) -> Array:
        """Return the logits Z2 (n_y, m, ...), good until the next call."""
        np.tanh(_product(self.W1, self.X, out=self._A1), out=self._A1)
        return _product(self.W2, self._A1_and_ones, out=self._Z2)

    def backward(self, dZ2: Array) -> tuple[Array, Array]:
        """Return dW1 and dW2, each with its bias, good until the next call.

        To be called once after each `forward`, whose A1 it uses up.
        """
        A1, dZ1 = self._A1, self._dZ1
        _product(dZ2, self._A1T, out=self._dW2)  # dW2 = dZ2 A1ᵀ
        _product(self._W2T, dZ2, out=dZ1)  # dA1 = W2ᵀ dZ2
        np.square(A1, out=A1)
        dZ1 *= np.subtract(1.0, A1, out=A1)  # dZ1 = dA1 (1 - A1²)
        _product(dZ1, self._XT, out=self._dW1)  # dW1 = dZ1 Xᵀ
        return self._dW1, self._dW2


def _with_bias(parameters: Parameters) -> tuple[Array, Array]:
    W1, b1, W2, b2 = (parameters[k] for k in NAMES)
    # However they came to be: neighbouring networks are neighbours in memory.
    first = np.ascontiguousarray(np.concatenate([W1, b1], axis=1), dtype=float)
    second = np.ascontiguousarray(np.concatenate([W2, b2], axis=1), dtype=float)
    return first, second


def _with_ones(A: Array) -> Array:
    return np.concatenate([A, np.ones((1, *A.shape[1:]))])


def _product(W: Array, A: Array, out: Array | None = None) -> Array:
    if W.ndim == A.ndim == 2:
        return np.matmul(W, A, out=out)
    if A.ndim == 2 and W.ndim == 3:  # the same A for every network: Aᵀ times all of them
        return np.matmul(A.T, W, out=out)
    if A.shape[0] == 1 and A.ndim == W.ndim:
        return np.multiply(W, A, out=out)  # one output: nothing to sum
    return np.einsum("ij...,jk...->ik...", W, A, out=out)
