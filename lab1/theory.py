"""What can be said of the network on XOR without training it."""

import numpy as np

from lab1 import _checks
from lab1.network import cost, gradients
from lab1.types import NAMES, Array, Parameters

PLATEAUS = {
    "ln 2": np.log(2),
    "0.4774": (3 * np.log(3) - 2 * np.log(2)) / 4,
    "½ ln 2": np.log(2) / 2,
}
"""Cross-entropy of XOR where a network can't tell 4, 3 or 2 of the examples apart: they share
one output, the mean p of their labels, and cost n/4 · H(p). The second is also the floor of all
networks with one effective hidden unit."""


def hessian(
    X: Array, Y: Array, parameters: Parameters, *, loss: str = "cross_entropy", step: float = 1e-4
) -> Array:
    """Second derivatives of the cost, by central differences of the gradient.

    Parameters
    ----------
    X, Y, parameters, loss
        As in `lab1.gradients`, of one network.
    step : float
        Half the distance of the two gradients, above 0, at most 1.

    Returns
    -------
    ndarray, shape (P, P)
        P is the number of parameters, in the order W1, b1, W2, b2, row by row; symmetric.
    """
    X, Y, parameters, step = _checked(X, Y, parameters, step)
    points, n = _neighbours(parameters, step)
    dP = gradients(X, Y, points, loss=loss)
    slopes = np.concatenate([dP[f"d{name}"].reshape(-1, 2 * n) for name in NAMES])
    H = (slopes[:, :n] - slopes[:, n:]) / (2 * step)
    return (H + H.T) / 2


def period_two_cost(learning_rate: float) -> float:
    """Cross-entropy of the orbit into which the ½ ln 2 state of XOR turns past rate 16/3.

    Two examples of opposite labels share one logit z, which jumps between z and -z. Both hidden
    units are saturated at ±1, so a step moves z through two weights of W2 and b2, three times
    learning_rate · (sigmoid(z) - ½) / 2; hence 2 z = 1.5 · learning_rate · (sigmoid(z) - ½).

    Parameters
    ----------
    learning_rate : float
        Above 0.

    Returns
    -------
    float
        The cost ¼ (softplus(z) + softplus(-z)): ½ ln 2 where the only solution is z = 0.
    """
    learning_rate = _checks.rates(learning_rate).item()
    z = 1.5 * learning_rate / 4  # above the largest solution; the iteration falls on to it
    for _ in range(10_000):
        z = 0.75 * learning_rate * (0.5 * np.tanh(0.5 * z))
    return float(0.25 * (np.logaddexp(0, z) + np.logaddexp(0, -z)))


def numerical_gradients(
    X: Array, Y: Array, parameters: Parameters, *, loss: str = "cross_entropy", step: float = 1e-5
) -> Parameters:
    """Gradient of the cost by central differences, to check `lab1.gradients` by.

    Parameters
    ----------
    X, Y, parameters, loss
        As in `lab1.gradients`, of one network.
    step : float
        Half the distance of the two costs, above 0, at most 1.

    Returns
    -------
    dict of ndarray
        dW1, db1, dW2, db2.
    """
    X, Y, parameters, step = _checked(X, Y, parameters, step)
    points, n = _neighbours(parameters, step)
    costs = cost(X, Y, points, loss=loss)
    slopes = _unflatten((costs[:n] - costs[n:]) / (2 * step), parameters)
    return {f"d{name}": values[..., 0] for name, values in slopes.items()}


def units_apart(parameters: Parameters) -> float:
    """Return how far the hidden units are from being copies of each other.

    Parameters
    ----------
    parameters : dict of ndarray
        One network, or any number on trailing axes, as in `lab1.Run.path`.

    Returns
    -------
    float
        Largest absolute difference, over all networks, between a unit's W1, b1 and W2 and the
        first unit's; exactly 0 if the units are equal bit for bit.
    """
    P = _checks.parameters(parameters)
    W1, b1, W2 = P["W1"], P["b1"], P["W2"]
    return float(max(np.abs(W1 - W1[:1]).max(), np.abs(b1 - b1[:1]).max(),
                     np.abs(W2 - W2[:, :1]).max()))  # fmt: skip


def steepest_escape(
    X: Array, Y: Array, directions: Parameters, *, radius: float = 0.05, n_steps: int = 1000
) -> Parameters:
    """Find in which direction from zero the cost falls most.

    Parameters
    ----------
    X, Y : ndarray
    directions : dict of ndarray
        Where to start looking: any number of them on a trailing axis.
    radius : float
        How far from zero to look.
    n_steps : int

    Returns
    -------
    dict of ndarray
        The best of them after descending along the sphere: one network of norm 1.
    """
    like = {name: values[..., 0] for name, values in directions.items()}
    sphere = np.concatenate([directions[name].reshape(-1, directions["b2"].shape[-1])
                             for name in NAMES])  # fmt: skip
    for step in np.geomspace(0.3, 1e-6, n_steps):
        sphere /= np.linalg.norm(sphere, axis=0)
        slopes = gradients(X, Y, _unflatten(radius * sphere, like))
        downhill = np.concatenate([slopes[f"d{name}"].reshape(-1, sphere.shape[1])
                                   for name in NAMES])  # fmt: skip
        downhill -= sphere * (sphere * downhill).sum(axis=0)
        sphere -= step * downhill / np.maximum(np.linalg.norm(downhill, axis=0), 1e-300)
    sphere /= np.linalg.norm(sphere, axis=0)
    best = cost(X, Y, _unflatten(radius * sphere, like)).argmin()
    return {k: v[..., 0] for k, v in _unflatten(sphere[:, [best]], like).items()}


def farthest_move(start: Parameters, end: Parameters) -> Array:
    """Return how far the parameter that moved most is from where it started.

    Parameters
    ----------
    start, end : dict of ndarray
        One network, or as many on trailing axes.

    Returns
    -------
    ndarray
        Of the shape of the trailing axes.
    """
    moves = (np.abs(end[name] - start[name]).max(axis=(0, 1)) for name in NAMES)
    return np.max(list(moves), axis=0)


def _checked(
    X: Array, Y: Array, parameters: Parameters, step: float
) -> tuple[Array, Array, Parameters, float]:
    X, Y = _checks.data(X, Y)
    parameters = _checks.parameters(parameters, X, Y, axes=0)
    return X, Y, parameters, _checks.number("step", step, above=0, highest=1)


def _neighbours(parameters: Parameters, step: float) -> tuple[Parameters, int]:
    """Move all n parameters one by one, up in the first n networks and down in the next n."""
    flat = np.concatenate([parameters[name].ravel() for name in NAMES])
    steps = step * np.eye(flat.size)
    points = flat[:, None] + np.concatenate([steps, -steps], axis=1)
    return _unflatten(points, parameters), flat.size


def _unflatten(points: Array, like: Parameters) -> Parameters:
    parts, first = {}, 0
    for name in NAMES:
        size = like[name].size
        parts[name] = points[first : first + size].reshape(*like[name].shape, -1)
        first += size
    return parts
