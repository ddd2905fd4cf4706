"""The tiny data sets of the lab: examples are columns, as in the course."""

from collections.abc import Callable

import numpy as np

from lab1 import _checks
from lab1.types import Array

_CORNERS = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])


def _gate(*labels: int) -> tuple[Array, Array]:
    return _CORNERS.copy(), np.array([labels], dtype=float)


def xor() -> tuple[Array, Array]:
    """Exclusive or: the question of the lab, not linearly separable.

    Returns
    -------
    X : ndarray, shape (2, 4)
        The four corners of the unit square, one a column: 00, 01, 10, 11.
    Y : ndarray, shape (1, 4)
        Labels 0, 1, 1, 0.
    """
    return _gate(0, 1, 1, 0)


def logical_and() -> tuple[Array, Array]:
    """And: same corners as `xor`, labels 0, 0, 0, 1; one line separates them.

    Returns
    -------
    X : ndarray, shape (2, 4)
    Y : ndarray, shape (1, 4)
    """
    return _gate(0, 0, 0, 1)


def logical_or() -> tuple[Array, Array]:
    """Or: same corners as `xor`, labels 0, 1, 1, 1; one line separates them.

    Returns
    -------
    X : ndarray, shape (2, 4)
    Y : ndarray, shape (1, 4)
    """
    return _gate(0, 1, 1, 1)


def curved(m: int = 80, *, noise: float = 0.1, seed: int = 0) -> tuple[Array, Array]:
    """Two interleaved half circles: two classes with a curved border, for n_h > 2.

    Parameters
    ----------
    m : int
        Number of examples, at least 2; the first half has label 0, the rest label 1.
    noise : float
        Standard deviation of the normal noise added to both coordinates, 0 to 1e100.
    seed : int
        Seed of `numpy.random.RandomState`, 0 to 2**32 - 1.

    Returns
    -------
    X : ndarray, shape (2, m)
        Coordinates, each roughly within -1 and 1.
    Y : ndarray, shape (1, m)
        Labels 0 and 1.

    Raises
    ------
    ValueError
        If an argument is outside what is listed here; the message names it.
    """
    m, seed = _checks.count("m", m, lowest=2), _checks.seed(seed)
    noise = _checks.number("noise", noise, lowest=0, highest=_checks.LARGEST)
    upper, lower = np.linspace(0, np.pi, m // 2), np.linspace(0, np.pi, m - m // 2)
    x1 = np.concatenate([np.cos(upper), 1 - np.cos(lower)])
    x2 = np.concatenate([np.sin(upper), 0.5 - np.sin(lower)])
    X = np.stack([(x1 - 0.5) / 1.5, (x2 - 0.25) / 0.75])
    X += noise * np.random.RandomState(seed).standard_normal(X.shape)
    Y = (np.arange(m) >= m // 2).astype(float)[None, :]
    return X, Y


DATASETS: dict[str, Callable[[], tuple[Array, Array]]] = {
    "xor": xor,
    "and": logical_and,
    "or": logical_or,
    "curved": curved,
}
