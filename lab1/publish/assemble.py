"""Make the document of a notebook's clean HTML: its title, images, headings, links, warnings."""

import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from lab1.publish.clean import WARNING
from lab1.publish.document import Document
from lab1.publish.elements import with_attribute
from lab1.publish.embed import embed_images
from lab1.publish.formulas import set_formulas
from lab1.publish.grid import mark_texts
from lab1.publish.images import leave_out_damaged
from lab1.publish.links import HEADINGS, number_headings, text_of
from lab1.publish.references import link_references

_LONG_WORD = re.compile(r"\S{1000,}")  # longer than a page can show


def assemble(html: str, title: str | None, name: str, folder: Path | None) -> Document:
    """Make the document of sanitized HTML.

    Parameters
    ----------
    html : str
    title : str or None
        If None, a heading of level 1 that opens the document becomes the title, or else `name`.
    name : str
        Of the notebook's file.
    folder : Path or None
        Of the notebook: images are read from its project, and from nowhere else.
    """
    body = BeautifulSoup(html, "html.parser")
    opening = _opening_title(body)
    if opening is not None and title in (None, text_of(opening)):
        title = text_of(opening)
        opening.name = "span"  # an anchor may stand in it
        opening.clear()
    for text in body.find_all(string=_LONG_WORD):
        if text.find_parent("pre") is None and text.find_parent(class_="math") is None:
            text.replace_with(_LONG_WORD.sub(lambda word: f"{word[0][:100]}[…]", text))
    for table in body("table"):
        mark_texts(table)
    for caption in body("caption"):
        _emphasize_number(caption)
    link_references(body)
    document = Document(title or name, body, number_headings(body))
    for element in with_attribute(body, WARNING):
        document.warn(element, str(element.attrs.pop(WARNING)))
    embed_images(document, folder)
    leave_out_damaged(document)
    set_formulas(document)
    return document


def _opening_title(body: BeautifulSoup) -> Tag | None:
    """Return the heading of level 1 before which no text stands, only images, if there is one."""
    first = next((heading for heading in body(HEADINGS) if text_of(heading)), None)
    if first is None or first.name != "h1":
        return None
    before = (text for text in first.find_all_previous(string=True))
    has_text = any(type(text) is NavigableString and text.strip() for text in before)
    return None if has_text else first


def _emphasize_number(caption: Tag) -> None:
    """Set the "Tabla 1.2." of a caption in bold, as figures have it."""
    number = re.match(r"Tabla [\d.]+", caption.get_text())
    if number and isinstance(caption.contents[0], str):
        rest = caption.contents[0][number.end() :]
        caption.contents[0].replace_with(rest)
        strong = Tag(name="strong")
        strong.string = number[0]
        caption.insert(0, strong)
