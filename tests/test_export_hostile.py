"""Notebooks from elsewhere: nothing of them runs, nothing is fetched, nothing hangs."""

import base64
import io

import pypdf
import pytest
from bs4 import BeautifulSoup
from conftest import PNG, SVG
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish.combine import combine
from lab1.publish.errors import PublishError
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter


def both(*cells, folder=None):
    """Return the text of the PDF and the page of the HTML."""
    resources = {"metadata": {"name": "ajeno", **({"path": str(folder)} if folder else {})}}
    notebook = new_notebook(cells=list(cells))
    html, _ = Lab1HTMLExporter().from_notebook_node(notebook, resources=dict(resources))
    content, _ = Lab1PDFExporter().from_notebook_node(notebook, resources=dict(resources))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(page.extract_text() for page in pages), BeautifulSoup(html, "html.parser")


def shown(html="", **data):
    data = {"text/html": html} if html else data
    return new_code_cell("x", outputs=[new_output("display_data", data)])


ACTIVE = """
<script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>
<iframe src="http://evil.example"></iframe><object data="x"></object><form action="x"></form>
<a href="javascript:alert(1)">a</a> <a href="&#106;avascript:alert(1)">b</a>
<a href="data:text/html,x">c</a> <a href="file:///etc/passwd">d</a> <a href="//evil.example">e</a>
<p style="background: url(http://evil.example)" onclick="alert(1)" id="x" data-x="y">p</p>
<style>* { background: url(http://evil.example) }</style><link rel="stylesheet" href="x">
<meta http-equiv="refresh" content="0; url=http://evil.example"><base href="http://evil.example">
"""


@pytest.mark.parametrize("make", [new_markdown_cell, shown])
def test_nothing_active_is_left_in_the_page(make):
    _, page = both(make(ACTIVE))
    main = page.main
    assert not main(["script", "svg", "iframe", "object", "form", "style", "link", "meta", "base"])
    assert not main("a", href=True)
    for element in main(True):
        assert not [a for a in element.attrs if a.startswith("on") or a in ("style", "data-x")]


@pytest.mark.parametrize(
    "address",
    ["http://evil.example/x.png", "file:///etc/passwd", "../secret.png", "/etc/passwd", "link.png"],
)
def test_images_from_outside_the_notebooks_folder_are_replaced_by_their_description(
    tmp_path, address
):
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(base64.b64decode(PNG))
    (folder / "link.png").symlink_to(tmp_path / "secret.png")
    text, page = both(new_markdown_cell(f"![gato]({address})"), folder=folder)
    assert page.main.img is None
    assert "[imagen no incluida: gato]" in page.main.get_text()
    assert "[imagen no incluida: gato]" in " ".join(text.split())


def test_image_inside_the_notebooks_folder_is_embedded(tmp_path):
    (tmp_path / "gato.svg").write_text(SVG)
    _, page = both(new_markdown_cell("![gato](gato.svg)"), folder=tmp_path)
    assert page.main.img["src"].startswith("data:image/svg+xml;base64,")
    assert page.main.img["alt"] == "gato"


def test_attachments_are_embedded_and_missing_ones_named():
    source = "![a](attachment:a.png) ![b](attachment:b.png)"
    _, page = both(new_markdown_cell(source, attachments={"a.png": {"image/png": PNG}}))
    assert [image["alt"] for image in page.main("img")] == ["a"]
    assert "[imagen no incluida: b]" in page.main.get_text()


LANGUAGES = (
    '#panic("x") `#eval(1)` @ref <lab> #import "@preview/a:1.0.0": * {{ 7*7 }} {% raw %} \\#x'
)


def test_text_in_other_languages_stays_text():
    fence = "```{=typst}\n#panic(1)\n```"
    stream = new_output("stream", name="stdout", text=LANGUAGES + '\n```\n#panic("y")\n\\" "')
    error = new_output("error", ename="E", evalue="v", traceback=["\x1b[31m#panic(2)\x1b[0m"])
    code = new_code_cell(LANGUAGES, outputs=[stream, error])
    text, page = both(new_markdown_cell(f"Texto {LANGUAGES}\n\n{fence}"), code)
    assert text.count("#import") == 3
    assert "{{ 7*7 }}" in page.main.get_text()
    assert "\x1b" not in page.main.get_text()


def test_attributes_that_name_typst_are_dropped():
    html = (
        "<table data-typst:fill='#panic()'><tr><td data-typst:fill='#panic()'>x</td></tr></table>"
    )
    assert "x" in both(shown(html))[0]


def test_formula_can_close_no_element():
    _, page = both(new_markdown_cell("$a</script><script>alert(1)</script>$"))
    assert not page.main.script


@pytest.mark.parametrize(
    "data",
    [
        {"image/png": "AAAA"},
        {"image/png": "no es base64"},
        {"image/jpeg": ""},
        {"image/svg+xml": "<svg"},
        {
            "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            '<script>alert(1)</script><image href="file:///etc/passwd" width="5" height="5"/></svg>'
        },
    ],
)
def test_damaged_image_costs_only_itself(data):
    text, page = both(shown(**data), new_markdown_cell("Después"))
    assert "Después" in text
    assert "Después" in page.main.get_text()


BOMB = "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
ENDLESS = {
    "line of code": new_code_cell("x" * 50_000_000),
    "line of text": new_markdown_cell("z" * 50_000_000),
    "line of output": new_code_cell(
        "x", outputs=[new_output("stream", name="stdout", text="1" * 50_000_000)]
    ),
    "HTML": shown("<div>" * 5_000_000),
    "nested HTML": shown("<div>" * 20_000 + "x"),
    "table": shown("<table>" + "<tr><td>1</td></tr>" * 200_000 + "</table>"),
    "brackets": new_markdown_cell("![" * 9_000),
    "paragraphs of brackets": new_markdown_cell(("![" * 9_000 + "\n\n") * 20),
    "cells without ends": shown("<table>" + "<tr><td>1" * 900 + "</table>"),
    "dollars": new_markdown_cell("$" * 19_999),
    "links": new_markdown_cell("[a](" * 4_500),
    "address": new_markdown_cell("http://" + "a" * 9_000),
    "emphasis": new_markdown_cell("**a *a " * 2_800),
    "tags": shown("<" * 199_000),
    "open tag": shown("<a " + "b" * 199_000),
    "entities": shown(
        **{"image/svg+xml": f'<!DOCTYPE l [<!ENTITY a "aaaa">{BOMB}]><svg><text>&i;</text></svg>'}
    ),
    "wide table": shown("<table><tr>" + "<td>123</td>" * 300 + "</tr></table>"),
    "span": shown("<table><tr><td colspan='99999999' rowspan='99999999'>x</td></tr></table>"),
    "allowed span": shown("<table><tr><td colspan='999' rowspan='999'>x</td></tr></table>" * 3),
    "words": shown("<p>" + "a b " * 45_000),
}


@pytest.mark.parametrize("cell", ENDLESS.values(), ids=ENDLESS)
def test_endless_content_is_cut_to_what_can_be_exported(cell):
    text, page = both(new_markdown_cell("Antes"), cell, new_markdown_cell("Después"))
    assert "Después" in text
    assert len(str(page.main)) < 3_000_000


def test_nesting_too_deep_for_pages_is_laid_flat():
    text, _ = both(new_markdown_cell("[" * 5000 + "\n\n" + "- " * 2000 + "hondo"))
    assert "hondo" in text


@pytest.mark.parametrize(
    "output",
    [
        new_output("display_data", {}),
        new_output("display_data", {"application/x-unknown": "x"}),
        new_output("display_data", {"text/plain": "x"}, metadata={"lab1": "text"}),
        new_output("display_data", {"image/png": PNG}, metadata={"lab1": {"figure": 1}}),
        new_output("display_data", {"image/png": PNG}, metadata={"lab1": {"caption": '"><b>'}}),
        new_output("stream", name="stdout", text=""),
        new_output("error", ename="", evalue="", traceback=[]),
    ],
)
def test_odd_outputs_export(output):
    both(new_code_cell("x", outputs=[output]))


def test_controls_and_half_characters_are_left_out():
    text, page = both(shown("<p>uno\ud800\x00dos</p>"), new_code_cell("'\x1b[31mtres\udfff'"))
    assert "unodos" in text
    assert "tres" in page.main.get_text()


def test_attachment_without_content_is_named():
    _, page = both(new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {}}))
    assert "[imagen no incluida: a]" in page.main.get_text()


@pytest.mark.parametrize(
    "stored", ["x", {}, {"columns": [], "group": "¿?", "rows": [{"cells": []}]}]
)
def test_malformed_summary_is_one_clear_error(stored):
    data = {"application/vnd.lab1.summary+json": stored}
    output = {"output_type": "display_data", "data": data, "metadata": {}}
    bad = new_notebook(cells=[new_code_cell("x", outputs=[from_dict(output)])])
    with pytest.raises(PublishError, match=r"summary stored in bad\.ipynb can't be read"):
        combine({"good.ipynb": new_notebook(), "bad.ipynb": bad})
