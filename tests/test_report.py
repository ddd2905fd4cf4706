"""What a reader sees: numbers in Spanish, figures and tables that carry what they say."""

import base64

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import lab1
from lab1 import report, theory
from lab1.report import numbering, planes, plots, published, show, style, words
from lab1.report.figures import initialization

THIN, HARD = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1000, None, "1000"),
        (-9999.5, 1, "−9999.5"),
        (9999.5, 0, f"10{THIN}000"),
        (1_234_567, None, f"1{THIN}234{THIN}567"),
        (-0.5, None, "−0.5"),
        (-0.04, 1, "0.0"),
        (0.123456, None, "0.1235"),
        (0.1, 3, "0.100"),
        (float("nan"), None, "–"),
        (float("nan"), 2, "–"),
        (None, None, "–"),
        ("ya escrito", None, "ya escrito"),
        (np.int64(12345), None, f"12{THIN}345"),
        (1.5e-9, None, "1.5 × 10⁻⁹"),
        (2.5e21, None, "2.5 × 10²¹"),
        (3.0, None, "3"),
    ],
)
def test_numbers_are_written_as_in_spanish_print(value, decimals, text):
    assert words.number_text(value, decimals) == text


def test_a_difference_is_told_by_the_limit_it_keeps():
    assert words.below(0.0, 1e-9) == "0"
    assert words.below(3e-17, 1e-9) == f"<{HARD}1 × 10⁻⁹"
    assert words.below(2e-3, 1e-9) == "2 × 10⁻³"


def test_shares_and_differences_come_with_their_interval():
    assert words.share_text(50, 100) == f"50.0{HARD}%{HARD}[40.4,{HARD}59.6]"
    assert words.with_interval(0.023, 0.019, 0.03, None) == f"0.023{HARD}[0.019,{HARD}0.030]"
    assert words.with_interval(3.37, 3.31, 3.43, None) == f"3.4{HARD}[3.3,{HARD}3.4]"
    assert words.with_interval(46.4, 31, 52, None) == f"46{HARD}[31,{HARD}52]"
    assert words.points(0.06, 0.041, 0.079) == f"6.0{HARD}[4.1,{HARD}7.9]"


def test_what_was_not_measured_is_said_in_words():
    assert words.with_interval(np.nan, np.nan, np.nan) == "sin dato"
    assert words.with_interval(2.0, np.nan, np.nan) == "2.00 (sin intervalo)"
    assert words.measured(np.inf) == "un valor que no es finito"
    assert words.measured(0.4774, 2) == "0.48"
    assert words.measured(3e21) == "3 × 10²¹"


def test_one_thing_is_counted_in_the_singular():
    assert words.count_text(1, "semilla") == "1 semilla"
    assert words.count_text(20, "semilla") == "20 semillas"
    assert words.count_text(1000, "iteración", "iteraciones") == "1000 iteraciones"


@pytest.mark.parametrize("method", lab1.METHODS)
def test_every_way_to_start_has_a_spanish_name(method):
    assert words.start_name(method, 1.0).replace("\N{NO-BREAK SPACE}", " ") in {
        "ceros", "constante 1", "N(0, 1)", "U(−1, 1)", "Xavier", "He", "1 · N(0, 1), sesgos 0",
    }  # fmt: skip


@pytest.fixture(autouse=True)
def look():
    """Give each test the lab's look and no figure of another's, in whatever order they run."""
    plt.close("all")
    with plt.rc_context():
        style.use_style()
        yield
    plt.close("all")


@pytest.fixture
def shown(monkeypatch):
    """Collect what cells show, as (data, metadata), in the look of the lab."""
    report.begin(1, "one")
    outputs = []
    monkeypatch.setattr(numbering, "_chapter", numbering.Chapter())
    monkeypatch.setattr(
        show, "display", lambda data, metadata, **_: outputs.append((data, metadata["lab1"]))
    )
    return outputs


def test_a_figure_shows_its_number_caption_and_alt_text(shown, monkeypatch):
    monkeypatch.delenv("LAB1_FIGURES", raising=False)
    fig, ax = plt.subplots()
    ax.plot([0, 1])
    report.begin(3, "mine")
    report.table(pd.DataFrame({"a": [1]}), "values", "Valores.")
    report.figure(fig, "name", "Lo que se ve <aquí>.", 'Una "recta"')
    _, (figure, note), (caption, of) = shown
    assert figure["image/svg+xml"].startswith('<svg role="img" aria-label="Una &quot;recta&quot;"')
    assert note == {
        "figure": "3.1",
        "name": "mine_name",
        "caption": "Lo que se ve <aquí>.",
        "alt": 'Una "recta"',
    }
    assert caption["text/markdown"] == "**Figura 3.1.** Lo que se ve <aquí>."
    assert of == {"caption_of": "3.1"}
    assert not plt.get_fignums()


def test_a_figure_has_a_png_for_who_has_not_run_the_notebook_yet(shown):
    fig, _ = plt.subplots(figsize=(4, 2))
    report.figure(fig, "name", "Leyenda.", "Recta")
    png = base64.b64decode(shown[0][0]["image/png"])
    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20]) == 4 * 144


def test_a_figure_is_kept_only_in_the_folder_asked_for_and_always_the_same(
    shown, monkeypatch, tmp_path
):
    monkeypatch.setenv("LAB1_FIGURES", str(tmp_path))
    for _ in range(2):
        fig, ax = plt.subplots()
        ax.plot(np.sin(np.arange(50)))
        report.figure(fig, "waves", "Ondas.", "Ondas")
    assert [path.name for path in tmp_path.iterdir()] == ["waves.svg"]
    assert shown[0] == shown[2]
    assert (tmp_path / "waves.svg").read_text(encoding="utf-8") == shown[0][0]["image/svg+xml"]
    assert "dc:date" not in shown[0][0]["image/svg+xml"]


def test_a_table_aligns_numbers_names_rows_and_escapes_text(shown):
    frame = pd.DataFrame({"inicio": ["a<b"], "costo": [0.5], "corridas": [10_000]})
    report.table(frame, "costs", "Costos & más.", formats={"costo": words.decimals(3)})
    ((data, note),) = shown
    html = data["text/html"]
    assert note == {"table": "1.1"}
    assert ">Tabla 1.1. Costos &amp; más.</caption>" in html
    assert '<th scope="row" class="text" style="text-align: left">a&lt;b</th>' in html
    assert '<td class="num" style="text-align: right">0.500</td>' in html
    assert f'<td class="num" style="text-align: right">10{THIN}000</td>' in html


def test_names_number_themselves_in_order_and_keep_their_number_when_shown_again():
    chapter = numbering.Chapter(2)
    assert [chapter.show("figure", name) for name in "aba"] == ["2.1", "2.2", "2.1"]
    assert [chapter.show("table", name) for name in "xy"] == ["2.1", "2.2"]
    assert chapter.show("figure", "new") == "2.2"  # after "a", which was shown last
    assert [chapter.show("figure", name) for name in "ab"] == ["2.1", "2.3"]


def test_sentences_refer_to_what_was_shown_by_its_name():
    chapter = numbering.Chapter(1)
    for name in "abc":
        chapter.show("figure", name)
    chapter.show("table", "values")
    assert chapter.ref(["c"]) == "Figura 1.3"
    assert chapter.ref(["a", "values", "b"]) == "Figuras 1.1 y 1.2 y Tabla 1.1"


def test_a_name_that_nothing_has_is_refused_with_those_there_are():
    chapter = numbering.Chapter()
    with pytest.raises(ValueError, match="called 'a'; there are no figures and tables yet"):
        chapter.ref(["a"])
    chapter.show("figure", "a")
    chapter.show("table", "values")
    with pytest.raises(ValueError, match="called 'aa'; there are a, values"):
        chapter.ref(["aa"])
    with pytest.raises(ValueError, match="'a' is the name of a figure; a table needs another"):
        chapter.show("table", "a")


def test_another_notebook_begins_to_count_anew_and_the_same_goes_on(monkeypatch):
    monkeypatch.setattr(numbering, "_chapter", numbering.Chapter())
    for number, prefix in ((1, "first"), (1, "first"), (2, "second")):
        numbering.begin(number, prefix)
        numbering.chapter().show("figure", f"{prefix}{numbering.chapter().number}")
        assert numbering.ref(f"{prefix}{number}") == f"Figura {number}.1"


def test_a_curve_can_be_read_back_and_carries_its_name():
    _, ax = plt.subplots()
    plots.curve(ax, [0, 1, 2], [3, 2, 1], "costo", color=style.BLUE)
    np.testing.assert_array_equal(ax.lines[0].get_xydata(), [[0, 3], [1, 2], [2, 1]])
    assert ax.texts[0].get_text() == "costo"
    assert ax.texts[0].get_color() == style.BLUE
    plt.close("all")


def test_plateaus_are_drawn_at_their_cost_and_only_for_xor():
    _, ax = plt.subplots()
    plots.plateaus(ax, lab1.xor()[1])
    assert [line.get_ydata()[0] for line in ax.lines] == list(theory.PLATEAUS.values())
    _, other = plt.subplots()
    plots.plateaus(other, lab1.logical_and()[1])
    assert not other.lines
    plt.close("all")


def test_shares_stand_with_their_wilson_interval():
    _, ax = plt.subplots()
    plots.share(ax, np.array([1.0, 2.0]), np.array([5, 10]), 10, "p", color=style.BLUE)
    np.testing.assert_allclose(ax.lines[0].get_ydata(), [0.5, 1.0])
    band = ax.collections[0].get_paths()[0].vertices
    low, high = lab1.wilson(5, 10)
    assert {low, high} <= set(band[band[:, 0] == 1.0][:, 1])
    plt.close("all")


def test_bars_of_endings_fill_the_whole_and_count_what_the_table_holds():
    table = pd.DataFrame(
        {
            "inicio": ["a"] * 4 + ["b"],
            "state": ["solved", "solved", "ln 2", "other", "½ ln 2"],
        }
    )
    _, ax = plt.subplots()
    plots.endings(ax, table, "inicio")
    widths = {bars.get_label(): [bar.get_width() for bar in bars] for bars in ax.containers}
    assert widths[words.STATES["solved"]] == [0.5, 0]
    assert widths[words.STATES["½ ln 2"]] == [0, 1]
    np.testing.assert_allclose(np.sum(list(widths.values()), axis=0), 1)
    plt.close("all")


def test_paths_draw_every_entry_of_every_parameter():
    X, Y = lab1.xor()
    run = lab1.train(
        X, Y, lab1.initialize_parameters(2, 3, 1, seed=1), n_iterations=5, record_parameters=True
    )
    _, axes = plt.subplots(1, 4)
    plots.parameter_paths(axes, run.iterations, run.path)
    assert [len(ax.lines) for ax in axes] == [6, 3, 3, 1]
    plt.close("all")


@pytest.mark.parametrize("n_h", [1, 2, 5])
def test_hidden_space_and_boundary_take_any_number_of_units(n_h):
    X, Y = lab1.curved(20)
    parameters = lab1.initialize_parameters(2, n_h, 1, seed=1)
    _, (left, right) = plt.subplots(1, 2)
    planes.decision_boundary(left, X, Y, parameters)
    planes.hidden_space(right, X, Y, parameters)
    assert sum(len(line.get_xdata()) for line in right.lines[-2:]) == 20  # by their label
    plt.close("all")


@pytest.mark.parametrize("n_h", [1, 2])
def test_output_over_the_hidden_space_is_the_networks_own(n_h):
    X, _ = lab1.curved(20)
    parameters = lab1.initialize_parameters(2, n_h, 1, seed=1)
    points, output = planes.hidden_layer(X, parameters)
    np.testing.assert_allclose(output(points), lab1.forward(X, parameters)["A2"][0], rtol=1e-12)


def test_output_that_hangs_on_a_third_unit_is_not_shown_over_two():
    X, _ = lab1.xor()
    _, output = planes.hidden_layer(X, lab1.initialize_parameters(2, 3, 1, seed=1))
    assert output is None


def test_published_points_lie_on_the_reproduced_curve():
    zeros, random = published.curves("1/").values()
    fig = initialization.published_costs(zeros, random)
    for ax in fig.axes:
        points, curve = ax.lines[2], ax.lines[3]
        at = points.get_xdata()
        np.testing.assert_allclose(curve.get_ydata()[at], points.get_ydata(), atol=5e-7)
    plt.close("all")


def test_an_axis_writes_its_numbers_as_the_text_does(shown):
    fig, (line, log) = plt.subplots(1, 2)
    line.plot([0, 20_000], [0, 1])
    log.loglog([0.01, 10_000], [1, 10])
    show.settle(fig)
    fig.draw_without_rendering()
    shown, logs = ([t.get_text() for t in ax.get_xticklabels()] for ax in (line, log))
    assert {"−5000", "0", "5000", f"20{THIN}000"} <= {*shown}
    assert {"0.01", "1", f"10{THIN}000"} <= {*logs}
    assert {"0.0", "0.2", "1.0"} <= {text.get_text() for text in line.get_yticklabels()}
    plt.close("all")


def test_a_figure_is_drawn_once_for_each_format_and_laid_out_once(shown, monkeypatch):
    draws, layouts = [], []
    fig, _ = plt.subplots()
    draw, execute = fig.draw, fig.get_layout_engine().execute
    monkeypatch.setattr(fig, "draw", lambda renderer: (draws.append(1), draw(renderer)))
    monkeypatch.setattr(
        fig.get_layout_engine(), "execute", lambda fig: (layouts.append(1), execute(fig))
    )
    report.figure(fig, "name", "Leyenda.", "Recta")
    assert (len(draws), len(layouts)) == (2, 1)


@pytest.fixture
def run():
    """Return a function that trains one network on XOR."""
    X, Y = lab1.xor()
    start = lab1.initialize_parameters(2, 2, 1, seed=5)
    return lambda **options: lab1.train(X, Y, start, **options)


def test_a_readers_own_run_is_drawn_with_its_ending_in_words(run):
    fig = report.curve(run(), *lab1.xor())
    assert fig.axes[0].get_title(loc="left") == "Su corrida acaba así: resuelto"
    np.testing.assert_array_equal(fig.axes[0].lines[0].get_ydata(), run().costs)
    plt.close("all")


def test_runs_with_two_losses_are_drawn_by_one_yardstick(run):
    runs = {"una": run(), "otra": run(loss="mse", record_parameters=True, n_iterations=10)}
    fig = report.curve(runs, *lab1.xor())
    assert fig.axes[0].get_title(loc="left") == "Resuelven 1 de sus 2 corridas"
    labels = [text.get_text() for text in fig.legends[0].get_texts()]
    assert labels == ["una: resuelto", f"otra: {words.STATES['other']}"]
    cost = lab1.cost(*lab1.xor(), runs["otra"].parameters)
    assert fig.axes[0].lines[1].get_ydata()[-1] == pytest.approx(cost, rel=1e-12)
    plt.close("all")


def test_a_run_whose_cross_entropy_is_not_known_is_refused(run):
    with pytest.raises(ValueError, match="'mse' must be trained with record_parameters=True"):
        report.curve(run(loss="mse"), *lab1.xor())


def test_many_runs_in_one_are_refused():
    many = lab1.train(*lab1.xor(), lab1.initialize_parameters(2, 2, 1, seed=range(3)))
    with pytest.raises(ValueError, match="one network each, got 3"):
        report.curve(many, *lab1.xor())
