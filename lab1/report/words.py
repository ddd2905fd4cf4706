"""How the documents write numbers and names: in Spanish."""

import math
import re
from collections.abc import Callable, Sequence

from lab1.statistics import wilson

HARD = "\N{NO-BREAK SPACE}"  # at which no line ends

LOSSES = {
    "cross_entropy": "entropía cruzada",
    "mse": "MSE",
    "sse": "SSE",
}
"""What the documents call each loss."""

THE_LOSSES = {"cross_entropy": "la entropía cruzada", "mse": "el MSE", "sse": "la SSE"}
"""The same, with their articles."""

DATASETS = {"xor": "XOR", "and": "AND", "or": "OR", "curved": "los datos curvos"}
"""What the documents call each dataset."""

UNDECIDED = {
    "½ ln 2": "dos ejemplos indecisos",
    "0.4774": "tres ejemplos indecisos",
    "ln 2": "cuatro ejemplos indecisos",
}
"""The plateaus, in words."""

STATES = {
    "solved": "resuelto",
    **{name: f"{text} ({name.replace(' ', HARD)})" for name, text in UNDECIDED.items()},
    "other": "otro estado",
}
"""How a run is, in words: the states of `lab1.STATES`."""

PATHS = (
    "Un color por unidad oculta. En $W_1$, línea continua para la primera entrada y a trazos para "
    "las otras; en $b_1$ y $W_2$, a trazos una de cada dos unidades."
)
"""How to read the lines of figures of parameter paths."""


def number_text(value: str | float | None, decimals: int | None = None) -> str:
    """Write a number as the documents do: thin spaces between thousands, a true minus sign.

    Spanish spelling (Ortografía de la lengua española, 2010) doesn't part numbers of four digits.
    Text passes through, None and NaN become a dash, whole numbers have no decimals and others
    as many as asked for (by default the shortest of up to four significant digits).
    """
    if isinstance(value, str):
        return value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if decimals is not None:
        text = f"{value:,.{decimals}f}"
    elif float(value).is_integer() and abs(value) < 1e15:
        text = f"{int(value):,}"
    else:
        text = f"{value:.4g}"
    if not re.search("[1-9]", text):
        text = text.lstrip("-")  # what rounds to zero has no sign
    if re.match(r"-?\d,\d{3}(?!,)", text):
        text = text.replace(",", "")
    text = re.sub(r"e([+-]\d+)", lambda m: f" × 10{_raised(int(m[1]))}", text)
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−")


def decimals(n: int) -> Callable[[str | float | None], str]:
    """Return a format for `table`: n decimals."""
    return lambda value: number_text(value, n)


def measured(value: float, decimals: int | None = None) -> str:
    """Write a number within a sentence: where it isn't finite, in words."""
    if not math.isfinite(value):
        return "un valor que no es finito"
    return number_text(float(value), decimals) if abs(value) < 1e6 else scientific(value)


def scientific(value: float) -> str:
    """Write a small difference with one significant digit, or 0 where it is exactly 0."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.0e}".split("e")
    return f"{mantissa} × 10{_raised(int(exponent))}".replace("-", "−")


def below(value: float, limit: float) -> str:
    """Write that a difference is 0 or under a limit, or else what it is.

    Its last digits hang on the processor; what counts is the limit that it keeps.
    """
    if value >= limit:
        return number_text(value, 2) if value >= 0.1 else scientific(value)
    return "0" if value == 0 else f"<{HARD}{scientific(limit)}"


def count_text(n: int, one: str, several: str = "") -> str:
    """Write how many there are of something: "1 semilla", "20 semillas"."""
    return f"{number_text(n)} {one if n == 1 else several or one + 's'}"


def listed(texts: Sequence[str], link: str = "y") -> str:
    """Write several things in a row: "una, otra y una tercera"."""
    return f" {link} ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def iterations_text(n: int) -> str:
    """Write a number of iterations: "1 iteración", "1000 iteraciones"."""
    return count_text(n, "iteración", "iteraciones")


def with_interval(value: float, low: float, high: float, decimals: int | None = 2) -> str:
    """Write a number and its interval: "2.81 [2.77, 2.83]".

    Without a number of decimals, as many as show two digits of the value, which isn't 0: what
    is small and positive doesn't become 0.0.
    Said in words where there is none: nothing was measured, or too few runs.
    """
    if math.isnan(value):
        return "sin dato"
    if decimals is None:
        decimals = max(1 - math.floor(math.log10(value)), 0)
    text = number_text(float(value), decimals)
    if not (math.isfinite(low) and math.isfinite(high)):
        return f"{text} (sin intervalo)"
    return f"{text}{HARD}{_ends(low, high, decimals)}"


def points(difference: float, low: float, high: float) -> str:
    """Write a difference of two shares and its interval in percentage points."""
    return with_interval(100 * difference, 100 * low, 100 * high, 1)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of 1 as a percentage, with the space that Spanish asks for."""
    return f"{number_text(100 * share, decimals)}{HARD}%"


STARTS = {
    "zeros": "ceros",
    "constant": "constante {}",
    "normal": f"N(0,{HARD}{{}}²)",
    "uniform": f"U(−{{0}},{HARD}{{0}})",
    "xavier": "Xavier × {}",
    "he": "He × {}",
    "zero_biases": f"{{}} · N(0,{HARD}1), sesgos 0",
}
"""What the documents call each way to start, with the place of its number."""


def start_name(method: str, scale: float) -> str:
    """Name a way to start as the documents do: "N(0, 0.5²)"."""
    if method == "normal" and scale == 1:
        return f"N(0,{HARD}1)"
    name = STARTS[method].format(number_text(float(scale)))
    return name.removesuffix(" × 1")  # which is the method itself


def share_text(k: int, n: int, sign: str = HARD + "%") -> str:
    """Write k of n as a percentage with its 95 % Wilson interval: "49.8 % [46.7, 52.9]"."""
    low, high = wilson(k, n)
    return f"{number_text(100 * k / n, 1)}{sign}{HARD}{_ends(100 * low, 100 * high, 1)}"


def _ends(low: float, high: float, decimals: int) -> str:
    """Write an interval; it stays on one line, as it does with its number."""
    low_text, high_text = number_text(float(low), decimals), number_text(float(high), decimals)
    return f"[{low_text},{HARD}{high_text}]"


def _raised(exponent: int | str) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
