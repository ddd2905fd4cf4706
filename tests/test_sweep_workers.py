"""Many runs under stress: interrupted, killed, bereft of a cluster's worker, or large."""

import os
import re
import signal
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import joblib
import pandas as pd
import psutil
import pytest
from pandas.testing import assert_frame_equal

import lab1
from lab1 import sweeps

README = Path(__file__).parent.parent / "README.md"
# Says when the first thread is at work, then goes on for hours.
LONG = """
import os, signal, lab1
from lab1 import _engine

signal.signal(signal.SIGINT, signal.default_int_handler)  # else ignored in a shell's background
train_row = _engine._descend_row
def announced(*row):
    os.write(1, b"begins" + bytes([10]))
    return train_row(*row)
_engine.prepare()
_engine._descend_row = announced
X, Y = lab1.xor()
"""
SWEEP = "lab1.sweep(X, Y, seeds=range(10**5), n_iterations=10**6, n_jobs={})"
TRAIN = """
starts = lab1.initialize_parameters(2, 2, 1, seed=range(10**5))
lab1.train(X, Y, starts, n_iterations=10**6, record_every=10**6)
"""
CALLS = [SWEEP.format(1), SWEEP.format(2), TRAIN]


def begin(call):
    process = subprocess.Popen(
        [sys.executable, "-c", LONG + call],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "begins\n", process.communicate()
    return process


@pytest.mark.skipif(os.name != "posix", reason="Windows interrupts consoles, not processes")
@pytest.mark.parametrize("call", CALLS)
def test_an_interrupt_ends_the_training_of_many(call):
    process = begin(call)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert errors.endswith("KeyboardInterrupt\n")
    assert process.returncode == -signal.SIGINT


@pytest.mark.skipif(os.name != "posix", reason="these are POSIX's signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("call", CALLS[1:])
def test_it_is_one_process_so_that_ending_it_leaves_none_behind(call, number):
    process = begin(call)
    children = psutil.Process(process.pid).children(recursive=True)
    # Python 3.14 keeps a list of semaphores in a process that ends by itself.
    assert all("resource_tracker" in " ".join(child.cmdline()) for child in children)
    process.send_signal(number)
    process.communicate()
    assert process.returncode == -number
    psutil.wait_procs(children)


def test_an_interrupted_sweep_leaves_no_thread_at_work(monkeypatch):
    X, Y = lab1.xor()
    monkeypatch.setattr(sweeps, "_SMALL", 0)
    started, before = threading.Event(), set(threading.enumerate())
    block = sweeps.train_block

    def first_interrupts(*task):
        if not started.is_set():
            started.set()
            raise KeyboardInterrupt
        return block(*task)

    monkeypatch.setattr(sweeps, "train_block", first_interrupts)
    with pytest.raises(KeyboardInterrupt):
        lab1.sweep(X, Y, seeds=range(9000), n_iterations=10**8, n_jobs=2)
    for thread in set(threading.enumerate()) - before:
        if type(thread).__name__ != "TMonitor":  # tqdm's, which stays
            thread.join()  # would take hours


def test_the_readme_s_lines_give_the_same_table_on_a_cluster_that_loses_a_worker(
    tmp_path, monkeypatch
):
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(sweeps, "_SMALL", 0)
    monkeypatch.chdir(tmp_path)
    (lines,) = re.findall(r"```py\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        for theirs, ours in (
            ("tcp://scheduler:8786", cluster.scheduler_address),
            ("range(100)", "range(2)"),
            ("10**6", "20_000"),
        ):
            assert theirs in lines
            lines = lines.replace(theirs, ours)
        first, *_ = (nanny.pid for nanny in cluster.workers.values())
        midway = threading.Timer(1, os.kill, (first, signal.SIGKILL))
        midway.start()
        names = {}
        exec(lines, names)
        midway.join()
        names["client"].close()  # else it looks for its cluster in the tests that follow
    X, Y = lab1.xor()
    for part in range(2):
        expected = lab1.sweep(X, Y, seeds=range(20_000 * part, 20_000 * (part + 1)))
        assert_frame_equal(pd.read_pickle(f"part{part:03}.pkl"), expected, check_exact=True)


def test_no_array_of_a_task_is_laid_into_a_worker_with_which_it_would_be_lost(monkeypatch):
    given, delayed = [], joblib.delayed

    def noted(function):
        return lambda *arguments: given.extend(arguments) or delayed(function)(*arguments)

    monkeypatch.setattr(sweeps.joblib, "delayed", noted)
    X, Y = lab1.xor()
    lab1.sweep(X, Y, seeds=range(1000), n_iterations=1)
    # What has no weak reference goes with its task.
    assert [type(argument) for argument in given] == [tuple] * len(given) != []


def test_a_run_takes_less_than_700_bytes():
    # A million runs fit in 1 GiB, then.
    X, Y = lab1.xor()
    lab1.sweep(X, Y, seeds=range(10), n_iterations=2)  # what is loaded once is not counted
    tracemalloc.start()
    lab1.sweep(X, Y, seeds=range(50_000), n_iterations=1, n_jobs=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000 * 700
