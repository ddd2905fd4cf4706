"""The exercises: silent until answered, and their checks tell right answers from wrong ones."""

import re
from pathlib import Path

import numpy as np
import pytest

import lab1
from lab1 import report, theory
from lab1.publish.notebook import read
from lab1.report import published

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = {path.stem[:2]: read(path) for path in sorted(FOLDER.glob("*.ipynb"))}
XOR = lab1.xor()
STUCK = lab1.train(*XOR, published.start(1), n_iterations=20_000, record_every=20_000).parameters
CURVATURE = np.linalg.eigvalsh(theory.hessian(*XOR, STUCK, loss="mse")).max()
# Right answers, and wrong ones with a piece of what the check must say.
ANSWERS = {
    "01 1": (["b2"], {"W1": "llegan a separarse", "b1": "otro", "W2": "otro"}),
    "01 2": ([[0, 0, 1, 1], [1, 0, 1, 0]], {(0, 1, 1, 0): "las de XOR", (0, 0, 0, 1): "se aleja"}),
    "01 3": ([3], {1: "hacen falta más", 2: "hacen falta más", 4: "Con 3 ya resuelven"}),
    "02 1": ([400 * 10], {400: "difiere todavía", 3600: "difiere todavía"}),
    "02 2": ([2 / CURVATURE], {16 / 3: "sigue en calma", 12: "ya oscila"}),
    "02 3": ([4.0], {0.5: "deben ser al menos 40", 10: "deben ser al menos 40"}),
    "03 1": ([2 / 80], {0.5: "acaba a", 2: "acaba a"}),
    "03 2": (
        [(1 + 0.5**0.5) / 2],
        {2 / 3: "empuja 1.78", 0.95: "empuja 0.38", 0.2: "no está entre"},
    ),
    "03 3": ([1], {0.3: "El MSE resuelve en", 2: "es mayor que 1"}),
}


def code_of(exercise):
    notebook, number = exercise.split()
    (cell,) = [cell for cell in NOTEBOOKS[notebook].cells if cell.id == f"exercise-{number}"]
    return cell.source


def answered(exercise, answer):
    """Run the cell of an exercise with an answer in its first line."""
    first, rest = code_of(exercise).split("\n", 1)
    assert re.fullmatch(r"my_\w+ = None  # .+", first)
    name = first.split()[0]
    names = {"lab1": lab1, "np": np, "theory": theory, "report": report, "xor": XOR, "stuck": STUCK}
    names |= {"both": ["cross_entropy", "mse"], name: answer}
    exec(rest, names)


@pytest.mark.parametrize("exercise", ANSWERS)
def test_an_exercise_says_nothing_before_it_is_answered(exercise, capsys):
    answered(exercise, None)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("exercise", ANSWERS)
def test_a_right_answer_is_told_so(exercise, capsys):
    for answer in ANSWERS[exercise][0]:
        answered(exercise, answer)
        assert capsys.readouterr().out.startswith("Correcto: ")


@pytest.mark.parametrize(
    ("exercise", "answer", "said"),
    [(name, wrong, said) for name in ANSWERS for wrong, said in ANSWERS[name][1].items()],
)
def test_a_wrong_answer_is_told_what_fails(exercise, answer, said):
    answer = list(answer) if isinstance(answer, tuple) else answer
    with pytest.raises(report.WrongAnswer, match=re.escape(said)):
        answered(exercise, answer)


def test_a_wrong_answer_is_one_sentence_without_a_traceback():
    with pytest.raises(report.WrongAnswer) as stopped:
        report.check(False, "Son 3.")
    assert stopped.value._render_traceback_() == ["Todavía no. Son 3."]


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_a_notebook_asks_for_predictions_that_a_later_cell_answers(name):
    cells = NOTEBOOKS[name].cells
    asking = [
        i
        for i, cell in enumerate(cells)
        if cell.cell_type == "markdown" and re.search(r"\bprediga\b", cell.source, re.IGNORECASE)
    ]
    assert len(asking) >= 3
    assert all(any(c.cell_type == "code" for c in cells[i + 1 : i + 3]) for i in asking)


@pytest.mark.parametrize("name", sorted(NOTEBOOKS))
def test_no_output_gives_an_exercise_away(name):
    for cell in NOTEBOOKS[name].cells:
        if re.fullmatch(r"exercise-\d", cell.id):
            assert not cell.outputs
