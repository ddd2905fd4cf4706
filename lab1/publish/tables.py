"""Write an HTML table as data: a full grid of cells, in columns that are legible on a page."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from bs4 import Tag

from lab1.publish.elements import classes
from lab1.publish.grid import longest, names_a_row, parted, placed, rows_of, words
from lab1.publish.looks import read_look

Node = dict[str, Any]

PAGE = 482.0  # points between the margins, the captions' column included
USUAL, SMALLEST = 8.8, 6.5  # points of type
_INSET = 10.0  # points beside the text of a cell
_LONG_WORD = 12  # characters from which on a name may break after its signs
_LONGEST_WORD = 24  # characters from which on a word may break anywhere
_WHOLE = 600  # characters up to which a cell stays on its page
_WIDTHS = {3: (0.42, 0.12, 0.46), 4: (0.27, 0.13, 0.46, 0.14)}  # of tables with tones
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
    rows = rows_of(element)
    cells, width = placed(rows)
    for cell in cells:
        source = cell.pop("element")
        cell |= _look(source, element) | {"c": _broken(blocks(source))}
        cell["whole"] = len(source.get_text()) < _WHOLE and source.find(["table", "img"]) is None
        is_row = cell["across"] == width and cell["down"] == 1
        cell["names"] = names_a_row(source)
        cell["group"] = is_row and source.get("scope") == "rowgroup"
        wider = 1.06 if cell["bold"] else 1
        cell["words"] = longest(words(_breakable(source.get_text()))) * wider
        cell["line"] = longest(source.get_text("\n").split("\n")) * wider
    has_tones = any("tone" in cell for cell in cells)
    looks = classes(element)
    caption = element.caption
    return {
        "k": "table",
        "caption": _broken(inline(caption.children)) if caption else [],
        "head": sum(1 for row in rows if row.find_parent("thead") is not None),
        "summary": "summary" in looks,
        **_columns(cells, width, _WIDTHS.get(width) if has_tones else None),
        **({"size": 8.3} if "summary" in looks else {}),
    }


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
    group = cell.get("scope") == "rowgroup"
    is_index = names_a_row(cell) and "dataframe" in classes(table_)
    bold = group or is_index or "font-weight" in style
    look: Node = {"align": side, "bold": bold or cell.find_parent("thead") is not None}
    for name, key in (("background-color", "fill"), ("color", "colour")):
        if name in style:
            look[key] = style[name]
    if tone := next((c[5:] for c in looks if c.startswith("tone-")), None):
        look["tone"] = tone
    return look


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
        size = 7.5
        naming = {cell["x"] for cell in cells if cell["names"]}
        groups = parted([needed([column], size) for column in every], naming, PAGE)
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


def _part(cells: list[Node], part: Node) -> Node:
    """Return the cells of some columns, a wide one cut to what stands in them."""
    place = {column: x for x, column in enumerate(part["columns"])}
    kept = []
    for cell in cells:
        inside = [place[cell["x"] + i] for i in range(cell["across"]) if cell["x"] + i in place]
        if inside:
            kept.append(cell | {"x": min(inside), "across": len(inside)})
    return {"count": len(place), "widths": part["widths"], "cells": kept}
