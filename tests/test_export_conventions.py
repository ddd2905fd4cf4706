"""What notebooks say by convention is heeded: tags, raw cells, titles, anchors, languages."""

import pytest
from exports import both, cell
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell


def printing(text, *tags):
    return new_code_cell(
        f"print('{text}')",
        outputs=[new_output("stream", name="stdout", text=f"sale {text}\n")],
        metadata={"tags": list(tags)},
    )


def test_tags_leave_out_cells_their_code_or_their_outputs():
    cells = [
        printing("a", "remove-cell"),
        new_markdown_cell("nada", metadata={"tags": ["remove_cell"]}),
        printing("b", "remove-input"),
        printing("c", "hide-input"),
        printing("d", "remove-output"),
        printing("e", "raises-exception"),
    ]
    for shown in (both(*cells)[0], both(*cells)[1].main.get_text()):
        assert "nada" not in shown
        assert [name for name in "abcde" if f"print('{name}')" in shown] == ["d", "e"]
        assert [name for name in "abcde" if f"sale {name}" in shown] == ["b", "c", "e"]


def test_raw_cell_is_text_or_what_it_says_and_one_for_another_format_is_named():
    cells = [
        new_raw_cell("crudo <b>x</b>"),
        new_raw_cell("*así*", metadata={"raw_mimetype": "text/markdown"}),
        new_raw_cell("<i>eso</i><script>1</script>", metadata={"raw_mimetype": "text/html"}),
        new_raw_cell("\\newpage", metadata={"raw_mimetype": "text/latex"}),
    ]
    text, page, warnings = both(*cells)
    assert "crudo <b>x</b> así eso [celda para text/latex]" in text
    assert page.main.pre.get_text() == "crudo <b>x</b>"
    assert [page.main.em.get_text(), page.main.i.get_text()] == ["así", "eso"]
    assert set(warnings) == {"cuaderno.ipynb, cell 4: a raw cell of text/latex is left out"}


@pytest.mark.parametrize(
    ("source", "metadata", "title", "headings"),
    [
        ("# Uno\n\n## Dos", {}, "Uno", ["Dos"]),
        ("Antes.\n\n# Uno\n\n# Dos", {}, "cuaderno", ["Uno", "Dos"]),
        ("## Uno\n\n# Dos", {}, "cuaderno", ["Uno", "Dos"]),
        ("# Uno", {"title": "Suyo"}, "Suyo", ["Uno"]),
        ("# Uno\n\n# Dos", {"title": "Uno"}, "Uno", ["Dos"]),
        ('<img src="logo.png">\n\n# Uno', {}, "Uno", []),
        ("#\n\n# Uno", {}, "Uno", []),
    ],
)
def test_title_is_told_or_opens_the_document_and_other_headings_stay(
    source, metadata, title, headings
):
    _, page, _ = both(new_markdown_cell(source), metadata=metadata)
    assert page.h1.get_text() == title
    assert [heading.get_text() for heading in page.main(["h2", "h3"])] == headings


LINKS = [
    ("[x](#1.-Datos)", "## 1. Datos"),
    ("[x](#1.-Datos)", "## 1.-Datos"),
    ("[x](#datos-y-más)", "## Datos y más"),
    ("[x](#Datos%20y%20m%C3%A1s)", "## Datos y más"),
    ("[x](#aqui)", '<a id="aqui"></a>\n\n## Otra'),
    ("[x](#aqui)", '<a name="aqui"></a> Otra'),
    ("[x](#aqui)", '<div id="aqui">Otra</div>'),
    ("[x](#aqui)", '## Otra <a class="anchor" id="aqui"></a>'),
    ("[x](#lalección)", "## La lección"),
]


@pytest.mark.parametrize(("link", "place"), LINKS)
def test_links_within_the_notebook_lead_to_their_place(link, place):
    _, page, _ = both(new_markdown_cell(f"# T\n\n{link}"), new_markdown_cell(place))
    target = page.find(id=page.main.a["href"][1:])
    assert target is not None
    assert target.name in ("h2", "a", "div")


def test_link_that_leads_nowhere_is_text():
    _, page, _ = both(new_markdown_cell("[x](#nada) [y](otro.ipynb)"))
    assert page.main.p.get_text() == "x y"
    assert not page.main("a")


def test_task_list_shows_what_is_done():
    text, page, _ = both(new_markdown_cell("- [x] leer\n- [ ] entrenar"))
    for shown in (text, " ".join(page.main.get_text().split())):
        assert "☑ leer" in shown
        assert "☐ entrenar" in shown


def test_notes_of_two_cells_lead_each_to_its_own():
    cells = [new_markdown_cell(f"{name}[^1]\n\n[^1]: nota {name}") for name in ("uno", "dos")]
    text, page, _ = both(*cells)
    assert "nota uno" in text
    marks = page.main.select("sup a")
    notes = [page.find(id=mark["href"][1:]).get_text() for mark in marks]
    assert ["nota uno" in notes[0], "nota dos" in notes[1]] == [True, True]
    assert len({element["id"] for element in page(id=True)}) == len(page(id=True))


@pytest.mark.parametrize("language", ["R", "julia", "octave-de-nadie"])
def test_code_of_another_language_is_shown_as_it_is(language):
    metadata = {"language_info": {"name": language}, "kernelspec": {"name": "x"}}
    metadata["kernelspec"]["display_name"] = language
    text, page, warnings = both(new_code_cell("x <- c(1, 2) # así"), metadata=metadata)
    assert "x <- c(1, 2) # así" in text
    assert f"language-{language.lower()}" in page.main.pre["class"]
    assert warnings == []


def test_numbers_of_cells_are_shown_on_demand():
    numbered = new_code_cell("x = 1", execution_count=7)
    assert "In [7]" not in both(numbered)[0]
    text, page, _ = both(numbered, show_prompts=True)
    assert "In [7]:" in text
    assert page.main.select_one("p.prompt").get_text() == "In [7]:"


def test_report_toml_asks_for_the_numbers_of_cells_too(tmp_path):
    (tmp_path / "report.toml").write_text("prompts = true", encoding="utf-8")
    numbered = new_code_cell("x = 1", execution_count=7)
    text, page, _ = both(numbered, folder=tmp_path)
    assert "In [7]:" in text
    assert page.main.select_one("p.prompt") is not None
    assert "In [7]" not in both(numbered, folder=tmp_path, show_prompts=False)[0]


def test_slides_and_folding_change_nothing():
    metadata = {"slideshow": {"slide_type": "skip"}, "collapsed": True, "scrolled": True}
    text, _, _ = both(new_code_cell("x = 1", metadata=metadata))
    assert "x = 1" in text


def test_details_show_what_they_hold_on_paper():
    text, page, _ = both(new_markdown_cell("<details><summary>Pista</summary>oculto</details>"))
    assert "Pista" in text
    assert "oculto" in text
    assert page.main.details.summary.get_text() == "Pista"


@pytest.mark.parametrize(
    "html",
    [
        '<span style="color: blue">x</span>',
        "<font color='blue'>x</font>",
        "<p style=color:blue>x</p>",
    ],
)
def test_colour_of_text_is_kept(html):
    _, page, _ = both(new_markdown_cell(html), cell({"text/html": html}))
    for element in page.main.select("[class^=look]"):
        assert element.get_text() == "x"
    assert len(page.main.select("[class^=look]")) == 2
    assert "color: #0000ff" in page.style.string
