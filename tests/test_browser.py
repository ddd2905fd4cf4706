"""The notebooks in a real JupyterLab, and their exported pages without a network."""

import re
from pathlib import Path
from urllib.parse import urljoin

import nbformat
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import PATIENCE, serve_jupyterlab
from matplotlib.colors import to_rgb
from playwright.sync_api import TimeoutError
from test_notebooks import QUICK

import lab1
from lab1.publish.errors import PublishError
from lab1.publish.exporters import Lab1HTMLExporter
from lab1.publish.notebook import read, with_parameters
from lab1.report.mime import STEPS, VERDICTS

FOLDER = Path(__file__).parent.parent / "notebooks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.ipynb"))
DONE = re.compile(r"\[\d+\]")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Serve the notebooks, made quick and never run, in JupyterLab; return folder and address."""
    folder = tmp_path_factory.mktemp("notebooks")
    for name in NAMES:
        notebook = with_parameters(read(FOLDER / f"{name}.ipynb"), QUICK[name[:2]])
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, folder / f"{name}.ipynb")
    with serve_jupyterlab(folder, tmp_path_factory.mktemp("home")) as address:
        yield folder, address


@pytest.fixture
def lab(chromium, served):
    """Return a function that opens a notebook in JupyterLab."""
    context = chromium.new_context(viewport={"width": 1200, "height": 1100})

    def open_notebook(name):
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(f"{served[1]}/lab/tree/{name}.ipynb?token=secreto&reset")
        page.locator(".jp-Notebook h1").wait_for(timeout=PATIENCE)
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=PATIENCE)
        return page

    yield open_notebook
    context.close()


def choose(page, menu, item):
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=item).first.click()


def run_all(page):
    """Run all cells; once more where the kernel rests before the last, as one of a hundred did."""
    prompt = page.locator(".jp-CodeCell .jp-InputPrompt").last  # Jupyter goes to the last cell
    last = prompt.filter(has_text=DONE)
    choose(page, "Run", re.compile("^Run All Cells"))
    for _ in range(PATIENCE // 10_000):
        try:
            return last.wait_for(timeout=10_000)
        except TimeoutError:
            kernels = page.request.get(urljoin(page.url, "/api/kernels?token=secreto")).json()
            rests = all(kernel["execution_state"] == "idle" for kernel in kernels)
            if rests and not last.is_visible():
                choose(page, "Run", re.compile("^Run All Cells"))
    pytest.fail("the last cell was never executed")


def saved(page, path):
    """Save the notebook and return what is on the disk."""
    choose(page, "File", re.compile("^Save Notebook"))
    page.locator(".lm-TabBar-tab.jp-mod-current.jp-mod-dirty").wait_for(state="detached")
    while True:
        try:
            return read(path)
        except PublishError:  # Jupyter is at its writing
            page.wait_for_timeout(100)


def cell_of(notebook, id_):
    (cell,) = [cell for cell in notebook.cells if cell.id == id_]
    return cell


def panel(page):
    """Scroll to the sliders; return the handle of the seed's, and the cell's outputs."""
    seed = page.locator(".widget-hslider", has_text="Semilla")  # a stepped figure has one, too
    cell, handle = page.locator(".jp-CodeCell", has=seed), seed.locator(".noUi-handle")
    handle.scroll_into_view_if_needed()
    return handle, cell.locator(".jp-Cell-outputArea")


# Resolves to the milliseconds from the next key to the next picture.
NEXT_PICTURE = """area => new Promise(resolve => {
  let began;
  const source = area.querySelector("img").src;
  document.addEventListener("keydown", () => { began = performance.now(); }, {capture: true});
  new MutationObserver((_, observer) => {
    const image = area.querySelector("img");
    if (!image || image.src === source) return;
    observer.disconnect();
    resolve(performance.now() - began);
  }).observe(area, {subtree: true, childList: true, attributes: true});
})"""


def press_and_wait(page, area, key):
    page.evaluate(f"area => {{ window.picture = ({NEXT_PICTURE})(area); }}", area)
    page.keyboard.press(key)
    return page.evaluate("window.picture")


def has_sliders_and_no_error(page, path):
    """Save the notebook and return it, if it ran through to its panel."""
    notebook = saved(page, path)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert {output.output_type for output in outputs} == {"display_data"}
    kinds = [set(output.data) for output in cell_of(notebook, "panel").outputs]
    assert "application/vnd.jupyter.widget-view+json" in kinds[0]
    assert "image/svg+xml" in kinds[1]
    handle, _ = panel(page)
    assert handle.is_visible()
    return notebook


def test_run_all_after_a_change_leaves_sliders_and_no_error_and_another_verdict(lab, served):
    name = NAMES[0]
    page = lab(name)
    cell = page.locator(".jp-CodeCell", has_text='dataset = "xor"').first
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text('dataset = "and"  # datos')
    run_all(page)
    notebook = has_sliders_and_no_error(page, served[0] / f"{name}.ipynb")
    assert cell_of(notebook, "parameters").source.startswith('dataset = "and"')
    before, after = (
        {
            verdict["id"]: verdict["verdict"]
            for cell in stored.cells
            for output in cell.get("outputs", [])
            for verdict in output.get("data", {}).get(VERDICTS, {"verdicts": []})["verdicts"]
        }
        for stored in (read(FOLDER / f"{name}.ipynb"), notebook)
    )
    assert before["1c"] == "refutado"
    assert after["1c"] == "no concluyente"


def test_run_all_leaves_sliders_and_no_error(lab, served):
    page = lab(NAMES[1])
    run_all(page)
    has_sliders_and_no_error(page, served[0] / f"{NAMES[1]}.ipynb")


def test_after_run_all_keys_on_a_slider_redraw_the_figure_and_the_last_one_counts(
    lab, served, record_property, capsys
):
    page, path = lab(NAMES[2]), served[0] / f"{NAMES[2]}.ipynb"
    run_all(page)
    has_sliders_and_no_error(page, path)
    handle, area = panel(page)
    area = area.element_handle()
    handle.focus()
    times = sorted(press_and_wait(page, area, "ArrowRight") for _ in range(15))
    record_property("median_ms", times[7])
    with capsys.disabled():
        print(f"\n  a slider's key to the new picture: {times[7]:.0f} ms (median of 15)")
    for _ in range(30):  # faster than any drawing
        page.keyboard.press("ArrowRight", delay=0)
    start = lab1.initialize_parameters(2, 2, 1, seed=45)
    cost = lab1.cost(*lab1.xor(), lab1.train(*lab1.xor(), start, loss="mse").parameters)
    for _ in range(PATIENCE // 500):
        figure = cell_of(saved(page, path), "panel").outputs[1]
        if f"costo {cost:.4f}" in figure.metadata["lab1"]["alt"]:
            break
        page.wait_for_timeout(500)
    assert f"costo {cost:.4f}" in figure.metadata["lab1"]["alt"]
    assert "image/png" in figure.data


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """Export the committed notebooks; return the folder of the pages."""
    folder = tmp_path_factory.mktemp("pages")
    for name in NAMES:
        notebook = read(FOLDER / f"{name}.ipynb")
        page, _ = Lab1HTMLExporter().from_notebook_node(notebook)
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    return folder


def steps_of(name):
    outputs = cell_of(read(FOLDER / f"{name}.ipynb"), "steps-figure").outputs
    return outputs[0].data[STEPS]


@pytest.fixture
def offline(chromium, exported):
    """Return a function that opens an exported page from the disk, without a network."""
    contexts = []

    def open_page(name, **options):
        contexts.append(chromium.new_context(offline=True, **options))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE)
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto((exported / f"{name}.html").as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", NAMES)
def test_exported_figure_is_stepped_through_by_keys_and_buttons(offline, name):
    page, steps = offline(name), steps_of(name)
    texts = steps["texts"]
    figure = page.locator("figure[data-steps]")
    reading, slider = figure.locator("output"), figure.get_by_role("slider")
    canvas = figure.locator("canvas")
    assert reading.inner_text() == texts[steps.get("shown", 0)]
    slider.focus()
    page.keyboard.press("Home")
    pictures = [canvas.screenshot()]
    page.keyboard.press("End")
    assert reading.inner_text() == slider.get_attribute("aria-valuetext") == texts[-1]
    pictures.append(canvas.screenshot())
    figure.get_by_role("button", name="Anterior").press("Enter")
    assert reading.inner_text() == texts[-2]
    figure.get_by_role("button", name="Siguiente").press("Enter")
    figure.get_by_role("button", name="Siguiente").press("Enter")
    assert reading.inner_text() == texts[-1]
    assert pictures[0] != pictures[1]
    assert page.said == []


# The colour of the canvas at shares of its width and height.
PIXEL = """([left, top]) => {
  const canvas = document.querySelector("figure[data-steps] canvas");
  const pen = canvas.getContext("2d");
  return [...pen.getImageData(left * canvas.width, top * canvas.height, 1, 1).data].slice(0, 3);
}"""


def output(flat, x1, x2):
    """Return the output of a network stored as one list."""
    n_h = (len(flat) - 1) // 4
    W1, b1, W2, b2 = np.split(np.array(flat), [2 * n_h, 3 * n_h, 4 * n_h])
    parameters = {
        "W1": W1.reshape(n_h, 2),
        "b1": b1[:, None],
        "W2": W2[None, :],
        "b2": b2[:, None],
    }
    return lab1.forward(np.array([[x1], [x2]]), parameters)["A2"].item()


@pytest.mark.parametrize("name", NAMES)
def test_exported_figure_has_the_colours_of_the_networks_outputs(offline, name):
    page, steps = offline(name), steps_of(name)
    step = 2 * len(steps["texts"]) // 3
    page.locator("figure[data-steps] input").fill(str(step))
    for network in steps["networks"]:
        (left, top, width, height), (x0, x1, y0, y1) = network["plane"].values()
        for across, down in ((0.1, 0.5), (0.5, 0.1), (0.5, 0.5), (0.9, 0.6)):
            shown = page.evaluate(PIXEL, [left + across * width, top + down * height])
            flat = network["parameters"][step]
            answer = output(flat, x0 + across * (x1 - x0), y1 - down * (y1 - y0))
            expected = to_rgb(steps["colors"][min(int(10 * answer), 9)])
            # Bands blend where they meet, and the line of output one half is dark.
            near = np.abs(np.array(shown) - 255 * np.array(expected)).max() < 40
            assert near or abs(answer - 0.5) < 0.1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_in_a_stepped_page(offline, name, scheme):
    page = offline(name, color_scheme=scheme, bypass_csp=True)
    page.locator("figure[data-steps] input").press("ArrowRight")
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", NAMES)
def test_page_without_scripts_keeps_the_first_step_and_shows_no_controls(offline, name):
    page = offline(name, java_script_enabled=False)
    figure = page.locator("figure[data-steps]")
    assert figure.locator("img").is_visible()
    assert figure.locator("button, input, canvas").count() == 0


def test_an_exported_notebook_stays_under_one_and_a_half_megabytes(exported):
    for path in exported.iterdir():
        assert path.stat().st_size < 1_500_000, path.name
