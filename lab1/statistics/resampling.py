"""Intervals for anything else, by resampling seeds."""

from collections.abc import Callable
from math import lgamma, log
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lab1 import _checks
from lab1.statistics.proportions import checked_level


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
    *arrays : array, shape (n, ...)
        One seed a row, by position even where pandas has an index: what several arms gave on a
        seed stands in one row (or in the same row of several arrays) and is resampled together.
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
        If an argument is not as described, or the arrays differ in their number of rows.

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
    if not callable(statistic):
        raise ValueError(f"statistic must be callable, got {statistic!r:.80}")
    arrays = tuple(_checks.rows("arrays", array) for array in arrays)
    n = {array.shape[:1] for array in arrays}
    if len(n) != 1 or n & {(), (0,)}:
        raise ValueError(f"arrays must have the same number of seeds, at least 1, got {sorted(n)}")
    n_resamples = _checks.count("n_resamples", n_resamples)
    level = checked_level(level)
    tails = (1 - level) / 2, (1 + level) / 2
    rng = np.random.RandomState(_checks.seed(seed))
    ((size,),) = n
    draws = (rng.randint(0, size, size) for _ in range(n_resamples))
    given = [statistic(*(array[rows] for array in arrays)) for rows in draws]
    values = _checks.numbers("what statistic gives", given)
    low = np.quantile(values, tails[0], axis=0, method="inverted_cdf")
    high = np.quantile(values, tails[1], axis=0, method="inverted_cdf")
    return low[()], high[()]


def median_interval(values: ArrayLike, level: float = 0.95) -> tuple[float, float, float]:
    """Median and its interval, exact whatever the distribution.

    Parameters
    ----------
    values : array of float, shape (n,)
        One a seed; may be empty.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    median, low, high : float
        All NaN where there are no values; low and high NaN where they are too few for any
        interval of this level (fewer than 6 at 95 %).

    Notes
    -----
    The ends are order statistics: the number of values below the median is binomial with
    probability ½ (Conover 1999, Practical Nonparametric Statistics, sec. 3.2). Unlike a
    bootstrap's, the interval of a few values doesn't shrink to nothing.
    """
    given = _checks.numbers("values", values)
    if given.ndim != 1 or np.isnan(given).any():
        raise ValueError(f"values must be a 1-D array without NaN, got shape {given.shape}")
    ordered, n, tail = np.sort(given), given.size, (1 - checked_level(level)) / 2
    if n == 0:
        return np.nan, np.nan, np.nan
    left_out = _binomial_tail(n, tail)
    ends = (ordered[left_out - 1], ordered[n - left_out]) if left_out else (np.nan, np.nan)
    return float(np.median(ordered)), float(ends[0]), float(ends[1])


def _binomial_tail(n: int, tail: float) -> int:
    """Return the largest r with P(fewer than r of n) <= tail, for probability ½ each."""
    logs = np.array([lgamma(n + 1) - lgamma(i + 1) - lgamma(n - i + 1) for i in range(n // 2 + 1)])
    fewer = np.cumsum(np.exp(logs - n * log(2)))
    return int(np.searchsorted(fewer, tail * (1 + 1e-9)))  # rounding refuses none that just holds


def power_law(x: ArrayLike, times: ArrayLike, level: float = 0.95) -> tuple[float, ...]:
    """Fit times that grow like a power of x: a line through the logarithms.

    Parameters
    ----------
    x : array of float, shape (K,)
        Above 0.
    times : array of float, shape (n, K)
        One seed a row, above 0; NaN where it never came to it.
    level : float
        Confidence of the interval, by resampling seeds.

    Returns
    -------
    slope, low, high, factor : float
        times ≈ factor · x**slope; all NaN where fewer than three x have a median.
    """
    logs = np.log(np.asarray(x, dtype=float))
    given = np.asarray(times, dtype=float)

    def fit(rows: NDArray[Any]) -> NDArray[Any]:
        # The median is that of all runs: it is unknown while half of them are still under way.
        middle = np.median(np.where(np.isnan(rows), np.inf, rows), axis=0)
        known = np.isfinite(middle) & (middle > 0)
        if known.sum() < 3:
            return np.full(2, np.nan)
        return np.polyfit(logs[known], np.log(middle[known]), 1)

    slope, constant = fit(given)
    if np.isnan(slope):
        return np.nan, np.nan, np.nan, np.nan
    low, high = bootstrap(lambda rows: fit(rows)[0], given, n_resamples=500, level=level)
    return float(slope), float(low), float(high), float(np.exp(constant))
