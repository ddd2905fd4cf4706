"""The document between a notebook and its formats: clean HTML, a title, a contents list."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from textwrap import shorten

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from lab1.publish.links import Heading

Told = dict[tuple[str, str], set[int]]
"""Warnings: which notebook, if there are several, and what; in which cells."""


@dataclass(frozen=True)
class Document:
    """A notebook as clean HTML.

    Parameters
    ----------
    title : str
        As plain text.
    body : bs4.BeautifulSoup
        Formulas are MathML, images are data addresses of what can be shown,
        headings begin at level 2 and skip none. What a cell gave stands in an element with its
        number as "data-cell"; with "data-notebook", where there are several.
    headings : tuple of Heading
    told : dict
        What could not be shown as it is, by notebook and text; the cells of each.
    """

    title: str
    body: BeautifulSoup
    headings: tuple[Heading, ...]
    told: Told = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """Return what could not be shown as it is, a line each, in the order of the cells."""
        return lines(self.told)

    def warn(self, element: PageElement, text: str) -> None:
        """Add a warning that names the cell of an element of the body.

        Parameters
        ----------
        element : bs4.PageElement
            Still in its place.
        text : str
            In English; becomes "cell 3: …", or "01_first.ipynb, cells 3, 5–7: …" if it is the
            same in several.
        """
        notebook, cell = _place(element)
        self.told.setdefault((notebook, _one_line(text)), set()).add(cell)


def lines(told: Mapping[tuple[str, str], Set[int]]) -> list[str]:
    """Write warnings, each once with all its cells, in the order of notebooks and cells."""
    ordered = sorted(told.items(), key=lambda item: (item[0][0], min(item[1])))
    return [
        f"{notebook}{', ' if notebook and any(cells) else ': ' if notebook else ''}"
        f"{_cells(cells)}{text}"
        for (notebook, text), cells in ordered
    ]


def _cells(cells: Set[int]) -> str:
    """Write the numbers of cells as the beginning of a message, those in a row as a range."""
    numbers = sorted(cells - {0})
    if not numbers:
        return ""
    starts = [n for n in numbers if n - 1 not in cells]
    ends = [n for n in numbers if n + 1 not in cells]
    ranges = [f"{a}" if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True)]
    return f"cell{'s' if len(numbers) > 1 else ''} {', '.join(ranges)}: "


def _place(element: PageElement) -> tuple[str, int]:
    """Return which notebook and cell an element comes from; nothing and 0 if it isn't known."""
    is_cell = isinstance(element, Tag) and element.has_attr("data-cell")
    cell = element if is_cell else element.find_parent(attrs={"data-cell": True})
    if not isinstance(cell, Tag):
        return "", 0
    number = str(cell["data-cell"])
    return _one_line(str(cell.get("data-notebook", ""))), int(number) if number.isdecimal() else 0


def _one_line(text: str) -> str:
    """Keep text from adding lines, or commands to a terminal, and from filling the screen."""
    shown = "".join(char if char.isprintable() else " " for char in text[:1000])
    return shorten(shown, 300, placeholder=" …")
