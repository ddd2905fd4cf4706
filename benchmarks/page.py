"""How long a move of a control takes in the exported page, from the event to the new picture.

Run it with the lab's own environment, where the system has Chromium:
``.venv/bin/python benchmarks/page.py``.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from lab1.publish.exporters import Lab1HTMLExporter
from lab1.publish.notebook import read

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "01_initialization.ipynb"
MOVES = 50
# What else the controls stand at, by their place, while the seed moves.
SETTINGS = {
    "as the notebook leaves it": {},
    "16 units": {"n_hidden": 16},
    "30 000 iterations": {"n_iterations": 7},
    "16 units, 30 000 iterations": {"n_hidden": 16, "n_iterations": 7},
}
# Milliseconds from each of some moves of the seed until the frame that answers it is drawn, and
# until the sentence is there: long trainings are shown on their way.
MEASURE = """async ([settings, moves]) => {
  const figure = document.querySelector("[data-panel]");
  const names = JSON.parse(figure.dataset.panel).controls.map(({name}) => name);
  const inputs = figure.querySelectorAll(".controls :is(input, select)");
  const said = figure.querySelector("output");
  const drawn = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)));
  const move = async (name, value) => {
    const began = performance.now();
    inputs[names.indexOf(name)].value = value;
    inputs[names.indexOf(name)].dispatchEvent(new Event("input"));
    await drawn();
    const first = performance.now() - began;
    while (said.textContent === "Calculando…") await drawn();
    return [first, performance.now() - began];
  };
  for (const [name, value] of Object.entries(settings)) await move(name, value);
  const times = [];
  for (let seed = 0; seed < moves; seed++) times.push(await move("seed", seed));
  return times;
}"""


def moves(settings):
    """Return the milliseconds of moves of the seed, to the first picture and to the last."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "page.html")
        path.write_text(Lab1HTMLExporter().from_notebook_node(read(NOTEBOOK))[0], encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.goto(path.as_uri())
        return zip(*page.evaluate(MEASURE, [settings, MOVES]), strict=True)


def median_move():
    """Return the median seconds of 50 moves of the seed; None where there is no Chromium."""
    if shutil.which("chromium") is None:
        return None
    first, _ = moves({})
    return statistics.median(first) / 1000


def main():
    print("| the seed moves | median, ms | slowest of 20, ms | to its end, ms |\n|---|--:|--:|--:|")
    for name, settings in SETTINGS.items():
        first, last = moves(settings)
        slow = statistics.quantiles(first, n=20)[-1]
        print(f"| {name} | {statistics.median(first):.0f} | {slow:.0f} | {max(last):.0f} |")


if __name__ == "__main__":
    main()
