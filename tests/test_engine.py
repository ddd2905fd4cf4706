"""The compiled engine: its exp and log, the same bits everywhere, the same numbers as NumPy."""

import hashlib
import json
import os
import platform
import subprocess
import sys
from decimal import Decimal, localcontext
from itertools import product
from pathlib import Path

import joblib
import numpy as np
import pytest

import lab1
from lab1 import _engine, training
from lab1._record import Record
from lab1.network import backward, layers
from lab1.types import NAMES

numba = pytest.importorskip("numba", reason="there is no engine without numba")
from lab1._engine.kernel import ACTIVATION_NUMBER, LOSS_NUMBER  # noqa: E402

RECORDED = Path(__file__).with_name("engine_bits.json")
STARTS = ("constant", "uniform", "xavier", "wide", "saturated")
RATES = (0.01, 0.3, 1.0, 3.5, 5.5, 10.0, 30.0, 100.0)
SHAPES = {
    "xor": (2, 2, 1, 4),
    "1-1-1": (1, 1, 1, 3),
    "5-7-3": (5, 7, 3, 11),
    "2-8-1": (2, 8, 1, 80),
}


@pytest.fixture
def in_numpy(monkeypatch):
    """Give a function that does something without the engine."""

    def run(task):
        with monkeypatch.context() as patch:
            patch.setattr(_engine, "trains", lambda *_: False)
            return task()

    return run


def problem(shape):
    """Data and starts from uniform numbers alone, whose bits no system's log can change."""
    n_x, n_h, n_y, m = SHAPES[shape]
    X, Y = lab1.xor()
    if shape != "xor":
        rng = np.random.RandomState(m)
        X, Y = rng.uniform(-2, 2, (n_x, m)), (rng.uniform(size=(n_y, m)) > 0.5).astype(float)
    size = {"n_x": n_x, "n_h": n_h, "n_y": n_y}
    starts = {
        "constant": lab1.initialize_parameters(**size, method="constant", value=0.5),
        "uniform": lab1.initialize_parameters(**size, method="uniform", scale=1.7, seed=3),
        "xavier": lab1.initialize_parameters(**size, method="xavier", seed=4),
        "wide": lab1.initialize_parameters(**size, method="uniform", scale=30.0, seed=5),
        "saturated": lab1.initialize_parameters(**size, method="uniform", seed=6),
    }
    starts["saturated"]["b2"] += 400.0
    return X, Y, starts


def all_starts_and_rates(shape):
    X, Y, starts = problem(shape)
    arms = list(product(STARTS, RATES))
    together = {k: np.stack([starts[s][k] for s, _ in arms], axis=-1) for k in NAMES}
    return X, Y, together, np.array([rate for _, rate in arms])


def bits(run):
    """Digest the costs and the parameters of some runs, whatever axes they have."""
    arrays = [run.costs, *(run.parameters[k] for k in NAMES), *(run.path[k] for k in NAMES)]
    # What has diverged past the largest float is NaN, of which processors know several.
    alike = [np.where(np.isnan(a), np.nan, a) for a in arrays]
    return hashlib.sha256(b"".join(a.tobytes() for a in alike)).hexdigest()


def digests():
    found = {}
    for shape, loss, activation in product(SHAPES, LOSS_NUMBER, ACTIVATION_NUMBER):
        X, Y, starts, rates = all_starts_and_rates(shape)
        how = {"loss": loss, "activation": activation, "learning_rate": rates}
        run = lab1.train(X, Y, starts, **how, n_iterations=300, record_every=7,
                         record_parameters=True)  # fmt: skip
        found[f"{shape} {loss} {activation}"] = bits(run)[:16]
    return found


def processors():
    """Ways to compile for less of this processor: numba's own switches."""
    yield "all it has", {}
    yield "no vectors past the oldest", {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    if platform.machine() in ("x86_64", "AMD64"):
        host = subprocess.check_output(
            [sys.executable, "-c", "import llvmlite.binding as b, json;"
             "print(json.dumps([k for k, v in b.get_host_cpu_features().items() if v]))"],
            text=True,
        )  # fmt: skip
        if {"avx2", "fma"} <= set(json.loads(host)):
            yield "AVX2", {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,+fma"}


@pytest.mark.parametrize(("name", "switches"), list(processors()))
def test_runs_have_the_recorded_bits_on_every_processor(name, switches, tmp_path):
    code = "import json, test_engine; print(json.dumps(test_engine.digests()))"
    environment = os.environ | switches | {"TQDM_DISABLE": "1"}
    found = subprocess.check_output(
        [sys.executable, "-c", code], env=environment, cwd=Path(__file__).parent, text=True
    )
    assert json.loads(found) == json.loads(RECORDED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("loss", LOSS_NUMBER)
@pytest.mark.parametrize("activation", ACTIVATION_NUMBER)
def test_a_run_alone_has_the_bits_it_has_in_company_in_any_order_slice_and_thread(
    loss, activation, monkeypatch
):
    X, Y, starts, rates = all_starts_and_rates("xor")
    how = {"loss": loss, "activation": activation, "n_iterations": 200}
    whole = lab1.train(X, Y, starts, learning_rate=rates, record_parameters=True, **how)
    monkeypatch.setattr(_engine, "_SLICE", 1)  # one iteration at a time
    monkeypatch.setattr(_engine, "_MOST", 3)
    monkeypatch.setattr(_engine, "_FEWEST", 1)
    monkeypatch.setattr(training, "_SMALL", 0)
    monkeypatch.setattr(joblib, "cpu_count", lambda: 3)
    order = np.random.RandomState(0).permutation(rates.size)
    turned = {k: starts[k][..., order] for k in NAMES}
    again = lab1.train(X, Y, turned, learning_rate=rates[order], record_parameters=True, **how)
    assert (again.costs == whole.costs[:, order]).all()
    monkeypatch.undo()
    for r in range(rates.size):
        alone = {k: starts[k][..., r] for k in NAMES}
        run = lab1.train(X, Y, alone, learning_rate=rates[r], record_parameters=True, **how)
        assert (run.costs == whole.costs[:, r]).all()
        assert all((run.path[k] == whole.path[k][..., r]).all() for k in NAMES)
        assert all((run.path[k] == again.path[k][..., order.argsort()[r]]).all() for k in NAMES)


@pytest.mark.parametrize("loss", LOSS_NUMBER)
@pytest.mark.parametrize("activation", ACTIVATION_NUMBER)
@pytest.mark.parametrize("shape", SHAPES)
def test_costs_paths_and_parameters_are_those_of_numpy(shape, loss, activation, in_numpy):
    X, Y, starts, rates = all_starts_and_rates(shape)
    calm = rates <= 0.3
    starts = {k: starts[k][..., calm] for k in NAMES}
    how = {"loss": loss, "activation": activation, "learning_rate": rates[calm]}
    how |= {"n_iterations": 200, "record_parameters": True}
    ours, theirs = (
        lab1.train(X, Y, starts, **how),
        in_numpy(lambda: lab1.train(X, Y, starts, **how)),
    )
    # A run is chaotic where one more bit in its start changes what comes out.
    nudged = {k: np.nextafter(starts[k], np.inf) for k in NAMES}
    other = in_numpy(lambda: lab1.train(X, Y, nudged, **how))
    steady = apart(other, theirs) < 3e-14
    assert steady.mean() >= 0.5
    assert apart(ours, theirs)[steady].max() < 1e-12


def apart(run, other):
    """Tell how far runs are from others, relatively; a parameter by the largest on its path."""
    # NumPy's error of a sure and right answer, 1 - A2, is only good to the last bit of 1.
    cost = np.abs(run.costs - other.costs) / (other.costs + 1e-3)
    distance = cost.max(axis=0)
    for name in NAMES:
        gap, size = np.abs(run.path[name] - other.path[name]), np.abs(other.path[name])
        distance = np.maximum(distance, gap.max(axis=(0, 1, 2)) / size.max(axis=(0, 1, 2)))
    return distance


@pytest.mark.parametrize("loss", LOSS_NUMBER)
@pytest.mark.parametrize("activation", ACTIVATION_NUMBER)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_step_follows_numpy_s_gradient_however_chaotic_the_run(shape, loss, activation):
    X, Y, starts, rates = all_starts_and_rates(shape)
    how = {"loss": loss, "activation": activation, "learning_rate": rates, "n_iterations": 60}
    run = lab1.train(X, Y, starts, record_parameters=True, **how)
    computed = layers(X, run.path, activation)
    gradients = backward(X, Y, run.path, computed, loss, activation)
    for name in NAMES:
        before, after = run.path[name][:, :, :-1], run.path[name][:, :, 1:]
        step = rates * gradients["d" + name][:, :, :-1]
        terms = 1 if name == "b2" else np.abs(run.path["W2"]).max() * np.abs(X).max()
        terms = terms * Y.size * lab1.LOSSES[loss].weight(Y) + 1  # what a gradient is summed from
        rounding = 4e-16 * np.abs(before) + 2e-15 * terms * rates
        assert (np.abs(before - step - after) <= 1e-12 * np.abs(step) + rounding).all()


def test_ten_thousand_starts_are_solved_and_rise_when_numpy_says(in_numpy):
    X, Y = lab1.xor()
    grid = {"seeds": range(5000), "losses": ["cross_entropy", "mse"], "n_iterations": 400}
    ours, theirs = lab1.sweep(X, Y, **grid), in_numpy(lambda: lab1.sweep(X, Y, **grid))
    assert (ours.solved_at.fillna(-1) == theirs.solved_at.fillna(-1)).all()
    assert (ours.rose == theirs.rose).all()
    assert (ours.state == theirs.state).all()
    fast = {"seeds": range(500), "learning_rates": [3.0, 6.0, 30.0], "n_iterations": 20}
    ours, theirs = lab1.sweep(X, Y, **fast), in_numpy(lambda: lab1.sweep(X, Y, **fast))
    assert ours.rose.any()
    assert (ours.rose == theirs.rose).mean() > 0.999


@pytest.mark.parametrize("loss", LOSS_NUMBER)
@pytest.mark.parametrize("bias", [700.0, -700.0, 5e4])
def test_saturated_outputs_are_neither_infinite_nor_taken_for_solved(loss, bias):
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=range(200))
    start["b2"] += bias
    record = Record.of(start, np.array([0, 50]), ["cross_entropy", "mse", "sse"], watched=True)
    training.descend(X, Y, record, loss=loss, activation="tanh", rates=np.full(200, 100.0))
    assert np.isfinite(record.costs).all()
    np.testing.assert_allclose(record.costs[0, 0], abs(bias) / 2, rtol=0.01)
    assert (record.solved_at != 0).all()
    early = np.isfinite(record.solved_at) & (record.costs[0, 1] >= 0.1)
    assert not early.any() or loss == "cross_entropy"  # which is back within reach at this rate


def test_ten_thousand_examples_are_summed_without_overflow_or_underflow(in_numpy):
    X, Y = lab1.curved(10_000)
    start = lab1.initialize_parameters(2, 2, 1, seed=range(3), scale=8.0)
    run = lab1.train(X, Y, start, learning_rate=1.0, n_iterations=20)
    expected = in_numpy(lambda: lab1.train(X, Y, start, learning_rate=1.0, n_iterations=20))
    assert np.isfinite(run.costs).all()
    np.testing.assert_allclose(run.costs, expected.costs, rtol=1e-11)


def elementary(name, values):
    """Compile a function of elementary.py, with what its argument is reduced to, and apply it."""
    from lab1._engine import elementary as e

    first, then, factor = {
        "exp": (e.reduced, e.exp, 1.0),
        "log1p": (e.reduced_log, e.log1p, 1.0),
        "sigmoid": (e.reduced, e.sigmoid, -1.0),
        "tanh": (e.reduced, e.tanh, -2.0),
    }[name]
    first, then = (numba.njit(error_model="numpy")(f.py_func) for f in (first, then))
    compiled = numba.njit(error_model="numpy")(lambda x: then(*first(factor * x)))
    results = [compiled(x) for x in values]
    return [r[0] / r[1] if isinstance(r, tuple) else r for r in results]


def exact(name, x):
    x = Decimal(x)
    return {
        "exp": lambda: x.exp(),
        "log1p": lambda: (1 + x).ln(),
        "sigmoid": lambda: 1 / (1 + (-x).exp()),
        "tanh": lambda: 1 - 2 / (1 + (2 * x).exp()),
    }[name]()


@pytest.mark.parametrize(
    ("name", "lowest", "highest", "worst"),
    [
        ("exp", -700, 700, 4e-16),
        ("log1p", 0, 1e154, 4e-16),
        ("sigmoid", -700, 700, 4e-16),
        ("tanh", -700, 700, 8e-16),
    ],
)
def test_elementary_functions_err_by_less_than_they_say(name, lowest, highest, worst):
    rng = np.random.RandomState(0)
    sizes = 10.0 ** rng.uniform(-12, np.log10(max(highest, -lowest)), 3000)
    values = np.concatenate([sizes, -sizes, rng.uniform(-3, 3, 9000)])
    values = values[(values > lowest) & (values < highest)]
    with localcontext() as context:
        context.prec = 60
        for x, found in zip(values.tolist(), elementary(name, values), strict=True):
            expected = exact(name, x)
            assert abs(Decimal(float(found)) - expected) <= Decimal(worst) * abs(expected), x


def test_elementary_functions_are_exact_where_they_must_be():
    assert elementary("tanh", [0.0, 40.0, -40.0, 1e300]) == [0.0, 1.0, -1.0, 1.0]
    x = np.random.RandomState(1).standard_normal(500)
    assert elementary("tanh", -x) == [-y for y in elementary("tanh", x)]
    assert elementary("sigmoid", [0.0, 800.0]) == [0.5, 1.0]
    assert elementary("exp", [0.0]) == [1.0]
    assert 0 < elementary("exp", [-1e308])[0] < 1e-300
    assert 1e300 < elementary("exp", [1e308])[0] < np.inf
    assert elementary("log1p", [0.0]) == [0.0]


def test_the_kernel_is_compiled_for_one_kind_of_arrays_only():
    X, Y, starts, rates = all_starts_and_rates("5-7-3")
    lab1.train(X, Y, starts, learning_rate=rates, n_iterations=2, record_parameters=True)
    for order in "CF":
        X, Y = (np.asarray(A, order=order) for A in (X, Y))
        one = {k: np.asarray(starts[k][..., 3], order=order) for k in NAMES}
        lab1.train(X, Y, one, loss="sse", n_iterations=2)
        lab1.sweep(X, Y, seeds=range(3), losses=["mse", "sse"], n_iterations=4, curves_at=[0, 2])
    assert len(_engine._kernel().signatures) == 1


def test_the_kernel_is_compiled_anew_where_a_source_has_changed():
    from lab1._engine.kernel import kernel

    one, same, other = (kernel(sources)._cache._impl for sources in ("a", "a", "b"))
    assert one.filename_base == same.filename_base == other.filename_base
    keys = [k(s)._cache._index_key((), _Codegen) for k, s in ((kernel, "a"), (kernel, "b"))]
    assert keys[0] != keys[1]
    assert kernel("a")._cache._index_key((), _Codegen) == keys[0]


class _Codegen:
    @staticmethod
    def magic_tuple():
        return ()


if __name__ == "__main__":  # record the bits of what is new
    RECORDED.write_text(json.dumps(digests(), indent=1) + "\n", encoding="utf-8")
