"""How the documents write numbers and names: in Spanish."""

import math
import re
from collections.abc import Callable

from lab1.statistics import wilson

LOSSES = {
    "cross_entropy": "entropía cruzada",
    "mse": "MSE",
    "sse": "SSE",
}
"""What the documents call each loss."""


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
    if re.match(r"-?\d,\d{3}(?!,)", text):
        text = text.replace(",", "")
    text = re.sub(r"e([+-]\d+)", lambda m: f" × 10{_raised(int(m[1]))}", text)
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace("-", "−")


def decimals(n: int) -> Callable[[str | float | None], str]:
    """Return a format for `table`: n decimals."""
    return lambda value: number_text(value, n)


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
    return "0" if value == 0 else f"< {scientific(limit)}"


def with_interval(value: float, low: float, high: float, decimals: int = 2) -> str:
    """Write a number and its interval: "2.81 [2.77, 2.83]"."""
    texts = [number_text(float(x), decimals) for x in (value, low, high)]
    return f"{texts[0]} [{texts[1]}, {texts[2]}]"


def points(difference: float, low: float, high: float) -> str:
    """Write a difference of two shares and its interval in percentage points."""
    return with_interval(100 * difference, 100 * low, 100 * high, 1)


def percent(share: float, decimals: int = 1) -> str:
    """Write a share of 1 as a percentage, with the space that Spanish asks for."""
    return f"{number_text(100 * share, decimals)}\N{NO-BREAK SPACE}%"


def start_name(method: str, scale: float) -> str:
    """Name a way to start as the documents do: "N(0, 0.5²)"."""
    number = number_text(float(scale))
    names = {
        "zeros": "ceros",
        "constant": f"constante {number}",
        "normal": f"N(0, {number}²)",
        "uniform": f"U(−{number}, {number})",
        "xavier": "Xavier",
        "he": "He",
    }
    factor = f" × {number}" if method in ("xavier", "he") and scale != 1 else ""
    return names[method] + factor


def share_text(k: int, n: int, sign: str = "\N{NO-BREAK SPACE}%") -> str:
    """Write k of n as a percentage with its 95 % Wilson interval: "49.8 % [46.7, 52.9]"."""
    low, high = (number_text(100 * share, 1) for share in wilson(k, n))
    return f"{number_text(100 * k / n, 1)}{sign} [{low}, {high}]"


def _raised(exponent: int | str) -> str:
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
