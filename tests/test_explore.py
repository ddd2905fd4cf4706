"""The sliders' network and its picture: what they say is what a training of the package does."""

import asyncio
import io
import json

import nbformat
import numpy as np
import pytest
from ipywidgets import Widget
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

import lab1
from lab1.publish.execute import execute_all
from lab1.publish.exporters import Lab1HTMLExporter
from lab1.report import explore, show, stepping, use_style
from lab1.report.mime import STEPS
from lab1.report.picture import Picture
from lab1.report.trial import Trial, outcome, watch

X, Y = lab1.xor()


@pytest.fixture(autouse=True)
def style():
    use_style()


def trial(seed=0, n_hidden=2, method="normal", data=(X, Y), **options):
    start = lab1.initialize_parameters(2, n_hidden, 1, method=method, seed=seed)
    defaults = {"loss": "cross_entropy", "learning_rate": 0.3, "n_iterations": 1000}
    return watch(*data, start, **{**defaults, **options})


@pytest.mark.parametrize("loss", list(lab1.LOSSES))
@pytest.mark.parametrize("n_hidden", [1, 2, 5])
def test_the_watched_training_is_the_packages_own(loss, n_hidden):
    watched = trial(7, n_hidden, loss=loss)
    start = lab1.initialize_parameters(2, n_hidden, 1, seed=7)
    run = lab1.train(X, Y, start, loss=loss, record_parameters=True)
    for name in start:
        np.testing.assert_array_equal(watched.parameters[name], run.parameters[name])
    np.testing.assert_allclose(watched.costs, lab1.cost(X, Y, run.path), rtol=1e-12)
    outputs = lab1.forward(X, run.path)["A2"][0]
    np.testing.assert_allclose(watched.outputs, outputs, rtol=1e-9, atol=1e-15)


def test_a_larger_training_on_more_examples_is_the_packages_own_too():
    data = lab1.curved()
    watched = trial(0, 16, data=data, n_iterations=50)
    start = lab1.initialize_parameters(2, 16, 1, seed=0)
    run = lab1.train(*data, start, n_iterations=50)
    np.testing.assert_array_equal(watched.parameters["W1"], run.parameters["W1"])
    np.testing.assert_allclose(watched.costs, run.costs, rtol=1e-12)


@pytest.mark.parametrize("seed", range(4, 8))
def test_the_sentence_names_the_iteration_that_the_sweep_finds(seed):
    row = lab1.sweep(X, Y, seeds=[seed], n_iterations=3000).iloc[0]
    sentence = outcome(X, Y, trial(seed, n_iterations=3000))
    assert sentence.startswith(f"Resuelto en la iteración {show.number_text(row['solved_at'])}:")


@pytest.mark.parametrize(
    ("options", "beginning"),
    [
        ({"method": "zeros"}, "No se mueve: el costo es 0.6931 en todas"),
        (
            {"method": "constant", "n_iterations": 10_000},
            "Casi quieto con tres ejemplos indecisos tras",
        ),
        ({"seed": 2, "n_iterations": 10_000}, "Casi quieto con dos ejemplos indecisos tras"),
        ({"seed": 5, "n_iterations": 30}, "Saliendo de cuatro ejemplos indecisos tras 30"),
        ({"seed": 5, "n_iterations": 250}, "De paso con tres ejemplos indecisos tras 250"),
        ({"seed": 5, "n_iterations": 350}, "Sin resolver tras 350 iteraciones, y bajando"),
        ({"seed": 5, "learning_rate": 6}, "Oscila tras 1000"),
    ],
)
def test_the_sentence_says_what_happened(options, beginning):
    assert outcome(X, Y, trial(**options)).startswith(beginning)


def test_a_network_that_solved_and_lost_it_again_is_not_called_solved():
    end = trial(0, n_iterations=100)
    costs = np.linspace(0.05, 0.5, end.costs.size)
    sentence = outcome(X, Y, Trial(end.parameters, end.outputs, costs))
    assert sentence.startswith("Resolvió en la iteración 0 y volvió a perderse: costo 0.5000")


def pixels(picture):
    png, *_ = picture.png()
    return np.asarray(Image.open(io.BytesIO(png)))


def test_a_picture_redrawn_in_place_equals_a_new_one():
    reused, new = Picture(X, Y), Picture(X, Y)
    for seed, n_hidden, n_iterations in [(5, 2, 1000), (6, 3, 100), (7, 1, 1000)]:
        reused.show(trial(seed, n_hidden, n_iterations=n_iterations), "así")
        before = pixels(reused)
    new.show(trial(7, 1), "así")
    np.testing.assert_array_equal(before, pixels(new))
    new.show(trial(6, 1), "así")
    assert (pixels(new) != before).any()


def test_the_saved_figure_shows_all_that_the_redrawn_one_does():
    picture = Picture(X, Y)
    picture.show(trial(5), "los ajustes")
    file = io.BytesIO()
    picture.figure.savefig(file, format="png")
    drawn = np.asarray(Image.open(file).convert("RGB")).astype(int)
    apart = np.abs(drawn - pixels(picture)).max(axis=2) > 64
    assert apart.mean() < 0.002


def test_five_hundred_moves_pile_up_no_artists_and_no_figures():
    import matplotlib.pyplot as plt

    picture, trials = Picture(X, Y), [trial(seed, n_iterations=50) for seed in range(2)]
    picture.show(trials[0], "")
    picture.png()
    before = len(picture.figure.findobj())
    for move in range(500):
        picture.show(trials[move % 2], "")
    picture.png()
    assert len(picture.figure.findobj()) == before
    assert plt.get_fignums() == []


def test_a_picture_shows_many_examples_and_enormous_costs():
    data = lab1.curved()
    picture = Picture(*data)
    wild = trial(3, 8, data=data, learning_rate=100, n_iterations=100)
    picture.show(wild, "tasa 100")
    cost_ax, outputs_ax, *_ = picture.figure.axes
    assert 3 < wild.costs[10:].max() <= cost_ax.get_ylim()[1]
    assert len(outputs_ax.texts) == 0  # eighty names would cover each other
    assert pixels(picture).shape == pixels(Picture(X, Y)).shape


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"method": "random"}, "method"),
        ({"scale": 0}, "scale"),
        ({"seed": -1}, "seed"),
        ({"loss": "hinge"}, "loss"),
        ({"learning_rate": "0,3"}, "learning_rate"),
        ({"n_hidden": 0}, "n_h"),
        ({"n_iterations": 0}, "n_iterations"),
    ],
)
def test_a_value_that_cannot_be_trained_with_is_refused_by_name(values, named):
    with pytest.raises(ValueError, match=named):
        explore.Panel(X, Y, "panel", **values)


def test_data_that_cannot_be_drawn_are_refused():
    with pytest.raises(ValueError, match="X and Y must have 2 and 1 rows, got 3 and 1"):
        explore.Panel(np.zeros((3, 4)), Y, "panel")


@pytest.mark.parametrize(
    "values",
    [{"seed": 2**32 - 1}, {"learning_rate": 5e4}, {"n_hidden": 40}, {"n_iterations": 7}],
)
def test_controls_reach_any_value_that_they_start_from(values):
    controls = explore.Panel(X, Y, "panel", **values).controls
    for name, value in values.items():
        assert controls[name].value == value


SET_UP = """
import asyncio, lab1
from lab1 import report
from lab1.report import explore
report.use_style()
panel = explore.Panel(*lab1.xor(), "panel", seed=5)
panel
"""
MOVES = """
drawn = []
panel._picture.show = lambda *shown, show=panel._picture.show: (drawn.append(1), show(*shown))
for seed in range(20, 0, -1):
    panel.controls["seed"].value = seed
panel.controls["method"].value = "constant"
await asyncio.sleep(1)
print(len(drawn), panel.controls["seed"].disabled)
"""
SAID = """
said = []
panel._redraw_soon.state.observe(lambda change: said.append((change.new, len(drawn))), "value")
panel.controls["method"].value = "zeros"
await asyncio.sleep(1)
print(said)
"""


def executed(tmp_path, *sources):
    cells = [new_code_cell(source, id=f"c{i}") for i, source in enumerate(sources)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel})
    return execute_all({"a.ipynb": notebook}, tmp_path)["a.ipynb"]


def test_a_burst_of_moves_is_drawn_once_and_its_last_state_is_stored(tmp_path):
    shown, moved, said = executed(tmp_path, SET_UP, MOVES, SAID).cells
    assert said.outputs[0].text == "[('Calculando…', 1), ('', 2)]\n"
    assert moved.outputs[0].text == "1 True\n"
    figure, caption = shown.outputs
    assert figure.metadata["lab1"]["figure"] == caption.metadata["lab1"]["caption_of"] == "1.1"
    assert figure.metadata["lab1"]["alt"].startswith("No se mueve")
    assert "image/png" in figure.data


def test_without_moves_the_stored_figure_is_a_vector_and_the_same_each_time(tmp_path):
    first, second = (executed(tmp_path, SET_UP) for _ in range(2))
    assert nbformat.writes(first) == nbformat.writes(second)
    assert "image/svg+xml" in first.cells[0].outputs[0].data
    assert "Resuelto en la iteración 415" in first.cells[0].outputs[0].metadata["lab1"]["alt"]


def test_controls_without_a_kernel_are_told_in_a_sentence_and_not_in_code(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", lambda data, **_: shown.append(data))
    monkeypatch.delattr(Widget, "_repr_mimebundle_", raising=False)  # ipywidgets 7 has none
    explore.Panel(X, Y, "panel")._ipython_display_()
    assert shown[0]["text/plain"] == "Para usar los controles, ejecute esta celda."
    assert "application/vnd.jupyter.widget-view+json" in shown[0]


def stepped(monkeypatch, x=(0, 10, 1000), data=(X, Y), n_hidden=2, seeds=(5,)):
    """Return what a stepped figure displays, with the paths that it was given."""
    shown, networks = [], {}
    monkeypatch.setattr(show, "display", lambda data, **options: shown.append(data))
    for seed in seeds:
        start = lab1.initialize_parameters(2, n_hidden, 1, seed=seed)
        run = lab1.train(*data, start, record_parameters=True)
        path = {name: values[..., list(x)] for name, values in run.path.items()}
        networks[f"semilla {seed}"] = path, {"color": "#0072B2"}
    stepping.figure(*data, networks, x, "iteración", "pasos", "Pie.", "Descripción.")
    return shown[0], networks


@pytest.mark.parametrize("n_hidden", [1, 2, 5])
def test_stepped_figure_holds_the_networks_of_all_steps(monkeypatch, n_hidden):
    shown, networks = stepped(monkeypatch, n_hidden=n_hidden)
    data = json.loads(json.dumps(shown[STEPS], allow_nan=False))
    (path, _), (network,) = networks["semilla 5"], data["networks"]
    for k, flat in enumerate(network["parameters"]):
        ours = np.concatenate([path[name][..., k].ravel() for name in ("W1", "b1", "W2", "b2")])
        np.testing.assert_allclose(flat, ours, rtol=1e-5)
    assert len(network["marks"]) == len(data["texts"]) == 3
    assert all(0 <= share <= 1 for mark in network["marks"] for share in mark)


@pytest.mark.parametrize(
    ("solved", "said"),
    [
        ([0, 0, 1, 1], "resuelto desde la tasa 3"),
        ([0, 0, 0, 1], "resuelto desde la tasa 4"),
        ([0, 1, 1, 0], "resuelto entre la tasa 2 y la 3"),
        ([0, 1, 0, 0], "resuelto solo en la tasa 2"),
        ([1, 0, 0, 1], "resuelto en 2 de 4 pasos"),
        ([1, 0, 1, 0], "resuelto en 2 de 4 pasos"),
        ([0, 0, 0, 0], "sin resolver (al final, cuatro ejemplos indecisos)"),
    ],
)
def test_title_of_a_stepped_figure_claims_no_step_that_is_not_solved(solved, said):
    states = np.where(solved, "solved", "ln 2")
    assert stepping._where_solved(states, np.arange(1, 5), "tasa") == said


def test_a_kept_background_changes_no_pixel_of_a_step(monkeypatch):
    steppers = []

    class Kept(stepping._Stepper):
        def __init__(self, *args):
            super().__init__(*args)
            steppers.append(self)

    monkeypatch.setattr(stepping, "_Stepper", Kept)
    stepped(monkeypatch, x=(0, 10, 500, 1000), seeds=(5, 2))
    (stepper,) = steppers
    stepper.png()  # keeps the background of another step
    for k in (0, 2):
        stepper.show(k)
        kept = stepper.png()
        canvas = FigureCanvasAgg(stepper.figure)
        canvas.draw()
        assert kept == show.screen_png(canvas)


def test_a_message_of_many_networks_stays_within_its_figure(monkeypatch):
    figures, settle = [], show.settle

    def seen(fig):
        settle(fig)
        figures.append(fig)

    monkeypatch.setattr(show, "settle", seen)
    stepped(monkeypatch, seeds=range(4))
    message = figures[0].get_suptitle()
    (written,) = figures[0].findobj(lambda a: isinstance(a, Text) and a.get_text() == message)
    assert message.lower().count("semilla") == 4
    assert written.get_window_extent().x1 <= figures[0].bbox.x1


def test_stepped_figure_says_costs_and_right_answers_of_each_step(monkeypatch):
    shown, _ = stepped(monkeypatch)
    last = shown[STEPS]["texts"][-1]
    cost = trial(5).costs[-1]
    assert last == f"iteración 1000: semilla 5, costo {cost:.4f}, 4 de 4 bien"


def test_paper_shows_the_last_step_at_which_most_networks_are_solved(monkeypatch):
    shown, _ = stepped(monkeypatch, x=(0, 10, 500, 1000), seeds=(5,))
    assert shown[STEPS]["shown"] == 3
    states = {"a": np.array(["other", "solved", "other"]), "b": np.array(["ln 2"] * 3)}
    assert stepping._most_telling(states) == 1


def test_a_slider_goes_through_the_steps_in_jupyter_and_leaves_the_last_one_seen(monkeypatch):
    updates, boxes = [], []

    class Handle:
        def update(self, data, **_):
            updates.append(data)

    monkeypatch.setattr(show, "display", lambda *_, **__: Handle())
    monkeypatch.setattr(show, "controls", boxes.append)
    run = lab1.train(X, Y, lab1.initialize_parameters(2, 2, 1, seed=5), record_parameters=True)
    path = {name: values[..., [0, 10, 1000]] for name, values in run.path.items()}
    networks = {"semilla 5": (path, {"color": "#0072B2"})}

    async def move():
        stepping.figure(X, Y, networks, [0, 10, 1000], "iteración", "pasos", "P.", "D.")
        slider, state = boxes[0].children
        assert (slider.value, state.value) == (2, "")
        slider.value = 0
        slider.value = 1
        assert state.value == "Calculando…"
        await asyncio.sleep(0.1)
        assert state.value == ""

    asyncio.run(move())
    (update,) = updates
    assert update["image/png"].startswith(b"\x89PNG")
    assert update[STEPS]["shown"] == 1


def test_a_figure_of_one_step_is_refused():
    with pytest.raises(ValueError, match="x must hold at least two steps, got 1"):
        stepping.figure(X, Y, {}, [0], "iteración", "pasos", "Pie.", "Descripción.")


def test_stepped_figure_draws_enormous_costs_and_rates(monkeypatch):
    shown = []
    monkeypatch.setattr(show, "display", lambda data, **options: shown.append(data))
    rates = np.geomspace(0.001, 100, 9)
    start = lab1.initialize_parameters(2, 3, 1, seed=range(4, 5))
    many = {name: np.repeat(values, 9, axis=-1) for name, values in start.items()}
    ends = lab1.train(*lab1.curved(), many, learning_rate=rates, n_iterations=100).parameters
    looks = {"100 iteraciones": (ends, {"color": "#0072B2"})}
    stepping.figure(*lab1.curved(), looks, rates, "tasa", "tasas", "Pie.", "Descripción.")
    (network,) = json.loads(json.dumps(shown[0][STEPS], allow_nan=False))["networks"]
    assert all(0 <= share <= 1 for mark in network["marks"] for share in mark)


def exported(cell):
    return Lab1HTMLExporter().from_notebook_node(new_notebook(cells=[cell]))[0]


def test_exported_page_runs_the_steps_script_only_where_a_figure_has_steps(monkeypatch):
    shown, _ = stepped(monkeypatch)
    output = {
        "output_type": "display_data",
        "data": json.loads(json.dumps(shown)),
        "metadata": {"lab1": {"figure": "1.1", "caption": "Pie.", "alt": "Descripción."}},
    }
    page = exported(new_code_cell("x", outputs=[nbformat.from_dict(output)]))
    without = exported(new_code_cell("x"))
    assert page.count("<script>") == 1
    assert "data-steps=" in page
    output["data"][STEPS]["texts"] = ["x" * 2_000_000]
    too_long = new_code_cell("x", outputs=[nbformat.from_dict(output)])
    assert "data-steps" not in exported(too_long)
    assert "<script" not in without
    assert "script-src &#39;none&#39;" in without
