"""What the third notebook sees: what MSE changes as the loss."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from lab1.report.published import Curve
from lab1.report.tell import Finding
from lab1.report.verdicts.loss_function import SOLVED_MARGIN
from lab1.report.verdicts.rules import Quantity, difference, share, speed_ratio
from lab1.report.words import LOSSES, THE_LOSSES, below, listed, number_text, percent, share_text
from lab1.types import Array

_ROUNDING = 1e-9  # costs that differ by less are the same but for rounding


def flat(printed: float, costs: Mapping[str, Array], sse: float) -> Finding:
    """Say what the flat trace is, and whether training moves it: SSE by the loss minimized."""
    moved = [THE_LOSSES[loss] for loss, path in costs.items() if abs(path[1] - printed) > 1e-6]
    same = (
        "la suma de los cuadrados (SSE) antes de entrenar" if abs(sse - printed) < 1e-6 else "otra"
    )
    return Finding(
        f"lo impreso, {number_text(printed, 6)}, es {same}. Un solo paso ya lo cambia, se "
        f"minimice {listed(moved, 'o')}.",
        "aquella red no se entrenó: la traza no dice nada del MSE.",
    )


def panels(error: float) -> Finding:
    """Say that one gradient makes all curves of both panels."""
    return Finding(
        "las seis curvas salen de redes entrenadas con la entropía cruzada (mayor diferencia: "
        f"{below(error, 1e-9)}).",
        "los paneles miden de dos maneras redes entrenadas de una sola. No comparan dos pérdidas.",
    )


def final(curves: Sequence[Curve]) -> Finding:
    """Say what tells the two curves of the final figure from each other."""
    are = listed(
        [
            f"la llamada «{c.label}» tiene tasa {number_text(c.learning_rate)} e inicio {c.draw}"
            for c in curves
        ]
    )
    return Finding(
        f"las dos son el MSE de redes entrenadas con la entropía cruzada; {are}.",
        "lo que las separa es la tasa y el inicio, no la pérdida.",
    )


def slope(e: Array, slopes: Mapping[str, Array]) -> Finding:
    """Say where MSE pushes most, and how little where the network is sure and wrong."""
    peak = float(e[slopes["mse"].argmax()])
    at = int(np.abs(e - 0.99).argmin())
    times = slopes["cross_entropy"][at] / slopes["mse"][at]
    return Finding(
        f"el MSE empuja con más fuerza cuando el error es {number_text(peak, 2)}. Con un error de "
        f"{number_text(float(e[at]), 2)}, la entropía cruzada empuja {number_text(times, 0)} veces "
        "más.",
        "una red que está segura y equivocada aprende despacio con el MSE.",
    )


def check(errors: Mapping[str, float]) -> Finding:
    """Say which gradient passes the test for MSE: largest relative errors by the loss's name."""
    told = listed(
        [
            f"el de {THE_LOSSES[loss]} {'pasa' if error < 1e-6 else 'no pasa'}"
            for loss, error in errors.items()
        ]
    )
    return Finding(
        f"de los dos gradientes, {told.replace('de el', 'del')} la prueba.",
        "cambiar el costo sin cambiar el gradiente se descubre con esta prueba.",
    )


def sums(equal: float, largest: float, m: int, *, after_one: float) -> Finding:
    """Say that the sum at a rate is the mean at m times that rate.

    That rate may be so high that what rounding made different after one step grows large.
    """
    same = f"la suma no es otra pérdida: es la media con una tasa {m} veces mayor."
    if equal == 1:
        return Finding("todos los costos coinciden hasta el último bit.", same)
    seen = f"el {percent(equal)} de los costos coincide hasta el último bit; los demás difieren en "
    if largest < _ROUNDING:
        return Finding(f"{seen}{below(largest, _ROUNDING)}.", same)
    return Finding(
        f"{seen}{below(after_one, _ROUNDING)} tras un paso y en {below(largest, _ROUNDING)} a lo "
        "sumo.",
        f"{same} Esa tasa es tan alta que el redondeo de un paso acaba separando las corridas.",
    )


def paths(right: Mapping[str, int]) -> Finding:
    """Say how many answers are right with each loss, from the report's start."""
    told = listed([f"{k} con {LOSSES[loss]}" for loss, k in right.items()])
    more = right["mse"] - right["cross_entropy"]
    return Finding(
        "con el mismo inicio y la misma tasa acaban en parámetros distintos. De los 4 "
        f"ejemplos, la red acierta {told}.",
        "desde este inicio acierta más el MSE. Uno solo no decide: hacen falta muchos."
        if more > 0
        else "un solo inicio no decide cuál es mejor: hacen falta muchos.",
    )


def tuning(rates: Sequence[float], waits: Mapping[str, Array]) -> Finding:
    """Say which rate each loss would choose, and whether that rate is the same."""
    best = {loss: rates[int(wait.mean(axis=1).argmin())] for loss, wait in waits.items()}
    told = listed([f"{number_text(rate)} con {LOSSES[loss]}" for loss, rate in best.items()])
    if all(np.ptp(wait.mean(axis=1)) == 0 for wait in waits.values()):
        return Finding("todas las tasas tardan lo mismo.", "con estas semillas no se puede elegir.")
    same = len(set(best.values())) == 1
    return Finding(
        f"la tasa que menos tarda es {told}.",
        "las dos quieren la misma tasa: a igual tasa la comparación es justa."
        if same
        else "una misma tasa no trata igual a las dos. Hay que comparar también a cada una con la "
        "suya.",
    )


def pairs(designs: Mapping[str, tuple[Array, Array]]) -> Finding:
    """Say who is faster and who solves more, by how the rates were chosen.

    Parameters
    ----------
    designs : dict of str to (ndarray, ndarray)
        When each start is solved with cross-entropy and with MSE, NaN if never.
    """
    told, speeds, reaches = [], [], []
    for design, (ours, theirs) in designs.items():
        speed = speed_ratio("", theirs, ours)
        reach = difference("", ~np.isnan(theirs), ~np.isnan(ours), SOLVED_MARGIN)
        speeds.append(speed)
        reaches.append(reach)
        told.append(f"{design[0].lower()}{design[1:]}, {_pair(speed, reach)}")
    first = {"above": "la entropía cruzada es más rápida", "below": "el MSE es más rápido"}
    second = {"above": "el MSE resuelve más", "below": "la entropía cruzada resuelve más"}
    parts = [_both([q.side for q in speeds], first), _both([q.side for q in reaches], second)]
    return Finding(f"{'; '.join(told)}.", f"{listed([p for p in parts if p]) or _NOTHING}.")


_NOTHING = "con estas corridas no se distingue una pérdida de la otra en los dos diseños"


def _pair(speed: Quantity, reach: Quantity) -> str:
    if math.isnan(speed.value):
        return "ningún inicio se resuelve con las dos"
    return (
        f"el MSE tarda {speed.text()} veces lo que la entropía cruzada, y la diferencia entre las "
        f"partes que resuelven (MSE − entropía cruzada) es de {reach.text(1, 100)} puntos"
    )


def _both(sides: Sequence[str], words: Mapping[str, str]) -> str:
    """Say what holds in both designs, or that it changes."""
    if len(set(sides)) == 1:
        return f"{words[sides[0]]} en los dos diseños" if sides[0] in words else ""
    if set(sides) == {"above", "below"}:
        return f"depende de la tasa si {words['above']} o {words['below']}"
    known = [side for side in sides if side in words]
    return f"{words[known[0]]} en uno de los dos diseños" if known else ""


def wrong(solved: Mapping[str, tuple[NDArray[np.int64], NDArray[np.int64]]], n: int) -> Finding:
    """Say how many starts that are sure and wrong each loss solves in the end."""
    ends = {loss: int(k[-1]) for loss, (_, k) in solved.items()}
    told = listed([f"el {share_text(k, n)} con {LOSSES[loss]}" for loss, k in ends.items()])
    ours, theirs = (share("", ends[loss], n) for loss in ("cross_entropy", "mse"))
    if ours.low > theirs.high:
        follows = "de un comienzo seguro y equivocado, el MSE sale mucho peor."
    elif theirs.low > ours.high:
        follows = "ni siquiera así el MSE sale peor: sale mejor."
    else:
        follows = "en este plazo no se ve que una pérdida salga peor que la otra."
    return Finding(f"desde allí resuelven {told}.", follows)


def variants(faster: str, more: str) -> Finding:
    """Say for which other set-ups cross-entropy is faster, and the other loss solves more."""
    if "; no " in faster + more:
        follows = "la respuesta depende de la red y de cómo se igualen las tasas."
    elif faster.startswith("No") and more.startswith("No"):
        follows = "estas corridas no muestran ninguna de las dos cosas."
    else:
        follows = "con ninguno de estos cambios se ve que deje de valer."
    return Finding(
        f"que la entropía cruzada sea más rápida a igual tasa {_small(faster)} Que la otra "
        f"resuelva más {_small(more)}",
        follows,
    )


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
