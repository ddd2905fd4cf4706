"""Verdicts on the third answer of the report: what MSE changes as the loss."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from lab1.report.verdicts import (
    CONFIRMED,
    CONFOUNDED,
    QUALIFIED,
    REFUTED,
    UNDECIDED,
    Quantity,
    Setup,
    Verdict,
)
from lab1.report.verdicts.rules import difference, speed_ratio
from lab1.report.words import below, count_text, number_text, scientific

_PRINTED = 1e-6  # the report prints six decimals
SOLVED_MARGIN = 0.01  # a loss solves as often as the other within one point


def cost_is_the_mean(
    *, published: float, sse: float, mse: float, setup: Setup, where: Sequence[str], scope: str = ""
) -> Verdict:
    """3a: is the published cost the mean of the squares?

    Parameters
    ----------
    published, sse, mse : float
        The printed value, and the sum and the mean of the squares of the same network.
    setup, where, scope
        As in `Verdict`.
    """
    is_mean, is_sum = (abs(value - published) < _PRINTED for value in (mse, sse))
    verdict, sense = {
        (True, False): (CONFIRMED, "la media"),
        (False, True): (REFUTED, "la suma"),
        (False, False): (UNDECIDED, "ni la suma ni la media"),
        (True, True): (UNDECIDED, "la suma y la media a la vez"),
    }[is_mean, is_sum]
    found = (
        f"Lo impreso, {published:.6f}, es {sense} de los cuadrados: suma {sse:.6f}, media "
        f"{mse:.6f}."
    )
    return Verdict(
        id="3a", quote="Es simplemente la media de los cuadrados de las diferencias",
        verdict=verdict, found=found, key=f"la suma es {sse:.6f} y la media, {mse:.6f}",
        setup=setup, where=where, scope=scope,
    )  # fmt: skip


def trace_is_flat(
    *, published: float, costs: ArrayLike, setup: Setup, where: Sequence[str], scope: str = ""
) -> Verdict:
    """3b: does the cost stay where it is when the squares are minimized?

    Parameters
    ----------
    published : float
        The value printed at all iterations.
    costs : array of float, shape (T,)
        The same cost of a network that is trained for it, at iterations 0, 1, ….
    setup, where, scope
        As in `Verdict`.
    """
    costs = np.asarray(costs, dtype=float)
    first, second, last = costs[0], costs[1], costs[-1]
    same_start = abs(published - first) < _PRINTED
    moves = not (np.abs(costs - first) < _PRINTED).all()
    verdict = UNDECIDED if not same_start else REFUTED if moves else CONFIRMED
    trained = (
        f"un paso verdadero lo lleva a {second:.6f} y "
        f"{count_text(costs.size - 1, 'paso')} a {last:.6f}"
    )
    found = {
        REFUTED: f"{published:.6f} es el costo antes de todo paso; {trained}: aquella red nunca "
        "se actualizó.",
        CONFIRMED: f"{published:.6f} es el costo antes de todo paso, y entrenando no se mueve.",
        UNDECIDED: f"{published:.6f} no es el costo antes de todo paso, {first:.6f}.",
    }[verdict]
    return Verdict(
        id="3b", quote=f"Cost after iteration# 900: {published:.6f}", verdict=verdict, found=found,
        key=f"un paso lleva el costo de {first:.6f} a {second:.6f}", setup=setup,
        where=where, scope=scope,
    )  # fmt: skip


def cross_entropy_drops_later(
    *,
    error: float,
    rates: Sequence[float],
    draws: Sequence[int],
    own_gradient_error: float,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """3c: do the two curves of the final figure compare two losses?

    Parameters
    ----------
    error : float
        Largest difference between them and two networks trained with the same gradient, that
        of the cross-entropy.
    rates, draws : pair
        Learning rate and start of the two curves.
    own_gradient_error : float
        Difference of the curve called "MSE" from a network truly trained on it.
    setup, where, scope
        As in `Verdict`.
    """
    each = [f"tasa {number_text(r)} e inicio {d}" for r, d in zip(rates, draws, strict=True)]
    quote = (
        "en MSE parece tener resultados similares para las primeras 200 iteraciones, […] "
        "posteriormente, la función de Cross entropy desciende bruscamente"
    )
    if error < 1e-9 < own_gradient_error and (rates[0] != rates[1] or draws[0] != draws[1]):
        verdict = CONFOUNDED
        found = (
            "Ambas curvas son MSE de redes entrenadas con el gradiente de la entropía cruzada "
            f"(diferencia {below(error, 1e-9)}): una con {each[0]}, la otra con {each[1]}. No "
            "comparan pérdidas."
        )
    else:
        verdict = UNDECIDED
        found = (
            "Las curvas no se explican por un solo gradiente, otra tasa y otro inicio "
            f"(diferencia {scientific(error)})."
        )
    key = f"se comparan {each[0]} con {each[1]}, y un solo gradiente"
    return Verdict(
        id="3c", quote=quote, verdict=verdict, found=found,
        key=key if verdict == CONFOUNDED else f"diferencia {scientific(error)}", setup=setup,
        where=where, scope=scope,
    )  # fmt: skip


def cross_entropy_is_better(
    *,
    designs: Mapping[str, tuple[ArrayLike, ArrayLike]],
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """3d: is cross-entropy to be trusted more?

    Parameters
    ----------
    designs : dict of str to (array, array)
        By how the rates were chosen: the iteration at which each seed solves, NaN if never, with
        cross-entropy and with MSE.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    In each design two things count: how fast, where both solve, and how often. Confirmed if
    cross-entropy is ahead in one and behind in none; refuted if it is behind in one and ahead in
    none, or ahead in none at all; qualified if it is ahead in one and behind in another. Where no
    seed solves with both, only how often counts.
    """
    quantities: list[Quantity] = []
    found, key, ahead, behind = "", "", False, False
    for design, (ours, theirs) in designs.items():
        ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
        solves, rival = ~np.isnan(ours), ~np.isnan(theirs)
        speed = speed_ratio("iteraciones, MSE / entropía cruzada", theirs, ours)
        solved = difference("resuelven, MSE − entropía cruzada", rival, solves, SOLVED_MARGIN)
        if not (solves.any() or rival.any()):
            found += f"{design}, ninguna resuelve. "
            quantities += [Quantity(solved.name, *[math.nan] * 3)]
            continue
        quantities += [solved] if math.isnan(speed.value) else [speed, solved]
        ahead |= speed.side == "above" or solved.side == "below"
        behind |= speed.side == "below" or solved.side == "above"
        found += f"{design}, {_pace(speed)}; {_reach(solved)}. "
        key += f"{design.lower()}, MSE: {_times(speed)}, {solved.text(1, 100)} puntos; "
    known = all(q.side != "unknown" for q in quantities)
    if ahead and behind:
        verdict = QUALIFIED
    elif not known:
        verdict = UNDECIDED
    else:
        verdict = CONFIRMED if ahead else REFUTED
    return Verdict(
        id="3d", quote="se puede confiar más en la función de Cross entropy", verdict=verdict,
        found=found.strip(), key=key.strip("; ") or "ninguna resuelve", setup=setup, where=where,
        decides=tuple(quantities), scope=scope,
    )  # fmt: skip


def _pace(speed: Quantity) -> str:
    if math.isnan(speed.value):
        return "ningún inicio se resuelve con ambas"
    sense = {
        "above": "la entropía cruzada es más rápida",
        "below": "la entropía cruzada es más lenta",
        "same": "son igual de rápidas",
        "unknown": "no se sabe cuál es más rápida",
    }[speed.side]
    return f"{sense} (MSE tarda {speed.text()} veces)"


def _times(speed: Quantity) -> str:
    return "sin cociente" if math.isnan(speed.value) else f"{speed.text()} veces las iteraciones"


def _reach(solved: Quantity) -> str:
    sense = {
        "above": "el MSE resuelve más",
        "below": "el MSE resuelve menos",
        "same": "resuelven lo mismo",
        "unknown": "no se sabe cuál resuelve más",
    }[solved.side]
    return f"{sense} (MSE − entropía cruzada: {solved.text(1, 100)} puntos)"
