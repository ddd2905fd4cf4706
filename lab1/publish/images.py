"""Look at an image before it is set: one that is damaged or a bomb is told by its fault."""

import io
import re
import warnings
from functools import lru_cache
from xml.etree import ElementTree

from bs4 import Tag

from lab1.publish.document import Document
from lab1.publish.embed import decode_image

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(?:px|pt)?")
_MOST_PIXELS = 60_000_000
_MOST_ELEMENTS = 300_000  # of a drawing, each use of an element counted
_LINK = "{http://www.w3.org/1999/xlink}href"


def leave_out_damaged(document: Document) -> None:
    """Put the description of an image in the place of each that can't be shown, with a warning."""
    for image in document.body("img"):
        decoded = decode_image(str(image["src"]))
        assert decoded is not None  # the document holds no other images
        if reason := damage(*decoded):
            leave_out(document, image, reason)


def leave_out(document: Document, image: Tag, reason: str) -> None:
    """Put the description of an image in its place, with a warning."""
    document.warn(image, f"the image {str(image['alt'])[:80]!r} can't be shown: {reason}")
    image.replace_with(f"[imagen dañada: {image['alt']}]")


@lru_cache(2000)  # an image stands in its notebook's document and in the whole
def damage(kind: str, content: bytes) -> str | None:
    """Return why an image can't be set, None if nothing speaks against it.

    Parameters
    ----------
    kind : str
        "svg", "png", "jpeg", "gif" or "webp".
    content : bytes
    """
    return _drawing_damage(content) if kind == "svg" else _pixels_damage(content)


def _pixels_damage(content: bytes) -> str | None:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content)) as image:
                width, height = image.size
    except Image.DecompressionBombError:
        return "it has too many pixels"
    except Exception:  # each format fails in ways of its own
        return "its content is damaged"
    if width * height > _MOST_PIXELS:
        return "it has too many pixels"
    return None


def size(kind: str, content: bytes) -> tuple[float, float] | None:
    """Return how many pixels wide and tall an image is; None for a drawing that doesn't say it."""
    from PIL import Image

    if kind == "svg":
        # The opening tag says it: the rest, which may be long, isn't read again.
        _, root = next(ElementTree.iterparse(io.BytesIO(content), events=("start",)))
        asked = [_LENGTH.fullmatch(root.get(name, "").strip()) for name in ("width", "height")]
        told = [found[1] for found in asked if found]
        if len(told) < 2:
            told = re.findall(r"\d+(?:\.\d+)?", root.get("viewBox", ""))[2:]
        return (float(told[0]), float(told[1])) if len(told) == 2 else None
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def _drawing_damage(content: bytes) -> str | None:
    if re.search(rb"<!ENTITY", content, re.IGNORECASE):
        return "it defines entities"
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError):
        return "its content is damaged"
    return "it repeats its parts too often" if _is_endless(root) else None


def _is_endless(root: ElementTree.Element) -> bool:
    """Tell whether uses of elements that use others add up to too much."""
    named = {element.get("id"): element for element in root.iter() if element.get("id")}
    sizes: dict[ElementTree.Element, int] = {}
    open_: set[ElementTree.Element] = set()
    pending = [root]
    while pending:  # without recursion: a drawing may be nested deeply
        element = pending[-1]
        parts = list(element)
        if element.tag.endswith("}use"):
            link = str(element.get("href") or element.get(_LINK) or "")
            target = named.get(link.removeprefix("#"))
            parts += [] if target is None else [target]
        waiting = [part for part in parts if part not in sizes and part not in open_]
        if waiting and element not in open_:
            open_.add(element)
            pending += waiting
            continue
        pending.pop()
        if element not in sizes:
            sizes[element] = 1 + sum(sizes.get(part, 0) for part in parts)
        if sizes[element] > _MOST_ELEMENTS:
            return True
    return False
