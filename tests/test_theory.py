"""Theory: what is said without training is what training finds."""

import numpy as np
import pytest

import lab1
from lab1 import theory
from lab1.report import published

X, Y = lab1.xor()


@pytest.fixture(scope="module")
def stuck():
    """The report's random run, long after it has come to rest at ½ ln 2."""
    return lab1.train(X, Y, published.start(1), n_iterations=20_000, record_every=20_000).parameters


def test_zeros_are_a_degenerate_saddle():
    start = lab1.initialize_parameters(2, 2, 1, method="zeros")
    eigenvalues = np.linalg.eigvalsh(theory.hessian(X, Y, start))
    np.testing.assert_allclose(eigenvalues, [0] * 8 + [0.25], atol=1e-8)


@pytest.mark.parametrize(
    ("loss", "limit"), [("cross_entropy", 16 / 3), ("mse", 32 / 3), ("sse", 8 / 3)]
)
def test_the_half_ln_2_state_turns_unstable_where_theory_says(stuck, loss, limit):
    largest = np.linalg.eigvalsh(theory.hessian(X, Y, stuck, loss=loss)).max()
    assert 2 / largest == pytest.approx(limit, rel=1e-3)


@pytest.mark.parametrize("rate", [4.0, 5.5, 6.0, 7.5, 9.0])
def test_past_the_limit_the_cost_is_that_of_the_period_two_orbit(stuck, rate):
    run = lab1.train(X, Y, stuck, learning_rate=rate, n_iterations=5000)
    assert run.costs[-2:].mean() == pytest.approx(theory.period_two_cost(rate), abs=3e-4)


def test_the_orbit_is_the_plateau_itself_below_the_limit():
    assert theory.period_two_cost(5.3) == pytest.approx(theory.PLATEAUS["½ ln 2"], abs=1e-12)
    assert theory.period_two_cost(5.4) > theory.PLATEAUS["½ ln 2"] + 1e-3


@pytest.mark.parametrize("value", [0.1, 0.5, 1.0, 2.0])
def test_constant_starts_fall_to_the_floor_of_one_unit_and_not_below(value):
    start = lab1.initialize_parameters(2, 2, 1, method="constant", value=value)
    run = lab1.train(X, Y, start, n_iterations=10_000, record_every=50, record_parameters=True)
    assert theory.units_apart(run.path) == 0
    assert theory.PLATEAUS["0.4774"] < run.costs[-1] < 0.479
    assert run.costs.min() > theory.PLATEAUS["0.4774"]


def test_units_apart_sees_a_difference_in_each_of_w1_b1_and_w2():
    for name in ("W1", "b1", "W2"):
        start = lab1.initialize_parameters(2, 2, 1, method="constant", value=0.5)
        start[name].flat[0] += 0.25
        assert theory.units_apart(start) == 0.25


@pytest.mark.parametrize("loss", lab1.LOSSES)
def test_numerical_gradients_agree_with_backpropagation(loss):
    start = lab1.initialize_parameters(2, 3, 1, seed=5)
    numeric = theory.numerical_gradients(X, Y, start, loss=loss)
    for name, exact in lab1.gradients(X, Y, start, loss=loss).items():
        np.testing.assert_allclose(numeric[name], exact, atol=1e-9)


@pytest.mark.parametrize(("gate", "sign"), [("and", -1), ("or", 1)])
def test_from_zeros_only_b2_moves_on_and_and_or(gate, sign):
    data = lab1.DATASETS[gate]()
    start = lab1.initialize_parameters(2, 2, 1, method="zeros")
    run = lab1.train(*data, start, n_iterations=2000)
    assert all((run.parameters[name] == 0).all() for name in ("W1", "b1", "W2"))
    assert run.parameters["b2"].item() == pytest.approx(sign * np.log(3), abs=1e-9)
    assert f"{run.costs[-1]:.6f}" == "0.562335"


def test_a_sum_at_a_rate_is_a_mean_at_four_times_the_rate_to_the_last_bit():
    starts = lab1.initialize_parameters(2, 2, 1, seed=range(50))
    by_sum = lab1.train(X, Y, starts, loss="sse", learning_rate=0.3)
    by_mean = lab1.train(X, Y, starts, loss="mse", learning_rate=1.2)
    assert (by_sum.costs == 4 * by_mean.costs).all()
    assert all((by_sum.parameters[k] == by_mean.parameters[k]).all() for k in by_sum.parameters)


def fall(escape, size):
    """Return how much lower than at zero the cost is, so far along the way out."""
    moved = {name: size * values for name, values in escape.items()}
    return np.log(2) - lab1.cost(X, Y, moved).item()


def test_out_of_zero_the_cost_falls_with_the_fourth_power_of_the_distance():
    directions = lab1.initialize_parameters(2, 2, 1, seed=range(50))
    falls = []
    for size in (0.08, 0.04):
        escape = theory.steepest_escape(X, Y, directions, radius=size)
        flat = np.concatenate([escape[name].ravel() for name in ("W1", "b1", "W2", "b2")])
        assert np.linalg.norm(flat) == pytest.approx(1)
        falls.append(fall(escape, size))
    assert min(falls) > 0
    assert np.log2(falls[0] / falls[1]) == pytest.approx(4, abs=0.2)


def test_the_steepest_way_out_of_zero_is_the_same_wherever_the_search_begins():
    falls = []
    for seeds in (range(20), range(20, 40)):
        escape = lab1.initialize_parameters(2, 2, 1, seed=seeds)
        for size in (0.08, 0.04, 0.02):
            directions = {k: v.reshape(*v.shape[:2], -1) for k, v in escape.items()}
            escape = theory.steepest_escape(X, Y, directions, radius=size)
            falls.append(fall(escape, size) / size**4)
    np.testing.assert_allclose(falls[:3], falls[3:], rtol=1e-6)


def test_the_parameter_that_moves_farthest_is_found_in_each_network():
    start = lab1.initialize_parameters(2, 2, 1, seed=range(3))
    end = {name: values.copy() for name, values in start.items()}
    end["W2"][0, 1, 1] -= 5
    np.testing.assert_allclose(theory.farthest_move(start, end), [0, 5, 0])
