"""Lay a document out as one HTML file that loads nothing: MathML, embedded font, a policy."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader

from lab1.publish.document import Document
from lab1.publish.front import Front
from lab1.publish.pandoc import pandoc

_HERE = Path(__file__).parent


def html_page(document: Document, front: Front, is_combined: bool) -> str:
    """Return the whole page.

    Raises
    ------
    PublishError
        If a formula can't be converted.
    """
    _convert_formulas(document.body)
    _wrap_tables(document.body)
    font = base64.b64encode((_HERE / "fonts" / "STIXTwoMath-subset.woff2").read_bytes()).decode()
    templates = Environment(loader=FileSystemLoader(_HERE / "templates" / "lab1"), autoescape=True)
    scripts = _scripts(document.body)
    style = templates.get_template("page.css.j2").render(font=font)
    return templates.get_template("page.html.j2").render(
        document=document,
        front=front,
        is_combined=is_combined,
        body=str(document.body),
        style=style,
        scripts=scripts,
        policy=_policy(style, scripts),
    )


def as_script(formula: Tag) -> str:
    """Return the element that pandoc reads as a formula."""
    kind = "math/tex; mode=display" if "display" in formula["class"] else "math/tex"
    tex = formula.get_text().replace("</", "< /")
    return f'<script type="{kind}">{tex}</script>'


def _scripts(body: BeautifulSoup) -> Sequence[str]:
    """Return what the page runs, each allowed by its hash alone: ours, and only where it's used."""
    if body.select_one("figure[data-steps]") is None:
        return ()
    return ((_HERE / "templates" / "lab1" / "steps.js").read_text(encoding="utf-8"),)


def _convert_formulas(body: BeautifulSoup) -> None:
    """Replace every formula by MathML, with one call of pandoc for all."""
    formulas = body(class_="math")
    if not formulas:
        return
    scripts = "\n".join(f"<p>{as_script(formula)}</p>" for formula in formulas)
    converted = BeautifulSoup(
        pandoc(scripts, "-f", "html", "-t", "html", "--mathml"), "html.parser"
    )
    for formula, paragraph in zip(formulas, converted("p"), strict=True):
        mathml: Any = paragraph.math
        mathml["alttext"] = formula.get_text()
        _space_functions(mathml)
        for table in mathml("mtable"):
            if table.find("mtd", columnalign="right"):  # lines of an equation, not a matrix
                table["displaystyle"] = "true"
        for cell in mathml("mtd"):
            del cell["style"]  # the policy forbids it; page.css says the same by columnalign
        if "display" in formula["class"]:
            wrapper = _scrollable("Fórmula")
            wrapper.append(mathml)
            formula.replace_with(wrapper)
        else:
            formula.replace_with(mathml)


def _space_functions(mathml: Any) -> None:
    """Set log, tanh and their like apart from their neighbours, as TeX does."""
    for name in mathml("mi", mathvariant="normal", string=re.compile(r"\w{2}")):
        alone = name.parent.find(string="\N{FUNCTION APPLICATION}") is None
        function = name if alone else name.parent
        before, after = function.previous_sibling, function.next_sibling
        if before is not None and (before.name != "mo" or before.get("form") == "postfix"):
            function.insert_before(_thin_space())
        if after is not None and after.name != "mo":
            function.insert_after(_thin_space())


def _thin_space() -> Tag:
    return Tag(name="mspace", attrs={"width": "0.167em"})


def _wrap_tables(body: BeautifulSoup) -> None:
    """Let wide tables scroll within the page, by keyboard too."""
    for table in body("table"):
        if table.find_parent("table") is None:
            wrapper = _scrollable(table.caption.get_text() if table.caption else "Tabla")
            table.replace_with(wrapper)
            wrapper.append(table)


def _scrollable(label: str) -> Tag:
    # A span, because a formula may stand in a paragraph.
    wrapper = BeautifulSoup("", "html.parser").new_tag(
        "span", attrs={"class": "scroll", "role": "group", "tabindex": "0", "aria-label": label}
    )
    return wrapper


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Return a Content-Security-Policy under which the page can load nothing from outside."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        "default-src 'none'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {allowed}"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
