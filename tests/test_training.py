"""Training: the published traces, gradients that are true, and runs that depend on nobody."""

import numpy as np
import pytest

import lab1
from lab1 import _engine

RANDOM_TRACE = (
    "1.052558 0.695402 0.693668 0.693206 0.692966 0.692779 "
    "0.692587 0.692352 0.692030 0.691539 0.690679"
)
# NumPy gives a run the same numbers in any company only up to rounding.
IN_ENGINE = [loss for loss in lab1.LOSSES if _engine.trains(2, 1, loss, "tanh")]


def arbitrary_problem(n_x=5, n_y=3, m=11):
    rng = np.random.RandomState(7)
    return rng.standard_normal((n_x, m)), rng.randint(0, 2, (n_y, m)).astype(float)


def test_random_start_prints_the_published_trace():
    X, Y = lab1.xor()
    run = lab1.train(X, Y, lab1.initialize_parameters(2, 2, 1, method="normal", seed=2))
    assert " ".join(f"{c:.6f}" for c in run.costs[::100]) == RANDOM_TRACE


def test_zeros_never_move_and_cost_ln_2_at_every_iteration():
    X, Y = lab1.xor()
    run = lab1.train(X, Y, lab1.initialize_parameters(2, 2, 1, method="zeros"))
    assert [f"{c:.6f}" for c in run.costs[::100]] == ["0.693147"] * 11
    assert all((run.parameters[k] == 0).all() for k in run.parameters)


@pytest.mark.parametrize("loss", lab1.LOSSES)
@pytest.mark.parametrize("activation", lab1.ACTIVATIONS)
@pytest.mark.parametrize("shape", ["xor", "5-7-3 on 11 examples"])
def test_gradients_agree_with_central_differences(loss, activation, shape):
    X, Y = lab1.xor() if shape == "xor" else arbitrary_problem()
    n_h = 2 if shape == "xor" else 7
    P = lab1.initialize_parameters(X.shape[0], n_h, Y.shape[0], seed=2)
    how = {"loss": loss, "activation": activation}
    dP = lab1.gradients(X, Y, P, **how)
    h = 1e-5
    for k in P:
        numeric = np.empty_like(P[k])
        for index in np.ndindex(P[k].shape):
            up, down = P[k].copy(), P[k].copy()
            up[index] += h
            down[index] -= h
            rise = lab1.cost(X, Y, {**P, k: up}, **how)
            fall = lab1.cost(X, Y, {**P, k: down}, **how)
            numeric[index] = (rise - fall) / (2 * h)
        scale = np.abs(dP["d" + k]).max()
        assert np.abs(numeric - dP["d" + k]).max() < 1e-7 * scale


@pytest.mark.parametrize("loss", IN_ENGINE)
def test_every_run_of_a_thousand_is_the_run_trained_alone_bit_for_bit(loss):
    X, Y = lab1.xor()
    together = lab1.train(
        X, Y, lab1.initialize_parameters(2, 2, 1, seed=range(1000)), loss=loss, n_iterations=60
    )
    for s in range(1000):
        alone = lab1.train(
            X, Y, lab1.initialize_parameters(2, 2, 1, seed=s), loss=loss, n_iterations=60
        )
        assert (together.costs[:, s] == alone.costs).all()
        assert all(
            (together.parameters[k][..., s] == alone.parameters[k]).all()
            for k in ["W1", "b1", "W2", "b2"]
        )


@pytest.mark.parametrize("loss", lab1.LOSSES)
def test_costs_stay_finite_at_learning_rate_100(loss):
    X, Y = lab1.xor()
    starts = lab1.initialize_parameters(2, 2, 1, seed=range(50), scale=10)
    run = lab1.train(X, Y, starts, loss=loss, learning_rate=100.0, n_iterations=300)
    assert np.isfinite(run.costs).all()
    assert (run.costs >= 0).all()


def test_left_to_itself_a_run_takes_1000_steps_of_0_3_down_the_cross_entropy():
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=2)
    run = lab1.train(X, Y, start)
    asked = lab1.train(X, Y, start, loss="cross_entropy", learning_rate=0.3, n_iterations=1000)
    assert (run.loss, run.learning_rate, run.path) == ("cross_entropy", 0.3, {})
    assert run.iterations.tolist() == list(range(1001))
    assert (run.costs == asked.costs).all()
    other = lab1.train(X, Y, start, loss="mse", learning_rate=0.5, n_iterations=3)
    assert (other.loss, other.learning_rate) == ("mse", 0.5)


def test_layers_and_gradients_are_the_course_s_formulas():
    X, Y = lab1.xor()
    P = lab1.initialize_parameters(2, 3, 1, seed=4)
    layers = lab1.forward(X, P)
    Z1 = P["W1"] @ X + P["b1"]
    Z2 = P["W2"] @ np.tanh(Z1) + P["b2"]
    expected = {"Z1": Z1, "A1": np.tanh(Z1), "Z2": Z2, "A2": 1 / (1 + np.exp(-Z2))}
    assert sorted(layers) == sorted(expected)
    for name in expected:
        np.testing.assert_allclose(layers[name], expected[name], rtol=1e-13)
    dZ2 = (expected["A2"] - Y) / 4
    dZ1 = P["W2"].T @ dZ2 * (1 - expected["A1"] ** 2)
    gradients = lab1.gradients(X, Y, P)
    np.testing.assert_allclose(gradients["dW2"], dZ2 @ expected["A1"].T, rtol=1e-13)
    np.testing.assert_allclose(gradients["dW1"], dZ1 @ X.T, rtol=1e-13)


def test_whole_numbers_have_the_cost_and_gradients_of_the_same_numbers_as_floats():
    X, Y = lab1.xor()
    floats = {k: np.rint(3 * v) for k, v in lab1.initialize_parameters(2, 2, 1, seed=4).items()}
    ints = {k: v.astype(int) for k, v in floats.items()}
    assert lab1.cost(X, Y, ints) == lab1.cost(X, Y, floats)
    expected = lab1.gradients(X, Y, floats)
    for name, slope in lab1.gradients(X, Y, ints).items():
        assert slope.dtype == float
        assert (slope == expected[name]).all()


@pytest.mark.parametrize(("logit", "answer"), [(-1e-9, 0), (0, 0), (1e-9, 1), (0.9, 1)])
def test_the_answer_is_1_only_above_one_half(logit, answer):
    X, _ = lab1.xor()
    P = lab1.initialize_parameters(2, 2, 1, method="zeros")
    P["b2"][:] = logit
    assert lab1.predict(P, X).tolist() == [[answer] * 4]


def test_whole_numbers_train_like_the_same_numbers_as_floats():
    X, Y = lab1.xor()
    start = {
        "W1": np.array([[1, 2], [3, -1]]),
        "b1": np.array([[0], [1]]),
        "W2": np.array([[1, -2]]),
        "b2": np.array([[0]]),
    }
    whole = lab1.train(X.astype(int), Y.astype(int), start, n_iterations=20)
    floats = lab1.train(X, Y, {k: start[k].astype(float) for k in start}, n_iterations=20)
    assert (whole.costs == floats.costs).all()
    assert whole.costs[-1] < whole.costs[0]


def test_lists_train_like_arrays():
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=2)
    lists = {k: v.tolist() for k, v in start.items()}
    expected = lab1.train(X, Y, start, n_iterations=5).costs
    assert (lab1.train(X, Y, lists, n_iterations=5).costs == expected).all()


def test_where_a_start_lies_in_memory_changes_no_bit():
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=range(40))
    scattered = {k: np.asfortranarray(start[k]) for k in start}
    expected = lab1.train(X, Y, start, n_iterations=60).costs
    assert (lab1.train(X, Y, scattered, n_iterations=60).costs == expected).all()
    picked = {k: start[k][..., [7, 3, 3]] for k in start}
    assert (lab1.train(X, Y, picked, n_iterations=60).costs == expected[:, [7, 3, 3]]).all()


def test_the_cost_of_a_hopeless_logit_is_the_logit():
    X, Y = lab1.xor()
    P = lab1.initialize_parameters(2, 2, 1, method="zeros")
    P["b2"][:] = 1e6
    assert lab1.cost(X, Y, P) == pytest.approx(5e5, rel=1e-15)


def test_a_recorded_path_gives_back_the_recorded_costs():
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=2)
    run = lab1.train(X, Y, start, n_iterations=25, record_every=10, record_parameters=True)
    assert run.iterations.tolist() == [0, 10, 20, 25]
    assert run.path["W1"].shape == (2, 2, 4)
    np.testing.assert_allclose(lab1.cost(X, Y, run.path), run.costs, rtol=1e-14)
    assert (run.path["W1"][..., 0] == start["W1"]).all()
    assert (run.path["W1"][..., -1] == run.parameters["W1"]).all()


@pytest.mark.parametrize(("n_h", "n_runs"), [(2, None), (2, 5), (2, 2300), (400, None), (400, 3)])
def test_a_cost_is_the_same_bits_whichever_others_are_recorded(n_h, n_runs):
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, n_h, 1, seed=3 if n_runs is None else range(n_runs))
    every = lab1.train(X, Y, start, n_iterations=700)
    for n, k in ((700, 7), (700, 10**6), (310, 1), (311, 1), (312, 1)):
        some = lab1.train(X, Y, start, n_iterations=n, record_every=k)
        assert (some.costs == every.costs[some.iterations]).all()


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        ("learning_rate", "0,3", "must hold finite numbers only"),
        ("learning_rate", -0.1, "above 0"),
        ("learning_rate", 0, "above 0"),
        ("learning_rate", np.nan, "above 0"),
        ("learning_rate", np.ones(3), "one number or one a run"),
        ("learning_rate", np.ones(1), "one number or one a run"),
        ("n_iterations", 0, "at least 1"),
        ("n_iterations", 2.5, "whole number"),
        ("record_every", 0, "at least 1"),
        ("loss", "hinge", "cross_entropy, mse"),
        ("activation", "gelu", "tanh, sigmoid"),
        ("Y", np.full((1, 4), 0.5), "0 and 1"),
        ("Y", np.ones((1, 3)), "one column for each example"),
        ("X", np.full((2, 4), np.nan), "finite"),
        ("parameters", {}, "W1, b1, W2, b2"),
    ],
)
def test_bad_arguments_are_refused_by_name(argument, value, allowed):
    X, Y = lab1.xor()
    arguments = {"X": X, "Y": Y, "parameters": lab1.initialize_parameters(2, 2, 1, seed=2)}
    with pytest.raises(ValueError, match=rf"^(X and )?{argument}\b") as refusal:
        lab1.train(**{**arguments, argument: value})
    assert allowed in str(refusal.value)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("W1", np.ones(4), r"be \(n_h, n_x\) or \(n_h, n_x, runs\), got \(4,\)"),
        ("W1", np.ones((0, 2)), r"not be empty, got shape \(0, 2\)"),
        ("W1", np.ones((2, 3)), r"have shape \(2, 2\) to fit X, Y and W1, got \(2, 3\)"),
        ("b1", np.ones(2), r"have shape \(2, 1\) .* got \(2,\)"),
        ("W2", np.ones((1, 2, 5)), r"have shape \(1, 2\) .* got \(1, 2, 5\)"),
        ("b2", np.full((1, 1), np.inf), "hold finite numbers only"),
        ("b2", [["0"]], "hold finite numbers only"),
    ],
)
def test_parameters_that_do_not_fit_are_refused_by_name(name, value, allowed):
    X, Y = lab1.xor()
    parameters = lab1.initialize_parameters(2, 2, 1, seed=2) | {name: value}
    with pytest.raises(ValueError, match=rf"^parameters\['{name}'\] must {allowed}"):
        lab1.train(X, Y, parameters)


@pytest.mark.parametrize("use", ["cost", "gradients", "plateau", "train"])
@pytest.mark.parametrize(("n_x", "n_y", "named"), [(3, 1, "W1"), (2, 2, "W2")])
def test_parameters_of_other_data_are_refused_by_their_name_and_shape(use, n_x, n_y, named):
    P = lab1.initialize_parameters(n_x, 2, n_y, seed=0)
    with pytest.raises(ValueError, match=rf"parameters\['{named}'\] must have shape"):
        getattr(lab1, use)(*lab1.xor(), P)


def test_a_run_says_how_it_was_trained():
    X, Y = lab1.xor()
    one, two = (lab1.initialize_parameters(2, 2, 1, seed=seed) for seed in (0, [0, 1]))
    how = {"loss": "mse", "activation": "relu", "n_iterations": 2}
    alone = lab1.train(X, Y, one, learning_rate=np.float32(0.5), **how)
    assert (alone.loss, alone.activation, alone.learning_rate) == ("mse", "relu", 0.5)
    assert type(alone.learning_rate) is float
    both = lab1.train(X, Y, two, learning_rate=[0.5, 0.25], **how)
    assert both.learning_rate.tolist() == [0.5, 0.25]
    with pytest.raises(ValueError, match=r"learning_rate must be one number or one a run"):
        lab1.train(X, Y, two, learning_rate=[0.5, 0.25, 0.1], **how)
    with pytest.raises(ValueError, match=r"learning_rate must be one number or one a run"):
        lab1.train(X, Y, one, learning_rate=[0.5], **how)


def test_forward_refuses_hidden_units_that_it_does_not_know():
    X, _ = lab1.xor()
    with pytest.raises(ValueError, match="activation must be one of tanh, sigmoid, relu"):
        lab1.forward(X, lab1.initialize_parameters(2, 2, 1, seed=0), activation="tan")
