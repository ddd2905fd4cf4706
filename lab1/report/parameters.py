"""The parameters cell of a notebook: whatever a reader types is checked before any work is done."""

import ast
import difflib
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

import lab1
from lab1.report.allowed import RULES
from lab1.report.words import count_text
from lab1.types import Array

NAMES = {
    "initialization": (
        "dataset", "n_hidden", "learning_rate", "n_iterations", "seeds", "constants", "nudges",
        "scales", "n_continued", "n_small", "map_size",
    ),
    "learning_rate": (
        "dataset", "n_hidden", "learning_rates", "named_rate", "n_iterations", "n_long", "seeds",
        "n_repeats", "rate_range", "n_rates", "budget", "path_seed",
    ),
    "loss_function": (
        "dataset", "n_hidden", "learning_rate", "n_iterations", "seeds", "tuning_rates", "n_tuning",
        "tuning_iterations", "saturation",
    ),
}  # fmt: skip
"""The parameters of each notebook."""


class ParameterError(ValueError):
    """A value in the parameters cell that makes no sense; shown as one sentence."""

    def _render_traceback_(self) -> list[str]:
        return [f"Parámetro no válido. {self}"]


def checked(namespace: MutableMapping[str, Any], notebook: str) -> tuple[Array, Array, list[int]]:
    """Check what a parameters cell holds and return the data and the seeds it asks for.

    Parameters
    ----------
    namespace : dict
        The notebook's ``globals()``: ``dataset``, a key of `lab1.DATASETS`; ``seeds``, how many
        seeds (0, 1, 2, …) or which; and the notebook's other parameters. Ranges and arrays become
        lists in it, and whole floats become whole numbers where a number of things is meant.
    notebook : str
        A key of `NAMES`.

    Returns
    -------
    X, Y : ndarray
    seeds : list of int

    Raises
    ------
    ParameterError
        In Spanish: which parameter, what came, what is allowed.
    """
    names = NAMES[notebook]
    for name in _typed(namespace.get("In", ())):
        if name not in names:
            near = difflib.get_close_matches(name, names, 1)
            hint = f" ¿Quiso decir «{near[0]}»?" if near else ""
            raise ParameterError(f"«{name}» no es un parámetro de este cuaderno.{hint}")
    for name in names:
        plain, is_allowed, allowed = RULES[name]
        if name not in namespace:
            raise ParameterError(f"Falta «{name}», que debe ser {allowed}.")
        value = plain(namespace[name])
        if not is_allowed(value):
            raise ParameterError(f"«{name}» vale {_shown(namespace[name])}, y debe ser {allowed}.")
        namespace[name] = value
    X, Y = lab1.DATASETS[namespace["dataset"]]()
    n_seeds = namespace["seeds"] if isinstance(namespace["seeds"], int) else len(namespace["seeds"])
    steps, runs = _work({name: namespace[name] for name in names}, n_seeds)
    _announce(steps * namespace["n_hidden"] * X.shape[1] / 8, runs)
    seeds = namespace["seeds"]
    return X, Y, list(range(seeds)) if isinstance(seeds, int) else seeds


def _announce(steps: float, runs: float) -> None:
    """Refuse work that no one can wait for, and say how long it will take if that is long.

    Parameters
    ----------
    steps : float
        Steps of one network, in all.
    runs : float
        Runs that are kept at once.
    """
    minutes, gigabytes = steps * _SECONDS_A_STEP / 60, runs * _BYTES_A_RUN / 1e9
    time = (
        f"unos {count_text(round(minutes), 'minuto')}"
        if minutes < 100
        else f"unas {count_text(round(minutes / 60), 'hora')}"
    )
    needed = f"{time} y {gigabytes:.1f} GB de memoria" if gigabytes >= 0.1 else time
    if minutes > _MINUTES or gigabytes > _GIGABYTES:
        raise ParameterError(
            f"Estos valores piden {needed}, y se admiten {_MINUTES // 60} horas y {_GIGABYTES} GB: "
            "baje las semillas o las iteraciones."
        )
    if minutes > 1.5:
        print(f"Con estos valores, ejecutar el cuaderno llevará {needed}.")


_SECONDS_A_STEP = 5e-8  # on two cores, of a network of two units and four examples
_BYTES_A_RUN = 1000  # its start, its row of a table and what is made of them
_MINUTES, _GIGABYTES = 240, 4


def _work(p: Mapping[str, Any], n_seeds: int) -> tuple[float, float]:
    """Return how many steps of one network a notebook takes, and how many runs it keeps."""
    few = min(n_seeds, 200)  # of the section "¿De qué depende?" in each of them
    if "scales" in p:
        runs = n_seeds * (len(p["scales"]) + 3)
        steps = (runs + 1000 + 9 * few) * p["n_iterations"] + p["n_continued"] + 40 * p["n_small"]
        return steps + 1000 * p["map_size"] ** 2, runs + p["map_size"] ** 2
    if "budget" in p:
        n_rates = p["n_rates"] + len(p["learning_rates"])
        repeated = 2 * p["n_repeats"] * len(p["learning_rates"])
        equal = p["budget"] * few * sum(1 / rate for rate in p["learning_rates"])
        equal += 2 * p["budget"] * p["n_repeats"] / max(p["learning_rates"])
        steps = (n_seeds * (n_rates + 9) + repeated + 90 * few) * p["n_iterations"]
        steps += min(n_seeds, 100) * n_rates * p["n_long"]
        return steps + equal, n_seeds * n_rates + repeated
    tuning = 2 * p["n_tuning"] * len(p["tuning_rates"])
    return (6 * n_seeds + 22 * few) * p["n_iterations"] + tuning * p[
        "tuning_iterations"
    ], 4 * n_seeds + tuning


def _typed(cells: Iterable[str]) -> list[str]:
    """Return the names that the parameters cell assigns, as it was last run.

    It is the last cell of assignments that names the dataset or, before one of papermill's, that
    and the one before it.
    """
    names: list[str] = []
    for cell in reversed(list(cells)):
        try:
            body = ast.parse(cell).body
        except (SyntaxError, ValueError):
            continue
        assigned = [
            target.id
            for statement in body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        ]
        if body and len(assigned) == len(body):
            names = assigned + names
            if "dataset" in assigned and not cell.lstrip().startswith("# Parameters"):
                return names
        else:
            names = []  # a cell of work: what came after it was no parameters cell
    return []


def _shown(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}…"
