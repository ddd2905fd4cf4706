"""Data: the corners with their labels, the curved border, and what is refused."""

import numpy as np
import pytest

import lab1
from lab1 import _checks


@pytest.mark.parametrize(
    ("name", "labels"), [("xor", [0, 1, 1, 0]), ("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1])]
)
def test_gates_label_the_four_corners(name, labels):
    X, Y = lab1.DATASETS[name]()
    assert X.tolist() == [[0, 0, 1, 1], [0, 1, 0, 1]]
    assert Y.tolist() == [labels]


def test_each_call_gives_arrays_of_its_own():
    X, _ = lab1.xor()
    X[:] = 7
    assert lab1.xor()[0].max() == 1


@pytest.mark.parametrize("m", [2, 3, 80])
def test_the_curved_set_has_both_classes_and_is_always_the_same(m):
    X, Y = lab1.curved(m)
    assert X.shape == (2, m)
    assert Y.shape == (1, m)
    assert Y.sum() == m - m // 2
    np.testing.assert_array_equal(X, lab1.curved(m)[0])
    assert (lab1.curved(m, seed=1)[0] != X).any()
    _checks.data(X, Y)


def test_the_curved_border_is_beyond_one_line_but_not_beyond_eight_units():
    X, Y = lab1.curved()
    right = {}
    for n_h in (1, 8):
        starts = lab1.initialize_parameters(2, n_h, 1, method="xavier", seed=range(5))
        run = lab1.train(X, Y, starts, learning_rate=1.0, n_iterations=5000, record_every=5000)
        right[n_h] = (lab1.predict(run.parameters, X) == Y[..., None]).mean(axis=(0, 1)).max()
    assert right[1] < 0.95 < right[8]


@pytest.mark.parametrize(("argument", "value"), [("m", 1), ("noise", -0.1), ("noise", np.inf)])
def test_a_curved_set_that_makes_no_sense_is_refused_by_name(argument, value):
    with pytest.raises(ValueError, match=argument):
        lab1.curved(**{argument: value})


@pytest.mark.parametrize(
    ("X", "Y", "message"),
    [
        ([0, 1], np.ones((1, 2)), "X must be a 2-D array"),
        (np.ones((1, 2)), np.ones(2), "Y must be a 2-D array"),
        (np.ones((1, 0)), np.ones((1, 0)), "X must be a 2-D array"),
        (np.ones((1, 2)), np.ones((1, 3)), "2 columns in X and 3 in Y"),
        (np.array([[0, np.inf]]), np.ones((1, 2)), "X must hold finite"),
        (np.ones((1, 2)), np.array([[0, 2]]), "Y must hold labels 0 and 1"),
        (np.ones((1, 2)), np.array([[0, np.nan]]), "Y must hold labels 0 and 1"),
    ],
)
def test_data_that_do_not_fit_are_refused(X, Y, message):
    with pytest.raises(ValueError, match=message):
        _checks.data(X, Y)
