"""The document between a notebook and its formats: clean HTML, a title, a contents list."""

from dataclasses import dataclass, field
from textwrap import shorten

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from lab1.publish.links import Heading


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
    warnings : list of str
        What could not be shown as it is, a line each.
    """

    title: str
    body: BeautifulSoup
    headings: tuple[Heading, ...]
    warnings: list[str] = field(default_factory=list)

    def warn(self, element: PageElement, text: str) -> None:
        """Add a warning, once, that names the cell of an element of the body.

        Parameters
        ----------
        element : bs4.PageElement
            Still in its place.
        text : str
            In English; becomes "cell 3: …", or "01_first.ipynb, cell 3: …".
        """
        line = f"{place(element)}{_one_line(text)}"
        if line not in self.warnings:
            self.warnings.append(line)


def place(element: PageElement) -> str:
    """Return which cell an element comes from, as the beginning of a message."""
    is_cell = isinstance(element, Tag) and element.has_attr("data-cell")
    cell = element if is_cell else element.find_parent(attrs={"data-cell": True})
    if not isinstance(cell, Tag):
        return ""
    notebook = f"{_one_line(str(cell['data-notebook']))}, " if "data-notebook" in cell.attrs else ""
    return f"{notebook}cell {cell['data-cell']}: "


def _one_line(text: str) -> str:
    """Keep text from adding lines, or commands to a terminal, and from filling the screen."""
    shown = "".join(char if char.isprintable() else " " for char in text[:1000])
    return shorten(shown, 300, placeholder=" …")
