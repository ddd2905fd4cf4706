"""Lay a document out as PDF: pandoc writes Typst, Typst sets the pages."""

import dataclasses
import datetime
import json
import re
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup

from lab1.publish.document import Document, decode_image
from lab1.publish.errors import PublishError
from lab1.publish.front import Front
from lab1.publish.page import as_script
from lab1.publish.pandoc import pandoc

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates" / "lab1"
# A fixed moment, so that the same report has the same bytes whenever it is made.
_MOMENT = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_ALONE = b'#set document(title: "x")\n#image("%s", alt: "x")'
_DAMAGED = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="160" height="24">'
    b'<text x="80" y="16" font-family="DejaVu Sans" font-size="9" text-anchor="middle">'
    b"[imagen da&#241;ada]</text></svg>"
)
_WIDEST = 88  # characters of code
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def pdf_document(document: Document, front: Front, is_combined: bool) -> bytes:
    """Return the bytes of the PDF, which passes Typst's checks for PDF/UA-1.

    Raises
    ------
    PublishError
        If a formula can't be converted or Typst refuses the document.
    """
    images = _take_out_images(document.body)
    _prepare_for_pandoc(document.body)
    content = pandoc(
        str(document.body),
        *("--from", "html-auto_identifiers", "--to", "typst-smart", "--wrap", "preserve"),
        *("--shift-heading-level-by", "-1", "--syntax-highlighting", "idiomatic"),
        *("--lua-filter", str(_TEMPLATES / "filter.lua")),
    )
    inputs = dataclasses.asdict(front) | {"heading": document.title, "combined": is_combined}
    files = {
        "main.typ": _printable(f'#import "pages.typ": *\n#show: pages\n\n{content}').encode(),
        "pages.typ": (_TEMPLATES / "pages.typ").read_bytes(),
        "damaged.svg": _DAMAGED,
        **images,
    }
    inputs = {"front": _printable(json.dumps(inputs, ensure_ascii=False))}
    try:
        return _compile(files, inputs)
    except PublishError:
        broken = {name for name in images if not _is_readable(name, images[name])}
        if not broken:
            raise
        for name in broken:
            files["main.typ"] = files["main.typ"].replace(f'"{name}"'.encode(), b'"damaged.svg"')
        return _compile(files, inputs)


def _is_readable(name: str, content: bytes) -> bool:
    """Tell whether Typst can set an image."""
    try:
        _compile({"main.typ": _ALONE % name.encode(), name: content}, {})
    except PublishError:
        return False
    return True


def _take_out_images(body: BeautifulSoup) -> dict[str, bytes]:
    """Give images file names in place of their data; return the files."""
    files = {}
    for number, image in enumerate(body("img")):
        decoded = decode_image(str(image["src"]))
        assert decoded is not None  # the document holds no other images
        name = f"image-{number}.{decoded[0]}"
        files[name] = decoded[1]
        image["src"] = name
    return files


def _prepare_for_pandoc(body: BeautifulSoup) -> None:
    for figure in body.select("figure[data-steps]"):
        del figure["data-steps"]
    for code in body("pre"):  # as plain text: Typst highlights it again
        code.string = _breakable(code.get_text())
    for formula in body(class_="math"):
        formula.replace_with(BeautifulSoup(as_script(formula), "html.parser"))
    for cell in body.select("table .num, table.dataframe td, table.dataframe thead th"):
        cell["style"] = "text-align: right"
    for cell in body.select("table .text, table .tone"):
        cell["style"] = "text-align: left"


def _breakable(text: str) -> str:
    """Let a line without a space, wider than the page, break."""
    return re.sub(rf"(\S{{{_WIDEST}}})(?=\S)", "\\1\N{ZERO WIDTH SPACE}", text)


def _printable(text: str) -> str:
    """Replace the characters that none of the fonts at hand has."""
    if text.isascii():
        return text
    from fontTools.ttLib import TTFont

    with TTFont(_font_folder() / "DejaVuSans.ttf", lazy=True) as font:
        known = font.getBestCmap()
    return "".join(c if c.isascii() or ord(c) in known else _REPLACEMENT for c in text)


def _font_folder() -> Path:
    """Return Matplotlib's fonts, which fill in for what Typst's own fonts lack."""
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf")


def _compile(files: dict[str, bytes], inputs: dict[str, str]) -> bytes:
    """Set main.typ among the given files; nothing else of the disk can be read."""
    import typst

    with tempfile.TemporaryDirectory() as root:
        for name, content in files.items():
            Path(root, name).write_bytes(content)
        try:
            return typst.compile(
                str(Path(root, "main.typ")),
                root=root,
                format="pdf",
                sys_inputs=inputs,
                font_paths=[str(_font_folder())],
                ignore_system_fonts=True,
                pdf_standards=["ua-1"],
                timestamp=_MOMENT,
            )
        except typst.TypstError as error:
            raise PublishError(f"the PDF can't be set: {error.message}") from error
