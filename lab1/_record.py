"""What a descent leaves behind: the arrays that NumPy and the compiled engine fill alike."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lab1.types import NAMES, Array, Parameters


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
    solved_at : ndarray of int, shape (R,)
        The first iteration at which the run was solved, -1 if never; where watched.
    """

    iterations: NDArray[np.int64]
    measured: tuple[str, ...]
    costs: Array
    path: Parameters
    parameters: Parameters
    rose: NDArray[np.bool_] | None
    solved_at: NDArray[np.int64]

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
            solved_at=np.full(n_runs, -1),
        )
