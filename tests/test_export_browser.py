"""Exports in a real Chromium: no request, nothing for axe-core, and JupyterLab's own menu."""

import io
import re

import nbformat
import pypdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE, REPORT_TOML, lab_notebook, serve_jupyterlab
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish.combine import combine
from lab1.publish.exporters import Lab1HTMLExporter


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Export one notebook and a combined document; return their paths."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "report.toml").write_text(REPORT_TOML, encoding="utf-8")
    documents = {
        "single": lab_notebook(),
        "combined": combine({"1": lab_notebook(), "2": lab_notebook()}),
    }
    paths = {}
    for name, notebook in documents.items():
        resources = {"metadata": {"name": name, "path": str(folder)}}
        html, _ = Lab1HTMLExporter().from_notebook_node(notebook, resources=resources)
        paths[name] = folder / f"{name}.html"
        paths[name].write_bytes(html.encode())
    return paths


@pytest.fixture(params=["single", "combined"])
def document(request, exported):
    return exported[request.param].as_uri()


def open_page(chromium, document, **options):
    page = chromium.new_page(**options)
    page.set_default_timeout(PATIENCE)
    page.seen, page.said = [], []
    page.on("request", lambda request: page.seen.append(request.url))
    page.on("console", lambda message: page.said.append(message.text))
    page.goto(document)
    page.wait_for_load_state("networkidle")
    return page


def test_opening_requests_only_the_file_and_breaks_no_policy(chromium, document):
    page = open_page(chromium, document)
    assert [url for url in page.seen if not url.startswith("data:")] == [document]
    assert page.said == []


@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium, document, scheme, width):
    # The page's own policy forbids scripts, axe-core's too: the browser is told to let it in.
    viewport = {"width": width, "height": 800}
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme, viewport=viewport)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(document)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [320, 1400])
def test_page_is_never_wider_than_the_window(chromium, document, width):
    page = open_page(chromium, document, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_every_image_shows_and_formulas_use_the_embedded_font(chromium, document):
    page = open_page(chromium, document)
    widths = page.evaluate("[...document.images].map(image => image.naturalWidth)")
    assert widths
    assert min(widths) > 0
    assert page.evaluate("[...document.fonts].map(font => font.status)") == ["loaded"]


def test_colours_follow_the_readers_preference(chromium, document):
    colours = {
        scheme: open_page(chromium, document, color_scheme=scheme).evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
        for scheme in ("light", "dark")
    }
    assert colours["light"] == "rgb(255, 255, 255)"
    assert colours["dark"] != colours["light"]


def test_an_authors_colours_are_legible_on_a_dark_page_and_on_their_own_ground(chromium, tmp_path):
    html = (
        "<p style='color: navy'>a</p><p style='background: #fff3cd'>b <a href='http://c.example'>c</a>"
        "<code>d</code><span style='color: navy'>e</span></p>"
    )
    content, _ = Lab1HTMLExporter().from_notebook_node(
        new_notebook(cells=[new_markdown_cell(html)]), resources={"metadata": {"name": "x"}}
    )
    (tmp_path / "x.html").write_bytes(content.encode())
    page = open_page(chromium, (tmp_path / "x.html").as_uri(), color_scheme="dark")
    colours = {
        element.inner_text()[0]: re.findall(
            r"[\d.]+", element.evaluate("e => getComputedStyle(e).color")
        )
        for element in page.locator("main :is(p, a, code, span)").all()
    }
    light = {
        name: sum(map(float, found[:3])) > (1.5 if max(map(float, found[:3])) <= 1 else 382)
        for name, found in colours.items()
    }
    assert light == {"a": True, "b": False, "c": False, "d": False, "e": False}


def test_contents_lead_to_their_headings(chromium, document):
    page = open_page(chromium, document)
    links = page.locator("nav a")
    for number in range(links.count()):
        links.nth(number).click()
        target = page.evaluate("decodeURIComponent(location.hash.slice(1))")
        assert page.evaluate("id => document.getElementById(id).innerText", target) == (
            links.nth(number).inner_text()
        )


def frame(columns):
    head = "".join(f"<th>columna_{i}</th>" for i in range(columns))
    body = "".join(f"<td>{i}.123456</td>" for i in range(columns))
    table = f"<table class='dataframe'><thead><tr>{head}</tr></thead><tr>{body}</tr></table>"
    return new_output("display_data", {"text/html": table})


HOSTILE = [
    new_output("display_data", {"text/html": html})
    for html in (
        "<script>document.title = 'x'</script><b onclick='x()' style='position: fixed'>a</b>",
        "<style>body { display: none } @import url(http://b.example)</style>texto",
        "<img src='http://b.example/x.png'><iframe src='http://b.example'></iframe>",
        "<svg><script>document.title = 'x'</script><image href='http://b.example'/></svg>",
        "<meta http-equiv='refresh' content='0; url=http://b.example'><base href='http://b'>",
        "<table>" + "<tr><td colspan='999' rowspan='99'>x</td></tr>" * 2000 + "</table>",
        "<p>" + "palabra " * 20_000,
    )
]


@pytest.fixture
def odd_page(tmp_path):
    """Export hostile outputs and a wide table; return the page's address."""
    outputs = [*HOSTILE, frame(4), frame(30)]
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Raro"),
            new_code_cell("x", outputs=outputs),
            new_markdown_cell("[ahí](https://ejemplo.org/a) y <https://ejemplo.org/b>."),
        ]
    )
    html, _ = Lab1HTMLExporter().from_notebook_node(
        notebook, resources={"metadata": {"name": "raro"}}
    )
    (tmp_path / "raro.html").write_bytes(html.encode())
    return (tmp_path / "raro.html").as_uri()


def test_wide_table_among_hostile_outputs_scrolls_says_so_and_is_printed_whole(chromium, odd_page):
    page = open_page(chromium, odd_page, viewport={"width": 900, "height": 700})
    assert [url for url in page.seen if not url.startswith("data:")] == [odd_page]
    assert page.said == []
    assert page.title() == "Raro"
    assert page.evaluate("document.documentElement.scrollWidth") == 900
    wide = page.locator(".scroll.wide").last
    assert wide.evaluate("element => element.scrollWidth > element.clientWidth")
    assert page.locator(".hint").last.inner_text().startswith("Tabla ancha")
    assert "se desplaza" in wide.get_attribute("aria-label")
    narrow = page.locator(".scroll:not(.wide):has(.dataframe)")
    assert narrow.evaluate("element => element.scrollWidth <= element.clientWidth")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert {tuple(sheet.mediabox[2:]) for sheet in sheets} == {tuple(sheets[0].mediabox[2:])}
    last = " ".join(sheet.extract_text() for sheet in sheets[-2:]).split()
    for number in range(4, 30):
        assert last.count(f"{number}.123456") == last.count(f"columna_{number}") == 1
    assert "Tabla ancha" not in " ".join(last)
    assert "ahí[1]y" in "".join(last)
    assert "1.https://ejemplo.org/a" in "".join(last)
    assert f"{len(sheets)}/{len(sheets)}" in "".join(last)


@pytest.fixture
def jupyterlab(tmp_path):
    """Serve a folder with one notebook in JupyterLab; return its address."""
    nbformat.write(lab_notebook(), tmp_path / "cuaderno.ipynb")
    with serve_jupyterlab(tmp_path, tmp_path / "home") as address:
        yield address


def open_export_menu(page):
    """Open File → Save and Export Notebook As, which JupyterLab fills some time after the page."""
    item = page.locator(".lm-Menu-itemLabel", has_text=re.compile("^lab1.pdf$", re.IGNORECASE))
    for _ in range(PATIENCE // 1000):
        page.get_by_role("menuitem", name="File", exact=True).click()
        page.get_by_text("Save and Export Notebook As").hover()
        page.wait_for_timeout(1000)
        if item.is_visible():
            return item
        page.keyboard.press("Escape")
    raise AssertionError("the menu doesn't list lab1-pdf")


def test_jupyterlabs_menu_saves_the_pdf(chromium, jupyterlab):
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{jupyterlab}/lab/tree/cuaderno.ipynb?token=secreto")
    page.locator(".jp-Notebook h1").wait_for(timeout=PATIENCE)
    item = open_export_menu(page)
    with page.expect_download(timeout=PATIENCE) as download:
        item.click()
    assert download.value.suggested_filename == "cuaderno.pdf"
    with open(download.value.path(), "rb") as file:
        assert file.read(5) == b"%PDF-"
