"""What students' cells put out: legible as it is, or named by kind with what to do about it."""

import base64
import io
import random
import re

import pytest
from bs4 import BeautifulSoup
from conftest import PNG
from exports import both, cell
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from PIL import Image

from lab1.publish.outputs import make_static
from lab1.publish.terminal import coloured, printable
from lab1.publish.tree import tree


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("uno\rdos\n", "dos\n"),
        ("abc\rX", "Xbc"),
        ("10%\b\b\b20%", "20%"),
        ("largo\r\x1b[Kfin", "fin"),
        ("borrado\x1b[2K\rlisto", "listo"),
        ("línea\r\notra", "línea\notra"),
        ("\x1b[31mrojo\x1b[0m", "rojo"),
        ("\x1b]8;;https://b.example\x07enlace\x1b]8;;\x07 fin", "enlace fin"),
        ("\x1b]8;;https://b.example\x1b\\enlace\x1b]8;;\x1b\\ fin", "enlace fin"),
        ("\x1b]0;título\x07texto\x1b[", "texto"),
        ("\x1b[999999999999999999m\x1b[38m\x1b[38;5mx", "x"),
    ],
)
def test_text_is_shown_as_a_terminal_leaves_it(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("code", "classes"),
    [
        ("31", "ansi-red"),
        ("1;92", "ansi-bold ansi-green"),
        ("38;5;196", "ansi-red"),
        ("38;5;12", "ansi-blue"),
        ("38;2;10;200;20", "ansi-green"),
        ("43", "ansi-mark"),
        ("4;36", "ansi-cyan ansi-underline"),
    ],
)
def test_colours_of_a_terminal_become_classes_until_they_end(code, classes):
    assert coloured(f"\x1b[{code}m<a>\x1b[0m b") == f'<span class="{classes}">&lt;a&gt;</span> b'


TRACEBACK = [
    "\x1b[0;31m----\x1b[0m",
    "\x1b[0;31mZeroDivisionError\x1b[0m  Traceback",
    "\x1b[0;32m----> 1\x1b[0m \x1b[43m1\x1b[39;49m \x1b[38;5;241m/\x1b[39m 0",
]


def test_traceback_keeps_its_colours_and_its_text_in_both_formats():
    error = new_output("error", ename="ZeroDivisionError", evalue="", traceback=TRACEBACK)
    text, page, warnings = both(new_code_cell("1 / 0", outputs=[error]))
    assert page.main.select_one("pre.error .ansi-red").get_text() == "----"
    assert "ZeroDivisionError Traceback ----> 1 1 / 0" in text
    assert warnings == []


def test_error_without_a_traceback_shows_its_name():
    error = new_output("error", ename="ValueError", evalue="no vale", traceback=[])
    text, page, _ = both(new_code_cell("x", outputs=[error]))
    assert "ValueError: no vale" in text
    assert "ValueError: no vale" in page.main.get_text()


LIVE = {
    "plotly": (
        {"application/vnd.plotly.v1+json": {}, "text/html": '<div class="plotly-graph-div"></div>'
         "<script>Plotly.newPlot('a')</script>"},
        "figura de Plotly", 'fig.show("png")',
    ),
    "bokeh": (
        {"application/vnd.bokehjs_exec.v0+json": "", "text/html": "<div id='p1'></div>"},
        "figura de Bokeh", "export_png",
    ),
    "altair": (
        {"application/vnd.vegalite.v5+json": {}, "text/plain": "<VegaLite 5 object>"},
        "gráfico de Altair", 'save("figura.png")',
    ),
    "widget": (
        {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "VBox()"},
        "control interactivo", "Jupyter",
    ),
    "map": (
        {"text/html": "<div>Trust this notebook<iframe srcdoc='folium'></iframe></div>"},
        "mapa interactivo", "captura de pantalla",
    ),
    "animation": (
        {"text/html": "<div class='animation'><img id='i'></div>"
         "<script>function Animation(frames, id){}</script>"},
        "animación de Matplotlib", "savefig",
    ),
    "program": (
        {"text/html": "<div id='x'></div><script>d()</script>",
         "text/plain": "<IPython.core.display.HTML object>"},
        "programa en el navegador", "captura",
    ),
    "PDF": ({"application/pdf": "JVBERi0=", "text/plain": "<IPython.x object>"}, "PDF", "imagen"),
    "unknown": ({"application/x-raro": "x"}, "application/x-raro", "Jupyter"),
}  # fmt: skip


@pytest.mark.parametrize("data", LIVE)
def test_output_that_lives_elsewhere_is_named_by_kind_with_one_warning(data):
    bundle, name, how = LIVE[data]
    text, page, warnings = both(new_markdown_cell("a"), cell(bundle))
    for shown in (text, page.main.get_text()):
        assert name in shown
        assert how in shown
    (warning,) = set(warnings)
    assert "cell 2: an output can't be shown" in warning


@pytest.mark.parametrize(
    "data",
    [
        {
            "application/vnd.bokehjs_load.v0+json": "",
            "text/html": "<div><span>Loading BokehJS …</span></div>",
        },
        {"text/html": "<style>p {color: red}</style>", "text/plain": "<IPython.HTML object>"},
        {"text/html": "<script>window.PlotlyConfig = {}</script>", "text/plain": "x"},
    ],
)
def test_what_only_prepares_the_notebook_leaves_nothing_behind(data):
    _, page, warnings = both(cell(data))
    assert page.main.get_text().strip() == "x"
    assert warnings == []


def test_pictures_beside_a_live_figure_are_shown_in_its_place():
    data = {
        "application/vnd.plotly.v1+json": {},
        "image/png": PNG,
        "text/html": "<script></script>",
    }
    _, page, warnings = both(cell(data))
    assert page.main.img
    assert warnings == []


def test_estimator_is_shown_once_as_its_text():
    diagram = (
        '<style>#s{}</style><div class="sk-top-container"><div class="sk-text-repr-fallback">'
        "<pre>Modelo(C=1)</pre><b>Vuelve a ejecutar la celda.</b></div></div>"
    )
    for data in ({"text/html": diagram, "text/plain": "Modelo(C=1)"}, {"text/html": diagram}):
        text, page, _ = both(cell(data))
        assert text.count("Modelo(C=1)") == 1
        assert page.main.get_text().split() == ["x", "Modelo(C=1)"]


def test_json_is_shown_as_text():
    text, _, _ = both(cell({"application/json": {"año": 1}, "text/plain": "<IPython.JSON object>"}))
    assert '"año": 1' in text


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ('<iframe src="https://b.example/v"></iframe>', "[página: https://b.example/v]"),
        (
            '<iframe src="https://www.youtube.com/embed/a"></iframe>',
            "[vídeo: https://www.youtube.com/embed/a]",
        ),
        ('<video controls><source src="b.mp4"></video>', "[vídeo: b.mp4]"),
        ('<audio src="data:audio/wav;base64,AA"></audio>', "[sonido: se oye al abrir"),
        ('<object data="a.pdf"></object>', "[objeto: a.pdf]"),
    ],
)
@pytest.mark.parametrize("make", [new_markdown_cell, lambda html: cell({"text/html": html})])
def test_what_a_page_would_load_is_named_with_its_address(make, html, shown):
    text, page, warnings = both(make(html))
    assert shown in " ".join(page.main.get_text().split())
    assert shown.replace(" ", "") in text.replace(" ", "")
    assert len(set(warnings)) == 1


STYLED = (
    '<style type="text/css">#T_a_row0_col0, #T_a_row1_col0 {background-color: #08306b;'
    " color: #f1f1f1;}</style><table id='T_a'><tr><td id='T_a_row0_col0' class='data'>0.91</td>"
    '<td style="font-weight: bold">0.5</td></tr></table>'
)


def test_colours_of_a_styled_table_are_kept_in_both_formats_and_by_the_policy():
    _, page, warnings = both(cell({"text/html": STYLED}))
    classes = [table_cell["class"][-1] for table_cell in page.main("td")]
    assert "background-color: #08306b" in style_of(page, classes[0])
    assert "color: #f1f1f1" in style_of(page, classes[0])
    assert "font-weight: bold" in style_of(page, classes[1])
    assert warnings == []


def style_of(page, name):
    """Return what the page's style says of a class."""
    return re.search(rf"\.{name} {{([^}}]*)}}", page.style.string)[1]


def test_long_bars_of_progress_keep_only_their_end():
    bar = "".join(f"\rÉpoca {i}: {'=' * 50}" for i in range(5000)) + "\rlisto" + " " * 60 + "\n"
    text, _, _ = both(display_stream(bar))
    assert "listo" in text
    assert "caracteres más" not in text


def test_what_is_too_long_keeps_its_beginning_and_its_end():
    lines = "".join(f"línea {i}\n" for i in range(4000))
    error = new_output("error", ename="E", evalue="v", traceback=[lines, "MiError: el mensaje"])
    text, page, warnings = both(
        display_stream(f"primera\n{lines}Total: 12"), new_code_cell("x", outputs=[error])
    )
    printed, failed = [pre.text.strip() for pre in page.main("pre", class_="output")]
    assert printed.startswith("primera\nlínea 0\n")
    assert printed.endswith("línea 3999\nTotal: 12")
    assert failed.endswith("\nMiError: el mensaje")
    assert "Total: 12" in text
    left_out = int(re.search(r"\n\[… (\d+) caracteres más\]\n", printed)[1])
    assert left_out + len(printed) == pytest.approx(len(f"primera\n{lines}Total: 12"), abs=40)
    assert len(printed) < 20_100
    assert warnings == ["cuaderno.ipynb, cells 1–2: its text is too long, and is cut"] * 2


def display_stream(text):
    return new_code_cell("x", outputs=[new_output("stream", name="stdout", text=text)])


def test_markdown_and_formulas_of_outputs_are_set():
    text, page, _ = both(cell({"text/markdown": "**hola** $x^2$"}), cell({"text/latex": "$y$"}))
    assert "hola" in text
    assert len(page.main("math")) == 2


def test_output_of_a_later_format_is_named():
    output = {"output_type": "futuro", "metadata": {}}
    later = {"cell_type": "code", "source": "x", "metadata": {}, "outputs": [output]}
    made = make_static(from_dict({"cells": [later]}), {})[0]
    assert "futuro" in made.cells[0].outputs[0].data["text/plain"]


def test_word_longer_than_a_line_breaks_on_paper():
    (block,) = tree(BeautifulSoup(f"<p>{'TWTL' * 50}</p>", "html.parser"))
    assert max(map(len, block["c"][0].split("\N{ZERO WIDTH SPACE}"))) < 60


def test_the_values_of_an_r_vector_stand_in_a_line():
    items = "".join(f"<li>{n}</li>" for n in (12, 13, 14))
    style = "<style>.list-inline {list-style: none}</style>"
    text, page, warnings = both(cell({"text/html": f"{style}<ol class=list-inline>{items}</ol>"}))
    assert "12 · 13 · 14" in text
    assert page.main.ol["class"] == ["list-inline"]
    assert warnings == []


def test_a_note_in_small_type_is_legible_and_an_index_small():
    text = "<p>H<sub>2</sub>O <sub>Una nota al pie que alguien escribe muy pequeña.</sub></p>"
    (paragraph,) = tree(BeautifulSoup(text, "html.parser"))
    assert [node["k"] for node in paragraph["c"] if isinstance(node, dict)] == ["sub", "small"]


def test_a_formula_is_set_rather_than_its_picture_but_no_table_of_tex():
    _, page, warnings = both(
        cell({"image/png": PNG, "text/latex": "$\\displaystyle x^{2}$", "text/plain": "x**2"}),
        cell({"image/png": PNG, "text/latex": "\\begin{tabular}{l} a \\end{tabular}"}),
    )
    assert (len(page.main("math")), len(page.main("img"))) == (1, 1)
    assert warnings == []


TABLE = "\n".join(
    f"capa {n}".ljust(60) + "(None, 64)".ljust(40) + "1024 parámetros" for n in range(4)
)


@pytest.mark.parametrize(
    ("text", "is_smaller"), [(TABLE, True), ("palabra " * 15, False), ("palabra\n" * 9, False)]
)
def test_a_table_of_text_wider_than_the_page_keeps_its_columns_in_smaller_type(text, is_smaller):
    for markup in (text, f"<span class='ansi-bold'>{text}</span>"):
        (block,) = tree(BeautifulSoup(f"<pre class='output'>{markup}</pre>", "html.parser"))
        assert (block.get("size", 7.6) < 7.6) == is_smaller
    printed, _, _ = both(display_stream(TABLE))
    assert "(None, 64) 1024 parámetros capa 1" in printed


def test_cells_and_items_without_ends_are_told_from_each_other():
    table = "<table><tr><th>a<th>b<tr><td>c<table><tr><td>d</table><td>e</table>"
    items = "<ul><li>uno<li>dos<ul><li>tres</ul><li>cuatro</ul><dl><dt>x<dd>y<dt>z</dl>"
    _, page, warnings = both(cell({"text/html": table + items}), new_markdown_cell(items))
    rows = [row.get_text("|") for row in page.main.table("tr") if row.find_parent("td") is None]
    assert rows == ["a|b", "c|d|e"]
    assert [len(lines("li", recursive=False)) for lines in page.main("ul")] == [3, 1] * 2
    assert [len(terms(["dt", "dd"], recursive=False)) for terms in page.main("dl")] == [3, 3]
    assert warnings == []


def test_long_text_and_its_pictures_are_whole_and_what_is_cut_is_told():
    text = "\n\n".join(f"Párrafo {n}. {'palabra ' * 100}" for n in range(30))
    picture = f"![alta](data:image/png;base64,{large_png()})"
    shown, page, warnings = both(
        new_markdown_cell(f"{text}\n\n{picture}"), cell({"text/markdown": picture})
    )
    assert "Párrafo 29." in shown
    assert len(page.main("img")) == 2
    assert warnings == []
    _, _, warnings = both(display_stream("1 " * 20_000))
    assert set(warnings) == {"cuaderno.ipynb, cell 1: its text is too long, and is cut"}


def large_png():
    """Return a picture of more than 20 000 characters."""
    written = io.BytesIO()
    Image.frombytes("RGB", (100, 100), random.Random(0).randbytes(30_000)).save(written, "png")
    return base64.b64encode(written.getvalue()).decode()
