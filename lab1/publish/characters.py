"""Find a font for every character of a PDF; a character that none has is named."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from lab1.publish.document import Document

# What Typst's own fonts have, beside the letters that Matplotlib's have: signs of formulas.
_SIGNS = frozenset(range(0x2000, 0x2C00)) - frozenset(range(0x2600, 0x27C0))
_LETTERS = frozenset(range(0x1D400, 0x1D800))
_SILENT = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]")
# Names of the fonts that systems come with for what Matplotlib's fonts lack.
_RICH = re.compile(
    r"noto.*(emoji|cjk|symbols)|seguiemj|seguisym|apple color emoji|msyh|msgothic|yugoth|meiryo|"
    r"malgun|simsun|pingfang|hiragino|arial unicode|applesdgothic|wqy|droidsansfallback|ipag|"
    r"unifont|symbola|twemoji|sourcehan",
    re.IGNORECASE,
)


EXPLAINED = (
    "Entre corchetes están los nombres, en inglés como los da Unicode, de los caracteres que "
    "ninguna de las fuentes de este documento tiene."
)


def fonts_for(text: str) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return the folders and the families of fonts that a text needs, Matplotlib's first."""
    missing = _foreign(text) - _known(_own_folder())
    paths, families = [_own_folder()], []
    for path, family, characters in _system_fonts() if missing else ():
        if missing & characters:
            missing -= characters
            paths += [path] if path not in paths else []
            families.append(family)
    return tuple(paths), tuple(families)


def name_unknown(text: str) -> str:
    """Put the name of a character in the place of each that no font has."""
    unknown = _unknown(text)
    if not unknown:
        return text
    text = _SILENT.sub("", text)
    return "".join(_name(char) if ord(char) in unknown else char for char in text)


def warn_of_unknown(document: Document) -> bool:
    """Warn of the characters that no font has, of each where it stands first; tell whether any."""
    texts = document.body.find_all(string=re.compile(r"[^\x00-\xff]"))
    missing = _unknown("".join([document.title, *map(str, texts)]))
    untold = set(missing)
    for cell in document.body(True, recursive=False):
        text = document.title + cell.get_text() if untold == missing else cell.get_text()
        if found := untold & set(map(ord, text)):
            shown = "".join(sorted(map(chr, found)))[:20]
            document.warn(cell, f"no font has {shown!r}: named in the PDF")
            untold -= found
    return bool(missing)


def _unknown(text: str) -> set[int]:
    missing = _foreign(text) - _known(_own_folder())
    for _, _, characters in _system_fonts() if missing else ():
        missing -= characters
    return missing


def _foreign(text: str) -> set[int]:
    if text.isascii():
        return set()
    return {ord(char) for char in set(_SILENT.sub("", text)) if not char.isascii()}


def _name(char: str) -> str:
    name = unicodedata.name(char, "").lower()
    is_plain = not name or "ideograph" in name or "syllable" in name or len(name) > 40
    return f"[U+{ord(char):04X}]" if is_plain else f"[{name}]"


@cache
def _known(folder: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(folder / "DejaVuSans.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap()) | _LETTERS | (_SIGNS & _math_signs())


def _math_signs() -> frozenset[int]:
    return frozenset(c for c in _SIGNS if unicodedata.category(chr(c)) in ("Sm", "Mn", "Zs", "Cf"))


@cache
def _system_fonts() -> tuple[tuple[Path, str, frozenset[int]], ...]:
    """Return folder, family and characters of the system's fonts for emoji and East Asia."""
    from fontTools.ttLib import TTFont, TTLibError
    from matplotlib.font_manager import findSystemFonts

    found = []
    for name in sorted(findSystemFonts()):
        if not _RICH.search(Path(name).name):
            continue
        try:
            is_many = name.lower().endswith(("ttc", "otc"))
            with TTFont(name, lazy=True, fontNumber=0 if is_many else -1) as font:
                family = str(font["name"].getBestFamilyName())
                characters = frozenset(font.getBestCmap() or ())
        except (TTLibError, OSError, KeyError, AssertionError):
            continue  # a damaged font is none
        found.append((Path(name).parent, family, characters))
    return tuple(found)


@cache
def _own_folder() -> Path:
    """Return Matplotlib's fonts, which fill in for what Typst's own fonts lack."""
    import matplotlib

    return Path(matplotlib.get_data_path(), "fonts", "ttf")
