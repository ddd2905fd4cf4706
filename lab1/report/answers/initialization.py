"""The first notebook's answer: is there a difference between zeros and random starts?"""

from lab1.report.answers import Found, chosen, joined
from lab1.report.verdicts import CONFIRMED, QUALIFIED, REFUTED, UNDECIDED
from lab1.report.verdicts.initialization import STILL
from lab1.report.words import count_text, iterations_text, number_text, percent, scientific

_FEW = 30  # starts of which a percentage would promise too much


def answer(
    found: Found, *, zeros_travel: float, k: int, n: int, n_iterations: int, data: str
) -> str:
    """Answer the question in two sentences.

    Parameters
    ----------
    found : dict of str to Verdict
    zeros_travel : float
        How far the parameter that moves most from zeros gets.
    k, n : int
        Of n random starts k solve.
    n_iterations : int
    data : str
        The name of the data.
    """
    zeros = "desde cero ningún peso ni sesgo se mueve"
    if zeros_travel > STILL:
        far = number_text(zeros_travel, 2) if zeros_travel >= 0.01 else scientific(zeros_travel)
        zeros = f"desde cero el parámetro que más se mueve recorre {far}"
    equal = chosen(
        found,
        "1b",
        {
            QUALIFIED: "; desde otra constante se mueven, pero todas las unidades hacen lo mismo",
            CONFIRMED: "; desde otra constante, tampoco",
        },
    )
    first = chosen(
        found,
        "1a",
        {
            CONFIRMED: f"Sí: {zeros}{equal}; al azar, cada unidad va por su lado.",
            QUALIFIED: "Solo a veces: los más de los inicios al azar recorren lo mismo que los "
            "ceros.",
            REFUTED: "No: desde cero y al azar los parámetros recorren lo mismo.",
            UNDECIDED: "Con estos datos no se sabe si los parámetros convergen de otra manera.",
        },
    )
    solve = f"{_of_all(k, n, data)} en {iterations_text(n_iterations)}"
    second = chosen(
        found,
        "1d",
        {
            CONFIRMED: f"Y basta con romper esa simetría: {solve}.",
            QUALIFIED: f"Pero romper esa simetría no basta: {solve}.",
            REFUTED: f"Para aprender {data} no hace falta el azar; con él, {solve}.",
            UNDECIDED: f"Al azar {solve}; por qué{' no todos' * (k > 0)}, aquí no se puede decir."
            if k < n
            else f"Al azar {solve}.",
        },
    )
    return joined(first, second)


def _of_all(k: int, n: int, data: str) -> str:
    if not k:
        return f"no resuelve {data} {f'ninguno de los {n} inicios' if n > 1 else 'el único inicio'}"
    if n < _FEW:
        return f"{'resuelve' if k == 1 else 'resuelven'} {data} {k} de {count_text(n, 'inicio')}"
    return f"el {percent(k / n, 0)} de los inicios resuelve {data}"


def conclusion(found: Found, *, small: str) -> str:
    """Conclude: what keeps zeros still, what symmetry does, and what chance gives.

    Parameters
    ----------
    found : dict of str to Verdict
    small : str
        What follows from the small starts, as a sentence.
    """
    return joined(
        chosen(
            found,
            "1c",
            {
                REFUTED: "Los ceros no se mueven porque allí todos los gradientes valen 0, y no "
                "porque las unidades hagan lo mismo: una constante es igual de simétrica, y su "
                "costo baja.",
                UNDECIDED: "Con estos datos no se puede separar lo que hace la simetría de lo que "
                "hacen los gradientes nulos.",
            },
        ),
        chosen(
            found,
            "1b",
            {
                QUALIFIED: "La simetría tiene su propio precio: las unidades ocultas siguen siendo "
                "copias, y la red no puede más que una sola.",
                REFUTED: "Las unidades no siguieron siendo copias.",
            },
        ),
        chosen(
            found,
            "1d",
            {
                CONFIRMED: "Romper la simetría hace falta y, con esta red, basta.",
                QUALIFIED: "Romper la simetría hace falta, pero no basta: entre las corridas que "
                "no resuelven, las hay que siguen atascadas con diez veces más iteraciones.",
                REFUTED: "Con estos datos romper la simetría no hace falta.",
                UNDECIDED: "Si romper la simetría basta, con estas corridas no se sabe.",
            },
        ),
        chosen(
            found,
            "1e",
            {
                QUALIFIED: "La corrida publicada era mejor que los ceros, y sin embargo no acabó "
                "de aprender.",
                CONFIRMED: "La corrida publicada era mejor que los ceros, y con más tiempo "
                "aprende.",
            },
        ),
        small[0].upper() + small[1:],
    )
