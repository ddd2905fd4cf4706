"""What is said after figures and at the top: chosen by the numbers, and shown where it belongs."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import lab1
from lab1.report import answers, style, tell, words
from lab1.report.answers.initialization import answer
from lab1.report.sentences import initialization, learning_rate, loss_function
from lab1.report.verdicts import CONFIRMED, UNDECIDED, Setup
from lab1.report.verdicts.learning_rate import Pair

ALL, HALF, NONE = np.ones(40, bool), np.arange(40) % 2 == 0, np.zeros(40, bool)
NEVER = np.full(40, np.nan)


def runs(solved, scale=1.0):
    """Return rows as a sweep has them."""
    states = np.where(solved, "solved", "½ ln 2")
    return pd.DataFrame({"solved": solved, "state": states, "scale": scale})


@pytest.mark.parametrize(
    ("symmetric", "solved", "follows"),
    [
        ([False], HALF, "no lo asegura"),
        ([False], NONE, "no resuelve nadie"),
        ([False], np.ones(400, bool), "basta con romper"),
        ([False, True], HALF, "no impide resolver"),
        ([False], ALL[:9], "no se sabe"),
    ],
)
def test_what_symmetry_asks_for_follows_from_who_solves(symmetric, solved, follows):
    found = initialization.endings(symmetric, runs(solved), "N(0,\N{NO-BREAK SPACE}1)")
    assert follows in found.follows
    assert f"resuelven {sum(symmetric)} de {len(symmetric)} inicios" in found.seen


@pytest.mark.parametrize(
    ("first", "second", "follows"),
    [(ALL, NONE, "cuenta también"), (HALF, HALF, "no se ve"), (NONE, NONE, "nada que comparar"),
     (HALF, np.roll(HALF, 1), "no se ve"), (ALL[:12], np.arange(12) < 11, "no se sabe")],
)  # fmt: skip
def test_the_scale_counts_only_where_the_shares_differ(first, second, follows):
    found = initialization.scale(pd.concat([runs(first, 0.1), runs(second, 8.0)]))
    assert follows in found.follows


def test_small_starts_are_called_free_only_where_all_leave_zero():
    left = {0.1: np.arange(1.0, 31), 0.01: np.arange(1.0, 31)}
    fit = (-2.0, -2.1, -1.9, 1.0)
    assert "todos dejan" in initialization.small(fit, left, left, 0.01).follows
    left = left | {0.01: np.append(np.arange(1.0, 30), np.nan)}
    assert "1 de 60 no dejan" in initialization.small(fit, left, left, 0.01).follows
    nothing = initialization.small((np.nan,) * 4, left, left, 0.01)
    assert "no se ve" in nothing.follows


def test_copies_are_named_by_their_starts():
    starts = {
        "ceros": lab1.initialize_parameters(2, 2, 1, method="zeros"),
        "al azar": lab1.initialize_parameters(2, 2, 1, seed=2),
    }
    paths = {
        name: lab1.train(*lab1.xor(), start, n_iterations=20, record_parameters=True)
        for name, start in starts.items()
    }
    found = initialization.paths(paths)
    assert "recorre 0 desde los ceros" in found.seen
    assert "desde los ceros, las unidades ocultas son copias" in found.follows
    assert "Al azar se separan." in found.follows


@pytest.mark.parametrize(("floor", "still"), [(0.4774, True), (None, False)])
def test_zeros_are_called_still_only_on_data_on_which_they_are(floor, still):
    start = lab1.initialize_parameters(2, 2, 1, method="constant", value=1.0)
    equal = {"constante 1": lab1.train(*lab1.xor(), start)}
    assert ("ceros no se muevan" in initialization.constants(equal, {}, floor).follows) == still


@pytest.mark.parametrize(
    ("mine", "best", "follows"),
    [(NONE, ALL, "bastante más"), (ALL, ALL, "es tan buena"), (NONE, NONE, "nada que comparar")],
)
def test_the_named_rate_is_set_against_the_best(mine, best, follows):
    found = learning_rate.by_rate(0.1, [0.1, 4.0], np.transpose(np.tile([mine, best], 10)))
    assert follows in found.follows


@pytest.mark.parametrize(
    ("rose", "follows"),
    [([0, 40], "mayores que las de"), ([40, 40], "hay una que oscila"), ([0, 0], "no se sabe")],
)
def test_waves_are_told_at_the_rates_of_the_question_or_past_them(rose, follows):
    found = learning_rate.onset(np.array([0.5, 8.0]), np.array(rose), 40, [0.1, 0.5])
    assert follows in found.follows


@pytest.mark.parametrize(
    ("late", "follows"),
    [
        (1.0, "no diverge"),
        (9.0, "diverge."),
        (1.5, "no está claro"),
        (np.inf, "a esa tasa diverge"),
    ],
)
def test_only_a_cost_that_grows_is_said_to_diverge(late, follows):
    assert follows in learning_rate.bound({"a": 1.0, "b": 1.2, "c": late}, 100.0).follows


def test_a_lower_rate_is_trapped_only_where_it_solves_less():
    less = Pair(0.01, 0.5, NONE, ALL), Pair(0.5, 4.0, NONE, ALL)
    many = np.ones(400, bool)
    same = Pair(0.01, 0.5, many, many), Pair(0.5, 4.0, NONE, ALL)
    assert "se queda atrapada más" in learning_rate.equal_travel(less).follows
    found = learning_rate.equal_travel(same).follows
    assert "la baja no se queda atrapada más veces. La de 0.5, frente a la de 4, sí" in found


@pytest.mark.parametrize(
    ("ours", "theirs", "follows"),
    [
        (np.full(40, 10.0), np.full(40, 30.0), "la entropía cruzada es más rápida en los dos"),
        (np.full(40, 30.0), np.full(40, 10.0), "el MSE es más rápido en los dos"),
        (NEVER, np.full(40, 10.0), "el MSE resuelve más en los dos"),
        (NEVER, NEVER, "no se distingue"),
    ],
)
def test_a_loss_is_ahead_only_where_its_numbers_are(ours, theirs, follows):
    designs = {"A igual tasa": (ours, theirs), "Con la suya": (ours, theirs)}
    assert follows in loss_function.pairs(designs).follows


@pytest.mark.parametrize(
    ("k", "follows"), [((40, 0), "mucho peor"), ((0, 40), "sale mejor"), ((20, 20), "no se ve")]
)
def test_wrong_and_sure_starts_are_told_by_their_intervals(k, follows):
    solved = dict(
        zip(("cross_entropy", "mse"), ((np.arange(1), np.array([n])) for n in k), strict=True)
    )
    assert follows in loss_function.wrong(solved, 40).follows


def test_limits_name_the_set_up_and_where_each_conclusion_holds():
    setup = Setup(n_seeds=400, n_iterations=[1000])
    told = answers.limits(setup, {"esto pase": "Vale en 2 de 3 variantes; no con «b»."}, "Y más.")
    assert told == (
        "Esto se ha visto con los datos XOR, 2 unidades ocultas, inicios "
        "N(0,\N{NO-BREAK SPACE}1), tasa 0.3, 1000 iteraciones y 400 semillas; «resuelto» "
        "es una entropía cruzada media menor que 0.1. Que esto pase vale "
        "en 2 de 3 variantes; no con «b». Y más."
    )


@pytest.mark.parametrize(
    ("equal", "largest", "seen", "follows"),
    [
        (1, 0.0, "hasta el último bit.", "veces mayor."),
        (0.5, 1e-13, "difieren en <\N{NO-BREAK SPACE}1 × 10⁻⁹.", "veces mayor."),
        (0.1, 35.1, "tras un paso y en 35.10 a lo sumo.", "acaba separando las corridas."),
    ],
)
def test_a_sum_is_a_mean_though_rounding_may_grow_at_its_rate(equal, largest, seen, follows):
    finding = loss_function.sums(equal, largest, 80, after_one=1e-14)
    assert finding.seen.endswith(seen)
    assert finding.follows.endswith(follows)


def test_limits_name_data_that_have_an_article_once():
    told = [Setup(data=words.DATASETS[name]).sentence() for name in ("xor", "curved")]
    assert [text.split(",")[0] for text in told] == ["los datos XOR", "los datos curvos"]


@pytest.mark.parametrize(
    ("travel", "said"),
    [
        (0, "ningún peso ni sesgo"),
        (2.3e-16, "ningún peso ni sesgo"),  # what rounding moves
        (0.0007, "recorre 7 × 10⁻⁴"),
        (1.0986, "recorre 1.10"),
    ],
)
def test_what_hardly_moves_is_not_said_to_be_still(travel, said):
    found = {"1a": SimpleNamespace(verdict=CONFIRMED), "1b": SimpleNamespace(verdict=CONFIRMED)}
    found["1d"] = SimpleNamespace(verdict=UNDECIDED)
    of = {"zeros_travel": travel, "k": 0, "n": 40, "n_iterations": 9, "data": "XOR"}
    assert said in answer(found, **of)


def test_limits_name_a_single_iteration_too():
    assert "tasa 0.3, 1 iteración y 400" in Setup(n_seeds=400, n_iterations=[1]).sentence()


@pytest.mark.parametrize(
    ("faster", "more", "follows"),
    [
        ("Vale en todas.", "Vale en 14 de 15 variantes; no con «b».", "depende de la red"),
        ("Vale en todas.", "No se puede decidir en ninguna.", "deje de valer"),
        ("No se puede decidir en ninguna.", "No vale en ninguna.", "ninguna de las dos cosas"),
    ],
)
def test_what_follows_of_other_losses_is_only_what_the_table_shows(faster, more, follows):
    assert follows in loss_function.variants(faster, more).follows


@pytest.mark.parametrize(
    ("balance", "follows"),
    [
        ("Vale en 7 de 9 variantes.", "la tabla la da"),
        ("No vale en ninguna de las variantes probadas.", "ninguna tasa le gana a 0.1"),
        ("No se puede decidir en ninguna de las variantes probadas.", "no se sabe"),
    ],
)
def test_a_best_rate_is_named_only_where_one_was_found(balance, follows):
    assert follows in learning_rate.variants(0.1, balance, "Vale en todas.").follows


def test_an_answer_replaces_what_waits_for_it_at_the_top(monkeypatch):
    updates = []
    place = SimpleNamespace(update=lambda data, **options: updates.append((data, options)))
    shown = []
    monkeypatch.setattr(tell, "display", lambda data, **_: shown.append(data) or place)
    style.use_style()
    answer = tell.Answer()
    assert "cuando se ejecuta el cuaderno entero" in shown[0]["text/markdown"]
    answer.give("Sí.", plt.subplots(figsize=(2, 1))[0], "Una barra")
    (text, _), (figure, options) = updates
    assert text["text/markdown"] == "**Sí.**"
    assert 'aria-label="Una barra"' in figure["image/svg+xml"]
    assert options["metadata"]["lab1"] == {"alt": "Una barra"}
