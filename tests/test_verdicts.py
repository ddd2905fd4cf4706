"""Verdicts: what a sentence says is true of the results that it was given, whatever they are."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracles import ORACLES, check, reads_well

import lab1
from lab1.report import numbering, verdicts
from lab1.report.verdicts import (
    CONFIRMED,
    CONFOUNDED,
    QUALIFIED,
    REFUTED,
    RULES,
    UNDECIDED,
    Quantity,
    Setup,
    initialization,
    learning_rate,
    loss_function,
)

HERE = {"setup": Setup(n_seeds=3), "where": ["shown"]}
NAN, INF = float("nan"), float("inf")
MANY = settings(max_examples=300, deadline=None, derandomize=True)


def judged(judge, **results):
    """Judge these results, and have the oracle look at the verdict."""
    given_setup = {**HERE, **results}
    check(judge(**given_setup), judge, given_setup)


# Results of n runs: nothing happens, everything does, or some of it, in reverse as well.
shares = st.sampled_from([0.0, 1.0, 0.5, 0.02, 0.98]) | st.floats(0, 1)
sizes = st.sampled_from([1, 2, 5, 20, 100, 400, 1000]) | st.integers(1, 60)
seeds = st.integers(0, 2**31)
amounts = st.sampled_from([0.0, 1e-5, 0.05, 0.1, 5.0, 1e3, 1e8, NAN, INF]) | st.floats(0, 10)
costs = st.sampled_from([0.0, 0.693147, 0.852244, 704.0, NAN, INF]) | st.floats(0, 5)
changes = st.sampled_from([0.0, 1e-5, -1e-4, -0.5, 700.0]) | st.floats(-3, 3)
STATES = list(lab1.STATES)


@st.composite
def flags(draw, n=None):
    n = draw(sizes) if n is None else n
    return np.random.RandomState(draw(seeds)).rand(n) < draw(shares)


@st.composite
def solving_times(draw, n):
    """Iterations at which n seeds solve: NaN if never, 0 if the start is a solution."""
    rng, typical = np.random.RandomState(draw(seeds)), draw(st.sampled_from([0, 1, 30, 5000]))
    times = np.floor(typical * rng.lognormal(0, draw(st.sampled_from([0, 0.1, 1])), n))
    times[rng.rand(n) >= draw(shares)] = NAN
    return times


@st.composite
def paired_times(draw):
    n = draw(sizes)
    first = draw(solving_times(n))
    return first, draw(st.sampled_from([first, 50 * first]) | solving_times(n))


@st.composite
def paired_flags(draw):
    n = draw(sizes)
    low = draw(flags(n=n))
    return low, draw(st.sampled_from([low, ~low]) | flags(n=n))


@MANY
@given(amounts.filter(np.isfinite), amounts, sizes, shares, seeds)
def test_1a_says_that_parameters_move_differently_only_where_they_do(zeros, far, n, mixed, seed):
    travel = np.where(np.random.RandomState(seed).rand(n) < mixed, far, zeros)
    judged(initialization.difference_exists, travel_zeros=zeros, travel_random=travel)


@st.composite
def constant_runs(draw):
    n = draw(st.integers(1, 6))
    first = np.array([draw(st.floats(0.1, 5)) for _ in range(n)])
    last = first + np.array([draw(changes) for _ in range(n)])
    if draw(st.integers(0, 9)) == 0:
        last[0] = draw(costs)
    apart = np.array([draw(st.sampled_from([0.0, 0.0, 0.0, 1e-3])) for _ in range(n)])
    values = np.array([draw(st.floats(-3, 3)) for _ in range(n)])
    return {
        "constants": values, "units_apart": apart, "first_costs": first, "last_costs": last,
    }  # fmt: skip


@MANY
@given(constant_runs(), st.sampled_from([1, 2, 3]))
def test_1b_speaks_of_all_constants_and_takes_no_creeping_cost_for_a_still_one(runs, n_hidden):
    setup = Setup(n_hidden=n_hidden, solved=False)
    judged(initialization.any_constant_is_like_zero, **runs, setup=setup)


@MANY
@given(st.sampled_from([0.0, 1e-17, 0.25, NAN]), constant_runs())
def test_1c_is_refuted_only_by_a_symmetric_start_that_falls(gradient, runs):
    judged(initialization.flat_because_of_symmetry, gradient_at_zero=gradient, **runs)


@MANY
@given(flags(n=4), flags(), st.lists(st.sampled_from(STATES), max_size=100) | st.sampled_from(
    [["½ ln 2"] * 60, ["solved"] * 60, ["ln 2"] * 60]), st.sampled_from([1, 2, 4]))  # fmt: skip
def test_1d_calls_stuck_only_what_stays_at_its_plateau_when_trained_longer(
    symmetric, solved, later, n_hidden
):
    judged(
        initialization.breaking_symmetry_is_the_key, symmetric_solved=symmetric,
        random_solved=solved, later_states=later, times_longer=10,
        setup=Setup(n_hidden=n_hidden, n_seeds=solved.size),
    )  # fmt: skip


@MANY
@given(costs.filter(np.isfinite), costs.filter(np.isfinite), costs, st.sampled_from(STATES),
       st.sampled_from([1000, 10**6]))  # fmt: skip
def test_1e_claims_no_more_than_the_time_that_was_trained(zeros, random, later, state, n_later):
    judged(
        initialization.random_is_an_improvement, cost_zeros=zeros, cost_random=random,
        cost_later=later, state=state, n_later=n_later,
    )  # fmt: skip


@st.composite
def contests(draw):
    rates = draw(st.sampled_from([[0.1], [0.01, 0.1, 0.5], [0.1, 0.01], [0.2, 0.5], [0.1, 1000.0]]))
    n = draw(sizes)
    rng, weights = np.random.RandomState(draw(seeds)), [draw(st.floats(0, 1)) for _ in rates]
    ties = draw(shares)
    total = sum(weights) or 1
    p = [(1 - ties) * w / total for w in weights]
    own, shared = (rng.multinomial(n, [*p, max(0, 1 - sum(p))])[:-1] for _ in range(2))
    return {
        "rate": 0.1, "rates": rates, "own": own, "shared": draw(st.sampled_from([own, shared])),
        "n_repeats": n, "best_in_figure": draw(st.sampled_from([0.1, 0.5])),
        "best_on_draws": draw(st.sampled_from([[0.5] * 3, [0.1] * 3, [0.1, 0.5, 0.5]])),
    }  # fmt: skip


@MANY
@given(contests())
def test_2a_calls_best_only_what_beats_its_rivals_here_and_on_the_reports_own_starts(contest):
    judged(learning_rate.rate_is_best, **contest)


@MANY
@given(paired_times(), st.sampled_from([(0.01, 0.5), (0.5, 0.5), (1.0, 1000.0)]))
def test_2b_compares_only_two_rates_that_both_solve(times, rates):
    judged(
        learning_rate.low_is_slow, low_rate=rates[0], high_rate=rates[1], low=times[0],
        high=times[1],
    )  # fmt: skip


@MANY
@given(paired_flags(), paired_flags(),
       st.sampled_from([(0.01, 0.5, 4.5), (0.5, 0.5, 0.5), (1, 9, 5)]))  # fmt: skip
def test_2c_needs_runs_that_solve_and_compares_with_the_best_rate(theirs, best, rates):
    pairs = [
        learning_rate.Pair(low, high, *arms)
        for low, high, arms in ((*rates[:2], theirs), (*rates[1:], best))
    ]
    judged(learning_rate.low_is_trapped, among_theirs=pairs[0], against_best=pairs[1])


@MANY
@given(st.lists(st.floats(0, 1), min_size=2, max_size=5), sizes, amounts, amounts)
def test_2d_never_refutes_that_some_rate_can_oscillate(shares_rising, n, early, late):
    rates = np.geomspace(0.01, 100, len(shares_rising))
    rose = np.floor(np.array(shares_rising) * n).astype(int)
    onset = Quantity("", 3.3, 3.1, 3.5) if rose[-1] > n / 2 else Quantity("", NAN, NAN, NAN)
    judged(
        learning_rate.high_oscillates_or_diverges, rates=rates, rose=rose, n_seeds=n, onset=onset,
        early=early, late=late, top=rates[0],
    )  # fmt: skip


@st.composite
def solved_by_rate(draw):
    n = draw(sizes)
    arms = [draw(flags(n=n)) for _ in range(draw(st.integers(1, 4)))]
    if draw(st.booleans()):
        arms.append(arms[0])  # a tie
    return np.array(arms).T


@MANY
@given(solved_by_rate())
def test_2e_calls_a_balance_what_solves_as_often_as_the_best(solved):
    rates = np.geomspace(0.1, 10, solved.shape[1]) if solved.shape[1] > 1 else np.array([0.1])
    unknown = Quantity("", NAN, NAN, NAN)
    judged(learning_rate.rate_is_the_balance, rate=0.1, rates=rates, solved=solved, best=unknown)


@MANY
@given(costs.filter(np.isfinite), st.sampled_from([(1.0, 0.25), (0.5, 0.5), (704.0, 176.0)]),
       st.sampled_from([0, 1, 2]))  # fmt: skip
def test_3a_names_the_sum_or_the_mean_only_where_it_is_that(other, squares, which):
    published = (*squares, other)[which]
    judged(loss_function.cost_is_the_mean, published=published, sse=squares[0], mse=squares[1])


@MANY
@given(st.floats(1.1, 3), st.sampled_from([0.0, 1e-9, 0.5]), st.sampled_from([0.0, 1e-9, -0.01]))
def test_3b_calls_a_trace_flat_only_where_nothing_moves(first, offset, step):
    trained = first + step * np.arange(101)
    judged(loss_function.trace_is_flat, published=first + offset, costs=trained)


@MANY
@given(st.sampled_from([0.0, 1e-15, 1e-3]), st.sampled_from([(0.01, 0.1), (0.1, 0.1)]),
       st.sampled_from([(6, 7), (6, 6)]), st.sampled_from([0.0, 0.1]))  # fmt: skip
def test_3c_blames_other_causes_only_where_they_are_other_and_one_gradient_explains_all(
    error, rates, draws, own
):
    judged(
        loss_function.cross_entropy_drops_later, error=error, rates=rates, draws=draws,
        own_gradient_error=own,
    )  # fmt: skip


@MANY
@given(paired_times(), paired_times())
def test_3d_weighs_speed_and_success_in_both_designs(equal, tuned):
    designs = {"A igual tasa": equal, "Cada una con su mejor tasa": tuned}
    judged(loss_function.cross_entropy_is_better, designs=designs)


def test_every_verdict_has_an_oracle():
    judges = {
        name
        for module in (initialization, learning_rate, loss_function)
        for name, value in vars(module).items()
        if getattr(value, "__annotations__", {}).get("return") is verdicts.Verdict
    }
    assert judges == set(ORACLES)


def cases():
    """Results that force an outcome, one by one: what the report's sentences were once wrong on."""
    n = 1000
    half = np.arange(n) < n / 2
    travel = {"travel_zeros": 0.0}
    constant = {"constants": [0.5], "units_apart": [0.0], "first_costs": [0.8522]}
    key = {"symmetric_solved": [False] * 5, "times_longer": 10}
    best = {
        "rate": 0.1, "rates": [0.01, 0.1, 0.5], "best_in_figure": 0.1, "best_on_draws": [0.5] * 3,
        "n_repeats": n,
    }  # fmt: skip
    pair = learning_rate.Pair
    wave = {"rates": [0.1, 100.0], "n_seeds": 300, "onset": Quantity("", 3.3, 3.1, 3.5), "top": 0.1}
    times = np.full(n, 100.0)
    rate = {"rate": 0.1, "rates": [0.1, 4.6], "best": Quantity("", 4.4, 4.0, 5.0)}
    return [
        (initialization.difference_exists, {**travel, "travel_random": [5.0] * n}, CONFIRMED),
        (initialization.difference_exists, {**travel, "travel_random": [900.0] * n}, CONFIRMED),
        (initialization.difference_exists, {**travel, "travel_random": [1e-3] * n}, UNDECIDED),
        (initialization.difference_exists, {**travel, "travel_random": [5.0]}, UNDECIDED),
        (initialization.difference_exists,
         {"travel_zeros": 1.1, "travel_random": [1.1] * n}, REFUTED),
        (initialization.any_constant_is_like_zero, {**constant, "last_costs": [0.48]}, QUALIFIED),
        (initialization.any_constant_is_like_zero, {**constant, "last_costs": [704]}, QUALIFIED),
        (initialization.any_constant_is_like_zero, {**constant, "last_costs": [0.8521]}, UNDECIDED),
        (initialization.any_constant_is_like_zero, {**constant, "last_costs": [0.8522]}, CONFIRMED),
        (initialization.flat_because_of_symmetry,
         {"gradient_at_zero": 0.0, **constant, "last_costs": [0.48]}, REFUTED),
        (initialization.flat_because_of_symmetry,
         {"gradient_at_zero": 0.0, **constant, "last_costs": [704]}, UNDECIDED),
        (initialization.breaking_symmetry_is_the_key,
         {**key, "random_solved": half, "later_states": ["½ ln 2"] * 100}, QUALIFIED),
        (initialization.breaking_symmetry_is_the_key,
         {**key, "random_solved": half, "later_states": ["ln 2"] * 100}, UNDECIDED),
        (initialization.breaking_symmetry_is_the_key,
         {**key, "random_solved": [True] * n, "later_states": []}, CONFIRMED),
        (learning_rate.rate_is_best, {**best, "own": [1, 220, 779], "shared": [0, 1, 999]},
         CONFOUNDED),
        (learning_rate.rate_is_best, {**best, "own": [0, 900, 100], "shared": [0, 900, 100]},
         QUALIFIED),
        (learning_rate.rate_is_best,
         {**best, "own": [0, 900, 0], "shared": [0, 900, 0], "best_on_draws": [0.1] * 3},
         CONFIRMED),
        (learning_rate.rate_is_best, {**best, "own": [0, 0, 0], "shared": [0, 0, 0]}, UNDECIDED),
        (learning_rate.low_is_slow,
         {"low_rate": 0.01, "high_rate": 0.5, "low": 50 * times, "high": times}, CONFIRMED),
        (learning_rate.low_is_slow,
         {"low_rate": 0.5, "high_rate": 0.5, "low": times, "high": times}, UNDECIDED),
        (learning_rate.low_is_trapped,
         {"among_theirs": pair(0.01, 0.5, half, half), "against_best": pair(0.5, 4.5, half & False,
          half)}, QUALIFIED),
        (learning_rate.low_is_trapped,
         {"among_theirs": pair(0.01, 0.5, half & False, half & False),
          "against_best": pair(0.5, 4.5, half & False, half & False)}, UNDECIDED),
        (learning_rate.low_is_trapped,
         {"among_theirs": pair(0.01, 0.5, half, half), "against_best": pair(0.5, 4.5, half, half)},
         REFUTED),
        (learning_rate.high_oscillates_or_diverges,
         {**wave, "rose": [0, 300], "early": 70.2, "late": 69.7}, QUALIFIED),
        (learning_rate.high_oscillates_or_diverges,
         {**wave, "rose": [0, 300], "early": 70.0, "late": 7000.0}, CONFIRMED),
        (learning_rate.high_oscillates_or_diverges,
         {**wave, "rose": [0, 0], "early": 0.7, "late": 0.7}, UNDECIDED),
        (learning_rate.rate_is_the_balance, {**rate, "solved": np.stack([half & False, half], 1)},
         REFUTED),
        (learning_rate.rate_is_the_balance, {**rate, "solved": np.ones((1, 2), bool)}, UNDECIDED),
        (learning_rate.rate_is_the_balance, {**rate, "solved": np.ones((n, 2), bool)}, CONFIRMED),
        (loss_function.cross_entropy_is_better, {"designs": {"A": (times, 3 * times)}}, CONFIRMED),
        (loss_function.cross_entropy_is_better, {"designs": {"A": (times, times)}}, REFUTED),
        (loss_function.cross_entropy_is_better,
         {"designs": {"A": (np.where(half, times, NAN), 3 * times)}}, QUALIFIED),
        (loss_function.cross_entropy_is_better,
         {"designs": {"A": (times * NAN, times * NAN)}}, UNDECIDED),
        (loss_function.cross_entropy_is_better,
         {"designs": {"A": (np.where(half, times, NAN), times * NAN)}}, CONFIRMED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("judge", "results", "expected"),
    [pytest.param(*case, id=f"{case[0].__name__}-{i}") for i, case in enumerate(cases())],
)
def test_the_results_choose_the_verdict(judge, results, expected):
    verdict = judge(**results, **HERE)
    reads_well(verdict)
    assert verdict.verdict == expected


@pytest.mark.parametrize(
    ("quantity", "side"),
    [
        ((0.3, 0.1, 0.5), "above"),
        ((-0.3, -0.5, -0.1), "below"),
        ((0.3, -0.1, 0.5), "unknown"),
        ((0.01, -0.02, 0.03, 0.0, 0.05), "same"),
        ((0.01, 0.005, 0.03, 0.0, 0.05), "same"),
        ((0.04, 0.02, 0.06, 0.0, 0.05), "above"),
        ((0.0, 0.0, 0.0), "unknown"),
        ((1.0, NAN, NAN), "unknown"),
    ],
)
def test_an_interval_takes_a_side_only_as_a_whole(quantity, side):
    assert Quantity("", *quantity).side == side


def test_a_set_up_is_written_in_a_few_words():
    setup = Setup(rates=[0.01, 0.5], n_iterations=[1], n_seeds=1, n_hidden=1, solved=False)
    assert setup.text() == (
        "XOR, 1 unidad oculta; N(0,\N{NO-BREAK SPACE}1); tasas 0.01 a 0.5; 1 iteración; 1 semilla"
    )
    assert "resuelto: entropía cruzada <\N{NO-BREAK SPACE}0.1" in Setup().text()


def test_the_table_tells_verdicts_their_rules_and_what_the_summary_needs(monkeypatch):
    shown = []
    monkeypatch.setattr("lab1.report.show.display", lambda data, **options: shown.append(data))
    verdict = loss_function.cross_entropy_drops_later(
        error=0.0, rates=(0.01, 0.1), draws=(6, 7), own_gradient_error=0.1, **HERE
    )
    monkeypatch.setattr(numbering, "_chapter", numbering.Chapter(3))
    numbering.chapter().show("figure", "shown")
    verdicts.show_table("¿Hay diferencia?", [verdict])
    (data,) = shown
    stored = data["application/vnd.lab1.verdicts+json"]
    assert stored["question"] == "¿Hay diferencia?"
    summary = data["application/vnd.lab1.summary+json"]
    assert summary["group"] == "¿Hay diferencia?"
    assert [(row["tone"], row["where"]) for row in summary["rows"]] == [("mixed", "Figura 3.1")]
    assert ">confundido<" in data["text/html"]
    assert 'tone tone-mixed"' in data["text/html"]
    assert all(rule in data["text/html"] for rule in RULES.values())
