"""How the parameters start."""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np

from lab1 import _checks
from lab1.types import Array, Parameters

# In quotes, since `np.random` takes a fifth of NumPy's own time to load.
Seed: TypeAlias = "int | Iterable[int] | np.random.RandomState | None"
_CheckedSeed: TypeAlias = "int | list[int] | np.random.RandomState | None"

METHODS = ("zeros", "constant", "normal", "uniform", "xavier", "he", "zero_biases")


def initialize_parameters(
    n_x: int,
    n_h: int,
    n_y: int,
    *,
    method: str = "normal",
    seed: Seed = None,
    scale: float = 1.0,
    value: float = 0.5,
) -> Parameters:
    """Start the parameters of a two-layer network, once or once a seed.

    Random methods draw W1, b1, W2, b2 in that order from ``numpy.random.RandomState(seed)``,
    whose stream is frozen for good (NEP 19): seed k gives the same start for ever.

    Parameters
    ----------
    n_x, n_h, n_y : int
        Number of inputs, hidden units and outputs, each at least 1.
    method : {"zeros", "constant", "normal", "uniform", "xavier", "he", "zero_biases"}
        "zeros": all 0. "constant": all `value`. "normal": N(0, scale²), biases too, as in the
        original report. "uniform": U(-scale, scale), biases too. "xavier": weights
        U(-a, a) with a = scale·sqrt(6 / (fan_in + fan_out)), biases 0 (Glorot & Bengio 2010,
        eq. 16). "he": weights N(0, scale²·2 / fan_in), biases 0 (He et al. 2015, eq. 10).
        "zero_biases": weights N(0, scale²), biases 0; with scale 0.01 it is what courses teach.
    seed : int, sequence of int, numpy.random.RandomState or None
        An int gives one start. A sequence gives one start a seed, on a trailing run axis. A
        RandomState gives the next start of its stream, so that repeated calls give draw
        1, 2, … of one stream. None is allowed only where nothing is drawn.
    scale : float
        Width of the random methods, above 0, at most 1e100.
    value : float
        The constant of method "constant".

    Returns
    -------
    dict of ndarray
        W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1); with R seeds each has a
        trailing axis of length R.

    Raises
    ------
    ValueError
        If an argument is outside what is listed here; the message names it.
    """
    layers = {"n_x": n_x, "n_h": n_h, "n_y": n_y}
    shapes = _checks.parameter_shapes(
        **{name: _checks.count(name, layers[name]) for name in layers}
    )
    method = _checks.choice("method", method, METHODS)
    scale = _checks.number("scale", scale, above=0, highest=_checks.LARGEST)
    value = _checks.number("value", value, lowest=-_checks.LARGEST, highest=_checks.LARGEST)
    seed = _checked_seed(seed, drawn=method not in ("zeros", "constant"))
    if method in ("zeros", "constant"):
        runs = (len(seed),) if isinstance(seed, list) else ()
        constant = 0.0 if method == "zeros" else value
        return {k: np.full(shape + runs, constant) for k, shape in shapes.items()}
    spreads = {k: scale * _spread(method, k, shape) for k, shape in shapes.items()}
    sizes = {k: int(np.prod(shapes[k])) for k in shapes if spreads[k]}
    units = _unit_draws(method, seed, sum(sizes.values()))
    parameters: Parameters = {}
    for k, shape in shapes.items():
        n = sizes.get(k, 0)
        drawn, units = units[:n], units[n:]
        full = shape + units.shape[1:]
        parameters[k] = spreads[k] * drawn.reshape(full) if n else np.zeros(full)
    return parameters


def _checked_seed(seed: Seed, drawn: bool) -> _CheckedSeed:
    if isinstance(seed, np.random.RandomState) or (seed is None and not drawn):
        return seed
    if isinstance(seed, Iterable) and getattr(seed, "ndim", 1) > 0:
        return _checks.each("seed", seed, _checks.seed)
    return _checks.seed(seed)


def _spread(method: str, name: str, shape: tuple[int, int]) -> float:
    """Tell what a parameter's unit draws, N(0, 1) or U(-1, 1), are multiplied by at scale 1."""
    fan_out, fan_in = shape
    if method in ("normal", "uniform"):
        return 1.0
    if name.startswith("b"):
        return 0.0
    if method == "zero_biases":
        return 1.0
    return np.sqrt(6 / (fan_in + fan_out)) if method == "xavier" else np.sqrt(2 / fan_in)


def _unit_draws(method: str, seed: _CheckedSeed, count: int) -> Array:
    """Draw from N(0, 1) or U(-1, 1): shape (count,), or (count, R) for R seeds."""
    if not isinstance(seed, list):
        rng = seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(seed)
        return _unit_draw(rng, method, count)
    rng, draws = np.random.RandomState(), np.empty((len(seed), count))
    for s, row in zip(seed, draws, strict=True):
        rng.seed(s)  # same stream as RandomState(s), at a thirtieth of the cost
        row[:] = _unit_draw(rng, method, count)
    return np.ascontiguousarray(draws.T)


def _unit_draw(rng: "np.random.RandomState", method: str, count: int) -> Array:
    uniform = method in ("uniform", "xavier")
    return rng.uniform(-1, 1, count) if uniform else rng.standard_normal(count)
