"""Give every image its content: from the notebook or its project's folder; the others are named."""

import base64
import binascii
import io
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from lab1.publish.document import Document

_DATA_IMAGE = re.compile(
    r"data:(image/(?:svg\+xml|png|jpe?g|gif|webp))(;[\w=-]+)*;base64,(.*)", re.DOTALL
)
_KINDS = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".gif": "gif"}
_KINDS |= {".webp": "webp", ".jfif": "jpeg"}
# What a file begins with tells its kind, whatever it says, as in a browser.
_STARTS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif"}
_OTHERS = {".bmp", ".tif", ".tiff", ".avif", ".ico"}  # shown as PNG
_LARGEST = 20_000_000  # bytes of a file
_OF_SEVERAL = {"is": "are", "isn't": "aren't"}
_TOLD = 3  # images without content, each with a warning of its own
# What tells the folder of a project, and the folders in a project that notebooks stand in.
_MARKS = (".git", "pyproject.toml", "requirements.txt", "environment.yml", "setup.py")
_OF_NOTEBOOKS = ("notebooks", "notebook", "cuadernos", "nbs")


def embed_images(document: Document, folder: Path | None) -> None:
    """Give each image its content as a data address; one that may not be read is named.

    Parameters
    ----------
    document : Document
    folder : Path or None
        Of the notebook.
    """
    missing: list[tuple[Tag, str, str]] = []
    for image in document.body("img"):
        source = "".join(str(image.get("src", "")).splitlines()).strip()
        alt = str(image.get("alt") or "").strip()
        found = source if source.startswith("data:") else _local_image(source, folder)
        if found is None or decode_image(found) is None:
            missing.append((image, source, alt))
        else:
            image["src"] = found
            image["alt"] = alt or "Imagen sin descripción"
    _warn(document, missing)
    for image, source, alt in missing:
        name = "" if image.find_parent("a") is not None and alt else _short(source)
        image.replace_with(BeautifulSoup(_note(name, alt), "html.parser"))


def _warn(document: Document, missing: list[tuple[Tag, str, str]]) -> None:
    """Tell of images without content: of few each, of many of a notebook together."""
    groups: dict[tuple[str, str], list[tuple[Tag, str]]] = {}
    for image, source, alt in missing:
        cell = image.find_parent(attrs={"data-notebook": True})
        notebook = str(cell["data-notebook"]) if isinstance(cell, Tag) else ""
        name = repr(_short(source) or alt or "without a name")
        groups.setdefault((notebook, _reason(source)), []).append((image, name))
    for (_, reason), found in groups.items():
        names = list(dict.fromkeys(name for _, name in found))
        verb, _, rest = reason.partition(" ")
        several = f"{len(names)} images {_OF_SEVERAL.get(verb, verb)} {rest}: "
        several += f"{', '.join(names[:_TOLD])} and {len(names) - _TOLD} more"
        for image, name in found:
            is_few = len(names) <= _TOLD
            document.warn(image, f"the image {name} {reason}" if is_few else several)


def decode_image(source: str) -> tuple[str, bytes] | None:
    """Return the kind ("svg", "png", …) and the bytes of a data address, None if it is none."""
    match = _DATA_IMAGE.fullmatch(source)
    if match is None:
        return None
    try:
        content = base64.b64decode(match[3], validate=False)
    except binascii.Error:
        return None
    kind = match[1].removeprefix("image/").removesuffix("+xml")
    told = next((name for start, name in _STARTS.items() if content.startswith(start)), kind)
    return "jpeg" if told == "jpg" else told, content


def project_folder(folder: Path) -> Path:
    """Return the folder of the project that a notebook's folder belongs to, or that folder."""
    folder = folder.resolve()
    for parent in (folder, *folder.parents):
        if parent in (Path.home(), Path(parent.anchor)):
            break  # holds far more than a project
        if any((parent / mark).exists() for mark in _MARKS):
            return parent
    is_part = folder.name.lower() in _OF_NOTEBOOKS and folder.parent != Path(folder.anchor)
    return folder.parent if is_part else folder


def _local_image(source: str, folder: Path | None) -> str | None:
    """Read an image inside the notebook's project as a data address."""
    if folder is None or not source or "\0" in source:
        return None
    inside = project_folder(folder)
    for name in dict.fromkeys((source, unquote(re.sub(r"[?#].*", "", source)))):
        try:
            path = (folder / name.replace("\\", "/")).resolve()
            if path.is_relative_to(inside) and path.is_file() and path.stat().st_size <= _LARGEST:
                return _read(path)
        except (OSError, ValueError):
            continue
    return None


def _read(path: Path) -> str | None:
    """Return the data address of an image's file, None if it isn't of an image."""
    kind, content = _KINDS.get(path.suffix.lower()), path.read_bytes()
    if path.suffix.lower() in _OTHERS:
        kind, content = "png", _as_png(content)
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}" if kind else None


def _as_png(content: bytes) -> bytes:
    from PIL import Image

    written = io.BytesIO()
    try:
        with Image.open(io.BytesIO(content)) as image:
            image.convert("RGBA").save(written, "png")
    except Exception as error:  # each format fails in ways of its own
        raise ValueError(error) from error
    return written.getvalue()


def _reason(source: str) -> str:
    """Say why an image is only named."""
    if re.match(r"(https?:)?//", source, re.IGNORECASE):
        return "is on the web, from where nothing is fetched"
    if source.startswith("attachment:"):
        return "isn't among the notebook's attachments"
    if source.startswith("data:"):
        return "can't be read"
    return "isn't in the notebook's project"


def _note(name: str, alt: str) -> str:
    """Return what stands in the place of an image: its description and its address."""
    shown = f"[imagen no incluida: {escape(alt or 'sin descripción')}]"
    return f'<span class="note">{shown}{f" ({escape(name)})" if name else ""}</span>'


def _short(source: str) -> str:
    """Return an address without what fills lines."""
    if source.startswith("data:"):
        return re.split("[;,]", source[:60])[0]
    source = re.sub(r"(?<=.)[?#].*", "", source, flags=re.DOTALL)
    return source if len(source) <= 120 else f"{source[:100]}…"
