"""Turn the TeX of a document's formulas into MathML, the one form that both formats are made of."""

import re
from itertools import groupby
from typing import Any

from bs4 import BeautifulSoup, Tag

from lab1.publish.document import Document
from lab1.publish.elements import classes

# What notebooks say, in words that the converter knows.
_SYNONYMS = {
    **dict.fromkeys(("mbox", "hbox", "textnormal", "textup", "textsc", "texttt"), "text"),
    "mathds": "mathbb",
    "pmb": "boldsymbol",
    "ref": "eqref",
    "nonumber": "notag",
}
_ENVIRONMENTS = {"split": "aligned", "smallmatrix": "matrix", "eqnarray": "align"}
_NUMBERED = re.compile(r"\\begin\{(equation|align|gather|multline|alignat|flalign)\*?\}")
_DEFINITION = re.compile(
    r"\\(?P<how>(?:new|renew|provide)command|DeclareMathOperator|def)(?P<star>\*?)"
    r"\s*\{?\s*(?P<name>\\(?:[A-Za-z]+|.))\s*\}?\s*"
    r"(?:\[(?P<count>\d)\]|(?P<hashes>(?:#\d)*))\s*(?=\{)"
)
_TOKEN = re.compile(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+|\\.|[{}&]", re.DOTALL)
_TAGGED = re.compile(r"\A(\s*\\begin\{)aligned(.*\\end\{)aligned(\}\s*)\Z", re.DOTALL)
_TAG_BEHIND = re.compile(r"(\\end\{(?:align|gather|equation)\*?\})\s*(\\tag\*?\{[^{}]*\})")
# What a formula does without: sizes of type, and what only MathJax needs.
_SPARED = re.compile(
    r"\\require\{[^{}]*\}|\\(?:displaylines|allowbreak|tiny|scriptsize|footnotesize|small"
    r"|normalsize|[lL]arge|LARGE|[hH]uge)(?![A-Za-z])"
)
_REFERENCE = re.compile(r"(\\(?:eq)?ref\{[^{}]+\})")
# Commands that the converter knows, and neither TeX nor Jupyter does.
_BEYOND = re.compile(r"(\\arg(?:min|max))(?![A-Za-z])")
_EXPANSIONS = 500
_LONGEST = 20_000  # characters of a formula
_ERROR = "math-core-error"


def set_formulas(document: Document) -> None:
    """Replace every formula by MathML; one that can't be set by its TeX, with a warning."""
    _mark_references(document.body)
    formulas = document.body(class_="math")
    defined = {match["name"] for one in formulas for match in _DEFINITION.finditer(one.get_text())}
    of_notebooks = [list(group) for _, group in groupby(formulas, _notebook)]
    results = [r for n, group in enumerate(of_notebooks) for r in _convert(group, f"eq{n}-")]
    for formula, converted in zip(formulas, results, strict=True):
        if isinstance(converted, str):
            tex = formula.get_text()
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
            converted["alttext"] = tex = formula.get_text()
            if (beyond := _BEYOND.search(tex)) and beyond[1] not in defined:
                document.warn(formula, f"Jupyter doesn't know {beyond[1]} in {tex[:200]!r}")
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
    found = [_definitions(formula.get_text()) for formula in formulas]
    # A macro holds in the whole notebook, and from its definition on as it was defined last.
    snippets += [(definition, False) for definitions, _ in found for definition in definitions]
    for formula, (definitions, tex) in zip(formulas, found, strict=True):
        snippets += [(definition, False) for definition in definitions]
        places.append(len(snippets))
        is_display = "display" in formula["class"]
        snippets.append((_prepared(tex, is_display)[:_LONGEST], is_display))
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
}


def _definitions(tex: str) -> tuple[list[str], str]:
    r"""Take the definitions out of a formula, each written as a \def."""
    definitions, rest, start = [], "", 0
    while match := _DEFINITION.search(tex, start):
        end = _closing(tex, match.end())
        rest += tex[start : match.start()]
        body = tex[match.end() + 1 : end - 1]
        if match["how"] == "DeclareMathOperator":
            body = rf"\operatorname{match['star']}{{{body}}}"
        count = int(match["count"] or 0)
        hashes = match["hashes"] or "".join(f"#{i + 1}" for i in range(count))
        definitions.append(rf"\def{match['name']}{hashes}{{{_known(body)}}}")
        start = end
    return definitions, rest + tex[start:]


def _closing(tex: str, start: int) -> int:
    """Return the place after the brace that closes the one at start."""
    depth = 0
    for token in _TOKEN.finditer(tex, start):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(tex)


def _prepared(tex: str, is_display: bool) -> str:
    """Write a formula in the converter's words."""
    tex = _known(tex)
    if not is_display:
        return tex
    if r"\tag" in tex:
        tex = _TAG_BEHIND.sub(r"\2\1", tex)
        tex = _TAGGED.sub(r"\1align*\2align*\3", tex)
    loose = _loose(tex)
    if loose and not _NUMBERED.search(tex):
        lines = "aligned" if "&" in loose else "gathered"
        tex = rf"\begin{{{lines}}}{tex}\end{{{lines}}}"
    if re.search(r"\\(tag|label)\b", tex) and not _NUMBERED.search(tex):
        outside = "".join(re.findall(r"\\(?:tag\*?|label)\{[^{}]*\}", tex))
        tex = re.sub(r"\\(?:tag\*?|label)\{[^{}]*\}", "", tex)
        tex = rf"\begin{{equation}}{tex}{outside}\end{{equation}}"
    return tex


def _known(tex: str) -> str:
    tex = re.sub(r"\\cr(?![A-Za-z])", r"\\\\", _SPARED.sub("", tex))
    tex = re.sub(r"\\([A-Za-z]+)", lambda m: "\\" + _SYNONYMS.get(m[1], m[1]), tex)
    if r"\begin{eqnarray" in tex:
        tex = re.sub(r"&([^&\\]{0,40}|[^&\\]{0,20}\\[A-Za-z]+\s*)&", r"&\1", tex)
    tex = re.sub(
        r"\\(begin|end)\{(\w+)(\*?)\}",
        lambda m: rf"\{m[1]}{{{_ENVIRONMENTS.get(m[2], m[2])}{m[3]}}}",
        tex,
    ).replace("{aligned*}", "{aligned}")
    tex = re.sub(r"\\substack\{([^{}]*)\}", r"\\begin{subarray}{c}\1\\end{subarray}", tex)
    return re.sub(r"(\\text(?:bf|it|rm|sf)?)\{((?:[^{}]|\{[^{}]*\})*)\}", _text, tex)


def _text(match: re.Match[str]) -> str:
    r"""Write a \text whose words hold formulas or signs that TeX refuses there."""
    parts = re.split(r"(?<!\\)\$(.*?)(?<!\\)\$", match[2])
    words = [re.sub(r"(?<!\\)([_#%&])", r"\\\1", part) for part in parts[::2]]
    written = [rf"{match[1]}{{{word}}}" if word else "" for word in words]
    formulas = [*parts[1::2], ""]
    return "".join(a + b for a, b in zip(written, formulas, strict=True))


def _loose(tex: str) -> set[str]:
    r"""Return which of & and \\ stand outside of all environments and braces."""
    depth, found = 0, set()
    for token in _TOKEN.findall(tex):
        if token == "{" or token.startswith(r"\begin{"):
            depth += 1
        elif token == "}" or token.startswith(r"\end{"):
            depth -= 1
        elif depth == 0 and token in ("&", r"\\"):
            found.add(token)
    return found
