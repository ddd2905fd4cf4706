"""Coloured planes: what a network answers everywhere, an Axes in and the Axes out."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.image import AxesImage

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


def decision_boundary(ax: Axes, X: Array, Y: Array, parameters: Parameters) -> Axes:
    """Colour the plane by the network's output and mark the examples by their label.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
    parameters : dict of ndarray
        One network.
    """
    low, high = X.min(axis=1) - MARGIN, X.max(axis=1) + MARGIN
    x1, x2 = np.meshgrid(np.linspace(low[0], high[0], GRID), np.linspace(low[1], high[1], GRID))
    A2 = lab1.forward(np.stack([x1.ravel(), x2.ravel()]), parameters)["A2"].reshape(x1.shape)
    _shade(ax, x1, x2, A2)
    return examples(ax, X, Y, "$x_1$", "$x_2$")


def hidden_space(ax: Axes, X: Array, Y: Array, parameters: Parameters) -> Axes:
    """Show where the first two hidden units put the examples, and the output there.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    X : ndarray, shape (n_x, m)
    Y : ndarray, shape (1, m)
    parameters : dict of ndarray
        One network; of more than two units the output is not shown.
    """
    points, output = hidden_layer(X, parameters)
    if output is not None:
        h1, h2 = np.meshgrid(np.linspace(-EDGE, EDGE, GRID), np.linspace(-EDGE, EDGE, GRID))
        _shade(ax, h1, h2, output(np.stack([h1, h2])))
    ax.set(xlim=(-EDGE, EDGE), ylim=(-EDGE, EDGE))
    return examples(ax, points, Y, "$h_{1}$", "$h_{2}$")


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


def _shade(ax: Axes, x: Array, y: Array, A2: Array) -> None:
    """Colour the plane by the output, with a line where it is one half."""
    colors(ax, (x.min(), x.max(), y.min(), y.max()), A2)
    if A2.min() < 0.5 < A2.max():
        ax.contour(x, y, A2, levels=[0.5], colors=style.INK, linewidths=1.2)


def colors(ax: Axes, extent: tuple[float, float, float, float], A2: Array) -> AxesImage:
    """Colour a rectangle (left, right, bottom, top) by the outputs A2 (GRID, GRID) in it."""
    norm = BoundaryNorm(np.linspace(0, 1, CLASSES.N + 1), CLASSES.N)
    look: dict[str, Any] = {"cmap": CLASSES, "norm": norm, "alpha": OPACITY}
    # An image of bands takes a tenth of the room that areas would.
    return ax.imshow(A2, extent=extent, origin="lower", interpolation="none", **look)


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
