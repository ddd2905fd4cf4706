"""Every public function, every argument, every odd value: a right answer, or a refusal by name.

A value that says the same in another type gives the same answer; what would have to be guessed is
refused with a ValueError that begins with the argument. No argument is changed, and no result is
a window on one.
"""

import copy
import dataclasses
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import lab1
from lab1 import statistics, theory

X, Y = lab1.xor()
P = {
    "W1": np.array([[1.0, 2.0], [3.0, 1.0]]),
    "b1": np.array([[1.0], [0.0]]),
    "W2": np.array([[2.0, 1.0]]),
    "b2": np.array([[1.0]]),
}
FIRST, SECOND = np.array([True, True, False, True]), np.array([True, False, True, False])


def read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


def with_gaps(array):
    return np.repeat(array, 2, axis=-1)[..., ::2]


def masked(array):
    return np.ma.masked_array(array, mask=np.arange(np.size(array)).reshape(np.shape(array)) == 0)


def with_one(value, dtype=float):
    """Put a value into the first place of an array."""

    def put(array):
        array = np.array(array, dtype=dtype)
        array.flat[0] = value
        return array

    return put


# What says the same, and what doesn't, made from a good value.
SAME_ARRAY = {
    "list": np.ndarray.tolist,
    "tuple of arrays": tuple,
    "DataFrame": lambda a: pd.DataFrame(a, index=[*range(len(a), 0, -1)]),
    "objects": lambda a: a.astype(object),
    "Fortran's order": np.asfortranarray,
    "gaps": with_gaps,
    "read-only": read_only,
    "big-endian": lambda a: a.astype(">f8"),
    **{
        name: lambda a, name=name: a.astype(name)
        for name in ("uint8", "int8", "uint64", "int32", "float16", "float32", "longdouble")
    },
}
BAD_ARRAY = {
    "None": lambda a: None,
    "a text": lambda a: "abc",
    "texts": lambda a: a.astype(int).astype(str),
    "bytes": lambda a: a.astype(int).astype(bytes),
    "a number": lambda a: 3.0,
    "0-d": lambda a: np.array(1.0),
    "1-D": np.ravel,
    "4-D": lambda a: a[None, None],
    "empty": lambda a: a[:, :0],
    "no rows": lambda a: a[:0],
    "a set": lambda a: {0.0, 1.0},
    "a dict": lambda a: {"a": 1},
    "a function": lambda a: len,
    "masked": masked,
    "complex": lambda a: a.astype(complex),
    "NaN": with_one(np.nan),
    "infinity": with_one(-np.inf),
    "huge": with_one(1e200),
    "an int past all floats": with_one(10**400, object),
    "None within": with_one(None, object),
    "NA within": with_one(pd.NA, object),
    "dates": lambda a: np.full(a.shape, np.datetime64("2026-01-01")),
    "a missing column": lambda a: np.append(a, a, axis=1),
}
RAGGED = {"ragged": lambda a: [[0.0, 1.0], [0.0]]}
BAD_LABELS = (
    BAD_ARRAY
    | RAGGED
    | {
        "transposed": np.transpose,
        "row": lambda a: a[0],
        "2": with_one(2.0),
        "-1": with_one(-1.0),
        "½": with_one(0.5),
    }
)
BAD_PARAMETERS = {
    "None": lambda p: None,
    "a list": lambda p: list(p.values()),
    "an array": lambda p: p["W1"],
    "b2 missing": lambda p: {k: p[k] for k in ("W1", "b1", "W2")},
    "one too many": lambda p: {**p, "W3": p["W1"]},
    "the data": lambda p: X,
    "another network's W2": lambda p: {**p, "W2": np.ones((1, 3))},
    "W1 for three inputs and b1 for three units": lambda p: {**p, "b1": np.ones((3, 1))},
    **{
        f"{name}: {odd}": lambda p, name=name, make=make: {**p, name: make(p[name])}
        for name in ("W1", "b2")
        for odd, make in BAD_ARRAY.items()
    },
}
SAME_PARAMETERS = {
    odd: lambda p, make=make: {name: make(p[name]) for name in ("W2", "W1", "b2", "b1")}
    for odd, make in SAME_ARRAY.items()
}
SAME_NUMBER = {
    "float64": np.float64,
    "0-d": np.array,
    "Fraction": Fraction,
    "longdouble": np.longdouble,
}
SAME_COUNT = SAME_NUMBER | {"float": float, "int8": np.int8, "uint8": np.uint8, "uint64": np.uint64}
NO_NUMBER = {
    "None": lambda n: None,
    "a text": str,
    "a list of lists": lambda n: [[n]],
    "True": lambda n: True,
    "NaN": lambda n: np.nan,
    "infinity": lambda n: np.inf,
    "complex": complex,
    "Decimal": Decimal,
    "masked": lambda n: np.ma.masked,
    "past all floats": lambda n: 10**400,
    "a date": lambda n: datetime(2026, 1, 1),
    "minus": lambda n: -1e300,
}
NO_COUNT = NO_NUMBER | {
    "-1": lambda n: -1,
    "a half": lambda n: 2.5,
    "a list": lambda n: [n],
    "1e30": lambda n: 1e30,
}
NO_RATE = NO_NUMBER | {"0": lambda n: 0, "two for one run": lambda n: [n, n]}
NO_SHARE = NO_NUMBER | {"0": lambda n: 0, "1": lambda n: 1, "95": lambda n: 95}
NO_CHOICE = {
    "None": lambda n: None,
    "empty": lambda n: "",
    "unknown": lambda n: "glorot",
    "capitals": str.upper,
    "bytes": str.encode,
    "a list": lambda n: [n],
    "a number": lambda n: 0,
}
SAME_TEXT = {"NumPy's": np.str_}
SAME_SEEDS = {
    "tuple": tuple,
    "array": np.array,
    "uint8": np.uint8,
    "floats": lambda s: np.array(s, float),
    "Series": lambda s: pd.Series(s, index=s[::-1]),
    "generator": iter,
}
NO_SEQUENCE = {
    "a text": lambda s: "12",
    "bytes": lambda s: b"12",
    "a set": lambda s: {1, 2},
    "a dict": lambda s: {1: 2},
    "empty": lambda s: [],
    "empty array": lambda s: np.array([]),
    "masked": lambda s: masked(np.array([1, 2])),
    "None within": lambda s: [None],
    "NaN within": lambda s: [np.nan, 1],
    "lists within": lambda s: [[1], [2]],
    "2-D": lambda s: np.ones((2, 2)),
}
NO_SEEDS = NO_SEQUENCE | {
    "negative": lambda s: [-1],
    "too large": lambda s: [2**32],
    "halves": lambda s: [0.5],
    "True": lambda s: [True],
    "text": lambda s: ["1"],
}
SAME_TRUTHS = {
    "list": list,
    "NumPy's objects": lambda a: a.astype(object),
    "Series, by position": lambda a: pd.Series(a, index=[3, 2, 1, 0]),
    "pandas' boolean": lambda a: pd.Series(a, dtype="boolean"),
    "gaps": with_gaps,
    "read-only": read_only,
}
NO_TRUTHS = {
    "None": lambda a: None,
    "a text": lambda a: "abc",
    "texts": lambda a: a.astype(str),
    "ints": lambda a: a.astype(int),
    "0-d": lambda a: np.array(True),
    "2-D": lambda a: a[None],
    "empty": lambda a: a[:0],
    "one less": lambda a: a[1:],
    "masked": masked,
    "NA": lambda a: pd.array([True, None, True, True], dtype="boolean"),
}
NO_FLAG = {"1": lambda f: 1, "None": lambda f: None, "text": lambda f: "no", "array": lambda f: X}

DATA = {"X": (SAME_ARRAY, BAD_ARRAY), "Y": (SAME_ARRAY, BAD_LABELS)}
NETWORK = {**DATA, "parameters": (SAME_PARAMETERS, BAD_PARAMETERS)}
LOSS = {"loss": (SAME_TEXT, NO_CHOICE)}
STEP = {"step": (SAME_NUMBER, NO_NUMBER | {"0": lambda n: 0})}
LEVEL = {"level": (SAME_NUMBER, NO_SHARE)}
ON_XOR = {"X": X, "Y": Y, "parameters": P}
K, N = np.array([[0, 100, 200]]), np.array([[1, 200, 200]])


# A good call of each function, and what its arguments may and may not be instead.
CALLS = [
    (lab1.curved, {"m": 6, "noise": 0.25, "seed": 3},
     {"m": (SAME_COUNT, NO_COUNT), "noise": (SAME_NUMBER, NO_NUMBER),
      "seed": (SAME_COUNT, NO_COUNT)}),
    (lab1.initialize_parameters,
     {"n_x": 2, "n_h": 3, "n_y": 1, "method": "normal", "seed": 3, "scale": 0.5, "value": 0.25},
     {"n_x": (SAME_COUNT, NO_COUNT), "n_h": (SAME_COUNT, NO_COUNT), "n_y": (SAME_COUNT, NO_COUNT),
      "method": (SAME_TEXT, NO_CHOICE), "scale": (SAME_NUMBER, NO_NUMBER | {"0": lambda n: 0}),
      "value": (SAME_NUMBER, NO_NUMBER),
      "seed": (SAME_COUNT, {k: NO_COUNT[k] for k in NO_COUNT if k != "a list"})}),
    (lab1.initialize_parameters, {"n_x": 2, "n_h": 2, "n_y": 1, "seed": [4, 1, 3]},
     {"seed": (SAME_SEEDS, NO_SEEDS)}),
    (lab1.initialize_parameters,
     {"n_x": 2, "n_h": 2, "n_y": 1, "method": "constant", "seed": [4, 1, 3]},
     {"seed": (SAME_SEEDS, NO_SEEDS)}),
    (lab1.forward, {"X": X, "parameters": P}, {k: NETWORK[k] for k in ("X", "parameters")}),
    (lab1.predict, {"X": X, "parameters": P}, {k: NETWORK[k] for k in ("X", "parameters")}),
    (lab1.cost, {**ON_XOR, "loss": "mse"}, {**NETWORK, **LOSS}),
    (lab1.gradients, {**ON_XOR, "loss": "sse"}, {**NETWORK, **LOSS}),
    (lab1.train,
     {**ON_XOR, "loss": "mse", "learning_rate": 0.25, "n_iterations": 3, "record_every": 2,
      "record_parameters": True},
     {**NETWORK, **LOSS, "n_iterations": (SAME_COUNT, NO_COUNT),
      "record_every": (SAME_COUNT, NO_COUNT), "learning_rate": (SAME_NUMBER, NO_RATE),
      "record_parameters": ({"NumPy's": np.bool_}, NO_FLAG)}),
    (lab1.sweep,
     {"X": X, "Y": Y, "seeds": [4, 1, 3], "methods": ["zeros", ("normal", 0.5)],
      "losses": ["mse", "sse"], "learning_rates": [0.25, 1.0], "n_iterations": 4, "n_h": 3,
      "curves_at": [4, 0], "quantiles": [0.5], "n_jobs": 1, "block_size": 5},
     {**DATA, "seeds": (SAME_SEEDS, NO_SEEDS | {"twice": lambda s: [1, 1]}),
      "methods": ({"tuple": tuple},
                  NO_SEQUENCE | {"unknown": lambda m: ["glorot"], "alone": lambda m: [("he",)]}),
      "losses": ({"tuple": tuple, "array": np.array, "Series": pd.Series},
                 NO_SEQUENCE | {"unknown": lambda m: ["hinge"], "twice": lambda m: ["mse", "mse"]}),
      "learning_rates": ({"tuple": tuple, "array": np.array, "float16": np.float16,
                          "Series": lambda r: pd.Series(r, index=[5, 6])},
                         NO_SEQUENCE | {"0": lambda r: [0.0], "minus": lambda r: [-1.0],
                                        "infinite": lambda r: [np.inf], "text": lambda r: ["1"]}),
      "n_iterations": (SAME_COUNT, NO_COUNT), "n_h": (SAME_COUNT, NO_COUNT),
      "block_size": (SAME_COUNT, NO_COUNT),
      "n_jobs": (SAME_COUNT, {k: NO_COUNT[k] for k in NO_COUNT if k != "-1"} | {"0": lambda n: 0}),
      "curves_at": ({"tuple": tuple, "array": np.array, "uint8": np.uint8, "Series": pd.Series},
                    {k: NO_SEQUENCE[k] for k in NO_SEQUENCE} | {"past": lambda i: [5],
                     "halves": lambda i: [0.5], "-1": lambda i: [-1]}),
      "quantiles": ({"tuple": tuple, "array": np.array, "float16": np.float16},
                    NO_SEQUENCE | {"past 1": lambda q: [1.5], "-1": lambda q: [-0.1]})}),
    (lab1.plateau, {**ON_XOR, "tolerance": 0.125},
     {**NETWORK, "tolerance": (SAME_NUMBER, NO_SHARE)}),
    (lab1.wilson, {"k": K, "n": N, "level": 0.875},
     {"k": (COUNTS := {k: SAME_ARRAY[k] for k in SAME_ARRAY if k not in ("int8", "float16")},
            NO_COUNTS := {k: BAD_ARRAY[k] for k in BAD_ARRAY if k not in
                          ("1-D", "4-D", "0-d", "a number", "no rows", "huge", "a missing column")}
            | RAGGED | {"-1": with_one(-1), "½": with_one(0.5)}),
      "n": (COUNTS, NO_COUNTS | {"0": with_one(0), "two": lambda n: n[:, :2]}), **LEVEL}),
    (lab1.paired_difference, {"first": FIRST, "second": SECOND, "level": 0.875},
     {"first": (SAME_TRUTHS, NO_TRUTHS), "second": (SAME_TRUTHS, NO_TRUTHS), **LEVEL}),
    (statistics.median_interval, {"values": np.array([3.0, 1.0, 2.0]), "level": 0.75},
     {"values": ({"list": list, "Series": lambda v: pd.Series(v, index=[2, 1, 0]),
                  "uint8": np.uint8, "gaps": with_gaps, "read-only": read_only},
                 {"a text": lambda v: "abc", "None": lambda v: None, "a number": lambda v: 3.0,
                  "2-D": lambda v: v[None], "NaN": with_one(np.nan), "masked": masked,
                  "texts": lambda v: v.astype(str), "complex": lambda v: v * 1j}), **LEVEL}),
    (theory.hessian, {**ON_XOR, "step": 2**-12, "loss": "mse"}, {**NETWORK, **STEP, **LOSS}),
    (theory.numerical_gradients, {**ON_XOR, "step": 2**-16, "loss": "mse"},
     {**NETWORK, **STEP, **LOSS}),
    (theory.units_apart, {"parameters": P}, {"parameters": (SAME_PARAMETERS, BAD_PARAMETERS)}),
    (theory.period_two_cost, {"learning_rate": 6.0},
     {"learning_rate": (SAME_COUNT, NO_NUMBER | {"0": lambda n: 0, "two": lambda n: [n, n]})}),
]  # fmt: skip


def cases(kind):
    return [
        pytest.param(function, good, name, make, id=f"{function.__name__}-{name}-{odd}")
        for function, good, odds in CALLS
        for name, both in odds.items()
        for odd, make in both[kind].items()
        # Without Y, or with more axes for more networks, some of them say something else.
        if not (odd.endswith("4-D") and name == "parameters")
        if not (odd == "a missing column" and "Y" not in good)
        if not (odd == "W1: a missing column" and "X" not in good)
    ]


def arrays_in(value):
    """List the arrays and numbers that a result or an argument consists of."""
    if dataclasses.is_dataclass(value):
        value = vars(value)
    if isinstance(value, pd.DataFrame):
        return [value[name].to_numpy() for name in value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [array for part in value for array in arrays_in(part)]
    return [value] if isinstance(value, np.ndarray) else [np.asarray(value)]


def called(function, arguments):
    before = copy.deepcopy({k: v for k, v in arguments.items() if not hasattr(v, "__next__")})
    result = function(**arguments)
    for name, value in before.items():
        for then, now in zip(arrays_in(value), arrays_in(arguments[name]), strict=True):
            np.testing.assert_array_equal(then, now)
    given = [a for v in arguments.values() for a in arrays_in(v) if not hasattr(v, "__next__")]
    for of_result in arrays_in(result):
        assert not any(np.shares_memory(of_result, of_argument) for of_argument in given)
    return arrays_in(result)


@pytest.mark.parametrize(("function", "good", "name", "make"), cases(0))
def test_the_same_in_another_type_gives_the_same_answer(function, good, name, make):
    expected = function(**copy.deepcopy(good))
    got = called(function, {**copy.deepcopy(good), name: make(good[name])})
    for one, other in zip(got, arrays_in(expected), strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("function", "good", "name", "make"), cases(1))
def test_what_would_have_to_be_guessed_is_refused_by_name(function, good, name, make):
    with pytest.raises(ValueError, match=rf"^({name}\b|.* and {name}\b)"):
        called(function, {**copy.deepcopy(good), name: make(good[name])})


VALUES = np.array([3.0, 1.0, 2.0, 5.0])


def difference(a, b):
    return (a - b).mean()


@pytest.mark.parametrize("make", [list, pd.Series, with_gaps, read_only, np.float16, np.uint8])
def test_a_bootstrap_pairs_its_arrays_by_position_whatever_they_are(make):
    expected = lab1.bootstrap(difference, VALUES, VALUES[::-1], n_resamples=50)
    shuffled = pd.Series(VALUES[::-1], index=[2, 0, 3, 1])
    assert lab1.bootstrap(difference, make(VALUES), shuffled, n_resamples=50) == expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("arrays", {"arrays": ()}),
        *(("arrays", {"arrays": (array,)}) for array in ([], 3.0, "abc", None, masked(VALUES))),
        ("arrays", {"arrays": (VALUES, VALUES[1:])}),
        ("arrays", {"arrays": ([[1.0], [1.0, 2.0]],)}),
        ("statistic", {"statistic": None}),
        ("what statistic gives", {"statistic": lambda v: "x"}),
        ("what statistic gives", {"statistic": lambda v: v[: int(v[0])]}),
        *(("n_resamples", {"n_resamples": make(1)}) for make in NO_COUNT.values()),
        *(("seed", {"seed": make(1)}) for make in NO_COUNT.values()),
        *(("level", {"level": make(1)}) for make in NO_SHARE.values()),
    ],
)
def test_a_bootstrap_that_makes_no_sense_is_refused_by_name(name, arguments):
    chosen = {"statistic": np.mean, "arrays": (VALUES,), **arguments}
    with pytest.raises(ValueError, match=f"^{name}"):
        lab1.bootstrap(chosen.pop("statistic"), *chosen.pop("arrays"), **chosen)
