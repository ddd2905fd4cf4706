"""Arms that share their seeds, one a rate: which comes first, where their shares peak or cross."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lab1.statistics.resampling import bootstrap
from lab1.types import Array

_FEWEST = 20  # seeds from which a bootstrap says anything
_RESAMPLES = 500


def first_places(costs: ArrayLike) -> NDArray[np.int64]:
    """Count how often each arm ends lowest, and alone.

    Parameters
    ----------
    costs : array of float, shape (K, R)
        Of K arms in R repeats; NaN counts as infinite.

    Returns
    -------
    ndarray of int, shape (K,)
        Ties count for none, so that the sum is at most R.
    """
    ends = np.nan_to_num(np.asarray(costs, dtype=float), nan=np.inf, posinf=np.inf)
    lowest = ends == ends.min(axis=0)
    return (lowest & (lowest.sum(axis=0) == 1)).sum(axis=1)


def crossing(rates: Array, shares: Array, level: float = 0.5) -> float:
    """Rate at which a share first rises through a level, interpolated in the rate's logarithm.

    Parameters
    ----------
    rates, shares : ndarray, shape (K,)
        From the lowest rate up.
    level : float

    Returns
    -------
    float
        NaN where it doesn't.
    """
    x = np.log(rates)
    rises = np.flatnonzero((shares[:-1] < level) & (shares[1:] >= level))
    if not rises.size:
        return np.nan
    i = rises[0]
    step = (level - shares[i]) / (shares[i + 1] - shares[i])
    return float(np.exp(x[i] + step * (x[i + 1] - x[i])))


def peak(rates: Array, shares: Array) -> float:
    """Rate at which a share is largest, interpolated by a parabola through its neighbours.

    Parameters
    ----------
    rates, shares : ndarray, shape (K,)
        From the lowest rate up.

    Returns
    -------
    float
        NaN where all shares are 0; the rate itself where it stands at an end.
    """
    if not shares.any():
        return np.nan
    i = int(shares.argmax())
    if i in (0, shares.size - 1):
        return float(rates[i])
    near = slice(i - 1, i + 2)
    x = np.log(rates[near]) - np.log(rates[i])
    # The first of the largest lies above its left neighbour, so the parabola has a top.
    curvature, slope, _ = np.polyfit(x, shares[near], 2)
    return float(rates[i] * np.exp(-slope / (2 * curvature)))


def rate_interval(
    where: Callable[[Array, Array], float], rates: Array, success: NDArray[np.bool_]
) -> tuple[float, float, float]:
    """Rate that `crossing` or `peak` finds, and its interval by resampling seeds.

    Parameters
    ----------
    where : callable
        Takes rates and shares to a rate.
    rates : ndarray, shape (K,)
    success : ndarray of bool, shape (n, K)
        One seed a row.

    Returns
    -------
    rate, low, high : float
        low and high are NaN where the seeds are few, or where not every resample has such a rate.
    """
    rate = where(rates, success.mean(axis=0))
    if len(success) < _FEWEST or np.isnan(rate):
        return rate, np.nan, np.nan
    low, high = bootstrap(
        lambda rows: where(rates, rows.mean(axis=0)), success, n_resamples=_RESAMPLES
    )
    return rate, float(low), float(high)
