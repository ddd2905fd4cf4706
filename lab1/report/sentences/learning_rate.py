"""What the second notebook sees: what the learning rate changes."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lab1 import theory
from lab1.report.published import Curve
from lab1.report.tell import Finding
from lab1.report.verdicts.learning_rate import BOUNDED, GROWN, Pair, alike
from lab1.report.verdicts.rules import SHARE_MARGIN, TRAVEL_MARGIN, difference, share
from lab1.report.words import (
    below,
    listed,
    number_text,
    scientific,
    share_text,
)
from lab1.training import Run
from lab1.types import Array


def published(curves: Sequence[Curve], error: float) -> Finding:
    """Say what the published figure shows: which rate ends lowest, and where each begins."""
    lowest = min(curves, key=lambda curve: curve.values[-1])
    begins = listed([number_text(curve.values[0], 3) for curve in curves])
    return Finding(
        f"lo publicado se obtiene otra vez (mayor diferencia: {below(error, 1e-6)}). Acaba más "
        f"abajo la tasa {number_text(lowest.learning_rate)}, pero las curvas empiezan en {begins}: "
        "cada tasa tuvo su propio inicio.",
        "esta figura no puede decir si gana la tasa o el inicio que le tocó.",
    )


def apart(best_on_draws: Mapping[int, float], in_figure: float) -> Finding:
    """Say which rate ends lowest on each of the report's starts, and in its figure."""
    winners = list(best_on_draws.values())
    same = sum(best == in_figure for best in winners)
    won = {best: winners.count(best) for best in winners}
    n = len(winners)
    told = listed([f"la tasa {number_text(rate)} en {k} de los {n}" for rate, k in won.items()])
    return Finding(
        f"con el mismo inicio para todas gana {told} inicios.",
        f"la de la figura, {number_text(in_figure)}, "
        + (
            "ganó por su inicio."
            if not same
            else f"también gana así en {same} de {len(winners)} inicios."
        ),
    )


def paths(runs: Mapping[float, Run]) -> Finding:
    """Say how far from each other the paths of one start end, by the learning rate."""
    rates = list(runs)
    if len(rates) == 1:
        return Finding("hay una sola tasa.", "no hay con qué comparar su recorrido.")
    first, last = (runs[rate].parameters for rate in (rates[0], rates[-1]))
    gap = float(theory.farthest_move(first, last))
    told = "menos de 0.01" if gap < 0.01 else f"{number_text(gap, 2)} a lo sumo"
    return Finding(
        f"a igual tasa × iteraciones, los parámetros de las tasas {number_text(rates[0])} y "
        f"{number_text(rates[-1])} difieren al final en {told}.",
        "son la misma curva, recorrida con distinta rapidez."
        if gap <= TRAVEL_MARGIN
        else "los pasos de la mayor ya no son pequeños: lleva a otro punto.",
    )


def collapse(solved_at: Mapping[float, Array], budget: float) -> Finding:
    """Say how far apart the shares solved are at equal rate × iterations, by the rate."""
    travelled = np.geomspace(budget / 1000, budget, 80)
    shares = [(at[:, None] * rate <= travelled).mean(axis=0) for rate, at in solved_at.items()]
    gap = float(np.ptp(shares, axis=0).max())
    if len(shares) == 1:
        return Finding("hay una sola tasa.", "no hay con qué comparar sus tiempos.")
    if not np.max(shares):
        return Finding("en este recorrido no resuelve ninguna.", "no hay tiempos que comparar.")
    return Finding(
        f"contra tasa × iteración, las curvas se apartan {number_text(100 * gap, 1)} puntos a lo "
        "sumo.",
        "entre estas tasas cambia cuándo se resuelve, y no cuántas resuelven."
        if gap <= 2 * SHARE_MARGIN
        else "la tasa cambia algo más que la rapidez.",
    )


def procedure(
    rate: float, rates: Sequence[float], own: ArrayLike, shared: ArrayLike, n: int
) -> Finding:
    """Say how often the named rate comes out best of n times, by either design."""
    if rate not in rates or len(rates) < 2:
        return Finding(
            f"la tasa {number_text(rate)} no se comparó aquí con otras.", "nada sobre ella."
        )
    i = list(rates).index(rate)
    k_own, k = int(np.asarray(own)[i]), int(np.asarray(shared)[i])
    leader = rates[int(np.argmax(shared))]
    seen = (
        f"la tasa {number_text(rate)} sale la mejor en el {share_text(k_own, n)} de las "
        f"repeticiones con inicios distintos y en el {share_text(k, n)} con inicio común, donde la "
        f"que más gana es {number_text(leader)}."
    )
    design = share("", k_own, n, k / n)
    apart = design.side == "above" and design.low > share("", k, n).high
    if apart:
        return Finding(seen, "los inicios distintos la favorecen: mezclan la suerte con la tasa.")
    if leader == rate:
        return Finding(seen, "sale bien parada por sí misma, y no por su inicio.")
    return Finding(seen, "no se ve que los inicios distintos la favorezcan.")


def by_rate(rate: float, rates: ArrayLike, solved: ArrayLike) -> Finding:
    """Say how the named rate does beside the best: which runs (n, K) solve at each of K rates."""
    rates, solved = np.asarray(rates, dtype=float), np.asarray(solved, dtype=bool)
    if not solved.any():
        return Finding("con ninguna tasa se resuelve en este plazo.", "no hay nada que comparar.")
    if solved.mean(axis=0).max() < SHARE_MARGIN:
        return Finding(
            "con ninguna tasa resuelve más que alguna corrida suelta en este plazo.",
            "no hay bastante que comparar.",
        )
    n, mine = len(solved), solved[:, int(np.flatnonzero(rates == rate)[0])]
    best = solved[:, int(solved.sum(axis=0).argmax())]
    plateau = rates[alike(solved)]
    q = difference("", mine, best, SHARE_MARGIN)
    low, high = number_text(plateau.min()), number_text(plateau.max())
    seen = (
        f"con la tasa {number_text(rate)} resuelve el {share_text(int(mine.sum()), n)} y con la "
        f"mejor de las probadas, el {share_text(int(best.sum()), n)}. De esta no se distinguen "
        f"las que hay entre {low} y {high}."
    )
    follows = {
        "below": "hay tasas que en este plazo resuelven bastante más que esa.",
        "same": "en este plazo esa tasa es tan buena como la mejor.",
        "above": "en este plazo esa tasa es la mejor.",
        "unknown": "con estas corridas no se sabe si esa tasa es peor que la mejor.",
    }[q.side]
    return Finding(seen, follows)


def onset(rates: Array, rose: NDArray[np.int64], n: int, asked: Sequence[float]) -> Finding:
    """Say in how many of n runs the cost ever rises at the rates of the question."""
    top = max(asked)
    k, most = int(rose[rates == top][0]), int(rose.max())
    seen = f"con {number_text(top)}, la mayor de la pregunta, el costo sube alguna vez en "
    seen += f"el {share_text(k, n)} de las corridas; donde más, en el {share_text(most, n)}."
    here, there = share("", k, n), share("", most, n)
    if here.side == "above":
        return Finding(seen, "ya entre las tasas de la pregunta hay una que oscila.")
    if here.side == "below" and there.side == "above":
        return Finding(seen, "la oscilación existe, pero a tasas mayores que las de la pregunta.")
    return Finding(seen, "con esta escala y estas corridas no se sabe desde cuándo oscila.")


def orbit(rates: Array, measured: Array, predicted: Array, eigenvalue: float) -> Finding:
    """Say how well theory foretells the cost past the limit of stability."""
    limit, error = 2 / eigenvalue, float(np.abs(measured - predicted).max())
    return Finding(
        f"hasta la tasa {number_text(limit, 3)} el costo no cambia; después crece poco a poco. La "
        f"teoría se aparta de lo medido en {scientific(error)} a lo sumo.",
        "pasado el límite, la red salta entre dos puntos, siempre los mismos. Oscila sin divergir.",
    )


def bound(maxima: Mapping[str, float], rate: float) -> Finding:
    """Say whether the largest cost seen grows: by stretch of the training, at the highest rate."""
    early, *_, late = maxima.values()
    if not (math.isfinite(early) and math.isfinite(late)) or early <= 0:
        return Finding(
            f"con la tasa {number_text(rate)} el costo deja de ser finito.", "a esa tasa diverge."
        )
    seen = (
        f"con la tasa {number_text(rate)} el mayor costo es {number_text(early, 1)} al principio y "
        f"{number_text(late, 1)} al final."
    )
    growth = late / early
    if growth < BOUNDED:
        return Finding(seen, "a esa tasa el costo no crece con el tiempo: no diverge.")
    if growth > GROWN:
        return Finding(seen, "a esa tasa el costo sigue creciendo: diverge.")
    return Finding(seen, "no está claro si el costo sigue creciendo.")


def equal_travel(pairs: Sequence[Pair]) -> Finding:
    """Say whether a lower rate solves less often at equal rate × iterations."""
    seen = f"la diferencia en la parte que resuelve es: {'; '.join(p.text() for p in pairs)}."
    among, best = (pair.quantity() for pair in pairs)
    follows = {
        "below": "la tasa baja se queda atrapada más veces que la alta.",
        "same": "entre las tasas de la pregunta, la baja no se queda atrapada más veces.",
        "above": "entre las tasas de la pregunta, la baja no se queda atrapada más veces.",
        "unknown": "no se sabe si la tasa baja se queda atrapada más veces que la alta.",
    }[among.side]
    if best.side == "below" and pairs[1].low_rate < pairs[1].high_rate:
        low, high = number_text(pairs[1].low_rate), number_text(pairs[1].high_rate)
        follows += f" La de {low}, frente a la de {high}, sí resuelve menos."
    return Finding(seen, follows)


def variants(rate: float, balance: str, waves: str) -> Finding:
    """Say for which other networks the named rate falls short, and a high one makes waves."""
    follows = "la mejor tasa es de cada red: la tabla la da para cada una."
    if balance.startswith("No se puede decidir"):
        follows = "con estas corridas no se sabe de qué depende la mejor tasa."
    elif balance.startswith("No vale en ninguna"):
        follows = f"con estas corridas ninguna tasa le gana a {number_text(rate)}."
    return Finding(
        f"que {number_text(rate)} resuelva menos que la mejor tasa {_small(balance)} Que la mayor "
        f"de las probadas oscile {_small(waves)}",
        follows,
    )


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
