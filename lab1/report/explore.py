"""Sliders: a network is trained while the reader moves them, and the picture says how it went."""

from collections.abc import Iterable
from typing import Any

import ipywidgets as widgets

import lab1
from lab1 import _checks
from lab1.report import live, show, words
from lab1.report._controls import Soon
from lab1.report.mime import PANEL
from lab1.report.picture import Picture
from lab1.report.trial import watch
from lab1.types import Array, Parameters

_ITERATIONS = (10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
_IDLE = {"scale": ("zeros",), "seed": ("zeros", "constant")}  # where a control changes nothing
_SETTINGS = "{start}{drawn} · {units} · {loss} · tasa {rate}"
_DRAWN, _UNIT, _UNITS = ", semilla {seed}", "1 unidad oculta", "{n} unidades ocultas"
_ALT = "{message}. Costo, salidas, plano de entrada y espacio oculto."
_CAPTION = (
    "La red que describen los controles, entrenada. Círculos y líneas naranjas: etiqueta 0; "
    "cuadrados y líneas azules: 1. En la línea entre los dos colores la salida es ½."
)
_TEXTS = {  # that the exported page shares with this module
    "group": "Describir la red",
    "settings": _SETTINGS,
    "drawn": _DRAWN,
    "unit": _UNIT,
    "units": _UNITS,
    "alt": _ALT,
    "idle": _IDLE,
}


class Panel:
    """Sliders and, under them, the network that they describe, trained.

    The figure is an output of its own, replaced at every move: what is stored with the notebook
    and exported is what the reader saw last.

    Parameters
    ----------
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
    name : str
        As in `lab1.report.figure`.
    method, scale, seed, loss, learning_rate, n_hidden, n_iterations
        Where the sliders stand at first, as `lab1.initialize_parameters` and `lab1.train` take
        them; `scale` is the value of the method "constant", too.

    Attributes
    ----------
    controls : dict of str to ipywidgets.Widget
        By the name of what they set.

    Raises
    ------
    ValueError
        If the data don't have two inputs and one output, or a value can't be trained with.
    """

    def __init__(
        self,
        X: Array,
        Y: Array,
        name: str,
        *,
        method: str = "normal",
        scale: float = 1.0,
        seed: int = 0,
        loss: str = "cross_entropy",
        learning_rate: float = 0.3,
        n_hidden: int = 2,
        n_iterations: int = 1000,
    ) -> None:
        if X.shape[0] != 2 or Y.shape[0] != 1:
            raise ValueError(f"X and Y must have 2 and 1 rows, got {X.shape[0]} and {Y.shape[0]}")
        start: dict[str, Any] = {
            "method": method,
            "scale": scale,
            "seed": seed,
            "n_hidden": n_hidden,
        }
        descent: dict[str, Any] = {
            "loss": loss,
            "learning_rate": learning_rate,
            "n_iterations": n_iterations,
        }
        _checks.count("n_iterations", n_iterations)
        lab1.train(X, Y, _start(X, Y, **start), **{**descent, "n_iterations": 1})  # checks the rest
        self.controls = make_controls(**start, **descent)
        self._name = name
        self._picture = Picture(X, Y)
        self._handle: Any = None
        self._redraw_soon = Soon(self._redraw)
        for control in self.controls.values():
            control.observe(self._redraw_soon, "value")

    def _ipython_display_(self) -> None:
        controls = list(self.controls.values())
        columns = widgets.HBox([widgets.VBox(controls[:4]), widgets.VBox(controls[4:])])
        show.controls(widgets.VBox([columns, self._redraw_soon.state]))
        self._train()
        self._handle = show.figure(self._picture.figure, **self._note(), changes=True)

    def _redraw(self) -> None:
        self._train()
        show.replace(self._handle, *self._picture.png(), **self._note())

    def _train(self) -> None:
        values = {name: control.value for name, control in self.controls.items()}
        start = {name: values.pop(name) for name in ("method", "scale", "seed", "n_hidden")}
        settings = _settings(values["loss"], values["learning_rate"], **start)
        for name, idle in _IDLE.items():
            self.controls[name].disabled = start["method"] in idle
        X, Y = self._picture.X, self._picture.Y
        self._picture.show(watch(X, Y, _start(X, Y, **start), **values), settings)

    def _note(self) -> dict[str, Any]:
        return {
            "name": self._name,
            "caption": _CAPTION,
            "alt": _ALT.format(message=self._picture.message),
            "extra": {PANEL: live.data(self._picture.X, self._picture.Y, self.controls, _TEXTS)},
        }


def make_controls(
    method: str,
    scale: float,
    seed: int,
    n_hidden: int,
    loss: str,
    learning_rate: float,
    n_iterations: int,
) -> dict[str, widgets.DOMWidget]:
    """Return the controls by the name of what they set, where these values can be chosen."""
    methods = [(words.STARTS[name].format("σ"), name) for name in lab1.METHODS]
    losses = [(words.LOSSES[name], name) for name in lab1.LOSSES]
    units = {"min": 1, "max": max(16, n_hidden)}
    controls = {
        "method": widgets.Dropdown(options=methods, value=method, description="Inicio"),
        "scale": _slider(_round_numbers(-2, 1), scale, "Escala σ"),
        "seed": widgets.IntSlider(seed, 0, max(199, seed), description="Semilla"),
        "n_hidden": widgets.IntSlider(n_hidden, **units, description="Unidades"),
        "loss": widgets.Dropdown(options=losses, value=loss, description="Pérdida"),
        "learning_rate": _slider(_round_numbers(-3, 2), learning_rate, "Tasa"),
        "n_iterations": _slider(_ITERATIONS, n_iterations, "Iteraciones"),
    }
    for control in controls.values():
        control.style.description_width = "6em"
    return controls


def _slider(values: Iterable[float], value: float, description: str) -> widgets.SelectionSlider:
    """Return a slider over these values and the one where it stands."""
    options = [(words.number_text(v), v) for v in sorted({*values, value})]
    return widgets.SelectionSlider(options=options, value=value, description=description)


def _round_numbers(lowest: int, highest: int) -> list[float]:
    """Return a few numbers in each power of ten, so that steps are about even."""
    powers = range(lowest, highest)
    return [float(f"{n}e{k}") for k in powers for n in (1, 1.5, 2, 3, 5, 7)] + [10.0**highest]


def _start(X: Array, Y: Array, method: str, scale: float, seed: int, n_hidden: int) -> Parameters:
    options: dict[str, Any] = {"method": method, "scale": scale, "value": scale, "seed": seed}
    return lab1.initialize_parameters(X.shape[0], n_hidden, Y.shape[0], **options)


def _settings(
    loss: str, learning_rate: float, method: str, scale: float, seed: int, n_hidden: int
) -> str:
    return _SETTINGS.format(
        start=words.start_name(method, scale),
        drawn="" if method in _IDLE["seed"] else _DRAWN.format(seed=seed),
        units=_UNITS.format(n=n_hidden) if n_hidden > 1 else _UNIT,
        loss=words.LOSSES[loss],
        rate=words.number_text(learning_rate),
    )
