"""What holds for any network, data and rate, tried on whatever Hypothesis thinks of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import lab1
from lab1 import _engine
from lab1.theory import numerical_gradients, units_apart

NAMES = ("W1", "b1", "W2", "b2")
promise = settings(deadline=None, derandomize=True, database=None, max_examples=40)
losses = st.sampled_from(sorted(lab1.LOSSES))
IN_ENGINE = [loss for loss in lab1.LOSSES if _engine.trains(2, 1, loss, "tanh")]
sizes = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


def numbers(largest):
    return st.floats(-largest, largest, allow_subnormal=False)


@st.composite
def problems(draw, largest=3.0):
    """Data and the parameters of a network that fits them, no number past the largest."""
    n_x, n_h, n_y, m = (draw(sizes) for _ in range(4))
    X = draw(arrays(float, (n_x, m), elements=numbers(largest)))
    Y = draw(arrays(float, (n_y, m), elements=st.sampled_from([0.0, 1.0])))
    shapes = [(n_h, n_x), (n_h, 1), (n_y, n_h), (n_y, 1)]
    values = [draw(arrays(float, shape, elements=numbers(largest))) for shape in shapes]
    return X, Y, dict(zip(NAMES, values, strict=True))


def random_data(n_x, n_y, m, seed):
    rng = np.random.RandomState(seed)
    return rng.standard_normal((n_x, m)), rng.randint(0, 2, (n_y, m)).astype(float)


def permuted_units(parameters, order):
    W1, b1, W2, b2 = (parameters[name] for name in NAMES)
    return {"W1": W1[order], "b1": b1[order], "W2": W2[:, order], "b2": b2}


@promise
@given(problems(largest=1e100), losses)
def test_cost_and_gradients_are_finite_and_the_cost_is_not_negative(problem, loss):
    X, Y, P = problem
    assert 0 <= lab1.cost(X, Y, P, loss=loss) < np.inf
    for dP in lab1.gradients(X, Y, P, loss=loss).values():
        assert np.isfinite(dP).all()


@promise
@given(problems(), losses)
def test_gradients_match_central_differences(problem, loss):
    X, Y, P = problem
    expected = numerical_gradients(X, Y, P, loss=loss)
    for name, dP in lab1.gradients(X, Y, P, loss=loss).items():
        assert dP.shape == P[name[1:]].shape
        np.testing.assert_allclose(dP, expected[name], rtol=1e-6, atol=1e-7)


@pytest.mark.skipif(not IN_ENGINE, reason="NumPy promises no bits")
@promise
@given(sizes, st.integers(1, 20), sizes, st.integers(1, 12), st.data())
def test_a_run_in_a_batch_is_the_run_alone_bit_for_bit(n_x, n_h, n_y, m, data):
    batch = data.draw(st.lists(seeds, min_size=1, max_size=11, unique=True))
    options = {
        "loss": data.draw(st.sampled_from(IN_ENGINE)),
        "n_iterations": data.draw(st.integers(1, 8)),
        "record_parameters": True,
    }
    start = {"method": data.draw(st.sampled_from(["normal", "uniform", "xavier", "he"]))}
    rates = data.draw(
        arrays(float, len(batch), elements=st.floats(1e-3, 30, allow_subnormal=False))
    )
    X, Y = random_data(n_x, n_y, m, seed=m)
    starts = lab1.initialize_parameters(n_x, n_h, n_y, seed=batch, **start)
    together = lab1.train(X, Y, starts, learning_rate=rates, **options)
    for r, seed in enumerate(batch):
        P = lab1.initialize_parameters(n_x, n_h, n_y, seed=seed, **start)
        alone = lab1.train(X, Y, P, learning_rate=rates[r], **options)
        assert (together.costs[:, r] == alone.costs).all()
        for name in NAMES:
            assert (together.path[name][..., r] == alone.path[name]).all()


@promise
@given(problems(), losses, st.randoms(use_true_random=False))
def test_permuting_hidden_units_permutes_their_gradients_and_changes_no_answer(
    problem, loss, random
):
    X, Y, P = problem
    order = random.sample(range(len(P["W1"])), len(P["W1"]))
    Q = permuted_units(P, order)
    np.testing.assert_allclose(
        lab1.forward(X, Q)["A2"], lab1.forward(X, P)["A2"], rtol=1e-12, atol=1e-14
    )
    dP, dQ = (lab1.gradients(X, Y, parameters, loss=loss) for parameters in (P, Q))
    expected = permuted_units({name: dP[f"d{name}"] for name in NAMES}, order)
    for name in NAMES:
        np.testing.assert_allclose(dQ[f"d{name}"], expected[name], rtol=1e-11, atol=1e-13)


@promise
@given(problems(), losses, st.randoms(use_true_random=False))
def test_permuting_examples_permutes_answers_and_changes_no_gradient(problem, loss, random):
    X, Y, P = problem
    order = random.sample(range(X.shape[1]), X.shape[1])
    np.testing.assert_allclose(
        lab1.forward(X[:, order], P)["A2"], lab1.forward(X, P)["A2"][:, order], rtol=1e-12
    )
    assert lab1.cost(X[:, order], Y[:, order], P, loss=loss) == pytest.approx(
        lab1.cost(X, Y, P, loss=loss), rel=1e-12, abs=1e-15
    )
    one, other = (
        lab1.gradients(X[:, o], Y[:, o], P, loss=loss) for o in (order, range(len(order)))
    )
    for name in one:
        np.testing.assert_allclose(one[name], other[name], rtol=1e-11, atol=1e-13)


@promise
@given(problems(), st.floats(1e-4, 0.5))
def test_sse_at_a_rate_is_mse_at_m_times_the_rate(problem, rate):
    X, Y, P = problem
    m = X.shape[1]
    summed = lab1.train(X, Y, P, loss="sse", learning_rate=rate, n_iterations=5)
    mean = lab1.train(X, Y, P, loss="mse", learning_rate=m * rate, n_iterations=5)
    np.testing.assert_allclose(summed.costs, m * mean.costs, rtol=1e-9, atol=1e-12)
    for name in NAMES:
        np.testing.assert_allclose(
            summed.parameters[name], mean.parameters[name], rtol=1e-9, atol=1e-11
        )


@promise
@given(problems(), losses)
def test_a_small_enough_step_never_raises_the_cost(problem, loss):
    X, Y, P = problem
    costs = lab1.train(X, Y, P, loss=loss, learning_rate=1e-5, n_iterations=3).costs
    assert (np.diff(costs) <= 1e-14 * costs[:-1]).all()
    steepest = max(np.abs(dP).max() for dP in lab1.gradients(X, Y, P, loss=loss).values())
    if steepest > 1e-3:
        assert costs[-1] < costs[0]


@promise
@given(problems(largest=1e100))
def test_a_prediction_is_1_exactly_where_the_output_is_above_one_half(problem):
    X, _, P = problem
    answers, A2 = lab1.predict(P, X), lab1.forward(X, P)["A2"]
    assert answers.dtype.kind == "i"
    assert set(np.unique(answers)) <= {0, 1}
    # A logit too small to move the sigmoid off ½ still has a sign: there both may hold.
    assert (A2[answers == 1] >= 0.5).all()
    assert (A2[answers == 0] <= 0.5).all()
    assert (answers[A2 > 0.5] == 1).all()


@promise
@given(problems(), losses, st.integers(1, 9), st.integers(1, 12))
def test_recording_less_often_leaves_out_and_changes_nothing(problem, loss, every, n_iterations):
    X, Y, P = problem
    all_ = lab1.train(X, Y, P, loss=loss, n_iterations=n_iterations)
    some = lab1.train(X, Y, P, loss=loss, n_iterations=n_iterations, record_every=every)
    assert set(range(0, n_iterations, every)) | {n_iterations} == set(some.iterations.tolist())
    assert (some.costs == all_.costs[some.iterations]).all()


@promise
@given(sizes, st.integers(2, 16), sizes, st.integers(1, 9), numbers(5.0), losses)
def test_units_that_start_equal_stay_equal_bit_for_bit(n_x, n_h, n_y, m, value, loss):
    X, Y = random_data(n_x, n_y, m, seed=n_h)
    P = lab1.initialize_parameters(n_x, n_h, n_y, method="constant", value=value)
    run = lab1.train(X, Y, P, loss=loss, n_iterations=20, record_parameters=True)
    assert units_apart(run.path) == 0


@promise
@given(sizes, sizes, sizes, st.lists(seeds, min_size=1, max_size=5), st.floats(0.01, 100))
@pytest.mark.parametrize("method", lab1.METHODS)
def test_a_seed_starts_the_same_network_in_any_company(method, n_x, n_h, n_y, seeds, scale):
    options = {"method": method, "scale": scale}
    together = lab1.initialize_parameters(n_x, n_h, n_y, seed=seeds, **options)
    for r, seed in enumerate(seeds):
        alone = lab1.initialize_parameters(n_x, n_h, n_y, seed=seed, **options)
        for name in NAMES:
            assert (together[name][..., r] == alone[name]).all()


@st.composite
def counts(draw):
    n = draw(st.integers(1, 10**6))
    return draw(st.integers(0, n)), n


@promise
@given(counts(), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_wider_level_gives_a_wider_interval_around_the_proportion(count, one, other):
    k, n = count
    (low, high), (lower, higher) = (lab1.wilson(k, n, level) for level in sorted((one, other)))
    assert 0 <= lower <= low <= k / n <= high <= higher <= 1


@promise
@given(arrays(bool, st.tuples(st.just(2), st.integers(1, 60))))
def test_a_paired_difference_lies_in_its_interval_and_turns_with_its_arms(arms):
    result, turned = lab1.paired_difference(*arms), lab1.paired_difference(*arms[::-1])
    assert -1 <= result.low <= result.difference <= result.high <= 1
    assert 0 < result.p_value <= 1
    assert turned.difference == -result.difference
    assert (turned.low, turned.high) == pytest.approx((-result.high, -result.low), abs=1e-12)
