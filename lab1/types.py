"""The types of what goes in and out, and the parameters' names."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

Parameters: TypeAlias = dict[str, Array]
"""W1, b1, W2 and b2, or what else there is one of for each of them, by name."""

NAMES = ("W1", "b1", "W2", "b2")
