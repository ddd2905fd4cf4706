"""Where a text says "Figura 1.6" or "Tablas 1.2 y 1.4", lead the reader there."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

_NUMBER = r"\d+(?:\.\d+)?"
_MENTION = re.compile(rf"\b(Figura|Tabla)s?\s{_NUMBER}(?:(?:, | y ){_NUMBER})*")


def link_references(body: BeautifulSoup) -> None:
    """Give each numbered figure and table a name, and make links of what mentions it."""
    names = {}
    for target, number in numbered(body):
        name = re.sub(r"[ .]+", "-", number.lower())
        if number not in names:
            names[number] = target["id"] = name
    texts = [text for text in body.find_all(string=_MENTION) if _may_link(text)]
    for text in texts:
        text.replace_with(*_linked(body, str(text), names))


def numbered(body: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Yield figures and tables with their numbers, as "Figura 1.6"."""
    for label in body.select("figure > figcaption > strong, table > caption > strong"):
        number = re.fullmatch(rf"((?:Figura|Tabla)\s{_NUMBER})\.?", label.get_text())
        target = label.find_parent(["figure", "table"])
        if number and target is not None:
            yield target, number[1].replace("\N{NO-BREAK SPACE}", " ")


def _may_link(text: NavigableString) -> bool:
    is_label = text.parent is not None and text.parent.name == "strong"
    is_own = is_label and text.find_parent(["figcaption", "caption"]) is not None
    return not is_own and text.find_parent(["a", "pre", "code", "h1", "h2", "h3"]) is None


def _linked(body: BeautifulSoup, text: str, names: dict[str, str]) -> Iterator[Tag | str]:
    end = 0
    for mention in _MENTION.finditer(text):
        word, is_one = mention[1], mention[0][len(mention[1])] != "s"
        numbers = list(re.finditer(_NUMBER, mention[0]))[: 1 if is_one else None]
        for number in numbers:
            if name := names.get(f"{word} {number[0]}"):
                start = mention.start() + (0 if is_one else number.start())
                yield text[end:start]
                end = mention.start() + number.end()
                link = body.new_tag("a", href=f"#{name}")
                link.string = text[start:end]
                yield link
    yield text[end:]
