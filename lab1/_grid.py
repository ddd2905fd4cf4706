"""The axes of a sweep, checked, and which of its runs have to be trained."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import product
from typing import Any, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from lab1 import _checks
from lab1.initialization import METHODS, initialize_parameters
from lab1.losses import LOSSES
from lab1.types import NAMES, Array, Parameters

# The number of a way to start where none is given: its `value` or its `scale`.
_NUMBERS = {method: 1.0 for method in METHODS} | {"zeros": 0.0, "constant": 0.5}


T = TypeVar("T")


@dataclass(frozen=True)
class Grid:
    """Every combination of start, loss, learning rate and seed.

    Run r of all is ``np.unravel_index(r, grid.shape)``: the seeds of an arm stand together.

    Attributes
    ----------
    methods : list of (str, float)
        Ways to start: name and number.
    losses : list of str
    learning_rates : list of float
    seeds : list of int
    """

    methods: list[tuple[str, float]]
    losses: list[str]
    learning_rates: list[float]
    seeds: list[int]

    @classmethod
    def checked(
        cls,
        methods: Iterable[object],
        losses: Iterable[str],
        learning_rates: Iterable[float],
        seeds: Iterable[int],
    ) -> Self:
        """Make a grid, or raise a ValueError that names the axis and what is wrong with it."""
        return cls(
            axis("methods", methods, _checked_method),
            axis("losses", losses, lambda name: _checks.choice("each", name, LOSSES)),
            axis("learning_rates", learning_rates, lambda rate: _checks.rates(rate).item()),
            axis("seeds", seeds, _checks.seed),
        )

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Length of each axis."""
        return len(self.methods), len(self.losses), len(self.learning_rates), len(self.seeds)

    def arms(self) -> list[tuple[str, float, str, float]]:
        """Return (method, number, loss, learning rate) of each arm, in order."""
        arms = product(self.methods, self.losses, self.learning_rates)
        return [(*method, loss, rate) for method, loss, rate in arms]

    def distinct_runs(self) -> NDArray[np.int64]:
        """For each run, the first that is the same: where nothing is drawn, all seeds are."""
        runs = np.arange(np.prod(self.shape)).reshape(self.shape)
        for i, (method, _) in enumerate(self.methods):
            if method in ("zeros", "constant"):
                runs[i] = runs[i, ..., :1]
        return runs.ravel()

    def blocks(self, runs: NDArray[np.int64], size: int, n_jobs: int) -> list[NDArray[np.int64]]:
        """Cut runs into arrays of at most `size` that share their loss, as many for every job."""
        loss = np.unravel_index(runs, self.shape)[1]
        blocks = []
        for of_loss in (runs[loss == i] for i in range(len(self.losses))):
            n_blocks = -(-of_loss.size // (size * n_jobs)) * n_jobs
            blocks += np.array_split(of_loss, min(n_blocks, of_loss.size))
        return blocks

    def starts(self, n_x: int, n_h: int, n_y: int) -> Parameters:
        """Start every seed in every way: a trailing axis of all methods × all seeds."""
        starts = [
            initialize_parameters(n_x, n_h, n_y, method=m, seed=self.seeds, **_number(m, number))
            for m, number in self.methods
        ]
        return {k: np.concatenate([start[k] for start in starts], axis=-1) for k in NAMES}

    def arguments(
        self, block: NDArray[np.int64], starts: Parameters
    ) -> tuple[Parameters, str, Array]:
        """Return start, loss and learning rates of the runs of a block."""
        method, loss, rate, seed = np.unravel_index(block, self.shape)
        start = {k: starts[k][..., method * len(self.seeds) + seed] for k in NAMES}
        return start, self.losses[loss[0]], np.take(self.learning_rates, rate)


def axis(name: str, values: Iterable[Any], check: Callable[[Any], T]) -> list[T]:
    """Return the values, each as `check` gives it back, or raise a ValueError that names them."""
    checked = _checks.each(name, values, check)
    if len(set(checked)) < len(checked):
        raise ValueError(f"{name} must not name anything twice, got {values!r:.80}")
    return checked


def _checked_method(method: object) -> tuple[str, float]:
    """Return a way to start as (name, number)."""
    if isinstance(method, str):
        method = (method, _NUMBERS.get(method))
    if not isinstance(method, tuple) or len(method) != 2 or method[0] not in METHODS:
        allowed = ", ".join(METHODS)
        raise ValueError(f"must be a name or (name, number) of {allowed}, got {method!r}")
    name, number = method
    # Let the one who knows refuse a number that doesn't fit.
    initialize_parameters(1, 1, 1, method=name, seed=0, **_number(name, number))
    return name, float(number)


def _number(method: str, number: float) -> dict[str, float]:
    """Say the number of a way to start as `initialize_parameters` wants it."""
    return {"zeros": {}, "constant": {"value": number}}.get(method, {"scale": number})
