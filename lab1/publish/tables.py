"""Write an HTML table as data: a full grid of cells, in columns that are legible on a page."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

from bs4 import Tag

from lab1.publish.elements import classes
from lab1.publish.looks import read_look

Node = dict[str, Any]

PAGE = 482.0  # points between the margins, the captions' column included
USUAL, SMALLEST = 8.8, 6.5  # points of type
_INSET = 10.0  # points beside the text of a cell
_TEXT = 40  # characters from which on a cell of a data frame is a text
_LONG_WORD = 12  # characters from which on a name may break after its signs
_LONGEST_WORD = 24  # characters from which on a word may break anywhere
_WIDTHS = {3: (0.46, 0.12, 0.42), 4: (0.27, 0.13, 0.46, 0.14)}  # of tables with tones
_BREAK = "\N{ZERO WIDTH SPACE}"


def table(
    element: Tag, blocks: Callable[[Tag], list[Node]], inline: Callable[[Iterable[Any]], list[Any]]
) -> Node:
    """Return the data of a table.

    Parameters
    ----------
    element : bs4.Tag
    blocks, inline : callable
        What writes the content of a cell, and of the caption.
    """
    rows = _rows(element)
    cells, width = _grid(rows)
    for cell in cells:
        source = cell.pop("element")
        cell |= _look(source, element) | {"c": _broken(blocks(source))}
        words = re.split(rf"[\s{_BREAK}]+", _breakable(source.get_text()))
        cell["words"] = _longest(words) * (1.06 if cell["bold"] else 1)
        cell["line"] = _longest(source.get_text("\n").split("\n")) * (1.06 if cell["bold"] else 1)
    has_tones = any("tone" in cell for cell in cells)
    looks = classes(element)
    caption = element.caption
    return {
        "k": "table",
        "caption": _broken(inline(caption.children)) if caption else [],
        "rows": len(rows),
        "head": sum(1 for row in rows if row.find_parent("thead") is not None),
        "summary": "summary" in looks,
        **_columns(cells, width, _WIDTHS.get(width) if has_tones else None),
        **({"size": 8.3} if "summary" in looks else {}),
    }


def mark_texts(element: Tag) -> None:
    """Let the columns of a data frame that hold sentences be set as text, not as numbers."""
    if "dataframe" not in classes(element):
        return
    cells = _grid(_rows(element))[0]
    long = [c for c in cells if c["element"].name == "td" and len(c["element"].get_text()) > _TEXT]
    columns = {cell["x"] for cell in long}
    for cell in cells:
        if cell["x"] in columns and cell["across"] == 1:
            looks = ["text", "long"] if cell in long else ["text"]
            cell["element"]["class"] = " ".join([*classes(cell["element"]), *looks])


def cut_spans(element: Tag) -> None:
    """Let no cell of a table span more than the table has, which browsers take minutes for."""
    if element.find(["td", "th"], colspan=True) or element.find(["td", "th"], rowspan=True):
        for cell in _grid(_rows(element))[0]:
            for name, span in (("colspan", cell["across"]), ("rowspan", cell["down"])):
                cell["element"].attrs.pop(name, None)
                if span > 1:
                    cell["element"][name] = str(span)


def width_in_browser(element: Tag) -> float:
    """Estimate how wide a browser sets a table at least, in units of its type."""
    keeps_lines = "dataframe" in classes(element)
    cells, width = _grid(_rows(element))
    widths = [0.0] * width
    for cell in cells:
        text = cell["element"].get_text("\n")
        is_long = "long" in classes(cell["element"])
        is_kept = keeps_lines and cell["element"].name == "td" and not is_long
        own = _longest(text.split("\n") if is_kept else text.split())
        if cell["across"] == 1:
            widths[cell["x"]] = max(widths[cell["x"]], min(own, 18.0) if is_long else own)
    return sum(widths) + 1.5 * width


def _rows(element: Tag) -> list[Tag]:
    return [row for row in element("tr") if row.find_parent("table") is element]


def _grid(rows: list[Tag]) -> tuple[list[Node], int]:
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


def _look(cell: Tag, table_: Tag) -> Node:
    """Return how a cell looks: its side, its weight, its colours, its tone."""
    looks = classes(cell)
    style = read_look(cell)
    is_number = "num" in looks or (
        "dataframe" in classes(table_)
        and (cell.name == "td" or cell.find_parent("thead") is not None)
    )
    side = "left" if {"text", "tone"} & set(looks) else "right" if is_number else "left"
    if "text-align" in style and not {"num", "text"} & set(looks):
        side = style["text-align"]
    row_header = cell.name == "th" and cell.find_parent("thead") is None
    group = cell.get("scope") == "rowgroup"
    is_index = row_header and "dataframe" in classes(table_)
    bold = group or is_index or "font-weight" in style
    look: Node = {"align": side, "bold": bold or cell.find_parent("thead") is not None}
    for name, key in (("background-color", "fill"), ("color", "colour")):
        if name in style:
            look[key] = style[name]
    if tone := next((c[5:] for c in looks if c.startswith("tone-")), None):
        look["tone"] = tone
    return look


def _longest(texts: list[str]) -> float:
    return max((_em(text) for text in texts), default=0.0)


def _em(text: str) -> float:
    """Estimate how wide a text is, in units of its type."""
    widths = {"Lu": 0.68, "Ll": 0.5, "Nd": 0.5, "Zs": 0.26, "Po": 0.32, "Cf": 0.0, "Mn": 0.0}
    total = 0.0
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        total += 1.0 if wide else widths.get(unicodedata.category(char), 0.6)
    return total


def _broken(nodes: Any) -> Any:
    """Let the long words of blocks and of text break."""
    if isinstance(nodes, str):
        return _breakable(nodes)
    if isinstance(nodes, list):
        return [_broken(node) for node in nodes]
    if not isinstance(nodes, dict) or nodes.get("k") in ("math", "image"):
        return nodes
    return nodes | {key: _broken(nodes[key]) for key in ("c", "s", "items") if key in nodes}


def _breakable(text: str) -> str:
    """Let a long name break after its signs, and a very long word anywhere; numbers don't."""
    text = re.sub(
        rf"\S{{{_LONG_WORD},}}",
        lambda word: re.sub(r"(?<=[_./\\-])(?=[^\W\d])", _BREAK, word[0]),
        text,
    )
    return re.sub(rf"([^\s{_BREAK}]{{{_LONGEST_WORD}}})(?=[^\s{_BREAK}])", rf"\1{_BREAK}", text)


def _columns(cells: list[Node], width: int, shares: tuple[float, ...] | None) -> Node:
    """Choose type and widths so that no word is wider than its column; split if need be."""
    least, most = [0.0] * width, [0.0] * width
    for cell in cells:
        if cell["across"] == 1:
            least[cell["x"]] = max(least[cell["x"]], cell["words"])
            most[cell["x"]] = max(most[cell["x"]], cell["line"])
        del cell["words"], cell["line"]
    if shares is not None:
        parts = [{"columns": list(range(width)), "widths": [share * PAGE for share in shares]}]
        return {"size": USUAL, "parts": [_part(cells, part) for part in parts]}

    def needed(columns: list[int], size: float) -> float:
        return sum(least[c] * size + _INSET for c in columns)

    every = list(range(width))
    size = USUAL
    while size > SMALLEST and needed(every, size) > PAGE:
        size = round(size - 0.1, 1)
    groups = [every]
    if needed(every, size) > PAGE:
        size, groups = 7.5, _groups(cells, every, lambda columns: needed(columns, 7.5))
    parts = []
    for group in groups:
        natural = [most[c] * size + _INSET for c in group]
        room = PAGE - needed(group, size)
        wanted = [(most[c] - least[c]) * size for c in group]
        fits = sum(natural) <= PAGE
        share = 0.0 if fits or not sum(wanted) else min(room / sum(wanted), 1.0)
        widths = (
            []
            if fits
            else [
                least[c] * size + _INSET + share * want
                for c, want in zip(group, wanted, strict=True)
            ]
        )
        parts.append(_part(cells, {"columns": group, "widths": widths}))
    return {"size": size, "parts": parts}


def _groups(
    cells: list[Node], columns: list[int], needed: Callable[[list[int]], float]
) -> list[list[int]]:
    """Part columns into groups that fit; each begins with the columns that name the rows."""
    heads = sorted({c["x"] for c in cells if c["bold"] and c["align"] == "right" and c["x"] == 0})
    groups: list[list[int]] = []
    current = list(heads)
    for column in columns:
        if column in heads:
            continue
        if len(current) > len(heads) and needed([*current, column]) > PAGE:
            groups.append(current)
            current = list(heads)
        current = [*current, column]
    return [*groups, current]


def _part(cells: list[Node], part: Node) -> Node:
    """Return the cells of some columns, a wide one cut to what stands in them."""
    place = {column: x for x, column in enumerate(part["columns"])}
    kept = []
    for cell in cells:
        inside = [place[cell["x"] + i] for i in range(cell["across"]) if cell["x"] + i in place]
        if inside:
            kept.append(cell | {"x": min(inside), "across": len(inside)})
    return {"count": len(place), "widths": part["widths"], "cells": kept}
