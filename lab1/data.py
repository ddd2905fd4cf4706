"""The tiny data sets of the lab: examples are columns, as in the course."""

from collections.abc import Callable

import numpy as np

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
        Standard deviation of the normal noise added to both coordinates, at least 0.
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
        If m is below 2 or noise is negative or not finite.
    """
    if m < 2:
        raise ValueError(f"m must be at least 2, got {m!r}")
    if not 0 <= noise < np.inf:
        raise ValueError(f"noise must be a finite number, at least 0, got {noise!r}")
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


def check_data(X: Array, Y: Array) -> None:
    """Raise a ValueError that says what is wrong unless X (n_x, m) and Y (n_y, m) fit.

    X must be finite; Y must hold labels, 0 or 1.
    """
    for name, array in (("X", X), ("Y", Y)):
        if not isinstance(array, np.ndarray) or array.ndim != 2 or array.size == 0:
            shape = getattr(array, "shape", type(array).__name__)
            raise ValueError(f"{name} must be a 2-D array with examples as columns, got {shape}")
    if X.shape[1] != Y.shape[1]:
        raise ValueError(
            "X and Y must have one column for each example, "
            f"got {X.shape[1]} columns in X and {Y.shape[1]} in Y"
        )
    if not np.isfinite(X).all():
        raise ValueError("X must hold finite numbers only, got NaN or infinity")
    if not np.isin(Y, (0, 1)).all():
        raise ValueError("Y must hold labels 0 and 1 only")
