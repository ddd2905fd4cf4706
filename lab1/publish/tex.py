"""Rewrite TeX as notebooks have it in the words of the converter to MathML."""

import re

from lab1.publish.arrays import TOKEN, closing, plain_arrays

# What notebooks say, in words that the converter knows.
_SYNONYMS = {
    **dict.fromkeys(("mbox", "hbox", "textnormal", "textup", "textsc", "texttt"), "text"),
    "mathds": "mathbb",
    "pmb": "boldsymbol",
    "ref": "eqref",
    "nonumber": "notag",
    **{"LaTeX": "text{LaTeX}", "TeX": "text{TeX}"},
}
_PLAIN_MATRIX = re.compile(r"\\(p?matrix|cases)\s*(?=\{)")
_ENVIRONMENTS = {"split": "aligned", "smallmatrix": "matrix", "eqnarray": "align"}
_NUMBERED = re.compile(r"\\begin\{(equation|align|gather|multline|alignat|flalign)\*?\}")
DEFINITION = re.compile(
    r"\\(?P<how>(?:new|renew|provide)command|DeclareMathOperator|def)(?P<star>\*?)"
    r"\s*\{?\s*(?P<name>\\(?:[A-Za-z]+|.))\s*\}?\s*"
    r"(?:\[(?P<count>\d)\]|(?P<hashes>(?:#\d)*))\s*(?=\{)"
)
_TAGGED = re.compile(r"\A(\s*\\begin\{)aligned(.*\\end\{)aligned(\}\s*)\Z", re.DOTALL)
_TAG_BEHIND = re.compile(r"(\\end\{(?:align|gather|equation)\*?\})\s*(\\tag\*?\{[^{}]*\})")
# After the last row there is none.
_LAST_BREAK = re.compile(r"\\\\\s*(?:\[[^\]]*\]\s*)?(?=\\end\{)")
# What a formula does without: sizes of type, and what only MathJax needs.
_SPARED = re.compile(
    r"\\(?:require|cline|class|cssId|style)\{[^{}]*\}|(?<=\\\\)\[[^\]]*\](?=\s*\\hline)|\\hline(?=\s*\\hline)"
    r"|\\(?:displaylines|allowbreak|hfill?|tiny|scriptsize|footnotesize|small|normalsize|[lL]arge|LARGE"
    r"|[hH]uge)(?![A-Za-z])"
)


def take_definitions(tex: str) -> tuple[list[str], str]:
    r"""Take the definitions out of a formula, each written as a \def."""
    definitions, rest, start = [], "", 0
    while match := DEFINITION.search(tex, start):
        end = closing(tex, match.end())
        rest += tex[start : match.start()]
        body = tex[match.end() + 1 : end - 1]
        if match["how"] == "DeclareMathOperator":
            body = rf"\operatorname{match['star']}{{{body}}}"
        count = int(match["count"] or 0)
        hashes = match["hashes"] or "".join(f"#{i + 1}" for i in range(count))
        definitions.append(rf"\def{match['name']}{hashes}{{{_known(body)}}}")
        start = end
    return definitions, rest + tex[start:]


def prepared(tex: str, is_display: bool) -> str:
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
    tex = re.sub(r"(\\\\)|\\\n", lambda m: m[1] or r"\ ", tex)
    tex = _LAST_BREAK.sub("", tex)
    tex = plain_arrays(_matrices(tex))
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


def _matrices(tex: str) -> str:
    r"""Write a matrix as plain TeX has it, \pmatrix{a & b}, as an environment."""
    while match := _PLAIN_MATRIX.search(tex):
        end = closing(tex, match.end())
        body = tex[match.end() + 1 : end - 1]
        environment = rf"\begin{{{match[1]}}}{body}\end{{{match[1]}}}"
        tex = tex[: match.start()] + environment + tex[end:]
    return tex


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
    for token in TOKEN.findall(tex):
        if token == "{" or token.startswith(r"\begin{"):
            depth += 1
        elif token == "}" or token.startswith(r"\end{"):
            depth -= 1
        elif depth == 0 and token in ("&", r"\\"):
            found.add(token)
    return found
