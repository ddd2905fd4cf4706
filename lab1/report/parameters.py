"""The parameters cell of a notebook: whatever a reader types is checked before any work is done."""

import math
from numbers import Integral, Real

import lab1


class ParameterError(ValueError):
    """A value in the parameters cell that makes no sense; shown as one sentence."""

    def _render_traceback_(self):
        return [f"Parámetro no válido. {self}"]


def checked(*, dataset, seeds, **parameters):
    """Check what a parameters cell holds and return the data and the seeds it asks for.

    Parameters
    ----------
    dataset : str
        A key of `lab1.DATASETS`.
    seeds : int or list of int
        How many seeds (0, 1, 2, …), or which.
    **parameters
        Any of the names that `_RULES` knows.

    Returns
    -------
    X, Y : ndarray
    seeds : list of int

    Raises
    ------
    ParameterError
        In Spanish: which parameter, what came, what is allowed.
    """
    if dataset not in list(lab1.DATASETS):
        _refuse("dataset", dataset, "uno de " + ", ".join(f'"{name}"' for name in lab1.DATASETS))
    for name, value in parameters.items():
        is_allowed, allowed = _RULES[name]
        if not is_allowed(value):
            _refuse(name, value, allowed)
    if _is_count(seeds):
        seeds = list(range(seeds))
    elif not (_is_list_of(_is_seed)(seeds) and len(set(seeds)) == len(seeds)):
        _refuse(
            "seeds",
            seeds,
            "un número entero de semillas, al menos 1, o una lista sin repetidos de enteros "
            "de 0 a 4294967295",
        )
    return *lab1.DATASETS[dataset](), seeds


def _refuse(name, value, allowed):
    raise ParameterError(f"«{name}» vale {value!r}, y debe ser {allowed}.")


def _is_count(value):
    return isinstance(value, Integral) and not isinstance(value, bool) and value >= 1


def _is_seed(value):
    return isinstance(value, Integral) and not isinstance(value, bool) and 0 <= value < 2**32


def _is_number(value):
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _is_positive(value):
    return _is_number(value) and value > 0


def _is_list_of(is_allowed):
    return lambda values: (
        isinstance(values, (list, tuple)) and len(values) > 0 and all(map(is_allowed, values))
    )


_COUNT = (_is_count, "un número entero, al menos 1")
_POSITIVE = (_is_positive, "un número finito mayor que 0, con punto decimal y sin comillas")
_POSITIVES = (_is_list_of(_is_positive), "una lista, no vacía, de números finitos mayores que 0")
_NUMBERS = (_is_list_of(_is_number), "una lista, no vacía, de números finitos")

_RULES = {
    "n_hidden": _COUNT,
    "n_iterations": _COUNT,
    "n_continued": _COUNT,
    "n_long": _COUNT,
    "n_repeats": _COUNT,
    "n_rates": _COUNT,
    "learning_rate": _POSITIVE,
    "learning_rates": _POSITIVES,
    "named_rate": _POSITIVE,
    "budget": _POSITIVE,
    "rate_range": _POSITIVES,
    "constants": _NUMBERS,
    "scales": _POSITIVES,
    "nudges": _NUMBERS,
}
