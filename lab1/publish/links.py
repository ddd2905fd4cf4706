"""Headings, anchors and the links between them: each id once, each link to what it means."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_LONGEST_HREF = 2000  # PDF readers refuse more


@dataclass(frozen=True)
class Heading:
    """An entry of the contents list; level 2 is the first below the title."""

    level: int
    id: str
    text: str


def number_headings(body: BeautifulSoup) -> tuple[Heading, ...]:
    """Let headings begin at level 2 and skip none."""
    for element in body(HEADINGS):
        if not text_of(element) and element.find("img") is None:
            element.unwrap()  # an anchor may stand in it
    found = body(HEADINGS)
    top = min((int(element.name[1]) for element in found), default=2)
    headings: list[Heading] = []
    level = 1
    for element in found:
        level = min(int(element.name[1]) - top + 2, level + 1, 6)
        element.name = f"h{level}"
    ids = _give_ids(body, found)
    for element, own in zip(found, ids, strict=True):
        headings.append(Heading(int(element.name[1]), own, text_of(element) or "Sección"))
    return tuple(headings)


def _give_ids(body: BeautifulSoup, headings: list[Tag]) -> list[str]:
    """Give each heading, and each place that a link leads to, an id; aim the links at them."""
    links = body("a", href=True)
    hrefs = [str(link["href"]).strip() for link in links]
    wanted = {key for href in hrefs if href[:1] == "#" for key in _keys(href[1:])}
    places: dict[tuple[str, str], str] = {}  # by scope and name; the first of equal ones
    used: dict[str, int] = {}
    ids = []
    is_heading = {id(element) for element in headings}
    for element in body(True):
        names = [str(element.attrs.pop("id", ""))]
        if element.name == "a":
            names.append(str(element.attrs.pop("name", "")))
        named = [key for name in names if name for key in _keys(name) if key in wanted]
        if id(element) in is_heading:
            stem = text_of(element)
            named += _keys(stem)
        elif named:
            stem = next(filter(None, names))
        else:
            continue
        element["id"] = own = _unused(stem, used)
        if id(element) in is_heading:
            ids.append(own)
        for scope in _scopes(element):
            for name in named:
                places.setdefault((scope, name), own)
    for link in links:
        _aim(link, places)
    return ids


def _aim(link: Tag, places: dict[tuple[str, str], str]) -> None:
    """Lead a link to the nearest place of its name; one that leads nowhere keeps its text."""
    href = str(link["href"]).strip()
    if href.startswith("#"):
        keys = [(scope, key) for scope in _scopes(link) for key in _keys(href[1:])]
        target = next((places[key] for key in keys if key in places), None)
        if target is None:
            link.unwrap()
        else:
            link["href"] = f"#{target}"
    elif not re.match(r"(https?:|mailto:)", href, re.IGNORECASE) or len(href) > _LONGEST_HREF:
        link.unwrap()


def _scopes(element: Tag) -> list[str]:
    """Return the cell, the notebook and the whole that an element stands in."""
    cell = element.find_parent(attrs={"data-cell": True})
    notebook = str(cell.get("data-notebook", "")) if cell is not None else ""
    number = str(cell["data-cell"]) if cell is not None else ""
    return [f"{notebook}\n{number}", notebook, ""]


def _keys(name: str) -> list[str]:
    """Return a name as links and headings have it in common, whatever joins its words."""
    joined = re.sub(r"[\W_]+", "-", unquote(name)).strip("-").casefold()
    return [joined, f"={joined.replace('-', '')}"] if joined else []


def _unused(text: str, used: dict[str, int]) -> str:
    """Make an id as Jupyter does, of letters, digits and dashes, different from those used."""
    stem = re.sub(r"[^\w]+", "-", text[:200]).strip("-") or "seccion"
    candidate = stem
    while candidate in used:
        used[stem] += 1
        candidate = f"{stem}-{used[stem]}"
    used[candidate] = 1
    return candidate


def text_of(element: Tag) -> str:
    """Return the text of an element in one line."""
    return " ".join(element.get_text().split())
