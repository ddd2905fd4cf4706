"""The document between a notebook and its formats: clean HTML, a title, a contents list."""

import base64
import binascii
import re
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import shorten

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from lab1.publish.references import link_references

_DATA_IMAGE = re.compile(r"data:(image/(?:svg\+xml|png|jpeg|gif|webp));base64,(.*)", re.DOTALL)
_KINDS = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}
_LONGEST_HREF = 2000  # PDF readers refuse more
_LONG_WORD = re.compile(r"\S{1000,}")  # longer than a page can show
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


@dataclass(frozen=True)
class Heading:
    """An entry of the contents list; level 2 is the first below the title."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Document:
    """A notebook as clean HTML.

    Parameters
    ----------
    title : str
        As plain text.
    body : bs4.BeautifulSoup
        Formulas are elements of class "math" that hold TeX, images are data addresses,
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


def assemble(html: str, title: str | None, name: str, folder: Path | None) -> Document:
    """Make the document of sanitized HTML.

    Parameters
    ----------
    html : str
    title : str or None
        If None, a first heading of level 1 becomes the title, or else `name`.
    name : str
        Of the notebook's file.
    folder : Path or None
        Of the notebook: images are read from there, and from nowhere else.
    """
    body = BeautifulSoup(html, "html.parser")
    first = body.find(_HEADINGS)
    if title is None:
        title = name
        if first is not None and first.name == "h1":
            title = _text(first) or name
            first.decompose()
    for image in body("img"):
        _embed(image, folder)
    for text in body.find_all(string=_LONG_WORD):
        if text.find_parent("pre") is None:
            text.replace_with(_LONG_WORD.sub(lambda word: f"{word[0][:100]}[…]", text))
    for caption in body("caption"):
        _emphasize_number(caption)
    headings = _number_headings(body)
    link_references(body)
    targets = {f"#{element['id']}" for element in body(id=True)}
    for link in body("a"):
        if not _leads_somewhere(str(link.get("href", "")), targets):
            link.unwrap()
    return Document(title, body, headings)


def decode_image(source: str) -> tuple[str, bytes] | None:
    """Return the kind ("svg", "png", …) and the bytes of a data address, None if it is none."""
    match = _DATA_IMAGE.fullmatch(source)
    if match is None:
        return None
    try:
        content = base64.b64decode(match[2], validate=False)
    except binascii.Error:
        return None
    return match[1].removeprefix("image/").removesuffix("+xml"), content


def _leads_somewhere(href: str, targets: set[str]) -> bool:
    """Tell whether a link has a place in a single file: in it, or on the web."""
    is_address = re.match(r"(https?:|mailto:)", href, re.IGNORECASE) and len(href) <= _LONGEST_HREF
    return href in targets or bool(is_address)


def _embed(image: Tag, folder: Path | None) -> None:
    """Give an image its content as a data address; an image that may not be read, its alt."""
    source = str(image.get("src", ""))
    if not source.startswith("data:"):
        source = _local_image(source, folder) or ""
    if decode_image(source) is None:
        note = image.get("alt") or "sin descripción"
        image.replace_with(f"[imagen no incluida: {note}]")
        return
    image["src"] = source
    image["alt"] = str(image.get("alt") or "").strip() or "Imagen sin descripción"


def _local_image(source: str, folder: Path | None) -> str | None:
    """Read an image inside the notebook's folder as a data address."""
    if folder is None or not source or "\0" in source:
        return None
    try:
        path = (folder / source).resolve()
        kind = _KINDS.get(path.suffix.lower())
        if kind is None or not path.is_relative_to(folder.resolve()):
            return None
        return f"data:image/{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    except (OSError, ValueError):
        return None


def _emphasize_number(caption: Tag) -> None:
    """Set the "Tabla 1.2." of a caption in bold, as figures have it."""
    number = re.match(r"Tabla [\d.]+", caption.get_text())
    if number and isinstance(caption.contents[0], str):
        rest = caption.contents[0][number.end() :]
        caption.contents[0].replace_with(rest)
        strong = Tag(name="strong")
        strong.string = number[0]
        caption.insert(0, strong)


def _number_headings(body: BeautifulSoup) -> tuple[Heading, ...]:
    """Let headings begin at level 2 and skip none, and give each an id of its own."""
    for element in body(_HEADINGS):
        if not _text(element):
            element.decompose()
    found = body(_HEADINGS)
    top = min((int(element.name[1]) for element in found), default=2)
    headings: list[Heading] = []
    used: set[str] = set()
    level = 1
    for element in found:
        level = min(int(element.name[1]) - top + 2, level + 1, 6)
        element.name = f"h{level}"
        element["id"] = own_id = _unused_id(_text(element), used)
        headings.append(Heading(level, own_id, _text(element)))
    return tuple(headings)


def _unused_id(text: str, used: set[str]) -> str:
    """Make an id as Jupyter does, of letters, digits and dashes, different from those used."""
    stem = re.sub(r"[^\w]+", "-", text).strip("-") or "seccion"
    candidate, number = stem, 1
    while candidate in used:
        number += 1
        candidate = f"{stem}-{number}"
    used.add(candidate)
    return candidate


def _text(element: Tag) -> str:
    return " ".join(element.get_text().split())
