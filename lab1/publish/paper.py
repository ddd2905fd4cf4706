"""What a page has for its print alone: wide tables that fit, the addresses of links."""

import copy
import re

from bs4 import BeautifulSoup, Tag

from lab1.publish.elements import add_classes
from lab1.publish.grid import longest, names_a_row, parted, placed, rows_of, words

_ROOM = 55  # of a sheet of paper, in units of a table's type
_SMALLEST, _SMALL = 7, 8  # tenths of that type: in the whole of a table, and in its parts
_LONGEST_WORD = 24  # characters from which on a word may break anywhere
_BESIDE = 1.0  # the edges of a cell, in units of its type


def fit_table(wrapper: Tag, table: Tag) -> None:
    """Print a wide table in smaller type, or in parts that lie below each other."""
    widths = _widths(table)
    tenths = int(10 * _ROOM / sum(widths))
    if tenths >= _SMALLEST or table.img is not None:
        looks = ["scroll", "wide"]
        looks += [f"fit-{max(tenths, _SMALLEST)}0"] if tenths < 10 else []
        wrapper["class"] = " ".join(looks)
        return
    naming = {cell["x"] for cell in placed(rows_of(table))[0] if names_a_row(cell["element"])}
    parts = Tag(name="span", attrs={"class": f"parts wide fit-{_SMALL}0"})
    for columns in parted(widths, naming, 10 * _ROOM / _SMALL):
        parts.append(_part(table, columns))
    if table.caption is not None and parts.table is not None:
        parts.table.insert(0, copy.copy(table.caption))
    wrapper["class"] = "scroll wide screen"
    wrapper.insert_after(parts)


def _widths(element: Tag) -> list[float]:
    """Estimate how wide each column of a printed table is at least, in units of its type.

    A word that is too long may break, and its cell is marked so.
    """
    cells, width = placed(rows_of(element))
    widths = [0.0] * width
    for cell in cells:
        own = words(cell["element"].get_text(" "))
        if any(len(word) > _LONGEST_WORD for word in own):
            add_classes(cell["element"], "breaks")
        if cell["across"] == 1:
            wider = 1.06 if cell["element"].name == "th" else 1
            needed = longest([word[:_LONGEST_WORD] for word in own]) * wider
            widths[cell["x"]] = max(widths[cell["x"]], needed)
    return [width + _BESIDE for width in widths]


def _part(element: Tag, columns: list[int]) -> Tag:
    """Return a copy of a table with some of its columns, a wide cell cut to what stands in them."""
    looks = {name: value for name, value in element.attrs.items() if name != "id"}
    part = Tag(name="table", attrs=looks)
    body = Tag(name="tbody")
    rows = rows_of(element)
    copies = [Tag(name="tr", attrs=dict(row.attrs)) for row in rows]
    for cell in placed(rows)[0]:
        inside = sum(cell["x"] <= column < cell["x"] + cell["across"] for column in columns)
        if inside:
            kept = copy.copy(cell["element"])
            kept.attrs.pop("colspan", None)
            kept.attrs |= {"colspan": str(inside)} if inside > 1 else {}
            copies[cell["y"]].append(kept)
    head = Tag(name="thead")
    for row, own in zip(rows, copies, strict=True):
        (head if row.find_parent("thead") is not None else body).append(own)
    for named in part(id=True):
        del named["id"]
    part.extend([head, body])
    return part


def list_addresses(body: BeautifulSoup) -> list[str]:
    """List the addresses that the texts of their links don't show, and number those links."""
    numbers: dict[str, int] = {}
    for link in body("a", href=True):
        address = str(link["href"]).removeprefix("mailto:")
        text = link.get_text().strip()
        bare = re.sub(r"^https?://(www\.)?|/$", "", address)
        if text and not address.startswith("#") and bare.casefold() not in text.casefold():
            link["data-address"] = str(numbers.setdefault(address, len(numbers) + 1))
    return list(numbers)
