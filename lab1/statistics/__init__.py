"""What may be concluded from many seeds: how runs end, and how sure that is."""

from lab1.statistics.proportions import PairedDifference, paired_difference, wilson
from lab1.statistics.resampling import bootstrap, median_interval
from lab1.statistics.states import SOLVED_BELOW, STATES, plateau

__all__ = [
    "SOLVED_BELOW",
    "STATES",
    "PairedDifference",
    "bootstrap",
    "median_interval",
    "paired_difference",
    "plateau",
    "wilson",
]
