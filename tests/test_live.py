"""The panel of an exported page, alive without Python: its numbers and sentences are Python's."""

import json

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import lab1
from lab1.publish.exporters import Lab1HTMLExporter
from lab1.report import explore, show, use_style
from lab1.report.mime import PANEL
from lab1.report.planes import CLASSES, OPACITY
from lab1.report.trial import outcome, watch
from lab1.statistics import SOLVED_BELOW

X, Y = lab1.xor()
CHAOTIC = 1e-11  # apart from a run whose start differs in the last bits: its digits are chance
SETTINGS = [
    {
        "method": lab1.METHODS[(seed // 2) % len(lab1.METHODS)] if seed % 2 else "normal",
        "scale": (1.0, 0.5, 2.0, 0.1)[seed % 4],
        "seed": seed,
        "n_hidden": (2, 2, 3, 1, 4, 16)[seed % 6],
        "loss": [*lab1.LOSSES][seed % 3],
        "learning_rate": (0.01, 0.1, 0.3, 0.5, 1.0, 3.0)[seed // 3 % 6],
        "n_iterations": 1000,
    }
    for seed in range(200)
]
PLAIN = {
    **{"method": "normal", "scale": 1.0, "seed": 5, "n_hidden": 2},
    **{"loss": "cross_entropy", "learning_rate": 0.3, "n_iterations": 1000},
}
MOVES = [
    PLAIN,
    {**PLAIN, "method": "zeros"},
    {**PLAIN, "method": "constant", "n_iterations": 10_000},
    {**PLAIN, "seed": 2, "n_iterations": 10_000},
    {**PLAIN, "n_iterations": 30},
    {**PLAIN, "n_hidden": 1, "loss": "sse"},
    {**PLAIN, "learning_rate": 5.0},
    {**PLAIN, "learning_rate": 7.0, "seed": 11, "loss": "mse"},
    *[values for values in SETTINGS[::4] if values["learning_rate"] <= 0.5],  # none of chance
]


def start(method, scale, seed, n_hidden):
    return lab1.initialize_parameters(
        2, n_hidden, 1, method=method, scale=scale, value=scale, seed=seed
    )


def parts(values):
    """Part values of the controls into those of the start and those of the descent."""
    names = ("method", "scale", "seed", "n_hidden")
    begins = {name: values[name] for name in names}
    return begins, {name: values[name] for name in values if name not in names}


def displayed(data=(X, Y), **values):
    """Return the code cell that a panel leaves, without a kernel."""
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            show, "display", lambda d, metadata=(), **_: shown.append([d, dict(metadata)])
        )
        explore.Panel(*data, "panel", **values)._ipython_display_()
    outputs = [
        {"output_type": "display_data", "data": data, "metadata": metadata}
        for data, metadata in json.loads(json.dumps(shown, sort_keys=True))
    ]
    return new_code_cell("panel", outputs=[nbformat.from_dict(output) for output in outputs])


def exported(*cells):
    cells = [new_markdown_cell("# Título"), *cells]
    return Lab1HTMLExporter().from_notebook_node(new_notebook(cells=cells))[0]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    """Export a panel of XOR and one of many examples; return the page's address."""
    use_style()
    path = tmp_path_factory.mktemp("live") / "page.html"
    many = displayed(lab1.curved(), n_hidden=5, n_iterations=100)
    path.write_text(exported(displayed(**PLAIN), many), encoding="utf-8")
    return path.as_uri()


def opened(chromium, document, **options):
    page = chromium.new_context(offline=True, **options).new_page()
    page.set_default_timeout(PATIENCE)
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.goto(document)
    return page


@pytest.fixture(scope="module")
def page(chromium, document):
    return opened(chromium, document)


TRAIN = """settings => {
  const {points, labels} = JSON.parse(document.querySelector("[data-panel]").dataset.panel);
  return settings.map(values => {
    const run = training(points, labels, values);
    advance(run);
    return [[...run.costs], solvedAt(run, LIMIT)];
  });
}""".replace("LIMIT", str(SOLVED_BELOW))


def trained(values, nudge=1.0):
    begins, descent = parts(values)
    nudged = {name: value * nudge for name, value in start(**begins).items()}
    costs = watch(X, Y, nudged, **descent).costs
    below = np.flatnonzero(costs < SOLVED_BELOW)
    return costs, below[0] if below.size else -1


def test_the_page_trains_two_hundred_runs_to_pythons_numbers(page):
    calm = 0
    for values, (costs, solved_at) in zip(SETTINGS, page.evaluate(TRAIN, SETTINGS), strict=True):
        expected, expected_at = trained(values)
        nudged, _ = trained(values, 1 + 1e-15)
        assert costs[0] == pytest.approx(expected[0], rel=1e-12)  # the starts, of all of them
        if np.abs(nudged - expected).max() < CHAOTIC:
            calm += 1
            np.testing.assert_allclose(costs, expected, rtol=0, atol=1e-9)
            assert solved_at == expected_at
    assert calm >= 180


# Puts the controls at each of some settings, waits for the answer and returns what is read then.
MOVE = """async settings => {
  const figure = document.querySelector("[data-panel]");
  const about = JSON.parse(figure.dataset.panel).controls;
  const inputs = figure.querySelectorAll(".controls :is(input, select)");
  const frame = () => new Promise(requestAnimationFrame);
  const read = [];
  for (const values of settings) {
    about.forEach(({name, options}, i) => {
      const value = values[name];
      inputs[i].value = options ? options.findIndex(option => option[1] === value) : value;
      inputs[i].dispatchEvent(new Event("input"));
    });
    do await frame(); while (figure.querySelector("output").textContent === "Calculando…");
    read.push([...figure.querySelectorAll("output, .settings")].map(e => e.textContent));
  }
  return read;
}"""


def test_the_page_says_of_each_move_what_jupyter_says(page):
    endings = set()
    for values, read in zip(MOVES, page.evaluate(MOVE, MOVES), strict=True):
        begins, descent = parts(values)
        sentence = outcome(X, Y, watch(X, Y, start(**begins), **descent))
        settings = explore._settings(descent["loss"], descent["learning_rate"], **begins)
        assert read == [sentence, settings]
        endings.add(sentence[:8])
    assert len(endings) >= 6


PIXELS = """() => {
  const pen = document.querySelector("[data-panel] canvas").getContext("2d");
  return [...pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height).data];
}"""


def test_the_planes_have_the_colours_of_the_networks_outputs(page):
    page.evaluate(MOVE, [PLAIN])
    begins, descent = parts(PLAIN)
    parameters = watch(X, Y, start(**begins), **descent).parameters
    shown = np.array(page.evaluate(PIXELS)).reshape(-1, 4)
    n = int(len(shown) ** 0.5)
    sides = 1.7 * (np.arange(n) + 0.5) / n - 0.35
    grid = np.stack(np.meshgrid(sides, sides[::-1])).reshape(2, -1)
    outputs = lab1.forward(grid, parameters)["A2"][0]
    expected = 255 * (1 - OPACITY * (1 - CLASSES((10 * outputs).astype(int))[:, :3]))
    over_white = 255 + (shown[:, :3] - 255.0) * shown[:, 3:] / 255
    assert np.abs(over_white - expected).max() < 12


def test_controls_are_moved_by_keys_and_tell_their_values(page):
    figure = page.locator("[data-panel]").first
    names = figure.locator("label > span").all_inner_texts()
    assert [name.split()[0] for name in names[:4]] == ["Inicio", "Escala", "Semilla", "Unidades"]
    seed = figure.get_by_role("slider", name="Semilla")
    page.evaluate(MOVE, [PLAIN])
    seed.focus()
    page.keyboard.press("ArrowRight")
    begins, descent = parts({**PLAIN, "seed": 6})
    sentence = outcome(X, Y, watch(X, Y, start(**begins), **descent))
    figure.get_by_role("status", name="").filter(has_text=sentence).wait_for()
    assert seed.get_attribute("aria-valuetext") == "6"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert figure.get_by_role("slider", name="Unidades").input_value() == "3"
    rate = figure.get_by_role("slider", name="Tasa")
    rate.press("End")
    assert rate.get_attribute("aria-valuetext") == "100"
    figure.get_by_role("combobox", name="Inicio").select_option(label="ceros")
    figure.locator("output").filter(has_text="No se mueve").wait_for()
    assert seed.is_disabled()
    assert figure.get_by_role("slider", name="Escala").is_disabled()
    assert page.said == []


def test_without_scripts_the_figure_of_the_notebook_stays_alone(chromium, document):
    page = opened(chromium, document, java_script_enabled=False)
    figures = page.locator("[data-panel]")
    assert [figures.nth(i).locator("img").is_visible() for i in range(2)] == [True, True]
    assert figures.locator("input, select, output, svg, canvas").count() == 0


@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_leaves_the_window(chromium, document, scheme, width):
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    page = opened(chromium, document, bypass_csp=True, **options)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_panel_stores_where_its_controls_stand(monkeypatch):
    monkeypatch.setattr("lab1.report._controls.Soon.__call__", lambda self, _=None: None)
    use_style()
    panel = explore.Panel(X, Y, "panel")
    panel._train()
    for name, value in {"seed": 42, "method": "xavier", "learning_rate": 5.0}.items():
        panel.controls[name].value = value
        stored = panel._note()["extra"][PANEL]["controls"]
        assert value in [control["value"] for control in stored if control["name"] == name]


def test_a_page_with_panels_has_their_scripts_once_and_one_without_has_none():
    use_style()
    page = exported(displayed(), displayed())
    assert page.count("data-panel=") == page.count("<script>") == 2
    scripts = page[page.index("<script>") : page.rindex("</script>")]
    assert len(scripts.encode()) < 30_000
    assert "<script" not in exported()
