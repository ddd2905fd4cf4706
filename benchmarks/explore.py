"""How long a move of a slider takes inside the kernel, and what 500 moves leave in memory.

Run it with the lab's own environment: ``.venv/bin/python benchmarks/explore.py``.
"""

import resource
import statistics
import sys
import time

import lab1
from lab1.report import use_style
from lab1.report.picture import Picture
from lab1.report.trial import watch

STILL = {"seed": 5, "n_hidden": 2, "loss": "cross_entropy", "learning_rate": 0.3}
MOVES = {
    "seed": list(range(50)),
    "learning_rate": [0.003 * 1.2**i for i in range(50)],
    "n_hidden": [1 + i % 16 for i in range(50)],
    "loss": [*lab1.LOSSES] * 16,
}
X, Y = lab1.xor()


def move(picture, seed, n_hidden, loss, learning_rate):
    """Do what follows a move: train for 1000 iterations and make the new picture."""
    start = lab1.initialize_parameters(2, n_hidden, 1, seed=seed)
    trial = watch(X, Y, start, loss=loss, learning_rate=learning_rate, n_iterations=1000)
    picture.show(trial, "")
    picture.png()


def median_move():
    """Return the median seconds of 50 moves of the seed."""
    use_style()
    picture, times = Picture(X, Y), []
    for seed in (STILL["seed"], *MOVES["seed"]):  # the first one is made for good
        began = time.perf_counter()
        move(picture, **{**STILL, "seed": seed})
        times.append(time.perf_counter() - began)
    return statistics.median(times[1:])


def megabytes():
    """Return the most memory that this process ever had."""
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kilobytes / (1024**2 if sys.platform == "darwin" else 1024)


def main():
    use_style()
    picture = Picture(X, Y)
    move(picture, **STILL)
    print("| moved | median, ms | slowest of 20, ms |\n|---|---|---|")
    for name, values in MOVES.items():
        times = []
        for value in values:
            began = time.perf_counter()
            move(picture, **{**STILL, name: value})
            times.append(1000 * (time.perf_counter() - began))
        slow = statistics.quantiles(times, n=20)[-1]
        print(f"| {name} | {statistics.median(times):.0f} | {slow:.0f} |")
    before = megabytes()
    for i in range(500):
        move(picture, **{**STILL, "seed": i})
    print(f"\n500 further moves: {megabytes() - before:+.1f} MB at the peak")


if __name__ == "__main__":
    main()
