"""Lay a document out as PDF: its content goes to Typst as data, which fixed templates set."""

import copy
import dataclasses
import datetime
import json
import tempfile
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag

from lab1.publish.characters import EXPLAINED, fonts_for, name_unknown, warn_of_unknown
from lab1.publish.document import Document
from lab1.publish.embed import decode_image
from lab1.publish.errors import PublishError
from lab1.publish.front import Front, Kind
from lab1.publish.images import leave_out, size
from lab1.publish.links import HEADINGS
from lab1.publish.maths import width_of
from lab1.publish.tree import tree

_TEMPLATES = Path(__file__).parent / "templates" / "lab1"
_MATHS = Path(__file__).parent / "fonts"  # the type of formulas goes with that of the text
_WIDEST, _TALLEST = 438, 775  # pixels: of an image on paper, as tree.typ has it
_LINE = 46  # of a formula with the margin, in units of its type
_FEW_COLUMNS = 6  # up to which a table of a formula may be one of lines, which may break
_LEGIBLE = 0.3  # of the size that the width alone would let an image have
# A fixed moment, so that the same report has the same bytes whenever it is made.
_MOMENT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
# What Typst reads as a program is always these files, whatever the document holds.
_PROGRAM = ("main.typ", "pages.typ", "tree.typ", "maths.typ")
_NO_FRONT = {"heading": "x", "kind": "notebook"} | dataclasses.asdict(Front())


def pdf_document(document: Document, front: Front, kind: Kind) -> bytes:
    """Return the bytes of the PDF, which passes Typst's checks for PDF/UA-1.

    What can't be set is shown as its source or its name, with a warning to the document, which is
    not changed otherwise.

    Raises
    ------
    PublishError
        If Typst can't set even the text of the document.
    """
    try:
        return prepared(document, front, kind)()
    except PublishError:
        document = dataclasses.replace(document, body=copy.copy(document.body))
        _replace_culprits(document)
        return prepared(document, front, kind)()


def prepared(document: Document, front: Front, kind: Kind) -> Callable[[], bytes]:
    """Return what sets the PDF, which needs the document no longer and may run beside the rest.

    It raises PublishError for what Typst can't set.
    """
    blocks, files = _blocks(document.body, document.warn)
    if warn_of_unknown(document):
        blocks.append({"k": "paragraph", "c": [{"k": "note", "c": [EXPLAINED]}]})
    facts = dataclasses.asdict(front) | {"heading": document.title, "kind": kind}
    return partial(_compile, {"front": facts, "body": blocks}, files)


def _blocks(
    body: BeautifulSoup, warn: Callable[[Tag, str], object] = lambda element, text: None
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return the data of a body, and the files of its images, equal ones once."""
    names: dict[str, tuple[str, float | None]] = {}
    files = {}
    for image in body("img"):
        source = str(image["src"])
        if source not in names and (decoded := decode_image(source)) is not None:
            name = f"image-{len(names)}.{decoded[0]}"
            files[name] = decoded[1]
            width, height = size(*decoded) or (0.0, 0.0)
            names[source] = name, None if decoded[0] == "svg" else width
            if height * _LEGIBLE * min(1, _WIDEST / max(width, 1)) > _TALLEST:
                alt, share = str(image["alt"])[:80], _TALLEST / height
                warn(
                    image,
                    f"the image {alt!r} is so tall that paper has it at {share:.0%} of its size",
                )
    for matrix in body("mtable"):
        rows = matrix("mtr", recursive=False)
        columns = max((len(row("mtd", recursive=False)) for row in rows), default=0)
        if columns > _FEW_COLUMNS and (width := width_of(matrix)) > 2 * _LINE:
            share = _LINE / width
            warn(matrix, f"a matrix is so wide that paper has it at about {share:.0%} of its size")
    return tree(body, names), files


def _replace_culprits(document: Document) -> None:
    """Find what Typst refuses, by halves, and put its text in its place."""
    cells = list(document.body(True, recursive=False))

    def check(part: Sequence[Tag]) -> None:
        try:
            body = BeautifulSoup("".join(map(str, part)), "html.parser")
            for heading in body(HEADINGS):
                heading.name = "h2"  # a part may begin with any
            _try(body)
        except PublishError as error:
            if len(part) > 1:
                check(part[: len(part) // 2])
                check(part[len(part) // 2 :])
            elif not _replace_broken_images(document, part[0]):
                document.warn(part[0], f"can't be set, its text stands there: {error}")
                text = BeautifulSoup().new_tag("pre")
                text.string = part[0].get_text()
                part[0].clear()
                part[0].append(text)

    check(cells)


def _replace_broken_images(document: Document, part: Tag) -> bool:
    """Tell whether an image was what Typst refused."""
    was_broken = False
    for image in part("img"):
        alone = BeautifulSoup(str(image), "html.parser")
        try:
            _try(alone)
        except PublishError:
            leave_out(document, image, "its content is damaged")
            was_broken = True
    return was_broken


def _try(body: BeautifulSoup) -> None:
    """Set a part of a document for the error that it may give."""
    blocks, files = _blocks(body)
    _compile({"front": _NO_FRONT, "body": blocks}, files)


def _compile(data: dict[str, Any], images: dict[str, bytes]) -> bytes:
    """Set the content of a document."""
    import typst

    written = json.dumps(data, ensure_ascii=False)
    paths, families = fonts_for(written)
    files = {name: (_TEMPLATES / name).read_bytes() for name in _PROGRAM} | images
    files["document.json"] = name_unknown(written).encode()
    files["families.json"] = json.dumps(families).encode()
    with tempfile.TemporaryDirectory() as root:  # nothing else of the disk can be read
        for name, content in files.items():
            Path(root, name).write_bytes(content)
        try:
            return typst.compile(
                str(Path(root, "main.typ")),
                root=root,
                format="pdf",
                font_paths=_fonts((_MATHS, *paths)),
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=_MOMENT,
            )
        except typst.TypstError as error:
            raise PublishError(f"the PDF can't be set: {error.message}") from error


@cache
def _fonts(paths: tuple[Path, ...]) -> Any:
    """Find the fonts of some folders, once."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(path) for path in paths])
