"""Verdicts on the first answer of the report: zeros, constants and random starts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from lab1.report.verdicts import CONFIRMED, QUALIFIED, REFUTED, UNDECIDED, Setup, Verdict
from lab1.report.verdicts.rules import COST_MARGIN, SHARE_MARGIN, TRAVEL_MARGIN, share
from lab1.report.words import (
    STATES,
    count_text,
    iterations_text,
    measured,
    number_text,
    share_text,
)

STILL = 1e-12  # a gradient, a move or a change of cost below this is rounding


def difference_exists(
    *,
    travel_zeros: float,
    travel_random: ArrayLike,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """1a: do the parameters converge otherwise from zeros than from random starts?

    Parameters
    ----------
    travel_zeros : float
        Largest distance of any parameter, at the end, from where it started.
    travel_random : array of float, shape (n,)
        The same of each random start.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Two starts differ if those distances do, by more than TRAVEL_MARGIN. Where neither has moved,
    nothing can be said: it may be too early.
    """
    travel = np.asarray(travel_random, dtype=float)
    differ = ~(np.abs(travel - travel_zeros) <= TRAVEL_MARGIN)
    k, n = int(differ.sum()), differ.size
    q = share("inicios al azar cuyo recorrido difiere del de los ceros", k, n)
    typical = float(np.median(travel))
    moved = not (typical <= TRAVEL_MARGIN and travel_zeros <= TRAVEL_MARGIN)
    if q.low > 0.5:
        verdict, sense = CONFIRMED, ""
    elif q.low > SHARE_MARGIN and q.high < 0.5:
        verdict, sense = QUALIFIED, ": la diferencia existe, pero no en la mayoría"
    elif q.high < SHARE_MARGIN and moved:
        verdict, sense = REFUTED, ": se mueven, y lo mismo"
    else:
        verdict = UNDECIDED
        sense = "" if moved else ": en este plazo no se ha movido ninguno"
    still = f"recorre más de {measured(travel_zeros)}" if travel_zeros > STILL else "se mueve"
    found = (
        f"Desde cero ningún parámetro {still}; al azar, el que más se mueve recorre "
        f"{measured(typical)} (mediana). Los recorridos difieren en más de "
        f"{number_text(TRAVEL_MARGIN)} en el {share_text(k, n)} de los inicios{sense}."
    )
    key = f"el recorrido difiere del de los ceros en el {share_text(k, n)} de los inicios al azar"
    return Verdict(
        id="1a", quote="Sí, existe una diferencia.", verdict=verdict, found=found, key=key,
        setup=setup, where=where, decides=(q,), scope=scope,
    )  # fmt: skip


def any_constant_is_like_zero(
    *,
    constants: ArrayLike,
    units_apart: ArrayLike,
    first_costs: ArrayLike,
    last_costs: ArrayLike,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """1b: does what happens with zeros happen with any constant?

    Parameters
    ----------
    constants : array of float, shape (n,)
        The starts tried.
    units_apart : array of float, shape (n,)
        Largest difference ever seen between the hidden units of each.
    first_costs, last_costs : array of float, shape (n,)
        Cost of each before training and at the end.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Two things happen with zeros: the units stay copies of each other, and the cost stays where
    it is. One constant whose units part refutes; one whose cost moves qualifies; to confirm, all
    costs must be still to the last digits, since one that creeps is only slow.
    """
    constants, apart, first, last = (
        np.atleast_1d(np.asarray(values, dtype=float))
        for values in (constants, units_apart, first_costs, last_costs)
    )
    change = last - first
    n, parted = constants.size, int((apart > 0).sum())
    most = int(np.argmax(np.abs(np.nan_to_num(change, nan=np.inf))))
    moved = ~(np.abs(change) <= COST_MARGIN)
    if setup.n_hidden == 1:
        verdict, sense = UNDECIDED, "con una sola unidad oculta no hay simetría que ver"
    elif parted:
        verdict, sense = REFUTED, "las unidades llegan a separarse"
    elif moved.any():
        verdict, sense = QUALIFIED, "la simetría se mantiene, pero el costo no se queda quieto"
    elif (np.abs(change) <= STILL).all():
        verdict, sense = CONFIRMED, "ni las unidades se separan ni el costo se mueve"
    else:
        verdict, sense = UNDECIDED, "el costo casi no cambia: en este plazo, lento o quieto"
    change_text = f"{measured(first[most], 4)} a {measured(last[most], 4)}"
    falls, rises = int((change < -COST_MARGIN).sum()), int((change > COST_MARGIN).sum())
    found = (
        f"De {count_text(n, 'constante')}, las unidades se separan en {parted}; el costo baja en "
        f"{falls} y sube en {rises}. El que más cambia, desde {number_text(constants[most])}, pasa "
        f"de {change_text}: {sense}."
    )
    key = f"desde la constante {number_text(constants[most])} el costo pasa de {change_text}"
    return Verdict(
        id="1b", quote="Esto no sucede solo con 0, si no con cualquier valor constante",
        verdict=verdict, found=found, key=key, setup=setup, where=where, scope=scope,
    )  # fmt: skip


def flat_because_of_symmetry(
    *,
    gradient_at_zero: float,
    constants: ArrayLike,
    units_apart: ArrayLike,
    first_costs: ArrayLike,
    last_costs: ArrayLike,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """1c: is the cost flat from zeros because the units do the same thing?

    Parameters
    ----------
    gradient_at_zero : float
        Largest entry of the gradient where all parameters are zero.
    constants, units_apart, first_costs, last_costs
        As in `any_constant_is_like_zero`.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Refuted by one start that is as symmetric and falls. Where the gradient isn't zero the
    sentence has nothing to explain.
    """
    constants, apart, first, last = (
        np.atleast_1d(np.asarray(values, dtype=float))
        for values in (constants, units_apart, first_costs, last_costs)
    )
    fall = np.where(apart == 0, first - last, -np.inf)
    most = int(np.argmax(np.nan_to_num(fall, nan=-np.inf)))
    if not gradient_at_zero <= STILL:
        verdict = UNDECIDED
        found = (
            f"Con estos datos el gradiente en cero no es nulo ({measured(gradient_at_zero)}): "
            "la red se mueve y no hay costo plano que explicar."
        )
    elif fall[most] > COST_MARGIN:
        verdict = REFUTED
        found = (
            "En cero todos los gradientes valen 0: no hay paso posible. El inicio constante "
            f"{number_text(constants[most])}, igual de simétrico, baja de "
            f"{measured(first[most], 4)} a {measured(last[most], 4)}."
        )
    else:
        verdict = UNDECIDED
        found = (
            "En cero todos los gradientes valen 0, pero ninguna constante baja en más de "
            f"{number_text(COST_MARGIN)}: en este plazo no se distinguen las dos causas."
        )
    quote = (
        "El hecho de que el costo no disminuya […] tiene sentido, ya que […] todas realizan "
        "las mismas operaciones debido a la inicialización simétrica"
    )
    steepest = gradient_at_zero if gradient_at_zero > STILL else 0
    key = f"en cero, el mayor gradiente vale {measured(steepest)}"
    return Verdict(
        id="1c", quote=quote, verdict=verdict, found=found, key=key, setup=setup, where=where,
        scope=scope,
    )  # fmt: skip


def breaking_symmetry_is_the_key(
    *,
    symmetric_solved: ArrayLike,
    random_solved: ArrayLike,
    later_states: ArrayLike,
    times_longer: float,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """1d: is breaking the symmetry what it takes?

    Parameters
    ----------
    symmetric_solved : array of bool
        Whether each symmetric start (zeros, constants) solves the task.
    random_solved : array of bool, shape (n,)
        Whether each random start does.
    later_states : array of str
        Of some of those that don't: how they are, as in `lab1.plateau`, when they are trained
        longer. May be empty.
    times_longer : float
        How many times as long.
    setup, where, scope
        As in `Verdict`.

    Notes
    -----
    Necessary, unless a symmetric start solves. Sufficient, if nearly all random ones solve. Not
    sufficient only if enough are at ½ ln 2 even when they are trained longer: there two examples
    are settled and the others can't be told apart any more. Elsewhere a run may be slow.
    """
    symmetric, solved = (
        np.atleast_1d(np.asarray(a, dtype=bool)) for a in (symmetric_solved, random_solved)
    )
    later = np.asarray(later_states, dtype=object)
    done, stopped = int((later == "solved").sum()), int((later == "½ ln 2").sum())
    k, n, n_symmetric = int(solved.sum()), solved.size, int(symmetric.sum())
    q = share("inicios al azar que resuelven", k, n, reference=1 - SHARE_MARGIN)
    still = share("de los que no, siguen en ½ ln 2", stopped, later.size)
    stuck = (1 - q.high) * still.low > SHARE_MARGIN
    if setup.n_hidden == 1:
        verdict, sense = UNDECIDED, "Con una sola unidad oculta no hay simetría que romper"
    elif n_symmetric:
        verdict, sense = REFUTED, "No hace falta romperla"
    elif q.side == "above":
        verdict, sense = CONFIRMED, "Es necesario y basta"
    elif stuck:
        verdict, sense = QUALIFIED, "Es necesario, pero no suficiente"
    else:
        verdict, sense = UNDECIDED, "No se sabe cuántas están atascadas y cuántas son lentas"
    longer = (
        f"; de {count_text(later.size, 'inicio')} sin resolver, con "
        f"{number_text(times_longer)} veces más iteraciones {done} "
        f"{'resuelve' if done == 1 else 'resuelven'} y {stopped} "
        f"{'está' if stopped == 1 else 'están'} en ½ ln 2"
        if later.size
        else ""
    )
    found = (
        f"De {symmetric.size} inicios simétricos {'resuelve' if n_symmetric == 1 else 'resuelven'} "
        f"{n_symmetric}. Al azar resuelve el {share_text(k, n)}{longer}. {sense}."
    )
    quote = "la clave está en romper la simetría, usualmente usando distribuciones aleatorias"
    return Verdict(
        id="1d", quote=quote, verdict=verdict, found=found,
        key=f"al azar resuelve el {share_text(k, n)} de los inicios", setup=setup, where=where,
        decides=(q, still), scope=scope,
    )  # fmt: skip


def random_is_an_improvement(
    *,
    cost_zeros: float,
    cost_random: float,
    cost_later: float,
    state: str,
    n_later: int,
    setup: Setup,
    where: Sequence[str],
    scope: str = "",
) -> Verdict:
    """1e: is the report's random run an improvement?

    Parameters
    ----------
    cost_zeros, cost_random : float
        Costs where the report stopped.
    cost_later, state : float, str
        Cost of the same random run after n_later iterations, and the state it is in.
    n_later : int
    setup, where, scope
        As in `Verdict`.
    """
    gain = cost_zeros - cost_random
    solved = state == "solved"
    verdict = QUALIFIED if gain > 0 and not solved else CONFIRMED if gain > 0 else REFUTED
    size = f"gana {measured(gain, 4)}" if gain > 0 else f"pierde {measured(-gain, 4)}"
    found = (
        f"Donde paró el informe, la corrida al azar {size} frente a los ceros; a las "
        f"{iterations_text(n_later)} su costo es {measured(cost_later, 4)}: {STATES[state]}"
        + ("." if solved else ", y hasta ahí no ha aprendido XOR.")
    )
    return Verdict(
        id="1e", quote="Si bien el modelo todavía no es muy bueno, es una mejora.",
        verdict=verdict, found=found,
        key=f"el azar {size} en el costo; a las {iterations_text(n_later)}, {STATES[state]}",
        setup=setup, where=where, scope=scope,
    )  # fmt: skip
