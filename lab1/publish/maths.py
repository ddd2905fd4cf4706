"""Write MathML as plain data, which maths.typ sets: no formula is ever read as Typst."""

import re
from typing import Any

from bs4 import Tag

from lab1.publish.elements import classes

Node = dict[str, Any]

_FENCES = frozenset("()[]{}|‖⌊⌋⌈⌉⟨⟩⟮⟯∣∥/\\↑↓⇑⇓↕⇕⎰⎱⌜⌝⌞⌟〈〉\u2063")
_RELATIONS = frozenset("=<>≤≥≠≈≃≅∼∝≡∈∉⊂⊆→←⇒⇐⇔↔↦≔≜≪≫⩽⩾")
_TALL = ["mfrac", "mtable", "munder", "munderover"]  # taller than a line of text
_INVISIBLE = "\u2061\u2062\u2063\u2064\u200b"
_PRIMES = {"′": 1, "″": 2, "‴": 3, "⁗": 4}
# An accent as it stands alone, and as it combines.
_ACCENTS = {
    **{"^": "\u0302", "ˆ": "\u0302", "\u0302": "\u0302", "~": "\u0303", "˜": "\u0303"},
    **{"\u0303": "\u0303", "¯": "\u0304", "ˉ": "\u0304", "˙": "\u0307", "¨": "\u0308"},
    **{"ˇ": "\u030c", "\u030c": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300"},
    **{"˚": "\u030a", "⃗": "\u20d7", "→": "\u20d7", "←": "\u20d6", "⃛": "\u20db", "⃜": "\u20dc"},
    **{"↔": "\u20e1", "⇀": "\u20d1", "↼": "\u20d0"},
}
_ARROWS = frozenset("→←↔⇒⇐⇔↦⟶⟵⟷")
_LINES = {"\u0332": "line", "‾": "line", "_": "line", "\u0305": "line"}
_BRACES = {"⏞": "brace", "⏟": "brace", "⎴": "bracket", "⎵": "bracket", "⏜": "paren", "⏝": "paren"}


def formula(math: Tag) -> Node:
    """Return the data of a MathML element: its kind, its alternative text, its rows or nodes.

    Raises
    ------
    ValueError
        If it holds an element that isn't known.
    """
    table = math.find(True, recursive=False)
    node: Node = {"k": "math", "alt": str(math["alttext"]), "block": math["display"] == "block"}
    node["tall"] = not node["block"] and math.find(_TALL) is not None
    if isinstance(table, Tag) and table.find("mtd", class_="side", recursive=True):
        return node | {"lines": [_line(row) for row in table("mtr", recursive=False)]}
    return node | {"lines": [{"cells": [{"side": "center", "c": _row(math)}]}]}


def _line(row: Tag) -> Node:
    """Return a line of an equation of several, or of a numbered one, in the cells it aligns."""
    cells = row("mtd", recursive=False)
    number = cells[-1] if "side" in classes(cells[-1]) else None
    line: Node = {"cells": []}
    for cell in cells:
        looks = classes(cell)
        if "side" not in looks:
            side = next((side for side in ("left", "right") if side in looks), "center")
            line["cells"].append({"side": side, "c": _flush(cell)})
    if number is not None and number.get_text():
        line["number"] = number.get_text()
        line["id"] = str(number.get("id", ""))
    return line


def _row(parent: Tag) -> list[Node]:
    """Return the nodes of an element's children, those of its groups among them."""
    children = [child for child in parent.children if isinstance(child, Tag)]
    nodes: list[Node] = []
    for index, child in enumerate(children):
        is_function = index > 0 and _is_empty_space(children[index - 1])
        if child.name == "mrow" and not child.get("mathcolor"):
            nodes += _group(child)
        elif child.name in ("math", "mstyle", "semantics", "mpadded") and not child.attrs:
            nodes += _row(child)
        elif is_function and child.name == "mi" and len(child.get_text()) > 1:
            nodes.append({"k": "op", "s": child.get_text()})
        elif not _is_empty_space(child) and (node := _node(child)) is not None:
            nodes.append(node)
    return nodes


def _is_empty_space(element: Tag) -> bool:
    return element.name == "mspace" and "width" not in element.attrs


def _group(row: Tag) -> list[Node]:
    """Return the nodes of a group; as one that grows, if it stands between fences."""
    nodes = _row(row)
    children = row(True, recursive=False)
    grows = [
        child.name == "mo" and child.get("stretchy") != "false" and child.get_text() in _FENCES
        for child in (children[:1] + children[-1:])
    ]
    if len(children) > 1 and any(grows):
        return [{"k": "lr", "c": nodes}]
    return nodes


def _node(element: Tag) -> Node | None:
    """Return the node of an element that is no group; None for what shows nothing."""
    text = element.get_text()
    match element.name:
        case "mi":
            return _identifier(element, text.replace("\ufe00", "").replace("\ufe01", ""))
        case "mn" | "ms":
            return {"k": "text", "s": text}
        case "mtext":
            link = element.find("a")
            to = str(link.get("href", "")).removeprefix("#") if isinstance(link, Tag) else ""
            look = next((name for name in ("b", "i") if element.find(name)), "")
            return {"k": "words", "s": text, "look": look} | ({"to": to} if to else {})
        case "mo":
            return _operator(element, text)
        case "mspace":
            return {"k": "space", "w": _em(element.get("width"))}
        case "mrow" | "mstyle" | "mpadded" | "semantics" | "math" | "merror":
            colour = element.get("mathcolor")
            nodes = _group(element) if element.name == "mrow" else _row(element)
            return {"k": "group", "c": nodes} | ({"colour": colour} if colour else {})
        case "mphantom":
            return {"k": "phantom", "c": _row(element)}
        case "menclose":
            return {"k": "enclosed", "how": str(element.get("notation", "")), "c": _row(element)}
        case "mfrac":
            above, below = _parts(element, 2)
            bare = element.get("linethickness") == "0"
            size = {"true": "display", "false": "inline"}.get(str(element.get("displaystyle")), "")
            return {"k": "frac", "above": above, "below": below, "bare": bare, "size": size}
        case "msqrt":
            return {"k": "root", "c": _row(element), "index": []}
        case "mroot":
            radicand, index = _parts(element, 2)
            return {"k": "root", "c": radicand, "index": index}
        case "msub" | "msup" | "msubsup" | "munder" | "mover" | "munderover":
            return _scripted(element)
        case "mmultiscripts":
            return _multiscripts(element)
        case "mtable":
            return _table(element)
    raise ValueError(f"MathML {element.name} can't be set")


def _parts(element: Tag, count: int) -> list[list[Node]]:
    children = element(True, recursive=False)
    if len(children) != count:
        raise ValueError(f"MathML {element.name} has {len(children)} parts")
    return [_one(child) for child in children]


def _one(child: Tag) -> list[Node]:
    if child.name == "mrow" and not child.get("mathcolor"):
        return _group(child)
    node = None if _is_empty_space(child) else _node(child)
    return [] if node is None else [node]


def _identifier(element: Tag, text: str) -> Node:
    if len(text) == 1 and element.get("mathvariant") != "normal":
        return {"k": "symbol", "s": text}
    return {"k": "upright", "s": text}


def _operator(element: Tag, text: str) -> Node | None:
    if text in _INVISIBLE or not text:
        return None
    if text in _PRIMES:
        return {"k": "primes", "n": _PRIMES[text]}
    if len(text) > 1:
        return {"k": "op", "s": text}
    node: Node = {"k": "symbol", "s": text}
    if element.get("form") in ("prefix", "postfix") and text in _FENCES:
        node["class"] = "opening" if element["form"] == "prefix" else "closing"
    elif element.get("lspace") == "0" and element.get("rspace") == "0" and text in _FENCES:
        node["class"] = "normal"
    if (size := _em(element.get("minsize"))) > 0:
        node["size"] = size
    if element.get("stretchy") == "true" and text in _FENCES and "size" not in node:
        node["mid"] = True
    return node


def _em(width: Any) -> float:
    match = re.fullmatch(r"(-?[\d.]+)(em|mu|ex|pt|px|)", str(width or ""))
    if match is None or not re.fullmatch(r"-?\d*\.?\d+|-?\d+\.", match[1]):
        return 0.0
    unit = {"em": 1, "mu": 1 / 18, "ex": 0.45, "pt": 0.1, "px": 0.07, "": 1}[match[2]]
    return round(min(max(float(match[1]) * unit, -2.0), 20.0), 4)


def _scripted(element: Tag) -> Node:
    """Return a base with what stands above and below it, or beside."""
    count = 3 if element.name in ("msubsup", "munderover") else 2
    children = element(True, recursive=False)
    if len(children) != count:
        raise ValueError(f"MathML {element.name} has {len(children)} parts")
    base, scripts = _one(children[0]), [_one(child) for child in children[1:]]
    over = element.name in ("msup", "mover")
    places = ["b", "t"] if count == 3 else ["t"] if over else ["b"]
    mark = children[1].get_text() if children[1].name == "mo" else ""
    if element.name in ("mover", "munder"):
        if mark in _BRACES or mark in _LINES:
            shape = (_BRACES | _LINES)[mark]
            return {"k": "spanned", "over": over, "shape": shape, "c": base}
        if mark in _ACCENTS and element.get("accent") == "true":
            wide = children[1].get("stretchy") == "true" or mark in "→←↔"
            return {"k": "accent", "s": _ACCENTS[mark], "c": base, "wide": wide}
    is_beside = element.name in ("msub", "msup", "msubsup")
    movable = children[0].name == "mo" and children[0].get("movablelimits") != "false"
    where = "beside" if is_beside else "auto" if movable else "limits"
    if not is_beside and children[0].get_text() in _ARROWS:
        base = [{"k": "stretched", "s": children[0].get_text()}]
    return {"k": "scripts", "base": base, "where": where} | dict(zip(places, scripts, strict=True))


def _multiscripts(element: Tag) -> Node:
    base, *rest = element(True, recursive=False)
    names = [child.name for child in rest]
    cut = names.index("mprescripts") if "mprescripts" in names else len(names)
    after, before = rest[:cut], rest[cut + 1 :]
    node: Node = {"k": "scripts", "base": _one(base), "where": "beside"}
    for places, part in ((("b", "t"), after), (("bl", "tl"), before)):
        node |= {place: _one(child) for place, child in zip(places, part, strict=False)}
    return node


def _table(element: Tag) -> Node:
    """Return a matrix, or lines aligned at their signs; a place of alignment is a node."""
    rows = [row("mtd", recursive=False) for row in element("mtr", recursive=False)]
    looks = [[classes(cell) for cell in row] for row in rows]
    width = max(map(len, rows), default=0)
    around = classes(element)
    lines = [i for i, row in enumerate(looks) if any("line-above" in c for c in row)]
    lines += [0] * ("line-above" in around) + [len(rows)] * ("line-below" in around)
    bars = [i + 1 for i, c in enumerate(looks[0]) if "line-right" in c] if looks else []
    return {
        "k": "table",
        "rows": [
            [_aligned(cell, x) for x, cell in enumerate(row)]
            + [[] for _ in range(width - len(row))]
            for row in rows
        ],
        "display": element.get("displaystyle") == "true",
        "joined": any("close" in look for row in looks for look in row),
        "lines": lines,
        "bars": [0] * ("line-left" in around) + bars,
    }


def _aligned(cell: Tag, x: int) -> list[Node]:
    looks = classes(cell)
    place: list[Node] = [{"k": "align"}]
    if "right" in looks:
        gap = [{"k": "space", "w": 2.0}] if x and x % 2 == 0 else []  # between the pairs
        return gap + _row(cell) + place
    return place + _flush(cell) if "left" in looks else _row(cell)


def _flush(cell: Tag) -> list[Node]:
    """Return the nodes of a cell; a relation at a place of alignment has space before it."""
    nodes = _row(cell)
    if {"left", "close"} <= {*classes(cell)} and nodes and nodes[0].get("s") in _RELATIONS:
        return [{"k": "space", "w": 0.2778}, *nodes]  # as TeX sets it after nothing
    return nodes


def width_of(element: Tag) -> float:
    """Estimate how wide a formula is set, in units of its type."""
    children = element(True, recursive=False)
    if not children:
        return (0.5 if element.name == "mtext" else 0.75) * len(element.get_text())
    widths = [width_of(child) for child in children]
    if element.name in ("mfrac", "munder", "mover", "munderover"):
        return max(widths)
    if element.name in ("msub", "msup", "msubsup"):
        return widths[0] + 0.7 * max(widths[1:], default=0)
    return max(widths) if element.name == "mtable" else sum(widths)
