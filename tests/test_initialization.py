"""Initialization: seed k is the same start for ever, in any company."""

import numpy as np
import pytest

import lab1

NAMES = ("W1", "b1", "W2", "b2")


def test_seed_2_draws_the_report_s_first_start_from_the_frozen_stream():
    stream = np.random.RandomState(2)
    start = lab1.initialize_parameters(2, 2, 1, method="normal", seed=2)
    for name, shape in zip(NAMES, [(2, 2), (2, 1), (1, 2), (1, 1)], strict=True):
        np.testing.assert_array_equal(start[name], stream.randn(*shape))


def test_a_stream_gives_its_next_start_at_every_call():
    stream, flat = np.random.RandomState(2), np.random.RandomState(2).standard_normal(27)
    for k in range(3):
        start = lab1.initialize_parameters(2, 2, 1, seed=stream)
        drawn = np.concatenate([start[name].ravel() for name in NAMES])
        np.testing.assert_array_equal(drawn, flat[9 * k : 9 * (k + 1)])


@pytest.mark.parametrize("method", lab1.METHODS)
@pytest.mark.parametrize("shape", [(2, 2, 1), (5, 7, 3)])
def test_a_seed_s_start_does_not_depend_on_its_company(method, shape):
    together = lab1.initialize_parameters(*shape, method=method, seed=[9, 4, 2**32 - 1])
    for i, seed in enumerate([9, 4, 2**32 - 1]):
        alone = lab1.initialize_parameters(*shape, method=method, seed=seed)
        for name in NAMES:
            assert alone[name].ndim == 2
            np.testing.assert_array_equal(together[name][..., i], alone[name])


def test_zeros_and_constants_are_what_they_say():
    for method, value in (("zeros", 0), ("constant", 0.25)):
        start = lab1.initialize_parameters(3, 4, 2, method=method, value=0.25)
        assert all((start[name] == value).all() for name in NAMES)


@pytest.mark.parametrize(
    ("method", "spread"),
    [
        ("normal", {"W1": 2.0, "b1": 2.0, "W2": 2.0, "b2": 2.0}),
        ("uniform", dict.fromkeys(NAMES, 2 / np.sqrt(3))),
        ("xavier", {"W1": 2 * np.sqrt(2 / 7), "W2": 2 * np.sqrt(2 / 6), "b1": 0, "b2": 0}),
        ("zero_biases", {"W1": 2, "W2": 2, "b1": 0, "b2": 0}),
        ("he", {"W1": 2 * np.sqrt(2 / 3), "W2": 2 * np.sqrt(2 / 4), "b1": 0, "b2": 0}),
    ],
)
def test_each_method_has_the_spread_of_its_paper(method, spread):
    starts = lab1.initialize_parameters(3, 4, 2, method=method, scale=2.0, seed=range(4000))
    for name in NAMES:
        assert starts[name].std() == pytest.approx(spread[name], rel=0.02)
        assert abs(starts[name].mean()) <= 0.03 * spread[name]


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        ("n_x", 0, "at least 1"),
        ("n_h", 2.5, "whole number"),
        ("n_y", True, "whole number"),
        ("method", "glorot", "zeros, constant, normal, uniform, xavier, he"),
        ("seed", -1, "from 0 to"),
        ("seed", 2**32, "from 0 to"),
        ("seed", None, "from 0 to"),
        ("seed", [], "not be empty"),
        ("seed", [1, "2"], "whole numbers"),
        ("scale", 0, "above 0"),
        ("scale", np.nan, "above 0"),
        ("value", np.inf, "finite"),
    ],
)
def test_bad_arguments_are_refused_by_name(argument, value, allowed):
    arguments = {"n_x": 2, "n_h": 2, "n_y": 1, "seed": 0}
    with pytest.raises(ValueError, match=argument) as refusal:
        lab1.initialize_parameters(**{**arguments, argument: value})
    assert allowed in str(refusal.value)
