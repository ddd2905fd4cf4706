"""The exported HTML: one file, nothing to load, everything said in words too."""

import copy
import re
import unicodedata

import nbformat
import pytest
from bs4 import BeautifulSoup
from conftest import PNG, SVG, figure_outputs, table_output
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from lab1.publish.combine import combine
from lab1.publish.document import Document
from lab1.publish.exporters import Lab1HTMLExporter


def export(*cells, folder=None, **options):
    notebook = cells[0] if hasattr(cells[0], "cells") else new_notebook(cells=list(cells))
    path = {"path": str(folder)} if folder else {}
    resources = {"metadata": {"name": "cuaderno", **path}}
    html, _ = Lab1HTMLExporter(**options).from_notebook_node(notebook, resources=resources)
    return BeautifulSoup(html, "html.parser")


def code(outputs, source="x"):
    return new_code_cell(source, outputs=outputs)


def display(**data):
    return new_output(
        "display_data", {kind.replace("__", "/"): text for kind, text in data.items()}
    )


def test_no_attribute_or_style_names_an_address_to_load(stored):
    page = export(stored)
    loading = {"src", "srcset", "data", "poster", "background", "action", "manifest"}
    for element in page(True):
        for name in loading & element.attrs.keys():
            assert element[name].startswith("data:")
    assert not page(["script", "link", "iframe", "object", "embed", "base"])
    assert not re.search(r"url\((?!data:)|@import", page.style.string)


def test_policy_forbids_everything_but_what_the_file_holds(stored):
    policy = export(stored).find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_figure_is_a_figure_with_its_caption_once_and_its_alt(stored):
    page = export(stored)
    assert [" ".join(c.get_text().split())[:21] for c in page("figcaption")] == [
        "Figura 1.1. El costo "
    ]
    assert page.figure.img["alt"] == "Curva que baja"
    assert str(page).count("Figura 1.1.") == 1


def test_every_formula_is_mathml_with_its_tex_as_alternative(stored):
    page = export(stored)
    assert [formula["alttext"] for formula in page("math")] == [
        "W^{[1]}",
        "J = -\\frac{1}{m}\\sum_i \\log a_i",
        "\\ln 2",
    ]
    assert "$" not in page.main.get_text()


def test_formula_that_cannot_be_set_stands_there_as_its_tex_with_one_warning():
    resources = {"metadata": {"name": "cuaderno"}}
    cells = [new_markdown_cell("Antes"), new_markdown_cell("$a + \\inventado$ y el resto")]
    page, resources = Lab1HTMLExporter().from_notebook_node(new_notebook(cells=cells), resources)
    assert BeautifulSoup(page, "html.parser").main.find("code").get_text() == "a + \\inventado"
    (warning,) = resources["lab1_warnings"]
    assert "cell 2: the formula" in warning
    assert 'Unknown command "\\inventado"' in warning


def test_tex_environments_are_formulas_and_only_those_of_equations_are_set_wide():
    page = export(
        new_markdown_cell("\\begin{equation}x^2\\end{equation}"),
        new_markdown_cell("\\begin{align}a &= b \\\\ c &= d\\end{align}"),
        new_markdown_cell("$$\\begin{pmatrix}1 & 2 \\\\ 3 & 4\\end{pmatrix}$$"),
    )
    alone, lines, matrix = page.main("math")
    assert alone.msup is not None
    assert alone.find("mtext").get_text() == "(1)"
    assert lines.mtable["displaystyle"] == "true"
    assert matrix.mtable["displaystyle"] == "false"
    assert not page.main("mtd", style=True)


def test_title_comes_from_the_first_heading_and_headings_skip_no_level():
    page = export(new_markdown_cell("# Título\n\n#### Hondo\n\n## Otro\n\n###### Más"))
    assert page.title.string == "Título"
    headings = [(h.name, h.get_text()) for h in page(re.compile("^h[1-6]$"))]
    assert headings == [("h1", "Título"), ("h2", "Hondo"), ("h2", "Otro"), ("h3", "Más")]


def test_contents_list_leads_to_headings_also_where_their_names_are_equal():
    page = export(new_markdown_cell("# T\n\n## Así\n\n## Así\n\n## ¿?"))
    targets = [link["href"].removeprefix("#") for link in page.nav("a")]
    assert targets == [heading["id"] for heading in page("h2")]
    assert len(set(targets)) == 3


def test_code_is_left_out_on_demand_but_not_its_outputs(stored):
    page = export(stored, show_code=False)
    assert "draw(costs)" in export(stored).main.get_text()
    assert "draw(costs)" not in page.main.get_text()
    assert page.figure is not None


def test_cells_that_only_show_results_keep_their_code_to_themselves(stored):
    stored.cells[3].metadata["tags"] = ["hide-input"]
    page = export(stored)
    assert "draw(costs)" not in page.main.get_text()
    assert "show(verdicts)" in page.main.get_text()
    assert page.figure is not None


def test_one_exporter_serves_folders_with_and_without_code(stored, tmp_path):
    (tmp_path / "report.toml").write_text("code = false")
    exporter = Lab1HTMLExporter()
    pages = [
        exporter.from_notebook_node(stored, resources={"metadata": {"name": "x", "path": path}})[0]
        for path in (str(tmp_path), "")
    ]
    shown = ["draw(costs)" in BeautifulSoup(page, "html.parser").get_text() for page in pages]
    assert shown == [False, True]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ({"image__png": PNG, "text__html": "<b>html</b>"}, "img"),
        ({"text__html": "<table><tr><td>1</td></tr></table>", "text__plain": "plano"}, "td"),
        ({"text__html": "<script>x</script>", "text__plain": "plano"}, "pre"),
        ({"text__markdown": "*así*"}, "em"),
        ({"text__latex": "$\\displaystyle x^2$"}, "math"),
        ({"application__javascript": "alert(1)"}, "pre"),
    ],
)
def test_each_output_shows_its_best_kind_that_paper_can_hold(data, shown):
    page = export(code([display(**data)], source=""))
    assert page.main(shown)
    assert not page.main("script")


def test_progress_bars_disappear_and_other_messages_stay():
    bar = "\r  0%|          | 0/3 [00:00<?, ?it/s]\r100%|█████| 3/3 [00:00<00:00, 9.1it/s]\nAviso\n"
    widget = {
        "application/vnd.jupyter.widget-view+json": {"model_id": "1"},
        "text/plain": "50%|█ | 1/2",
    }
    outputs = [
        new_output("stream", name="stderr", text=bar),
        nbformat.from_dict({"output_type": "display_data", "data": widget, "metadata": {}}),
    ]
    text = export(code(outputs)).main.get_text()
    assert "Aviso" in text
    assert "%|" not in text


def test_widget_gives_way_to_the_static_figure_of_its_cell():
    widget = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "VBox()"}
    output = nbformat.from_dict({"output_type": "display_data", "data": widget, "metadata": {}})
    with_figure = export(code([output, new_output("display_data", {"image/svg+xml": SVG})]))
    assert "VBox" not in with_figure.main.get_text()
    assert with_figure.main.img
    alone = export(code([output])).main.get_text()
    assert "VBox" not in alone
    assert "control interactivo" in alone


def test_notebook_that_was_never_run_exports():
    assert "a" in export(new_markdown_cell("Sin título"), new_code_cell("a = 1")).main.get_text()


def test_two_exports_are_the_same_text(stored):
    assert str(export(stored)) == str(export(stored))


def test_each_cell_is_found_by_its_number_and_in_the_whole_by_its_notebook_too():
    notebook = new_notebook(cells=[new_markdown_cell("a"), code([display(text__plain="b")])])
    alone = export(copy.deepcopy(notebook)).main
    assert [cell["data-cell"] for cell in alone("div", recursive=False)] == ["1", "2"]
    whole = export(combine({"01_a.ipynb": notebook, "02_b.ipynb": notebook})).main
    found = [(c["data-notebook"], c["data-cell"]) for c in whole(attrs={"data-notebook": True})]
    assert found == [(name, cell) for name in ("01_a.ipynb", "02_b.ipynb") for cell in "12"]


def test_a_warning_is_one_line_that_names_its_cells():
    cells = [f'<div data-cell="{n}"><b>y</b></div>' for n in (7, 3, 8, 9, 12)]
    last = '<div data-cell="1" data-notebook="01_a.ipynb"></div>'
    body = BeautifulSoup(f"<p>x</p>{''.join(cells)}{last}", "html.parser")
    document = Document("t", body, ())
    for element in (*body("div"), body.b.string, body.p):
        document.warn(element, "an\nodd\x1b[31m formula")
    document.warn(body.b, "another")
    assert document.warnings == [
        "cells 3, 7–9, 12: an odd [31m formula",
        "cell 7: another",
        "01_a.ipynb, cell 1: an odd [31m formula",
    ]


def test_mentions_of_figures_and_tables_lead_to_them_and_others_stay_text():
    text = "Las Figuras 1.1 y 9.9 y la Tabla 1.1, y la Figura 1.1 y 3 más."
    cells = [new_code_cell(outputs=figure_outputs()), new_code_cell(outputs=[table_output()])]
    page = export(new_notebook(cells=[new_markdown_cell(text), *cells]))
    links = [(a.get_text(), a["href"]) for a in page.main.p("a")]
    assert links == [
        ("1.1", "#figura-1-1"),
        ("Tabla 1.1", "#tabla-1-1"),
        ("Figura 1.1", "#figura-1-1"),
    ]
    assert page.main.p.get_text() == text
    assert [page.find(id=name).name for name in ("figura-1-1", "tabla-1-1")] == ["figure", "table"]


def test_on_paper_a_wide_formula_is_smaller_and_long_code_goes_on():
    wide = "$$" + " + ".join(f"a_{{{n}}}" for n in range(60)) + "$$"
    cells = [new_markdown_cell(f"$$a + b$$\n\n{wide}"), new_code_cell("x\n" * 40)]
    main = export(*cells).main
    narrow, formula = (math.parent["class"] for math in main("math"))
    assert narrow == ["scroll"]
    assert re.fullmatch(r"fit-[2-9]0", formula[1])
    assert "long" in main.select_one("pre.code")["class"]


def test_what_is_wider_than_the_column_scrolls_within_it_formulas_in_a_line_too():
    wide = "x = " + " + ".join(f"a_{{{n}}}" for n in range(20))
    rule = f"┏{'━' * 100}┓\n"
    table = f"{rule}{'┃ capa'.ljust(100)} ┃\n{rule}"
    main = export(
        new_markdown_cell(f"Aquí ${wide}$ y $x^2$."),
        code([new_output("stream", text=table)]),
        code([display(text__html=f"<pre>{table}</pre>")]),
        code([new_output("stream", text=("palabra " * 15 + "\n") * 4)]),
    ).main
    assert [("within" in math.parent.get("class", [])) for math in main("math")] == [True, False]
    looks = [pre.get("class", []) for pre in main("pre") if "code" not in pre.get("class", [])]
    assert [("columns" in look) for look in looks] == [True, True, False]
    assert [pre["tabindex"] for pre in main.select("pre.columns")] == ["0", "0"]


def test_no_accent_combines_with_what_stands_before_it_where_browsers_would_set_it_aside():
    accents = r"\vec{v} \overline{Y} \underline{x} \dddot{x} \bar{x} \hat{y} \widehat{i}"
    marks = [mark.get_text() for mark in export(new_markdown_cell(f"${accents}$")).main("mo")]
    assert len(marks) == 7
    assert [unicodedata.category(mark[0]) for mark in marks if mark].count("Mn") == 0
