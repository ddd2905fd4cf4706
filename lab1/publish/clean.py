"""Make an author's HTML harmless: no scripts, no addresses to load; what goes is named."""

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape, unescape
from urllib.parse import unquote

import bleach
from bs4 import BeautifulSoup, Tag

from lab1.publish.elements import with_attribute, with_ends
from lab1.publish.looks import LOOK, mark_looks
from lab1.publish.named import sentence

# Elements that go with all they hold. Any other unknown element leaves its text behind.
_DROPPED = """
    script style frame applet svg math template noscript canvas link meta base title head
"""
# Others whose text stands in lines of its own.
_DIVISIONS = """
    address article aside dialog fieldset footer form header hgroup legend main marquee nav search
"""
_EMBEDDED = {"iframe": "página", "object": "objeto", "embed": "objeto"} | {
    "audio": "sonido",
    "video": "vídeo",
}
_ALLOWED = """
    a abbr b blockquote br caption center cite code col colgroup dd del details div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp section small
    span strong sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
WARNING = "data-warning"
_ATTRIBUTES = {
    "*": ["class", "lang", "title", "id", LOOK, WARNING],
    "a": ["href", "name"],
    "img": ["src", "alt", "width", "height"],
    "ol": ["start"],
    "td": ["colspan", "rowspan"],
    "th": ["colspan", "rowspan", "scope"],
}
_PROTOCOLS = ("http", "https", "mailto", "data", "attachment")
_KEPT = 2000  # fragments: each stands in two formats, and again in the whole
_DEEPEST = 200  # elements within each other; time grows with its square
_SVG = re.compile(r"<(/?)svg\b[^>]*>", re.IGNORECASE)
_DECLARED = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_BEST = ("image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp")


def note(text: str, warning: str) -> str:
    """Return what stands in a document in place of what can't, with its warning."""
    return f'<span class="note" {WARNING}="{escape(warning)}">[{escape(text)}]</span>'


def sanitize(html: str, attachments: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Keep of HTML only what is text, tables, links, images and the looks that may mean something.

    Parameters
    ----------
    html : str
    attachments : dict of str to dict
        Of the cell, as nbformat has them.
    """
    if "<" not in html:
        return html
    return _clean(_attached(html, attachments) if attachments and "attachment:" in html else html)


@lru_cache(_KEPT)
def _clean(html: str) -> str:
    soup = BeautifulSoup(with_ends(_with_drawings(html)), "html.parser")
    sheets = "".join(str(sheet.string or "") for sheet in soup("style"))
    for element in with_attribute(soup, WARNING):
        del element[WARNING]  # only ours are told
    for element in soup(list(_EMBEDDED)):
        element.replace_with(BeautifulSoup(_embedded(element), "html.parser"))
    for control in soup(["button", "input", "select", "textarea"]):
        control.replace_with(f" {_shown_by(control)} ")
    for reading in soup("rt"):
        if reading.find_previous_sibling("rp") is None:
            reading.string = f" ({reading.get_text().strip()})"
    for element in soup(_DROPPED.split()):
        element.decompose()
    for element in soup(_DIVISIONS.split()):
        element.name = "div"
    if soup.find(True) is None or _depth(soup) > _DEEPEST:
        return escape(soup.get_text())
    mark_looks(soup, sheets)
    for image in soup("img"):
        _measure(image)
    cleaned = bleach.clean(
        f"<div>{soup}</div>",  # else it loses elements that stand in a table out of its cells
        tags=frozenset(_ALLOWED.split()),
        attributes=_attribute_is_allowed,
        protocols=_PROTOCOLS,
        strip=True,
        strip_comments=True,
    )
    return str(cleaned).removeprefix("<div>").removesuffix("</div>")


def _attached(html: str, attachments: Mapping[str, Mapping[str, str]]) -> str:
    """Put the attachments of a cell in the places of their names."""

    def image(match: re.Match[str]) -> str:
        name = unescape(match[2])
        kinds = attachments.get(name) or attachments.get(unquote(name)) or {}
        kind = next((kind for kind in _BEST if isinstance(kinds.get(kind), str)), None)
        if kind is None:
            return match[0]
        content = "".join(kinds[kind].split())
        if kind == "image/svg+xml" and "<" in content:
            content = base64.b64encode(kinds[kind].encode()).decode()
        return f"{match[1]}data:{kind};base64,{content}"

    return re.sub(r"""(\bsrc\s*=\s*["']?)attachment:([^"'>]*)""", image, html)


def _with_drawings(html: str) -> str:
    """Put an image in the place of each drawing that stands in HTML: there it can run nothing."""
    written, start, depth, begin = "", 0, 0, -1
    for match in _SVG.finditer(html) if "<svg" in html.lower() else ():
        if match[0].endswith("/>") and depth == 0:
            continue
        if match[1]:
            depth = max(depth - 1, 0)
            if depth == 0 and begin >= 0:
                written += html[start:begin] + _drawing(html[begin : match.end()])
                start, begin = match.end(), -1
        else:
            begin = match.start() if depth == 0 else begin
            depth += not match[0].endswith("/>")
    return written + html[start:]


def _drawing(svg: str) -> str:
    """Return the image of a drawing, declared as a file of its own needs to be."""
    if "<" not in svg[1:].removesuffix("</svg>"):
        return ""
    svg = re.sub(r"\sxmlns(:xlink)?\s*=\s*(\"[^\"]*\"|'[^']*')", "", svg)
    svg = re.sub(r"\A<svg", _DECLARED, svg, flags=re.IGNORECASE)
    svg = re.sub(r"&(?!(amp|lt|gt|quot|apos|#\w+);)(\w+);", lambda m: unescape(m[0]), svg)
    title = re.search(r"<title\b[^>]*>([^<]*)</title", svg)
    alt = escape(unescape(title[1]).strip()) if title else "Dibujo"
    source = base64.b64encode(svg.encode(errors="replace")).decode()
    return f'<img src="data:image/svg+xml;base64,{source}" alt="{alt}">'


def _embedded(element: Tag) -> str:
    """Name what a page would load into itself."""
    what = _EMBEDDED[element.name]
    inner = element.find(["source", "param"], src=True) or element
    source = str(element.get("src") or inner.get("src") or element.get("data") or "").strip()
    if re.match(r"https?://", source, re.IGNORECASE):
        what = "vídeo" if re.search(r"youtu\.?be|vimeo", source[:100]) else what
        named = f"the {element.name} isn't fetched, its address stands there: {source}"
        return note(f"{what}: {source[:1000]}", named)
    if source and not source.startswith("data:"):
        return note(
            f"{what}: {source[:200]}", f"the {element.name} isn't shown, its name stands there"
        )
    return note(sentence(what, "")[1:-1], f"the {element.name} can't be shown on paper")


def _shown_by(control: Tag) -> str:
    """Return what a control of a form shows."""
    if control.name != "input":
        chosen = control.find("option", selected=True) or control.option or control
        return str(chosen.get_text().strip())
    kind = str(control.get("type", "text")).lower()
    if kind in ("checkbox", "radio"):
        marks = "☑☐" if kind == "checkbox" else "●○"
        return marks[not control.has_attr("checked")]
    return "" if kind in ("hidden", "password", "file", "image") else str(control.get("value", ""))


def _measure(image: Tag) -> None:
    """Write the size that a style gives an image as its attributes."""
    style = str(image.get("style", ""))
    for name in ("width", "height"):
        found = re.search(rf"(?<![-\w]){name}\s*:\s*([\d.]+)\s*(px|%|pt|em|rem|cm|in)", style)
        if found:
            size, unit = float(found[1][:9].strip(".") or 0), found[2]
            scale = {"pt": 4 / 3, "em": 16, "rem": 16, "cm": 37.8, "in": 96}.get(unit, 1)
            image[name] = f"{min(size, 100):.0f}%" if unit == "%" else f"{size * scale:.0f}"


def _depth(soup: BeautifulSoup) -> int:
    """Return how many elements lie within each other, without recursion."""
    depth = 0
    level: list[Tag] = [soup]
    while level and depth <= _DEEPEST:
        level = [child for element in level for child in element.find_all(True, recursive=False)]
        depth += 1
    return depth


def _attribute_is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and value.strip().lower().startswith("data:"):
        return False
    if name in ("colspan", "rowspan"):
        return re.fullmatch(r"\d{1,3}", value) is not None  # more would fill the memory
    return name in _ATTRIBUTES.get(tag, []) or name in _ATTRIBUTES["*"]
