"""A two-layer neural network on XOR, for the experiments of Laboratorio 1."""

from lab1.data import DATASETS, curved, logical_and, logical_or, xor
from lab1.initialization import METHODS, initialize_parameters
from lab1.losses import LOSSES
from lab1.network import cost, forward, gradients, predict
from lab1.training import Run, train

__version__ = "1.0.0"

__all__ = [
    "DATASETS",
    "LOSSES",
    "METHODS",
    "Run",
    "cost",
    "curved",
    "forward",
    "gradients",
    "initialize_parameters",
    "logical_and",
    "logical_or",
    "predict",
    "train",
    "xor",
]
