"""The compiled engine behind `train` and `sweep`: the same numbers as network.py, much sooner.

Where numba can't be had, or for networks so large that a product of matrices pays, the loop of
training.py does the same work in NumPy.
"""

import hashlib
import importlib.util
import math
import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from lab1._record import Record
from lab1.losses import LOSSES
from lab1.types import NAMES, Array

# Networks that go side by side: their activations, about this many, fit the first-level cache.
_SIDE_BY_SIDE, _FEWEST, _MOST = 1024, 16, 128
_SLICE = 3_000_000  # activations from one look at the clock of Ctrl-C to the next: some 20 ms
_LINE = 8  # floats in a line of the cache
LARGEST = 24  # weights of a unit past which BLAS, taking one network at a time, is faster


def trains(n_x: int, n_y: int, loss: str, activation: str) -> bool:
    """Tell whether the engine can train such networks, and is the faster way."""
    if n_x + n_y > LARGEST or not _is_installed():
        return False
    from lab1._engine.kernel import ACTIVATION_NUMBER, LOSS_NUMBER

    return loss in LOSS_NUMBER and activation in ACTIVATION_NUMBER


@cache
def _is_installed() -> bool:
    return importlib.util.find_spec("numba") is not None and "LAB1_NO_ENGINE" not in os.environ


def descend(
    X: Array,
    Y: Array,
    record: Record,
    *,
    loss: str,
    activation: str,
    rates: Array,
    goes_on: Callable[[], bool] = lambda: True,
    on_all_cores: bool = False,
) -> None:
    """Train every run of a record, from the parameters in it.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (n_y, m)
    record : Record
        Filled.
    loss, activation : str
    rates : ndarray, shape (R,)
    goes_on : callable
        Asked every few hundredths of a second; if it says no, the record stays incomplete.
    on_all_cores : bool
        Whether to start threads, each with rows of its own: the bits hang on no number of them.
    """
    prepare()
    n_runs, n_h = rates.size, record.parameters["W1"].shape[0]
    width = min(max(_SIDE_BY_SIDE // (n_h * X.shape[1]), _FEWEST), _MOST)
    rows = [slice(first, min(first + width, n_runs)) for first in range(0, n_runs, width)]
    interrupted = threading.Event()

    def train_row(row: slice) -> None:
        _descend_row(
            X, Y, record, row, loss, activation, rates[row],
            lambda: goes_on() and not interrupted.is_set(),
        )  # fmt: skip

    if not on_all_cores or len(rows) == 1:
        for row in rows:
            train_row(row)
        return
    import joblib  # slow to load

    with ThreadPoolExecutor(joblib.cpu_count()) as pool:
        try:
            for _ in pool.map(train_row, rows):
                pass
        finally:
            interrupted.set()  # by Ctrl-C, or an error: the pool waits for its threads


def _descend_row(
    X: Array,
    Y: Array,
    record: Record,
    row: slice,
    loss: str,
    activation: str,
    rates: Array,
    goes_on: Callable[[], bool],
) -> None:
    from lab1._engine.kernel import ACTIVATION_NUMBER, LOSS_NUMBER

    kernel, R, watched = _kernel(), rates.size, record.rose is not None
    (n_x, m), n_h, n_y = X.shape, record.parameters["W1"].shape[0], Y.shape[0]
    inputs, W1, W2, steps, units, answers, rows = _aligned(
        (n_x + 1, m, R), (n_h, n_x + 1, R), (n_y, n_h + 1, R), (R,),
        (2, n_h + 1, m, R), (5, n_y, m, R), (5, R),
    )  # fmt: skip
    inputs[:-1], inputs[-1], units[:, -1], answers[0] = X[..., None], 1, 1, 1 - 2 * Y[..., None]
    steps[:], rows[0] = rates, np.inf
    for layer, W in (("1", W1), ("2", W2)):
        W[:, :-1], W[:, -1:] = (record.parameters[kind + layer][..., row] for kind in "Wb")
    iterations, n_iterations = record.iterations, int(record.iterations[-1])
    costs = np.empty((len(record.measured), iterations.size, R))
    T = iterations.size if record.path else 0
    path1, path2 = np.empty((*W1.shape[:2], T, R)), np.empty((*W2.shape[:2], T, R))
    unsolved, solved_at, rises = np.ones(R), np.zeros(R), np.zeros(R)
    n_slice = max(1, _SLICE // (n_h * m * R))
    for first in range(0, n_iterations + 1, n_slice):
        if not goes_on():
            return
        kernel(
            inputs, W1, W2, steps,
            ACTIVATION_NUMBER[activation], LOSS_NUMBER[loss], LOSSES[loss].weight(Y),
            first, min(first + n_slice, n_iterations + 1), n_iterations,
            iterations, int(np.searchsorted(iterations, first)),
            np.array([LOSS_NUMBER[name] for name in record.measured]),
            np.array([LOSSES[name].weight(Y) for name in record.measured]),
            costs, path1, path2, watched, unsolved, solved_at, rises,
            units, units.reshape(2, -1), answers, answers.reshape(5, -1), rows,
        )  # fmt: skip
    record.costs[..., row] = costs
    for layer, W, path in (("1", W1, path1), ("2", W2, path2)):
        record.parameters["W" + layer][..., row] = W[:, :-1]
        record.parameters["b" + layer][..., row] = W[:, -1:]
        if record.path:
            record.path["W" + layer][..., row] = path[:, :-1]
            record.path["b" + layer][..., row] = path[:, -1:]
    if record.rose is not None:
        record.rose[row] = rises > 0
        record.solved_at[row] = np.where(unsolved > 0, np.inf, solved_at)


def _aligned(*shapes: tuple[int, ...]) -> list[Array]:
    """Make room that begins with a cache line, since vectors that lie in two are slow to load."""
    sizes = [math.prod(shape) for shape in shapes]
    ends = np.cumsum([-(-size // _LINE) * _LINE for size in sizes])
    memory = np.empty(ends[-1] + _LINE)
    memory = memory[-(memory.ctypes.data // memory.itemsize) % _LINE :]
    starts = [0, *ends[:-1]]
    return [
        memory[start : start + size].reshape(shape)
        for start, size, shape in zip(starts, sizes, shapes, strict=True)
    ]


@cache
def prepare(message: str = "lab1: compiling the engine, once") -> None:
    """Load the compiled kernel from the disk, or compile it and show the message meanwhile."""
    if not _is_installed():
        return
    from numba.core import event

    from lab1._progress import Progress

    class Announcement(event.Listener):
        bar: Any = None

        def on_start(self, _: object) -> None:
            if self.bar is None:
                self.bar = Progress(desc=message, bar_format="{desc}… {elapsed}")

        def on_end(self, _: object) -> None:
            pass

    with event.install_listener("numba:compile", Announcement()) as announcement:
        start = {name: np.zeros((1, 1, 1)) for name in NAMES}
        X = Y = np.zeros((1, 1))
        record = Record.of(start, np.array([0]), ["mse"], path=True, watched=True)
        _descend_row(X, Y, record, slice(0, 1), "mse", "tanh", np.ones(1), lambda: True)
        if announcement.bar is not None:
            announcement.bar.close()


@cache
def _kernel() -> Callable[..., None]:
    from lab1._engine.kernel import kernel

    here = Path(__file__).parent
    sources = [here / "elementary.py", here / "kernel.py"]
    sources += [here.parent / name for name in ("activations.py", "losses.py", "_record.py")]
    sources += [here.parent / "statistics" / "states.py"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    return kernel(digest)  # type: ignore[no-untyped-call]
