"""What the original report printed and drew, and how each of its numbers comes about.

The values stand in ``published.json``. All of the report's random networks come from one stream,
``numpy.random.RandomState(2)``: "draw" k is the k-th start taken from it. Whatever a curve
shows, the network behind it was trained with the gradient of the cross-entropy.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

import lab1
from lab1.types import Array, Parameters

SEED = 2
N_HIDDEN = 2


@dataclass(frozen=True)
class Curve:
    """One published curve.

    Attributes
    ----------
    id : str
        Question and place, as "1/random" or "3/mse/0.1".
    method : str
        How the network started: "zeros" or "normal".
    draw : int or None
        Which start of the stream, counted from 1; None for zeros.
    learning_rate : float or None
        None where the network was never updated.
    metric : {"cross_entropy", "mse", "sse"}
        What is shown.
    decimals : int or None
        Decimals that were printed; None where full precision is known.
    values : ndarray, shape (11,)
        What was published, at `iterations`.
    iterations : ndarray of int, shape (11,)
    label : str or None
        What the report calls the curve, where that is not what it is.
    """

    id: str
    method: str
    draw: int | None
    learning_rate: float | None
    metric: str
    decimals: int | None
    values: Array
    iterations: NDArray[np.int64]
    label: str | None = None


def curves(prefix: str = "") -> dict[str, Curve]:
    """Return the published curves whose id starts with prefix, by id."""
    text = resources.files("lab1.report").joinpath("published.json").read_text(encoding="utf-8")
    content = json.loads(text)
    iterations = np.array(content["iterations"])
    return {
        c["id"]: Curve(**{**c, "values": np.array(c["values"]), "iterations": iterations})
        for c in content["curves"]
        if c["id"].startswith(prefix)
    }


def start(draw: int | None, method: str = "normal") -> Parameters:
    """Return the report's start number `draw` (from 1), as a dict of parameters."""
    stream = np.random.RandomState(SEED)
    for _ in range(draw or 1):
        parameters = lab1.initialize_parameters(2, N_HIDDEN, 1, method=method, seed=stream)
    return parameters


def reproduce(curve: Curve) -> Array:
    """Compute a published curve again, at every iteration from 0 to 1000.

    Returns
    -------
    ndarray, shape (1001,)
    """
    X, Y = lab1.xor()
    parameters = start(curve.draw, curve.method)
    n_iterations = int(curve.iterations[-1])
    if curve.learning_rate is None:
        return np.full(n_iterations + 1, lab1.cost(X, Y, parameters, loss=curve.metric))
    run = lab1.train(
        X,
        Y,
        parameters,
        learning_rate=curve.learning_rate,
        n_iterations=n_iterations,
        record_parameters=True,
    )
    return lab1.cost(X, Y, run.path, loss=curve.metric)


def difference(curve: Curve) -> float:
    """Return the largest difference between published and reproduced, at the printed decimals."""
    ours = reproduce(curve)[curve.iterations]
    if curve.decimals is not None:
        ours = ours.round(curve.decimals)
    return float(np.abs(ours - curve.values).max())


def comparison(named_curves: Mapping[str, Curve]) -> pd.DataFrame:
    """Set what was published beside what is computed.

    Parameters
    ----------
    named_curves : dict of str to Curve
        How each shall be called.

    Returns
    -------
    DataFrame
        The column "iteración" and two columns a curve, "…, publicado" and "…, calculado".
    """
    columns: dict[str, NDArray[Any]] = {}
    for name, curve in named_curves.items():
        columns["iteración"] = curve.iterations
        columns[f"{name}, publicado"] = curve.values
        columns[f"{name}, calculado"] = reproduce(curve)[curve.iterations]
    return pd.DataFrame(columns)
