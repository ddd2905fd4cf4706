"""The looks of an author's HTML that may mean something: colours, weight, side.

They are read from styles and written as "data-look", which loads nothing.
"""

import re

from bs4 import BeautifulSoup, Tag

LOOK = "data-look"

_RULE = re.compile(r"([^{}]{1,20000})\{([^{}]*)\}")
_DECLARATION = re.compile(r"(?<![-\w])([\w-]+)\s*:\s*([^;]+)")
_HEAVY = ("bold", "bolder", "600", "700", "800", "900")
_DARK = 0.42  # luminance below which white text is legible


def mark_looks(soup: BeautifulSoup, sheets: str) -> None:
    """Write the looks of elements, from their attributes and from style sheets that name them."""
    named: dict[str, str] = {}
    for selectors, declarations in _RULE.findall(sheets):
        for selector in selectors.split(","):
            if found := re.fullmatch(r"\s*#([\w-]+)\s*", selector):
                named[found[1]] = f"{named.get(found[1], '')};{declarations}"
    for element in soup(True):
        styles = [named.get(str(element.get("id", "")), "") if named else ""]
        if element.name == "font":
            styles.append(f"color: {element.get('color', '')}")
            element.name = "span"
        for name, value in (("bgcolor", "background"), ("align", "text-align")):
            if name in element.attrs:
                styles.append(f"{value}: {element[name]}")
        styles.append(str(element.get("style", "")))
        element.attrs.pop(LOOK, None)
        if look := _look(";".join(filter(None, styles))):
            if "background-color" in look and "color" not in look:
                look["color"] = "#ffffff" if is_dark(look["background-color"]) else "#000000"
            element[LOOK] = ";".join(f"{name}:{value}" for name, value in look.items())


def read_look(element: Tag) -> dict[str, str]:
    """Return of an element's colours, weight and side, by their CSS names, those it has."""
    return _look(str(element.get(LOOK) or element.get("style", "")))


def _look(style: str) -> dict[str, str]:
    look: dict[str, str] = {}
    for name, value in _DECLARATION.findall(style[:2000]):
        name, value = name.lower(), value.replace("!important", "").strip().lower()
        if name in ("color", "background-color", "background"):
            if found := colour(value):
                look["color" if name == "color" else "background-color"] = found
        elif name == "font-weight":
            look |= {"font-weight": "bold"} if value in _HEAVY else {}
        elif name == "text-align" and value in ("left", "right", "center"):
            look[name] = value
    return look


def colour(value: str) -> str | None:
    """Return a CSS colour as #rrggbb."""
    numbers = re.fullmatch(
        r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*1(?:\.0)?\s*)?\)", value
    )
    if numbers:
        return "#" + "".join(f"{min(int(n), 255):02x}" for n in numbers.groups())
    if re.fullmatch(r"#[0-9a-f]{6}", value):
        return value
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:])
    if not re.fullmatch(r"[a-z]{3,20}", value):
        return None
    from matplotlib.colors import CSS4_COLORS

    return str(CSS4_COLORS[value]).lower() if value in CSS4_COLORS else None


def is_dark(value: str) -> bool:
    """Tell whether a colour, as #rrggbb, asks for white letters on it."""
    red, green, blue = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.3 * red + 0.59 * green + 0.11 * blue < _DARK
