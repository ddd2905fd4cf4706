"""Everything that only presents: it imports from `lab1`, never the other way."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lab1.report._turn import WrongAnswer, check, curve
    from lab1.report.numbering import ref
    from lab1.report.parameters import ParameterError, checked
    from lab1.report.show import begin, figure, table
    from lab1.report.style import use_style

__all__ = [
    "ParameterError",
    "WrongAnswer",
    "begin",
    "check",
    "checked",
    "curve",
    "figure",
    "ref",
    "table",
    "use_style",
]

_HOMES = {
    "ParameterError": "parameters",
    "WrongAnswer": "_turn",
    "begin": "show",
    "check": "_turn",
    "checked": "parameters",
    "curve": "_turn",
    "figure": "show",
    "ref": "numbering",
    "table": "show",
    "use_style": "style",
}


def __getattr__(name: str) -> Any:
    # Every nbconvert command imports the exporters, which live here: it shall not wait for
    # Matplotlib.
    if name in _HOMES:
        return getattr(importlib.import_module(f"lab1.report.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
