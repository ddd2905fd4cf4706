"""Turn the author's Markdown, formulas and code into harmless HTML."""

import re
from functools import lru_cache
from html import escape
from typing import Any, ClassVar

import pygments
from mistune.plugins import import_plugin
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    MathInlineParser,
)
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

from lab1.publish.clean import note, sanitize

_PLUGINS = (*MarkdownWithMath.DEFAULT_PLUGINS, "footnotes")


# Verbatim elements, tags and comments; or the text between them.
_VERBATIM = re.compile(r"(?is)(<(pre|code|script|style)\b.*?</\2\s*>|<!--.*?-->|<[^<>]*>|<)|[^<]+")
_FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<wide>[^$]+)\$\$|(?<![\\$])\$(?P<inline>(?!\s)[^$\n]+(?<![\s\\]))\$(?!\d)"
    r"|(?P<lines>\\begin\{(?P<name>[a-z]+\*?)\}.+?\\end\{(?P=name)\})",
    re.DOTALL,
)


def _marked(text: str) -> str:
    """Mark the formulas of a text that is HTML."""

    def mark(match: re.Match[str]) -> str:
        looks = "math" if match["inline"] else "math display"
        return f'<span class="{looks}">{match["wide"] or match["inline"] or match["lines"]}</span>'

    return _FORMULA.sub(mark, text)


class _Renderer(IPythonRenderer):
    """Marks formulas as elements of class "math" that hold their TeX."""

    def inline_math(self, body: str) -> str:
        return f'<span class="math">{escape(body)}</span>' if body.strip() else ""

    def block_math(self, body: str) -> str:
        return f'<span class="math display">{escape(body)}</span>' if body.strip() else ""

    def latex_environment(self, name: str, body: str) -> str:
        if name in ("math", "displaymath"):
            return self.block_math(body)
        return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        return f"<h{level}>{text}</h{level}>\n"

    def block_html(self, html: str) -> str:
        """Mark formulas in HTML, too, which Jupyter sets wherever they stand."""
        return _VERBATIM.sub(lambda m: m[0] if m[1] else _marked(m[0]), html)

    def _embed_image_or_attachment(self, src: str) -> str:
        return src  # where all HTML is made harmless


class _Inline(MathInlineParser):
    r"""Lets a formula hold others within its words, as in $x \text{ if $y$}$; MathJax does."""

    # Groups are atomic: what has been read isn't read in another way.
    SPECIFICATION: ClassVar[dict[str, str]] = {
        **MathInlineParser.SPECIFICATION,
        "inline_math_tex": r"(?s:(?<![$\\])\$(?P<math_inline_tex>"
        r"(?>\\(?:text[a-z]*|mbox|hbox)\{(?:[^{}]|\{[^{}]*\})*\}|\\.|[^$\\]|(?<=[$\\])\$)+)(?<![$\\])\$)",
    }


def markdown(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """Convert Markdown with formulas to sanitized HTML."""
    renderer = _Renderer(escape=False)
    parser = MarkdownWithMath(
        renderer=renderer, inline=_Inline(hard_wrap=False), plugins=map(import_plugin, _PLUGINS)
    )
    return sanitize(parser.render(source), attachments)


def markdown_inline(source: str) -> str:
    """Convert one line of Markdown, such as a caption, without a paragraph around it."""
    return re.sub(r"\A\s*<p>(.*)</p>\s*\Z", r"\1", markdown(source), flags=re.DOTALL)


def formula(source: str) -> str:
    """Mark the text of a text/latex output as formulas."""
    text = source.strip()
    if not re.search(r"\$|\\\(|\\\[|\\begin", text):
        text = f"$${text}$$"
    text = re.sub(r"\A\$\\displaystyle(.*)\$\Z", r"$$\1$$", text, flags=re.DOTALL)
    return markdown(text)


def raw(source: str, kind: str) -> str:
    """Convert a raw cell: text, unless it says that it is Markdown, HTML or for other formats."""
    kind = kind.strip().lower()
    if kind == "text/markdown":
        return f'<div class="markdown">{markdown(source)}</div>'
    if kind == "text/html":
        return sanitize(source)
    if kind and kind != "text/plain":
        return f"<p>{note(f'celda para {kind[:60]}', f'a raw cell of {kind[:60]} is left out')}</p>"
    return f'<pre class="raw">{escape(source)}</pre>' if source.strip() else ""


@lru_cache(2000)
def highlighted(code: str, language: str = "python") -> str:
    """Return code as HTML with its tokens marked."""
    name = "ipython3" if language.lower() in ("python", "ipython", "") else language.lower()
    try:
        lexer = get_lexer_by_name(name)
    except ClassNotFound:
        return escape(code)
    return str(pygments.highlight(code, lexer, HtmlFormatter(nowrap=True))).rstrip("\n")
