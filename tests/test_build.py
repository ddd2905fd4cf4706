"""From notebooks to documents: everything current, complete, and nothing else touched."""

import sys
from pathlib import Path

import nbformat
import pytest
from conftest import figure_outputs, small_notebook

from lab1.publish import build, kept
from lab1.publish.build import refresh, write_documents
from lab1.publish.errors import PublishError
from lab1.publish.files import write_all
from lab1.publish.kept import digest
from lab1.publish.notebook import with_parameters


def snapshot(folder):
    return {
        path.relative_to(folder): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def add(folder, name, *sources):
    nbformat.write(small_notebook(name, *sources), folder / f"{name}.ipynb")


def test_report_writes_every_format_of_every_notebook_and_of_all_together(project, tmp_path):
    written = write_documents(project, tmp_path / "build")
    names = {"01_first", "02_second", "laboratorio-1"}
    assert {path.name for path in written} == {f"{n}.{f}" for n in names for f in ("html", "pdf")}
    assert all(path.stat().st_size > 1000 for path in written)
    assert "n es 3" in (tmp_path / "build/01_first.html").read_text(encoding="utf-8")


def test_report_leaves_the_notebooks_alone_and_no_partial_file_behind(project, tmp_path):
    before = snapshot(project)
    write_documents(project, tmp_path / "build", formats=["html"])
    assert snapshot(project) == before
    assert not list((tmp_path / "build").rglob("*partial*"))
    assert {path.name for path in tmp_path.iterdir()} == {"notebooks", "build"}


def test_second_report_executes_nothing_and_writes_the_same_bytes(project, tmp_path, monkeypatch):
    write_documents(project, tmp_path / "build")
    before = snapshot(tmp_path / "build")
    monkeypatch.setattr(build, "execute_all", lambda *a, **k: pytest.fail("executed again"))
    write_documents(project, tmp_path / "build")
    assert snapshot(tmp_path / "build") == before


def test_documents_from_kept_results_are_named_and_fresh_executes_again(project, tmp_path):
    add(project, "03_who", "import os\nprint('pid', os.getpid())")
    told = []

    def text(**options):
        write_documents(
            project, tmp_path, only=["03"], formats=["html"], on_kept=told.append, **options
        )
        return (tmp_path / "03_who.html").read_text(encoding="utf-8")

    first = text()
    assert told == []
    assert text() == first
    assert ["03_who" in line and "--fresh" in line for line in told] == [True]
    assert text(fresh=True) != first
    assert len(told) == 1


def test_damaged_kept_outputs_are_made_again(project, tmp_path):
    write_documents(project, tmp_path / "build", formats=["html"])
    kept = tmp_path / "build" / build.EXECUTED / "01_first.ipynb"
    kept.write_text(kept.read_text(encoding="utf-8")[:100], encoding="utf-8")
    write_documents(project, tmp_path / "build", formats=["html"])
    assert "n es 3" in (tmp_path / "build/01_first.html").read_text(encoding="utf-8")


def test_outputs_are_kept_only_for_the_same_cells_parameters_and_package(monkeypatch, tmp_path):
    notebook = small_notebook("Uno", "n + 1")
    other = small_notebook("Uno", "n + 2")
    changed = with_parameters(notebook, {"n": 5})
    assert len({digest(notebook), digest(other), digest(changed)}) == 3
    notebook.cells[-1]["outputs"] = [nbformat.v4.new_output("stream", text="viejo")]
    assert digest(notebook) == digest(small_notebook("Uno", "n + 1"))
    before = digest(notebook)
    (tmp_path / "changed.py").write_text("x = 1")
    monkeypatch.setattr(kept.lab1, "__file__", str(tmp_path / "__init__.py"))
    assert digest(notebook) != before


def test_only_chooses_notebooks_by_their_beginning(project, tmp_path):
    written = write_documents(project, tmp_path / "build", only=["02"], formats=["pdf"])
    assert [path.name for path in written] == ["02_second.pdf"]
    with pytest.raises(PublishError, match=r"--only 07.*01_first, 02_second"):
        write_documents(project, tmp_path / "build", only=["07"])


def test_parameters_reach_the_notebooks_and_show_in_the_document(project, tmp_path):
    write_documents(project, tmp_path / "build", formats=["html"], parameters={"n": 7})
    html = (tmp_path / "build/01_first.html").read_text(encoding="utf-8")
    assert "n es 7" in html
    second = (tmp_path / "build" / build.EXECUTED / "02_second.ipynb").read_text(encoding="utf-8")
    assert "21" in second


@pytest.mark.parametrize("formats", [["html", "docx"], "pdf"])
def test_unknown_format_is_refused_before_any_work(project, tmp_path, formats):
    with pytest.raises(PublishError, match=r"formats must be of html, pdf, got '(docx|p)'"):
        write_documents(project, tmp_path / "build", formats=formats)
    assert not (tmp_path / "build").exists()


def test_unknown_parameter_is_refused_before_any_work(project, tmp_path):
    with pytest.raises(PublishError, match=r"-p m: .*there are n"):
        write_documents(project, tmp_path / "build", parameters={"m": 1})
    assert not (tmp_path / "build").exists()


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("1 / 0", r"03_bad.ipynb, cell 3 \('1 / 0'\): ZeroDivisionError: division by zero"),
        ("import os; os._exit(3)", r"03_bad.ipynb, cell 3 .*kernel died"),
    ],
)
def test_failing_cell_is_named_and_the_documents_before_stay(project, tmp_path, source, message):
    write_documents(project, tmp_path / "build", formats=["html"])
    before = {p: b for p, b in snapshot(tmp_path / "build").items() if p.suffix == ".html"}
    add(project, "03_bad", source)
    with pytest.raises(PublishError, match=message):
        write_documents(project, tmp_path / "build", formats=["html"])
    after = {p: b for p, b in snapshot(tmp_path / "build").items() if p.suffix == ".html"}
    assert after == before


def test_parameters_cell_that_is_not_python_fails_as_the_cell_it_is(project, tmp_path):
    notebook = small_notebook("Tercero")
    notebook.cells[1]["source"] = "n = = 3"
    nbformat.write(notebook, project / "03_bad.ipynb")
    with pytest.raises(PublishError, match=r"03_bad.ipynb, cell 2 .*SyntaxError"):
        write_documents(project, tmp_path / "build", only=["03"])


@pytest.mark.parametrize("text", ["{", "[]", "null", '{"cells": 3}', "\x00", '{"nbformat": 4}'])
def test_damaged_notebook_is_named(project, tmp_path, text):
    (project / "03_bad.ipynb").write_text(text)
    with pytest.raises(PublishError, match=r"03_bad.ipynb: not a valid notebook"):
        write_documents(project, tmp_path / "build")


def test_notebook_in_another_encoding_is_named(project, tmp_path):
    (project / "03_bad.ipynb").write_bytes('{"a": "ñ"}'.encode("latin-1"))
    with pytest.raises(PublishError, match=r"03_bad.ipynb.*UTF-8"):
        write_documents(project, tmp_path / "build")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = ", "cannot be read"),
        ("titel = 'x'", "unknown key 'titel'; there are title"),
        ("title = 3", "title is 3, not a str"),
        ("authors = 'x'", "authors is 'x', not a list"),
        ("authors = ['x']", "an author is 'x'"),
        ("code = 'no'", "code is 'no', not a bool"),
    ],
)
def test_mistake_in_report_toml_is_named(project, tmp_path, text, message):
    (project / "report.toml").write_text(text)
    with pytest.raises(PublishError, match=message):
        write_documents(project, tmp_path / "build", formats=["html"])


def test_folder_that_cannot_be_written_is_named_before_any_work(project, tmp_path, monkeypatch):
    (tmp_path / "build").write_text("a file in the way")
    monkeypatch.setattr(build, "execute_all", lambda *a, **k: pytest.fail("executed"))
    with pytest.raises(PublishError, match="build: cannot be written"):
        write_documents(project, tmp_path / "build")
    assert (tmp_path / "build").read_text() == "a file in the way"


def test_full_disk_keeps_what_was_there(tmp_path, monkeypatch):
    write_all({"a.html": b"old", "b.html": b"old"}, tmp_path)
    write = Path.write_bytes

    def write_until_full(path, content):
        if path.name == "b.html":
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_until_full)
    with pytest.raises(PublishError, match="No space left on device"):
        write_all({"a.html": b"new", "b.html": b"new"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "a.html": b"old",
        "b.html": b"old",
    }


def test_refresh_stores_outputs_and_a_second_time_changes_no_byte(project):
    assert {path.name for path in refresh(project)} == {"01_first.ipynb", "02_second.ipynb"}
    notebook = nbformat.read(project / "01_first.ipynb", as_version=4)
    assert notebook.cells[2].outputs[0].text == "n es 3\n"
    assert notebook.cells[2].execution_count == 2
    before = snapshot(project)
    assert refresh(project) == []
    assert snapshot(project) == before


def test_refresh_draws_the_figures_and_removes_only_those_that_an_earlier_run_drew(project):
    figures = project.parent / "figures"
    figures.mkdir()
    for name in ("costo", "mine"):
        (figures / f"{name}.svg").write_text("<svg/>")
    where = "os.environ['LAB1_FIGURES'], 'new.svg'"
    draw = f"import os, pathlib\npathlib.Path({where}).write_text('<svg/>')"
    notebook = small_notebook("Tercero", draw)
    notebook.cells[-1].outputs = figure_outputs()  # as an earlier run left them: costo
    nbformat.write(notebook, project / "03_draws.ipynb")
    changed = {path.name for path in refresh(project, only=["03"])}
    assert changed == {"new.svg", "costo.svg", "03_draws.ipynb"}
    assert {path.name for path in figures.iterdir()} == {"new.svg", "mine.svg"}


def test_refresh_leaves_alone_and_names_what_changed_or_was_deleted_meanwhile(project):
    saved = nbformat.writes(small_notebook("Guardado en Jupyter", "1"))
    add(project, "03_saved", f"open('03_saved.ipynb', 'w').write({saved!r})")
    add(project, "04_deleted", "import os\nos.remove('04_deleted.ipynb')")
    with pytest.raises(
        PublishError, match=r"^03_saved.ipynb, 04_deleted.ipynb: changed or deleted"
    ):
        refresh(project)
    assert (project / "03_saved.ipynb").read_text() == saved
    assert not (project / "04_deleted.ipynb").exists()
    assert nbformat.read(project / "01_first.ipynb", as_version=4).cells[2].outputs


def test_a_notebook_with_the_combined_documents_name_is_refused_before_any_work(project, tmp_path):
    add(project, "laboratorio-1", "1")
    with pytest.raises(PublishError, match=r"laboratorio-1.ipynb: .* rename it"):
        write_documents(project, tmp_path / "build")
    assert not (tmp_path / "build" / build.EXECUTED).exists()


def test_refresh_that_fails_changes_nothing(project):
    add(project, "03_bad", "1 / 0")
    before = snapshot(project)
    with pytest.raises(PublishError, match="03_bad"):
        refresh(project)
    assert snapshot(project) == before


def test_reports_draw_no_figure_file(project, tmp_path):
    add(project, "03_draws", "import os\nprint(os.environ.get('LAB1_FIGURES'))")
    write_documents(project, tmp_path / "build", only=["03"], formats=["html"])
    assert ">None\n" in (tmp_path / "build/03_draws.html").read_text(encoding="utf-8")


def test_kernel_is_the_running_interpreter_whatever_is_registered(project, tmp_path, monkeypatch):
    spec = tmp_path / "jupyter" / "kernels" / "python3"
    spec.mkdir(parents=True)
    (spec / "kernel.json").write_text('{"argv": ["/bin/false"], "display_name": "x"}')
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    add(project, "03_who", "import sys; print(sys.executable)")
    write_documents(project, tmp_path / "build", only=["03"], formats=["html"])
    assert sys.executable in (tmp_path / "build/03_who.html").read_text(encoding="utf-8")


def test_users_own_start_up_files_do_not_run(project, tmp_path, monkeypatch):
    start_up = tmp_path / "ipython" / "profile_default" / "startup"
    start_up.mkdir(parents=True)
    (start_up / "00.py").write_text("started = True")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    add(project, "03_who", "print('started' in globals())")
    write_documents(project, tmp_path / "build", only=["03"], formats=["html"])
    assert ">False\n" in (tmp_path / "build/03_who.html").read_text(encoding="utf-8")


def test_notebooks_are_executed_at_the_same_time(project, tmp_path):
    meet = (
        "import pathlib, time\n"
        "pathlib.Path('here_{0}').touch()\n"
        "while not pathlib.Path('here_{1}').exists(): time.sleep(0.01)"
    )
    add(project, "03_a", meet.format("a", "b"))
    add(project, "04_b", meet.format("b", "a"))
    write_documents(project, tmp_path / "build", only=["03", "04"], formats=["html"])
