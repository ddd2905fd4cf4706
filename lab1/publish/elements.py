"""What the modules that read HTML ask of an element."""

import re
from collections import Counter

from bs4 import Tag

# Which elements that are open end where one of these begins; each within its table or list.
_ENDS = {
    **dict.fromkeys(("td", "th"), ("td", "th")),
    "tr": ("td", "th", "tr"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("td", "th", "tr", "thead", "tbody", "tfoot")),
    "li": ("li",),
    **dict.fromkeys(("dt", "dd"), ("dt", "dd")),
}
_TAG = re.compile(
    rf"<(/?)({'|'.join((*_ENDS, 'table', 'ul', 'ol', 'dl'))})\b[^<>]*>", re.IGNORECASE
)


def classes(element: Tag) -> list[str]:
    """Return the classes of an element."""
    named = element.get("class") or ()
    return named.split() if isinstance(named, str) else [str(name) for name in named]


def add_classes(element: Tag, *names: str) -> None:
    """Give an element classes besides those it has."""
    element["class"] = " ".join(dict.fromkeys([*classes(element), *names]))


def with_ends(html: str) -> str:
    """Write the ends of cells, rows and items that HTML lets authors leave out."""
    tags = list(_TAG.finditer(html))
    count = Counter((tag[1], tag[2].lower()) for tag in tags)
    if all(count["", name] <= count["/", name] for name in _ENDS):
        return html
    parts, start = [], 0
    open_: list[str] = []
    for tag in tags:
        name = tag[2].lower()
        parts.append(html[start : tag.start()])
        start = tag.start()
        if tag[1]:
            if name in open_:
                while open_.pop() != name:
                    pass
            continue
        while open_ and open_[-1] in _ENDS.get(name, ()):
            parts.append(f"</{open_.pop()}>")
        open_.append(name)
    return "".join(parts) + html[start:]


def with_attribute(body: Tag, name: str) -> list[Tag]:
    """Return the elements that have an attribute, in their order."""
    return [part for part in body.descendants if isinstance(part, Tag) and name in part.attrs]
