"""Real runs of the notebooks with many parameters: nothing that is said denies its numbers.

The cells run in this process, up to the answer. Most runs leave the figures out; with some of
the parameters they are composed, and all of their texts are read.
"""

import re

import matplotlib.pyplot as plt
import pytest
from matplotlib.text import Text
from oracles import check, check_answer, reads_as_prose
from test_cells import run
from test_notebooks import FOLDER, PATHS, QUICK, stored_verdicts

from lab1.publish.notebook import read, with_parameters
from lab1.report import numbering, show, tell, verdicts
from lab1.report.verdicts import initialization, learning_rate, loss_function

SMALL = {
    "01": {"seeds": 12, "n_iterations": 100, "n_continued": 1000, "n_small": 100, "map_size": 4},
    "02": {"seeds": 12, "n_long": 100, "n_iterations": 60, "n_repeats": 12, "n_rates": 4,
           "budget": 10},
    "03": {"seeds": 12, "n_iterations": 100, "n_tuning": 12, "tuning_iterations": 40,
           "tuning_rates": [1, 5]},
}  # fmt: skip
COMMON = [
    {}, {"seeds": 1}, {"seeds": [7]}, {"seeds": [3, 4294967295]}, {"seeds": 2}, {"seeds": 9},
    {"seeds": 30}, {"n_hidden": 1}, {"n_hidden": 3}, {"n_hidden": 4}, {"n_hidden": 16},
    {"dataset": "and"}, {"dataset": "or"}, {"dataset": "curved"}, {"dataset": "and", "seeds": 1},
    {"dataset": "curved", "n_hidden": 4}, {"dataset": "or", "n_hidden": 1}, {"n_iterations": 1},
    {"n_iterations": 2}, {"n_iterations": 1, "seeds": 1}, {"n_iterations": 3000, "seeds": 30},
    {"n_iterations": 1000, "n_hidden": 4, "seeds": 30},
]  # fmt: skip
OWN = {
    "01": [
        {"learning_rate": 1e-6}, {"learning_rate": 1000}, {"learning_rate": 1e9}, {"scales": [8.0]},
        {"learning_rate": 3}, {"scales": [0.01]}, {"scales": [1e-6], "learning_rate": 1e-6},
        {"scales": [1e6]}, {"scales": [0.1, 1.0, 2.0]}, {"constants": [0.0]}, {"constants": [-1.0]},
        {"constants": [0.01]}, {"constants": [100.0], "nudges": [0.0]},
        {"constants": [round(0.1 * i, 1) for i in range(1, 14)]}, {"nudges": [-5.0]},
        {"n_continued": 1},
        {"n_continued": 3000}, {"learning_rate": 1e-6, "constants": [0.5], "n_iterations": 1},
        {"learning_rate": 3, "n_iterations": 1000, "seeds": 40}, {"learning_rate": 30, "seeds": 40},
        {"dataset": "and", "learning_rate": 3, "n_iterations": 1000}, {"seeds": 100},
        {"seeds": [3, 7, 11], "n_hidden": 1, "n_iterations": 10},
        {"seeds": 2000, "n_iterations": 20}, {"dataset": "or", "constants": [0.3]},
    ],
    "02": [
        {"learning_rates": [0.1]}, {"learning_rates": [0.5]}, {"learning_rates": [1000, 0.1]},
        {"learning_rates": [0.1, 0.01, 0.05]}, {"learning_rates": [1e-6, 1e-5], "budget": 1e-4},
        {"learning_rates": [round(0.1 * i, 1) for i in range(1, 41)]}, {"named_rate": 0.2},
        {"rate_range": [0.001, 0.1]}, {"rate_range": [1e-6, 1e-5]}, {"rate_range": [100, 1e9]},
        {"n_rates": 1}, {"n_rates": 2, "seeds": 1}, {"n_repeats": 1}, {"n_repeats": 100},
        {"budget": 1e-3}, {"budget": 300, "seeds": 30}, {"named_rate": 4.0, "n_iterations": 500},
        {"learning_rates": [0.5, 4.0], "budget": 300, "seeds": 40, "n_iterations": 500},
        {"learning_rates": [10, 50], "budget": 300, "seeds": 40}, {"path_seed": 0},
        {"rate_range": [1, 5], "seeds": 40, "n_iterations": 500}, {"n_long": 1, "n_iterations": 1},
    ],
    "03": [
        {"learning_rate": 1e-6}, {"learning_rate": 1000}, {"learning_rate": 1e9}, {"seeds": 100},
        {"learning_rate": 3, "n_iterations": 1000, "seeds": 40}, {"tuning_rates": [1]},
        {"tuning_rates": [1e-6, 1e9]}, {"tuning_rates": [5, 1]}, {"saturation": 0.0},
        {"saturation": -50.0}, {"saturation": 1e6}, {"n_tuning": 1}, {"tuning_iterations": 1},
        {"n_tuning": 100, "tuning_iterations": 300}, {"learning_rate": 5, "seeds": 30},
        {"learning_rate": 16, "tuning_rates": [1e-6], "n_iterations": 500, "seeds": 40},
        {"tuning_rates": [4, 10], "n_iterations": 1000, "seeds": 60, "n_tuning": 40},
        {"learning_rate": 0.3, "n_iterations": 500, "seeds": 100}, {"n_hidden": 2, "seeds": 10},
    ],
}  # fmt: skip
SETS = [
    # Of every eighth all figures are composed, too.
    (name, {**SMALL[name], **changes}, number % 8 == 3)
    for name in PATHS
    for number, changes in enumerate(COMMON + OWN[name])
]  # fmt: skip


def well_written(text):
    assert not re.search(r"\b(nan|inf|None)\b|\de[+-]\d\d|– \[", text), text
    assert not re.search(r"(?<![\d.,−])1 (semillas|iteraciones|inicios comunes|grupos)", text), text


# Cells that hang on no parameter: what they leave is made once, unless their figures are read.
FIXED = {
    "01": {"published-figure", "published-table"},
    "02": {"published-figure", "published-table", "apart-run", "apart-figure", "orbit-run",
           "orbit-figure"},
    "03": {"flat-run", "flat-figure", "flat-table", "panels-figure", "panels-rows", "panels-table",
           "final-run", "final-figure", "slope-run", "slope-figure", "check-run", "check-table"},
}  # fmt: skip
LEFT = {}


def run_once(cell, name, namespace):
    """Run a cell, or put there what it left the first time."""
    key, chapter = (name, cell.id), numbering.chapter()
    if key not in LEFT:
        before, earlier = dict(namespace), names_in(chapter)
        run(cell, namespace)
        left = {k: v for k, v in namespace.items() if before.get(k) is not v}
        LEFT[key] = left, [shown for shown in names_in(chapter) if shown not in earlier]
        return
    left, names = LEFT[key]
    namespace.update(left)
    for kind, shown in names:
        chapter.show(kind, shown)


def names_in(chapter):
    """Return kind and name of all that a chapter has shown."""
    return [(kind, name) for kind, names in chapter._names.items() for name in names]


class NoFigures:
    """Stands for a module of figures: composes none."""

    def __getattr__(self, name):
        return lambda *results, **options: None


class Place:
    """Stands for the handle of a display, and keeps what is said there."""

    def __init__(self, said):
        self._said = said

    def update(self, data, **_):
        if text := data.get("text/markdown", ""):
            well_written(text)
            self._said.append(text)
        return self


@pytest.fixture
def told(monkeypatch):
    """Collect the verdicts with what they were given, and check all texts that are shown."""
    judged, said = [], []
    monkeypatch.setattr(numbering, "_chapter", numbering.Chapter())  # none of another test's

    def show_figure(fig, name, caption, alt, **_):
        numbering.chapter().show("figure", name)
        texts = [t.get_text() for t in fig.findobj(Text)] if fig else []
        for text in (caption, alt, *texts):
            well_written(text)
        plt.close(fig)

    def keep(module):
        for name, judge in list(vars(module).items()):
            if getattr(judge, "__annotations__", {}).get("return") is verdicts.Verdict:
                monkeypatch.setattr(module, name, remembered(judge))

    def remembered(judge):
        def call(**results):
            judged.append((judge(**results), judge, results))
            return judged[-1][0]

        return call

    for module in (initialization, learning_rate, loss_function):
        keep(module)
    monkeypatch.setattr(show, "figure", show_figure)
    monkeypatch.setattr("lab1.report.figure", show_figure, raising=False)
    monkeypatch.setattr(show, "display", lambda data, **_: well_written(data.get("text/html", "")))
    monkeypatch.setattr(tell, "display", lambda data, **_: Place(said).update(data))
    monkeypatch.chdir(FOLDER)
    with plt.rc_context():
        yield judged, said
    plt.close("all")


def run_to_the_answer(name, parameters, *, drawn=False):
    """Run the cells of a notebook up to its answer and return what they leave."""
    namespace = {}
    for cell in with_parameters(read(PATHS[name]), parameters).cells:
        if cell.cell_type == "code" and cell.id in FIXED[name] and not drawn:
            run_once(cell, name, namespace)
        elif cell.cell_type == "code":
            run(cell, namespace)
        if cell.id == "setup" and not drawn:
            namespace["figures"] = NoFigures()
        if cell.id == "answer-given":
            break
    return namespace


@pytest.mark.parametrize(
    ("name", "parameters", "drawn"),
    [pytest.param(*case, id=f"{case[0]}-{i}") for i, case in enumerate(SETS)],
)
def test_what_is_said_of_a_run_is_true_of_its_numbers(name, parameters, drawn, told):
    namespace = run_to_the_answer(name, parameters, drawn=drawn)
    judged, said = told
    assert len(judged) > 3
    for verdict, judge, results in judged:
        check(verdict, judge, results)
    assert len(said) > 12
    for text in said[1:]:
        reads_as_prose(text)
    check_answer(name, said[-1], {verdict.id: verdict.verdict for verdict, *_ in judged}, namespace)


@pytest.mark.parametrize(
    ("name", "parameters", "sentence", "verdict"),
    [
        ("01", {"dataset": "and", "constants": [0.3], "scales": [0.5]}, "1c", "no concluyente"),
        ("01", {"seeds": 1}, "1d", "no concluyente"),
        ("02", {"learning_rates": [0.1, 0.01, 0.05], "n_repeats": 100}, "2a", "matizado"),
        ("02", {"learning_rates": [0.1]}, "2a", "no concluyente"),
        ("02", {"named_rate": 0.2, "n_hidden": 3}, "2a", "no concluyente"),
        ("03", {"seeds": 200, "n_iterations": 500, "tuning_rates": [0.3]}, "3d", "confirmado"),
        ("03", {"seeds": 1}, "3d", "no concluyente"),
    ],
)
def test_the_sentence_flips_when_the_outcome_does(name, parameters, sentence, verdict, told):
    run_to_the_answer(name, {**QUICK[name], **parameters})
    now = {judged.id: judged for judged, *_ in told[0]}[sentence]
    before = stored_verdicts(read(PATHS[name]))[sentence]
    assert now.verdict == verdict != before["verdict"]
    assert now.evidence != before["evidence"]


def test_there_are_forty_sets_of_parameters_a_notebook():
    assert all(sum(name == other for other, *_ in SETS) >= 40 for name in PATHS)
