"""Verdicts on the second answer of the report: what the learning rate changes."""

from collections.abc import Sequence

from lab1.report.verdicts import CONFIRMED, CONFOUNDED, QUALIFIED, REFUTED, UNDECIDED, Verdict
from lab1.report.words import number_text, percent, points, share_text, with_interval
from lab1.statistics import wilson

_MARGIN = 0.05  # a difference of shares below this is none: the equivalence that refutes


def rate_is_best(
    rate: float,
    best_in_figure: float,
    best_on_draws: Sequence[float],
    n_own: int,
    n_shared: int,
    n_repeats: int,
    where: str,
) -> Verdict:
    """2a: did this rate give the best results?

    Parameters
    ----------
    rate : float
        The one that the report names.
    best_in_figure : float
        The one that ends lowest in the published figure.
    best_on_draws : sequence of float
        The one that ends lowest on each of the report's own starts.
    n_own, n_shared, n_repeats : int
        How often the rate comes out best where each rate has a start of its own, and where all
        rates share the start, of how many repeats; 0 repeats if it was not compared.
    """
    quote = f"un aprendizaje de {number_text(rate)} produjo los mejores resultados"
    if n_repeats == 0:
        evidence = f"Aquí no se comparó {number_text(rate)} con otras tasas."
        return Verdict("2a", quote, UNDECIDED, evidence, where, "no se comparó")
    low, high = wilson(n_shared, n_repeats)
    own_low, _ = wilson(n_own, n_repeats)
    if low > 0.5:
        verdict = CONFIRMED
    elif high < 0.5 and best_in_figure == rate and own_low > high:
        verdict = CONFOUNDED
    elif high < 0.5:
        verdict = REFUTED
    else:
        verdict = UNDECIDED
    wins = sum(best == rate for best in best_on_draws)
    evidence = (
        f"En la figura, donde cada tasa parte de otro inicio, gana {number_text(best_in_figure)}; "
        f"con el mismo inicio, {number_text(rate)} gana en {wins} de {len(best_on_draws)}. "
        f"Repetido {number_text(n_repeats)} veces: {share_text(n_own, n_repeats)} con inicios "
        f"distintos, {share_text(n_shared, n_repeats)} con inicio común."
    )
    key = f"con inicio común gana {share_text(n_shared, n_repeats)}"
    return Verdict("2a", quote, verdict, evidence, where, key)


def low_is_slow(
    low_rate: float, high_rate: float, ratio: float, interval: tuple[float, float], where: str
) -> Verdict:
    """2b: does a low rate learn slowly?

    Parameters
    ----------
    low_rate, high_rate : float
    ratio : float
        Median over the seeds of: iterations at the low rate / iterations at the high rate.
    interval : pair of float
        Its 95 % interval.
    """
    verdict = CONFIRMED if interval[0] > 1 else REFUTED if interval[1] < 1 else UNDECIDED
    evidence = (
        f"Para resolver, {number_text(low_rate)} necesita {with_interval(ratio, *interval)} veces "
        f"las iteraciones de {number_text(high_rate)}; el cociente de las tasas es "
        f"{number_text(high_rate / low_rate, 2)}."
    )
    quote = "un aprendizaje muy bajo significa que el modelo aprenderá de manera muy lenta"
    key = f"tarda {with_interval(ratio, *interval)} veces lo que {number_text(high_rate)}"
    return Verdict("2b", quote, verdict, evidence, where, key)


def low_is_trapped(
    low_rate: float,
    high_rate: float,
    difference: float,
    interval: tuple[float, float],
    n_seeds: int,
    where: str,
) -> Verdict:
    """2c: does a low rate risk being trapped?

    Parameters
    ----------
    low_rate, high_rate : float
    difference : float
        P(solved) at the low rate minus at the high one, at equal rate × iterations.
    interval : pair of float
        Its 95 % interval, paired by seed.
    n_seeds : int
    """
    trapped = interval[1] < 0 and difference < -_MARGIN
    not_more = low_rate < high_rate and interval[0] > -_MARGIN
    verdict = CONFIRMED if trapped else REFUTED if not_more else UNDECIDED
    sense = {CONFIRMED: "se atrapa más", REFUTED: "no se atrapa más", UNDECIDED: "no decide"}
    evidence = (
        f"Con igual tasa × iteraciones, la parte que resuelve con {number_text(low_rate)} menos la "
        f"de {number_text(high_rate)} es {points(difference, *interval)} puntos "
        f"({number_text(n_seeds)} semillas comunes): {sense[verdict]}."
    )
    quote = "la posibilidad de quedarse atrapado en mínimos locales"
    key = f"a igual recorrido, diferencia de {points(difference, *interval)} puntos"
    return Verdict("2c", quote, verdict, evidence, where, key)


def high_oscillates_or_diverges(
    rate: float,
    n_rose: int,
    n_rose_highest: int,
    n_seeds: int,
    highest: float,
    growth: float,
    where: str,
) -> Verdict:
    """2d: does a high rate oscillate, or even diverge?

    Parameters
    ----------
    rate : float
        The highest that the report tried.
    n_rose, n_rose_highest : int
        Runs whose cost ever rose at that rate, and at the highest rate tried here.
    n_seeds : int
    highest : float
        The highest rate tried here.
    growth : float
        Largest cost ever seen at it as a share of the linear bound on the logit: above 1 it
        would be divergence.
    """
    oscillates = wilson(n_rose_highest, n_seeds)[0] > 0.5
    already = wilson(n_rose, n_seeds)[0] > 0.05
    if not oscillates:
        verdict = REFUTED if wilson(n_rose_highest, n_seeds)[1] < 0.5 else UNDECIDED
    elif growth > 1:
        verdict = CONFIRMED
    else:
        verdict = QUALIFIED
    since = f"ya con {number_text(rate)}" if already else "solo con tasas mucho mayores"
    evidence = (
        f"El costo sube alguna vez en {share_text(n_rose, n_seeds)} de las corridas con "
        f"{number_text(rate)} y en {share_text(n_rose_highest, n_seeds)} con "
        f"{number_text(highest)}: oscila {since}. "
        f"El mayor costo visto es el {percent(growth)} de su cota, que crece como η·t: "
        + ("diverge." if growth > 1 else "no diverge.")
    )
    quote = (
        "uno muy alto puede provocar que el modelo oscile […] o incluso que diverja completamente"
    )
    key = f"el costo sube en {share_text(n_rose, n_seeds)} con {number_text(rate)}"
    return Verdict("2d", quote, verdict, evidence, where, key)


def rate_is_the_balance(
    rate: float,
    best: float,
    interval: tuple[float, float],
    n_rate: int,
    n_best: int,
    n_seeds: int,
    n_iterations: int,
    where: str,
) -> Verdict:
    """2e: is this rate the good balance?

    Parameters
    ----------
    rate : float
        The one that the report names.
    best : float
        The one with the largest share of solved runs.
    interval : pair of float
        Bootstrap interval of the best rate.
    n_rate, n_best, n_seeds : int
        Runs solved by n_iterations at either rate, of how many.
    """
    if n_best == 0 or interval[0] <= rate <= interval[1]:
        narrow = interval[1] < 10 * interval[0]
        verdict = CONFIRMED if n_best and narrow else UNDECIDED
    else:
        verdict = REFUTED if wilson(n_rate, n_seeds)[1] < wilson(n_best, n_seeds)[0] else UNDECIDED
    low, high = (number_text(end) for end in interval)
    evidence = (
        f"En {number_text(n_iterations)} iteraciones {number_text(rate)} resuelve "
        f"{share_text(n_rate, n_seeds)}; la mejor tasa, {number_text(best)} "
        f"[{low}, {high}], "
        f"{share_text(n_best, n_seeds)}."
    )
    quote = f"el de {number_text(rate)} […] es un buen balance entre los dos"
    key = f"la mejor tasa es {number_text(best)} [{low}, {high}]"
    return Verdict("2e", quote, verdict, evidence, where, key)
