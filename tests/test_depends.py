"""On what conclusions depend: variants are what they are called, and their scope is told right."""

import numpy as np
import pandas as pd
import pytest

import lab1
from lab1.report import depends

X, Y = lab1.xor()


def test_every_variant_is_the_same_sweep_of_another_network_start_or_input():
    tables = depends.sweeps(X, Y, 2, seeds=range(5), n_iterations=40)
    assert list(tables) == list(depends.VARIANTS)
    base = lab1.sweep(X, Y, seeds=range(5), n_iterations=40)
    assert tables["la de este cuaderno"].equals(base)
    signed = lab1.sweep(2 * X - 1, Y, seeds=range(5), n_iterations=40)
    assert tables["entradas ±1"].equals(signed)
    relu = lab1.sweep(X, Y, seeds=range(5), n_iterations=40, methods=["he"], activation="relu")
    assert tables["unidades ReLU, inicio He"].equals(relu)
    four = lab1.sweep(X, Y, seeds=range(5), n_iterations=40, n_h=4)
    assert tables["4 unidades"].equals(four)
    biases = lab1.sweep(X, Y, seeds=range(5), n_iterations=40, methods=["zero_biases"])
    assert tables["sesgos en 0"].equals(biases)


def test_the_first_cost_of_a_constant_is_that_of_its_variant():
    start = lab1.initialize_parameters(2, 2, 1, method="constant", value=0.5)
    expected = lab1.cost(2 * X - 1, Y, start)
    assert depends.first_cost(X, Y, "entradas ±1", 2, 0.5) == pytest.approx(expected)


def test_harder_criteria_are_met_later_and_the_usual_one_when_the_sweep_says():
    start = lab1.initialize_parameters(2, 2, 1, seed=range(20))
    met = depends.criteria(X, Y, start, every=1, learning_rate=1.0, n_iterations=500)
    right, loose, usual, tight = met.values()
    for sooner, later in ((right, usual), (loose, usual), (usual, tight)):
        both = ~np.isnan(later)
        assert (sooner[both] <= later[both]).all()
    table = lab1.sweep(X, Y, seeds=range(20), learning_rates=[1.0], n_iterations=500)
    np.testing.assert_array_equal(usual, table["solved_at"])


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        (["above"] * 3, "Vale en todas las variantes probadas."),
        (["above", "below", "above"], "Vale en 2 de 3 variantes; no con «b»."),
        (
            ["above", "unknown", "same"],
            "Vale en 1 de 3 variantes; no con «c»; sin decidir con «b».",
        ),
        (["below"] * 3, "No vale en ninguna de las variantes probadas."),
        (["unknown"] * 3, "No se puede decidir en ninguna de las variantes probadas."),
        (
            ["below"] * 6 + ["unknown"] * 2 + ["above"],
            "Vale en 1 de 9 variantes, «i»; no en 6; sin decidir en 2.",
        ),
    ],
)
def test_a_scope_names_where_a_conclusion_fails(sides, told):
    assert depends.scope(dict(zip("abcdefghi", sides, strict=False)), "above") == told


def test_rates_are_compared_by_wins_by_pace_and_at_equal_travel():
    n = 200

    def table(costs, times):
        """Make a sweep of n seeds alike, from each rate's cost and time to solve."""
        rows = [(s, r, costs[r], times[r]) for s in range(n) for r in costs]
        return pd.DataFrame(rows, columns=["seed", "learning_rate", "cost", "solved_at"])

    proportional = table({0.1: 0.3, 0.5: 0.1}, {0.1: 1000, 0.5: 200})
    in_vain = table({0.1: 0.3, 0.5: 0.1}, {0.1: np.nan, 0.5: np.nan})
    winner = table({0.1: 0.1, 0.5: 0.3}, {0.1: 1000, 0.5: np.nan})
    compared = depends.rates_compared(
        {"a": proportional, "b": in_vain, "c": winner}, [0.1, 0.5], 0.1, 1000
    )
    no_winner, slow, no_trap = compared
    assert no_winner.startswith(
        "Que 0.1 no gane, con inicio común y 1000 iteraciones, vale en 2 de"
    )
    assert "no con «c»" in no_winner
    assert slow == (
        "Que 0.1 lleve menos resueltas que 0.5 en las mismas iteraciones vale en 0 de 3 variantes; "
        "no con «a» y «c»; sin decidir con «b»."
    )
    assert "vale en 1 de 3 variantes; no con «c»; sin decidir con «b»" in no_trap
    assert depends.rates_compared({"a": winner}, [0.1], 0.1, 1000) == ("", "", "")
