"""What the first notebook sees: zeros, constants and random starts."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from lab1 import theory
from lab1.report.published import Curve
from lab1.report.tell import Finding
from lab1.report.verdicts.rules import COST_MARGIN, SHARE_MARGIN, difference, share
from lab1.report.words import (
    STATES,
    below,
    count_text,
    iterations_text,
    listed,
    measured,
    number_text,
    share_text,
    with_interval,
)
from lab1.training import Run
from lab1.types import Array, Parameters

_UNDECIDED = {"½ ln 2": "dos de", "0.4774": "tres de", "ln 2": "todas"}


def published(zeros: Curve, random: Curve, error: float) -> Finding:
    """Say how far the two printed traces are from each other, and ours from them."""
    first, last = (zeros.values[i] - random.values[i] for i in (0, -1))
    return Finding(
        f"lo impreso se obtiene otra vez (mayor diferencia: {below(error, 1e-6)}). La corrida "
        f"al azar empieza {'más arriba' if first < 0 else 'más abajo'} que la de ceros y, mil "
        f"iteraciones después, su costo es {number_text(abs(last), 4)} "
        f"{'menor' if last > 0 else 'mayor'}.",
        "por el costo, los dos inicios casi no se distinguen en ese plazo. La diferencia hay que "
        "buscarla en los parámetros, y en más iteraciones.",
    )


def gates(gradients: pd.DataFrame) -> Finding:
    """Say where zero is still: a row a gate, with its name as "datos" and its gradients."""
    still = [row["datos"] for _, row in gradients.iterrows() if row["|db2|"] == 0]
    moving = [name for name in gradients["datos"] if name not in still]
    return Finding(
        "en cero, los gradientes de $W_1$, $b_1$ y $W_2$ valen 0 en las tres compuertas. El de "
        f"$b_2$ solo vale 0 en {listed(still)}, que tiene tantas etiquetas 1 como 0.",
        f"que nada se mueva depende de las etiquetas. En {listed(moving)} se mueve el sesgo de "
        "salida, pero él solo no puede usar las entradas.",
    )


def saddle(spectrum: Array, falls: pd.DataFrame) -> Finding:
    """Say what kind of point zero is: its eigenvalues, and how the cost falls around it."""
    flat, down = int((np.abs(spectrum) < 1e-6).sum()), int((spectrum < -1e-6).sum())
    ratios = falls["bajada / distancia⁴"]
    below_zero = "ninguno es negativo" if not down else f"{down} negativos"
    seen = (
        f"de {spectrum.size} valores propios, {flat} valen 0 y {below_zero}. La bajada, "
        f"dividida por la cuarta potencia de la distancia, va de {number_text(ratios.min(), 4)} a "
        f"{number_text(ratios.max(), 4)}."
    )
    if (ratios > 0).all() and not down:
        return Finding(
            seen,
            "el cero no es un mínimo, sino un punto de silla muy plano. De él se sale, pero "
            "despacio.",
        )
    return Finding(seen, "aquí no se ve por dónde se sale del cero.")


def paths(runs: Mapping[str, Run]) -> Finding:
    """Say how far the parameters go and whether the units stay copies, from each start."""
    far = {name: _farthest(run.path) for name, run in runs.items()}
    copies = [name for name, run in runs.items() if theory.units_apart(run.path) == 0]
    apart = [name for name in runs if name not in copies]
    went = listed([f"{_far(value)} {_from(name)}" for name, value in far.items()])
    seen = f"el parámetro que más se aleja de su inicio recorre {went}."
    if next(iter(runs.values())).path["W1"].shape[0] == 1:
        return Finding(seen, "con una sola unidad oculta no hay copias que comparar.")
    if not copies:
        return Finding(seen, "en ninguno de los inicios las unidades quedan iguales.")
    others = listed([_from(name) for name in apart])
    also = f" {others[0].upper()}{others[1:]} se separan." if apart else ""
    return Finding(
        seen,
        f"{listed([_from(name) for name in copies])}, las unidades ocultas son copias durante toda "
        f"la corrida: la red tiene una sola unidad efectiva.{also}",
    )


def _from(name: str) -> str:
    """Say from where a run starts."""
    if name == "al azar":
        return name
    article = {"ceros": "los "}.get(name, "la " if name.startswith("constante") else "")
    return f"desde {article}{name}"


def _far(value: float) -> str:
    return measured(value, 2) if value else "0"


def _farthest(path: Parameters) -> float:
    return max(float(np.abs(values - values[..., :1]).max()) for values in path.values())


def constants(equal: Mapping[str, Run], broken: Mapping[str, Run], floor: float | None) -> Finding:
    """Say how constants fare, and starts with one weight changed; floor is the constants'."""
    falls = sum(run.costs[0] - run.costs[-1] > COST_MARGIN for run in equal.values())
    lowest = min(float(run.costs[-1]) for run in equal.values())
    freed = sum(run.costs[-1] < lowest - COST_MARGIN for run in broken.values())
    seen = (
        f"el costo baja desde {falls} de {count_text(len(equal), 'constante')}, y el más bajo "
        f"acaba en {measured(lowest, 4)}. De las corridas con un solo peso cambiado, "
        f"{'acaba' if freed == 1 else 'acaban'} más abajo {freed} de {len(broken)}."
    )
    if not falls:
        moved = any(abs(run.costs[-1] - run.costs[0]) > COST_MARGIN for run in equal.values())
        return Finding(
            seen,
            "las constantes se mueven, y los ceros no, pero con esta tasa no bajan."
            if moved
            else "en este plazo no se distingue una constante de los ceros.",
        )
    if floor is None:
        return Finding(
            seen, "la simetría deja a la red con una sola unidad efectiva, y aun así el costo baja."
        )
    return Finding(
        seen,
        "la simetría no deja quieta a la red: la deja con una sola unidad efectiva, cuyo costo no "
        f"puede bajar de {number_text(floor, 4)}. Que los ceros no se muevan tiene otra causa.",
    )


def continued(run: Run, state: str) -> Finding:
    """Say where the report's random run gets if it goes on."""
    end = iterations_text(int(run.iterations[-1]))
    seen = (
        f"a las {end} el costo de la corrida del informe es "
        f"{measured(float(run.costs[-1]), 4)}: {STATES[state]}."
    )
    if state == "solved":
        return Finding(seen, "le faltaba tiempo: esta corrida sí aprende XOR.")
    if state in _UNDECIDED:
        return Finding(
            seen,
            f"{_UNDECIDED[state]} sus cuatro salidas siguen sin decidirse. Aquella mejora no "
            "era, en este plazo, el principio de una solución.",
        )
    return Finding(seen, "en este plazo no ha aprendido XOR.")


def endings(symmetric: ArrayLike, reference: pd.DataFrame, start: str) -> Finding:
    """Say how many starts solve: the symmetric ones, and the rows of one random start."""
    symmetric = np.asarray(symmetric, dtype=bool)
    k, n = int(reference["solved"].sum()), len(reference)
    q = share("", k, n, reference=1 - SHARE_MARGIN)
    left = reference.loc[~reference["solved"], "state"].value_counts()
    most = f" De las que no, acaban así {left.iloc[0]}: {STATES[left.index[0]]}." if k < n else ""
    seen = (
        f"resuelven {int(symmetric.sum())} de {symmetric.size} inicios simétricos y, de los "
        f"{start}, el {share_text(k, n)}.{most.replace('acaban así 1:', 'acaba así 1:')}"
    )
    if symmetric.any():
        follows = "con estos datos la simetría no impide resolver."
    elif q.side == "above":
        follows = "al azar se resuelve casi siempre: basta con romper la simetría."
    elif not k:
        follows = "en este plazo no resuelve nadie, y no se puede comparar."
    elif q.side == "below":
        follows = "romper la simetría hace posible resolver, pero no lo asegura."
    else:
        follows = "al azar se puede resolver; con tan pocas corridas no se sabe si casi siempre."
    return Finding(seen, follows)


def scale(normal: pd.DataFrame) -> Finding:
    """Say what the scale of a normal start changes: rows of `lab1.sweep`, one scale a block."""
    solved = {s: arm["solved"].to_numpy() for s, arm in normal.groupby("scale")}
    counts = {s: int(arm.sum()) for s, arm in solved.items()}
    best, worst = max(counts, key=lambda s: counts[s]), min(counts, key=lambda s: counts[s])
    n = solved[best].size
    if not counts[best]:
        return Finding("con ninguna σ se resuelve en este plazo.", "no hay nada que comparar.")
    seen = f"con σ = {number_text(best)} resuelve el {share_text(counts[best], n)} de las corridas"
    if counts[best] == counts[worst]:
        return Finding(
            f"{seen}, y con ninguna de las probadas más ni menos.", "la escala no se ve."
        )
    gap = difference("", solved[worst], solved[best], SHARE_MARGIN)
    follows = {
        "below": "no basta con que el inicio sea al azar: cuenta también lo grande que sea.",
        "same": "entre estas σ, la escala apenas cambia cuántas resuelven.",
        "above": "con estas corridas no se sabe si la escala importa.",
        "unknown": "con estas corridas no se sabe si la escala importa.",
    }[gap.side]
    seen += f"; con σ = {number_text(worst)}, el {share_text(counts[worst], n)}."
    return Finding(seen, follows)


def small(
    fit: Sequence[float], left: Mapping[float, Array], times: Mapping[float, Array], course: float
) -> Finding:
    """Say how the time to leave zero grows as starts shrink.

    Parameters
    ----------
    fit : sequence of float
        As `lab1.statistics.power_law` gives it.
    left : dict of float to ndarray
        Iterations until a run leaves zero, NaN if never, by the scales of the fit.
    times : dict of float to ndarray
        Iterations until it solves, by all scales.
    course : float
        The scale that courses teach.
    """
    slope, low, high, _ = fit
    done = int(np.isfinite(times[course]).sum())
    said = f"con σ = {number_text(course)} resuelven {done} de {times[course].size}"
    if not np.isfinite(slope):
        return Finding(
            f"{said}; pocas dejan el cero en este plazo.", "aquí no se ve cómo crece el tiempo."
        )
    exponent = with_interval(slope, low, high)
    seen = f"el tiempo hasta dejar el cero crece como σ elevado a {exponent}; {said}."
    stay = sum(int(np.isnan(at).sum()) for at in left.values())
    if stay:
        total = sum(at.size for at in left.values())
        return Finding(
            seen,
            f"los inicios pequeños son lentos: {stay} de {total} no dejan el cero en este plazo.",
        )
    return Finding(
        seen, "los inicios pequeños son lentos, pero no están atascados: todos dejan el cero."
    )


def variants(flat: int, falls: int, n: int, scope: str) -> Finding:
    """Say what holds with other networks: of n, how many are flat from zeros and fall from ½."""
    return Finding(
        f"desde ceros el costo sigue en ln 2 en {flat} de {n} variantes, y desde la constante ½ "
        f"baja en {falls}. Que algunas corridas al azar no resuelvan {_small(scope)}",
        "la quietud del cero no depende de la red; cuántas resuelven al azar, sí."
        if flat == n and "; no " in scope
        else "la tabla dice, variante por variante, qué conclusión vale.",
    )


def _small(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
