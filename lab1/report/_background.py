"""Redraws a figure in milliseconds: what doesn't change is drawn once and kept."""

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from lab1.report import show


class Background:
    """A figure in which only some artists change.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Laid out for good.
    changing : sequence of matplotlib.artist.Artist
        Those that change and those that lie over them, from back to front.
    """

    def __init__(self, figure: Figure, changing: Sequence[Artist]) -> None:
        self._figure, self._changing = figure, changing
        self._canvas = FigureCanvasAgg(figure)
        self._kept: Any = None

    def forget(self) -> None:
        """Draw all of the figure the next time."""
        self._kept = None

    def png(self) -> tuple[bytes, int, int]:
        """Return the figure as the bytes of a PNG, and its width and height on a usual screen."""
        if self._kept is None:
            self._kept = self._draw()
        self._canvas.restore_region(self._kept)
        for artist in self._changing:
            artist.draw(self._canvas.get_renderer())
        return show.screen_png(self._canvas)

    def _draw(self) -> Any:
        for artist in self._changing:
            artist.set_animated(True)  # left out of what is drawn now
        self._canvas.draw()
        for artist in self._changing:
            artist.set_animated(False)
        return self._canvas.copy_from_bbox(self._figure.bbox)
