"""The third notebook's answer: what changes with MSE as the loss?"""

import math
from collections.abc import Sequence

from lab1.report.answers import Found, chosen, joined
from lab1.report.verdicts import CONFIRMED, CONFOUNDED, QUALIFIED, REFUTED, UNDECIDED, Quantity
from lab1.report.words import number_text

_NONE = "hay inicios que se resuelvan con las dos pérdidas"


def answer(found: Found, *, equal: Sequence[Quantity], tuned: Sequence[Quantity]) -> str:
    """Answer the question in two sentences.

    Parameters
    ----------
    found : dict of str to Verdict
    equal, tuned : (Quantity, Quantity)
        At equal rate, and with the best rate of each loss: iterations of MSE over those of
        cross-entropy, and P(solved) of MSE minus that of cross-entropy.
    """
    paces = [speed.side in ("above", "below") for speed, _ in (equal, tuned)]
    cause = "Cambia el gradiente, y con él la rapidez." if any(paces) else "Cambia el gradiente."
    if all(math.isnan(speed.value) for speed, _ in (equal, tuned)):
        seen = f"Ni a igual tasa ni cada una con la mejor {_NONE}."
    else:
        seen = f"A igual tasa, {_told(*equal)}; cada una con su mejor tasa, {_told(*tuned)}."
    first = f"{cause} {seen}"
    second = chosen(
        found,
        "3c",
        {
            CONFOUNDED: "El informe no llegó a comparar las dos pérdidas: sus curvas son dos tasas "
            "y dos inicios.",
            UNDECIDED: "Lo que el informe comparó no se ha podido averiguar.",
        },
    )
    return joined(first, second)


def _told(speed: Quantity, reach: Quantity) -> str:
    """Say who is faster and who solves more."""
    pace = {
        "above": f"el MSE tarda {number_text(speed.value, 1)} veces lo que la entropía cruzada",
        "below": "el MSE es más rápido",
        "same": "tardan lo mismo",
        "unknown": "no se sabe cuál tarda más",
    }[speed.side]
    points = number_text(100 * abs(reach.value), 1)
    share = {
        "above": f"resuelve {points} puntos más",
        "below": f"resuelve {points} puntos menos",
        "same": "resuelve lo mismo",
        "unknown": "no se sabe si resuelve más o menos",
    }[reach.side]
    if math.isnan(speed.value):
        return f"no {_NONE}"
    turn = "pero" if {speed.side, reach.side} in ({"above"}, {"below"}) else "y"
    return f"{pace} {turn} {'el MSE ' if speed.side in ('same', 'unknown') else ''}{share}"


def conclusion(found: Found, *, wrong: str) -> str:
    """Conclude: what was published, and what each loss is good for.

    Parameters
    ----------
    found : dict of str to Verdict
    wrong : str
        What follows from starts that are sure and wrong, as a sentence.
    """
    return joined(
        chosen(
            found,
            "3a",
            {REFUTED: "El costo impreso como media era la suma de los cuadrados."},
        ),
        chosen(
            found,
            "3b",
            {REFUTED: "Era además el de una red que nunca se entrenó."},
        ),
        chosen(
            found,
            "3c",
            {
                CONFOUNDED: "La figura que comparaba las dos pérdidas enseña dos tasas y dos "
                "inicios: para cambiar la pérdida hay que cambiar también el gradiente."
            },
        ),
        chosen(
            found,
            "3d",
            {
                CONFIRMED: "Comparadas de verdad, la entropía cruzada sale por delante.",
                QUALIFIED: "Comparadas de verdad, ninguna gana en todo: en rapidez y en "
                "cuántas resuelven no va por delante siempre la misma.",
                REFUTED: "Comparadas de verdad, la entropía cruzada no sale por delante.",
                UNDECIDED: "Comparadas de verdad, estas corridas no bastan para elegir una.",
            },
        ),
        wrong[0].upper() + wrong[1:],
    )
