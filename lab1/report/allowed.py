"""What each parameter of the notebooks may be, and what plain value is meant by it."""

import math
from collections.abc import Callable
from numbers import Integral, Real
from typing import Any

import numpy as np

import lab1
from lab1.report.words import number_text

_LARGEST_COUNT = 10**7  # more seeds or iterations than any of these machines can bear
_LARGEST_RATE = 1e9  # beyond, a step is no longer a number


def _as_count(value: object) -> object:
    """Return a whole float, like 1e4, as the whole number that is meant."""
    if isinstance(value, Real) and not isinstance(value, bool) and float(value).is_integer():
        return int(float(value)) if not isinstance(value, Integral) else int(value)
    return value


def _as_list(values: object) -> object:
    """Return ranges and arrays, and NumPy's numbers in them, as plain lists."""
    if isinstance(values, np.ndarray):
        return values.tolist() if values.size <= _LARGEST_COUNT else values
    if isinstance(values, range):
        return list(values) if len(values) <= _LARGEST_COUNT else values
    if isinstance(values, (list, tuple)):
        return [value.item() if isinstance(value, np.generic) else value for value in values]
    return values


def _as_seeds(value: object) -> object:
    value = _as_list(value)
    return [_as_count(v) for v in value] if isinstance(value, list) else _as_count(value)


def _as_it_is(value: object) -> object:
    return value


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and 1 <= int(value) <= (
        _LARGEST_COUNT
    )  # fmt: skip


def _is_seed(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) < 2**32


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _is_positive(value: Any) -> bool:
    return _is_number(value) and 1e-12 <= value <= _LARGEST_RATE


def _is_list_of(is_allowed: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda values: (
        isinstance(values, list)
        and len(values) == len(set(map(repr, values))) > 0
        and all(map(is_allowed, values))
    )


_LIMIT = number_text(_LARGEST_COUNT)
_COUNT = (_as_count, _is_count, f"un número entero, de 1 a {_LIMIT}")
_POSITIVE = (
    _as_it_is,
    _is_positive,
    "un número finito mayor que 0, con punto decimal y sin comillas",
)
_POSITIVES = (
    _as_list,
    _is_list_of(_is_positive),
    "una lista, no vacía y sin repetidos, de números finitos mayores que 0",
)
_NUMBERS = (
    _as_list,
    _is_list_of(_is_number),
    "una lista, no vacía y sin repetidos, de números finitos",
)

_Rule = tuple[Callable[[object], Any], Callable[[Any], bool], str]
RULES: dict[str, _Rule] = {
    "dataset": (
        _as_it_is,
        lambda name: isinstance(name, str) and name in lab1.DATASETS,
        "uno de " + ", ".join(f'"{name}"' for name in lab1.DATASETS),
    ),
    "seeds": (
        _as_seeds,
        lambda seeds: _is_count(seeds) or _is_list_of(_is_seed)(seeds),
        f"un número entero de semillas, de 1 a {_LIMIT}, o una lista, no vacía y sin repetidos, de "
        "enteros de 0 a 4294967295",
    ),
    "n_hidden": (
        _as_count,
        lambda n: _is_count(n) and n <= 1000,
        "un número entero, de 1 a 1000",
    ),
    "n_iterations": _COUNT,
    "n_continued": _COUNT,
    "n_small": _COUNT,
    "map_size": (
        _as_count,
        lambda n: _is_count(n) and 2 <= n <= 1000,
        "un número entero, de 2 a 1000",
    ),
    "n_long": _COUNT,
    "n_repeats": _COUNT,
    "n_rates": (
        _as_count,
        lambda n: _is_count(n) and n <= 1000,
        "un número entero, de 1 a 1000",
    ),
    "n_tuning": _COUNT,
    "tuning_iterations": _COUNT,
    "learning_rate": _POSITIVE,
    "learning_rates": _POSITIVES,
    "named_rate": _POSITIVE,
    "budget": _POSITIVE,
    "path_seed": (_as_count, _is_seed, "un número entero de 0 a 4294967295"),
    "rate_range": (
        _as_list,
        lambda ends: _is_list_of(_is_positive)(ends) and len(ends) == 2 and ends[0] < ends[1],
        "una lista de dos números finitos mayores que 0, de menor a mayor",
    ),
    "tuning_rates": _POSITIVES,
    "saturation": (
        _as_it_is,
        _is_number,
        "un número finito",
    ),
    "constants": _NUMBERS,
    "scales": _POSITIVES,
    "nudges": _NUMBERS,
}
"""By the parameter's name: what makes it plain, whether it is allowed, and what is, in Spanish."""
