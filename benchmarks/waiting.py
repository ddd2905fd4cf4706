"""What the reader waits for: Run All of each notebook, the documents, the report, a slider's move.

Run it with the lab's own environment: ``make wait``. It prints two tables, and writes nothing but
to a temporary folder.
"""

import cProfile
import os
import pstats
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import explore
import page
from IPython.core.interactiveshell import InteractiveShell

from lab1.publish.execute import execute_all
from lab1.publish.notebook import read

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# Where the time goes: functions of ours by their file and name, all that they call included.
PARTS = {
    "training": [("training.py", "train"), ("sweeps.py", "sweep")],
    "figures laid out": [("show.py", "settle")],
    "figures as SVG": [("show.py", "_svg")],
    "figures as PNG": [("show.py", "_png")],
    "imports": [("<frozen importlib._bootstrap>", "_find_and_load")],
}


def seconds(work):
    """Return how long work() takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run_all(path):
    """Execute a notebook alone, in a kernel of its own, as Run All does."""
    execute_all({path.name: read(path)}, path.parent)


def report(folder, *options):
    """Write all documents into a folder, by the command that a reader types."""
    command = [sys.executable, "-m", "lab1", "report", *options]
    subprocess.run([*command, "--output", folder], check=True, cwd=ROOT, capture_output=True)


def run_cells(path):
    """Run the cells of a notebook in this process."""
    InteractiveShell.instance()  # without one nothing is shown, and an answer has no place
    os.chdir(path.parent)
    namespace = {}
    for cell in read(path).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, cell.id, "exec"), namespace)


def parts(path):
    """Return the share of each part in the time of a notebook's cells, by the profiler."""
    profile = cProfile.Profile()
    profile.runcall(run_cells, path)
    stats = pstats.Stats(profile)
    spent = dict.fromkeys(PARTS, 0.0)
    for (file, _, name), (_, _, _, cumulative, _) in stats.stats.items():
        for part, functions in PARTS.items():
            if (Path(file).name, name) in functions:
                spent[part] += cumulative
    return {part: time / stats.total_tt for part, time in spent.items()}


def main():
    if sys.argv[1:]:  # a process of its own for each notebook: a second one finds all imported
        shares = parts(Path(sys.argv[1]))
        print(f"| {Path(sys.argv[1]).stem} | {' | '.join(f'{s:.0%}' for s in shares.values())} |")
        return
    print("| what | seconds |\n|---|---:|")
    for path in NOTEBOOKS:
        times = [seconds(lambda path=path: run_all(path)) for _ in range(3)]
        print(f"| Run All of {path.stem} (median of 3) | {median(times):.1f} |")
    with tempfile.TemporaryDirectory() as folder:
        fresh = seconds(lambda: report(folder))
        again = seconds(lambda: report(folder))
    print(f"| `python -m lab1 report`, nothing kept | {fresh:.1f} |")
    print(f"| all documents again, notebooks kept | {again:.1f} |")
    print(f"| a slider's move in the kernel (median of 50) | {explore.median_move():.3f} |")
    in_page = page.median_move()
    if in_page is not None:
        print(f"| a slider's move in the exported page (median of 50) | {in_page:.3f} |")
    print(
        f"\n| where Run All goes | {' | '.join(PARTS)} |\n|---|{'---:|' * len(PARTS)}", flush=True
    )
    for path in NOTEBOOKS:
        quiet = {**os.environ, "TQDM_DISABLE": "1", "MPLBACKEND": "agg"}
        command = [sys.executable, __file__, str(path)]
        lines = subprocess.run(command, env=quiet, check=True, capture_output=True, text=True)
        print(lines.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
