"""Pictures of every form are shown in the size they ask for; the others are named, once warned."""

import base64
import io

import pypdf
import pytest
from conftest import PNG, SVG
from exports import both, cell
from nbformat.v4 import new_markdown_cell, new_notebook
from PIL import Image

from lab1.publish.exporters import Lab1PDFExporter


def picture(kind="png", size=(400, 200)):
    buffer = io.BytesIO()
    Image.new("RGB", size, "red").save(buffer, kind)
    return buffer.getvalue()


WIDE = base64.b64encode(picture()).decode()
ATTACHED = {"mi foto.png": {"image/png": PNG}, "d.svg": {"image/svg+xml": SVG}}


@pytest.mark.parametrize(
    "source",
    [
        "![f](attachment:mi%20foto.png)",
        "![f](<attachment:mi foto.png>)",
        "![f][r]\n\n[r]: attachment:mi%20foto.png",
        '<img src="attachment:mi foto.png" alt="f" width="80">',
        "texto <img alt='f' src='attachment:mi%20foto.png'/> texto",
        "[![f](attachment:mi%20foto.png)](https://b.example)",
        "![f](attachment:d.svg)",
        "| a |\n|---|\n| ![f](attachment:d.svg) |",
    ],
)
def test_attachment_is_shown_however_it_is_called(source):
    _, page, warnings = both(new_markdown_cell(source, attachments=ATTACHED))
    assert page.main.img["alt"] == "f"
    assert page.main.img["src"].startswith("data:image/")
    assert warnings == []


@pytest.fixture
def project(tmp_path):
    """Make a project with a notebook's folder, pictures in it and one outside; return the first."""
    folder = tmp_path / "proyecto" / "notebooks"
    folder.mkdir(parents=True)
    (folder.parent / "img").mkdir()
    for path in (folder / "a b.png", folder.parent / "img" / "red.png", tmp_path / "fuera.png"):
        path.write_bytes(base64.b64decode(PNG))
    (folder / "foto.bmp").write_bytes(picture("bmp"))
    return folder


@pytest.mark.parametrize("source", ["../img/red.png", "a%20b.png", "foto.bmp", "a b.png?raw=true"])
def test_picture_in_the_project_is_shown(project, source):
    _, page, warnings = both(new_markdown_cell(f'<img src="{source}">'), folder=project)
    assert page.main.img["src"].startswith("data:image/png;base64,")
    assert warnings == []


@pytest.mark.parametrize(
    "source", ["../../fuera.png", "../img/nada.png", "https://b.example/x.png", "attachment:x.png"]
)
def test_picture_from_elsewhere_is_named_with_its_address_and_one_warning(project, source):
    text, page, warnings = both(new_markdown_cell(f'<img src="{source}">'), folder=project)
    assert page.main.img is None
    assert source in page.main.get_text()
    assert source in text
    (warning,) = set(warnings)
    assert "cell 1: " in warning
    assert source in warning


def test_a_folder_above_is_no_project_unless_something_tells_so(tmp_path):
    (tmp_path / "fuera.png").write_bytes(base64.b64decode(PNG))
    folder = tmp_path / "suelto"
    folder.mkdir()
    cells = [new_markdown_cell('<img src="../fuera.png">')]
    assert both(*cells, folder=folder)[1].main.img is None
    (tmp_path / "pyproject.toml").write_text("")
    assert both(*cells, folder=folder)[1].main.img is not None


def placed(*cells):
    """Return width and height in points of the first picture of a PDF."""
    content, _ = Lab1PDFExporter().from_notebook_node(
        new_notebook(cells=list(cells)), resources={"metadata": {"name": "x"}}
    )
    found = []

    def look(operator, _operands, matrix, _text):
        if operator == b"Do":
            found.append((abs(matrix[0]), abs(matrix[3])))

    pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_operand_before=look)
    return found[0]


@pytest.mark.parametrize(
    ("asked", "points"),
    [
        ('width="120"', 90),
        ("width='120px'", 90),
        ('style="width: 120px"', 90),
        ('style="width:50%"', 164),
        ('height="50"', 75),
        ("", 300),
    ],
)
def test_picture_has_the_width_that_it_asks_for(asked, points):
    html = f'<img alt="f" src="data:image/png;base64,{WIDE}" {asked}>'
    width, height = placed(new_markdown_cell(html))
    assert width == pytest.approx(points, abs=1)
    assert height == pytest.approx(width / 2, abs=1)


def test_output_has_the_width_that_its_metadata_asks_for():
    output = cell({"image/png": WIDE}, **{"image/png": {"width": 100, "height": 50}})
    assert placed(output)[0] == pytest.approx(75, abs=1)
    assert both(output)[1].main.img["width"] == "100"


DRAWINGS = [
    '<svg width="40" height="20" viewBox="0 0 40 20"><linearGradient id="g"></linearGradient>'
    "<rect width='40' height='20' fill='url(#g)'/></svg>",
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><svg><g xlink:href="#a"/></svg>'
    "<text>a&nbsp;b</text></svg>",
]


@pytest.mark.parametrize("drawing", DRAWINGS)
@pytest.mark.parametrize("make", [new_markdown_cell, lambda html: cell({"text/html": html})])
def test_drawing_within_text_is_shown_as_a_picture(make, drawing):
    _, page, warnings = both(make(f"<div>antes {drawing} después</div>"))
    assert page.main.img["src"].startswith("data:image/svg+xml;base64,")
    assert page.main.get_text().split()[-2:] == ["antes", "después"]
    assert warnings == []


def test_badge_within_a_link_is_named_by_its_description_alone():
    badge = "[![Abrir en Colab](https://b.example/badge.svg?x=1)](https://b.example/nb)"
    _, page, warnings = both(new_markdown_cell(badge))
    assert page.main.a.get_text() == "[imagen no incluida: Abrir en Colab]"
    assert len(set(warnings)) == 1


def test_html_with_large_pictures_is_no_long_html():
    noise = io.BytesIO()
    Image.effect_noise((700, 700), 90).save(noise, "png")
    source = base64.b64encode(noise.getvalue()).decode()
    html = (
        f'<table><tr><td><img src="data:image/png;base64,{source}"></td><td>fin</td></tr></table>'
    )
    assert len(html) > 200_000
    _, page, warnings = both(cell({"text/html": html, "text/plain": "<IPython.HTML object>"}))
    assert page.main.td.img is not None
    assert warnings == []


@pytest.mark.parametrize(
    ("size", "points"), [((400, 300), 300), ((900, 300), 482), ((300, 4000), 43.6)]
)
def test_a_row_of_pictures_reaches_over_the_margin_and_a_tall_one_leaves_room(size, points):
    content = base64.b64encode(picture(size=size)).decode()
    assert placed(cell({"image/png": content}))[0] == pytest.approx(points, abs=0.5)


def test_a_picture_is_of_the_kind_that_its_content_tells():
    _, page, warnings = both(cell({"image/png": base64.b64encode(picture("gif")).decode()}))
    assert page.main.img is not None
    assert warnings == []


def test_many_missing_pictures_are_told_together_and_few_each():
    many = [new_markdown_cell(f"![](img/{n}.png)") for n in range(5)]
    text, _, warnings = both(*many, new_markdown_cell("![](https://b.example/x.png)"))
    assert all(f"img/{n}.png" in text for n in range(5))
    second, first = sorted(set(warnings))
    assert "cells 1–5: 5 images aren't in the notebook's project: 'img/0.png'," in first
    assert first.endswith("and 2 more")
    assert "cell 6: the image 'https://b.example/x.png' is on the web" in second
