"""Verdicts: every branch is reached by results that force it, and says so in Spanish."""

import dataclasses
import re

import numpy as np
import pytest

from lab1.report import verdicts
from lab1.report.verdicts import (
    CONFIRMED,
    CONFOUNDED,
    QUALIFIED,
    REFUTED,
    UNDECIDED,
    initialization,
    learning_rate,
    loss_function,
)

HERE = "Figura 1.1"
NAN = float("nan")

# Sentence, arguments, verdict: by the results that force it.
CASES = [
    # 1a: random starts below zeros in all, none, and too few of the seeds to tell.
    (initialization.difference_exists, (0.0, 990, 1000), CONFIRMED),
    (initialization.difference_exists, (0.0, 10, 1000), REFUTED),
    (initialization.difference_exists, (0.0, 1, 1), UNDECIDED),
    # 1b: equal units and a falling cost; a flat one; units that differ.
    (initialization.any_constant_is_like_zero, (0.0, 0.85, 0.48), QUALIFIED),
    (initialization.any_constant_is_like_zero, (0.0, 0.69, 0.69), CONFIRMED),
    (initialization.any_constant_is_like_zero, (0.1, 0.85, 0.48), REFUTED),
    # 1c: no gradient, yet a symmetric start falls; nothing falls; there is a gradient.
    (initialization.flat_because_of_symmetry, (0.0, 0.85, 0.48), REFUTED),
    (initialization.flat_because_of_symmetry, (0.0, 0.69, 0.69), UNDECIDED),
    (initialization.flat_because_of_symmetry, (0.25, 0.85, 0.48), UNDECIDED),
    # 1d: a symmetric start solves; all random ones do; half do; one seed.
    (initialization.breaking_symmetry_is_the_key, (1, 500, 1000, 100), REFUTED),
    (initialization.breaking_symmetry_is_the_key, (0, 1000, 1000, 100), CONFIRMED),
    (initialization.breaking_symmetry_is_the_key, (0, 500, 1000, 100), QUALIFIED),
    (initialization.breaking_symmetry_is_the_key, (0, 1, 1, 100), UNDECIDED),
    # 1e: better and stuck; better and solved; worse.
    (initialization.random_is_an_improvement, (0.7, 0.69, 0.35, "½ ln 2", 9), QUALIFIED),
    (initialization.random_is_an_improvement, (0.7, 0.69, 0.01, "resuelto", 9), CONFIRMED),
    (initialization.random_is_an_improvement, (0.7, 0.71, 0.35, "½ ln 2", 9), REFUTED),
    # 2a: best by its own starts only; best with shared ones; never; too few; not compared.
    (learning_rate.rate_is_best, (0.1, 0.1, [0.5] * 3, 220, 1, 1000), CONFOUNDED),
    (learning_rate.rate_is_best, (0.1, 0.1, [0.1] * 3, 900, 900, 1000), CONFIRMED),
    (learning_rate.rate_is_best, (0.1, 0.5, [0.5] * 3, 1, 1, 1000), REFUTED),
    (learning_rate.rate_is_best, (0.1, 0.1, [0.5] * 3, 1, 1, 2), UNDECIDED),
    (learning_rate.rate_is_best, (0.2, 0.1, [0.5] * 3, 0, 0, 0), UNDECIDED),
    # 2b: slower, faster, undecided, never solved.
    (learning_rate.low_is_slow, (0.01, 0.5, 50.0, (49.0, 51.0)), CONFIRMED),
    (learning_rate.low_is_slow, (0.01, 0.5, 0.5, (0.4, 0.6)), REFUTED),
    (learning_rate.low_is_slow, (0.01, 0.5, 1.0, (0.9, 1.1)), UNDECIDED),
    (learning_rate.low_is_slow, (0.01, 0.5, NAN, (NAN, NAN)), UNDECIDED),
    # 2c: as many solved; hardly fewer; clearly fewer; too few seeds; nothing to compare.
    (learning_rate.low_is_trapped, (0.01, 0.5, 0.0, (-0.01, 0.01), 300), REFUTED),
    (learning_rate.low_is_trapped, (0.01, 0.5, -0.03, (-0.04, -0.02), 300), REFUTED),
    (learning_rate.low_is_trapped, (0.01, 0.5, -0.3, (-0.4, -0.2), 300), CONFIRMED),
    (learning_rate.low_is_trapped, (0.01, 0.5, 0.0, (-0.5, 0.5), 3), UNDECIDED),
    (learning_rate.low_is_trapped, (0.5, 0.5, 0.0, (0.0, 0.0), 300), UNDECIDED),
    # 2d: rises, bounded; rises past the bound; never rises; one seed.
    (learning_rate.high_oscillates_or_diverges, (0.5, 0, 300, 300, 100, 0.6), QUALIFIED),
    (learning_rate.high_oscillates_or_diverges, (0.5, 0, 300, 300, 100, 1.6), CONFIRMED),
    (learning_rate.high_oscillates_or_diverges, (0.5, 0, 0, 300, 100, 0.6), REFUTED),
    (learning_rate.high_oscillates_or_diverges, (0.5, 0, 1, 1, 100, 0.6), UNDECIDED),
    # 2e: worse than a best rate elsewhere; the best itself; not told apart; nothing solved.
    (learning_rate.rate_is_the_balance, (0.1, 4.6, (1, 5), 90, 165, 300, 9), REFUTED),
    (learning_rate.rate_is_the_balance, (0.1, 0.1, (0.05, 0.2), 165, 165, 300, 9), CONFIRMED),
    (learning_rate.rate_is_the_balance, (0.1, 0.2, (0.001, 5), 160, 165, 300, 9), UNDECIDED),
    (learning_rate.rate_is_the_balance, (0.1, 4.6, (1, 5), 160, 165, 300, 9), UNDECIDED),
    (learning_rate.rate_is_the_balance, (0.1, 0.001, (0.001, 0.001), 0, 0, 300, 9), UNDECIDED),
    # 3a: what was printed is the sum, the mean, neither.
    (loss_function.cost_is_the_mean, (1.430116, 1.4301162, 0.3575290), REFUTED),
    (loss_function.cost_is_the_mean, (0.357529, 1.4301162, 0.3575290), CONFIRMED),
    (loss_function.cost_is_the_mean, (0.5, 1.4301162, 0.3575290), UNDECIDED),
    # 3b: a step moves it; nothing moves it; another cost.
    (loss_function.trace_is_flat, (1.430116, 1.4301162, 1.427863, 0.4), REFUTED),
    (loss_function.trace_is_flat, (1.430116, 1.4301162, 1.4301162, 1.4301162), CONFIRMED),
    (loss_function.trace_is_flat, (1.430116, 1.5, 1.4, 0.4), UNDECIDED),
    # 3c: one gradient, two rates and starts; not explained by one gradient; the same start.
    (loss_function.cross_entropy_drops_later, (1e-16, (0.01, 0.1), (6, 7), 0.1), CONFOUNDED),
    (loss_function.cross_entropy_drops_later, (1e-3, (0.01, 0.1), (6, 7), 0.1), UNDECIDED),
    (loss_function.cross_entropy_drops_later, (1e-16, (0.1, 0.1), (6, 6), 0.1), UNDECIDED),
    # 3d: faster, solves less; faster and more; slower and less; no difference; never solved.
    (loss_function.cross_entropy_is_better, (2.8, (2.7, 2.9), 0.06, (0.04, 0.08), 999), QUALIFIED),
    (loss_function.cross_entropy_is_better, (2.8, (2.7, 2.9), -0.1, (-0.2, -0.05), 999), CONFIRMED),
    (loss_function.cross_entropy_is_better, (0.5, (0.4, 0.6), 0.06, (0.04, 0.08), 999), REFUTED),
    (loss_function.cross_entropy_is_better, (1.0, (0.9, 1.1), 0.0, (-0.1, 0.1), 99), UNDECIDED),
    (loss_function.cross_entropy_is_better, (NAN, (NAN, NAN), 0.0, (-0.1, 0.1), 9), UNDECIDED),
]


@pytest.mark.parametrize(
    ("judge", "arguments", "expected"),
    [pytest.param(*case, id=f"{case[0].__name__}-{i}") for i, case in enumerate(CASES)],
)
def test_the_results_choose_the_verdict(judge, arguments, expected):
    verdict = judge(*arguments, HERE)
    assert verdict.verdict == expected
    assert verdict.where == HERE


def test_every_kind_of_verdict_is_reached():
    assert {case[2] for case in CASES} == {CONFIRMED, REFUTED, CONFOUNDED, QUALIFIED, UNDECIDED}


@pytest.mark.parametrize(
    ("judge", "arguments", "expected"),
    [pytest.param(*case, id=f"{case[0].__name__}-{i}") for i, case in enumerate(CASES)],
)
def test_the_evidence_reads_as_spanish_numbers(judge, arguments, expected):
    verdict = judge(*arguments, HERE)
    for text in (verdict.evidence, verdict.key):
        assert not {"nan", "None", "inf"} & set(re.findall(r"\w+", text))
        assert " %" not in text.replace("\N{NO-BREAK SPACE}%", "")
    assert verdict.evidence.endswith(".")


def test_the_table_stores_the_verdicts_for_the_summary(monkeypatch):
    shown = []
    monkeypatch.setattr("lab1.report.show.display", lambda data, **options: shown.append(data))
    verdict = initialization.difference_exists(0.0, 990, 1000, HERE)
    verdicts.show_table("1.6", "¿Hay diferencia?", [verdict])
    (data,) = shown
    assert data["application/vnd.lab1.verdicts+json"] == {
        "question": "¿Hay diferencia?",
        "verdicts": [dataclasses.asdict(verdict)],
    }
    assert 'class="text verdict verdict-confirmado"' in data["text/html"]


def test_numpy_numbers_are_written_like_plain_ones():
    plain = initialization.random_is_an_improvement(0.7, 0.69, 0.35, "½ ln 2", 10_000, HERE)
    numpy = initialization.random_is_an_improvement(
        np.float64(0.7), np.float64(0.69), np.float64(0.35), "½ ln 2", np.int64(10_000), HERE
    )
    assert numpy == plain
