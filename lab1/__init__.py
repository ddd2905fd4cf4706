"""A two-layer neural network on XOR, for the experiments of Laboratorio 1."""

import os.path
import sys

if os.path.basename(sys.argv[0]) in ("-m", "lab1", "lab1.exe"):  # a command, about to load much
    from lab1 import _command

    _command.begin()

from collections.abc import Callable
from typing import Any

from lab1.activations import ACTIVATIONS, sigmoid
from lab1.data import DATASETS, curved, logical_and, logical_or, xor
from lab1.initialization import METHODS, initialize_parameters
from lab1.losses import LOSSES
from lab1.network import cost, forward, gradients, predict
from lab1.statistics import STATES, bootstrap, paired_difference, plateau, wilson
from lab1.training import Run, train

__version__ = "1.1.0"

__all__ = [
    "ACTIVATIONS",
    "DATASETS",
    "LOSSES",
    "METHODS",
    "STATES",
    "Run",
    "bootstrap",
    "cost",
    "curved",
    "forward",
    "gradients",
    "initialize_parameters",
    "logical_and",
    "logical_or",
    "paired_difference",
    "plateau",
    "predict",
    "sigmoid",
    "sweep",
    "train",
    "wilson",
    "xor",
]


def __getattr__(name: str) -> Callable[..., Any]:
    # `sweep` needs pandas: load it only for who uses it. Its module has another name, since a
    # submodule hides a function of the same name.
    if name == "sweep":
        from lab1.sweeps import sweep

        globals()["sweep"] = sweep
        return sweep
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
