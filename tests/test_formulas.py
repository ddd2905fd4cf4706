"""Formulas as notebooks have them: numbered, referred to, with macros, odd, damaged."""

import io
import itertools

import pypdf
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_markdown_cell, new_notebook

from lab1.publish import maths
from lab1.publish.combine import combine
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter


def both(*sources, notebook=None):
    """Return the page's main element, the text of the PDF and the warnings of both."""
    notebook = notebook or new_notebook(cells=[new_markdown_cell(source) for source in sources])
    resources = {"metadata": {"name": "cuaderno"}}
    html, first = Lab1HTMLExporter().from_notebook_node(notebook, resources=dict(resources))
    content, second = Lab1PDFExporter().from_notebook_node(notebook, resources=dict(resources))
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    main = BeautifulSoup(html, "html.parser").main
    return main, text, first["lab1_warnings"] + second["lab1_warnings"]


REAL = [
    r"\mathcal{L} = -\frac{1}{m} \sum\limits_{i = 0}^{m} \large\left(\small y^{(i)}\right)",
    r"\begin{eqnarray} a &=& b \\ &=& c \end{eqnarray}",
    r"\left\lVert \frac{a}{b} \right\rVert_2^2 + \|x\| + \lvert y \rvert + |z|",
    r"p(z|x) = \mathbb{E}_{q(z|x)}[\log p(x|z)]",
    r"\det A = \begin{vmatrix} a & b \\ c & d \end{vmatrix}",
    r"f(x) = \begin{cases} 1 & \text{si $x > 0$} \\ 0 & \mbox{si no} \end{cases}",
    r"\textcolor{blue}{a} + {\color{red} b} + {\rm x} + {\bf w}^T \bm{\theta}",
    r"a = b \\ c = d",
    r"a &= b \\ c &= d",
    r"\underbrace{a + b}_{\text{suma}} \overset{!}{=} \boxed{c} \xrightarrow{n} \cancel{d}",
    r"\operatorname*{argmin}_\theta \tfrac12 \binom{n}{k} \sqrt[3]{x} \hat{y} \widetilde{ab}",
    r"\sum_{\substack{i < n \\ j < m}} a_{ij}, \quad x'' \pmod{3}, \text{a_b \& c}",
    r"\begin{split} a &= b \\ &= c \end{split}",
    r"\left( \begin{array}{c|c} A & b \\ \hline 0 & 1 \end{array} \right.",
    r"\begin{array}[t]{@{\extracolsep{\fill}}l!{|}*2r} \hline a & b & c \\[2pt] \hline \end{array}",
    r"\LaTeX\ \class{nota}{a} = \pmatrix{b \\ \frac{c}{d}}' \hfill \cases{e & f}" + "\\\n x \\\n",
]


@pytest.mark.parametrize("tex", REAL)
def test_real_formulas_are_set_in_both_formats_without_a_warning(tex):
    main, text, warnings = both(f"$${tex}$$")
    assert warnings == []
    assert main.math is not None
    assert "\\" not in text


@pytest.mark.parametrize(
    ("columns", "row", "right"),
    [
        ("@{}ll@{}", "a & b", "a|b"),
        ("*{3}{c}", "a & b & c", "a|b|c"),
        ("*2c", "a & b", "a|b"),
        ("r@{=}l", "a & b", "a=|b"),
        (r">{\alpha}c<{'}c", r"a & b \\", "αa′|b"),
        ("p{2cm}m{1cm}", r"dos palabras & \frac{a}{b}", "dos palabras |ab"),
        ("", "a & b", "a|b"),
        ("@{}c@{}", r"\begin{array}{r@{:}l} a & b \end{array}", "a:b"),
    ],
)
def test_what_the_columns_of_an_array_add_stands_in_its_cells(columns, row, right):
    main, _, warnings = both(rf"$$\begin{{array}}{{{columns}}} {row} \end{{array}}$$")
    assert warnings == []
    cells = main.math.mtr("mtd", recursive=False)
    shown = "|".join(cell.get_text().replace("\xa0", " ") for cell in cells)
    assert shown.replace("\u2063", "") == right


def test_an_array_keeps_the_lines_around_it_in_both_formats():
    ruled = r"\begin{array}{|c|r|} \hline a & b \\ \hline c & d \\ \hline\hline \end{array}"
    main, text, warnings = both(f"$${ruled}$$")
    assert warnings == []
    assert {"line-left", "line-above", "line-below"} == set(main.mtable["class"])
    assert len(main.math("mtr")) == 2
    node = maths.formula(main.math)["lines"][0]["cells"][0]["c"][0]
    assert (sorted(set(node["lines"])), node["bars"]) == ([0, 1, 2], [0, 1, 2])
    assert all(letter in text for letter in "𝑎𝑏𝑐𝑑")


def test_equations_are_numbered_in_order_and_references_say_their_numbers():
    main, text, warnings = both(
        "Véase \\eqref{eq:b} y $\\eqref{eq:a}$, o la \\ref{eq:b}.",
        "\\begin{equation} a = 1 \\label{eq:a} \\end{equation}",
        "\\begin{align} b &= 2 \\label{eq:b} \\\\ c &= 3 \\notag \\end{align}",
        "$$d = 4 \\tag{*}$$",
    )
    assert warnings == []
    assert "Véase (2) y (1), o la 2." in text
    assert [link.get_text() for link in main("a")] == ["(2)", "(1)", "2"]
    targets = [main.find(id=link["href"][1:]) for link in main("a")]
    assert [target.get_text() for target in targets] == ["(2)", "(1)", "(2)"]
    assert text.count("(∗)") + text.count("(*)") == 1


def test_reference_to_an_unknown_label_is_told():
    _, text, warnings = both("Véase \\eqref{nada}.")
    assert "\\eqref{nada}" in text
    assert len(warnings) == 2
    assert all(
        "cell 1" in warning and "no equation has this label" in warning for warning in warnings
    )


def test_macros_hold_in_the_whole_notebook_wherever_they_are_defined():
    main, text, warnings = both(
        "$\\antes$ y $\\norma{x}$",
        "$\\newcommand{\\norma}[1]{\\lVert #1 \\rVert} \\def\\antes{a+b}$",
        "$$\\DeclareMathOperator{\\rango}{rango} \\rango A$$",
        "$\\renewcommand{\\R}{\\mathbb{Z}}$",
        "$\\R$",
    )
    assert warnings == []
    assert [formula["alttext"] for formula in main("math")][:2] == ["\\antes", "\\norma{x}"]
    assert "‖" in main.get_text()
    assert "rango" in text
    assert main("math")[-1].get_text() == "ℤ"


@pytest.mark.parametrize(
    "tex", ["\\def\\a{\\a\\a}\\a", "\\def\\a#1{#1#1}" + "\\a{" * 40 + "x" + "}" * 40, "{" * 3000]
)
def test_endless_macros_and_nesting_stand_there_as_tex(tex):
    _, text, warnings = both(f"${tex}$ después")
    assert "después" in text
    assert len(set(warnings)) == 1


def test_names_hold_in_one_notebook_of_the_whole():
    notebooks = {
        name: new_notebook(
            cells=[
                new_markdown_cell(f"# {name}\n\n$\\newcommand{{\\mio}}{{\\text{{de {name}}}}}$"),
                new_markdown_cell("$\\mio$\n\n$$x \\label{eq}$$\n\n\\eqref{eq}"),
            ]
        )
        for name in ("uno", "dos")
    }
    main, text, warnings = both(notebook=combine(notebooks))
    assert warnings == []
    assert "de uno" in text
    assert "de dos" in text
    assert len({link["href"] for link in main("a")}) == 2


@pytest.mark.parametrize(
    "tex", ["\\frac{1", "a & & \\\\[", "\\end{x}", "\\left(", "^", "\\text{", "#"]
)
def test_damaged_formula_stands_there_as_its_tex_and_costs_nothing_else(tex):
    _, text, warnings = both(f"Antes\n\n$${tex}$$\n\ndespués")
    assert "después" in text
    assert len(warnings) in (0, 2)


def test_sign_that_only_the_font_of_formulas_has_is_set():
    _, text, warnings = both("$$e \\perp g$$")
    assert "⟂" in text
    assert warnings == []


@pytest.mark.parametrize(
    "around", ["$${}$$", "\\begin{{equation}}{}\\end{{equation}}", "- a $${}$$"]
)
def test_formula_wider_than_the_page_is_set_smaller(around):
    wide = " + ".join(f"\\frac{{x_{{{i}}}}}{{y}}" for i in range(20))
    notebook = new_notebook(cells=[new_markdown_cell(around.format(wide))])
    content, _ = Lab1PDFExporter().from_notebook_node(
        notebook, resources={"metadata": {"name": "cuaderno"}}
    )
    (page,) = pypdf.PdfReader(io.BytesIO(content)).pages
    places = []
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append(cm[0] * tm[4] + cm[4]))
    assert max(places) < float(page.mediabox.width) - 50
    assert min(place for place in places if place) > 50


TERM, ENTRY = r"\frac{{a_{{{}}}}}{{b}}", r"{}{{,}}01 \times 10^{{-3}} + 2i"
ROWS = r" \\ ".join([" & ".join(map(ENTRY.format, range(14)))] * 3)
WIDE = [
    "$$" + "+".join(map(TERM.format, range(80))) + "$$",
    r"\begin{align} y &=" + "+".join(map(TERM.format, range(50))) + r"\\ z &= 1 \end{align}",
    rf"$$\begin{{pmatrix}} {ROWS} \end{{pmatrix}}$$",
    "- Uno:\n\n  $$" + "+".join(map(TERM.format, range(24))) + "$$",
    "$$" + r"\,".join(r"\text{palabra}" for _ in range(90)) + "$$",
    r"$$\{" + ", ".join(r"\text{palabra}" for _ in range(90)) + r"\}$$",
    "<table><tr><td>$$" + "+".join(map(TERM.format, range(60))) + "$$</td><td>x</td></tr></table>",
]


@pytest.mark.parametrize("source", WIDE)
def test_no_formula_leaves_its_page_however_wide_it_is(source):
    places = []
    for page in pages_of(source):
        page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append((cm, tm)))
    across = [cm[0] * tm[4] + cm[2] * tm[5] + cm[4] for cm, tm in places]
    assert 50 < min(filter(None, across)) < max(across) < 545


def pages_of(source):
    """Return the pages of the PDF of a text."""
    content, _ = Lab1PDFExporter().from_notebook_node(
        new_notebook(cells=[new_markdown_cell(source)]), resources={"metadata": {"name": "x"}}
    )
    return pypdf.PdfReader(io.BytesIO(content)).pages


def test_a_break_after_the_last_row_makes_no_row_and_no_number():
    main, text, warnings = both(
        r"$$\begin{bmatrix} 1 & 2 \\ 3 & 4 \\ \end{bmatrix}$$",
        r"\begin{align} a &= b \\[2pt] c &= d \\ \end{align}",
        r"\begin{equation} e \end{equation}",
    )
    assert [len(table("mtr", recursive=False)) for table in main("mtable")] == [2, 2, 1]
    assert "(3)" in text
    assert "(4)" not in text
    assert warnings == []


def test_lines_keep_what_stands_left_of_their_sign_and_align_every_pair():
    (one, several), *_ = formulas_of(
        r"\begin{eqnarray*} y &=& 1 \end{eqnarray*}",
        r"\begin{align*} a &= b && c \\ &= d && e \end{align*}",
    )
    assert [cell["c"][-1]["s"] for cell in one["lines"][0]["cells"]] == ["y", "1"]
    (inner,) = formulas_of(r"$$x \begin{aligned} a &= b & c &= d \end{aligned}$$")[0]
    (row,) = inner["lines"][0]["cells"][0]["c"][1]["rows"]
    assert [cell[0] == {"k": "space", "w": 2.0} for cell in row] == [False, False, True, False]
    sides = [[cell["side"] for cell in line["cells"]] for line in several["lines"]]
    assert sides == [["right", "left"] * 2] * 2


def test_lines_between_single_dollars_stand_alone_as_in_jupyter():
    (formula,), text = formulas_of(r"Antes $\begin{align*} a &= b \\ &= c \end{align*}$ después")
    assert formula["block"]
    assert len(formula["lines"]) == 2
    assert text.startswith("cuaderno")


def formulas_of(*sources):
    """Return the data of the formulas of some texts, and the text of their PDF."""
    main, text, warnings = both(*sources)
    assert warnings == []
    return [maths.formula(element) for element in main("math")], text


@pytest.mark.parametrize(
    "tex", [r"\frac{a}{b}", r"\dfrac{a}{b}", r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}"]
)
def test_tall_formulas_of_neighbouring_items_do_not_touch(tex):
    places = []
    (page,) = pages_of(f"- ${tex}$\n- ${tex}$\n- ${tex}$")
    page.extract_text(visitor_text=lambda text, cm, tm, *_: places.append((text, cm, tm)))
    tops = [cm[3] * tm[5] + cm[5] for text, cm, tm in places if "•" in text]
    assert min(a - b for a, b in itertools.pairwise(tops)) > 15


def test_words_of_a_formula_in_a_line_may_hold_formulas():
    main, text, warnings = both("Es $\\text{para } x \\text{, $x_{ij}$ da } y$ y $5, \\$3 y $z$.")
    assert [formula["alttext"] for formula in main("math")] == [
        "\\text{para } x \\text{, $x_{ij}$ da } y",
        "5, \\$3 y ",
    ]
    assert "z" in text
    assert warnings == []


def test_command_that_jupyter_lacks_stays_as_tex_and_is_told_unless_the_notebook_defines_it():
    _, text, warnings = both("$\\argmin_x f$ y el resto")
    assert r"\argmin_x f y el resto" in text
    (warning,) = set(warnings)
    assert r"cell 1: the formula '\\argmin_x f' can't be set" in warning
    assert warning.endswith(r"Jupyter doesn't know \argmin")
    assert not both("$\\DeclareMathOperator{\\argmin}{mín}$ $\\argmin_x f$")[2]
    assert both("Antes $\\newcommand{\\low}{\\argmin}$ después")[2] == []


def test_number_behind_the_lines_that_it_numbers_is_set():
    _, text, warnings = both("$$\\begin{align*} a &= b \\end{align*}\\tag{6}$$")
    assert "(6)" in text
    assert warnings == []


HTML = (
    "<center> $x &lt; y$ y $$a &amp;= b \\cr c &= d$$ </center>\n"
    "<pre>$z$</pre> <b title='$t$'>$5 y</b>"
)


def test_formulas_in_html_are_set_but_not_in_code_or_attributes():
    main, _, warnings = both(HTML)
    assert [formula["alttext"] for formula in main("math")] == ["x < y", "a &= b \\cr c &= d"]
    assert main.pre.get_text() == "$z$"
    assert main.b.get_text() == "$5 y"
    assert warnings == []


@pytest.mark.parametrize("source", ["$\\text{a} " * 3000, "$" + "\\text{a}" * 3000, "$\\" * 5000])
def test_formulas_without_an_end_take_no_time(source):
    assert both(source)[1]


@pytest.mark.parametrize(("cell", "told"), [("0.123 + 0.456j", 1), ("0.1", 0), ("", 0)])
def test_a_matrix_too_wide_to_be_read_on_paper_is_told(cell, told):
    rows = r" \\ ".join([" & ".join([cell] * 11)] * 3)
    _, _, warnings = both(r"$$\begin{pmatrix} " + rows + r" \end{pmatrix}$$")
    assert len(warnings) == told
    assert all("of its size" in line for line in warnings)
