"""A figure of networks at many steps: paper shows the most telling, a slider all of them."""

from typing import Any

import ipywidgets as widgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

import lab1
from lab1.report import figures, planes, plots, show, style
from lab1.report._background import Background
from lab1.report._controls import Soon
from lab1.report.mime import STEPS
from lab1.report.words import UNDECIDED, number_text
from lab1.types import NAMES, Parameters

Networks = dict[str, tuple[Parameters, dict[str, Any]]]  # see `figure`
_TICKS = 4  # numbers for which the costs' axis has room
_LOWEST, _HIGHEST = 1e-4, 3  # costs drawn as this; costs past which the axis is logarithmic


def figure(
    X: np.ndarray,
    Y: np.ndarray,
    networks: Networks,
    x: ArrayLike,
    xlabel: str,
    name: str,
    caption: str,
    alt: str,
) -> None:
    """Show networks at one of their steps, with a slider to go through the others.

    Parameters
    ----------
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
    networks : dict of str to (parameters, look)
        By their name: parameters with a trailing axis of K steps, as in `lab1.Run.path`, and the
        look of the curve of their cost.
    x : array_like, shape (K,)
        Where each step stands, from low to high: iterations or learning rates.
    xlabel : str
        What x is, in Spanish.
    name, caption, alt : str
        As in `lab1.report.figure`.

    Raises
    ------
    ValueError
        If there are fewer than two steps.
    """
    x = np.asarray(x)
    if x.size < 2:
        raise ValueError(f"x must hold at least two steps, got {x.size}")
    stepper = _Stepper(X, Y, networks, x, xlabel)
    note: dict[str, Any] = {"name": name, "caption": caption, "alt": alt}
    handle: Any = show.figure(stepper.figure, **note, extra=stepper.data(), changes=True)

    def redraw() -> None:
        stepper.show(slider.value)
        show.replace(handle, *stepper.png(), **note, extra=stepper.data())

    soon = Soon(redraw)
    options = [(number_text(value), k) for k, value in enumerate(x.tolist())]
    slider = widgets.SelectionSlider(
        options=options, value=stepper.shown, description=xlabel[0].upper() + xlabel[1:]
    )
    slider.observe(soon, "value")
    show.controls(widgets.HBox([slider, soon.state]))


class _Stepper:
    """The costs of all steps beside the planes of the one shown."""

    def __init__(
        self, X: np.ndarray, Y: np.ndarray, networks: Networks, x: np.ndarray, xlabel: str
    ) -> None:
        self._paths = {key: parameters for key, (parameters, _) in networks.items()}
        costs = {
            key: np.maximum(lab1.cost(X, Y, path), _LOWEST) for key, path in self._paths.items()
        }
        self.figure, axes = plt.subplot_mosaic(
            [["cost", f"plane {key}", f"hidden {key}"] for key in networks],
            figsize=(style.WIDTH, 1.35 * len(networks) + 0.9),
            width_ratios=(1.7, 1, 1),
        )
        _draw_costs(axes["cost"], Y, networks, costs, x, xlabel)
        self._x, self._costs, self._marks, self._planes = x, costs, {}, {}
        for key, (_, look) in networks.items():
            here = {"color": look["color"], "markerfacecolor": "white", "clip_on": False}
            (self._marks[key],) = axes["cost"].plot([], [], "o", **here)
            self._planes[key] = (
                planes.Plane(axes[f"plane {key}"], X, Y, hidden=False),
                planes.Plane(axes[f"hidden {key}"], X, Y, hidden=True),
            )
            axes[f"plane {key}"].set_title(key, color=look["color"])
            axes[f"hidden {key}"].set_title("espacio oculto", weight="normal", size=9, loc="right")
        states = {key: lab1.plateau(X, Y, path) for key, path in self._paths.items()}
        figures.message(self.figure, _message(states, x, xlabel))
        self.shown = 0
        self._background = Background(self.figure, self._changing(axes["cost"]))
        self.show(_most_telling(states))
        show.settle(self.figure)  # the places taken now are those that are saved
        self._data = {
            "label": xlabel,
            "points": X.T.tolist(),
            "labels": Y[0].astype(int).tolist(),
            "colors": _colors(),
            "texts": [
                f"{xlabel} {number_text(x[k])}: {_text(X, Y, self._paths, k)}"
                for k in range(x.size)
            ],
            "networks": [
                {
                    "parameters": _flat(path),
                    "marks": _marks(self.figure, axes["cost"], x, costs[key]),
                    "plane": _frame(axes[f"plane {key}"]),
                    "hidden": _frame(axes[f"hidden {key}"]),
                }
                for key, path in self._paths.items()
            ],
        }

    def show(self, k: int) -> None:
        """Show step k."""
        self.shown = k
        for key, path in self._paths.items():
            parameters = {name: path[name][..., k] for name in NAMES}
            self._marks[key].set_data([self._x[k]], [self._costs[key][k]])
            for plane in self._planes[key]:
                plane.show(parameters)

    def data(self) -> dict[str, Any]:
        """Return what the exported page needs to go through the steps."""
        return {STEPS: {**self._data, "shown": self.shown}}

    def png(self) -> tuple[bytes, int, int]:
        """Return the figure as the bytes of a PNG, and its width and height on a usual screen."""
        return self._background.png()

    def _changing(self, ax: Axes) -> list[Artist]:
        """Return what another step changes, and what lies over it."""
        shown = [plane for pair in self._planes.values() for plane in pair]
        changing = [artist for plane in shown for artist in plane.artists]
        over = [spine for plane in shown for spine in plane.axes.spines.values()]
        return [*changing, *over, *self._marks.values(), *ax.spines.values(), *ax.texts]


def _most_telling(states: dict[str, np.ndarray]) -> int:
    """Choose the step that stands for all on paper: the last at which most networks are solved."""
    solved = np.sum([found == "solved" for found in states.values()], axis=0)
    return int(np.flatnonzero(solved == solved.max())[-1])


def _draw_costs(
    ax: Axes,
    Y: np.ndarray,
    networks: Networks,
    costs: dict[str, np.ndarray],
    x: np.ndarray,
    xlabel: str,
) -> None:
    for key, (_, look) in networks.items():
        ax.plot(x, costs[key], **look)
    ax.set_xscale(**({"value": "log"} if x[0] > 0 else {"value": "symlog", "linthresh": 1}))
    ax.minorticks_off()
    powers = [tick for tick in ax.get_xticks() if x[0] <= tick <= x[-1]]
    ax.set_xticks(powers[:: -(-len(powers) // _TICKS)])
    if max(cost.max() for cost in costs.values()) > _HIGHEST:
        ax.set_yscale("log")
    else:
        plots.plateaus(ax, Y, names=["ln 2"], x=0.99)
        plots.plateaus(ax, Y, names=["0.4774", "½ ln 2"], x=0.3)  # curves end low: left is free
        ax.set_ylim(bottom=0)
    ax.set(xlim=(x[0], x[-1]), xlabel=xlabel, ylabel="entropía cruzada (media)", title="Costo")


def _message(states: dict[str, np.ndarray], x: np.ndarray, xlabel: str) -> str:
    """Say where each network is solved, or else how it ends."""
    told = (f"{key}: {_where_solved(found, x, xlabel)}" for key, found in states.items())
    text = "; ".join(told)
    return text[:1].upper() + text[1:]


def _where_solved(states: np.ndarray, x: np.ndarray, xlabel: str) -> str:
    solved = np.flatnonzero(states == "solved")
    if not solved.size:
        last = UNDECIDED.get(states[-1])
        return f"sin resolver (al final, {last})" if last else "sin resolver"
    first, last = number_text(x[solved[0]]), number_text(x[solved[-1]])
    if np.ptp(solved) >= solved.size:
        return f"resuelto en {solved.size} de {x.size} pasos"
    if solved[-1] == x.size - 1:
        return f"resuelto desde la {xlabel} {first}"
    if solved.size == 1:
        return f"resuelto solo en la {xlabel} {first}"
    return f"resuelto entre la {xlabel} {first} y la {last}"


def _text(X: np.ndarray, Y: np.ndarray, paths: dict[str, Parameters], k: int) -> str:
    """Say in one line how each network does at step k."""
    parts = []
    for key, path in paths.items():
        parameters = {n: path[n][..., k] for n in NAMES}
        right = int((lab1.predict(parameters, X) == Y).sum())
        cost = lab1.cost(X, Y, parameters)
        parts.append(f"{key}, costo {cost:.4f}, {right} de {Y.size} bien")
    return "; ".join(parts)


def _colors() -> list[str]:
    """Return the colours of the classes as they look on white."""
    colors = planes.CLASSES(range(planes.CLASSES.N))
    return [to_hex(planes.OPACITY * color + 1 - planes.OPACITY) for color in colors]


def _flat(path: Parameters) -> list[list[float]]:
    """Return W1, b1, W2 and b2 of every step as one list, row by row, to six digits."""
    flat = np.concatenate([path[n].reshape(-1, path[n].shape[-1]) for n in NAMES])
    return [[float(f"{value:.6g}") for value in step] for step in flat.T]


def _marks(fig: Figure, ax: Axes, x: np.ndarray, y: np.ndarray) -> list[list[float]]:
    """Return where points of an Axes are, as shares of the figure from its upper left corner."""
    places = fig.transFigure.inverted().transform(ax.transData.transform(np.stack([x, y], axis=1)))
    return [[round(float(left), 4), round(float(1 - bottom), 4)] for left, bottom in places]


def _frame(ax: Axes) -> dict[str, list[float]]:
    """Return where an Axes is, as above, and its limits."""
    box = ax.get_position()
    place = box.x0, 1 - box.y1, box.width, box.height
    limits = *ax.get_xlim(), *ax.get_ylim()
    return {
        "box": [round(float(v), 4) for v in place],
        "limits": [round(float(v), 4) for v in limits],
    }
