"""Write code and outputs as data: their lines, their language, the colours of a terminal."""

import re
from typing import Any

from bs4 import Tag
from bs4.element import NavigableString

from lab1.publish.elements import classes

Node = dict[str, Any]

_WIDEST = 88  # characters
_SIZE, _LINE = 7.6, 100  # points of type, and the characters that a line of the page has in it
_TABULAR, _MOST = 3, 132  # lines that are wider are a table; and how wide one may be
_BREAK = "\N{ZERO WIDTH SPACE}"


def preformatted(element: Tag) -> Node:
    """Return the data of an element whose white space counts: its text, or its coloured runs."""
    own = classes(element)
    inner = classes(element.code) if element.code else []
    kind = next((kind for kind in ("stderr", "error", "raw") if kind in own), "output")
    kind = "code" if {"code", "highlight"} & set(own) else kind
    language = next((c[9:] for c in [*own, *inner] if c.startswith("language-")), "")
    node: Node = {"k": "pre", "kind": kind, "lang": language or "python" * ("code" in own)}
    widest = _fitting(element.get_text()) if kind != "code" else 0
    node |= {"size": round(_SIZE * _LINE / widest, 2)} if widest else {}
    if kind != "code" and element.find("span") is not None:
        return node | {"runs": _coloured_runs(element, widest or _WIDEST)}
    return node | {"s": _plain(element.get_text(), widest or _WIDEST).rstrip("\n")}


def _fitting(text: str) -> int:
    """Return how wide lines are that keep their columns in smaller type; 0 if they may break."""
    wide = [length for length in map(len, text.split("\n")) if length > _LINE]
    return max(wide) if len(wide) >= _TABULAR and max(wide) <= _MOST else 0


def _coloured_runs(element: Tag, widest: int) -> list[dict[str, str]]:
    """Return the parts of an output, each with the colour and the weight of its own."""
    texts = [text for text in element.find_all(string=True) if type(text) is NavigableString]
    runs = []
    for number, text in enumerate(texts):
        is_marked = text.parent is not None and text.parent.name == "span"
        looks = classes(text.parent) if is_marked and text.parent is not None else []
        shown = _plain(str(text), widest)
        look = " ".join(name[5:] for name in looks if name.startswith("ansi-"))
        runs.append({"s": shown.rstrip("\n") if number == len(texts) - 1 else shown, "look": look})
    return [run for run in runs if run["s"]]


def _plain(text: str, widest: int) -> str:
    return breakable(text.replace("\t", "    ").replace("\r", ""), widest)


def breakable(text: str, widest: int = _WIDEST) -> str:
    """Let a line without a space, wider than the page, break."""
    return re.sub(rf"(\S{{{widest}}})(?=\S)", rf"\1{_BREAK}", text)
