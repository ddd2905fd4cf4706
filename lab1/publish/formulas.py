"""Turn the TeX of a document's formulas into MathML, the one form that both formats are made of."""

import re
from itertools import groupby
from typing import Any

from bs4 import BeautifulSoup, Tag

from lab1.publish.document import Document
from lab1.publish.elements import add_classes, classes
from lab1.publish.tex import DEFINITION, prepared, take_definitions

_REFERENCE = re.compile(r"(\\(?:eq)?ref\{[^{}]+\})")
# Commands that the converter knows, and neither TeX nor Jupyter does.
_BEYOND = re.compile(r"(\\arg(?:min|max))(?![A-Za-z])")
_LINES = re.compile(r"\s*\\begin\{(equation|align|gather|multline|eqnarray|alignat|flalign)\*?\}")
_EXPANSIONS = 500
_LONGEST = 20_000  # characters of a formula
_ERROR = "math-core-error"


def set_formulas(document: Document) -> None:
    """Replace every formula by MathML; one that can't be set by its TeX, with a warning."""
    _mark_references(document.body)
    formulas = document.body(class_="math")
    for one in formulas:
        if _LINES.match(one.get_text()):
            one["class"] = "math display"  # as Jupyter shows it between single dollars, too
    defined = {match["name"] for one in formulas for match in DEFINITION.finditer(one.get_text())}
    of_notebooks = [list(group) for _, group in groupby(formulas, _notebook)]
    results = [r for n, group in enumerate(of_notebooks) for r in _convert(group, f"eq{n}-")]
    for formula, converted in zip(formulas, results, strict=True):
        tex = formula.get_text()
        beyond = _BEYOND.search(take_definitions(tex)[1])
        if beyond and beyond[1] not in defined:
            converted = f"Jupyter doesn't know {beyond[1]}"
        if isinstance(converted, str):
            document.warn(
                formula,
                f"the formula {tex[:200]!r} can't be set, its TeX stands there: {converted}",
            )
            formula.name = "code"
            formula["class"] = "tex"
        elif not converted.contents:
            formula.decompose()  # it only defined macros
        else:
            if "display" not in formula["class"]:
                converted["display"] = "inline"
            converted["alttext"] = tex
            formula.replace_with(converted)


def _mark_references(body: BeautifulSoup) -> None:
    r"""Make a formula of an \eqref that stands in the text, as Jupyter does."""
    for text in body.find_all(string=_REFERENCE):
        if text.find_parent(["pre", "code"]) or text.find_parent(class_="math"):
            continue
        for part in _REFERENCE.split(text):
            new: Any = part
            if _REFERENCE.fullmatch(part):
                new = Tag(name="span", attrs={"class": "math"})
                new.string = part
            text.insert_before(new)
        text.extract()


def _notebook(formula: Tag) -> str:
    """Return which notebook of several a formula stands in: names hold in one."""
    names = (parent.get("data-notebook") for parent in formula.parents)
    return next((str(name) for name in names if name is not None), "")


def _convert(formulas: list[Tag], prefix: str) -> list[Tag | str]:
    """Return the MathML of each formula of a notebook, or what is wrong with it."""
    from math_core import LatexToMathML

    snippets: list[tuple[str, bool]] = []
    places = []
    found = [take_definitions(formula.get_text()) for formula in formulas]
    # A macro holds in the whole notebook, and from its definition on as it was defined last.
    snippets += [(definition, False) for definitions, _ in found for definition in definitions]
    for formula, (definitions, tex) in zip(formulas, found, strict=True):
        snippets += [(definition, False) for definition in definitions]
        places.append(len(snippets))
        is_display = "display" in formula["class"]
        snippets.append((prepared(tex, is_display)[:_LONGEST], is_display))
    converter = LatexToMathML(
        continue_on_error=True,
        fancy_error=False,
        global_group=True,
        allow_unreliable_rendering=True,
        max_expansions=_EXPANSIONS,
        id_prefix=prefix,
    )
    results = converter.convert_all(snippets) if snippets else []
    return [
        _clean(results[place], is_bare=re.fullmatch(r"\s*\\ref\{[^{}]*\}\s*", tex) is not None)
        for place, (_, tex) in zip(places, found, strict=True)
    ]


def _clean(markup: str, is_bare: bool) -> Tag | str:
    """Return the converter's element without its styles, which a policy forbids."""
    root: Any = BeautifulSoup(markup, "html.parser").find(True)
    if _ERROR in classes(root):
        return re.sub(r"^\d+: ", "", root["title"])
    if "(??)" in root.get_text():
        return "no equation has this label"
    for element in root(True):
        style = str(element.attrs.pop("style", ""))
        looks = [name for part, name in _LOOKS.items() if re.search(part, style)]
        if looks:
            element["class"] = looks
        if colour := re.search(r"(?<![-\w])color:\s*(#[0-9A-Fa-f]{6})\b", style):
            element["mathcolor"] = colour[1]
    for last in root.select("mtable > mtr:last-child"):
        if not last.get_text() and "line-above" in classes(last.mtd) and last.find("mtd"):
            add_classes(last.parent, "line-below")
            last.decompose()
    if is_bare:
        root.a.string = root.a.get_text().strip("()")
    return root


# What the converter says by styles, as classes.
_LOOKS = {
    r"text-align: right": "right",
    r"text-align: left": "left",
    r"padding-left: ?0": "close",
    r"padding-left: ?1em": "apart",
    r"width: ?[\d.]+%": "side",
    r"border-top": "line-above",
    r"border-right": "line-right",
    r"border-left": "line-left",
}
