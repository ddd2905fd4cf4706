"""The package as others install it: from a wheel, far from the repository."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import nbformat
import pytest
from conftest import lab_notebook
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import lab1

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# What Colab's machines have, from https://github.com/googlecolab/backend-info: the runtimes of July
# and of August 2026. `make everywhere` executes the notebooks with them.
_COLAB = """
ipykernel==6.17.1 ipython==7.34.0 ipywidgets==7.7.1 jupyter_client==7.4.9 jupyter_server==2.20.0
notebook==6.5.7 traitlets==5.7.1 tornado==6.5.7 pyzmq==26.2.1 matplotlib==3.10.0 nbconvert==7.17.1
nbclient==0.10.4 nbformat==5.10.4 beautifulsoup4==4.13.5 bleach==6.4.0 joblib==1.5.3 tqdm==4.67.3
"""
COLAB = {
    "July": [*_COLAB.split(), "numpy==2.0.2", "pandas==2.2.2", "numba==0.60.0"],
    "August": [*_COLAB.split(), "numpy==2.1.3", "pandas==2.2.3", "numba==0.61.2"],
}
# What pip would ask of the build backend, without the network that its isolation needs.
BUILD = "import sys, build_backend; print(getattr(build_backend, sys.argv[1])(sys.argv[2]))"
EXPORT = """
import sys, nbformat, lab1
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter
assert lab1.__file__.startswith(sys.argv[1]), lab1.__file__
notebook = nbformat.read("notebook.ipynb", as_version=4)
for exporter in Lab1HTMLExporter(), Lab1PDFExporter():
    print(len(exporter.from_notebook_node(notebook)[0]))
"""


def run(*command, **options):
    done = subprocess.run(command, check=True, capture_output=True, text=True, **options)
    return done.stdout.strip()


def build(kind, folder, project):
    """Build a wheel of a project into a folder; return its name."""
    return run(sys.executable, "-c", BUILD, f"build_{kind}", folder, cwd=project).splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    return folder / build("wheel", folder, ROOT)


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Return a folder into which the wheel is installed."""
    target = tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, "--target", str(target), str(wheel))
    return target


def test_the_wheel_holds_every_file_of_the_package(wheel):
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "lab1").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and "prefix" not in path.parts
    }
    packed = set(zipfile.ZipFile(wheel).namelist())
    assert files <= packed
    assert {"lab1/py.typed", "lab1/publish/templates/lab1/pages.typ"} <= files
    assert not [name for name in packed if name.startswith(("tests", "notebooks", "benchmarks"))]


def test_the_wheel_holds_our_licence_and_the_fonts_own(wheel):
    packed = zipfile.ZipFile(wheel)
    assert "MIT License" in packed.read(
        f"lab1-{lab1.__version__}.dist-info/licenses/LICENSE"
    ).decode("utf-8")
    assert "SIL OPEN FONT LICENSE" in packed.read("lab1/publish/fonts/OFL.txt").decode("utf-8")


def test_the_wheel_tells_jupyters_server_of_the_exporters(wheel):
    config = f"lab1-{lab1.__version__}.data/data/etc/jupyter/jupyter_server_config.d/lab1.json"
    assert config in zipfile.ZipFile(wheel).namelist()


def test_the_installed_package_exports_far_from_the_repository(installed, tmp_path):
    nbformat.write(lab_notebook(), tmp_path / "notebook.ipynb")
    environment = os.environ | {"PYTHONPATH": str(installed)}
    sizes = run(sys.executable, "-c", EXPORT, str(installed), cwd=tmp_path, env=environment).split()
    assert min(map(int, sizes)) > 1000


def test_the_installed_package_has_its_command_and_its_exporters(installed, tmp_path):
    (of_lab1,) = metadata.distributions(path=[str(installed)])
    points = {(point.group, point.name): point.value for point in of_lab1.entry_points}
    assert points == {
        ("console_scripts", "lab1"): "lab1.__main__:main",
        ("nbconvert.exporters", "lab1-html"): "lab1.publish.exporters:Lab1HTMLExporter",
        ("nbconvert.exporters", "lab1-pdf"): "lab1.publish.exporters:Lab1PDFExporter",
    }
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = (sys.executable, "-m", "lab1", "--version")
    assert run(*command, cwd=tmp_path, env=environment) == f"lab1 {of_lab1.version}"


def test_a_folder_of_any_name_can_be_worked_in(tmp_path):
    project = tmp_path / "Año 2, d'Ana"
    (project / "lab1").mkdir(parents=True)
    for name in ("pyproject.toml", "build_backend.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, project)
    shutil.copy(ROOT / "lab1/__init__.py", project / "lab1")
    shutil.copytree(ROOT / "lab1/publish/prefix", project / "lab1/publish/prefix")
    editable = zipfile.ZipFile(tmp_path / build("editable", tmp_path, project))
    line = editable.read("lab1.pth").decode("ascii")
    assert line.startswith("import")  # else Python would take it for a path
    found = run(sys.executable, "-I", "-X", "utf8", "-c", f"{line}print(sys.path[-1])")
    assert Path(found) == project.resolve()


def test_the_version_is_the_same_wherever_it_is_asked():
    assert metadata.version("lab1") == lab1.__version__


@pytest.mark.parametrize("runtime", COLAB)
def test_nothing_that_colab_has_is_replaced(runtime):
    # Another ipywidgets than its own, and Colab's page shows no sliders.
    has = dict(requirement.split("==") for requirement in COLAB[runtime])
    asked = [Requirement(line) for line in PROJECT["dependencies"]]
    needed = [requirement for requirement in asked if requirement.name in has]
    assert len(needed) >= 9
    assert not [str(r) for r in needed if not r.specifier.contains(has[r.name])]


def test_binder_takes_a_python_that_the_pins_are_for():
    name, _, version = (ROOT / "runtime.txt").read_text("utf-8").strip().partition("-")
    assert name == "python"
    assert version in SpecifierSet(PROJECT["requires-python"])
    assert f'"{version}"' in (ROOT / ".github/workflows/test.yml").read_text("utf-8")
