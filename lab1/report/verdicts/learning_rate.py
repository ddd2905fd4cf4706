"""Verdicts on the second answer of the report: what the learning rate changes."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

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
from lab1.report.verdicts.rules import SHARE_MARGIN, difference, share, span, speed_ratio
from lab1.report.words import count_text, number_text, share_text

_OFTEN = 0.5  # a rate oscillates if the cost rises in most runs
BOUNDED, GROWN = 1.2, 2.0  # late maximum over early: no growth below, growth above


def rate_is_best(
    *,
    rate: float,
    rates: Sequence[float],
    best_in_figure: float,
    best_on_draws: Sequence[float],
    own: ArrayLike,
    shared: ArrayLike,
    n_repeats: int,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """2a: did this rate give the best results?

    Parameters
    ----------
    rate : float
        The one that the report names.
    rates : sequence of float
        Those that are compared here.
    best_in_figure : float
        The one that ends lowest in the published figure.
    best_on_draws : sequence of float
        The one that ends lowest on each of the report's own starts, of the rates it tried.
    own, shared : array of int, shape (len(rates),)
        How often each of `rates` comes out best alone where each has a start of its own, and
        where all share the start; ties count for none.
    n_repeats : int
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    The rate is set against the strongest of the others: of the repeats that one of the two wins,
    it must win more than half. To be confirmed it must win on the report's own starts, too.
    """
    quote = f"un aprendizaje de {number_text(rate)} produjo los mejores resultados"
    if len(rates) < 2 or rate not in rates:
        return Verdict(
            id="2a", quote=quote, verdict=UNDECIDED, key="no se comparó", setup=setup, where=where,
            found=f"Aquí no se comparó {number_text(rate)} con otras tasas.", scope=scope,
        )  # fmt: skip
    own, shared = np.asarray(own), np.asarray(shared)
    position = list(rates).index(rate)
    k, k_own = int(shared[position]), int(own[position])
    others = np.delete(shared, position)
    rival = int(others.max())
    q = share(f"{number_text(rate)} gana a su mejor rival", k, k + rival)
    design = share("gana con inicios distintos", k_own, n_repeats, k / n_repeats)
    wins = sum(best == rate for best in best_on_draws)
    if q.side == "above":
        verdict = CONFIRMED if wins == len(best_on_draws) else QUALIFIED
    elif q.side == "below":
        more = design.low > share("", k, n_repeats).high
        verdict = CONFOUNDED if more and best_in_figure == rate else REFUTED
    else:
        verdict = UNDECIDED
    sense = {
        CONFIRMED: "También con inicio común es la mejor.",
        QUALIFIED: f"Es la mejor de {', '.join(map(number_text, rates))}, no de las del informe.",
        CONFOUNDED: "Ganaba por el inicio que le tocó, no por la tasa.",
        REFUTED: "Otra tasa gana más veces.",
        UNDECIDED: "No se distingue de su rival.",
    }[verdict]
    ties = n_repeats - int(shared.sum())
    tied = f" (y {count_text(ties, 'empate')} en cabeza)" if ties else ""
    found = (
        f"En la figura, donde cada tasa parte de otro inicio, gana {number_text(best_in_figure)}; "
        f"con el mismo inicio y las tasas del informe, {number_text(rate)} gana en {wins} de "
        f"{len(best_on_draws)}. En {count_text(n_repeats, 'repetición', 'repeticiones')} gana el "
        f"{share_text(k_own, n_repeats)} con inicios distintos y {share_text(k, n_repeats)} con "
        f"inicio común{tied}; su mejor rival, {share_text(rival, n_repeats)}. {sense}"
    )
    return Verdict(
        id="2a", quote=quote, verdict=verdict, found=found,
        key=f"con inicio común gana {share_text(k, n_repeats)} de las veces", setup=setup,
        where=where, decides=(q, design), scope=scope,
    )  # fmt: skip


def low_is_slow(
    *,
    low_rate: float,
    high_rate: float,
    low: ArrayLike,
    high: ArrayLike,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """2b: does a low rate learn slowly?

    Parameters
    ----------
    low_rate, high_rate : float
    low, high : array of float, shape (n,)
        Iteration at which each seed solves at either rate, NaN if never.
    setup, where, scope
        As in `Verdict`.
    """
    quote = "un aprendizaje muy bajo significa que el modelo aprenderá de manera muy lenta"
    q = speed_ratio("iteraciones, tasa baja / tasa alta", low, high)
    names = number_text(low_rate), number_text(high_rate)
    if low_rate == high_rate:
        found = f"Aquí no hay dos tasas que comparar, solo {names[0]}."
        key, verdict = "no se comparó", UNDECIDED
    elif math.isnan(q.value):
        found = (
            f"Ningún inicio resuelve con {names[0]} y también con {names[1]}: nada que comparar."
        )
        key, verdict = "ningún inicio resuelve con ambas", UNDECIDED
    else:
        sides = {"above": CONFIRMED, "below": REFUTED, "same": REFUTED, "unknown": UNDECIDED}
        verdict = sides[q.side]
        found = (
            f"Para resolver, {names[0]} necesita {q.text()} veces las iteraciones de {names[1]}; "
            f"el cociente de las tasas es {number_text(high_rate / low_rate, 2)}."
        )
        key = f"{names[0]} tarda {q.text()} veces lo que {names[1]}"
    return Verdict(
        id="2b", quote=quote, verdict=verdict, found=found, key=key, setup=setup, where=where,
        decides=(q,), scope=scope,
    )  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two rates at equal rate × iterations, from the same starts.

    Attributes
    ----------
    low_rate, high_rate : float
    low, high : array of bool, shape (n,)
        Which starts each solves.
    """

    low_rate: float
    high_rate: float
    low: ArrayLike
    high: ArrayLike

    def quantity(self) -> Quantity:
        """P(solved) at the low rate minus at the high one; nothing measured if none solves."""
        low, high = np.asarray(self.low), np.asarray(self.high)
        name = f"resuelven, {number_text(self.low_rate)} − {number_text(self.high_rate)}"
        if self.low_rate == self.high_rate or not (low.any() or high.any()):
            return Quantity(name, math.nan, math.nan, math.nan, 0.0, SHARE_MARGIN)
        return difference(name, low, high, SHARE_MARGIN)

    def text(self) -> str:
        """Write what was compared and found."""
        q, n = self.quantity(), np.size(self.low)
        names = f"{number_text(self.low_rate)} frente a {number_text(self.high_rate)}"
        if self.low_rate == self.high_rate:
            return f"{number_text(self.low_rate)}, sin otra con que compararla"
        if math.isnan(q.value):
            return f"{names}: ninguna resuelve"
        return (
            f"{names}, {q.text(1, 100)} puntos ({count_text(n, 'inicio común', 'inicios comunes')})"
        )


def low_is_trapped(
    *, among_theirs: Pair, against_best: Pair, setup: Setup, where: Sequence[str], scope: str = ""
) -> Verdict:
    """2c: does a low rate risk being trapped?

    Parameters
    ----------
    among_theirs : Pair
        The lowest and the highest rate of the question.
    against_best : Pair
        The highest rate of the question and the best of all or, if that isn't higher, the lowest
        rate of the question and the best.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Confirmed if the lowest solves less often than the highest of the question; qualified if it
    does not, but both less often than the best rate; refuted if neither.
    """
    first, second = among_theirs.quantity(), against_best.quantity()
    higher_is_better = second.side == "below" and against_best.low_rate < against_best.high_rate
    none_higher = against_best.low_rate >= against_best.high_rate
    not_more = first.side in ("same", "above")
    if first.side == "below":
        verdict, sense = CONFIRMED, "la baja se atrapa más"
    elif not_more and higher_is_better:
        verdict = QUALIFIED
        sense = "entre las tasas de la pregunta no se atrapa más la baja; frente a la mejor, sí"
    elif not_more and (none_higher or second.side in ("same", "above")):
        verdict, sense = REFUTED, "la baja no se atrapa más"
    else:
        verdict, sense = UNDECIDED, "no alcanza para decidir"
    found = (
        "La diferencia en la parte que resuelve, a igual tasa × iteraciones, es: "
        f"{among_theirs.text()}; {against_best.text()}. Así, {sense}."
    )
    return Verdict(
        id="2c", quote="la posibilidad de quedarse atrapado en mínimos locales", verdict=verdict,
        found=found, key=f"a igual recorrido: {among_theirs.text()}; {against_best.text()}",
        setup=setup, where=where, decides=(first, second), scope=scope,
    )  # fmt: skip


def high_oscillates_or_diverges(
    *,
    rates: ArrayLike,
    rose: ArrayLike,
    n_seeds: int,
    onset: Quantity,
    early: float,
    late: float,
    top: float,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """2d: can a high rate oscillate, or even diverge?

    Parameters
    ----------
    rates, rose : array, shape (K,)
        Rates tried, from low to high, and the runs of each whose cost ever rises.
    n_seeds : int
        Runs a rate.
    onset : Quantity
        Rate from which the cost rises in half of the runs, interpolated.
    early, late : float
        Largest cost seen at the highest rate in the first part of the training and in the last.
    top : float
        The highest rate that the report tried.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    "Puede" claims that there is such a rate: a scale that doesn't reach one can't refute it.
    """
    rates, rose = np.asarray(rates, dtype=float), np.asarray(rose)
    q = share("corridas cuyo costo sube con la tasa mayor", int(rose.max()), n_seeds, _OFTEN)
    growth = late / early if early > 0 else math.nan
    highest, peak = number_text(rates[-1]), number_text(rates[int(rose.argmax())])
    often = (
        f"El costo sube alguna vez en el {share_text(int(rose.max()), n_seeds)} de las corridas "
    )
    maxima = (
        f"Con {highest} el mayor costo visto al principio es {number_text(early, 1)} y al final "
        f"{number_text(late, 1)}: "
        if math.isfinite(early) and math.isfinite(late)
        else f"Con {highest} el costo deja de ser finito: "
    )
    if q.side != "above":
        verdict = UNDECIDED
        sense = (
            f"hasta {highest} no se ve una tasa que oscile; puede haberla mayor"
            if q.side == "below"
            else "no alcanza para decir que oscile"
        )
        found = f"{often}con {peak}: {sense}."
    elif not math.isfinite(late) or growth > GROWN:
        verdict, found = CONFIRMED, f"{often}con {peak}: oscila. {maxima}diverge."
    elif growth < BOUNDED:
        verdict, found = QUALIFIED, f"{often}con {peak}: oscila. {maxima}no diverge."
    else:
        verdict, found = UNDECIDED, f"{often}con {peak}: oscila. {maxima}no se sabe si crece."
    if q.side == "above" and not math.isnan(onset.value):
        at_top = rose[rates == top]
        share_top = f" Con {number_text(top)} sube en el {share_text(int(at_top[0]), n_seeds)}."
        found += f" La mitad oscila desde la tasa {onset.text()}." + share_top * bool(at_top.size)
    quote = (
        "uno muy alto puede provocar que el modelo oscile […] o incluso que diverja completamente"
    )
    key = (
        f"la mitad de las corridas oscila desde la tasa {onset.text()}"
        if q.side == "above" and not math.isnan(onset.value)
        else f"con {peak} sube el costo en el {share_text(int(rose.max()), n_seeds)} de las veces"
    )
    return Verdict(
        id="2d", quote=quote, verdict=verdict, found=found, key=key, setup=setup, where=where,
        decides=(q, onset), scope=scope,
    )  # fmt: skip


def rate_is_the_balance(
    *,
    rate: float,
    rates: ArrayLike,
    solved: ArrayLike,
    best: Quantity,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """2e: is this rate the good balance?

    Parameters
    ----------
    rate : float
        The one that the report names.
    rates : array of float, shape (K,)
    solved : array of bool, shape (n, K)
        Which starts solve in time at each of the rates, `rate` among them.
    best : Quantity
        The rate that solves most, interpolated between those tried.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Compared with the rate of `rates` that solves most often. A good balance solves as many,
    within SHARE_MARGIN.
    """
    rates, solved = np.asarray(rates, dtype=float), np.asarray(solved, dtype=bool)
    n, quote = len(solved), f"el de {number_text(rate)} […] es un buen balance entre los dos"
    position = int(np.flatnonzero(rates == rate)[0])
    top = int(solved.sum(axis=0).argmax())
    ours, theirs = int(solved[:, position].sum()), int(solved[:, top].sum())
    if theirs < SHARE_MARGIN * n:
        few = "casi " * bool(theirs)
        return Verdict(
            id="2e", quote=quote, verdict=UNDECIDED, key=f"{few}ninguna resuelve en este plazo",
            found=f"En este plazo {few}ninguna corrida resuelve, sea cual sea la tasa: no hay "
            "balance que juzgar.",
            setup=setup, where=where, scope=scope,
        )  # fmt: skip
    q = difference("resuelven, esta tasa − la mejor", solved[:, position], solved[:, top],
                   SHARE_MARGIN)  # fmt: skip
    sides = {"below": REFUTED, "same": CONFIRMED, "above": CONFIRMED, "unknown": UNDECIDED}
    plateau = rates[alike(solved)]
    where_best = "" if math.isnan(best.value) else f" (interpolada: {best.text()})"
    edge = " Está en el extremo de la escala: la mejor puede estar fuera." if top in (
        0, rates.size - 1) and position != top and rates.size > 1 else ""  # fmt: skip
    found = (
        f"{number_text(rate)} resuelve el {share_text(ours, n)}; la que más resuelve de las "
        f"probadas, {number_text(rates[top])}{where_best}, el {share_text(theirs, n)}. La "
        f"diferencia es de {q.text(1, 100)} puntos. De la que más resuelve no se "
        f"distinguen las tasas de {span(plateau)}."
        f"{edge}"
    )
    return Verdict(
        id="2e", quote=quote, verdict=sides[q.side], found=found,
        key=f"frente a la mejor tasa, {number_text(rate)} resuelve {q.text(1, 100)} puntos",
        setup=setup, where=where, decides=(q, best), scope=scope,
    )  # fmt: skip


def alike(solved: ArrayLike) -> NDArray[np.bool_]:
    """Tell which rates can't be told apart from the one that solves most.

    Parameters
    ----------
    solved : array of bool, shape (n, K)
        Which starts each rate solves.

    Returns
    -------
    ndarray of bool, shape (K,)
        Those whose paired difference from it has zero in its interval.
    """
    solved = np.asarray(solved, dtype=bool)
    top = solved[:, solved.sum(axis=0).argmax()]
    return np.array([difference("", arm, top, 0.0).side != "below" for arm in solved.T])
