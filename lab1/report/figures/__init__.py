"""The figures of each notebook: results go in, a figure comes out, titled by what it shows."""

from collections.abc import Mapping
from typing import Any, Literal

import matplotlib.pyplot as plt
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lab1.report import plots, style
from lab1.types import NAMES, Parameters


def message(fig: Figure, text: str) -> Figure:
    """Write the figure's message over all of its panels, from the left."""
    fig.suptitle(text, x=0.01, ha="left")
    return fig


def parameter_paths(
    paths: Mapping[str, tuple[NDArray[Any], Parameters]],
    *,
    xlabel: str,
    share_y: bool | Literal["col"],
) -> Figure:
    """Draw the paths of W1, b1, W2 and b2 as small multiples: a row a run, a column a parameter.

    Parameters
    ----------
    paths : dict of str to (x, path)
        By the name of the row: where each recorded point stands, and `lab1.Run.path` of one run.
    xlabel : str
    share_y : bool or "col"
        Which panels share their scale, as in ``plt.subplots``.
    """
    size = style.WIDTH, 0.98 * len(paths) + 0.5
    fig, axes = plt.subplots(
        len(paths), 4, figsize=size, sharex=True, sharey=share_y, squeeze=False
    )
    for row, (name, (x, path)) in zip(axes, paths.items(), strict=True):
        plots.parameter_paths(row, x, path)
        row[0].set_ylabel(name, fontweight="bold")
    for ax, name in zip(axes[0], NAMES, strict=True):
        ax.set_title(f"${name[0]}_{name[1]}$", loc="center")
    fig.supxlabel(xlabel, fontsize=9.5)
    return fig
