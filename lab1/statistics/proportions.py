"""Intervals for proportions, and the comparison of two that share their seeds."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from lab1 import _checks


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
    k, n = _checks.counts("k", k, lowest=0), _checks.counts("n", n, lowest=1)
    try:
        k, n = np.broadcast_arrays(k, n)
    except ValueError:
        raise ValueError(f"k and n must fit together, got shapes {k.shape} and {n.shape}") from None
    if (k > n).any():
        raise ValueError(f"k must be from 0 to n, got k={k} and n={n}")
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
    first, second = _checks.truths("first", first), _checks.truths("second", second)
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
    """Twice the binomial probability of `fewer` or less, by its share of the lower half."""
    n, fewer = only_first + only_second, min(only_first, only_second)
    if only_first == only_second:
        return 1.0
    # Probabilities of middle, middle - 1, …, as multiples of the first, until they underflow.
    middle = n // 2
    steps = np.arange(min(middle, int(20 * np.sqrt(n))))
    weights = np.append(1.0, np.cumprod((middle - steps) / (n - middle + 1 + steps)))
    lower_half = weights.sum() - (0.5 if n % 2 == 0 else 0.0)
    return float(weights[middle - fewer :].sum() / lower_half)


def _normal_quantile(level: float) -> float:
    from statistics import NormalDist  # takes longer to load than all of this package

    return NormalDist().inv_cdf((1 + checked_level(level)) / 2)


def checked_level(level: object) -> float:
    """Return the confidence, or raise a ValueError unless it is between 0 and 1."""
    return _checks.number("level", level, above=0, below=1)
