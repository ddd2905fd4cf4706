"""Verdicts on the third answer of the report: what MSE changes as the loss."""

from collections.abc import Sequence

from lab1.report.verdicts import CONFIRMED, CONFOUNDED, QUALIFIED, REFUTED, UNDECIDED, Verdict
from lab1.report.words import below, number_text, points, scientific, with_interval


def cost_is_the_mean(published: float, sse: float, mse: float, where: str) -> Verdict:
    """3a: is the published cost the mean of the squares?

    Parameters
    ----------
    published, sse, mse : float
        The printed value, and the sum and the mean of the squares of the same network.
    """
    is_mean, is_sum = (abs(value - published) < 1e-6 for value in (mse, sse))
    verdict = CONFIRMED if is_mean else REFUTED if is_sum else UNDECIDED
    evidence = (
        f"Lo impreso, {published:.6f}, es la {'suma' if is_sum else 'media'} de los cuadrados: "
        f"suma {sse:.6f}, media {mse:.6f}."
    )
    quote = "Es simplemente la media de los cuadrados de las diferencias"
    return Verdict("3a", quote, verdict, evidence, where, f"suma {sse:.6f}, media {mse:.6f}")


def trace_is_flat(
    published: float, first: float, second: float, last: float, where: str
) -> Verdict:
    """3b: does the cost stay where it is when the squares are minimized?

    Parameters
    ----------
    published : float
        The value printed at all iterations.
    first, second, last : float
        The same cost of a network that is trained for it: before any step, after one, at the end.
    """
    moves = abs(second - first) > 1e-6
    verdict = UNDECIDED if abs(published - first) > 1e-6 else REFUTED if moves else CONFIRMED
    evidence = (
        f"{published:.6f} es el costo antes de todo paso; un solo paso verdadero lo lleva a "
        f"{second:.6f} y mil a {last:.6f}: aquella red nunca se actualizó."
        if verdict == REFUTED
        else f"Publicado {published:.6f}; antes de todo paso {first:.6f}, después {second:.6f}."
    )
    quote = f"Cost after iteration# 900: {published:.6f}"
    key = f"un paso: {first:.6f} → {second:.6f}"
    return Verdict("3b", quote, verdict, evidence, where, key)


def cross_entropy_drops_later(
    difference: float,
    rates: Sequence[float],
    draws: Sequence[int],
    own_gradient_error: float,
    where: str,
) -> Verdict:
    """3c: do the two curves of the final figure compare two losses?

    Parameters
    ----------
    difference : float
        Largest difference between them and two networks trained with the same gradient, that
        of the cross-entropy.
    rates, draws : pair
        Learning rate and start of the two curves.
    own_gradient_error : float
        Difference of the curve called "MSE" from a network truly trained on it.
    """
    same_gradient = difference < 1e-9 < own_gradient_error
    if same_gradient and (rates[0] != rates[1] or draws[0] != draws[1]):
        verdict = CONFOUNDED
        evidence = (
            "Ambas curvas son MSE de redes entrenadas con el gradiente de la entropía cruzada "
            f"(diferencia {below(difference, 1e-9)}): una con tasa {rates[0]} e inicio {draws[0]}, "
            f"la otra con {rates[1]} e inicio {draws[1]}. No comparan pérdidas."
        )
    else:
        verdict = UNDECIDED
        evidence = f"Las curvas no se explican por un solo gradiente ({scientific(difference)})."
    quote = (
        "en MSE parece tener resultados similares para las primeras 200 iteraciones, […] "
        "posteriormente, la función de Cross entropy desciende bruscamente"
    )
    key = f"tasas {rates[0]} y {rates[1]}, inicios {draws[0]} y {draws[1]}, un solo gradiente"
    return Verdict("3c", quote, verdict, evidence, where, key)


def cross_entropy_is_better(
    speed: float,
    speed_interval: tuple[float, float],
    solved: float,
    solved_interval: tuple[float, float],
    n_seeds: int,
    where: str,
) -> Verdict:
    """3d: is cross-entropy to be trusted more?

    Parameters
    ----------
    speed : float
        Median over the seeds that both solve of: iterations with MSE / with cross-entropy.
    speed_interval : pair of float
    solved : float
        P(solved) with MSE minus with cross-entropy, paired by seed.
    solved_interval : pair of float
    n_seeds : int
    """
    faster = speed_interval[0] > 1
    slower = speed_interval[1] < 1
    solves_less = solved_interval[0] > 0
    solves_more = solved_interval[1] < 0
    if (faster and solves_less) or (slower and solves_more):
        verdict = QUALIFIED
    elif faster and not solves_less:
        verdict = CONFIRMED if solves_more else QUALIFIED
    elif slower or solves_less:
        verdict = REFUTED
    elif solves_more:
        verdict = CONFIRMED
    else:
        verdict = UNDECIDED
    pace = "es más rápida" if faster else "es más lenta" if slower else "no es más rápida ni lenta"
    reach = "menos" if solves_less else "más" if solves_more else "igual de a menudo"
    evidence = (
        f"A igual tasa y con {number_text(n_seeds)} inicios comunes la entropía cruzada {pace} "
        f"(MSE tarda {with_interval(speed, *speed_interval)} veces) y resuelve {reach} "
        f"(MSE − entropía cruzada: {points(solved, *solved_interval)} puntos)."
    )
    quote = "se puede confiar más en la función de Cross entropy"
    pace_text = f"MSE: {number_text(speed, 2)} veces las iteraciones"
    key = f"{pace_text}, {points(solved, *solved_interval)} puntos"
    return Verdict("3d", quote, verdict, evidence, where, key)
