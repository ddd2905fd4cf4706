"""The second notebook's answer: what does the learning rate change?"""

import math

from lab1.report.answers import Found, chosen, joined
from lab1.report.verdicts import CONFIRMED, CONFOUNDED, QUALIFIED, REFUTED, UNDECIDED, Quantity
from lab1.report.words import number_text


def answer(
    found: Found, *, low: float, high: float, named: float, best: Quantity, onset: Quantity
) -> str:
    """Answer the question in two sentences.

    Parameters
    ----------
    found : dict of str to Verdict
    low, high : float
        The lowest and the highest rate of the question.
    named : float
        The one that the report names the best.
    best, onset : Quantity
        The rate that solves most, and the one from which the cost rises in half of the runs.
    """
    (speed,) = found["2b"].decides
    names = f"{number_text(low)} y {number_text(high)}"
    slower = (
        f"{number_text(low)} tarda {_times(speed.value)} veces lo que {number_text(high)}"
        if found["2b"].verdict == CONFIRMED
        else ""
    )
    where = {
        "below": "la más baja resuelve menos veces",
        "same": "las dos resuelven las mismas veces",
        "above": "la más baja resuelve más veces",
        "unknown": "",
    }[found["2c"].decides[0].side]
    told = " y, a igual recorrido, ".join(part for part in (slower, where) if part)
    speed_alone = slower and found["2c"].decides[0].side == "same"
    first = (
        f"Entre {names} cambia la rapidez, no el resultado: {told}."
        if speed_alone
        else f"Entre {names}: {told}."
        if told
        else "Con estas tasas y corridas no se ve qué cambia la tasa."
    )
    name = number_text(named)
    second = chosen(
        found,
        "2a",
        {
            CONFIRMED: f"La tasa {name} del informe gana también con el mismo inicio",
            QUALIFIED: f"De estas tasas gana {name}, pero no de las del informe",
            CONFOUNDED: f"La tasa {name} del informe ganó por el inicio que le tocó",
            REFUTED: f"La tasa {name} del informe no es la mejor",
            UNDECIDED: f"De la tasa {name} del informe aquí no se sabe si es la mejor",
        },
    )
    return joined(first, f"{second}; {_scale(best, onset)}.")


def _scale(best: Quantity, onset: Quantity) -> str:
    """Say where the best rate is, and where waves begin."""
    told = (
        "en este plazo no resuelve ninguna"
        if math.isnan(best.value)
        else "en este plazo no se ve cuál resuelve más"
        if math.isnan(best.low)
        else f"la que más resuelve está cerca de {_rate(best.value)}"
    )
    if not math.isnan(onset.value):
        told += f", y desde {_rate(onset.value)} el costo suele oscilar"
    return told


def _times(ratio: float) -> str:
    return number_text(ratio, 0 if ratio >= 10 else 1)


def _rate(rate: float) -> str:
    return number_text(float(f"{rate:.2g}"))


def conclusion(found: Found) -> str:
    """Conclude: speed, traps, waves, and which rate to take."""
    return joined(
        chosen(
            found,
            "2b",
            {
                CONFIRMED: "Una tasa baja es lenta: mientras los pasos son pequeños, la red "
                "recorre el mismo camino, y la tasa solo dice a qué paso.",
                REFUTED: "Aquí la tasa baja no es más lenta.",
                UNDECIDED: "Cuánto más lenta es una tasa baja, con estas corridas no se sabe.",
            },
        ),
        chosen(
            found,
            "2c",
            {
                CONFIRMED: "A igual recorrido, la tasa baja resuelve menos veces.",
                QUALIFIED: "No se atrapa más que las otras de la pregunta; frente a la mejor de la "
                "escala, sí.",
                REFUTED: "No se atrapa más que las altas.",
                UNDECIDED: "Si se atrapa más, no se sabe.",
            },
        ),
        chosen(
            found,
            "2d",
            {
                CONFIRMED: "Las tasas muy altas oscilan y llegan a divergir.",
                QUALIFIED: "Las tasas muy altas oscilan, pero no divergen: el costo se queda "
                "dentro de un límite.",
                UNDECIDED: "De las tasas muy altas, esta escala y estas corridas no bastan para "
                "decir si oscilan o divergen.",
            },
        ),
        chosen(
            found,
            "2a",
            {
                CONFOUNDED: "La mejor tasa del informe salió de comparar cada tasa con un inicio "
                "distinto: para comparar tasas, el inicio debe ser común.",
                REFUTED: "Con un inicio común, la tasa que el informe elige no es la mejor.",
                CONFIRMED: "Con un inicio común, la tasa que el informe elige sigue siendo la "
                "mejor.",
            },
        ),
        chosen(
            found,
            "2e",
            {
                REFUTED: "Y tampoco es un buen balance: hay tasas que en el mismo plazo resuelven "
                "bastante más.",
                CONFIRMED: "Y es un buen balance: en este plazo resuelve tanto como la mejor.",
            },
        ),
    )
