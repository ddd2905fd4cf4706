"""How a cell tells what its numbers say: a sentence after a figure, an answer, a conclusion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from IPython.display import display
from matplotlib.figure import Figure

from lab1.report import show
from lab1.report.numbering import ref

_WAITING = "*La respuesta aparece aquí cuando se ejecuta el cuaderno entero.*"


@dataclass(frozen=True)
class Finding:
    """What a figure or a table shows.

    Attributes
    ----------
    seen : str
        What is seen, with its numbers, in Spanish.
    follows : str
        What follows from it.
    """

    seen: str
    follows: str


def finding(found: Finding, *names: str) -> None:
    """Say what is seen in the figures and tables of these names, and what follows."""
    where = f" ({ref(*names)})" if names else ""
    _tell(f"**Se ve{where}:** {found.seen} **De ahí:** {found.follows}", "finding")


def paragraphs(texts: Mapping[str, str]) -> None:
    """Show paragraphs, each under its title, or under none."""
    for title, text in texts.items():
        _tell(f"### {title}\n\n{text}" if title else text, "paragraph")


class Answer:
    """The place at the top of a notebook for the answer that its last cells know.

    Shown by the first cell; `give` puts the answer there.
    """

    def __init__(self) -> None:
        self._text = _tell(_WAITING, "answer", display_id=True)
        self._figure = _tell("", "answer", display_id=True)

    def give(self, sentences: str, fig: Figure, alt: str) -> None:
        """Put the answer where the reader starts.

        Parameters
        ----------
        sentences : str
            In Spanish, one or two.
        fig : matplotlib.figure.Figure
            A small one that shows it. It is closed.
        alt : str
            What replaces the figure for who can't see it.
        """
        self._text.update(_bundle(f"**{sentences}**"), raw=True, metadata=_note("answer"))
        data, metadata = show.bundle(fig, alt)
        self._figure.update(data, raw=True, metadata=metadata)


def _tell(text: str, kind: str, **options: Any) -> Any:
    return display(_bundle(text), raw=True, metadata=_note(kind), **options)


def _bundle(text: str) -> dict[str, str]:
    return {"text/markdown": text, "text/plain": text}


def _note(kind: str) -> dict[str, dict[str, str]]:
    return {"lab1": {"told": kind}}
