"""The README and CONTRIBUTING: their commands run as written, and what they point to is there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import lab1

ROOT = Path(__file__).parent.parent
PAGES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "CONTRIBUTING.md")}
README = PAGES["README.md"]
# Fewer runs than the notebook's own, so that its report takes seconds.
QUICK = {"seeds": 10, "n_long": 300, "n_repeats": 20, "n_rates": 5, "budget": 20}
# They set up an environment, wait for a reader, or are run by whoever runs this.
NOT_HERE = re.compile(
    r"make |python3 -m venv|\. \.venv|pip install|jupyter lab|python -m lab1 report$"
)


def blocks(page, language):
    """Return the fenced blocks of a language, without their indentation."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^\1```", page, re.DOTALL | re.MULTILINE)
    return [textwrap.dedent(text) for _, text in found]


def commands(page):
    """Return the commands for a shell, in blocks and within sentences."""
    lines = [line for block in blocks(page, "sh") for line in block.splitlines()]
    spans = re.findall(r"`((?:make|python|jupyter|pip) [^`]+)`", page)
    return [line for line in (part.split("#")[0].strip() for part in lines + spans) if line]


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """Copy what the commands work on, and put this environment's programs first."""
    folder = tmp_path_factory.mktemp("clone")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {"cwd": folder, "env": os.environ | {"PATH": path}}


@pytest.mark.parametrize("name", PAGES)
def test_every_file_that_is_linked_exists(name):
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", PAGES[name])
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_folder_and_file_of_the_map_exists():
    (layout,) = re.findall(r"## How it is laid out\n\n```\n(.*?)```", README, re.DOTALL)
    named = [line.split()[0] for line in layout.splitlines()]
    assert len(named) > 3
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("name", PAGES)
def test_every_target_of_make_that_is_named_exists(name):
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = {command.split()[1] for command in commands(PAGES[name]) if command[:5] == "make "}
    assert named
    assert named <= targets


def test_the_version_to_cite_is_this_one():
    (entry,) = blocks(README, "bibtex")
    assert f"version = {{{lab1.__version__}}}" in entry


def test_figures_are_described_in_words():
    assert len(re.findall(r"!\[[^\]]{20,}\]\(figures/", README)) == 3


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_python_of_the_readme_runs_as_written(code, clone):
    assert run([sys.executable, "-W", "error", "-c", code], **clone).strip()


@pytest.mark.parametrize("command", [c for c in commands(README) if not NOT_HERE.match(c)])
def test_commands_of_the_readme_run_as_written(command, clone):
    words = shlex.split(command)
    if "report" in words and "--help" not in words:
        words += [word for name, value in QUICK.items() for word in ("-p", f"{name}={value}")]
    before = set(clone["cwd"].rglob("*"))
    printed = run(words, **clone)
    assert printed or set(clone["cwd"].rglob("*")) - before


def test_both_systems_are_told_to_run_the_same_commands():
    (windows,) = blocks(README, "bat")
    (others,) = [block for block in blocks(README, "sh") if "-m venv" in block]
    assert windows.splitlines()[2:] == others.splitlines()[2:]
    assert "python -m lab1 report" in windows
