"""A drawing of one trained network that is made once and then redrawn in milliseconds."""

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.text import Text
from PIL import Image

import lab1
from lab1.report import planes, plots, style
from lab1.report.show import settle
from lab1.report.trial import Trial, outcome
from lab1.types import Array, Parameters

_POINTS = 601  # of a curve: as fine as the panels are wide
_MOST_NAMED = 8  # examples whose output is named at the end of its line


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
        self.figure = Figure(figsize=(style.WIDTH, 5.4), dpi=style.DPI, layout="constrained")
        self._canvas = FigureCanvasAgg(self.figure)
        (self._cost_ax, self._outputs_ax), (plane_ax, hidden_ax) = self.figure.subplots(2, 2)
        (self._cost,) = self._cost_ax.plot([], [], color=style.BLUE)
        plots.plateaus(self._cost_ax, Y, x=0.99)
        self._cost_ax.set(title="Costo", xlabel="iteración", ylabel="entropía cruzada (media)")
        self._outputs, self._names = _output_lines(self._outputs_ax, X, Y)
        corners = X.min(axis=1) - planes.MARGIN, X.max(axis=1) + planes.MARGIN
        self._plane = _Plane(plane_ax, X, Y, corners, ("$x_1$", "$x_2$"))
        plane_ax.set_title("Plano de entrada")
        corners = np.full(2, -planes.EDGE), np.full(2, planes.EDGE)
        self._hidden = _Plane(hidden_ax, X, Y, corners, ("$h_1$", "$h_2$"))
        self._hidden_title = hidden_ax.set_title("Espacio oculto")
        self._title = self.figure.suptitle("…", x=0.01, ha="left")
        self._settings = self.figure.supxlabel("…", x=0.01, ha="left", size=8.5, color="#555555")
        self._changing = [
            *(self._title, self._settings, self._hidden_title, self._cost),
            *(*self._outputs, *self._names, *self._plane.artists, *self._hidden.artists),
        ]
        self._scales: tuple[int, float] | None = None
        self._background: Any = None
        self._set_scales(1000, 1000)  # so that there is room for long numbers and for names
        for name in self._names:
            name.set_position((1000, 0.5))
        settle(self.figure)  # everything keeps its place from now on

    def show(self, trial: Trial, settings: str) -> None:
        """Put a `lab1.report.trial.Trial` of the same data into the picture, with its settings."""
        parameters, n = trial.parameters, trial.costs.size - 1
        shown = np.unique(np.linspace(0, n, _POINTS).astype(int))
        self._cost.set_data(shown, trial.costs[shown])
        for line, path in zip(self._outputs, trial.outputs, strict=True):
            line.set_data(shown, path[shown])
        heights = _apart(trial.outputs[:, -1], 0.09)
        for name, height in zip(self._names, heights, strict=False):
            name.set_position((n, height))
        self._plane.show(self.X, lambda points: lab1.forward(points, parameters)["A2"][0])
        self._show_hidden(parameters)
        self.message = outcome(self.X, self.Y, trial)
        self._title.set_text(self.message)
        self._settings.set_text(settings)
        self._set_scales(n, trial.costs[n // 10 :].max())  # a high start may leave the panel

    def png(self) -> tuple[bytes, int, int]:
        """Return the picture as the bytes of a PNG, and its width and height on a usual screen."""
        if self._background is None:
            self._draw_background()
        self._canvas.restore_region(self._background)
        for artist in self._changing:
            self.figure.draw_artist(artist)
        file = io.BytesIO()
        pixels = Image.fromarray(np.asarray(self._canvas.buffer_rgba())).convert("RGB")
        pixels.save(file, "png", compress_level=1)
        return file.getvalue(), pixels.width * 96 // style.DPI, pixels.height * 96 // style.DPI

    def _draw_background(self) -> None:
        for artist in self._changing:
            artist.set_animated(True)  # left out of what is drawn now
        self._canvas.draw()
        for artist in self._changing:
            artist.set_animated(False)
        self._background = self._canvas.copy_from_bbox(self.figure.bbox)

    def _show_hidden(self, parameters: Parameters) -> None:
        n_h = parameters["W1"].shape[0]
        title = "Espacio oculto" + (f" (2 de {n_h})" if n_h > 2 else "")
        self._hidden_title.set_text(title)
        self._hidden.show(*planes.hidden_layer(self.X, parameters))

    def _set_scales(self, n: int, highest: float) -> None:
        top = 1.5 if highest <= 1.5 else 10 ** np.ceil(np.log10(highest))
        if self._scales == (n, top):
            return
        self._cost_ax.set(xlim=(0, n), ylim=(0, top))
        self._outputs_ax.set(xlim=(0, n))
        for name in self._cost_ax.texts:
            name.set_visible(top <= 1.5)  # of plateaus, which lie close together
        self._scales, self._background = (n, top), None


class _Plane:
    """A plane coloured by the network's output, its line of output ½, and the examples in it."""

    def __init__(
        self,
        ax: Axes,
        X: Array,
        Y: Array,
        corners: tuple[Array, Array],
        labels: tuple[str, str],
    ) -> None:
        (left, bottom), (right, top) = corners
        n, extent = planes.GRID, (left, right, bottom, top)
        self._x = np.linspace(left, right, n), np.linspace(bottom, top, n)
        self._colors = planes.colors(ax, extent, np.full((n, n), np.nan))
        (self._boundary,) = ax.plot([], [], color=style.INK, linewidth=1.2)
        planes.examples(ax, X, Y, *labels)
        ax.set(xlim=(left, right), ylim=(bottom, top))
        self._classes = ax.lines[-2:]
        self._members = [Y[0] == label for label in (0, 1)]
        self.artists = self._colors, self._boundary, *self._classes

    def show(self, points: Array, output: Callable[[Array], Array] | None) -> None:
        """Move the examples to points (2, m); colour by output of points (2, …), if not None."""
        for line, members in zip(self._classes, self._members, strict=True):
            line.set_data(points[:, members])
        self._colors.set_visible(output is not None)
        self._boundary.set_visible(output is not None)
        if output is not None:
            grid = np.stack([axis.ravel() for axis in np.meshgrid(*self._x)])
            A2 = output(grid).reshape(planes.GRID, planes.GRID)
            self._colors.set_data(A2)
            pieces: Any = contour_generator(*self._x, A2).lines(0.5)
            gap = np.full((1, 2), np.nan)
            joined = [part for piece in pieces for part in (piece, gap)] or [gap]
            self._boundary.set_data(np.concatenate(joined).T)


def _output_lines(ax: Axes, X: Array, Y: Array) -> tuple[list[Line2D], list[Text]]:
    """Make an empty line for each example and, where they are few, its name."""
    few = Y.size <= _MOST_NAMED
    colors = [style.BLUE if label else style.ORANGE for label in Y[0]]
    lines = [ax.plot([], [], color=color, linewidth=1.6 if few else 0.6)[0] for color in colors]
    names = [
        ax.text(0, 0, f"  ({a:g}, {b:g})", color=color, va="center")
        for (a, b), color in zip(X.T, colors, strict=True)
        if few
    ]
    ax.axhline(0.5, color=style.GREY, linewidth=0.8, linestyle=(0, (1, 2)), zorder=1)
    ax.set(ylim=(-0.05, 1.05), title="Salida para cada ejemplo", xlabel="iteración")
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
