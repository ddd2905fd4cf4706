"""How the parameters start."""

from collections.abc import Iterable, Mapping
from numbers import Real
from typing import TypeAlias

import numpy as np

from lab1.types import Array, Parameters

# In quotes, since `np.random` takes a fifth of NumPy's own time to load.
Seed: TypeAlias = "int | Iterable[int] | np.random.RandomState | None"

METHODS = ("zeros", "constant", "normal", "uniform", "xavier", "he")


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
    method : {"zeros", "constant", "normal", "uniform", "xavier", "he"}
        "zeros": all 0. "constant": all `value`. "normal": N(0, scale²), biases too, as in the
        original report. "uniform": U(-scale, scale), biases too. "xavier": weights
        U(-a, a) with a = scale·sqrt(6 / (fan_in + fan_out)), biases 0 (Glorot & Bengio 2010,
        eq. 16). "he": weights N(0, scale²·2 / fan_in), biases 0 (He et al. 2015, eq. 10).
    seed : int, sequence of int, numpy.random.RandomState or None
        An int gives one start. A sequence gives one start a seed, on a trailing run axis. A
        RandomState gives the next start of its stream, so that repeated calls give draw
        1, 2, … of one stream. None is allowed only where nothing is drawn.
    scale : float
        Width of the random methods, above 0.
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
    shapes = parameter_shapes(n_x, n_h, n_y)
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, got {method!r}")
    if not (isinstance(scale, Real) and 0 < scale < np.inf):
        raise ValueError(f"scale must be a finite number above 0, got {scale!r}")
    if not (isinstance(value, Real) and np.isfinite(value)):
        raise ValueError(f"value must be a finite number, got {value!r}")
    if method in ("zeros", "constant"):
        return _constant(shapes, 0.0 if method == "zeros" else float(value), seed)
    spreads = {k: scale * _spread(method, k, shape) for k, shape in shapes.items()}
    sizes = {k: int(np.prod(shapes[k])) for k in shapes if spreads[k]}
    units = _unit_draws(method, seed, sum(sizes.values()))
    parameters = {}
    for k, shape in shapes.items():
        n = sizes.get(k, 0)
        drawn, units = units[:n], units[n:]
        full = shape + units.shape[1:]
        parameters[k] = spreads[k] * drawn.reshape(full) if n else np.zeros(full)
    return parameters


def parameter_shapes(n_x: int, n_h: int, n_y: int) -> dict[str, tuple[int, int]]:
    """Shape of each parameter of the n_x-n_h-n_y network, in the order in which they are drawn."""
    for name, n in (("n_x", n_x), ("n_h", n_h), ("n_y", n_y)):
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 1:
            raise ValueError(f"{name} must be a whole number, at least 1, got {n!r}")
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}


def check_parameters(parameters: Parameters, X: Array, Y: Array) -> None:
    """Raise a ValueError that says what is wrong unless the parameters fit the data.

    W1 (n_h, n_x), b1 (n_h, 1), W2 (n_y, n_h), b2 (n_y, 1), all four with the same trailing run
    axis or none, all finite.
    """
    if not isinstance(parameters, dict) or sorted(parameters) != ["W1", "W2", "b1", "b2"]:
        raise ValueError(f"parameters must be a dict of W1, b1, W2, b2, got {parameters!r:.80}")
    shape = np.shape(parameters["W1"])
    if len(shape) not in (2, 3):
        raise ValueError(f"parameters['W1'] must be (n_h, n_x) or (n_h, n_x, runs), got {shape}")
    if 0 in shape:
        raise ValueError(f"parameters['W1'] must not be empty, got shape {shape}")
    for name, expected in parameter_shapes(X.shape[0], shape[0], Y.shape[0]).items():
        got = np.shape(parameters[name])
        if got != expected + shape[2:]:
            raise ValueError(
                f"parameters[{name!r}] must have shape {expected + shape[2:]} "
                f"to fit X, Y and W1, got {got}"
            )
        values = np.asarray(parameters[name])
        if values.dtype.kind not in "fiub" or not np.isfinite(values).all():
            raise ValueError(f"parameters[{name!r}] must hold finite numbers only")


def check_seed(seed: object) -> int:
    """Return the seed as an int, or raise a ValueError unless RandomState would take it."""
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise ValueError(f"seed must be whole numbers from 0 to 2**32 - 1, got {seed!r}")
    return int(seed)


def _constant(shapes: Mapping[str, tuple[int, ...]], value: float, seed: Seed) -> Parameters:
    runs = (len(list(seed)),) if isinstance(seed, Iterable) else ()
    if runs == (0,):
        raise ValueError("seed must name at least one run, got an empty sequence")
    return {k: np.full(shape + runs, value) for k, shape in shapes.items()}


def _spread(method: str, name: str, shape: tuple[int, int]) -> float:
    """Tell what a parameter's unit draws, N(0, 1) or U(-1, 1), are multiplied by at scale 1."""
    fan_out, fan_in = shape
    if method in ("normal", "uniform"):
        return 1.0
    if name.startswith("b"):
        return 0.0
    return np.sqrt(6 / (fan_in + fan_out)) if method == "xavier" else np.sqrt(2 / fan_in)


def _unit_draws(method: str, seed: Seed, count: int) -> Array:
    """Draw from N(0, 1) or U(-1, 1): shape (count,), or (count, R) for R seeds."""
    if isinstance(seed, Iterable):
        seeds = [check_seed(s) for s in seed]
        if not seeds:
            raise ValueError("seed must name at least one run, got an empty sequence")
        rng, draws = np.random.RandomState(), np.empty((len(seeds), count))
        for s, row in zip(seeds, draws, strict=True):
            rng.seed(s)  # same stream as RandomState(s), at a thirtieth of the cost
            row[:] = _unit_draw(rng, method, count)
        return np.ascontiguousarray(draws.T)
    rng = (
        seed if isinstance(seed, np.random.RandomState) else np.random.RandomState(check_seed(seed))
    )
    return _unit_draw(rng, method, count)


def _unit_draw(rng: "np.random.RandomState", method: str, count: int) -> Array:
    return rng.standard_normal(count) if method in ("normal", "he") else rng.uniform(-1, 1, count)
