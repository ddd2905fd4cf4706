"""What a descent leaves behind: the arrays that NumPy and the compiled engine fill alike."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab1.losses import LOSSES
from lab1.statistics.states import SOLVED_BELOW
from lab1.types import NAMES, Array, Parameters

RISE = 1e-12
"""How much a cost must go up, relatively, to have risen: well over rounding."""


@dataclass(frozen=True)
class Record:
    """Of R runs, at T recorded iterations.

    Attributes
    ----------
    iterations : ndarray of int, shape (T,)
        Which to record; the last is where the descent ends.
    measured : tuple of str
        K losses to record, whatever loss is minimized.
    costs : ndarray, shape (K, T, R)
    path : dict of ndarray
        W1 (n_h, n_x, T, R) and so on; empty if the parameters aren't recorded.
    parameters : dict of ndarray
        W1 (n_h, n_x, R) and so on at the end.
    rose : ndarray of bool, shape (R,) or None
        Whether the minimized cost ever went up; None if iterations between aren't watched.
    solved_at : ndarray, shape (R,)
        The first iteration at which the run was solved, infinite if never; where watched.
    """

    iterations: NDArray[np.int64]
    measured: tuple[str, ...]
    costs: Array
    path: Parameters
    parameters: Parameters
    rose: NDArray[np.bool_] | None
    solved_at: Array

    @classmethod
    def of(
        cls,
        start: Parameters,
        iterations: NDArray[np.int64],
        measured: Sequence[str],
        *,
        path: bool = False,
        watched: bool = False,
    ) -> "Record":
        """Make room for a descent from start, W1 (n_h, n_x, R); its parameters begin there."""
        n_runs, T = start["W1"].shape[2], iterations.size
        shapes = {name: start[name].shape[:2] for name in NAMES if path}
        return cls(
            iterations=iterations,
            measured=tuple(measured),
            costs=np.empty((len(measured), T, n_runs)),
            path={name: np.empty((*shape, T, n_runs)) for name, shape in shapes.items()},
            parameters={name: np.array(start[name], dtype=float) for name in NAMES},
            rose=np.zeros(n_runs, dtype=bool) if watched else None,
            solved_at=np.full(n_runs, np.inf),
        )

    def fill(
        self,
        row: slice | int,
        descent: Iterable[tuple[Parameters, dict[str, Array]]],
        Y: Array,
        loss: str,
        goes_on: Callable[[], bool],
    ) -> bool:
        """Fill the places of some runs from their descent, as the kernel does.

        Parameters
        ----------
        row : slice or int
            Their places.
        descent : iterable of (parameters, layers)
            At iteration 0, 1, …
        Y : ndarray, shape (n_y, m)
        loss : str
            The one that is minimized.
        goes_on : callable
            Asked before each iteration.

        Returns
        -------
        bool
            Whether it came to its end.
        """
        before: Array | float = np.inf
        t = 0
        for i, (parameters, layers) in enumerate(descent):
            if not goes_on():
                return False
            if i == self.iterations[t]:
                for k, name in enumerate(self.measured):
                    self.costs[k, t, row] = LOSSES[name].cost(layers, Y)
                for name, path in self.path.items():
                    path[:, :, t, row] = parameters[name]
                t += 1
            if self.rose is not None:
                solved = LOSSES["cross_entropy"].cost(layers, Y) < SOLVED_BELOW
                self.solved_at[row] = np.minimum(self.solved_at[row], np.where(solved, i, np.inf))
                cost = LOSSES[loss].cost(layers, Y)
                self.rose[row] |= cost > before * (1 + RISE)
                before = cost
            if t == self.iterations.size:
                break
        for name in NAMES:
            self.parameters[name][..., row] = parameters[name]
        return True
