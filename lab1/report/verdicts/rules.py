"""What a verdict is made of: five outcomes with their rules, the set-up, and what decides.

Here stands once how an interval takes a side, and how large a difference must be to count.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from lab1.report.words import HARD, count_text, listed, number_text, start_name, with_interval
from lab1.statistics import SOLVED_BELOW, median_interval, paired_difference, wilson

CONFIRMED, REFUTED, CONFOUNDED = "confirmado", "refutado", "confundido"
QUALIFIED, UNDECIDED = "matizado", "no concluyente"

RULES = {
    CONFIRMED: "lo que la frase afirma se ve: el intervalo entero está de su lado",
    REFUTED: "se ve lo contrario, o ninguna diferencia donde la frase afirma una: el intervalo "
    "entero está del otro lado o dentro del margen",
    QUALIFIED: "una parte de la frase se ve y otra no",
    CONFOUNDED: "causas mezcladas: lo que se vio se debe a otra cosa que cambió a la vez",
    UNDECIDED: "estos datos no alcanzan para decidir",
}
"""The outcomes, each with the rule by which it is chosen."""

SHARE_MARGIN = 0.05  # two shares of runs are the same within five points
RATIO_MARGIN = 0.05  # two speeds are the same within five percent
COST_MARGIN = 0.01  # a cost that changes by less has not moved
TRAVEL_MARGIN = 0.1  # nor has a parameter
FEWEST = 10  # of fewer runs an interval isn't to be trusted: they decide nothing

Side = Literal["below", "same", "above", "unknown"]


@dataclass(frozen=True)
class Quantity:
    """A number that decides, with its 95 % interval.

    Attributes
    ----------
    name : str
        What it is, in Spanish.
    value, low, high : float
        All three NaN where there is nothing to measure; low and high alone where there are too
        few runs for an interval.
    reference : float
        What it is compared with.
    margin : float
        How far from it still counts as the same; 0 where "the same" can't be the answer.
    """

    name: str
    value: float
    low: float
    high: float
    reference: float = 0.0
    margin: float = 0.0

    @property
    def side(self) -> Side:
        """Say on which side of the reference the whole interval lies, if on one."""
        if math.isnan(self.value) or math.isnan(self.low) or math.isnan(self.high):
            return "unknown"
        if max(self.reference - self.low, self.high - self.reference) < self.margin:
            return "same"
        if self.low > self.reference:
            return "above"
        return "below" if self.high < self.reference else "unknown"

    def text(self, decimals: int = 2, factor: float = 1) -> str:
        """Write the number with its interval, times a factor."""
        return with_interval(
            factor * self.value, factor * self.low, factor * self.high, decimals=decimals
        )


@dataclass(frozen=True, kw_only=True)
class Setup:
    """In which experiment a sentence was judged.

    Attributes
    ----------
    data : str
        "XOR", or how the dataset is called.
    n_hidden : int
    start : str
        As in "N(0, 1)".
    rates : sequence of float
    n_iterations : sequence of int
    n_seeds : int
        0 where nothing is drawn.
    solved : bool
        Whether it counts runs that solve.
    """

    data: str = "XOR"
    n_hidden: int = 2
    start: str = start_name("normal", 1)
    rates: Iterable[float] = (0.3,)
    n_iterations: Iterable[int] = (1000,)
    n_seeds: int = 0
    solved: bool = True

    def text(self) -> str:
        """Write it in a few words."""
        rates = set(self.rates)
        parts = [f"{self.data}, {count_text(self.n_hidden, 'unidad oculta', 'unidades ocultas')}"]
        parts += [self.start] if self.start else []
        parts += [f"{'tasa' if len(rates) == 1 else 'tasas'} {span(rates)}"] if rates else []
        parts += self._amounts()
        parts += [f"resuelto: entropía cruzada <{HARD}{SOLVED_BELOW:g}"] if self.solved else []
        return "; ".join(parts)

    def sentence(self) -> str:
        """Write it as part of a sentence."""
        rates = set(self.rates)
        parts = [self.data if self.data.startswith("los ") else f"los datos {self.data}"]
        parts += [count_text(self.n_hidden, "unidad oculta", "unidades ocultas")]
        parts += [f"inicios {self.start}"] if self.start else []
        parts += [f"{'tasa' if len(rates) == 1 else 'tasas de'} {span(rates)}"] if rates else []
        parts += self._amounts()
        solved = f"; «resuelto» es una entropía cruzada media menor que {SOLVED_BELOW:g}"
        return listed(parts) + solved * self.solved

    def _amounts(self) -> list[str]:
        """Write how many iterations and how many seeds."""
        numbers = set(self.n_iterations)
        word = "iteración" if numbers == {1} else "iteraciones"
        parts = [f"{span(numbers)} {word}"] if numbers else []
        return parts + ([count_text(self.n_seeds, "semilla")] if self.n_seeds else [])


def span(numbers: Iterable[float]) -> str:
    """Write one number, or the lowest and the highest of several: "0.01 a 0.5"."""
    ends = dict.fromkeys([min(numbers), max(numbers)])
    return " a ".join(number_text(end) for end in ends)


def share(name: str, k: int, n: int, reference: float = 0.5, margin: float = 0.0) -> Quantity:
    """Return k of n as a quantity with its Wilson interval; none if there are too few."""
    low, high = wilson(k, n) if n >= FEWEST else (math.nan, math.nan)
    return Quantity(name, k / n if n else math.nan, float(low), float(high), reference, margin)


def difference(name: str, first: ArrayLike, second: ArrayLike, margin: float) -> Quantity:
    """Return P(first) - P(second) of two arms that share their seeds, an array of bool each."""
    pair = paired_difference(first, second)
    ends = (pair.low, pair.high) if pair.n >= FEWEST else (math.nan, math.nan)
    return Quantity(name, pair.difference, *ends, 0.0, margin)


def speed_ratio(name: str, first: ArrayLike, second: ArrayLike) -> Quantity:
    """Return the median of first / second over the seeds that solve in both arms.

    Parameters
    ----------
    name : str
    first, second : array of float, shape (n,)
        Iteration at which each seed solves, NaN if never.
    """
    # A start that is solved counts as one iteration.
    ratios = np.maximum(np.asarray(first, dtype=float), 1) / np.maximum(second, 1)
    return Quantity(name, *median_interval(ratios[~np.isnan(ratios)]), 1.0, RATIO_MARGIN)
