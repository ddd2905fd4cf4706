"""On what a conclusion depends: the same experiment with another network, start or criterion."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import lab1
from lab1.report.verdicts.rules import SHARE_MARGIN, Quantity, Side, difference, share
from lab1.report.words import HARD, iterations_text, listed, number_text
from lab1.types import Array, Parameters

_MOST_NAMED = 6  # variants in a row in which a conclusion fails; of more, only the others


@dataclass(frozen=True)
class Variant:
    """What is another than in the notebook.

    Attributes
    ----------
    method : (str, float)
        How the weights start, as in `lab1.sweep`.
    signed : bool
        Whether inputs are -1 and 1 rather than 0 and 1.
    activation : str
        Of the hidden units.
    n_h : int or None
        Hidden units; the notebook's number if None.
    """

    method: tuple[str, float] = ("normal", 1.0)
    signed: bool = False
    activation: str = "tanh"
    n_h: int | None = None


VARIANTS = {
    "la de este cuaderno": Variant(),
    "sesgos en 0": Variant(("zero_biases", 1.0)),
    "entradas ±1": Variant(signed=True),
    "entradas ±1 y sesgos en 0": Variant(("zero_biases", 1.0), signed=True),
    "unidades sigmoides": Variant(activation="sigmoid"),
    "unidades ReLU": Variant(activation="relu"),
    "unidades ReLU, inicio He": Variant(("he", 1.0), activation="relu"),
    "3 unidades": Variant(n_h=3),
    "4 unidades": Variant(n_h=4),
}
"""By the names that the documents give them."""


def sweeps(
    X: Array, Y: Array, n_h: int, symmetric: Iterable[Any] = (), **grid: Any
) -> dict[str, pd.DataFrame]:
    """Run the same sweep of every variant.

    Parameters
    ----------
    X, Y : ndarray
    n_h : int
        Hidden units of the notebook.
    symmetric : sequence of str or (str, float)
        Ways to start beside each variant's own, as in `lab1.sweep`.
    **grid
        The rest of what `lab1.sweep` takes.

    Returns
    -------
    dict of str to DataFrame
        By the variant's name.
    """
    return {
        name: lab1.sweep(
            _inputs(X, variant), Y, methods=[variant.method, *symmetric], n_h=variant.n_h or n_h,
            activation=variant.activation, **grid,
        )
        for name, variant in VARIANTS.items()
    }  # fmt: skip


def first_cost(X: Array, Y: Array, name: str, n_h: int, value: float) -> float:
    """Return the cost of the constant start of a variant."""
    variant = VARIANTS[name]
    n_x, units, n_y = X.shape[0], variant.n_h or n_h, Y.shape[0]
    start = lab1.initialize_parameters(n_x, units, n_y, method="constant", value=value)
    cost = lab1.cost(_inputs(X, variant), Y, start, activation=variant.activation)
    return float(cost)


def criteria(
    X: Array, Y: Array, parameters: Parameters, *, every: int = 10, **options: Any
) -> dict[str, Array]:
    """When runs solve, by other criteria.

    Parameters
    ----------
    X, Y : ndarray
    parameters : dict of ndarray
        Where R runs start.
    every : int
        Iterations between two looks.
    **options
        For `lab1.train`.

    Returns
    -------
    dict of str to ndarray, shape (R,)
        By the criterion's name: first iteration at which it is met, NaN if never.
    """
    run = lab1.train(X, Y, parameters, record_every=every, record_parameters=True, **options)
    cost = lab1.cost(X, Y, run.path)
    right = (lab1.predict(run.path, X) == Y[..., None, None]).all(axis=(0, 1))
    met = {"todos bien": right}
    met |= {f"entropía cruzada <{HARD}{limit:g}": cost < limit for limit in (0.3, 0.1, 0.05)}
    return {
        name: np.where(now.any(axis=0), run.iterations[now.argmax(axis=0)], np.nan)
        for name, now in met.items()
    }


def scope(sides: Mapping[str, Side], as_here: Side) -> str:
    """Say in a few words for which variants a conclusion holds.

    Parameters
    ----------
    sides : dict of str to {"below", "same", "above", "unknown"}
        Where the deciding quantity of each variant stands.
    as_here : str
        Where it must stand for the conclusion.
    """
    fails = [f"«{n}»" for n, side in sides.items() if side not in (as_here, "unknown")]
    unknown = [f"«{n}»" for n, side in sides.items() if side == "unknown"]
    kept = [f"«{n}»" for n, side in sides.items() if side == as_here]
    if len(kept) == len(sides):
        return "Vale en todas las variantes probadas."
    if len(fails) == len(sides):
        return "No vale en ninguna de las variantes probadas."
    if len(unknown) == len(sides):
        return "No se puede decidir en ninguna de las variantes probadas."
    told = f"Vale en {len(kept)} de {len(sides)} variantes"
    if max(_MOST_NAMED, len(kept)) < len(fails) + len(unknown):
        told += f", {listed(kept)}" if kept else ""
        told += f"; no en {len(fails)}" if fails else ""
        told += f"; sin decidir en {len(unknown)}" if unknown else ""
    else:
        told += f"; no con {listed(fails)}" if fails else ""
        told += f"; sin decidir con {listed(unknown)}" if unknown else ""
    return f"{told}."


def told(what: str, quantities: Mapping[str, Quantity], as_here: Side) -> str:
    """Say the same in one sentence with what is concluded, a subordinate clause."""
    return clause(what, scope({name: q.side for name, q in quantities.items()}, as_here))


def clause(what: str, where: str) -> str:
    """Put what is concluded, a subordinate clause, before where it holds, as `scope` says it."""
    return f"Que {what} {where[0].lower()}{where[1:]}"


def rates_compared(
    tables: Mapping[str, pd.DataFrame], rates: Sequence[float], named: float, n_iterations: int
) -> tuple[str, str, str]:
    """Say where the named rate is no winner, the slower of two is slow, and is trapped no more.

    Parameters
    ----------
    tables : dict of str to DataFrame
        By variant, what `lab1.sweep` returned for these rates, starts shared, n_iterations each.
    rates : sequence of float
        From the lowest to the highest; all three are empty for a single one.
    named : float
        Called the best.
    n_iterations : int

    Returns
    -------
    tuple of str
        A sentence each. The last two compare the two highest rates, with as many iterations and
        with as much rate times iterations.
    """
    if len(rates) < 2:
        return "", "", ""
    low, high = rates[-2:]
    wins, slow, trapped = {}, {}, {}
    for name, table in tables.items():
        cost, when = (
            table.pivot(index="seed", columns="learning_rate", values=v)
            for v in ("cost", "solved_at")
        )
        others = cost[[rate for rate in rates if rate != named]].min(axis=1)
        wins[name] = share("", int((cost[named] < others).sum()), len(cost))
        done = when[low].notna()
        slow[name] = _solved_apart(done, when[high].notna())
        trapped[name] = _solved_apart(done, when[high] <= n_iterations * low / high)
    slower, faster = number_text(low), number_text(high)
    return (
        told(
            f"{number_text(named)} no gane, con inicio común y {iterations_text(n_iterations)},",
            wins,
            "below",
        ),
        told(
            f"{slower} lleve menos resueltas que {faster} en las mismas iteraciones", slow, "below"
        ),
        told(f"a igual recorrido resuelvan lo mismo {slower} y {faster}", trapped, "same"),
    )


def _solved_apart(first: "pd.Series[bool]", second: "pd.Series[bool]") -> Quantity:
    """Compare how many of the same seeds are solved; where none is, there is nothing to compare."""
    if not (first | second).any():
        return Quantity("", math.nan, math.nan, math.nan)
    return difference("", first, second, SHARE_MARGIN)


def standing(quantity: Quantity, as_here: Side) -> str:
    """Write whether a conclusion stands by its quantity: "sí", "no", "no se sabe"."""
    if quantity.side == "unknown":
        return "no se sabe"
    return "sí" if quantity.side == as_here else "no"


def _inputs(X: Array, variant: Variant) -> Array:
    return 2 * X - 1 if variant.signed else X
