"""Turn the author's Markdown and HTML into harmless HTML: no scripts, no addresses to load."""

import re
from functools import lru_cache
from html import escape
from typing import Any

import bleach
import pygments
from bs4 import BeautifulSoup, Tag
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

# Elements that go with all they hold. Any other unknown element leaves its text behind.
_DROPPED = """
    script style iframe frame object embed applet svg math template noscript form input button
    textarea select audio video canvas link meta base title head
"""
_ALLOWED = """
    a abbr b blockquote br caption center cite code col colgroup dd del details div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span
    strong sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
_ATTRIBUTES = {
    "*": ["class", "lang", "title"],
    "a": ["href"],
    "img": ["src", "alt", "width", "height"],
    "ol": ["start"],
    "td": ["colspan", "rowspan", "align"],
    "th": ["colspan", "rowspan", "align", "scope"],
}
_PROTOCOLS = ("http", "https", "mailto", "data")
_KEPT = 2000  # fragments: each stands in two formats, and again in the whole
_DEEPEST = 200  # elements within each other; time grows with its square


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

    def _embed_image_or_attachment(self, src: str) -> str:
        name = src.removeprefix("attachment:")
        is_missing = name != src and not self.attachments.get(name)
        return "" if is_missing else super()._embed_image_or_attachment(src)


def markdown(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """Convert Markdown with formulas to sanitized HTML."""
    renderer = _Renderer(escape=False, attachments=attachments)
    return sanitize(MarkdownWithMath(renderer=renderer).render(source))


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


@lru_cache(_KEPT)
def highlighted(code: str) -> str:
    """Return Python code as HTML with its tokens marked."""
    lexer = get_lexer_by_name("ipython3")
    return str(pygments.highlight(code, lexer, HtmlFormatter(nowrap=True))).rstrip("\n")


@lru_cache(_KEPT)
def sanitize(html: str) -> str:
    """Keep of HTML only what is text, tables, links and images."""
    if "<" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(_DROPPED.split()):
        element.decompose()
    if _depth(soup) > _DEEPEST:
        return escape(soup.get_text())
    return str(
        bleach.clean(
            str(soup),
            tags=frozenset(_ALLOWED.split()),
            attributes=_attribute_is_allowed,
            protocols=_PROTOCOLS,
            strip=True,
            strip_comments=True,
        )
    )


def _depth(soup: BeautifulSoup) -> int:
    """Return how many elements lie within each other, without recursion."""
    depth = 0
    level: list[Tag] = [soup]
    while level and depth <= _DEEPEST:
        level = [child for element in level for child in element.find_all(True, recursive=False)]
        depth += 1
    return depth


def _attribute_is_allowed(tag: str, name: str, value: str) -> bool:
    if tag == "a" and value.strip().lower().startswith("data:"):
        return False
    if name in ("colspan", "rowspan"):
        return re.fullmatch(r"\d{1,3}", value) is not None  # more would fill the memory
    return name in _ATTRIBUTES.get(tag, []) or name in _ATTRIBUTES["*"]
