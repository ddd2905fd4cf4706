"""Write clean HTML as plain data, which tree.typ sets: no content is ever read as Typst."""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PageElement

from lab1.publish import maths
from lab1.publish.elements import classes
from lab1.publish.looks import read_look
from lab1.publish.preformatted import breakable, preformatted
from lab1.publish.tables import table

Node = dict[str, Any]
Inline = list[Node | str]
Images = Mapping[str, tuple[str, float | None]]

_MARKS = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "emph"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "del", "strike"), "strike"),
    **{"sub": "sub", "sup": "super", "mark": "highlight", "small": "small", "q": "quoted"},
}
_CODE = ["code", "kbd", "samp", "tt"]
_BLOCKS = {
    *("p", "div", "ul", "ol", "dl", "pre", "blockquote", "table", "figure", "hr", "details"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "center", "li", "dt", "dd", "summary", "caption"),
    *("section", "article", "header", "footer", "figcaption"),
}
_DEEPEST = 10  # blocks or marks within each other; Typst refuses more than some dozens
_LONG_WORD = re.compile(r"(\S{30})(?=\S{20})")  # wider than half a line: it may break
_LONG_SCRIPT = 30  # characters
_PIXELS = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*(px)?\s*")
_URL = "%/:?#[]@!$&'()*+,;=~-._"
_BREAK = "\N{ZERO WIDTH SPACE}"


def tree(body: BeautifulSoup, images: Images = MappingProxyType({})) -> list[Node]:
    """Return the blocks of a document as data for tree.typ.

    Parameters
    ----------
    body : bs4.BeautifulSoup
        As in `Document`, with formulas as MathML.
    images : dict of str to tuple
        Of each image's source the name of its file, and how many pixels wide it is.
    """
    blocks = _Tree(body, images).flow(body, 0)
    names: set[str] = set()
    _keep_first(blocks, names)
    _keep_known(blocks, names)
    return blocks


def _keep_first(node: Any, names: set[str]) -> None:
    """Keep of equal names only the first: Typst refuses two."""
    for part in node.values() if isinstance(node, dict) else node:
        if isinstance(part, dict | list):
            _keep_first(part, names)
    if isinstance(node, dict) and "id" in node:
        if not node["id"] or node["id"] in names:
            del node["id"]
        else:
            names.add(node["id"])


def _keep_known(node: Any, names: set[str]) -> None:
    """Leave out references that lead nowhere."""
    for part in node.values() if isinstance(node, dict) else node:
        if isinstance(part, dict | list):
            _keep_known(part, names)
    is_reference = isinstance(node, dict) and node.get("k") in ("reference", "words")
    if is_reference and node.get("to") not in names:
        node.pop("to", None)
        node["k"] = "plain" if node["k"] == "reference" else "words"


class _Tree:
    def __init__(self, body: BeautifulSoup, images: Images) -> None:
        self.images = images
        links = {str(link.get("href", ""))[1:] for link in body("a")}
        names = [str(element["id"]) for element in body(id=True)]
        self.anchors = {name for name in names if name in links and names.count(name) == 1}

    def flow(self, parent: Tag, depth: int) -> list[Node]:
        """Return the blocks in an element."""
        return self._flow(parent.children, depth)

    def _flow(self, children: Iterable[PageElement], depth: int) -> list[Node]:
        """Return blocks; text between them stands in paragraphs of its own."""
        blocks: list[Node] = []
        loose: list[PageElement] = []
        for child in [*children, None]:
            if child is not None and not _is_block(child):
                loose.append(child)
                continue
            if inline := self.inline(loose):
                blocks.append({"k": "paragraph", "c": inline})
            loose = []
            if isinstance(child, Tag):
                blocks += self.block(child, depth)
        return blocks

    def block(self, element: Tag, depth: int) -> list[Node]:
        """Return the blocks of one element, after its name if a link leads to it."""
        named = {} if re.fullmatch("h[1-6]", element.name) else self._named(element)
        anchor: list[Node] = [{"k": "anchor"} | named] if named else []
        blocks = self._block(element, depth)
        if blocks and element.name not in ("table", "pre", "hr", "figure"):
            blocks = _with_look(element, blocks)
        return anchor + blocks

    def _block(self, element: Tag, depth: int) -> list[Node]:
        if depth > _DEEPEST:
            text = " ".join(element.get_text(" ").split())
            return [{"k": "paragraph", "c": [text]}] if text else []
        name = element.name
        if name == "p" and "prompt" in classes(element):
            return [{"k": "prompt", "s": element.get_text()}]
        if name == "math":
            return [_formula(element)]
        if name == "pre":
            return [preformatted(element)]
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            heading = {"k": "heading", "level": max(int(name[1]) - 1, 1)}
            return [heading | self._named(element) | {"c": self.inline(element.children)}]
        if name in ("ul", "ol"):
            return self._list(element, depth)
        if name == "blockquote":
            return [{"k": "quote", "c": self.flow(element, depth + 1)}]
        if name == "hr":
            return [{"k": "rule"}]
        if name == "table":
            return [table(element, lambda cell: self.flow(cell, depth + 1), self.inline)]
        if name == "figure":
            return self._figure(element, depth)
        if name in ("dt", "dd"):
            kind = "term" if name == "dt" else "definition"
            return [{"k": kind, "c": self.flow(element, depth + 1)}]
        if name == "summary":
            return [{"k": "paragraph", "c": [{"k": "strong", "c": self.inline([element])}]}]
        if name == "div" and "live" in classes(element):
            return []  # paper can't train
        if name == "div" and "beside" in classes(element):
            parts = self.flow(element, depth + 1)
            side = [node for node in parts if node["k"] == "figure"]
            words = [node for node in parts if node["k"] != "figure"]
            return [{"k": "beside", "c": words, "side": side}]
        if name == "div" and "spread" in classes(element):
            items = [self.flow(item, depth + 1) for item in element("li")]
            return [{"k": "spread", "items": items}]
        if name == "div" and "contents" in classes(element):
            return [{"k": "contents"}]
        if name == "div" and "alert" in classes(element):
            return [{"k": "aside", "c": self.flow(element, depth + 1)}]
        return self.flow(element, depth)

    def _named(self, element: Tag) -> Node:
        name = str(element.get("id", ""))
        return {"id": name} if name in self.anchors else {}

    def _list(self, element: Tag, depth: int) -> list[Node]:
        own = element("li", recursive=False)
        if not own:
            return self.flow(element, depth + 1)
        if "list-inline" in classes(element) and not any(item.find(_holds_block) for item in own):
            run = [node for item in own for node in (" · ", *self.inline([item]))][1:]
            return [{"k": "paragraph", "c": run}] if run else []
        items = self._items(element, depth)
        is_tight = element.select_one(":scope > li > p") is None
        node: Node = {"k": "list", "ordered": element.name == "ol", "items": items}
        node["tasks"] = all(item.get_text()[:6].strip()[:1] in ("☑", "☐") for item in own)
        start = re.fullmatch(r"\d{1,9}", str(element.get("start", "")))
        return [node | {"tight": is_tight, "start": int(start[0]) if start else 1}]

    def _items(self, element: Tag, depth: int) -> list[list[Node]]:
        """Return the blocks of each item; what stands between two goes with the first."""
        items: list[list[Node]] = []
        for is_item, group in groupby(
            element.children, lambda part: getattr(part, "name", "") == "li"
        ):
            if is_item:
                items += [self.block(item, depth + 1) for item in group if isinstance(item, Tag)]
            elif loose := self._flow(group, depth + 1):
                items = items or [[]]
                items[-1].extend(loose)
        return items

    def _figure(self, element: Tag, depth: int) -> list[Node]:
        image, caption = element.img, element.figcaption
        around = sum(len(text.strip()) for text in element.find_all(string=True))
        own = sum(len(text.strip()) for text in caption.find_all(string=True)) if caption else 0
        if image is None or len(element("img")) > 1 or around > own:
            return self.flow(element, depth)
        text = self.inline(caption.children) if caption else []
        return [{"k": "figure", "image": self._image(image), "caption": text}]

    def _image(self, image: Tag) -> Node:
        source = str(image["src"])
        file, pixels = self.images.get(source, (source, None))
        width = _PIXELS.fullmatch(str(image.get("width", "")))
        height = _PIXELS.fullmatch(str(image.get("height", "")))
        share = re.fullmatch(r"\s*(\d{1,3}(?:\.\d+)?)\s*%\s*", str(image.get("width", "")))
        wide = float(width[1]) if width else 0.0
        tall = float(height[1]) if height and not width and not share else 0.0
        if not wide and not tall and not share:
            wide = float(pixels or 0)  # as in a browser, whatever density the file tells
        return {
            **{"k": "image", "file": file, "alt": str(image["alt"])},
            **{"points": wide * 0.75, "tall": tall * 0.75},
            "share": min(float(share[1]), 100.0) if share else 0.0,
        }

    def inline(self, elements: Iterable[PageElement]) -> Inline:
        """Return text with its marks, its white space as a browser shows it."""
        return _trimmed(self._run(elements, 0))

    def _run(self, elements: Iterable[PageElement], depth: int) -> Inline:
        run: Inline = []
        for element in elements:
            if isinstance(element, NavigableString):
                if type(element) is NavigableString:
                    text = re.sub(r"[ \t\n\r\f]+", " ", element)
                    run.append(_LONG_WORD.sub(rf"\1{_BREAK}", text))
            elif isinstance(element, Tag):
                run += self._marked(element, depth)
        return run

    def _marked(self, element: Tag, depth: int) -> Inline:
        name = element.name
        if depth > _DEEPEST:
            return [" ".join(element.get_text().split())]
        if name == "math":
            return [_formula(element) | {"block": False}]
        if name == "img":
            return [self._image(element)]
        if name == "br":
            return [{"k": "break"}]
        if name in _CODE:
            return [{"k": "code", "s": breakable(element.get_text())}]
        if name == "span" and "note" in classes(element):
            return [{"k": "note", "c": self._run(element.children, depth + 1)}]
        if name in ("sub", "sup") and len(element.get_text()) > _LONG_SCRIPT:
            name = "small"  # a note, to be read
        if name in _MARKS:
            inner: Inline = [{"k": _MARKS[name], "c": self._run(element.children, depth + 1)}]
        else:
            inner = self._run(element.children, depth)
        look = read_look(element)
        for key, kind in (("color", "tinted"), ("background-color", "marked")):
            inner = [{"k": kind, "colour": look[key], "c": inner}] if key in look else inner
        if "font-weight" in look:
            inner = [{"k": "strong", "c": inner}]
        href = str(element.get("href", "")) if name == "a" else ""
        if href.startswith("#"):
            inner = [{"k": "reference", "to": href[1:], "c": inner}]
        elif href:
            inner = [{"k": "link", "to": quote(href, safe=_URL), "c": inner}]
        named = self._named(element)
        return [{"k": "anchor"} | named, *inner] if named else inner


def _is_block(child: PageElement) -> bool:
    if not isinstance(child, Tag) or child.name in (*_MARKS, *_CODE):
        return False
    return child.name in _BLOCKS or _is_equation(child) or child.find(_holds_block) is not None


def _holds_block(element: Tag) -> bool:
    return element.name in _BLOCKS or _is_equation(element)


def _is_equation(element: Tag) -> bool:
    return element.name == "math" and element.get("display") == "block"


def _formula(element: Tag) -> Node:
    try:
        return maths.formula(element)
    except ValueError:
        return {"k": "code", "s": str(element.get("alttext", ""))}


def _with_look(element: Tag, blocks: list[Node]) -> list[Node]:
    """Set blocks in the colour and on the side that their element asks for."""
    look = read_look(element)
    side = "center" if element.name == "center" else look.get("text-align", "")
    is_light = look.get("background-color") is not None  # its own colour may be white
    colour = "" if is_light else look.get("color", "")
    return (
        [{"k": "looks", "colour": colour, "side": side, "c": blocks}] if colour or side else blocks
    )


def _trimmed(run: Inline) -> Inline:
    """Take away the white space at the ends and where two pieces meet."""
    texts = [True]  # whether what came last ends with a space

    def squeeze(nodes: Inline) -> Inline:
        kept: Inline = []
        for node in nodes:
            if isinstance(node, str):
                text = node.lstrip(" ") if texts[-1] else node
                if text:
                    kept.append(text)
                    texts[-1] = text.endswith(" ")
            elif "c" in node and node["k"] != "math":
                kept.append(node | {"c": squeeze(node["c"])})
            else:
                kept.append(node)
                texts[-1] = node["k"] == "break" or (node["k"] == "anchor" and texts[-1])
        return kept

    kept = squeeze(run)
    while kept and isinstance(kept[-1], str) and not kept[-1].strip(" "):
        kept.pop()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" ")
    has_content = any(isinstance(node, str) or node["k"] != "break" for node in kept)
    return kept if has_content else []
