"""Sweep under stress: interrupted, bereft of a worker, or large."""

import os
import signal
import subprocess
import sys
import time
import tracemalloc

import psutil
import pytest

import lab1
from lab1 import sweeps

LONG_SWEEP = """
import lab1

X, Y = lab1.xor()
print("begins", flush=True)
lab1.sweep(X, Y, seeds=range(4000), n_iterations=10**5, n_jobs={n_jobs})
"""


def die(*_):
    os._exit(3)


def loky_workers(process):
    children = psutil.Process(process.pid).children(recursive=True)
    return [child for child in children if "LokyProcess" in " ".join(child.cmdline())]


@pytest.mark.skipif(os.name != "posix", reason="Windows interrupts consoles, not processes")
@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_interrupt_ends_a_sweep_and_leaves_no_process_behind(n_jobs):
    process = subprocess.Popen(
        [sys.executable, "-c", LONG_SWEEP.format(n_jobs=n_jobs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "begins\n"
        while n_jobs > 1 and len(loky_workers(process)) < n_jobs:
            assert process.poll() is None
            time.sleep(0.05)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert "KeyboardInterrupt" in errors
    assert process.returncode == -signal.SIGINT
    _, left = psutil.wait_procs(children, timeout=60)
    assert left == []


@pytest.mark.filterwarnings("ignore::UserWarning")  # joblib tells of the worker, too
def test_a_worker_that_dies_is_reported(monkeypatch):
    X, Y = lab1.xor()
    monkeypatch.setattr(sweeps, "_SMALL", 0)
    monkeypatch.setattr(sweeps, "train_block", die)
    with pytest.raises(RuntimeError, match=r"worker process .* was unexpectedly terminated"):
        lab1.sweep(X, Y, seeds=range(40), n_iterations=5, n_jobs=2)


def test_a_run_takes_less_than_700_bytes():
    # A million runs fit in 1 GiB, then, with the workers' blocks.
    X, Y = lab1.xor()
    lab1.sweep(X, Y, seeds=range(10), n_iterations=2)  # what is loaded once is not counted
    tracemalloc.start()
    lab1.sweep(X, Y, seeds=range(50_000), n_iterations=1, n_jobs=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000 * 700
