"""A grid of runs: every way to start × loss × learning rate × seed, a table with a row a run."""

import joblib
import numpy as np
import pandas as pd
from tqdm.auto import tqdm

from lab1.data import check_data
from lab1.grid import Grid
from lab1.losses import LOSSES
from lab1.network import predict
from lab1.statistics import SOLVED_BELOW, plateau
from lab1.training import check_count, descend, largest_block

# How much a cost must go up, relatively, to have risen: well over the rounding of a sum.
_RISE = 1e-12


def sweep(
    X,
    Y,
    *,
    seeds,
    methods=("normal",),
    losses=("cross_entropy",),
    learning_rates=(0.3,),
    n_iterations=1000,
    n_h=2,
    curves_at=None,
    quantiles=(0.25, 0.5, 0.75),
    n_jobs=-1,
    block_size=None,
):
    """Train a network for every combination of start, loss, learning rate and seed.

    Blocks of runs go through joblib: to this machine's cores or, within
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
    curves_at : sequence of int or None
        Iterations, 0 to n_iterations, at which to take the quantiles of each arm's costs.
    quantiles : sequence of float
        Of `curves`, each from 0 to 1.
    n_jobs : int
        Workers, as in joblib: -1 for all cores.
    block_size : int or None
        Runs that a worker trains at once; None fits them to its cache.

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
    check_data(X, Y)
    check_count("n_iterations", n_iterations)
    at = _within("curves_at", curves_at or (), 0, n_iterations)
    quantiles = _within("quantiles", quantiles, 0, 1)
    grid = Grid.checked(methods, losses, learning_rates, seeds)
    starts = grid.starts(X.shape[0], n_h, Y.shape[0])
    run_of = grid.distinct_runs()
    runs = np.unique(run_of)
    # At most what fits the cache, but a block for every worker.
    shared = -(-runs.size // joblib.effective_n_jobs(n_jobs))
    blocks = grid.blocks(runs, min(block_size or shared, largest_block(n_h, X.shape[1])))
    jobs = (
        joblib.delayed(_train_block)(X, Y, *grid.arguments(block, starts), n_iterations, at)
        for block in blocks
    )
    results = joblib.Parallel(n_jobs=n_jobs, prefer="threads", return_as="generator")(jobs)
    columns, curves = _gather(results, blocks, run_of.size, len(at))
    table = _table(grid, {name: column[run_of] for name, column in columns.items()})
    if curves_at is None:
        return table
    return table, _curve_table(grid, at, quantiles, curves[..., run_of])


def _train_block(X, Y, parameters, loss, rates, n_iterations, at):
    """Train the runs of a block; return their columns and their curves, (len(at), 2, runs)."""
    loss, cross_entropy, mse = LOSSES[loss], LOSSES["cross_entropy"], LOSSES["mse"]
    before, rose, unsolved, solved_at = np.inf, False, True, 0
    curves = np.empty((len(at), 2, rates.size))
    descent = descend(X, Y, parameters, loss.name, rates)
    for i, (P, *answers) in zip(range(n_iterations + 1), descent, strict=False):  # noqa: B007
        cost = loss.total(*answers)
        yardstick = cost if loss is cross_entropy else cross_entropy.total(*answers)
        rose = rose | (cost > before * (1 + _RISE))
        unsolved = unsolved & (yardstick >= SOLVED_BELOW)
        solved_at = solved_at + unsolved
        before = cost
        if i in at:
            curves[at.index(i)] = yardstick[: rates.size], mse.total(*answers)[: rates.size]
    columns = {
        "cost": cost,
        "cross_entropy": yardstick,
        "mse": mse.total(*answers),
        "accuracy": (predict(P, X) == Y[..., None]).mean(axis=(0, 1)),
        "solved": yardstick < SOLVED_BELOW,
        "solved_at": np.where(unsolved, np.nan, solved_at),
        "rose": rose,
        "state": plateau(X, Y, P),
    }
    return {name: column[: rates.size] for name, column in columns.items()}, curves


def _gather(results, blocks, n_runs, n_recorded):
    """Put the blocks' columns and curves in their places as they come in."""
    columns, curves = {}, np.empty((n_recorded, 2, n_runs))
    progress = tqdm(results, total=len(blocks), desc="sweep", unit="block", leave=False, delay=0.5)
    for block, (of_block, curves_of_block) in zip(blocks, progress, strict=True):
        for name, values in of_block.items():
            columns.setdefault(name, np.empty(n_runs, values.dtype))[block] = values
        curves[..., block] = curves_of_block
    return columns, curves


def _table(grid, columns):
    table = _repeated_arms(grid, len(grid.seeds))
    return table.assign(seed=np.tile(grid.seeds, len(grid.arms())), **columns)


def _curve_table(grid, at, quantiles, curves):
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


def _repeated_arms(grid, times):
    arms = pd.DataFrame(grid.arms(), columns=["method", "scale", "loss", "learning_rate"])
    return arms.loc[arms.index.repeat(times)].reset_index(drop=True)


def _within(name, values, low, high):
    values = list(values)
    if not all(low <= value <= high for value in values):
        raise ValueError(f"{name} must be from {low} to {high}, got {values!r:.80}")
    return values
