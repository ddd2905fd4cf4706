"""What every public function does first: its arguments become what the code expects.

Each check returns the argument as the code wants it, a float64 array of its own shape, a Python
int, float or str, or raises a ValueError that names the argument, what came and what is allowed.
What is unambiguous is taken, whatever its type: lists, pandas by position, NumPy's numbers of any
width, 1e4 for a count. What would have to be guessed is refused: masks, complex numbers, texts.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from numbers import Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from lab1.types import NAMES, Array, Parameters

T = TypeVar("T")

LARGEST = 1e100
"""Of inputs, parameters and rates: past it a product of three could overflow."""

MOST = 10**9
"""Of whatever is counted."""


def data(X: object, Y: object) -> tuple[Array, Array]:
    """Return inputs X (n_x, m) and labels Y (n_y, m), 0 or 1, as floats."""
    X, labels = inputs(X), numbers("Y", Y)
    if labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"Y must be a 2-D array with examples as columns, got {labels.shape}")
    if X.shape[1] != labels.shape[1]:
        raise ValueError(
            "X and Y must have one column for each example, "
            f"got {X.shape[1]} columns in X and {labels.shape[1]} in Y"
        )
    if not ((labels == 0) | (labels == 1)).all():
        raise ValueError("Y must hold labels 0 and 1 only")
    return X, labels


def inputs(X: object) -> Array:
    """Return inputs X (n_x, m) as finite floats."""
    array = numbers("X", X)
    if array.ndim != 2 or array.size == 0:
        raise ValueError(f"X must be a 2-D array with examples as columns, got {array.shape}")
    return _bounded("X", array)


def parameters(
    given: object, X: Array | None = None, Y: Array | None = None, *, axes: int | None = None
) -> Parameters:
    """Return W1, b1, W2, b2 as floats: they fit one another and, if given, checked data.

    W1 (n_h, n_x, ...), b1 (n_h, 1, ...), W2 (n_y, n_h, ...), b2 (n_y, 1, ...), with at most
    `axes` trailing axes; any number of them, if None.
    """
    if not isinstance(given, Mapping) or set(given) != set(NAMES):
        came = list(given) if isinstance(given, Mapping) else _short(given)
        raise ValueError(f"parameters must be a dict of W1, b1, W2, b2, got {came}")
    arrays = {name: numbers(f"parameters[{name!r}]", given[name]) for name in NAMES}
    shape = arrays["W1"].shape
    if len(shape) < 2 or (axes is not None and len(shape) > 2 + axes):
        form = {0: "(n_h, n_x)", 1: "(n_h, n_x) or (n_h, n_x, runs)", None: "(n_h, n_x, ...)"}[axes]
        raise ValueError(f"parameters['W1'] must be {form}, got {shape}")
    if 0 in shape:
        raise ValueError(f"parameters['W1'] must not be empty, got shape {shape}")
    n_x = shape[1] if X is None else X.shape[0]
    n_y = Y.shape[0] if Y is not None else max((*arrays["W2"].shape[:1], 1))
    for name, expected in parameter_shapes(n_x, shape[0], n_y).items():
        if arrays[name].shape != expected + shape[2:]:
            raise ValueError(
                f"parameters[{name!r}] must have shape {expected + shape[2:]} "
                f"to fit X, Y and W1, got {arrays[name].shape}"
            )
        _bounded(f"parameters[{name!r}]", arrays[name])
    return arrays


def parameter_shapes(n_x: int, n_h: int, n_y: int) -> dict[str, tuple[int, int]]:
    """Shape of each parameter of the n_x-n_h-n_y network, in the order in which they are drawn."""
    return {"W1": (n_h, n_x), "b1": (n_h, 1), "W2": (n_y, n_h), "b2": (n_y, 1)}


def rates(learning_rate: object, shape: tuple[int, ...] = ()) -> Array:
    """Return one learning rate, or as many as there are runs, as floats above 0; a copy."""
    array = numbers("learning_rate", learning_rate).copy()
    if np.asarray(learning_rate).dtype.kind == "b":
        raise ValueError(f"learning_rate must be a number, got {_short(learning_rate)}")
    if array.shape not in ((), shape):
        raise ValueError(f"learning_rate must be one number or one a run, got {array.shape}")
    if not ((array > 0) & (array <= LARGEST)).all():
        raise ValueError(f"learning_rate must be finite and above 0, got {_short(learning_rate)}")
    return array


def count(name: str, n: object, lowest: int = 1, highest: int = MOST) -> int:
    """Return a whole number from lowest to highest as an int; 1e4 is one, 0.5 and True aren't."""
    whole = _whole(n)
    if whole is None or not lowest <= whole <= highest:
        high = whole is not None and whole > highest
        allowed = f"at most {highest}" if high else f"at least {lowest}"
        raise ValueError(f"{name} must be a whole number, {allowed}, got {_short(n)}")
    return whole


def seed(s: object) -> int:
    """Return a seed of `numpy.random.RandomState` as an int."""
    if type(s) is int and 0 <= s < 2**32:  # a million of them take no time
        return s
    whole = _whole(s)
    if whole is None or not 0 <= whole < 2**32:
        raise ValueError(f"seed must be whole numbers from 0 to 2**32 - 1, got {_short(s)}")
    return whole


def number(
    name: str,
    x: object,
    *,
    above: float = -np.inf,
    below: float = np.inf,
    lowest: float = -np.inf,
    highest: float = np.inf,
) -> float:
    """Return a finite number within bounds as a float."""
    value = _real(x)
    if value is None or not (np.isfinite(value) and above < value < below):
        value = None
    if value is None or not lowest <= value <= highest:
        words = ("above", above), ("below", below), ("at least", lowest), ("at most", highest)
        bounds = " and ".join(f"{word} {bound:g}" for word, bound in words if np.isfinite(bound))
        raise ValueError(f"{name} must be a finite number {bounds}".rstrip() + f", got {_short(x)}")
    return value


def flag(name: str, x: object) -> bool:
    """Return True or False."""
    if not isinstance(x, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {_short(x)}")
    return bool(x)


def choice(name: str, x: object, allowed: Iterable[str]) -> str:
    """Return one of the texts allowed."""
    if not isinstance(x, str) or x not in (allowed := list(allowed)):
        raise ValueError(f"{name} must be one of {', '.join(allowed)}, got {_short(x)}")
    return str(x)


def each(name: str, values: object, check: Callable[[Any], T]) -> list[T]:
    """Return what `check` makes of each of at least one value; its refusals name the sequence."""
    unordered = isinstance(values, (str, bytes, bytearray, Mapping, Set))
    if unordered or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        raise ValueError(f"{name} must be a sequence, got {_short(values)}")
    _refuse_mask(name, values)
    try:
        checked = [check(value) for value in values]
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    if not checked:
        raise ValueError(f"{name} must not be empty")
    return checked


def numbers(name: str, x: object) -> Array:
    """Return real numbers in any container as a float64 array in C order; NaN passes."""
    array = rows(name, x)
    if array.dtype.kind == "O" and all(isinstance(value, Real) for value in array.flat):
        array = _floats(array)
    if array.dtype.kind not in "fiub":
        raise ValueError(f"{name} must hold finite numbers only, got {_short(x)}")
    with np.errstate(over="ignore"):  # a longer float's infinity is for the caller to refuse
        return np.asarray(array, dtype=np.float64, order="C")


def counts(name: str, x: object, lowest: int) -> Array:
    """Return whole numbers, at least lowest, as floats: no product of theirs can wrap around."""
    array = rows(name, x)
    whole = numbers(name, x) if array.dtype.kind != "b" else np.array(np.nan)
    if whole.size == 0 or not ((whole >= lowest) & (whole == np.floor(whole))).all():
        raise ValueError(f"{name} must hold whole numbers, at least {lowest}, got {_short(x)}")
    if np.isinf(whole).any():
        raise ValueError(f"{name} must hold finite numbers only, got {_short(x)}")
    return whole


def truths(name: str, x: object) -> NDArray[np.bool_]:
    """Return a sequence of at least one True or False, by position."""
    array = rows(name, x)
    if array.dtype.kind == "O" and all(isinstance(value, (bool, np.bool_)) for value in array.flat):
        array = array.astype(bool)
    if array.dtype != bool or array.ndim != 1 or array.size == 0:
        raise ValueError(f"{name} must be a 1-D array of at least one bool, got {_short(x)}")
    return array


def rows(name: str, x: object) -> NDArray[Any]:
    """Return anything array-like as an array, by position: no mask, no ragged rows."""
    _refuse_mask(name, x)
    try:
        return np.asarray(x)
    except ValueError:
        raise ValueError(f"{name} must be an array, got {_short(x)}") from None


def _short(x: object) -> str:
    return " ".join(repr(x).split())[:80]


def _refuse_mask(name: str, x: object) -> None:
    if isinstance(x, np.ndarray) and hasattr(x, "mask"):
        raise ValueError(
            f"{name} must not be masked: fill or drop what is missing, got {_short(x)}"
        )


def _bounded(name: str, array: Array) -> Array:
    if not np.abs(array).max() <= LARGEST:  # NaN isn't, either
        raise ValueError(f"{name} must hold finite numbers only, at most {LARGEST:g} in size")
    return array


def _floats(array: NDArray[Any]) -> NDArray[Any]:
    try:
        return array.astype(np.float64)
    except OverflowError:  # an int past 1e308
        return np.full(array.shape, np.inf)


def _real(x: object) -> float | None:
    """Return one real number as a float, None if it is anything else."""
    if isinstance(x, np.ndarray) and x.ndim == 0 and not hasattr(x, "mask"):
        x = x.item()
    if not isinstance(x, Real) or isinstance(x, bool):
        return None
    try:
        return float(x)
    except OverflowError:
        return None


def _whole(n: object) -> int | None:
    """Return one whole number as an int, None if it is anything else."""
    value = _real(n)
    return int(n) if value is not None and value.is_integer() else None  # type: ignore[call-overload]
