"""Kept outputs: used as long as a run would give the same, and no longer."""

import os

import nbformat
import pytest
from conftest import small_notebook

from lab1.publish import kept
from lab1.publish.execute import execute_all
from lab1.publish.notebook import read

READS = """
import os, pathlib, sys
import helper, package.inner
sys.path.append('../shared')
import beside
print(open('data/numbers.csv').read(), pathlib.Path('../notes.txt').read_text())
print(os.environ.get('LAB1_TEST_SET'), os.getenv('LAB1_TEST_UNSET'))
print('LAB1_TEST_ASKED' in os.environ)
print(os.listdir('data'), len(list(pathlib.Path('pictures').glob('*.png'))))
try:
    open('missing.csv')
except FileNotFoundError:
    print('not there')
open('result.csv', 'w').write('written')
"""
FILES = {
    "notebooks/helper.py": "x = 1",
    "notebooks/package/__init__.py": "",
    "notebooks/package/inner.py": "x = 1",
    "shared/beside.py": "x = 1",
    "notebooks/data/numbers.csv": "1, 2",
    "notes.txt": "a",
    "notebooks/pictures/a.png": "",
    "notebooks/unread.csv": "1",
    "notebooks/.hidden/a": "1",
}


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Execute a notebook that depends on much; return its project's folder."""
    project = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    notebook = small_notebook("Uno", READS)
    of = kept.digest(notebook)

    def keep(name, done, depends):
        nbformat.write(kept.keep(done, of, depends), project / name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB1_TEST_SET", "1")
        # A second time, so that helper comes from its compiled file.
        for _ in range(2):
            execute_all({"kept.ipynb": notebook}, project / "notebooks", on_done=keep)
    return project


@pytest.fixture
def is_current(executed, monkeypatch):
    """Return a function that tells whether the kept notebook is current."""
    monkeypatch.setenv("LAB1_TEST_SET", "1")
    path = executed / "kept.ipynb"
    wanted = read(path).metadata["lab1_digest"]
    return lambda: kept.current(path, wanted, executed / "notebooks") is not None


@pytest.mark.parametrize(
    "name", [name for name in FILES if "unread" not in name if "/." not in name]
)
def test_a_file_of_the_project_that_was_read_or_imported_counts(executed, is_current, name):
    assert is_current()
    path = executed / name
    before = path.read_text()
    if name.endswith("png"):  # it was only listed
        (path.parent / "b.png").touch()
        assert not is_current()
        (path.parent / "b.png").unlink()
    else:
        path.write_text("x = 2")
        assert not is_current()
        path.write_text(before)
    assert is_current()


def test_a_file_that_was_missed_counts_when_it_comes(executed, is_current):
    (executed / "notebooks/missing.csv").touch()
    assert not is_current()
    (executed / "notebooks/missing.csv").unlink()
    assert is_current()


@pytest.mark.parametrize("name", ["LAB1_TEST_SET", "LAB1_TEST_UNSET", "LAB1_TEST_ASKED"])
def test_an_environment_variable_that_was_asked_for_counts(is_current, monkeypatch, name):
    assert is_current()
    monkeypatch.setenv(name, "2")
    assert not is_current()


def test_what_was_not_asked_for_does_not_count(executed, is_current, monkeypatch):
    (executed / "notebooks/unread.csv").write_text("2")
    (executed / "notebooks/.hidden/a").write_text("2")
    (executed / "notebooks/result.csv").write_text("by hand")
    (executed / "notebooks/Untitled.ipynb").touch()
    monkeypatch.setenv("LAB1_TEST_OTHER", "2")
    assert is_current()


def test_the_cells_their_attachments_and_the_notebooks_metadata_count():
    def changed(change):
        notebook = small_notebook("Uno", "n + 1")
        change(notebook)
        return kept.digest(notebook)

    image = {"a.png": {"image/png": "AAAA"}}
    changes = [
        lambda notebook: None,
        lambda notebook: notebook.cells[0].update(attachments=image),
        lambda notebook: notebook.cells[2].update(source="n + 2"),
        lambda notebook: notebook.cells[2].metadata.update(tags=["hide-input"]),
        lambda notebook: notebook.metadata.update(title="Otro"),
    ]
    assert len({changed(change) for change in changes}) == len(changes)


def test_what_a_run_was_set_apart_by_does_not_count(executed):
    depends = read(executed / "kept.ipynb").metadata["lab1_depends"]
    names = {name for _, name, _ in depends}
    assert not names & {"TMPDIR", "IPYTHONDIR", "LAB1_RECORD"}
    assert not [name for name in names if os.path.isabs(name)]


def test_a_copy_of_the_whole_environment_counts_only_what_came_from_the_user(tmp_path, monkeypatch):
    # Libraries make such copies; a kernel has variables of its own, another process's among them.
    monkeypatch.delenv("PYTEST_CURRENT_TEST")
    monkeypatch.setenv("LAB1_TEST_SET", "1")
    (tmp_path / "notebooks").mkdir()
    notebook = small_notebook("Uno", "import os; len(dict(os.environ))")
    path, of = tmp_path / "kept.ipynb", kept.digest(notebook)
    execute_all(
        {"a.ipynb": notebook},
        tmp_path / "notebooks",
        on_done=lambda _, done, depends: nbformat.write(kept.keep(done, of, depends), path),
    )
    monkeypatch.setenv("OLDPWD", "elsewhere")
    assert kept.current(path, of, tmp_path / "notebooks") is not None
    monkeypatch.setenv("LAB1_TEST_SET", "2")
    assert kept.current(path, of, tmp_path / "notebooks") is None
