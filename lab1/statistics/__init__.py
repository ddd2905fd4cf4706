"""What may be concluded from many seeds: how runs end, and how sure that is."""

from lab1.statistics.arms import crossing, first_places, peak, rate_interval
from lab1.statistics.proportions import PairedDifference, paired_difference, wilson
from lab1.statistics.resampling import bootstrap, median_interval, power_law
from lab1.statistics.states import SOLVED_BELOW, STATES, plateau

__all__ = [
    "SOLVED_BELOW",
    "STATES",
    "PairedDifference",
    "bootstrap",
    "crossing",
    "first_places",
    "median_interval",
    "paired_difference",
    "peak",
    "plateau",
    "power_law",
    "rate_interval",
    "wilson",
]
