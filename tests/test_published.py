"""The published report: every value that it printed or drew comes out again."""

import pytest

from lab1.report import published

CURVES = published.curves()


def test_nothing_of_the_report_is_missing():
    assert sorted(CURVES) == sorted(
        ["1/zeros", "1/random", "3/flat", "3/final/0.01", "3/final/0.1"]
        + [f"2/{rate}" for rate in (0.01, 0.1, 0.5)]
        + [f"3/{panel}/{rate}" for panel in ("cross_entropy", "mse") for rate in (0.01, 0.1, 0.5)]
    )
    assert all(curve.values.shape == curve.iterations.shape == (11,) for curve in CURVES.values())


@pytest.mark.parametrize("name", [name for name, c in CURVES.items() if c.decimals == 6])
def test_printed_values_are_met_in_all_six_decimals(name):
    curve = CURVES[name]
    ours = published.reproduce(curve)[curve.iterations]
    assert [f"{cost:.6f}" for cost in ours] == [f"{cost:.6f}" for cost in curve.values]
    assert published.difference(curve) == 0


@pytest.mark.parametrize("name", [name for name, c in CURVES.items() if c.decimals is None])
def test_drawn_values_are_met_to_a_billionth(name):
    assert published.difference(CURVES[name]) < 1e-9


def test_a_value_that_is_off_in_its_last_printed_decimal_is_noticed():
    curve = CURVES["1/random"]
    curve.values[4] += 1e-6
    try:
        assert published.difference(curve) == pytest.approx(1e-6)
    finally:
        curve.values[4] -= 1e-6
