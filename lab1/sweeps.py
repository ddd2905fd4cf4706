"""A grid of runs: every way to start × loss × learning rate × seed, a table with a row a run."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import joblib
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lab1 import _checks, _engine
from lab1._block import Stop, train_block
from lab1._grid import Grid, axis
from lab1._progress import Progress
from lab1.activations import ACTIVATIONS
from lab1.types import Array

# Hidden activations to compute, in all, that take about as long as starting threads.
_SMALL = 3e6
# Runs that a worker trains between two moves of the progress bar, at most.
_BLOCK = 2048


def sweep(
    X: Array,
    Y: Array,
    *,
    seeds: Sequence[int],
    methods: Sequence[str | tuple[str, float]] = ("normal",),
    losses: Sequence[str] = ("cross_entropy",),
    learning_rates: Sequence[float] = (0.3,),
    n_iterations: int = 1000,
    n_h: int = 2,
    activation: str = "tanh",
    curves_at: Sequence[int] | None = None,
    quantiles: Sequence[float] = (0.25, 0.5, 0.75),
    n_jobs: int = -1,
    block_size: int = _BLOCK,
) -> pd.DataFrame | tuple[pd.DataFrame, pd.DataFrame]:
    """Train a network for every combination of start, loss, learning rate and seed.

    Blocks of runs go through joblib: to threads on this machine's cores or, within
    ``with joblib.parallel_config(backend="dask")``, to a cluster. The result is the same bit for
    bit wherever they run, and each row is the run that `lab1.train` gives. Arms that share a
    seed share the start. A progress bar appears if it takes long, unless the environment
    variable TQDM_DISABLE is set.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
        Examples as columns.
    Y : ndarray, shape (n_y, m)
        Labels 0 and 1.
    seeds : sequence of int
        Each 0 to 2**32 - 1.
    methods : sequence of str or (str, float)
        Ways to start: a name of `lab1.METHODS`, or a name and its number, as in
        ``["zeros", ("constant", 0.1), ("normal", 2.0), "xavier"]``. The number is the value of
        "constant" and the scale of the others; left out, it is ½ for "constant", 1 otherwise.
    losses : sequence of str
        Names of `lab1.LOSSES`.
    learning_rates : sequence of float
        Each above 0.
    n_iterations : int
        Number of updates, at least 1.
    n_h : int
        Hidden units, at least 1.
    activation : {"tanh", "sigmoid", "relu"}
        Of the hidden units.
    curves_at : sequence of int or None
        Iterations, 0 to n_iterations, at which to take the quantiles of each arm's costs.
    quantiles : sequence of float
        Of `curves`, each from 0 to 1.
    n_jobs : int
        Workers at most, as in joblib: -1 for all cores. A small sweep does without.
    block_size : int
        Runs that a worker trains between two moves of the progress bar, at most.

    Returns
    -------
    table : DataFrame
        One row a run, in the order methods, losses, learning_rates, seeds. method, scale (the
        number of the start; 0 for "zeros"), loss, learning_rate, seed; at the end cost (of its
        own loss), cross_entropy, mse, accuracy (share of right answers), solved (cross_entropy
        below 0.1) and state (see `lab1.plateau`); solved_at, the first iteration with a
        cross_entropy below 0.1, NaN if never; rose, whether the cost ever went up from one
        iteration to the next.
    curves : DataFrame, only where `curves_at` is given
        One row for each arm, iteration and quantile over the seeds: method, scale, loss,
        learning_rate, iteration, quantile, cross_entropy, mse.

    Raises
    ------
    ValueError
        If an argument is not as described or names something twice; the message says which.
    """
    X, Y = _checks.data(X, Y)
    activation = _checks.choice("activation", activation, ACTIVATIONS)
    n_iterations = _checks.count("n_iterations", n_iterations)
    n_h = _checks.count("n_h", n_h)
    block_size = _checks.count("block_size", block_size)
    n_jobs = _workers(n_jobs)
    at = []
    if curves_at is not None:
        at = axis(
            "curves_at", curves_at, partial(_checks.count, "each", lowest=0, highest=n_iterations)
        )
    quantiles = axis("quantiles", quantiles, partial(_checks.number, "each", lowest=0, highest=1))
    grid = Grid.checked(methods, losses, learning_rates, seeds)
    starts = grid.starts(X.shape[0], n_h, Y.shape[0])
    run_of = grid.distinct_runs()
    runs = np.unique(run_of)
    activations = n_h * X.shape[1] * n_iterations * runs.size
    n_jobs = 1 if activations < _SMALL else n_jobs
    blocks = grid.blocks(runs, block_size, n_jobs)
    if _engine.trains(X.shape[0], Y.shape[0], losses[0], activation):
        _engine.prepare()  # here, so that no thread has to
    stop = Stop()
    jobs = (
        joblib.delayed(_work)(
            (X, Y, *grid.arguments(block, starts), activation, n_iterations, at, stop)
        )
        for block in blocks
    )
    results = joblib.Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")(jobs)
    try:
        columns, curves = _gather(results, blocks, run_of.size, len(at))
    finally:
        stop.now = True
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joblib's advice on what was cut short
            results.close()
    table = _table(grid, {name: column[run_of] for name, column in columns.items()})
    if curves_at is None:
        return table
    return table, _curve_table(grid, at, quantiles, curves[..., run_of])


def _work(task: tuple[Any, ...]) -> tuple[dict[str, NDArray[Any]], Array]:
    """Train a block whose arguments come as one tuple, which travels with its task.

    A large array by itself joblib lays into the memory of one of a cluster's workers: if that one
    is lost, so are all tasks that need it.
    """
    return train_block(*task)


def _gather(
    results: Iterable[tuple[dict[str, NDArray[Any]], Array]],
    blocks: Sequence[NDArray[np.int64]],
    n_runs: int,
    n_recorded: int,
) -> tuple[dict[str, NDArray[Any]], Array]:
    """Put the blocks' columns and curves in their places as they come in."""
    columns: dict[str, NDArray[Any]] = {}
    curves = np.empty((n_recorded, 2, n_runs))
    progress = Progress(results, total=len(blocks), desc="sweep", unit="block", delay=0.5)
    for block, (of_block, curves_of_block) in zip(blocks, progress, strict=True):
        for name, values in of_block.items():
            columns.setdefault(name, np.empty(n_runs, values.dtype))[block] = values
        curves[..., block] = curves_of_block
    return columns, curves


def _table(grid: Grid, columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    table = _repeated_arms(grid, len(grid.seeds))
    return table.assign(seed=np.tile(grid.seeds, len(grid.arms())), **columns)


def _curve_table(
    grid: Grid, at: Sequence[int], quantiles: Sequence[float], curves: Array
) -> pd.DataFrame:
    n_arms = len(grid.arms())
    arms = np.moveaxis(curves.reshape(len(at), 2, n_arms, -1), 2, 0)
    # One arm at a time, to spare memory: (arms, quantiles, iterations, metrics).
    values = np.array([np.quantile(arm, quantiles, axis=-1) for arm in arms])
    return _repeated_arms(grid, len(at) * len(quantiles)).assign(
        iteration=np.tile(np.repeat(at, len(quantiles)), n_arms),
        quantile=np.tile(quantiles, n_arms * len(at)),
        cross_entropy=values[..., 0].transpose(0, 2, 1).ravel(),
        mse=values[..., 1].transpose(0, 2, 1).ravel(),
    )


def _repeated_arms(grid: Grid, times: int) -> pd.DataFrame:
    arms = pd.DataFrame(grid.arms(), columns=["method", "scale", "loss", "learning_rate"])
    return arms.loc[arms.index.repeat(times)].reset_index(drop=True)


def _workers(n_jobs: object) -> int:
    n = _checks.count("n_jobs", n_jobs, lowest=-_checks.MOST)
    if n == 0:
        raise ValueError("n_jobs must be a whole number but 0, -1 for all cores, got 0")
    return joblib.effective_n_jobs(n)
