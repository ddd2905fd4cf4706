r"""Write the columns of TeX's arrays by their sides alone, all that the converter reads of them."""

import re

TOKEN = re.compile(r"\\(?:begin|end)\{[^}]*\}|\\[A-Za-z]+|\\.|[{}&]", re.DOTALL)
_ARRAY = re.compile(r"\\begin\{array\}\s*(?:\[[^\]]*\]\s*)?(?=\{)")
_LINES = re.compile(r"(?:\s|\\hline(?![A-Za-z]))*")
_END = r"\end{array}"
_MOST = 50  # columns

Around = list[tuple[str, str]]


def closing(tex: str, start: int, opens: str = "{", closes: str = "}", depth: int = 0) -> int:
    """Return the place after what closes the first that opens from start, or that is open there."""
    for token in TOKEN.finditer(tex, start):
        depth += {opens: 1, closes: -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(tex)


def plain_arrays(tex: str) -> str:
    r"""Write what columns such as {@{}r@{=}l>{\bf}c*{2}{c}p{2cm}} add into their cells."""
    parts, start = [], 0
    while match := _ARRAY.search(tex, start):
        begin = closing(tex, match.end())
        sides, around = _columns(tex[match.end() + 1 : begin - 1])
        end = closing(tex, begin, r"\begin{array}", _END, depth=1)
        inside = tex[begin:end].removesuffix(_END)
        rows = _rows(plain_arrays(inside))
        sides = sides or "c" * max(map(len, rows))
        body = r"\\".join("&".join(_filled(row, around)) for row in rows)
        parts.append(rf"{tex[start : match.start()]}\begin{{array}}{{{sides}}}{body}")
        start = begin + len(inside)
    return "".join(parts) + tex[start:]


def _columns(wanted: str) -> tuple[str, Around]:
    """Return the sides and lines of columns, and what stands before and after each one's cells."""
    sides, before, around = "", "", Around()
    while wanted and len(around) < _MOST:
        sign, wanted = wanted[0], wanted[1:].lstrip()
        if sign == "*":
            count, wanted = _argument(wanted)
            repeated, wanted = _argument(wanted)
            wanted = repeated * min(int(count) if count.isdecimal() else 1, _MOST) + wanted
        elif sign in "@!<>":
            added, wanted = _argument(wanted)
            added = "" if "extracolsep" in added else f"{added} " if added else ""
            if added == "| ":
                sides += "|"
            elif sign == ">" or not around:
                before += added
            else:
                around[-1] = around[-1][0], around[-1][1] + added
        elif sign in "pmb":
            _, wanted = _argument(wanted)
            sides += "l"
            around.append((f"{before}\\text{{", "}"))
            before = ""
        else:
            sides += sign
            if sign.isalpha():
                around.append((before, ""))
                before = ""
    return sides, around


def _argument(text: str) -> tuple[str, str]:
    """Part a text after its first argument, which stands in braces or is one sign."""
    if not text.startswith("{"):
        return text[:1], text[1:].lstrip()
    end = closing(text, 0)
    return text[1 : end - 1], text[end:].lstrip()


def _rows(body: str) -> list[list[str]]:
    """Part the body of an array into rows of cells."""
    rows, depth, start = [[""]], 0, 0
    for token in TOKEN.finditer(body):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        depth += token[0].startswith(r"\begin{") - token[0].startswith(r"\end{")
        if depth == 0 and token[0] in ("&", r"\\"):
            rows[-1][-1] = body[start : token.start()]
            rows += [[""]] if token[0] != "&" else []
            rows[-1] += [""] if token[0] == "&" else []
            start = token.end()
    rows[-1][-1] = body[start:]
    return rows


def _filled(row: list[str], around: Around) -> list[str]:
    """Put before and after the cells of a row what their columns ask for."""
    if not "".join(row[1:]) and not _LINES.sub("", row[0], count=1):
        return row  # what follows the last row
    filled = []
    for number, cell in enumerate(row):
        before, after = around[number] if number < len(around) else ("", "")
        lines = _LINES.match(cell)[0] if number == 0 else ""  # type: ignore[index]
        cell = cell[len(lines) :]
        if before.endswith(r"\text{") and "\\" in cell:  # as a formula
            before, after = before.removesuffix(r"\text{"), after.removeprefix("}")
        filled.append(f"{lines}{before}{cell}{after}")
    return filled
