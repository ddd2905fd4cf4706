"""An oracle for each verdict: what an outcome presupposes of the results that it was given.

Written from the report's claims, with statistics of their own (scipy's exact tests, plain shares
and medians), and used both on generated results and on real runs of the notebooks. Each also says
which outcome results that are clear beyond doubt must have.
"""

import re

import numpy as np
from scipy import stats

from lab1.report.verdicts import CONFIRMED, CONFOUNDED, QUALIFIED, REFUTED, RULES, UNDECIDED

FEW = 10  # runs of which no outcome may be read


def reads_well(verdict):
    """Assert what holds of every sentence."""
    assert verdict.verdict in RULES
    assert verdict.setup.text() in verdict.evidence
    for text in (verdict.evidence, verdict.key):
        assert not re.search(r"\b(nan|inf|None)\b|–|\be[+-]\d\d", text), text
        assert not re.search(r"(?<![\d.,−])1 (semillas|iteraciones|inicios|pasos|constantes)", text)
        assert "-" not in text.replace("iteration#", ""), text
        assert " %" not in text
        assert not re.search(r"−0(\.0+)?(?!\.?\d)", text), text
    assert verdict.found.endswith(".")
    for quantity in verdict.decides:
        if not np.isnan(quantity.low + quantity.high):
            assert quantity.low <= quantity.value <= quantity.high


def check(verdict, judge, results):
    """Assert that a verdict reads well and is true of the results."""
    reads_well(verdict)
    results = {k: v for k, v in results.items() if k not in ("where", "scope")}
    ORACLES[judge.__name__](verdict.verdict, verdict.found, **results)


def wilson(k, n):
    interval = stats.binomtest(int(k), int(n)).proportion_ci(method="wilson")
    return interval.low, interval.high


def fewer(first, second):
    """By the sign test: 1 where the first succeeds clearly less, -1 clearly more, 0 else."""
    more, less = int((first & ~second).sum()), int((second & ~first).sum())
    if not more + less or stats.binomtest(more, more + less).pvalue > 0.001:
        return 0
    return 1 if less > more else -1


def difference_exists(outcome, found, setup, travel_zeros, travel_random):
    travel = np.asarray(travel_random)
    differ = np.array([not abs(t - travel_zeros) <= 0.1 for t in travel])
    k, n = differ.sum(), differ.size
    moved = travel_zeros > 0.1 or not np.median(travel) <= 0.1
    low, high = wilson(k, n)
    assert outcome != CONFIRMED or k > n / 2
    assert outcome != REFUTED or (k < 0.05 * n and moved)
    assert outcome != QUALIFIED or 0 < k < n / 2
    if k == n > 20:
        assert outcome == CONFIRMED
    if k == 0 and n > 100:
        assert outcome == (REFUTED if moved else UNDECIDED)
    if low < 0.5 < high or n < FEW:
        assert outcome == UNDECIDED


def any_constant_is_like_zero(
    outcome, found, setup, constants, units_apart, first_costs, last_costs
):
    change = np.abs(np.asarray(last_costs) - np.asarray(first_costs))
    parted = (np.asarray(units_apart) > 0).any()
    assert outcome != CONFIRMED or (not parted and (change < 1e-9).all())
    assert outcome != QUALIFIED or (not parted and not (change <= 0.01).all())
    assert outcome != REFUTED or parted
    if setup.n_hidden == 1:
        assert outcome == UNDECIDED
    elif parted:
        assert outcome == REFUTED
    elif not (change < 0.0101).all():
        assert outcome == QUALIFIED


def flat_because_of_symmetry(
    outcome, found, setup, gradient_at_zero, constants, units_apart, first_costs, last_costs
):
    fell = np.asarray(first_costs) - np.asarray(last_costs)
    falls = ((fell > 0.01) & (np.asarray(units_apart) == 0)).any()
    assert outcome == (REFUTED if falls and gradient_at_zero < 1e-9 else UNDECIDED)


def breaking_symmetry_is_the_key(
    outcome, found, setup, symmetric_solved, random_solved, later_states, times_longer
):
    symmetric, solved = np.asarray(symmetric_solved), np.asarray(random_solved)
    stuck = np.array([state == "½ ln 2" for state in later_states], dtype=bool)
    many_symmetric = setup.n_hidden > 1
    assert (outcome == REFUTED) == (many_symmetric and symmetric.any())
    assert outcome != CONFIRMED or solved.mean() > 0.95
    assert outcome != QUALIFIED or (stuck.any() and solved.mean() < 0.95)
    clear = stuck.size > 50 and stuck.all() and solved.size > 20 and solved.mean() < 0.7
    if clear and many_symmetric and not symmetric.any():
        assert outcome == QUALIFIED
    if not stuck.any() and wilson(solved.sum(), solved.size)[0] < 0.95:
        assert outcome in (UNDECIDED, REFUTED)


def random_is_an_improvement(
    outcome, found, setup, cost_zeros, cost_random, cost_later, state, n_later
):
    assert (outcome == REFUTED) == (cost_random >= cost_zeros)
    assert (outcome == CONFIRMED) == (cost_random < cost_zeros and state == "solved")
    assert ("pierde" in found) == (cost_random >= cost_zeros)


def rate_is_best(
    outcome, found, setup, rate, rates, best_in_figure, best_on_draws, own, shared, n_repeats
):
    rates = list(rates)
    if len(rates) == 1 or rate not in rates:
        assert outcome == UNDECIDED
        return
    ours = shared[rates.index(rate)]
    rival = max(k for r, k in zip(rates, shared, strict=True) if r != rate)
    on_draws = [best == rate for best in best_on_draws]
    assert outcome != CONFIRMED or (ours > rival and all(on_draws))
    assert outcome != QUALIFIED or (ours > rival and not all(on_draws))
    assert outcome not in (REFUTED, CONFOUNDED) or ours < rival
    assert outcome != CONFOUNDED or (own[rates.index(rate)] > ours and best_in_figure == rate)
    if ours + rival and stats.binomtest(int(ours), int(ours + rival)).pvalue > 0.12:
        assert outcome == UNDECIDED
    if ours > 20 and rival == 0 and all(on_draws):
        assert outcome == CONFIRMED


def low_is_slow(outcome, found, setup, low_rate, high_rate, low, high):
    both = ~np.isnan(low) & ~np.isnan(high)
    ratios = np.maximum(low[both], 1) / np.maximum(high[both], 1)
    if low_rate == high_rate or both.sum() < 6:
        assert outcome == UNDECIDED
        return
    assert outcome != CONFIRMED or (ratios > 1).sum() > both.sum() / 2
    assert outcome != REFUTED or np.median(ratios) < 1.05
    if (ratios > 1).all() and both.sum() > 10 and np.median(ratios) > 1.2:
        assert outcome == CONFIRMED
    if (ratios < 1).all() and both.sum() > 10 and np.median(ratios) < 0.8:
        assert outcome == REFUTED


def low_is_trapped(outcome, found, setup, among_theirs, against_best):
    low, high = (np.asarray(arm) for arm in (among_theirs.low, among_theirs.high))
    second, best = (np.asarray(arm) for arm in (against_best.low, against_best.high))
    higher = against_best.low_rate < against_best.high_rate
    if among_theirs.low_rate == among_theirs.high_rate or not (low.any() or high.any()):
        assert outcome == UNDECIDED
        return
    behind = high.mean() - low.mean()
    assert outcome != CONFIRMED or behind > 0
    assert outcome != QUALIFIED or (second.sum() < best.sum() and higher)
    assert outcome not in (QUALIFIED, REFUTED) or behind < 0.05
    if fewer(low, high) == 1 and behind > 0.05:
        assert outcome == CONFIRMED
    if fewer(low, high) == -1:
        assert outcome in (QUALIFIED, REFUTED, UNDECIDED)


def high_oscillates_or_diverges(
    outcome, found, setup, rates, rose, n_seeds, onset, early, late, top
):
    most = max(rose)
    assert outcome != REFUTED  # that there is no such rate is never seen
    assert outcome not in (CONFIRMED, QUALIFIED) or most > n_seeds / 2
    assert outcome != CONFIRMED or late > 2 * early or not np.isfinite(late)
    assert outcome != QUALIFIED or late <= 1.2 * early
    if most <= n_seeds / 2 or n_seeds < FEW:
        assert outcome == UNDECIDED
        assert "oscila." not in found


def rate_is_the_balance(outcome, found, setup, rate, rates, solved, best):
    ours = solved[:, list(rates).index(rate)]
    top = solved[:, solved.sum(axis=0).argmax()]
    gap = top.mean() - ours.mean()
    assert outcome in (CONFIRMED, REFUTED, UNDECIDED)
    assert outcome != CONFIRMED or (gap < 0.05 and top.any())
    assert outcome != REFUTED or gap > 0
    if not solved.any() or len(solved) < FEW:
        assert outcome == UNDECIDED
    if fewer(ours, top) == 1 and gap > 0.1:
        assert outcome == REFUTED


def cost_is_the_mean(outcome, found, setup, published, sse, mse):
    mean, total = abs(published - mse) < 1e-6, abs(published - sse) < 1e-6
    assert (outcome == CONFIRMED) == (mean and not total)
    assert (outcome == REFUTED) == (total and not mean)
    assert ("ni la suma ni la media" in found) == (not mean and not total)


def trace_is_flat(outcome, found, setup, published, costs):
    still = (np.abs(np.asarray(costs) - costs[0]) < 1e-6).all()
    theirs = abs(published - costs[0]) < 1e-6
    assert outcome == (UNDECIDED if not theirs else CONFIRMED if still else REFUTED)


def cross_entropy_drops_later(outcome, found, setup, error, rates, draws, own_gradient_error):
    other = rates[0] != rates[1] or draws[0] != draws[1]
    explained = error < 1e-9 < own_gradient_error and other
    assert outcome == (CONFOUNDED if explained else UNDECIDED)


def cross_entropy_is_better(outcome, found, setup, designs):
    ahead = behind = solved = False
    clear = []
    for ours, theirs in designs.values():
        solves, rival = ~np.isnan(ours), ~np.isnan(theirs)
        ratio = np.maximum(theirs, 1) / np.maximum(ours, 1)
        ratio = ratio[~np.isnan(ratio)]
        more = solves.mean() - rival.mean()
        solved |= bool(solves.any() or rival.any())
        ahead |= bool(ratio.size and np.median(ratio) > 1) or more > 0
        behind |= bool(ratio.size and np.median(ratio) < 1) or more < 0
        clear.append((fewer(rival, solves), ratio))
    assert outcome != CONFIRMED or ahead
    assert outcome != QUALIFIED or (ahead and behind)
    if not solved:
        assert outcome == UNDECIDED
        assert "rápid" not in found
    if all(way == 1 and r.size > 10 and (r > 1.1).all() for way, r in clear):
        assert outcome == CONFIRMED
    if all(way == -1 and r.size > 10 and (r < 0.9).all() for way, r in clear):
        assert outcome == REFUTED


ORACLES = {
    oracle.__name__: oracle
    for oracle in (
        difference_exists,
        any_constant_is_like_zero,
        flat_because_of_symmetry,
        breaking_symmetry_is_the_key,
        random_is_an_improvement,
        rate_is_best,
        low_is_slow,
        low_is_trapped,
        high_oscillates_or_diverges,
        rate_is_the_balance,
        cost_is_the_mean,
        trace_is_flat,
        cross_entropy_drops_later,
        cross_entropy_is_better,
    )
}


def reads_as_prose(text):
    """Assert what holds of every sentence that is told, not tabulated."""
    body = re.sub(r"^\*\*(.*)\*\*$|^### .*", r"\1", text, flags=re.MULTILINE).strip()
    assert body.endswith((".", ".**")), text
    assert not re.search(r"  |\.\.|;\.|: \.|\( |–|\{|\}|\bde el\b|\ba el\b", body), text
    assert not re.search(r"\b(nan|inf|None)\b|\be[+-]\d\d|−0(?![.\d])", body), text
    assert body[0].isupper() or body[0] in "*¿", text


def check_answer(name, said, verdicts, run):
    """Assert that the answer at the top of a notebook is true of what its run left."""
    {"01": zeros_or_random, "02": which_rate, "03": which_loss}[name](said, verdicts, run)


def zeros_or_random(said, verdicts, run):
    travel, solved = run["travel"], run["solved"]
    moves = [np.abs(v - v[..., :1]).max() for v in run["runs"]["ceros"].path.values()]
    still = max(moves) < 1e-12  # rounding alone moves b2 by 1e-16 where 80 errors sum to zero
    if "Sí:" in said:
        assert (np.abs(travel - run["moved"]) > 0.1).sum() > travel.size / 2
        assert ("ningún peso ni sesgo se mueve" in said) == still
    if "No:" in said:
        assert (np.abs(travel - run["moved"]) > 0.1).mean() < 0.05
    if "basta con" in said and "no basta" not in said:
        assert solved.mean() > 0.95
    if "no basta" in said:
        assert solved.mean() < 0.95
    if "no hace falta" in said:
        assert run["symmetric"]["solved"].any()
    share = re.search(r"el (\d+)\W% de los inicios", said)
    assert share is None or abs(int(share[1]) - 100 * solved.mean()) <= 0.5
    count = re.search(r"resuelven? \D*(\d+) de (\d+) inicios?", said)
    assert count is None or (int(count[1]), int(count[2])) == (solved.sum(), solved.size)


def which_rate(said, verdicts, run):
    low, high = (run["solved_at_by_rate"][run["shown"][i]] for i in (0, -1))
    both = ~np.isnan(low) & ~np.isnan(high)
    if "cambia la rapidez" in said or " tarda " in said:
        assert np.median(np.maximum(low[both], 1) / np.maximum(high[both], 1)) > 1
    if "la más baja resuelve menos" in said:
        assert (~np.isnan(low)).sum() < (~np.isnan(high)).sum()
    if "la más baja resuelve más" in said:
        assert (~np.isnan(low)).sum() > (~np.isnan(high)).sum()
    if "las dos resuelven las mismas" in said:
        assert abs((~np.isnan(low)).mean() - (~np.isnan(high)).mean()) < 0.05
    assert ("no resuelve ninguna" in said) == (not run["soon"].any())
    assert ("suele oscilar" in said) == (not np.isnan(run["onset"].value))
    outcomes = {
        "gana también": CONFIRMED, "pero no de las del": QUALIFIED, "ganó por el": CONFOUNDED,
        "no es la mejor": REFUTED, "aquí no se sabe": UNDECIDED,
    }  # fmt: skip
    (outcome,) = [outcome for part, outcome in outcomes.items() if part in said]
    assert outcome == verdicts["2a"]


def which_loss(said, verdicts, run):
    parts = re.search("A igual tasa, (.*); cada una con su mejor tasa, (.*?)\\. El", said)
    neither = "Ni a igual tasa ni cada una con la mejor hay inicios" in said
    parts = ["no hay inicios"] * 2 if neither else parts.groups()
    for told, (ours, theirs) in zip(parts, run["solved_at"].values(), strict=True):
        both = ~np.isnan(ours) & ~np.isnan(theirs)
        ratio = np.maximum(theirs[both], 1) / np.maximum(ours[both], 1)
        behind = (~np.isnan(ours)).sum() - (~np.isnan(theirs)).sum()
        if "no hay inicios" in told:
            assert not both.any()
            continue
        assert "veces lo que la entropía cruzada" not in told or np.median(ratio) > 1
        assert "el MSE es más rápido" not in told or np.median(ratio) < 1
        assert "puntos más" not in told or behind < 0
        assert "puntos menos" not in told or behind > 0
        assert "tardan lo mismo" not in told or 0.9 < np.median(ratio) < 1.1
        assert "resuelve lo mismo" not in told or abs(behind) <= 0.01 * ours.size
    assert ("no llegó a comparar" in said) == (verdicts["3c"] == CONFOUNDED)
