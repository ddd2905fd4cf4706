"""The cells of an HTML table in their places, and what browsers need of it."""

import re
import unicodedata
from typing import Any

from bs4 import Tag

from lab1.publish.elements import add_classes, classes

Node = dict[str, Any]

_TEXT = 40  # characters from which on a cell of a data frame is a text
_NARROWEST = 17.0  # a cell of text, as page.css has it, in units of its type


def mark_texts(element: Tag) -> None:
    """Let the columns of a data frame that hold sentences be set as text, not as numbers."""
    if element.find("th", class_="col_heading") is not None:  # one with a Styler
        add_classes(element, "dataframe")
    if "dataframe" not in classes(element):
        return
    cells = placed(rows_of(element))[0]
    long = [c for c in cells if c["element"].name == "td" and len(c["element"].get_text()) > _TEXT]
    columns = {cell["x"] for cell in long}
    for cell in cells:
        if cell["x"] in columns and cell["across"] == 1:
            looks = ["text", "long"] if cell in long else ["text"]
            add_classes(cell["element"], *looks)


def cut_spans(element: Tag) -> None:
    """Let no cell of a table span more than the table has, which browsers take minutes for."""
    if element.find(["td", "th"], colspan=True) or element.find(["td", "th"], rowspan=True):
        for cell in placed(rows_of(element))[0]:
            for name, span in (("colspan", cell["across"]), ("rowspan", cell["down"])):
                cell["element"].attrs.pop(name, None)
                if span > 1:
                    cell["element"][name] = str(span)


def width_in_browser(element: Tag) -> float:
    """Estimate how wide a browser sets a table at least, in units of its type."""
    keeps_lines = "dataframe" in classes(element)
    cells, width = placed(rows_of(element))
    widths = [0.0] * width
    for cell in cells:
        text = cell["element"].get_text("\n")
        is_long = "long" in classes(cell["element"])
        is_kept = keeps_lines and cell["element"].name == "td" and not is_long
        own = longest(text.split("\n") if is_kept else words(text))
        if cell["across"] == 1:
            widths[cell["x"]] = max(widths[cell["x"]], _NARROWEST if is_long else own)
    return sum(widths) + 1.5 * len({cell["x"] for cell in cells})


def parted(widths: list[float], naming: set[int], room: float) -> list[list[int]]:
    """Part columns into groups that fit; each begins with the columns that name the rows.

    Parameters
    ----------
    widths : list of float
    naming : set of int
        The columns in which rows have their names; those from the first on count.
    room : float
        In the same unit as widths.
    """
    count = next(x for x in range(len(widths) + 1) if x not in naming)
    names = list(range(count)) if count < len(widths) and sum(widths[:count]) < room / 2 else []
    groups: list[list[int]] = []
    current = names
    for column in range(len(names), len(widths)):
        if len(current) > len(names) and sum(widths[c] for c in [*current, column]) > room:
            groups.append(current)
            current = names
        current = [*current, column]
    return [*groups, current]


def names_a_row(cell: Tag) -> bool:
    """Tell whether a cell is a heading of a row, not of a column."""
    return cell.name == "th" and cell.find_parent("thead") is None


def rows_of(element: Tag) -> list[Tag]:
    """Return the rows of a table, without those of tables in it."""
    return [row for row in element("tr") if row.find_parent("table") is element]


def placed(rows: list[Tag]) -> tuple[list[Node], int]:
    """Place cells as a browser does; no span leads out of the table."""
    taken: set[tuple[int, int]] = set()
    cells: list[Node] = []
    widest = max((len(row(["td", "th"], recursive=False)) for row in rows), default=0)
    limit = max(widest, *(_row_width(row) for row in rows), 1) if rows else 1
    limit = min(limit, max(4 * widest, 40))
    for y, row in enumerate(rows):
        x = 0
        for element in row(["td", "th"], recursive=False):
            while (x, y) in taken:
                x += 1
            across = min(_span(element, "colspan"), max(limit - x, 1))
            down = min(_span(element, "rowspan"), len(rows) - y)
            while any((x + i, y) in taken for i in range(across)):
                across -= 1
            taken |= {(x + i, y + j) for i in range(across) for j in range(down)}
            cells.append({"element": element, "x": x, "y": y, "across": across, "down": down})
            x += across
    return cells, max((cell["x"] + cell["across"] for cell in cells), default=1)


def _row_width(row: Tag) -> int:
    return sum(_span(cell, "colspan") for cell in row(["td", "th"], recursive=False))


def _span(cell: Tag, name: str) -> int:
    value = str(cell.get(name, "1"))
    return max(int(value), 1) if re.fullmatch(r"\d{1,3}", value) else 1


def words(text: str) -> list[str]:
    """Part a text where a line of it may end: not at a space that forbids it."""
    return re.split("[ \t\n\r\f\v\N{ZERO WIDTH SPACE}]+", text)


def longest(texts: list[str]) -> float:
    """Estimate how wide the widest of some texts is, in units of its type."""
    return max((_em(text) for text in texts), default=0.0)


def _em(text: str) -> float:
    """Estimate how wide a text is, in units of its type."""
    widths = {"Lu": 0.68, "Ll": 0.5, "Nd": 0.5, "Zs": 0.26, "Po": 0.32, "Cf": 0.0, "Mn": 0.0}
    total = 0.0
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        total += 1.0 if wide else widths.get(unicodedata.category(char), 0.6)
    return total
