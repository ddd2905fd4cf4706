"""Sweep: rows that are the runs of `train`, the same bits wherever they run, bad grids refused."""

import subprocess
import sys

import joblib
import numpy as np
import pytest
from pandas.testing import assert_frame_equal

import lab1
from lab1 import sweeps

ARMS = {
    "methods": ["zeros", ("constant", 0.1), "normal", ("normal", 3.0), "xavier"],
    "losses": ["cross_entropy", "mse"],
    "learning_rates": [0.5, 4.0],
}


def small_sweep(**options):
    X, Y = lab1.xor()
    return lab1.sweep(X, Y, **{"seeds": range(30), "n_iterations": 150, **ARMS, **options})


@pytest.fixture(scope="module")
def table():
    return small_sweep()


@pytest.fixture
def always_parallel(monkeypatch):
    monkeypatch.setattr(sweeps, "_SMALL", 0)


def test_a_table_has_one_row_a_run_with_the_seeds_of_an_arm_together(table):
    assert len(table) == 5 * 2 * 2 * 30
    assert " ".join(table.columns) == (
        "method scale loss learning_rate seed cost cross_entropy mse accuracy "
        "solved solved_at rose state"
    )
    arms = table.drop_duplicates(["method", "scale", "loss", "learning_rate"])
    assert arms.index.tolist() == list(range(0, 600, 30))
    assert arms[["method", "scale"]].drop_duplicates().to_numpy().tolist() == [
        ["zeros", 0.0], ["constant", 0.1], ["normal", 1.0], ["normal", 3.0], ["xavier", 1.0],
    ]  # fmt: skip
    assert (table.seed == np.tile(range(30), 20)).all()
    assert not table.drop(columns="solved_at").isna().to_numpy().any()


def test_every_row_is_the_run_that_train_gives(table):
    X, Y = lab1.xor()
    for row in table[table.seed == 7].itertuples():
        number = {"zeros": {}, "constant": {"value": row.scale}}.get(
            row.method, {"scale": row.scale}
        )
        start = lab1.initialize_parameters(2, 2, 1, method=row.method, seed=7, **number)
        run = lab1.train(
            X, Y, start, loss=row.loss, learning_rate=row.learning_rate, n_iterations=150
        )
        assert row.cost == run.costs[-1]
        assert row.cross_entropy == pytest.approx(lab1.cost(X, Y, run.parameters), rel=1e-13)
        assert row.mse == pytest.approx(lab1.cost(X, Y, run.parameters, loss="mse"), rel=1e-13)
        assert row.accuracy == (lab1.predict(run.parameters, X) == Y).mean()
        assert row.state == lab1.plateau(X, Y, run.parameters)
        assert row.rose == (np.diff(run.costs) > 1e-12 * run.costs[:-1]).any()


def test_solved_at_is_the_first_iteration_under_the_threshold_whatever_the_loss(table):
    X, Y = lab1.xor()
    seen = 0
    for row in table[(table.method == "normal") & (table.scale == 1)].itertuples():
        start = lab1.initialize_parameters(2, 2, 1, seed=row.seed)
        run = lab1.train(
            X,
            Y,
            start,
            loss=row.loss,
            learning_rate=row.learning_rate,
            n_iterations=150,
            record_parameters=True,
        )
        under = lab1.cost(X, Y, run.path) < 0.1
        assert row.solved == under[-1]
        if under.any():
            assert row.solved_at == under.argmax()
            seen += 1
        else:
            assert np.isnan(row.solved_at)
    assert seen > 10


def test_a_run_that_oscillates_has_risen_and_one_that_rests_has_not(table):
    assert not table[table.method == "zeros"].rose.any()
    assert not table[(table.learning_rate == 0.5) & (table.scale == 1)].rose.any()
    assert small_sweep(methods=["normal"], learning_rates=[50.0]).rose.any()


@pytest.mark.parametrize("block_size", [1, 7, 8, 29, 10_000])
def test_block_size_changes_no_bit(table, block_size):
    assert_frame_equal(small_sweep(block_size=block_size), table, check_exact=True)


@pytest.mark.parametrize("backend", ["threading", "loky"])
@pytest.mark.parametrize("n_jobs", [2, 3])
def test_workers_change_no_bit(table, backend, n_jobs, always_parallel):
    with joblib.parallel_config(backend=backend):
        assert_frame_equal(small_sweep(n_jobs=n_jobs, block_size=50), table, check_exact=True)


def test_order_of_arms_and_seeds_changes_no_bit(table):
    turned = small_sweep(
        seeds=range(29, -1, -1), **{axis: values[::-1] for axis, values in ARMS.items()}
    )
    assert_frame_equal(turned[::-1].reset_index(drop=True), table, check_exact=True)


def test_a_seed_gives_the_same_row_in_any_company(table):
    alone = small_sweep(seeds=[17], methods=[("normal", 3.0)], learning_rates=[4.0])
    rows = table[(table.seed == 17) & (table.scale == 3) & (table.learning_rate == 4)]
    assert_frame_equal(alone, rows.reset_index(drop=True), check_exact=True)


def test_a_dask_cluster_changes_no_bit(table, always_parallel):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config(backend="dask"),
    ):
        assert_frame_equal(small_sweep(block_size=50), table, check_exact=True)
        blocks = client.run(lambda dask_worker: dask_worker.state.executed_count)
    assert len(blocks) == 2
    assert min(blocks.values()) > 0


def test_curves_are_the_quantiles_of_the_costs_of_an_arm():
    X, Y = lab1.xor()
    at, quantiles = [0, 1, 40, 150], [0, 0.25, 1]
    table, curves = small_sweep(curves_at=at, quantiles=quantiles, methods=["zeros", "normal"])
    assert_frame_equal(table, small_sweep(methods=["zeros", "normal"]), check_exact=True)
    assert len(curves) == 2 * 2 * 2 * 4 * 3
    start = lab1.initialize_parameters(2, 2, 1, seed=range(30))
    for loss in ARMS["losses"]:
        run = lab1.train(
            X, Y, start, loss=loss, learning_rate=4.0, n_iterations=150, record_parameters=True
        )
        arm = curves[
            (curves.method == "normal") & (curves.learning_rate == 4) & (curves.loss == loss)
        ]
        assert arm.iteration.tolist() == np.repeat(at, 3).tolist()
        assert arm["quantile"].tolist() == quantiles * 4
        for metric in ("cross_entropy", "mse"):
            expected = np.quantile(lab1.cost(X, Y, run.path, loss=metric)[at], quantiles, axis=1)
            np.testing.assert_allclose(arm[metric], expected.T.ravel(), rtol=1e-13)


def test_other_data_and_sizes_sweep_too():
    rng = np.random.RandomState(7)
    X, Y = rng.standard_normal((5, 11)), rng.randint(0, 2, (3, 11)).astype(float)
    table = lab1.sweep(X, Y, seeds=range(9), n_h=7, n_iterations=20)
    start = lab1.initialize_parameters(5, 7, 3, seed=4)
    run = lab1.train(X, Y, start, n_iterations=20)
    assert table.cost[4] == run.costs[-1]
    assert table.accuracy[4] == (lab1.predict(run.parameters, X) == Y).mean()


def test_networks_too_large_for_the_engine_are_the_same_runs_too():
    rng = np.random.RandomState(0)
    X, Y = rng.uniform(size=(64, 90)), rng.randint(0, 2, (10, 90)).astype(float)
    table = lab1.sweep(X, Y, seeds=range(3), methods=["xavier"], n_h=20, n_iterations=3)
    starts = lab1.initialize_parameters(64, 20, 10, method="xavier", seed=range(3))
    together = lab1.train(X, Y, starts, n_iterations=3)
    alone = lab1.train(X, Y, {k: starts[k][..., 1] for k in starts}, n_iterations=3)
    assert (table.cost == together.costs[-1]).all()
    assert table.cost[1] == alone.costs[-1]
    assert (together.parameters["W1"][..., 1] == alone.parameters["W1"]).all()


@pytest.mark.parametrize("activation", lab1.ACTIVATIONS)
def test_a_sweep_trains_and_judges_with_the_hidden_units_asked_for(activation):
    X, Y = lab1.xor()
    table = lab1.sweep(X, Y, seeds=range(40), activation=activation, n_iterations=1500)
    run = lab1.train(
        X,
        Y,
        lab1.initialize_parameters(2, 2, 1, seed=range(40)),
        activation=activation,
        n_iterations=1500,
    )
    assert (table.cost == run.costs[-1]).all()
    assert table.solved.any()
    right = lab1.predict(run.parameters, X, activation=activation) == Y[..., None]
    assert (table.accuracy == right.mean(axis=(0, 1))).all()
    assert (table.state == lab1.plateau(X, Y, run.parameters, activation=activation)).all()


def test_where_nothing_is_drawn_one_run_stands_for_all_seeds(monkeypatch):
    trained = []
    block = sweeps.train_block
    monkeypatch.setattr(sweeps, "train_block", lambda *a: trained.append(a[4].size) or block(*a))
    table = small_sweep(methods=["zeros", "constant", "normal"], losses=["mse"])
    assert sum(trained) == 2 * (1 + 1 + 30)
    assert table.groupby(["method", "learning_rate"]).cost.nunique().tolist() == [
        1,
        1,
        30,
        30,
        1,
        1,
    ]


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        ("seeds", [], "empty"),
        ("seeds", 5, "sequence"),
        ("seeds", [1, 2, 1], "twice"),
        ("seeds", [-1], "0 to 2"),
        ("seeds", [0.5], "whole"),
        ("methods", "normal", "sequence"),
        ("methods", [], "empty"),
        ("methods", ["gauss"], "normal, uniform, xavier, he"),
        ("methods", [("normal", -1.0)], "above 0"),
        ("methods", [("constant", np.inf)], "finite"),
        ("methods", [("normal", 1.0), "normal"], "twice"),
        ("methods", [7], "name"),
        ("losses", ["hinge"], "cross_entropy, mse"),
        ("losses", [["mse"]], "cross_entropy, mse"),
        ("learning_rates", [0.1, -0.1], "above 0"),
        ("learning_rates", [np.nan], "finite"),
        ("learning_rates", ["0,3"], "number"),
        ("learning_rates", [[0.1]], "one number"),
        ("learning_rates", 0.1, "sequence"),
        ("n_iterations", 0, "at least 1"),
        ("n_h", 0, "at least 1"),
        ("activation", "gelu", "tanh, sigmoid"),
        ("block_size", 0, "at least 1"),
        ("n_jobs", 0, "-1 for all"),
        ("n_jobs", 1.5, "whole"),
        ("curves_at", [151], "at most 150"),
        ("curves_at", [0.5], "whole"),
        ("curves_at", 10, "sequence"),
        ("quantiles", [1.5], "at least 0 and at most 1"),
        ("X", np.full((2, 4), np.inf), "finite"),
        ("Y", np.full((1, 4), 2.0), "0 and 1"),
        ("Y", np.ones((1, 3)), "one column"),
    ],
)
def test_bad_grids_are_refused_by_name_before_any_work(argument, value, allowed, monkeypatch):
    X, Y = lab1.xor()
    monkeypatch.setattr(sweeps, "train_block", None)
    arguments = {"X": X, "Y": Y, "seeds": range(3), "n_iterations": 150, argument: value}
    with pytest.raises(ValueError, match=argument) as refusal:
        lab1.sweep(**arguments)
    assert allowed in str(refusal.value)


def test_importing_the_package_loads_nothing_that_is_slow():
    code = (
        "import sys, lab1; "
        "slow = {'pandas', 'matplotlib', 'joblib', 'tqdm', 'IPython', 'numpy.random', 'numba'}; "
        "assert not slow & set(sys.modules); "
        "lab1.sweep; assert 'pandas' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_package_has_no_other_names_than_it_says():
    assert all(hasattr(lab1, name) for name in lab1.__all__)
    with pytest.raises(AttributeError, match="no attribute 'swap'"):
        lab1.swap  # noqa: B018
