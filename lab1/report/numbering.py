"""Figures and tables by their names: they number themselves in the order in which they appear."""

from collections.abc import Sequence
from typing import Literal

from lab1.report.words import listed

Kind = Literal["figure", "table"]
_WORDS: dict[Kind, tuple[str, str]] = {
    "figure": ("Figura", "Figuras"),
    "table": ("Tabla", "Tablas"),
}


class Chapter:
    """The figures and tables of one notebook.

    A name that is shown again keeps its number. A new one comes after the one shown last, so that
    running a single cell, or all of them in order, gives the numbers that a reader expects.

    Parameters
    ----------
    number : int
        The notebook's: the second figure of chapter 1 is "1.2".
    prefix : str
        What the names of its files begin with.
    """

    def __init__(self, number: int = 1, prefix: str = "") -> None:
        self.number, self.prefix = number, prefix
        self._names: dict[Kind, list[str]] = {"figure": [], "table": []}
        self._last: dict[Kind, int] = {"figure": -1, "table": -1}

    def show(self, kind: Kind, name: str) -> str:
        """Return the number of what is shown now, which is new or known."""
        for other, taken in self._names.items():
            if other != kind and name in taken:
                raise ValueError(f"{name!r} is the name of a {other}; a {kind} needs another")
        names = self._names[kind]
        if name not in names:
            names.insert(self._last[kind] + 1, name)
        self._last[kind] = names.index(name)
        return self._number(kind, name)

    def ref(self, names: Sequence[str]) -> str:
        """Return how a sentence refers to what was shown: "Figuras 1.1 y 1.3 y Tabla 1.2"."""
        known = [name for shown in self._names.values() for name in shown]
        for name in names:
            if name not in known:
                raise ValueError(
                    f"nothing that was shown so far is called {name!r}; there are "
                    f"{', '.join(sorted(known)) or 'no figures and tables yet'}"
                )
        parts = []
        for kind, words in _WORDS.items():
            numbers = [self._number(kind, name) for name in names if name in self._names[kind]]
            if numbers:
                parts.append(f"{words[len(numbers) > 1]} {listed(numbers)}")
        return listed(parts)

    def _number(self, kind: Kind, name: str) -> str:
        return f"{self.number}.{self._names[kind].index(name) + 1}"


_chapter = Chapter()


def chapter() -> Chapter:
    """Return the chapter that figures and tables now belong to."""
    return _chapter


def begin(number: int, prefix: str) -> None:
    """Say which notebook this is; to say the same again changes nothing.

    Parameters
    ----------
    number, prefix
        As in `Chapter`; the prefix stands before an underscore.
    """
    global _chapter
    if (_chapter.number, _chapter.prefix) != (number, f"{prefix}_"):
        _chapter = Chapter(number, f"{prefix}_")


def ref(*names: str) -> str:
    """Refer to figures and tables that were shown, by their names: "Figura 1.6 y Tabla 1.7".

    Raises
    ------
    ValueError
        If nothing of this name was shown so far; it tells what was.
    """
    return _chapter.ref(names)
