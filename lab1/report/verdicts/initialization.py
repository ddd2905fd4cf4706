"""Verdicts on the first answer of the report: zeros, constants and random starts."""

from lab1.report.verdicts import CONFIRMED, QUALIFIED, REFUTED, UNDECIDED, Verdict
from lab1.report.words import number_text, share_text
from lab1.statistics import wilson


def difference_exists(movement_zeros: float, n_lower: int, n_seeds: int, where: str) -> Verdict:
    """1a: do zeros and random starts end differently?

    Parameters
    ----------
    movement_zeros : float
        Largest distance that any parameter moved from zero.
    n_lower, n_seeds : int
        Random starts that end with a lower cost than zeros, of how many.
    """
    low, high = wilson(n_lower, n_seeds)
    verdict = CONFIRMED if low > 0.5 else REFUTED if high < 0.5 else UNDECIDED
    evidence = (
        f"Desde cero, el parámetro que más se mueve recorre {number_text(movement_zeros)}; "
        f"al azar, {share_text(n_lower, n_seeds)} de {number_text(n_seeds)} semillas "
        "terminan con menor costo que los ceros."
    )
    key = f"{share_text(n_lower, n_seeds)} de los inicios al azar acaban más abajo"
    return Verdict("1a", "Sí, existe una diferencia.", verdict, evidence, where, key)


def any_constant_is_like_zero(
    units_apart: float, first_cost: float, last_cost: float, where: str
) -> Verdict:
    """1b: does what happens with zeros happen with any constant?

    Parameters
    ----------
    units_apart : float
        Largest difference ever seen between the hidden units of a constant start.
    first_cost, last_cost : float
        Cost of that start before training and at the end.
    """
    falls = last_cost < first_cost - 1e-3
    verdict = REFUTED if units_apart > 0 else QUALIFIED if falls else CONFIRMED
    change = f"pasa de {first_cost:.4f} a {last_cost:.4f}"
    evidence = (
        f"Con una constante las unidades difieren en {number_text(units_apart)} "
        f"{'(simetría: cierto)' if units_apart == 0 else '(no son iguales)'}, "
        + (f"pero el costo sí baja: {change}." if falls else f"y el costo no baja: {change}.")
    )
    quote = "Esto no sucede solo con 0, si no con cualquier valor constante"
    return Verdict("1b", quote, verdict, evidence, where, f"desde una constante el costo {change}")


def flat_because_of_symmetry(
    gradient_at_zero: float, first_cost: float, last_cost: float, where: str
) -> Verdict:
    """1c: is the cost flat from zeros because the units do the same thing?

    Parameters
    ----------
    gradient_at_zero : float
        Largest entry of the gradient where all parameters are zero.
    first_cost, last_cost : float
        Cost of a start as symmetric, at a constant, before training and at the end.
    """
    falls = last_cost < first_cost - 1e-3
    quote = (
        "El hecho de que el costo no disminuya […] tiene sentido, ya que […] todas realizan "
        "las mismas operaciones debido a la inicialización simétrica"
    )
    if gradient_at_zero > 1e-12:
        verdict = UNDECIDED
        evidence = (
            f"Con estos datos el gradiente en cero no es nulo ({gradient_at_zero:.4f}): "
            "el costo sí disminuye y la frase no se puede juzgar."
        )
    elif falls:
        verdict = REFUTED
        evidence = (
            "En cero todos los gradientes valen 0: no hay paso posible. Un inicio constante, "
            f"igual de simétrico, baja de {first_cost:.4f} a {last_cost:.4f}."
        )
    else:
        verdict = UNDECIDED
        evidence = "Tampoco el inicio constante baja: aquí no se distinguen las dos causas."
    key = f"gradiente en cero: {number_text(gradient_at_zero)}"
    return Verdict("1c", quote, verdict, evidence, where, key)


def breaking_symmetry_is_the_key(
    n_symmetric_solved: int, n_solved: int, n_seeds: int, n_iterations: int, where: str
) -> Verdict:
    """1d: is breaking the symmetry what it takes?

    Parameters
    ----------
    n_symmetric_solved : int
        How many of the symmetric starts (zeros, constants) solve the task.
    n_solved, n_seeds : int
        How many of the random starts do, of how many.
    n_iterations : int
        By when.
    """
    low, high = wilson(n_solved, n_seeds)
    if n_symmetric_solved:
        verdict, sense = REFUTED, "No es necesario: un inicio simétrico también resuelve"
    elif low > 0.95:
        verdict, sense = CONFIRMED, "Necesario y suficiente"
    elif high < 0.95 and low > 0:
        verdict, sense = QUALIFIED, "Necesario, no suficiente"
    else:
        verdict, sense = UNDECIDED, "No se puede decidir"
    evidence = (
        f"Inicios simétricos que resuelven: {n_symmetric_solved}. Al azar resuelve "
        f"{share_text(n_solved, n_seeds)} en {number_text(n_iterations)} iteraciones. {sense}."
    )
    quote = "la clave está en romper la simetría, usualmente usando distribuciones aleatorias"
    key = f"al azar resuelve {share_text(n_solved, n_seeds)}"
    return Verdict("1d", quote, verdict, evidence, where, key)


def random_is_an_improvement(
    cost_zeros: float, cost_random: float, cost_later: float, state: str, n_later: int, where: str
) -> Verdict:
    """1e: is the report's random run an improvement?

    Parameters
    ----------
    cost_zeros, cost_random : float
        Costs where the report stopped.
    cost_later, state : float, str
        Cost of the same random run after n_later iterations, and the state it is in.
    n_later : int
    """
    gain = cost_zeros - cost_random
    solved = state == "resuelto"
    verdict = REFUTED if gain <= 0 else CONFIRMED if solved else QUALIFIED
    evidence = (
        f"Donde paró el informe gana {number_text(gain, 4)} frente a los ceros; "
        f"a las {number_text(n_later)} iteraciones la misma corrida está en {cost_later:.4f} "
        + ("(resuelto)." if solved else f"(estado «{state}»: no aprende XOR).")
    )
    quote = "Si bien el modelo todavía no es muy bueno, es una mejora."
    key = f"gana {number_text(gain, 4)}; continuada, termina en «{state}»"
    return Verdict("1e", quote, verdict, evidence, where, key)
