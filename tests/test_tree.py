"""What a document holds becomes data of its own kind: blocks, marks, lists, links, white space."""

import io
import re

import pypdf
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish import characters
from lab1.publish.clean import sanitize
from lab1.publish.document import Document
from lab1.publish.exporters import Lab1PDFExporter
from lab1.publish.front import Front
from lab1.publish.pdf import pdf_document
from lab1.publish.tree import tree


def data(html):
    return tree(BeautifulSoup(html, "html.parser"))


def export(*cells):
    notebook = new_notebook(cells=[new_markdown_cell("# T"), *cells])
    return Lab1PDFExporter().from_notebook_node(
        notebook, resources={"metadata": {"name": "cuaderno"}}
    )


def shown(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_white_space_is_what_a_browser_shows():
    (paragraph,) = data("<p>  uno\n  <b> dos </b>  <i>tres</i> \n</p>  \n")
    assert paragraph["c"] == [
        "uno ",
        {"k": "strong", "c": ["dos "]},
        {"k": "emph", "c": ["tres"]},
    ]


def test_blocks_between_text_part_its_paragraphs():
    assert [block["k"] for block in data("uno<p>dos</p>tres<hr>cuatro<pre>x</pre>")] == [
        *("paragraph", "paragraph", "paragraph", "rule", "paragraph", "pre"),
    ]


def test_lists_keep_their_order_their_start_and_what_they_hold():
    (node,) = data("<ol start='3'><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ol>")
    assert (node["ordered"], node["start"], len(node["items"])) == (True, 3, 2)
    assert [block["k"] for block in node["items"][0]] == ["paragraph", "list"]


PICTURE = "<img src='a.png' alt=''>"
ODD = {
    "a list right in a list": "<ul><li>uno</li><ul><li>dos</li></ul><li>tres</li></ul>",
    "a list that begins with one": "<ul><ol><li>uno</li></ol><li>dos</li></ul><p>tres</p>",
    "text between items": "<ol>uno<li>dos</li>tres <b>cuatro</b><li>cinco</li></ol>",
    "paragraphs in a list": "<ul><li>uno</li><p>dos</p><div>tres</div></ul>",
    "a list of text alone": "<ul>uno</ul>dos",
    "wrapped definitions": "<dl><div><dt>uno</dt><dd>dos</dd></div>tres<dt>cuatro</dt></dl>",
    "a figure with text": f"<figure>uno{PICTURE}<p>dos</p><figcaption>tres</figcaption></figure>",
    "a form": "<form>uno <label>dos</label><input value='tres'><p>cuatro</p></form>",
    "parts of a page": "<main><header>uno</header><nav>dos</nav>tres<footer>cuatro</footer></main>",
    "text out of cells": "<table><tr><td>cuatro</td></tr>uno<p>dos</p><pre>tres</pre></table>",
    "a field": "<fieldset><legend>uno</legend>dos</fieldset><address>tres</address>",
}


def texts(nodes):
    """Return the texts of some data in their order."""
    if isinstance(nodes, str):
        return [nodes]
    if isinstance(nodes, dict):
        keys = ("c", "s", "items", "caption", "parts", "cells")
        nodes = [nodes[key] for key in keys if key in nodes]
    return [text for node in nodes for text in texts(node)]


@pytest.mark.parametrize("html", ODD.values(), ids=ODD)
def test_no_word_of_an_oddly_built_element_is_lost_or_runs_into_the_next(html):
    words = ["uno", "dos", "tres", "cuatro", "cinco"]
    found = " ".join(texts(data(sanitize(html)))).split()
    assert found == [word for word in words if word in re.split(r"\W+", html)]


CONTROLS = {
    "<button>Enviar <b>ya</b></button>": "Enviar ya",
    "<button><svg><path d='M0 0'/></svg></button>": "",
    "<textarea>5 &lt; 7</textarea>": "5 < 7",
    "<select><option>a<option selected>b</select>": "b",
    "<select><option>a</option><option>b</option></select>": "a",
    "<input value='7 & 8'>": "7 & 8",
    "<input type=hidden value=a><input type=password value=b>": "",
    "<input type=checkbox checked>a<input type=checkbox>b": "☑ a ☐ b",
    "<input type=radio checked>a<input type=RADIO>b": "● a ○ b",
    "<ruby>漢<rt>kan</rt></ruby>": "漢 (kan)",
    "<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>": "漢(kan)",
}


@pytest.mark.parametrize(("html", "shown"), CONTROLS.items())
def test_a_control_is_the_text_that_it_shows_and_a_reading_stands_in_brackets(html, shown):
    assert " ".join("".join(texts(data(sanitize(f"<p>{html}</p>")))).split()) == shown


def test_what_stands_between_two_items_goes_with_the_first():
    (node,) = data("<ul><li>a</li><ul><li>b</li></ul>c<li>d</li></ul>")
    assert [[block["k"] for block in item] for item in node["items"]] == [
        ["paragraph", "list", "paragraph"],
        ["paragraph"],
    ]


def test_every_picture_of_a_figure_is_shown():
    (plot,) = data(f"<figure>{PICTURE}<figcaption>pie</figcaption></figure>")
    assert (plot["k"], plot["caption"]) == ("figure", ["pie"])
    parts = data(f"<figure>{PICTURE * 2}<figcaption>pie</figcaption></figure>")
    assert [block["k"] for block in parts] == ["paragraph", "paragraph"]
    assert [node["k"] for node in parts[0]["c"]] == ["image", "image"]
    inner = f"<figure>{PICTURE}<figcaption>a</figcaption></figure>"
    nested = data(f"<figure>{inner * 2}<figcaption>b</figcaption></figure>")
    assert [block["k"] for block in nested] == ["figure", "figure", "paragraph"]


TWICE = "<h2 id='repetido'>x</h2>" * 2


@pytest.mark.parametrize("href", ["#nada", "#", "#repetido"])
def test_links_that_lead_nowhere_in_the_document_keep_their_text(href):
    html = (
        f"<h2 id='repetido'>x</h2><h2 id='repetido'>x</h2><h2 id='uno'>a</h2><a href='{href}'>b</a>"
    )
    ((text,),) = (block["c"] for block in data(html) if block["k"] == "paragraph")
    assert text == "b" or text == {"k": "plain", "c": ["b"]}
    export(new_code_cell("x", outputs=[new_output("display_data", {"text/html": html})]))


def test_link_within_the_document_leads_to_its_heading():
    heading, paragraph = data("<h2 id='uno'>a</h2><a href='#uno'>b</a>")
    assert heading["id"] == "uno"
    assert paragraph["c"] == [{"k": "reference", "to": "uno", "c": ["b"]}]


def test_note_and_its_mark_lead_to_each_other():
    html = (
        "<p>a<sup id='m1'><a href='#n1'>1</a></sup></p><section class='footnotes'>"
        "<ol><li id='n1'><p>nota <a href='#m1'>↩</a></p></li></ol></section>"
    )
    document = Document("T", BeautifulSoup(html, "html.parser"), ())
    page = pypdf.PdfReader(io.BytesIO(pdf_document(document, Front(), "notebook"))).pages[0]
    assert [a.get_object()["/Subtype"] for a in page["/Annots"]] == ["/Link", "/Link"]


def test_prompt_is_told_from_text():
    assert data("<p class='prompt'>In [1]:</p>") == [{"k": "prompt", "s": "In [1]:"}]


def test_address_keeps_its_characters():
    ((link,),) = (
        block["c"] for block in data("<a href='http://b.example/ñ?a=1&amp;b=%20#x'>a</a>")
    )
    assert link["to"] == "http://b.example/%C3%B1?a=1&b=%20#x"


def test_code_of_a_fence_keeps_its_language():
    (code,) = data("<pre class='highlight'><code class='language-r'>x &lt;- 1\n</code></pre>")
    assert (code["s"], code["lang"], code["kind"]) == ("x <- 1", "r", "code")
    (plain,) = data("<pre class='highlight'><code>x</code></pre>")
    assert (plain["lang"], plain["kind"]) == ("", "code")


MARKDOWN = """
uno

---

- a
  1. b

     c

> d
> > e

<details><summary>Ver más</summary>f</details>

<dl><dt>Término</dt><dd>definición</dd></dl>

H<sub>2</sub>O <q>g</q> <mark>h</mark> <kbd>i</kbd>
"""


def test_blocks_of_every_kind_come_out_in_order_without_a_warning():
    content, resources = export(new_markdown_cell(MARKDOWN))
    words = "uno a b c d e Ver más f Término definición H 2 O «g» h i"
    parts = words.split()
    text = shown(content)
    places = []
    for part in parts:
        places.append(text.find(part, places[-1] if places else 0))
    assert -1 not in places
    assert resources["lab1_warnings"] == []


def test_display_formula_within_a_paragraph_stands_alone():
    blocks = data(
        "<p>a <math display='block' alttext='x'><mi>x</mi></math> b "
        "<math display='inline' alttext='y'><mi>y</mi></math></p>"
    )
    assert [block["k"] for block in blocks] == ["paragraph", "math", "paragraph"]
    assert blocks[2]["c"][1]["block"] is False


@pytest.fixture
def system_font(tmp_path, monkeypatch):
    """Make a font of a system that has two Japanese characters."""
    path = tmp_path / "NotoSansCJK-Prueba.ttf"
    with TTFont(characters._own_folder() / "DejaVuSans.ttf") as font:
        glyphs = font.getBestCmap()
        for table in font["cmap"].tables:
            table.cmap = {0x65E5: glyphs[ord("A")], 0x672C: glyphs[ord("B")]}
        for name in font["name"].names:
            if name.nameID in (1, 3, 4, 6, 16):
                name.string = "PruebaCJK"
        font.save(path)
    monkeypatch.setattr("matplotlib.font_manager.findSystemFonts", lambda: [str(path)])
    characters._system_fonts.cache_clear()
    yield
    characters._system_fonts.cache_clear()


@pytest.mark.usefixtures("system_font")
def test_characters_that_a_font_of_the_system_has_are_set_from_it():
    content, resources = export(new_markdown_cell("日本"))
    assert "日本" in shown(content)
    assert resources["lab1_warnings"] == []
    reader = pypdf.PdfReader(io.BytesIO(content))
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert any("Prueba" in name for name in names)
