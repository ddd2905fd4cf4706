"""Statistics: against scipy and printed examples, closed forms, and runs whose fate is known."""

import numpy as np
import pytest
from scipy import stats

import lab1
from lab1.statistics import (
    crossing,
    first_places,
    median_interval,
    peak,
    power_law,
    rate_interval,
)
from lab1.statistics.proportions import _mcnemar


@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
@pytest.mark.parametrize(("k", "n"), [(0, 1), (1, 1), (0, 50), (50, 50), (7, 50), (499, 1000)])
def test_wilson_is_scipys(k, n, level):
    expected = stats.binomtest(k, n).proportion_ci(level, method="wilson")
    np.testing.assert_allclose(lab1.wilson(k, n, level), expected, rtol=1e-12, atol=1e-15)


def test_wilson_takes_arrays_and_stays_within_0_and_1():
    k, n = np.arange(11), 10
    low, high = lab1.wilson(k, n)
    assert low[0] == 0
    assert high[-1] == 1
    assert ((low <= k / n) & (k / n <= high)).all()
    assert lab1.wilson(3, 10) == (low[3], high[3])


@pytest.mark.parametrize(
    ("k", "n", "message"),
    [
        (-1, 10, "^k must hold whole numbers, at least 0"),
        (11, 10, "^k must be from 0 to n"),
        (0, 0, "^n must hold whole numbers, at least 1"),
    ],
)
def test_wilson_refuses_impossible_counts(k, n, message):
    with pytest.raises(ValueError, match=message):
        lab1.wilson(k, n)


@pytest.mark.parametrize("dtype", ["uint8", "int8", "uint16", "int16", "int32", "float32"])
def test_wilson_of_narrow_numbers_is_that_of_wide_ones(dtype):
    k, n = np.array([0, 40, 100, 120]), np.array([1, 100, 120, 120])
    narrow = lab1.wilson(k.astype(dtype), n.astype(dtype))
    np.testing.assert_array_equal(narrow, lab1.wilson(k, n))


@pytest.mark.parametrize("level", [0, 1, 95, np.nan])
def test_a_level_outside_0_and_1_is_refused(level):
    with pytest.raises(ValueError, match="level must be a finite number above 0 and below 1"):
        lab1.wilson(1, 2, level)


def paired(both, only_first, only_second, neither):
    first = np.repeat([True, True, False, False], [both, only_first, only_second, neither])
    second = np.repeat([True, False, True, False], [both, only_first, only_second, neither])
    return first, second


def test_paired_difference_counts_discordant_pairs():
    result = lab1.paired_difference(*paired(36, 12, 2, 0))
    assert (result.n, result.only_first, result.only_second) == (50, 12, 2)
    assert result.difference == 0.2


@pytest.mark.parametrize("discordant", [(12, 2), (2, 12), (5, 5), (0, 0), (0, 9), (40, 55)])
def test_paired_p_value_is_the_exact_binomial_one(discordant):
    result = lab1.paired_difference(*paired(10, *discordant, 10))
    expected = stats.binomtest(discordant[0], sum(discordant)).pvalue if sum(discordant) else 1.0
    assert result.p_value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("only_first", "only_second"),
    [
        (1, 2),
        (10, 90),
        (480, 520),
        (0, 1000),
        (7_900, 8_100),
        (99_000, 101_000),
        (499_000, 500_500),
    ],
)
def test_paired_p_value_is_exact_for_many_pairs(only_first, only_second):
    expected = stats.binomtest(only_first, only_first + only_second).pvalue
    assert _mcnemar(only_first, only_second) == pytest.approx(expected, rel=1e-10, abs=1e-305)


def test_paired_p_value_of_a_hundred_million_pairs_is_the_normal_limit():
    # A sum over all of them would never end.
    n, sigmas = 10**8, 3
    half_way = sigmas * n**0.5 / 2  # the continuity correction shifts it by half a pair
    fewer = int(n / 2 - half_way)
    expected = 2 * stats.norm.cdf((fewer + 0.5 - n / 2) / (n**0.5 / 2))
    assert _mcnemar(fewer, n - fewer) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(
    ("table", "low", "high"), [((36, 12, 2, 0), 0.0569, 0.3404), ((0, 30, 0, 0), 0.8395, 1.0)]
)
def test_paired_interval_is_the_one_newcombe_printed(table, low, high):
    # Newcombe 1998, Stat. Med. 17:2635, table III, method 10.
    result = lab1.paired_difference(*paired(*table))
    assert (result.low, result.high) == pytest.approx((low, high), abs=6e-5)


def test_paired_interval_is_the_one_altman_printed():
    # Altman et al. 2000, Statistics with Confidence, table 6.2.
    result = lab1.paired_difference(*paired(14, 5, 0, 22))
    assert (result.low, result.high) == pytest.approx((0.011, 0.226), abs=5e-4)


@pytest.mark.parametrize("level", [0.8, 0.95])
@pytest.mark.parametrize(
    "table", [(14, 5, 0, 22), (2, 1, 1, 1), (6, 3, 4, 3), (3, 9, 8, 2), (5, 1, 1, 5), (0, 4, 0, 9)]
)
def test_paired_interval_joins_both_arms_wilson_intervals(table, level):
    e, f, g, h = table  # Newcombe's letters
    n = sum(table)
    p1, p2 = (e + f) / n, (e + g) / n
    (l1, u1), (l2, u2) = (
        stats.binomtest(k, n).proportion_ci(level, method="wilson") for k in (e + f, e + g)
    )
    phi = e * h - f * g
    phi = phi if phi <= 0 else max(phi - n / 2, 0)
    phi /= max(np.sqrt((e + f) * (g + h) * (e + g) * (f + h)), 1)
    low = p1 - p2 - np.sqrt((p1 - l1) ** 2 - 2 * phi * (p1 - l1) * (u2 - p2) + (u2 - p2) ** 2)
    high = p1 - p2 + np.sqrt((p2 - l2) ** 2 - 2 * phi * (p2 - l2) * (u1 - p1) + (u1 - p1) ** 2)
    result = lab1.paired_difference(*paired(*table), level=level)
    assert (result.low, result.high) == pytest.approx((low, high), rel=1e-12)


def test_paired_interval_holds_the_true_difference_as_often_as_it_says():
    rng = np.random.RandomState(0)
    tables = rng.multinomial(200, [0.4, 0.25, 0.15, 0.2], size=2000)
    results = [lab1.paired_difference(*paired(*table), level=0.9) for table in tables]
    held = np.mean([r.low <= 0.1 <= r.high for r in results])
    assert 0.88 < held < 0.925  # 0.9 by 3 standard errors


def test_swapping_the_arms_changes_only_the_sign():
    first, second = paired(30, 12, 5, 8)
    one, other = lab1.paired_difference(first, second), lab1.paired_difference(second, first)
    assert (other.difference, other.p_value) == (-one.difference, one.p_value)
    assert (other.low, other.high) == pytest.approx((-one.high, -one.low), abs=1e-15)


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ([1, 0], [True, False], "^first must"),
        ([[True], [False]], [True, False], "^first must"),
        (np.empty(0, bool), [True], "^first must"),
        ([True, False], [], "^second must"),
        ([True, False], [True], "one value a seed"),
    ],
)
def test_arms_that_are_no_pairs_are_refused(first, second, word):
    with pytest.raises(ValueError, match=word):
        lab1.paired_difference(first, second)


def test_bootstrap_of_a_mean_is_close_to_scipys():
    values = np.random.RandomState(1).exponential(size=300)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=5000, method="percentile", rng=np.random.RandomState(2)
    ).confidence_interval
    assert lab1.bootstrap(np.mean, values, n_resamples=5000) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("level", [0.5, 0.75])
def test_bootstrap_ends_are_quantiles_of_what_the_statistic_gave(level):
    values = np.random.RandomState(1).standard_normal(30)
    rows, given = [], []

    def statistic(numbers, sample):
        rows.append(sample)
        given.append([numbers.mean(), numbers.max()])
        return given[-1]

    low, high = lab1.bootstrap(statistic, values, np.arange(30), n_resamples=400, level=level)
    given = np.sort(given, axis=0)
    first, last = {0.5: (100, 300), 0.75: (50, 350)}[level]
    assert low.tolist() == given[first - 1].tolist()
    assert high.tolist() == given[last - 1].tolist()
    assert np.shape(rows) == (400, 30)
    assert set(np.ravel(rows)) == set(range(30))


def test_bootstrap_is_of_2000_resamples_from_seed_0_at_95_percent():
    values = np.random.RandomState(1).standard_normal(30)
    asked = lab1.bootstrap(np.mean, values, n_resamples=2000, level=0.95, seed=0)
    assert lab1.bootstrap(np.mean, values) == asked
    means = []
    lab1.bootstrap(lambda sample: means.append(sample.mean()) or 0, values)
    assert len(means) == 2000


def test_one_resample_is_an_interval_of_one_value():
    low, high = lab1.bootstrap(np.mean, np.arange(9.0), n_resamples=1)
    assert low == high


@pytest.mark.parametrize("n", [6, 7, 25, 100, 1001])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_interval_of_a_median_is_the_exact_one_of_scipy(n, level):
    values = np.random.RandomState(n).lognormal(size=n)
    interval = stats.quantile_test(values).confidence_interval(level)
    assert median_interval(values, level) == (np.median(values), interval.low, interval.high)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_a_median_of_few_values_has_no_interval_rather_than_a_narrow_one(n):
    median, low, high = median_interval(np.full(n, 3.0))
    assert median == 3.0
    assert np.isnan([low, high]).all()


def test_a_median_of_nothing_is_not_a_number():
    assert np.isnan(median_interval([])).all()
    assert [type(number) for number in median_interval([1, 2])] == [float] * 3
    assert median_interval([3, 1, 2], level=0.75) == (2, 1, 3)  # P(all on one side) is 1/4


def test_a_tie_for_the_first_place_counts_for_none():
    costs = [[1.0, 2.0, 5.0, np.nan], [1.0, 3.0, 4.0, 2.0], [2.0, 3.0, np.nan, 7.0]]
    assert first_places(costs).tolist() == [1, 2, 0]
    assert first_places([[np.nan, np.inf]]).tolist() == [2]


RATES = np.geomspace(0.01, 100, 13)


def test_a_share_crosses_one_half_between_the_rates_tried():
    shares = stats.norm.cdf(np.log(RATES / 3.3))
    assert crossing(RATES, shares) == pytest.approx(3.3, rel=0.05)
    assert np.isnan(crossing(RATES, shares / 3))
    assert crossing(np.array([1.0, 4.0]), np.array([0.0, 1.0])) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("shares", "rate"),
    [
        ([0.2, 0.5, 0.4], 2.0),  # it comes to the level
        ([0.6, 0.2, 0.8], np.sqrt(2 * 4)),  # it begins above, and rises later
        ([0.5, 0.7, 0.9], np.nan),  # it has never been below
    ],
)
def test_a_share_crosses_a_level_where_it_first_comes_from_below(shares, rate):
    found = crossing(np.array([1.0, 2.0, 4.0]), np.array(shares))
    assert found == pytest.approx(rate, nan_ok=True)


@pytest.mark.parametrize("best", [0.3, 4.4])
def test_a_share_peaks_between_the_rates_tried(best):
    shares = 0.6 - 0.02 * np.log(RATES / best) ** 2
    assert peak(RATES, shares) == pytest.approx(best, rel=1e-6)
    first = shares.argmax()
    shares[: first - 1] = shares[first + 2 :] = 0.1
    assert peak(RATES, shares) == pytest.approx(best, rel=1e-6)


@pytest.mark.parametrize("around", [[0, 1, 1], [0.99, 1, 1], [0, 1, 0], [0, 1e-9, 0]])
def test_a_share_peaks_between_the_neighbours_of_the_largest(around):
    found = peak(np.array([1.0, 3.0, 5.0]), np.array(around))
    assert 1 < found < 5
    assert found != 3


def test_a_share_that_only_rises_or_falls_peaks_at_an_end_and_none_at_no_rate():
    assert peak(RATES, np.linspace(0, 1, 13)) == RATES[-1]
    assert peak(RATES, np.linspace(1, 0, 13)) == RATES[0]
    assert np.isnan(peak(RATES, np.zeros(13)))
    assert peak(RATES[:1], np.ones(1)) == RATES[0]


@pytest.mark.parametrize("slope", [-1.9, 2.0])
def test_times_that_grow_like_a_power_are_fitted_with_its_interval(slope):
    scales = np.array([0.3, 0.1, 0.03, 0.01])
    noise = np.random.RandomState(0).lognormal(0, 0.3, (60, 4))
    fitted, low, high, factor = power_law(scales, 7 * scales**slope * noise)
    assert low < slope < high < low + 0.4
    assert fitted == pytest.approx(slope, abs=0.1)
    assert factor == pytest.approx(7, rel=0.3)
    _, inner_low, inner_high, _ = power_law(scales, 7 * scales**slope * noise, level=0.5)
    assert low < inner_low < slope + 0.1
    assert slope - 0.1 < inner_high < high


def test_times_that_most_runs_never_came_to_are_left_out_of_the_fit():
    times = np.tile([1.0, 10.0, 100.0, np.nan], (20, 1))
    assert power_law([1, 0.1, 0.01, 0.001], times)[0] == pytest.approx(-1)
    assert np.isnan(power_law([1, 0.1, 0.01, 0.001], times * [1, 1, np.nan, 1])).all()


def test_a_median_counts_the_runs_that_never_came_to_it():
    times = np.tile([1.0, 10.0, 100.0, 1000.0], (20, 1))
    times[12:, 3], times[:12, 3] = np.nan, 5000.0
    expected = np.polyfit(np.log([1, 0.1, 0.01, 0.001]), np.log([1, 10, 100, 5000]), 1)[0]
    assert power_law([1, 0.1, 0.01, 0.001], times)[0] == pytest.approx(expected)


def test_an_interpolated_rate_has_an_interval_that_few_seeds_do_not_give():
    rng = np.random.RandomState(0)
    rose = rng.rand(400, 13) < stats.norm.cdf(np.log(RATES / 3.3))
    rate, low, high = rate_interval(crossing, RATES, rose)
    assert low < rate < high
    assert low < 3.3 < high < 2 * low
    assert np.isnan(rate_interval(crossing, RATES, rose[:19])[1:]).all()
    assert np.isfinite(rate_interval(peak, RATES, rose[:20])).all()


def test_bootstrap_resamples_all_arms_of_a_seed_together():
    shared = np.random.RandomState(1).standard_normal(50)
    arms = np.stack([shared, shared + 1], axis=1)
    low, high = lab1.bootstrap(lambda a: np.diff(a.mean(axis=0)), arms, n_resamples=200)
    assert (low, high) == pytest.approx((1, 1), abs=1e-12)
    low, high = lab1.bootstrap(lambda a, b: (b - a).mean(), arms[:, 0], arms[:, 1])
    assert (low, high) == pytest.approx((1, 1), abs=1e-12)


def test_bootstrap_of_a_best_arm_ends_at_arms_that_were_tried():
    rates = np.array([0.1, 0.5, 2.0])
    solved = np.random.RandomState(3).uniform(size=(100, 3)) < [0.3, 0.6, 0.6]
    interval = lab1.bootstrap(lambda s: rates[s.mean(axis=0).argmax()], solved)
    assert interval == (0.5, 2.0)


def test_bootstrap_repeats_itself_bit_for_bit():
    values = np.random.RandomState(1).standard_normal(40)
    first = lab1.bootstrap(np.median, values, seed=5)
    assert first == lab1.bootstrap(np.median, values, seed=5)
    assert first != lab1.bootstrap(np.median, values, seed=6)


def test_bootstrap_bears_a_statistic_that_never_is():
    # The median iteration to solve is NaN while fewer than half of the runs do.
    never = np.full(20, np.inf)
    assert lab1.bootstrap(np.median, never, n_resamples=50) == (np.inf, np.inf)


@pytest.mark.parametrize("arrays", [(), (np.empty(0),), (np.ones(2), np.ones(3))])
def test_bootstrap_refuses_arrays_without_common_seeds(arrays):
    with pytest.raises(ValueError, match="same number of seeds"):
        lab1.bootstrap(np.mean, *arrays)


def test_bootstrap_refuses_no_resamples():
    with pytest.raises(ValueError, match="n_resamples must be a whole number, at least 1"):
        lab1.bootstrap(np.mean, np.ones(3), n_resamples=0)


# W1, b1, W2, b2 of networks whose hidden units are all but ±1, so their outputs are plain to see.
ENDINGS = {
    "solved": ([[40, 40], [40, 40]], [-20, -60], [10, -10], -10),
    "½ ln 2": ([[0, 40], [40, -40]], [-20, -20], [10, 20], 10),  # 01 and 11 share ½
    "0.4774": ([[40, 40], [0, 0]], [-20, 0], [20, 0], np.log(2) - 20),  # all but 00 share ⅔
    "ln 2": ([[0, 0], [0, 0]], [0, 0], [0, 0], 0),
    "other": ([[0, 0], [0, 0]], [0, 0], [0, 0], 1),
}


# XOR is relu(x1 + x2) - 2 relu(x1 + x2 - 1).
RELU = {"W1": [[1, 1], [1, 1]], "b1": [[0], [-1]], "W2": [[20, -40]], "b2": [[-10]]}


def ending(state):
    W1, b1, W2, b2 = ENDINGS[state]
    shapes = {"W1": (2, 2), "b1": (2, 1), "W2": (1, 2), "b2": (1, 1)}
    values = zip(shapes.items(), (W1, b1, W2, b2), strict=True)
    return {k: np.reshape(value, shape).astype(float) for (k, shape), value in values}


@pytest.mark.parametrize("state", lab1.STATES)
def test_a_run_is_said_to_end_where_it_ends(state):
    X, Y = lab1.xor()
    named = lab1.plateau(X, Y, ending(state))
    assert named == state
    assert isinstance(named, str)


def test_a_run_of_other_hidden_units_is_named_and_judged_by_their_outputs():
    X, Y = lab1.xor()
    P = {k: np.array(v, dtype=float) for k, v in RELU.items()}
    assert lab1.plateau(X, Y, P, activation="relu") == "solved"
    assert (lab1.predict(P, X, activation="relu") == Y).all()
    assert lab1.plateau(X, Y, P) == "other"
    assert (lab1.predict(P, X) != Y).any()


def test_the_plateaus_cost_what_their_names_say():
    X, Y = lab1.xor()
    costs = [lab1.cost(X, Y, ending(state)) for state in ("½ ln 2", "0.4774", "ln 2")]
    floor = (3 * np.log(3) - 2 * np.log(2)) / 4
    np.testing.assert_allclose(costs, [np.log(2) / 2, floor, np.log(2)], rtol=1e-8)


def test_many_runs_are_named_as_each_alone():
    X, Y = lab1.xor()
    runs = {k: np.stack([ending(s)[k] for s in lab1.STATES], axis=-1) for k in ending("other")}
    assert lab1.plateau(X, Y, runs).tolist() == list(lab1.STATES)


def test_plateaus_are_told_apart_by_outputs_within_the_tolerance():
    X, Y = lab1.xor()
    P = ending("ln 2")
    P["b2"][:] = 0.3  # outputs 0.074 from ½
    assert lab1.plateau(X, Y, P, tolerance=0.08) == "ln 2"
    assert lab1.plateau(X, Y, P, tolerance=0.07) == "other"
    P["b2"][:] = np.log(0.65 / 0.35)
    assert lab1.plateau(X, Y, P, tolerance=0.16) == "ln 2"


@pytest.mark.parametrize("tolerance", [0, -1, 1 / 6, 0.2, np.nan])
def test_a_tolerance_that_would_mix_plateaus_up_is_refused(tolerance):
    X, Y = lab1.xor()
    with pytest.raises(ValueError, match="tolerance"):
        lab1.plateau(X, Y, ending("ln 2"), tolerance=tolerance)


def test_other_data_are_solved_or_not_but_have_no_plateaus_of_xor():
    X, Y = lab1.curved(20)
    P = lab1.initialize_parameters(2, 2, 1, method="zeros")
    assert lab1.plateau(X, Y, P) == "other"
