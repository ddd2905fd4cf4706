"""The exported PDF: text in order, tags, alternatives, embedded fonts, the same bytes."""

import io
import re
import subprocess
import sys
import unicodedata

import nbformat
import pypdf
import pytest
from conftest import REPORT_TOML
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish import characters
from lab1.publish.combine import combine
from lab1.publish.exporters import Lab1PDFExporter


def export(notebook, folder=None):
    path = {"path": str(folder)} if folder else {}
    resources = {"metadata": {"name": "cuaderno", **path}}
    content, _ = Lab1PDFExporter().from_notebook_node(notebook, resources=resources)
    return pypdf.PdfReader(io.BytesIO(content))


def export_with_warnings(notebook):
    """Return the text of the PDF and what was warned of."""
    content, resources = Lab1PDFExporter().from_notebook_node(
        notebook, resources={"metadata": {"name": "cuaderno"}}
    )
    return text(pypdf.PdfReader(io.BytesIO(content))), resources["lab1_warnings"]


def text(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def objects(pdf):
    for number in range(1, len(pdf.xref_objStm) + sum(map(len, pdf.xref.values())) + 1):
        item = pdf.get_object(number)
        if isinstance(item, pypdf.generic.DictionaryObject):
            yield item


def alternatives(pdf):
    return {str(item["/Alt"]) for item in objects(pdf) if "/Alt" in item}


@pytest.fixture
def titled(tmp_path):
    (tmp_path / "report.toml").write_text(REPORT_TOML, encoding="utf-8")
    return tmp_path


def test_text_comes_in_order_with_its_accents(stored, titled):
    shown = text(export(stored, titled))
    parts = [
        "Laboratorio 1 · Machine Learning · Universidad del Valle de Guatemala",
        "1 · Inicialización",
        "Ana Núñez 21001",
        "Íñigo Peña 21002",
        "Lo que se publicó",
        "Porque la tangente hiperbólica",
        "Tabla 1.1. Costos medidos.",
        "confirmado",
        "así",
    ]
    places = [shown.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert "Figura 1.1. El costo baja" in shown  # which may stand where there is room


def test_document_is_tagged_titled_and_in_spanish(stored, titled):
    pdf = export(stored, titled)
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert pdf.metadata.title == "1 · Inicialización"
    assert "Íñigo Peña" in pdf.metadata.author
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_figures_and_formulas_have_alternatives(stored):
    found = alternatives(export(stored))
    assert {"Curva que baja", "W^{[1]}", "\\ln 2"} <= found


def test_tables_keep_their_header_cells(stored):
    roles = {str(item.get("/S")) for item in objects(export(stored))}
    assert {"/Table", "/THead", "/TH", "/TD", "/Caption", "/Figure", "/Formula"} <= roles


def test_every_font_is_embedded(stored):
    descriptors = [i for i in objects(export(stored)) if i.get("/Type") == "/FontDescriptor"]
    assert descriptors
    for descriptor in descriptors:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & descriptor.keys()


def test_formulas_are_set_in_the_type_of_the_text(stored):
    names = [str(item["/FontName"]) for item in objects(export(stored)) if "/FontName" in item]
    assert any(name.endswith("STIXTwoMath") for name in names)
    assert not [name for name in names if "NewCM" in name]


def test_figures_stay_vectors(stored):
    assert not [item for item in objects(export(stored)) if item.get("/Subtype") == "/Image"]


def test_headings_become_outlines_and_pages_are_numbered(stored):
    pdf = export(stored)
    assert [str(entry.title) for entry in pdf.outline if not isinstance(entry, list)] == [
        "Lo que se publicó"
    ]
    assert re.search(rf"1\s*/\s*{len(pdf.pages)}\s*$", pdf.pages[0].extract_text())


def test_combined_document_opens_with_the_verdicts_and_the_contents(stored, titled):
    second = nbformat.from_dict(stored)
    shown = text(export(combine({"1": stored, "2": second}), titled))
    assert shown.index("Resumen") < shown.index("De las 4 frases") < shown.index("Contenido")
    assert "2 confirmadas y 2 no concluyentes" in re.sub(r"\xad\s*", "", shown)
    assert shown.index("0.693147 frente a 0.690604") < shown.index("Contenido")
    outline = export(combine({"1": stored, "2": second}), titled).outline
    sections = [str(entry.title) for entry in outline if not isinstance(entry, list)]
    assert sections == ["Resumen", "1 · Inicialización", "1 · Inicialización"]


def test_page_is_a4(stored):
    width, height = export(stored).pages[0].mediabox[2:]
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)


def test_line_without_a_space_stays_on_the_page():
    line = "x" * 400
    cell = new_code_cell("x", outputs=[new_output("stream", name="stdout", text=line)])
    pdf = export(new_notebook(cells=[cell]))
    assert pdf.pages[0].extract_text().count("x") >= 400
    assert max(len(part) for part in pdf.pages[0].extract_text().splitlines()) < 100


def test_characters_without_a_glyph_are_named_and_others_kept(monkeypatch):
    monkeypatch.setattr(characters, "_system_fonts", tuple)
    text = "# 日本 ½ → ✓ ≤ ∞ ñ"
    cells = [new_markdown_cell(text), new_code_cell("'\U0001f389 \U0001f9a5 ✓ ┌─┐'")]
    shown, warnings = export_with_warnings(new_notebook(cells=cells))
    for part in ("½", "✓", "┌─┐", "[U+65E5][U+672C]", "[confeti]", "[sloth]"):
        assert part in shown
    assert warnings == ["cuaderno.ipynb, cells 1–2: no font has '日本🎉🦥': named in the PDF"]


def test_usual_emoji_have_spanish_names_whatever_their_skin(monkeypatch):
    monkeypatch.setattr(characters, "_system_fonts", tuple)
    named = {
        **{"🚀": "cohete", "💡": "bombilla", "✅": "hecho", "❌": "cruz", "🔑": "llave"},
        **{"👍🏽": "pulgar hacia arriba", "🛠\ufe0f": "herramientas", "🐍": "serpiente"},
        **{"⏳": "reloj de arena", "3\ufe0f\u20e3": "3", "🍏": "manzana verde"},
        **{"🟢": "círculo verde", "📈": "curva que sube", "📉": "curva que baja"},
    }
    text = " ".join(f"{name}: {char}," for char, name in named.items())
    shown, _ = export_with_warnings(new_notebook(cells=[new_markdown_cell(f"# Claves\n{text}")]))
    for name in named.values():
        assert f"{name}: [{name}]," in shown
    assert characters.EXPLAINED in shown


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        *[("rojo", "red"), ("verde", "green"), ("azul", "blue"), ("amarillo", "yellow")],
        *[("naranja", "orange"), ("morado", "purple"), ("círculo", "circle"), ("rombo", "diamond")],
        *[("arriba", "up"), ("abajo", "down"), ("derecha", "right"), ("pulgar", "thumbs")],
        *[("libros?", "books?"), ("carpeta", "folder"), ("lupa", "magnifying"), ("robot", "robot")],
        *[("perro", "dog"), ("gato", "cat"), ("serpiente", "snake"), ("estrella", "star")],
        *[("manzana", "apple"), ("reloj de arena", "hourglass"), ("mapa", "map")],
        *[("llave inglesa", "wrench"), ("candado", "lock"), ("cerebro", "brain"), ("dado", "die")],
    ],
)
def test_a_spanish_name_tells_what_unicodes_name_does(spanish, english):
    found = [
        char for char, name in characters._SPANISH.items() if re.search(rf"\b{spanish}\b", name)
    ]
    assert found
    for char in found:
        assert re.search(rf"\b{english}\b", unicodedata.name(char).lower())


def test_unknown_tex_stands_there_as_it_is():
    shown, warnings = export_with_warnings(new_notebook(cells=[new_markdown_cell("$\\inventado$")]))
    assert "\\inventado" in shown
    assert len(warnings) == 1


SYMBOLS = (
    r"\odot \otimes \ominus \oplus \cap \cup \langle x \rangle \emptyset \mathbb{E} \hat{y} \vec v"
    r" \nabla \partial \infty \le \ge \ne \approx \propto \in \notin \to \Rightarrow \forall \pm"
    r" \times \cdot \ldots \prod \int_0^1 \sqrt[3]{x} \binom{n}{k} \lfloor x\rfloor A^{[1]\top}"
    r" \underbrace{x}_{y} \overline{ab} \boldsymbol{\theta} \lim_{x\to 0} \lVert x \rVert \tfrac12"
    r" \begin{cases} 1 & x > 0 \\ 0 & \text{si no} \end{cases} \begin{pmatrix} 1 & 2 \end{pmatrix}"
)
BARS = r"\lvert x \rvert \le |a - y|"


@pytest.mark.parametrize("tex", [SYMBOLS, BARS])
def test_usual_tex_is_set(tex):
    assert tex in alternatives(export(new_notebook(cells=[new_markdown_cell(f"$${tex}$$")])))


def test_two_processes_write_the_same_bytes(stored, tmp_path):
    source = tmp_path / "cuaderno.ipynb"
    nbformat.write(stored, source)
    script = (
        "import sys, hashlib; from lab1.publish.exporters import *;"
        "print([hashlib.sha256(e().from_filename(sys.argv[1])[0].encode() if e is Lab1HTMLExporter"
        " else e().from_filename(sys.argv[1])[0]).hexdigest()"
        " for e in (Lab1HTMLExporter, Lab1PDFExporter)])"
    )
    command = [sys.executable, "-W", "ignore", "-c", script, str(source)]
    runs = [subprocess.run(command, capture_output=True, check=True).stdout for _ in range(2)]
    assert runs[0] == runs[1]
    assert len(runs[0]) > 100


def test_short_code_stands_on_the_page_of_what_it_shows_and_a_row_on_one():
    def lines(count):
        return "\n\n".join(f"Línea {n}." for n in range(count))

    code = new_code_cell("aqui_mismo()", outputs=[new_output("stream", text="su salida\n" * 4)])
    rows = "".join(f"<tr><td>{'si ' * 120} fin{n}</td></tr>" for n in range(20))
    for count in range(34, 39):
        pdf = export(new_notebook(cells=[new_markdown_cell(lines(count)), code]))
        (page,) = [p.extract_text() for p in pdf.pages if "aqui_mismo" in p.extract_text()]
        assert page.count("su salida") == 4
    pdf = export(new_notebook(cells=[new_markdown_cell(f"<table>{rows}</table>")]))
    for page in pdf.pages:
        words = page.extract_text()
        assert len(re.findall(r"\bsi\b", words)) == 120 * len(re.findall(r"fin\d", words))


def test_a_formula_wider_than_the_page_goes_on_in_the_next_line():
    terms = " + ".join(rf"\frac{{a_{{{n}}}}}{{b}}" for n in range(80))
    pdf = export(new_notebook(cells=[new_markdown_cell(f"$${terms}$$")]))
    places = []
    pdf.pages[0].extract_text(visitor_text=lambda text, *m: places.append(m[0][4] + m[1][4]))
    assert 50 < min(filter(None, places)) < max(places) < 560
