"""Coloured planes: what a network answers everywhere, an Axes in and the Axes out."""

from collections.abc import Callable
from typing import Any

import numpy as np
from contourpy import contour_generator
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap

import lab1
from lab1.activations import sigmoid
from lab1.report import style
from lab1.types import Array, Parameters

GRID = 181  # outputs along each side of a coloured plane
OPACITY = 0.9
MARGIN = 0.35  # of the input plane around the examples
EDGE = 1.3  # of the hidden space, where activations lie between -1 and 1
# From label 0 (orange, circles) over undecided (white) to label 1 (blue, squares).
CLASSES = ListedColormap(
    ["#F2B84B", "#F5C872", "#F8D89A", "#FBE8C4", "#FDF6E8",
     "#EAF3F9", "#C8E0EF", "#9FC9E3", "#72B0D6", "#4A98C9"]
)  # fmt: skip


class Plane:
    """A plane coloured by a network's output, its line of output ½, and the examples in it.

    Made once; each `show` moves what another network changes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
        Labels, which never change.
    hidden : bool
        Whether the plane is the hidden units', not the inputs'.

    Attributes
    ----------
    axes : matplotlib.axes.Axes
    artists : tuple of matplotlib.artist.Artist
        All that `show` changes, from back to front.
    """

    def __init__(self, ax: Axes, X: Array, Y: Array, *, hidden: bool) -> None:
        low, high = (np.full(2, -EDGE), np.full(2, EDGE)) if hidden else corners(X)
        (left, bottom), (right, top) = low, high
        self.axes, self._X, self._hidden = ax, X, hidden
        self._sides = np.linspace(left, right, GRID), np.linspace(bottom, top, GRID)
        norm = BoundaryNorm(np.linspace(0, 1, CLASSES.N + 1), CLASSES.N)
        look: dict[str, Any] = {"cmap": CLASSES, "norm": norm, "alpha": OPACITY}
        # An image of bands takes a tenth of the room that areas would.
        self._colors = ax.imshow(
            np.full((GRID, GRID), np.nan), extent=(left, right, bottom, top), origin="lower",
            interpolation="none", **look,
        )  # fmt: skip
        (self._boundary,) = ax.plot([], [], color=style.INK, linewidth=1.2)
        name = "h" if hidden else "x"
        examples(ax, X, Y, f"${name}_1$", f"${name}_2$")
        ax.set(xlim=(left, right), ylim=(bottom, top))
        self._classes = ax.lines[-2:]
        self._members = [Y[0] == label for label in (0, 1)]
        self.artists = self._colors, self._boundary, *self._classes

    def show(self, parameters: Parameters) -> None:
        """Show one network; over the hidden units no output where it hangs on further units."""
        points, output = self._X, None
        if self._hidden:
            points, output = hidden_layer(self._X, parameters)
        for line, members in zip(self._classes, self._members, strict=True):
            line.set_data(points[:, members])
        shaded = output is not None or not self._hidden
        self._colors.set_visible(shaded)
        self._boundary.set_visible(shaded)
        if shaded:
            grid = np.stack([axis.ravel() for axis in np.meshgrid(*self._sides)])
            A2 = output(grid) if output else lab1.forward(grid, parameters)["A2"][0]
            A2 = A2.reshape(GRID, GRID)
            self._colors.set_data(A2)
            self._boundary.set_data(_line_of_one_half(*self._sides, A2))


def decision_boundary(ax: Axes, X: Array, Y: Array, parameters: Parameters) -> Axes:
    """Colour the plane of the inputs by one network's output and mark the examples."""
    Plane(ax, X, Y, hidden=False).show(parameters)
    return ax


def hidden_space(ax: Axes, X: Array, Y: Array, parameters: Parameters) -> Axes:
    """Show where one network's first two hidden units put the examples, and the output there."""
    Plane(ax, X, Y, hidden=True).show(parameters)
    return ax


def hidden_layer(X: Array, parameters: Parameters) -> tuple[Array, Callable[[Array], Array] | None]:
    """Return what the first two hidden units answer, and what the output makes of it.

    Parameters
    ----------
    X : ndarray, shape (n_x, m)
    parameters : dict of ndarray
        One network; a second unit that it lacks answers 0.

    Returns
    -------
    points : ndarray, shape (2, m)
    output : callable or None
        Takes activations (2, ...) to outputs (...); None if it hangs on further units.
    """
    A1 = lab1.forward(X, parameters)["A1"]
    n_h = A1.shape[0]
    points = np.stack([A1[0], A1[1] if n_h > 1 else np.zeros(A1.shape[1])])
    w, b2 = np.append(parameters["W2"][0], 0)[:2], parameters["b2"][0, 0]

    def output(h: Array) -> Array:
        return sigmoid(w[0] * h[0] + w[1] * h[1] + b2)

    return points, output if n_h <= 2 else None


def corners(X: Array) -> tuple[Array, Array]:
    """Return the lower left and the upper right corner of the plane around examples X (2, m)."""
    return X.min(axis=1) - MARGIN, X.max(axis=1) + MARGIN


def _line_of_one_half(x: Array, y: Array, A2: Array) -> Array:
    """Return the points of the line where A2 is ½, its pieces parted by NaN, as (2, n)."""
    pieces: Any = contour_generator(x, y, A2).lines(0.5)
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for piece in pieces for part in (piece, gap)] or [gap]).T


def examples(ax: Axes, points: Array, Y: Array, xlabel: str, ylabel: str) -> Axes:
    """Mark points (2, m) by their labels Y (1, m)."""
    # Squares are smaller and drawn later, so that a circle in the same place still shows.
    scale = 1 if Y.size <= 8 else 0.5
    for label, marker, color, size in ((0, "o", style.ORANGE, 9), (1, "s", style.BLUE, 4.5)):
        members = points[:, Y[0] == label]
        ax.plot(*members, marker, color=color, markeredgecolor=style.INK, markersize=scale * size)
    ax.set(xlabel=xlabel, ylabel=ylabel, aspect="equal")
    ax.grid(visible=False)
    return ax
