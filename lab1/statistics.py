"""What may be concluded from many seeds: intervals, paired comparison, and how runs end."""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lab1.losses import LOSSES
from lab1.network import forward
from lab1.types import Array, Parameters

SOLVED_BELOW = 0.1
"""Mean cross-entropy under which a run counts as solved; then all four answers are right."""

STATES = ("resuelto", "½ ln 2", "0.4774", "ln 2", "otro")
"""How a run ends, in the words of the report. See `plateau`."""

# The outputs' distances to their labels on each plateau of XOR, smallest first: n examples that
# the network can't tell apart share one output, the mean of their labels; the others are right.
_POOLED = {
    "½ ln 2": (0, 0, 1 / 2, 1 / 2),
    "0.4774": (0, 1 / 3, 1 / 3, 2 / 3),
    "ln 2": (1 / 2, 1 / 2, 1 / 2, 1 / 2),
}


def plateau(X: Array, Y: Array, parameters: Parameters, *, tolerance: float = 0.1) -> Any:
    """Name the state in which a run ended.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    parameters : dict of ndarray
        Of one run, W1 (n_h, n_x), or of R, with a trailing axis.
    tolerance : float
        How far an output may be from the plateau's, above 0 and below 1/6 (halfway between the
        two plateaus that are nearest to each other).

    Returns
    -------
    str or ndarray of str, shape (R,)
        "resuelto": mean cross-entropy below `SOLVED_BELOW`. Else one of the plateaus of XOR, by
        the outputs: "½ ln 2" (two examples right, two at ½), "0.4774" (one right, three at their
        mean, ⅔ or ⅓), "ln 2" (all at ½). "otro": none of these.

    Raises
    ------
    ValueError
        If the tolerance is not as described.
    """
    if not 0 < tolerance < 1 / 6:
        raise ValueError(f"tolerance must be above 0 and below 1/6, got {tolerance!r}")
    layers = forward(X, parameters)
    A2 = layers["A2"]
    states = np.full(A2.shape[2:], "otro", dtype=object)
    if Y.shape == (1, 4):
        wrong = np.sort(np.abs(A2[0] - Y[0].reshape(4, *(1,) * (A2.ndim - 2))), axis=0)
        for name, pooled in _POOLED.items():
            expected = np.reshape(pooled, (4,) + (1,) * (wrong.ndim - 1))
            states[(np.abs(wrong - expected) < tolerance).all(axis=0)] = name
    states[LOSSES["cross_entropy"].cost(layers["Z2"], Y) < SOLVED_BELOW] = "resuelto"
    return states if states.ndim else states.item()


def wilson(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Any, Any]:
    """Interval for a proportion of which k successes in n trials are known.

    Parameters
    ----------
    k : int or array of int
        Successes, 0 to n.
    n : int or array of int
        Trials, at least 1.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    low, high : float or ndarray

    Raises
    ------
    ValueError
        If k, n or level are not as described.

    Notes
    -----
    Wilson 1927, J. Am. Stat. Assoc. 22:209; without continuity correction.
    """
    k, n = np.asarray(k), np.asarray(n)
    if not ((n >= 1) & (k >= 0) & (k <= n)).all():
        raise ValueError(f"k must be from 0 to n, and n at least 1, got k={k} and n={n}")
    z = _normal_quantile(level)
    p = k / n
    centre = (p + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    # At p = 0 and 1 the bound is p itself; rounding must not push it past.
    low = np.where(k == 0, 0.0, centre - half)
    high = np.where(k == n, 1.0, centre + half)
    return low[()], high[()]


@dataclass(frozen=True)
class PairedDifference:
    """Two arms compared on the same seeds.

    Attributes
    ----------
    n : int
        Seeds.
    only_first, only_second : int
        Discordant pairs: seeds on which one arm alone succeeds.
    difference : float
        P(first) - P(second).
    low, high : float
        Its interval.
    p_value : float
        Of the hypothesis that neither arm is better.
    """

    n: int
    only_first: int
    only_second: int
    difference: float
    low: float
    high: float
    p_value: float


def paired_difference(first: ArrayLike, second: ArrayLike, level: float = 0.95) -> PairedDifference:
    """Compare the success of two arms that share their seeds.

    Parameters
    ----------
    first, second : array of bool, shape (n,)
        Success of each arm, the same seed in the same place.
    level : float
        Confidence of the interval, between 0 and 1.

    Returns
    -------
    PairedDifference

    Raises
    ------
    ValueError
        If the arms are not boolean, differ in length or are empty.

    Notes
    -----
    Interval: Newcombe 1998, Stat. Med. 17:2635, method 10 (Wilson intervals of both arms, joined
    through their correlation). p: McNemar's test, exact: of only_first + only_second discordant
    pairs, only_first are binomial with probability ½ if neither arm is better.
    """
    first, second = np.asarray(first), np.asarray(second)
    for name, arm in (("first", first), ("second", second)):
        if arm.dtype != bool or arm.ndim != 1 or arm.size == 0:
            raise ValueError(f"{name} must be a 1-D array of at least one bool, got {arm!r:.80}")
    if first.shape != second.shape:
        raise ValueError(
            f"first and second must have one value a seed, got {first.size} and {second.size}"
        )
    n = first.size
    only_first = int((first & ~second).sum())
    only_second = int((~first & second).sum())
    low, high = _newcombe(int((first & second).sum()), only_first, only_second, n, level)
    difference = (only_first - only_second) / n
    p_value = _mcnemar(only_first, only_second)
    return PairedDifference(n, only_first, only_second, difference, low, high, p_value)


def bootstrap(
    statistic: Callable[..., Any],
    *arrays: NDArray[Any],
    n_resamples: int = 2000,
    level: float = 0.95,
    seed: int = 0,
) -> tuple[Any, Any]:
    """Percentile interval of a statistic by resampling seeds.

    Parameters
    ----------
    statistic : callable
        Takes the arrays, each with resampled seeds, and gives a number or an array, NaN allowed.
    *arrays : ndarray, shape (n, ...)
        One seed a row: what several arms gave on a seed stands in one row (or in the same row of
        several arrays) and is resampled together.
    n_resamples : int
        At least 1.
    level : float
        Confidence, between 0 and 1.
    seed : int
        Of `numpy.random.RandomState`: the same seed gives the same interval.

    Returns
    -------
    low, high : float or ndarray
        Quantiles (1 ∓ level)/2 of the resampled statistics.

    Raises
    ------
    ValueError
        If the arrays are missing, empty or differ in their number of rows.

    Notes
    -----
    Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 13. The interval's ends are
    values that the statistic took, so that a best rate is one of the rates tried.

    Examples
    --------
    >>> import numpy as np
    >>> bootstrap(np.median, np.arange(101.0))
    (40.0, 61.0)
    """
    n = {len(array) for array in arrays}
    if len(n) != 1 or n == {0}:
        raise ValueError(f"arrays must have the same number of seeds, at least 1, got {sorted(n)}")
    if n_resamples < 1:
        raise ValueError(f"n_resamples must be at least 1, got {n_resamples!r}")
    tails = (1 - _checked_level(level)) / 2, (1 + level) / 2
    rng = np.random.RandomState(seed)
    (size,) = n
    draws = (rng.randint(0, size, size) for _ in range(n_resamples))
    values = [statistic(*(array[rows] for array in arrays)) for rows in draws]
    low = np.quantile(values, tails[0], axis=0, method="inverted_cdf")
    high = np.quantile(values, tails[1], axis=0, method="inverted_cdf")
    return low[()], high[()]


def median_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Median and its bootstrap interval.

    Parameters
    ----------
    values : array of float, shape (n,)
        One a seed; may be empty.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    median, low, high : float
        All NaN where there are no values.
    """
    values = np.asarray(values, dtype=float)
    if values.size == 0:
        return np.nan, np.nan, np.nan
    low, high = bootstrap(np.median, values, level=level)
    return float(np.median(values)), float(low), float(high)


def _newcombe(
    both: int, only_first: int, only_second: int, n: int, level: float
) -> tuple[float, float]:
    k1, k2, neither = both + only_first, both + only_second, n - both - only_first - only_second
    p1, p2 = k1 / n, k2 / n
    (l1, u1), (l2, u2) = wilson(k1, n, level), wilson(k2, n, level)
    spread = np.sqrt(float(k1) * (n - k1) * k2 * (n - k2))
    excess = both * neither - only_first * only_second
    phi = (max(excess - n / 2, 0) if excess > 0 else excess) / spread if spread else 0.0

    def distance(a: float, b: float) -> float:
        return np.sqrt(a**2 - 2 * phi * a * b + b**2)

    difference = p1 - p2
    low = difference - distance(p1 - l1, u2 - p2)
    high = difference + distance(p2 - l2, u1 - p1)
    return float(low), float(high)


def _mcnemar(only_first: int, only_second: int) -> float:
    n, fewer = only_first + only_second, min(only_first, only_second)
    return min(1.0, 2 * sum(comb(n, i) for i in range(fewer + 1)) / 2**n)


def _normal_quantile(level: float) -> float:
    return NormalDist().inv_cdf((1 + _checked_level(level)) / 2)


def _checked_level(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, got {level!r}")
    return level
