"""What a panel needs to go on in an exported page, where panel.js trains without Python."""

from collections.abc import Mapping
from typing import Any

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import to_rgb

import lab1
from lab1.report import picture, planes, style, trial, words
from lab1.report._controls import WORKING
from lab1.statistics import SOLVED_BELOW
from lab1.statistics.states import POOLED, TOLERANCE
from lab1.theory import PLATEAUS
from lab1.types import Array


def data(
    X: Array, Y: Array, controls: Mapping[str, widgets.DOMWidget], texts: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the examples, the controls as they stand, all words, rules and colours.

    Parameters
    ----------
    X : ndarray, shape (2, m)
    Y : ndarray, shape (1, m)
    controls : dict of str to ipywidgets.Widget
        By the name of what they set.
    texts : dict
        Further words that are passed on.

    Returns
    -------
    dict
        As JSON has it. Words with places for numbers have them in braces.
    """
    methods, scales = (dict(controls[name].options).values() for name in ("method", "scale"))
    return {
        **texts,
        "points": X.T.tolist(),
        "labels": Y[0].astype(int).tolist(),
        # A list: notebooks are stored with the names of a dict in alphabetical order.
        "controls": [{"name": name, **_control(control)} for name, control in controls.items()],
        "starts": {m: [words.start_name(m, scale) for scale in scales] for m in methods},
        "working": WORKING,
        "sentences": trial.SENTENCES,
        "cost": picture.COST,
        "outputs": picture.OUTPUTS,
        "plane": {**picture.PLANE, "xlabel": "x₁", "ylabel": "x₂", "limits": _limits(X)},
        "hidden": {
            **picture.HIDDEN,
            **{"two_of": picture.TWO_OF, "xlabel": "h₁", "ylabel": "h₂"},
            "limits": [-planes.EDGE, planes.EDGE] * 2,
        },
        "most_named": picture.MOST_NAMED,
        "states": _states(Y),
        "plateaus": PLATEAUS if np.array_equal(Y, lab1.xor()[1]) else {},
        "rules": {
            "solved_below": SOLVED_BELOW,
            "tolerance": TOLERANCE,
            "jump": trial.JUMP,
            "late": trial.LATE,
            "settled": trial.SETTLED,
        },
        "colors": [style.ORANGE, style.BLUE],
        "opacities": _opacities(),
    }


def _control(control: widgets.DOMWidget) -> dict[str, Any]:
    """Describe a control: its options, or the whole numbers that it goes through."""
    here = {"label": control.description, "value": control.value}
    if isinstance(control, widgets.IntSlider):
        return {**here, "min": control.min, "max": control.max}
    slides = isinstance(control, widgets.SelectionSlider)
    return {**here, "slides": slides, "options": [list(option) for option in control.options]}


def _limits(X: Array) -> list[float]:
    low, high = planes.corners(X)
    return [low[0], high[0], low[1], high[1]]


def _states(Y: Array) -> dict[str, dict[str, Any]]:
    """Return the outputs' distances to their labels in each state in which XOR can be stuck."""
    if Y.size != 4:
        return {}
    return {
        name: {"distances": POOLED[name], "cost": PLATEAUS[name], "words": words.UNDECIDED[name]}
        for name in POOLED
    }


def _opacities() -> list[float]:
    """Return how much of its class's colour each band of output has, to be laid over a page."""
    bands = planes.CLASSES(np.arange(planes.CLASSES.N))[:, :3]
    labels = np.repeat([to_rgb(style.ORANGE), to_rgb(style.BLUE)], planes.CLASSES.N // 2, axis=0)
    strongest = labels.argmin(axis=1)[:, None]  # where the colour is farthest from white
    shares = np.take_along_axis(1 - bands, strongest, 1) / np.take_along_axis(
        1 - labels, strongest, 1
    )
    return [round(float(planes.OPACITY * share), 3) for share in shares[:, 0]]
