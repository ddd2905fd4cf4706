"""The same under other circumstances, too slow or too special for every run: `make everywhere`."""

import os
import shutil
import subprocess
import sys

import pytest
from conftest import small_notebook
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from test_notebooks import FOLDER, PATHS, words_of
from test_packaging import COLAB

from lab1.publish.execute import execute_all
from lab1.publish.notebook import read

nbformat = pytest.importorskip("nbformat")
ROOT = FOLDER.parent
# From the oldest processors on: what NumPy would use here beyond what it always does.
FEATURES = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
CIRCUMSTANCES = [
    *({"NPY_DISABLE_CPU_FEATURES": " ".join(FEATURES[i:])} for i in range(len(FEATURES))),
    {"NUMBA_CPU_NAME": "haswell", "NUMBA_CPU_FEATURES": "+avx2,+fma"},
    {"OPENBLAS_CORETYPE": "Haswell"},
    {"OPENBLAS_CORETYPE": "Nehalem"},
    {"LOKY_MAX_CPU_COUNT": "1"},
    {"LOKY_MAX_CPU_COUNT": "2", "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
]
SPAWNED = """
import multiprocessing, os
import lab1

def solved(first):
    X, Y = lab1.xor()
    return lab1.sweep(X, Y, seeds=range(first, first + 50), n_iterations=50)["cost"].sum()

if __name__ == "__main__":
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(solved, [0, 50]) == [solved(0), solved(50)]
"""


@pytest.mark.parametrize("environment", CIRCUMSTANCES, ids=str)
def test_notebooks_say_the_same(environment):
    committed = {name: read(path) for name, path in PATHS.items()}
    executed = execute_all(committed, FOLDER, environment=lambda name: environment)
    for name, notebook in executed.items():
        assert words_of(notebook) == words_of(committed[name])


def clone(folder):
    """Copy what git knows into a folder; return the copy."""
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    for name in filter(None, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    return folder


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_report_is_made_in_a_folder_of_any_name(tmp_path, locale):
    project = clone(tmp_path / "Año 2 · d'Ana & Cía (copia)")
    environment = os.environ | {"LC_ALL": locale}
    done = run("make", "report", f"PYTHON={sys.executable}", cwd=project, env=environment)
    assert done.returncode == 0, done.stderr
    assert (project / "build/laboratorio-1.pdf").read_bytes().startswith(b"%PDF")


def test_a_clone_that_asks_for_windows_line_ends_has_the_same_bytes(tmp_path):
    run("git", "-c", "core.autocrlf=true", "clone", ROOT, tmp_path / "lab", check=True)
    listed = run("git", "ls-files", "--eol", cwd=tmp_path / "lab", check=True).stdout
    assert "i/lf    w/lf" in listed
    assert "w/crlf" not in listed


@pytest.mark.parametrize("pip", ["pip==21.3.1", "uv"])
def test_other_installers_install_it(tmp_path, pip):
    project, place = clone(tmp_path / "lab"), tmp_path / "venv"
    run(sys.executable, "-m", "venv", place, check=True)
    python = place / "bin" / "python"
    run(python, "-m", "pip", "install", pip, check=True)
    installer = (python, "-m", *pip.split("==")[:1], *(["pip"] if pip == "uv" else []))
    done = run(*installer, "install", "-r", "requirements.txt", cwd=project)
    assert done.returncode == 0, done.stderr
    run(python, "-c", "import lab1; lab1.xor()", cwd=project / "notebooks", check=True)


@pytest.mark.skipif(sys.version_info >= (3, 13), reason="its numba has no wheel")
@pytest.mark.parametrize("runtime", COLAB)
def test_colab_keeps_what_it_has_and_executes_the_notebooks(tmp_path, runtime):
    project, place = clone(tmp_path / "lab"), tmp_path / "venv"
    run(sys.executable, "-m", "venv", place, check=True)
    pip = (place / "bin" / "python", "-m", "pip")
    run(*pip, "install", *COLAB[runtime], check=True)
    before = run(*pip, "freeze", check=True).stdout.splitlines()
    run(*pip, "install", "./lab", cwd=tmp_path, check=True)
    assert set(before) <= set(run(*pip, "freeze", check=True).stdout.splitlines())
    run(*pip, "check", check=True)
    pytest_ = ("pytest", "--constraint", "tests/requirements.txt")
    run(*pip, "install", *pytest_, cwd=project, check=True)
    same = ("-m", "pytest", "-W", "ignore", "tests/test_notebooks.py", "-k", "committed_outputs")
    done = run(pip[0], *same, cwd=project)
    assert done.returncode == 0, done.stdout


def test_spawned_processes_train_the_same(tmp_path):
    (tmp_path / "spawned.py").write_text(SPAWNED)
    done = run(sys.executable, "spawned.py", cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def small_project(tmp_path):
    """Make a project of one notebook; return its folder."""
    folder = tmp_path / "lab" / "notebooks"
    folder.mkdir(parents=True)
    nbformat.write(small_notebook("Uno", "import lab1\nlab1.xor()"), folder / "01_one.ipynb")
    return folder.parent


REPORT = (sys.executable, "-m", "lab1", "report", "--to", "html", "--output")


def test_kept_results_survive_a_clock_that_goes_back(small_project):
    assert run(*REPORT, "build", cwd=small_project).returncode == 0
    (page,) = (small_project / "build").glob("01*.html")
    before = page.read_bytes()
    for path in small_project.rglob("*"):
        os.utime(path, (4e9, 4e9))
    assert "nothing has changed" in run(*REPORT, "build", cwd=small_project).stdout
    assert page.read_bytes() == before


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs Linux")
@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="needs root, to be less than that")
class TestWithFewerRights:
    """As whoever may write nowhere but in the output's folder, and on full disks."""

    def report(self, project):
        for folder in (project, project / "notebooks"):
            folder.chmod(0o555)
        plainly = ("setpriv", "--bounding-set", "-all", "--inh-caps", "-all")  # root's rights off
        environment = os.environ | {"HOME": "/nonexistent"}
        return run(*plainly, *REPORT, "build", cwd=project, env=environment)

    def test_whoever_has_no_home_makes_a_report(self, small_project):
        (small_project / "build").mkdir()
        done = self.report(small_project)
        assert done.returncode == 0, done.stderr
        assert list((small_project / "build").glob("01*.html"))

    def test_a_folder_that_is_read_only_is_one_sentence(self, small_project):
        done = self.report(small_project)
        assert done.returncode == 1
        assert done.stderr.startswith("error: build: cannot be written (Permission denied)")

    def test_a_full_disk_is_one_sentence_and_nothing_lost(self, small_project):
        script = (
            "mkdir build && mount -t tmpfs -o size=16k none build && echo before > build/a.html"
            ' && "$@"; code=$?; cat build/a.html; exit $code'
        )
        done = run("unshare", "-m", "sh", "-c", script, "sh", *REPORT, "build", cwd=small_project)
        if "mount" in done.stderr:
            pytest.skip("this machine lets nobody mount")
        assert (done.returncode, done.stdout) == (1, "before\n")
        assert "cannot be written (No space left on device)" in done.stderr
