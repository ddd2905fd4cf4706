"""Find a font for every character of a PDF; a character that none has is named."""

import re
import unicodedata
from functools import cache
from pathlib import Path

from bs4 import Tag

from lab1.publish.document import Document

# What Typst's own fonts have, beside the letters that Matplotlib's have: signs of formulas.
_SIGNS = frozenset(range(0x2000, 0x2C00)) - frozenset(range(0x2600, 0x27C0))
_LETTERS = frozenset(range(0x1D400, 0x1D800))
_SILENT = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0000-\U000e007f]")
_KEYCAP = re.compile("([0-9#*])\u20e3")  # a number as an emoji
# Names of the fonts that systems come with for what Matplotlib's fonts lack.
_RICH = re.compile(
    r"noto.*(emoji|cjk|symbols)|seguiemj|seguisym|apple color emoji|msyh|msgothic|yugoth|meiryo|"
    r"malgun|simsun|pingfang|hiragino|arial unicode|applesdgothic|wqy|droidsansfallback|ipag|"
    r"unifont|symbola|twemoji|sourcehan",
    re.IGNORECASE,
)


EXPLAINED = (
    "Entre corchetes está el nombre, o el código de Unicode, de cada carácter que ninguna de las "
    "fuentes de este documento tiene; los nombres en inglés son los que le da Unicode."
)

# What notebooks use most, in Spanish.
_SPANISH = {
    **{"✅": "hecho", "❌": "cruz", "❓": "interrogación", "❗": "exclamación", "⭐": "estrella"},
    **{"🌟": "estrella brillante", "🔥": "fuego", "🚀": "cohete", "🎉": "confeti", "🎊": "confeti"},
    **{"💡": "bombilla", "📌": "chincheta", "📍": "chincheta", "🎯": "diana", "🏆": "trofeo"},
    **{"📊": "gráfico de barras", "📈": "curva que sube", "📉": "curva que baja", "🔍": "lupa"},
    **{"🔎": "lupa", "📝": "nota", "📄": "hoja", "📚": "libros", "📖": "libro", "📁": "carpeta"},
    **{"📂": "carpeta", "📅": "calendario", "📦": "paquete", "📷": "cámara", "📢": "altavoz"},
    **{"💻": "ordenador", "💾": "disquete", "🤖": "robot", "🧠": "cerebro", "🐍": "serpiente"},
    **{"🎓": "birrete", "🧪": "tubo de ensayo", "🔬": "microscopio", "🧮": "ábaco", "🎨": "paleta"},
    **{"🔧": "llave inglesa", "🛠": "herramientas", "🔑": "llave", "🔒": "candado", "🔗": "enlace"},
    **{"👉": "mano hacia la derecha", "👇": "mano hacia abajo", "👆": "mano hacia arriba"},
    **{"👍": "pulgar hacia arriba", "👎": "pulgar hacia abajo", "👋": "saludo", "👏": "aplauso"},
    **{"👀": "ojos", "💪": "brazo fuerte", "🙌": "manos en alto", "🙏": "gracias", "🤔": "duda"},
    **{
        "🌍": "planeta",
        "🌎": "planeta",
        "🌐": "globo",
        "🐶": "perro",
        "🐱": "gato",
        "🚨": "alarma",
    },
    **{"🔴": "círculo rojo", "🟢": "círculo verde", "🟡": "círculo amarillo", "🔵": "círculo azul"},
    **{"📋": "lista", "🔹": "rombo azul", "🔸": "rombo naranja", "🔷": "rombo azul"},
    **{"🔶": "rombo naranja", "🟠": "círculo naranja", "🟣": "círculo morado", "🧩": "pieza"},
    **{"📐": "escuadra", "📏": "regla", "🧭": "brújula", "🏗": "grúa", "🗂": "fichero"},
    **{"🖼": "cuadro", "🎲": "dado", "🧵": "hilo", "🏁": "meta", "🌱": "brote", "🎁": "regalo"},
    **{"🛑": "alto", "🔄": "otra vez", "🆕": "nuevo", "⏰": "despertador", "💰": "dinero"},
    **{"❔": "interrogación", "⏳": "reloj de arena", "⌛": "reloj de arena", "⏱": "cronómetro"},
    **{"🔢": "números", "🏃": "persona que corre", "🏋": "pesas", "🏛": "templo", "🏥": "hospital"},
    **{"🗺": "mapa", "🎮": "mando", "📸": "cámara", "🐾": "huellas", "🤗": "abrazo"},
    **{
        "🍎": "manzana roja",
        "🍏": "manzana verde",
        "🙂": "sonrisa",
        "😊": "sonrisa",
        "😎": "gafas",
    },
}


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
    text = _KEYCAP.sub(r"[\1]", _SILENT.sub("", text))
    return "".join(_name(char) if ord(char) in unknown else char for char in text)


def warn_of_unknown(document: Document) -> bool:
    """Warn of the characters that no font has, once a notebook; tell whether there are any."""
    texts = document.body.find_all(string=re.compile(r"[^\x00-\xff]"))
    missing = _unknown("".join([document.title, *map(str, texts)]))
    found: dict[str, list[tuple[Tag, set[int]]]] = {}
    for number, cell in enumerate(document.body(True, recursive=False) if missing else ()):
        text = cell.get_text() + (document.title if number == 0 else "")
        if own := missing & set(map(ord, text)):
            found.setdefault(str(cell.get("data-notebook", "")), []).append((cell, own))
    for cells in found.values():
        every = sorted(map(chr, set().union(*(own for _, own in cells))))
        more = f" and {len(every) - 20} more" if len(every) > 20 else ""
        for cell, _ in cells:
            document.warn(cell, f"no font has {''.join(every[:20])!r}{more}: named in the PDF")
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
    name = _SPANISH.get(char) or unicodedata.name(char, "").lower()
    is_named = name and unicodedata.category(char) != "Lo" and len(name) <= 40
    return f"[{name}]" if is_named else f"[U+{ord(char):04X}]"


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
