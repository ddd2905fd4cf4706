"""Train the same networks with the lab and its peers, check that all agree, and compare times.

Prints the tables; with --write also puts them into README.md and draws growth.svg. With
--without-avx512 every contender leaves those instructions alone, by its own means.
"""

import argparse
import os
import platform
import statistics
import sys
import time
from pathlib import Path

WITHOUT_AVX512 = {  # to be set before any of them is loaded
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
    "NUMBA_CPU_NAME": "haswell",
    "NUMBA_CPU_FEATURES": "+avx2,+fma",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "OPENBLAS_CORETYPE": "Haswell",
}
if "--without-avx512" in sys.argv:
    os.environ.update(WITHOUT_AVX512)

import contenders as c
import joblib
import numpy as np
import psutil
from matplotlib import pyplot as plt

import lab1

os.environ["TQDM_DISABLE"] = "1"  # a bar would stand in the table
HERE = Path(__file__).parent
MANY = [  # name, function, how many of the R networks it trains
    ("lab1.sweep, 2 workers, draws and table included", c.lab_sweep, None),
    ("lab1.sweep, 1 worker, draws and table included", c.lab_sweep_alone, None),
    ("lab1.train, 2 threads, every cost kept", c.lab_train, None),
    ("floor: 8 tanh, 4 exp, 4 log, 4 divisions in NumPy, 1 thread", c.floor, None),
    ("torch.compile of a hand-written step, 2 threads", c.torch_compiled, None),
    ("JAX, hand-written, runs last, in a scan, 2 threads", c.jax_unrolled, None),
    ("JAX jit(vmap(value_and_grad)) in a scan, 2 threads", c.jax_vmap, None),
    ("torch autograd, batched, 2 threads", c.torch_batched, None),
    ("numba, scalar loop over runs, 2 threads", c.numba_scalar, None),
    ("the original report's loop, one run at a time", c.original_report, 1),
]
SINGLE = [
    ("lab1.train", c.lab_single, 1),
    ("a plain NumPy loop for one network", c.plain_loop, 1),
    ("the original report's loop", c.original_report, 1),
    ("scikit-learn MLPClassifier", c.scikit_learn, 1),
    ("torch nn.Sequential + SGD", c.torch_single, 1),
]


def starts(n_runs):
    return lab1.initialize_parameters(2, 2, 1, seed=range(n_runs))


def timed(function, *arguments, **options):
    begin = time.perf_counter()
    result = function(*arguments, **options)
    return time.perf_counter() - begin, result


def check(entries, start, n):
    """Run each once; return its first-call time. All must give the lab's costs to 1e-9."""
    expected = c.lab_train(start, n)
    first = {}
    for name, function, _ in entries:
        first[name], costs = timed(function, start, n)
        if costs is None:
            continue
        error = np.abs(costs - expected[-len(costs) :, : costs.shape[1]]).max()
        if not error < 1e-9:
            sys.exit(f"{name} computes other costs: they differ by {error:.1e}")
    return first


def foreign_seconds():
    """Tell how many seconds of processor time other programs have had."""
    spent = psutil.cpu_times()._asdict()
    busy = sum(
        spent[k] for k in ("user", "nice", "system", "irq", "softirq", "steal") if k in spent
    )
    me = psutil.Process()
    own = [process.cpu_times() for process in (me, *me.children(recursive=True))]
    return busy - sum(times.user + times.system for times in own)


def timed_in_peace(function, *arguments, patience=15, **options):
    """Wait for other programs, at most `patience` seconds, then time; also return their share."""
    for _ in range(patience):
        if psutil.cpu_percent(interval=1) < 5:
            break
    before = foreign_seconds()
    seconds, _ = timed(function, *arguments, **options)
    return seconds, (foreign_seconds() - before) / seconds


def measure(entries, start, n, rounds):
    """Seconds of each contender in each round, all of them in turn: {name: [seconds]}.

    Also the largest share of a core that other programs had meanwhile.
    """
    seconds, disturbed = {name: [] for name, _, _ in entries}, 0.0
    for _ in range(rounds):
        for name, function, _ in entries:
            taken, share = timed_in_peace(function, start, n)
            seconds[name].append(taken)
            disturbed = max(disturbed, share)
    return seconds, disturbed


def table(entries, seconds, first, n_runs, n, unit):
    """Lines of a Markdown table: median time, ratio to the first contender round by round."""
    ours = seconds[entries[0][0]]
    ours_runs = entries[0][2] or n_runs
    scale = {"ns": 1e9, "µs": 1e6}[unit]
    lines = [
        f"| contender | best, {unit} | median, {unit} | times ours | min to max | first call |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name, _, runs in entries:
        per = [s / ((runs or n_runs) * n) * scale for s in seconds[name]]
        of_ours = [s / (ours_runs * n) * scale for s in ours]
        ratios = sorted(p / o for p, o in zip(per, of_ours, strict=True))
        lines.append(
            f"| {name} | {min(per):,.1f} | {statistics.median(per):,.1f} "
            f"| {statistics.median(ratios):.2f} | {ratios[0]:.2f} to {ratios[-1]:.2f} "
            f"| {first[name]:.1f} s |"
        )
    return lines


def growth():
    """Nanoseconds a net-iteration of `lab1.sweep`, 1000 each, all included, as the work grows.

    Returns {label of the axis: (values, {workers: times})}.
    """
    axes = {
        "runs (2-2-1 on XOR)": [(c.X, c.Y, 2, 10**k) for k in range(6)],
        "hidden units (XOR, 1000 runs)": [(c.X, c.Y, 2**k, 1000) for k in range(8)],
        "examples (4 hidden units, 200 runs)": [(*lab1.curved(4**k), 4, 200) for k in range(1, 6)],
    }
    results = {}
    for label, points in axes.items():
        times = {1: [], c.WORKERS: []}
        for X, Y, n_h, n_runs in points:
            for workers, of_workers in times.items():
                size = {"seeds": range(n_runs), "n_h": n_h, "n_iterations": 1000, "n_jobs": workers}
                seconds = [timed_in_peace(lab1.sweep, X, Y, **size)[0] for _ in range(2)]
                of_workers.append(min(seconds) / n_runs * 1e6)
        varying = {"r": 3, "h": 2}.get(label[0])
        values = [point[varying] if varying else point[1].size for point in points]
        results[label] = values, times
    return results


def draw(results, path):
    """Draw what `growth` measured, in the same bytes for the same numbers."""
    plt.rcParams.update({"svg.hashsalt": "lab1", "svg.fonttype": "none", "font.size": 9})
    figure, axes = plt.subplots(1, len(results), figsize=(9.5, 3), layout="constrained")
    for ax, (label, (values, times)) in zip(axes, results.items(), strict=True):
        for (workers, ns), style in zip(times.items(), ("-o", "--s"), strict=True):
            ax.loglog(values, ns, style, ms=4, label=f"{workers} worker" + "s" * (workers > 1))
        ax.set_xlabel(label)
        ax.grid(alpha=0.3)
    axes[0].set_ylabel("ns per net-iteration")
    axes[0].legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def machine():
    """Describe the machine in a line."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    models = [line.split(":")[1].strip() for line in lines if line.startswith("model name")]
    simd = np._core._multiarray_umath.__cpu_features__
    off = "--without-avx512" in sys.argv
    kinds = ("AVX2", "NEON") if off else ("AVX512_SKX", "AVX512F", "AVX2", "NEON")
    widest = next((f for f in kinds if simd.get(f)), "no SIMD")
    processor = models[0] if models else platform.processor()
    versions = {"JAX": c.jax, "torch": c.torch, "numba": c.numba, "NumPy": np}
    return ", ".join(
        [f"{joblib.cpu_count()} cores of {processor} ({widest})", platform.system()]
        + [f"Python {platform.python_version()}"]
        + [f"{name} {module.__version__}" for name, module in versions.items()]
    )


def report(options):
    """Do all of it; return the lines for the README."""
    start, n = starts(options.runs), options.iterations
    lines = [
        f"Measured on {machine()}; {options.rounds} rounds, all contenders in turn in each.",
        "",
    ]
    for title, entries, unit in (
        (f"### {options.runs:,} runs × {n:,} iterations", MANY, "ns"),
        (f"### One run × {n:,} iterations", SINGLE, "µs"),
    ):
        first = check(entries, start, n)
        seconds, disturbed = measure(entries, start, n, options.rounds)
        lines += [title, "", *table(entries, seconds, first, options.runs, n, unit), ""]
        lines += [f"Other programs had at most {disturbed:.0%} of a core meanwhile.", ""]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9000)
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--write", action="store_true", help="put the results into README.md")
    parser.add_argument("--without-avx512", action="store_true", help="see above")
    options = parser.parse_args()
    lines = report(options)
    print("\n".join(lines))
    if options.write:
        write("without AVX-512" if options.without_avx512 else "all instructions", lines)
        if not options.without_avx512:
            draw(growth(), HERE / "growth.svg")


def write(part, lines):
    """Put lines into a part of the README, between its two comments."""
    readme = HERE / "README.md"
    begin, end = f"<!-- {part} -->\n", f"<!-- end: {part} -->\n"
    before, rest = readme.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    text = "".join(f"{line}\n" for line in lines)
    readme.write_text(before + begin + text + end + after, encoding="utf-8")


if __name__ == "__main__":
    main()
