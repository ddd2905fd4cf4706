"""Everything that only presents: it imports from `lab1`, never the other way."""

from lab1.report.parameters import ParameterError, checked
from lab1.report.show import figure, table
from lab1.report.style import use_style

__all__ = ["ParameterError", "checked", "figure", "table", "use_style"]
