"""However a command ends, and however little there is: one sentence, nothing lost, nothing left."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import small_notebook

from lab1.publish.build import EXECUTED
from lab1.publish.files import write_all

nbformat = pytest.importorskip("nbformat")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows ends processes otherwise")

# A kernel with a child of its own; both are noted in a file.
LONG = """
import os, pathlib, subprocess, sys
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(10**6)'])
pathlib.Path('{0}.partial').write_text(f'{{os.getpid()}} {{child.pid}}')
os.replace('{0}.partial', '{0}')
child.wait()
"""
# Sends a signal to its own process as soon as a module is imported.
AT_IMPORT = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == os.environ.get('LAB1_TEST_AT') and os.environ.pop('LAB1_TEST_AT'):
            os.kill(os.getpid(), signal.{0})
sys.meta_path.insert(0, Finder())
"""


def start(tmp_path, *arguments, limit="", **variables):
    """Start a report in a project, its temporary files in a folder of their own."""
    (tmp_path / "temporary").mkdir(exist_ok=True)
    environment = os.environ | {"TMPDIR": str(tmp_path / "temporary")} | variables
    environment = {name: value for name, value in environment.items() if value is not None}
    command = [sys.executable, "-m", "lab1", "report", "--to", "html", *arguments]
    if limit:
        command = ["sh", "-c", f'{limit} && exec "$@"', "sh", *command]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes)


def one_sentence(errors):
    """Tell whether what was written is one sentence, but for a progress bar before it."""
    last = errors.replace("\r", "\n").strip().splitlines()[-1]
    return "Traceback" not in errors and errors.count("error:") == 1 and "error: " in last


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition):
    """Wait for what must come; how long is no promise of a busy machine."""
    for _ in range(6000):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("it did not come")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_a_report_that_is_ended_leaves_no_process_and_no_file(project, tmp_path, number):
    note = tmp_path / "processes"
    nbformat.write(small_notebook("Largo", LONG.format(note)), project / "03_long.ipynb")
    report = start(tmp_path)
    until(lambda: note.exists() or report.poll() is not None)
    assert report.poll() is None
    report.send_signal(getattr(signal, number))
    _, errors = report.communicate()
    until(lambda: not any(map(is_alive, note.read_text().split())))
    until(lambda: not list((tmp_path / "temporary").iterdir()))
    assert not [path for path in (tmp_path / "build").iterdir() if path.name != EXECUTED]
    if number != "SIGKILL":
        assert report.returncode == 1
        assert "error: interrupted" in errors
        assert one_sentence(errors)


@pytest.mark.parametrize(
    ("module", "number"),
    [
        ("numpy", "SIGINT"),
        ("argparse", "SIGTERM"),
        ("nbformat", "SIGINT"),
        ("asyncio", "SIGTERM"),
        ("zmq", "SIGINT"),
        ("bleach", "SIGTERM"),
    ],
)
def test_a_signal_in_the_first_seconds_is_one_sentence_too(project, tmp_path, module, number):
    (tmp_path / "sitecustomize.py").write_text(AT_IMPORT.format(number))
    report = start(tmp_path, PYTHONPATH=str(tmp_path), LAB1_TEST_AT=module)
    _, errors = report.communicate()
    assert (report.returncode, one_sentence(errors)) == (1, True), errors
    until(lambda: not list((tmp_path / "temporary").iterdir()))


def test_two_writers_into_one_folder_leave_a_whole_set_of_one_of_them(tmp_path):
    names = [f"{number}.html" for number in range(20)]

    def write(content):
        for _ in range(30):
            write_all(dict.fromkeys(names, content), tmp_path)

    writers = [threading.Thread(target=write, args=(content,)) for content in (b"a", b"b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len({(tmp_path / name).read_bytes() for name in names}) == 1
    assert {path.name for path in tmp_path.iterdir()} == set(names)


def test_what_a_killed_writer_left_is_removed_by_the_next(tmp_path):
    (tmp_path / ".partial-1").mkdir()
    (tmp_path / ".partial-1" / "a.html").touch()
    write_all({"b.html": b"b"}, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b.html"]


@pytest.mark.parametrize(
    ("limit", "variables"),
    [
        ("", {"HOME": None, "TMPDIR": None, "LC_ALL": "C", "PYTHONUTF8": "0",
              "PYTHONIOENCODING": "cp1252"}),
        ("ulimit -v 2500000", {"HOME": "/dev/null", "TMPDIR": "/dev/null"}),
    ],
    ids=["nothing set, cp1252", "nothing that is set is a folder, little memory"],
)  # fmt: skip
def test_a_report_needs_little_of_its_surroundings(project, tmp_path, limit, variables):
    figure = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nprint('ñ')"
    nbformat.write(small_notebook("Dibujo", figure), project / "03_draws.ipynb")
    report = start(tmp_path, "--only", "03", limit=limit, **variables)
    _, errors = report.communicate()
    assert (report.returncode, "Traceback" in errors) == (0, False), errors
    html = (tmp_path / "build/03_draws.html").read_text(encoding="utf-8")
    assert "ñ" in html
    assert ' stderr"' not in html


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("ulimit -n 64", "error: only 64 files may be open at the same time here"),
        ("ulimit -f 8", "error: build: cannot be written (File too large)"),
    ],
    ids=["few files", "small files"],
)
def test_a_report_without_what_it_needs_is_one_sentence_and_nothing_lost(
    project, tmp_path, limit, said
):
    (tmp_path / "build").mkdir()
    (tmp_path / "build/01_first.html").write_text("before")
    report = start(tmp_path, limit=limit)
    _, errors = report.communicate()
    assert report.returncode == 1
    assert said in errors
    assert one_sentence(errors)
    assert (tmp_path / "build/01_first.html").read_text() == "before"
    assert not list((tmp_path / "temporary").iterdir())
