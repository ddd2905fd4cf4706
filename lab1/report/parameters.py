"""The parameters cell of a notebook: whatever a reader types is checked before any work is done."""

import math
from collections.abc import Callable, Mapping
from numbers import Integral, Real
from typing import Any

import lab1
from lab1.types import Array


class ParameterError(ValueError):
    """A value in the parameters cell that makes no sense; shown as one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [f"Parámetro no válido. {self}"]


def checked(namespace: Mapping[str, Any]) -> tuple[Array, Array, list[int]]:
    """Check what a parameters cell holds and return the data and the seeds it asks for.

    Parameters
    ----------
    namespace : dict
        The notebook's ``globals()``: ``dataset``, a key of `lab1.DATASETS`; ``seeds``, how many
        seeds (0, 1, 2, …) or which; and any of the other names in `_RULES`.

    Returns
    -------
    X, Y : ndarray
    seeds : list of int

    Raises
    ------
    ParameterError
        In Spanish: which parameter, what came, what is allowed.
    """
    for name, (is_allowed, allowed) in _RULES.items():
        if name in ("dataset", "seeds") and name not in namespace:
            raise ParameterError(f"Falta «{name}», que debe ser {allowed}.")
        if name in namespace and not is_allowed(namespace[name]):
            raise ParameterError(f"«{name}» vale {namespace[name]!r}, y debe ser {allowed}.")
    seeds = namespace["seeds"]
    seeds = list(range(seeds)) if _is_count(seeds) else list(seeds)
    return *lab1.DATASETS[namespace["dataset"]](), seeds


def _is_count(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and int(value) >= 1


def _is_seed(value: object) -> bool:
    return isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) < 2**32


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _is_positive(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_list_of(is_allowed: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda values: (
        isinstance(values, (list, tuple))
        and len(values) == len(set(map(repr, values))) > 0
        and all(map(is_allowed, values))
    )


_COUNT = (_is_count, "un número entero, al menos 1")
_POSITIVE = (_is_positive, "un número finito mayor que 0, con punto decimal y sin comillas")
_POSITIVES = (
    _is_list_of(_is_positive),
    "una lista, no vacía y sin repetidos, de números finitos mayores que 0",
)
_NUMBERS = (_is_list_of(_is_number), "una lista, no vacía y sin repetidos, de números finitos")

_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "dataset": (
        lambda name: isinstance(name, str) and name in lab1.DATASETS,
        "uno de " + ", ".join(f'"{name}"' for name in lab1.DATASETS),
    ),
    "seeds": (
        lambda seeds: _is_count(seeds) or _is_list_of(_is_seed)(seeds),
        "un número entero de semillas, al menos 1, o una lista, no vacía y sin repetidos, de "
        "enteros de 0 a 4294967295",
    ),
    "n_hidden": _COUNT,
    "n_iterations": _COUNT,
    "n_continued": _COUNT,
    "n_long": _COUNT,
    "n_repeats": _COUNT,
    "n_rates": _COUNT,
    "n_tuning": _COUNT,
    "tuning_iterations": _COUNT,
    "learning_rate": _POSITIVE,
    "learning_rates": _POSITIVES,
    "named_rate": _POSITIVE,
    "budget": _POSITIVE,
    "path_seed": (_is_seed, "un número entero de 0 a 4294967295"),
    "rate_range": (
        lambda ends: _is_list_of(_is_positive)(ends) and len(ends) == 2 and ends[0] < ends[1],
        "una lista de dos números finitos mayores que 0, de menor a mayor",
    ),
    "tuning_rates": _POSITIVES,
    "saturation": (_is_number, "un número finito"),
    "constants": _NUMBERS,
    "scales": _POSITIVES,
    "nudges": _NUMBERS,
}
