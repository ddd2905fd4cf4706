"""Lay a document out as one HTML file that loads nothing: MathML, embedded font, a policy."""

import base64
import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment, FileSystemLoader

from lab1.publish.document import Document
from lab1.publish.elements import add_classes, classes, with_attribute
from lab1.publish.front import Front, Kind
from lab1.publish.grid import cut_spans, width_in_browser
from lab1.publish.looks import LOOK, is_dark
from lab1.publish.maths import width_of
from lab1.publish.paper import fit_table, list_addresses

_HERE = Path(__file__).parent
_WIDTH, _PHONE = 40.5 / 0.9, 23  # of the column and of a phone, in units of a table's type
_LINE = 43  # of a formula on paper, in units of its type
_WITHIN = 32  # of one in a line of text, which browsers don't break, in an item of a list
_TEXT = 80  # characters of an output in the column
_SHORT = 20  # characters of a formula that is no wider
_LONG = 9  # lines of code or of an output which a sheet of paper may part
_COLUMNS = re.compile(r"\S {2,}\S|[│┃║|┌┏├┡┢┣╞└┗]")  # what tells a line of a table
_HAT = "\u0302"
# A combining accent, as what stands alone and looks like it.
_ACCENTS = {
    **{_HAT: "ˆ", "\u0303": "˜", "\u0332": "_", "\u0305": "_"},
    **{"\u20d6": "←", "\u20d7": "→", "\u20e1": "↔", "\u20db": "..."},
}
_SCRIPTS = {  # by what asks for them, in this order
    "figure[data-steps]": ("steps.js",),
    "figure[data-panel]": ("network.js", "panel.js"),
}


def html_page(document: Document, front: Front, kind: Kind) -> str:
    """Return the whole page; the document can't be used again."""
    _centre_accents(document.body)
    addresses = list_addresses(document.body)
    _wrap_equations(document.body)
    _wrap_tables(document.body)
    _mark_long(document.body)
    looks = _name_looks(document.body)
    font = base64.b64encode((_HERE / "fonts" / "STIXTwoMath-subset.woff2").read_bytes()).decode()
    templates = Environment(loader=FileSystemLoader(_HERE / "templates" / "lab1"), autoescape=True)
    templates.filters["is_dark"] = is_dark
    scripts = _scripts(document.body)
    style = templates.get_template("page.css.j2").render(font=font, looks=looks)
    return templates.get_template("page.html.j2").render(
        document=document,
        front=front,
        is_combined=kind != "notebook",
        kind=kind,
        body=str(document.body),
        addresses=addresses,
        style=style,
        scripts=scripts,
        policy=_policy(style, scripts),
    )


def _name_looks(body: BeautifulSoup) -> dict[str, dict[str, str]]:
    """Give each look a class, because the policy lets elements have no style of their own."""
    names: dict[str, str] = {}
    for element in with_attribute(body, LOOK):
        look = str(element.attrs.pop(LOOK))
        name = names.setdefault(look, f"look-{len(names)}")
        filled = ["filled"] if "background-color" in look else []
        add_classes(element, *filled, name)
    return {
        name: dict(part.split(":", 1) for part in look.split(";")) for look, name in names.items()
    }


def _scripts(body: BeautifulSoup) -> Sequence[str]:
    """Return what the page runs, each allowed by its hash alone: ours, and only where it's used."""
    names = [name for mark, names in _SCRIPTS.items() if body.select_one(mark) for name in names]
    return [(_HERE / "templates" / "lab1" / name).read_text(encoding="utf-8") for name in names]


def _wrap_equations(body: BeautifulSoup) -> None:
    """Let wide equations scroll within the page, and fit on paper."""
    for formula in body("math"):
        is_block = formula["display"] == "block"
        if not is_block and len(formula.get_text()) < _SHORT:
            continue
        width = width_of(formula)
        if not is_block and width < _WITHIN:
            continue
        wrapper = _scrollable("Fórmula")
        looks = ["scroll"] if is_block else ["scroll", "within"]
        looks += [f"fit-{max(int(10 * _LINE / width), 2)}0"] if width > _LINE else []
        wrapper["class"] = " ".join(looks)
        formula.replace_with(wrapper)
        wrapper.append(formula)


def _centre_accents(body: BeautifulSoup) -> None:
    """Write accents so that browsers centre them: they set one that combines beside its letter."""
    for accent in body.select("mover > mo:last-child, munder > mo:last-child"):
        text = accent.get_text()
        letters = accent.parent.get_text().removesuffix(text) if accent.parent else ""
        if text in _ACCENTS and not (text == _HAT and len(letters) > 1):  # one hat can grow
            accent.string = _ACCENTS[text]
            if _ACCENTS[text] in "←→↔":
                accent["mathsize"] = "70%"


def _mark_long(body: BeautifulSoup) -> None:
    """Let long code and outputs go on from a page to the next, and wide tables of text scroll."""
    for element in body("pre"):
        lines = element.get_text().split("\n")
        looks = ["long"] if len(lines) > _LONG else []
        is_code = "code" in classes(element) or element.code is not None
        wide = [line for line in lines if len(line) > _TEXT and not is_code]
        if len(wide) > 2 and sum(1 for line in wide if _COLUMNS.search(line)) > len(wide) / 2:
            looks.append("columns")
            element.attrs |= {"role": "group", "tabindex": "0", "aria-label": "Salida ancha"}
        if looks:
            add_classes(element, *looks)


def _wrap_tables(body: BeautifulSoup) -> None:
    """Let wide tables scroll within the page, by keyboard too, and say so."""
    for table in body("table"):
        cut_spans(table)
        if table.find_parent("table") is not None:
            continue
        label = table.caption.get_text() if table.caption else "Tabla"
        width = width_in_browser(table)
        is_wide = width > _WIDTH
        wrapper = _scrollable(f"{label} (se desplaza hacia los lados)" if is_wide else label)
        table.replace_with(wrapper)
        wrapper.append(table)
        if is_wide:
            fit_table(wrapper, table)
        if width > _PHONE:
            looks = "hint" if is_wide else "hint phone"
            hint = Tag(name="span", attrs={"class": looks, "aria-hidden": "true"})
            hint.string = "Tabla ancha: se desplaza hacia los lados"
            wrapper.insert_before(hint)


def _scrollable(label: str) -> Tag:
    # A span, because a formula may stand in a paragraph.
    attributes = {"class": "scroll", "role": "group", "tabindex": "0", "aria-label": label}
    return Tag(name="span", attrs=attributes)


def _policy(style: str, scripts: Sequence[str]) -> str:
    """Return a Content-Security-Policy under which the page can load nothing from outside."""
    allowed = " ".join(_hash(script) for script in scripts) or "'none'"
    return (
        "default-src 'none'; img-src data:; font-src data:; base-uri 'none'; form-action 'none'; "
        f"style-src {_hash(style)}; script-src {allowed}"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
