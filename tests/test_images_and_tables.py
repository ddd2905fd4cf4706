"""Images and tables of any kind come out on paper: legible, or named with a warning."""

import base64
import io
import struct
import zlib

import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from lab1.publish.elements import classes
from lab1.publish.errors import PublishError
from lab1.publish.export import export_all
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter
from lab1.publish.grid import longest, mark_texts, width_in_browser
from lab1.publish.images import damage
from lab1.publish.tables import PAGE, SMALLEST, USUAL, table


def export(*cells, exporter=Lab1PDFExporter):
    notebook = new_notebook(cells=[new_markdown_cell("# T"), *cells])
    return exporter().from_notebook_node(notebook, resources={"metadata": {"name": "cuaderno"}})


def text(content):
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def shown(data):
    return new_code_cell("x", outputs=[new_output("display_data", data)])


def page(html):
    return BeautifulSoup(
        export(shown({"text/html": html}), exporter=Lab1HTMLExporter)[0], "html.parser"
    )


def chunk(name, data):
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png_of(width, height):
    """Return a PNG whose header promises more than it holds."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def drawing(inside):
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'.encode()


LAUGHS = drawing(
    '<g id="a0"><rect width="1" height="1"/></g>'
    + "".join(f'<g id="a{i + 1}">{f"""<use href="#a{i}"/>""" * 10}</g>' for i in range(9))
)
ENTITIES = b'<!DOCTYPE s [<!ENTITY a "x">]>' + drawing("<text>&a;</text>")
SELF = drawing('<g id="a"><use href="#a"/></g>')


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        ("png", png_of(65535, 65535), "too many pixels"),
        ("png", png_of(9000, 9000), "too many pixels"),
        ("png", b"no", "damaged"),
        ("jpeg", b"", "damaged"),
        ("svg", b"<svg", "damaged"),
        ("svg", LAUGHS, "repeats its parts too often"),
        ("svg", ENTITIES, "defines entities"),
    ],
)
def test_damaged_images_and_bombs_are_told_before_they_are_set(kind, content, reason):
    assert reason in damage(kind, content)


@pytest.mark.parametrize("content", [drawing("<rect width='1' height='1'/>"), SELF])
def test_usual_drawings_are_set(content):
    assert damage("svg", content) is None
    export(shown({"image/svg+xml": content.decode()}))


@pytest.mark.parametrize("exporter", [Lab1HTMLExporter, Lab1PDFExporter])
def test_bomb_is_named_with_one_warning_that_names_its_cell(exporter):
    bomb = base64.b64encode(png_of(65535, 65535)).decode()
    content, resources = export(shown({"image/png": bomb}), exporter=exporter)
    (warning,) = resources["lab1_warnings"]
    assert "cell 2: the image" in warning
    page = content if isinstance(content, str) else text(content)
    assert "[imagen dañada" in page


def test_image_that_only_setting_it_shows_to_be_damaged_costs_only_itself():
    half = half_a_picture()
    content, resources = export(shown({"image/png": half}), new_markdown_cell("Después"))
    assert "[imagen dañada" in text(content)
    assert "Después" in text(content)
    assert len(resources["lab1_warnings"]) == 1


def half_a_picture():
    buffer = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()[: len(buffer.getvalue()) // 2]).decode()


def test_report_gives_every_document_where_one_holds_what_cannot_be_set(tmp_path):
    half = shown({"image/png": half_a_picture()})
    documents = {
        "a": new_notebook(cells=[new_markdown_cell("# A"), half, new_markdown_cell("fin")]),
        "b": new_notebook(cells=[new_markdown_cell("# B")]),
    }
    done = []
    files, warnings = export_all(documents, ["html", "pdf"], tmp_path, None, lambda: done.append(1))
    assert list(files) == ["a.html", "a.pdf", "b.html", "b.pdf"]
    assert len(done) == 4
    assert "[imagen dañada" in text(files["a.pdf"])
    assert "fin" in text(files["a.pdf"])
    assert len(set(warnings)) == 1
    assert warnings[0].startswith("a.ipynb, cell 2: the image")


def test_report_names_the_file_that_an_error_prevents(tmp_path):
    (tmp_path / "report.toml").write_text("titulo = 1")
    with pytest.raises(PublishError, match=r"^a\.html: .*unknown key 'titulo'"):
        export_all({"a": new_notebook()}, ["html"], tmp_path, None)


def test_a_heading_after_a_culprit_is_no_culprit():
    half = half_a_picture()
    heading = new_markdown_cell("### Hondo\n\ntexto")
    content, resources = export(new_markdown_cell("## A"), shown({"image/png": half}), heading)
    assert "Hondo texto" in text(content)
    assert len(resources["lab1_warnings"]) == 1


@pytest.mark.parametrize(
    ("width", "height", "told"),
    [(60, 6000, "at 13% of its size"), (400, 900, ""), (4000, 9000, "")],
)
@pytest.mark.parametrize("kind", ["png", "svg", "svg without its size"])
def test_a_picture_too_tall_to_be_read_on_paper_is_told(kind, width, height, told):
    box = f'viewBox="0 0 {width} {height}"'
    size = f'width="{width}" height="{height}px"' if kind == "svg" else box
    data = {"image/svg+xml": f'<svg xmlns="http://www.w3.org/2000/svg" {size}></svg>'}
    if kind == "png":
        file = io.BytesIO()
        Image.new("1", (width, height)).save(file, "png")
        data = {"image/png": base64.b64encode(file.getvalue()).decode()}
    warnings = export(shown(data))[1]["lab1_warnings"]
    assert [told in line for line in warnings] == [True] * bool(told)


def test_first_picture_of_a_gif_is_shown():
    buffer = io.BytesIO()
    first, second = (Image.new("P", (8, 8), colour) for colour in (1, 2))
    first.save(buffer, "gif", save_all=True, append_images=[second])
    source = base64.b64encode(buffer.getvalue()).decode()
    content, resources = export(new_markdown_cell(f'<img src="data:image/gif;base64,{source}">'))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages[0].images) == 1
    assert resources["lab1_warnings"] == []


def rows(count, width, cell="<td>0.123456</td>"):
    head = "".join(f"<th>columna_larga_{i}</th>" for i in range(width))
    body = "".join(f"<tr><th>{i}</th>{cell * width}</tr>" for i in range(count))
    return f'<table class="dataframe"><thead><tr><th></th>{head}</tr></thead>{body}</table>'


def data(markup):
    element = BeautifulSoup(markup, "html.parser").table
    return table(element, lambda cell: [cell.get_text()], list)


def test_table_keeps_its_type_then_gets_smaller_then_is_split():
    narrow, wide, widest = data(rows(3, 4)), data(rows(3, 11)), data(rows(3, 30))
    assert (narrow["size"], len(narrow["parts"])) == (USUAL, 1)
    assert SMALLEST <= wide["size"] < USUAL
    assert len(wide["parts"]) == 1
    assert widest["size"] >= SMALLEST
    assert len(widest["parts"]) > 1


@pytest.mark.parametrize("width", [1, 5, 9, 12, 40])
def test_no_column_is_narrower_than_its_longest_word(width):
    found = data(rows(3, width))
    for part in found["parts"]:
        for column, points in enumerate(part["widths"]):
            words = [c["c"][0] for c in part["cells"] if c["x"] == column]
            assert points >= max(len(w) if len(w) < 2 else 8 for w in words) * 0.5 * SMALLEST
        assert sum(part["widths"]) <= PAGE + 1


def test_what_may_not_be_parted_fits_its_column():
    interval = "92.0\N{NO-BREAK SPACE}[88.9,\N{NO-BREAK SPACE}94.3]"
    prose = f"<td>{'una palabra tras otra ' * 20}</td>"
    found = data(f"<table><tr>{f'<td>{interval}</td>' * 4}{prose}</tr></table>")
    assert min(found["parts"][0]["widths"]) >= longest([interval]) * found["size"]


def test_every_part_of_a_split_table_names_its_rows():
    for part in data(rows(3, 30))["parts"]:
        assert [cell["c"][0] for cell in part["cells"] if cell["x"] == 0] == ["", "0", "1", "2"]


def test_wide_table_shows_every_value_once():
    body = "".join(f"<td>valor{i:02d}</td>" for i in range(40))
    head = "".join(f"<th>nombre{i:02d}</th>" for i in range(40))
    markup = f"<table><thead><tr>{head}</tr></thead><tr>{body}</tr></table>"
    shown_text = text(export(shown({"text/html": markup}))[0])
    for i in range(40):
        assert shown_text.count(f"valor{i:02d}") == 1
        assert shown_text.count(f"nombre{i:02d}") == 1


def test_the_name_of_a_group_of_rows_stays_with_its_first_row():
    name, row = '<th colspan="2" scope="rowgroup">Grupo {0}</th>', "<td>fila {0}</td><td>1</td>"
    group = f"<tr>{name}</tr><tr>{row}</tr>"
    head = "<thead><tr><th>a</th><th>b</th></tr></thead>"
    rows = "".join(group.format(number) for number in range(100, 220))
    rows += '<tr><th scope="rowgroup" rowspan="2">otro</th><td>1</td></tr><tr><td>2</td></tr>'
    content, _ = export(shown({"text/html": f"<table>{head}{rows}</table>"}))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 4
    for number in range(100, 220):
        (page,) = (page for page in pages if f"Grupo {number}" in page)
        assert f"fila {number}" in page


def test_spans_are_cut_to_the_table():
    bomb = "<tr><td colspan='999' rowspan='999'>x</td></tr>" * 2500
    found = data(f"<table>{bomb}</table>")
    assert max(cell["across"] for part in found["parts"] for cell in part["cells"]) <= 40
    assert max(cell["y"] + cell["down"] for p in found["parts"] for cell in p["cells"]) <= 2500


def test_spans_of_rows_and_columns_keep_cells_apart():
    found = data(
        "<table><tr><th rowspan='2'>a</th><th colspan='2'>b</th></tr>"
        "<tr><td>c</td><td>d</td></tr></table>"
    )
    places = {cell["c"][0]: (cell["x"], cell["y"]) for cell in found["parts"][0]["cells"]}
    assert places == {"a": (0, 0), "b": (1, 0), "c": (1, 1), "d": (2, 1)}


@pytest.mark.parametrize(
    ("style", "look"),
    [
        ("background-color: #fcc", {"fill": "#ffcccc"}),
        ("background-color: rgb(255, 0, 10)", {"fill": "#ff000a"}),
        ("color: red; font-weight: bold", {"colour": "#ff0000", "bold": True}),
        ("color: url(x); background-color: none", {}),
    ],
)
def test_colours_of_a_styler_are_kept(style, look):
    cell = data(f"<table><tr><td style='{style}'>x</td></tr></table>")["parts"][0]["cells"][0]
    assert {key: cell[key] for key in ("fill", "colour") if key in cell} == {
        key: look[key] for key in ("fill", "colour") if key in look
    }
    assert cell["bold"] == look.get("bold", False)


def test_sentences_in_a_data_frame_are_set_as_text_with_their_heading():
    sentence = "una frase larga que no es ningún número " * 3
    frame = (
        "<table class='dataframe'><thead><tr><th></th><th>n</th><th>nota</th></tr></thead>"
        f"<tr><th>0</th><td>1</td><td>{sentence}</td></tr>"
        "<tr><th>1</th><td>2</td><td>b</td></tr></table>"
    )
    element = BeautifulSoup(frame, "html.parser").table
    mark_texts(element)
    looks = [[classes(cell) for cell in row(["td", "th"])] for row in element("tr")]
    assert looks == [
        [[], [], ["text"]],
        [[], [], ["text", "long"]],
        [[], [], ["text"]],
    ]
    cells = table(element, lambda cell: [], list)["parts"][0]["cells"]
    assert [cell["align"] for cell in cells if cell["x"] == 2] == ["left"] * 3
    assert [cell["align"] for cell in cells if cell["x"] == 1] == ["right"] * 3
    assert width_in_browser(element) < 30


def printed(markup):
    """Return what paper has of a table: the class of the whole, and the texts of its parts."""
    found = page(markup)
    whole, parts = found.select_one(".scroll"), found.select(".parts > table")
    texts = [[[c.text for c in row(["th", "td"])] for row in part("tr")] for part in parts]
    return classes(whole), texts


def frame(columns, text, rows=2):
    head = "".join(f"<th>columna_{i}</th>" for i in range(columns))
    body = "".join(f"<tr><th>{y}</th>{f'<td>{text}</td>' * columns}</tr>" for y in range(rows))
    return f'<table class="dataframe"><thead><tr><th></th>{head}</tr></thead>{body}</table>'


def test_a_wide_table_is_printed_in_smaller_type_or_in_parts_that_name_the_rows():
    assert printed(frame(3, "0.1234")) == (["scroll"], [])
    assert printed(frame(11, "0.1234")) == (["scroll", "wide", "fit-80"], [])
    looks, parts = printed(frame(25, "0.1234"))
    assert looks == ["scroll", "wide", "screen"]
    assert [name for part in parts for name in part[0] if name] == [
        f"columna_{i}" for i in range(25)
    ]
    assert len(parts) > 1
    for part in parts:
        assert [row[0] for row in part] == ["", "0", "1"]
        assert part[1][1:] == ["0.1234"] * (len(part[0]) - 1)


def test_printed_parts_keep_all_columns_that_name_rows_cut_wide_headings_and_say_the_caption_once():
    head = "<tr><th></th><th></th>" + "".join(
        f'<th colspan="7" id="a{i}">grupo {i}</th>' for i in range(4)
    )
    names = "<tr><th>zona</th><th>clase</th>" + "<th>medida</th>" * 28
    row = "<tr>{}<th>clase {}</th>" + "<td>0.12345678</td>" * 28 + "</tr>"
    rows = row.format('<th rowspan="2">norte</th>', "a") + row.format("", "b")
    table = f"<table class='dataframe'><caption>Pie</caption><thead>{head}</tr>{names}</tr></thead>"
    found = page(f"{table}<tbody>{rows}</tbody></table>")
    parts = found.select(".parts > table")
    assert [len(part("caption")) for part in parts] == [1] + [0] * (len(parts) - 1)
    assert sum(len(part("td")) for part in parts) == 2 * 28
    for part in parts:
        top, second, *body = [[cell.text for cell in tr(["th", "td"])] for tr in part("tr")]
        assert second[:2] == ["zona", "clase"]
        assert body[0][:2] == ["norte", "clase a"]
        assert body[1][0] == "clase b"
        spans = [int(cell.get("colspan", 1)) for cell in part("tr")[0]("th")]
        assert sum(spans) == len(second)
        assert top[2].startswith("grupo")
        assert part.select("[id]") == []


def test_a_long_word_in_a_printed_table_may_break_and_takes_no_part_for_itself():
    cells = f"<td>{'x' * 300}</td>" + "<td>palabra corta</td>" * 5
    found = page(f"<table><tr>{cells}</tr></table>")
    assert found.select_one(".scroll.wide.screen, .parts") is None
    assert [classes(cell) for cell in found("td")] == [["breaks"]] + [[]] * 5


def test_paper_lists_the_address_of_a_link_that_does_not_show_it_once():
    links = (
        "[guía](https://ejemplo.org/guia), <https://ejemplo.org/b>, [aquí](https://ejemplo.org/c), "
        "[otra vez](https://ejemplo.org/guia), [ejemplo.org](https://www.ejemplo.org/), "
        "[abajo](#b), [correo](mailto:ana@ejemplo.org)\n\n# b"
    )
    content, _ = Lab1HTMLExporter().from_notebook_node(
        new_notebook(cells=[new_markdown_cell(links)])
    )
    found = BeautifulSoup(content, "html.parser")
    marks = {a.text: a["data-address"] for a in found.select("main a[data-address]")}
    assert marks == {"guía": "1", "aquí": "2", "otra vez": "1", "correo": "3"}
    assert [item.text for item in found.select(".addresses li")] == [
        "https://ejemplo.org/guia",
        "https://ejemplo.org/c",
        "ana@ejemplo.org",
    ]


def test_a_table_says_that_it_scrolls_where_it_does():
    def hint(html):
        found = page(html).select_one(".hint")
        return found and found["class"]

    def row(columns, text):
        return f"<table class='dataframe'><tr><th>0</th>{f'<td>{text}</td>' * columns}</tr></table>"

    assert hint(row(3, "1.5")) is None
    assert hint(row(6, "0.123456")) == ["hint", "phone"]
    assert hint(row(14, "0.123456")) == ["hint"]
    assert hint(frame(2, "una frase " * 20)) == ["hint", "phone"]
    assert hint("<table><tr><td colspan=999>x</td></tr></table>") is None


def test_the_numbers_of_a_styled_frame_stand_on_the_right():
    head = '<thead><tr><th class="blank"></th><th class="col_heading">a</th></tr></thead>'
    body = '<tr><th class="row_heading">0</th><td class="data row0 col0">1.50</td></tr>'
    assert "dataframe" in page(f"<table id=T_1>{head}{body}</table>").table["class"]


def test_the_classes_of_an_author_s_table_keep_their_order_which_a_set_would_shuffle():
    head = '<thead><tr><th class="col_heading">a</th></tr></thead>'
    soup = BeautifulSoup(f'<table class="f e d c b a a">{head}</table>', "html.parser")
    mark_texts(soup.table)
    assert classes(soup.table) == [*"fedcba", "dataframe"]
