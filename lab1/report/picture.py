"""A drawing of one trained network that is made once and then redrawn in milliseconds."""

from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from lab1.report import planes, plots, show, style
from lab1.report._background import Background
from lab1.report.trial import Trial, outcome
from lab1.types import Array, Parameters

_PAIRS = 300  # of neighbours on a curve: as fine as the panels are wide, and to and fro shows
_LINE = 62  # characters of the message over the picture
MOST_NAMED = 8  # examples whose output is named at the end of its line
COST = {"title": "Costo", "xlabel": "iteración", "ylabel": "entropía cruzada (media)"}
OUTPUTS = {"title": "Salida para cada ejemplo", "xlabel": "iteración"}
PLANE = {"title": "Plano de entrada"}
HIDDEN = {"title": "Espacio oculto"}
TWO_OF = " (2 de {n})"  # added where there are more hidden units than can be drawn


class Picture:
    """Cost, outputs, decision boundary and hidden space of one network.

    Only what another training changes is drawn again, over a kept background of axes and words;
    the background is drawn anew only where a scale changes.

    Parameters
    ----------
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)

    Attributes
    ----------
    figure : matplotlib.figure.Figure
    message : str
        What happened in the training shown.
    """

    def __init__(self, X: Array, Y: Array) -> None:
        self.X, self.Y, self.message = X, Y, ""
        self.figure = Figure(figsize=(style.WIDTH, 4.4), dpi=style.DPI, layout="constrained")
        (self._cost_ax, self._outputs_ax), (plane_ax, hidden_ax) = self.figure.subplots(2, 2)
        (self._cost,) = self._cost_ax.plot([], [], color=style.INK)
        plots.plateaus(self._cost_ax, Y, x=1.02)
        self._cost_ax.set(**COST)
        self._outputs, self._names = _output_lines(self._outputs_ax, X, Y)
        self._plane = planes.Plane(plane_ax, X, Y, hidden=False)
        plane_ax.set(**PLANE)
        self._hidden = planes.Plane(hidden_ax, X, Y, hidden=True)
        self._hidden_title = hidden_ax.set_title(HIDDEN["title"])
        self._title = self.figure.suptitle("…\n…", x=0.01, ha="left")
        self._settings = self.figure.supxlabel("…", x=0.01, ha="left", size=8.5, color="#555555")
        changing = [
            *(self._title, self._settings, self._hidden_title, self._cost),
            *(*self._outputs, *self._names, *self._plane.artists, *self._hidden.artists),
        ]
        self._scales: tuple[int, float] | None = None
        self._background = Background(self.figure, changing)
        self._set_scales(1000, 1000)  # so that there is room for long numbers and for names
        for name in self._names:
            name.set_position((1000, 0.5))
        for name in self._cost_ax.texts:
            name.set_visible(True)
        show.settle(self.figure)  # everything keeps its place from now on
        self._scales = None

    def show(self, trial: Trial, settings: str) -> None:
        """Put a `lab1.report.trial.Trial` of the same data into the picture, with its settings."""
        parameters, n = trial.parameters, trial.costs.size - 1
        firsts = np.linspace(0, n, _PAIRS + 1).astype(int)
        shown = np.unique(np.minimum([firsts, firsts + 1], n))
        self._cost.set_data(shown, trial.costs[shown])
        for line, path in zip(self._outputs, trial.outputs, strict=True):
            line.set_data(shown, path[shown])
        heights = _apart(trial.outputs[:, -1], 0.115)
        for name, height in zip(self._names, heights, strict=False):
            name.set_position((n, height))
        self._plane.show(parameters)
        self._show_hidden(parameters)
        self.message = outcome(self.X, self.Y, trial)
        self._title.set_text(fill(self.message, _LINE))
        self._settings.set_text(settings)
        self._set_scales(n, trial.costs[n // 10 :].max())  # a high start may leave the panel

    def png(self) -> tuple[bytes, int, int]:
        """Return the picture as the bytes of a PNG, and its width and height on a usual screen."""
        return self._background.png()

    def _show_hidden(self, parameters: Parameters) -> None:
        n_h = parameters["W1"].shape[0]
        self._hidden_title.set_text(HIDDEN["title"] + (TWO_OF.format(n=n_h) if n_h > 2 else ""))
        self._hidden.show(parameters)

    def _set_scales(self, n: int, highest: float) -> None:
        top = 1.5 if highest <= 1.5 else 10 ** np.ceil(np.log10(highest))
        if self._scales == (n, top):
            return
        self._cost_ax.set(xlim=(0, n), ylim=(0, top))
        self._outputs_ax.set(xlim=(0, n))
        for name in self._cost_ax.texts:
            name.set_visible(top <= 1.5)  # of plateaus, which lie close together
        self._scales = n, top
        self._background.forget()


def _output_lines(ax: Axes, X: Array, Y: Array) -> tuple[list[Line2D], list[Text]]:
    """Make an empty line for each example and, where they are few, its name."""
    few = Y.size <= MOST_NAMED
    colors = [style.BLUE if label else style.ORANGE for label in Y[0]]
    lines = [ax.plot([], [], color=color, linewidth=1.6 if few else 0.6)[0] for color in colors]
    names = [
        ax.text(0, 0, f"  ({a:g}, {b:g})", color=color, va="center")
        for (a, b), color in zip(X.T, colors, strict=True)
        if few
    ]
    ax.axhline(0.5, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    ax.set(ylim=(-0.05, 1.05), **OUTPUTS)
    return lines, names


def _apart(heights: Array, gap: float) -> Array:
    """Move heights between 0 and 1 as little as it takes to be a gap apart from each other."""
    order = np.argsort(heights, kind="stable")
    steps, sorted_heights = gap * np.arange(heights.size), heights[order]
    up = np.maximum.accumulate(sorted_heights - steps) + steps
    down = np.minimum.accumulate((sorted_heights - steps)[::-1])[::-1] + steps
    moved = np.empty_like(heights)
    moved[order] = np.clip((up + down) / 2, steps, 1 - steps[::-1])
    return moved
