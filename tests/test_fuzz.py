"""Damaged notebooks and odd command lines: a document or one clear sentence, never a traceback."""

import contextlib
import copy
import json

import nbformat
import pytest
from conftest import lab_notebook
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lab1.__main__ import main
from lab1.publish import build
from lab1.publish.errors import PublishError
from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter

quick = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
few = settings(quick, max_examples=12)

WHOLE = json.loads(json.dumps(lab_notebook()))
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from([-1, 4, 10**30, float("nan"), 1e308]),
    st.text(max_size=20),
    st.sampled_from(
        ["x" * 3_000_000, "\ud800", "\0", "\x1b[31m", "<b", "$", "$x", "```", "{{ 1 }}"]
    ),
    st.just([]),
    st.just({}),
    st.lists(st.text(max_size=3), max_size=3),
    st.just({"text/html": "<p>x", "application/x-unknown": {"a": [1]}, "image/png": ["AAAA"]}),
    st.just({"lab1": {"figure": None}, "tags": [1, "hide-input", None]}),
)


def places(value, path=()):
    """Yield the path to every value inside a JSON value."""
    children = {dict: lambda: value.items(), list: lambda: enumerate(value)}.get(type(value))
    for key, child in children() if children else ():
        yield (*path, key)
        yield from places(child, (*path, key))


PLACES = list(places(WHOLE))
# Where the format allows anything, so that the notebook is still a valid one.
FREE = [path for path in PLACES if {"data", "metadata"} & set(path[:-1])]


@st.composite
def damaged(draw):
    """A notebook of the lab with one or two of its values lost or replaced, as JSON."""
    notebook = copy.deepcopy(WHOLE)
    for _ in range(draw(st.integers(1, 2))):
        *parents, last = draw(st.one_of(st.sampled_from(FREE), st.sampled_from(PLACES)))
        try:
            inner = notebook
            for key in parents:
                inner = inner[key]
            if draw(st.booleans()):
                inner[last] = copy.deepcopy(draw(JUNK))
            else:
                del inner[last]
        except (KeyError, IndexError, TypeError):
            pass  # lost by then
    return json.dumps(notebook)


@st.composite
def cut(draw):
    """The beginning of a notebook's JSON."""
    text = json.dumps(WHOLE)
    return text[: draw(st.integers(0, len(text) - 1))]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return the folder of a project whose notebooks are exported as they are."""
    monkeypatch.setattr(build, "execute_all", lambda notebooks, folder, **_: dict(notebooks))
    (tmp_path / "notebooks").mkdir()
    return tmp_path / "notebooks"


def report(folder, content, *options):
    """Report on a notebook of the given content; return exit code and documents written."""
    (folder / "01_damaged.ipynb").write_bytes(content)
    output = folder.parent / "build"
    for path in output.glob("[!.]*"):
        path.unlink()
    code = main(["report", "--notebooks", str(folder), "--output", str(output), *options])
    return code, sorted(path.name for path in output.glob("[!.]*"))


def assert_a_document_or_one_sentence(result, wanted, capsys):
    code, written = result
    printed = capsys.readouterr()
    if code == 0:
        assert written == wanted
    else:
        assert code == 1
        assert written == []
        assert len(printed.err.splitlines()) == 1
        assert printed.err.startswith("error: ")
        assert "01_damaged" in printed.err


@quick
@given(damaged())
def test_a_damaged_notebook_gives_a_page_or_one_sentence(folder, capsys, notebook):
    result = report(folder, notebook.encode(), "--to", "html")
    wanted = ["01_damaged.html", "laboratorio-1.html"]
    assert_a_document_or_one_sentence(result, wanted, capsys)


@few
@given(damaged())
def test_a_damaged_notebook_gives_a_pdf_or_one_sentence(folder, capsys, notebook):
    result = report(folder, notebook.encode(), "--to", "pdf", "--only", "01")
    assert_a_document_or_one_sentence(result, ["01_damaged.pdf"], capsys)


@quick
@given(st.one_of(cut().map(str.encode), st.binary(max_size=40), st.just(b"[" * 100_000)))
def test_a_file_that_is_no_notebook_gives_one_sentence(folder, capsys, content):
    result = report(folder, content, "--to", "html")
    assert result[0] == 1
    assert_a_document_or_one_sentence(result, [], capsys)


@pytest.mark.parametrize("exporter", [Lab1HTMLExporter, Lab1PDFExporter])
def test_nbconvert_exports_what_is_damaged_or_is_told_why_not(exporter):
    @few
    @given(damaged())
    def holds(notebook):
        try:
            node = nbformat.reads(notebook, as_version=4)
        except Exception:  # it says what is wrong by itself
            return
        with contextlib.suppress(PublishError):
            assert exporter().from_notebook_node(node)[0]

    holds()


# What a shell can pass on: anything but the null character.
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
OPTIONS = ["--only", "--to", "--output", "--notebooks", "-p", "--no-code", "html", "01", "report"]


@quick
@given(st.lists(st.one_of(st.sampled_from(OPTIONS), words), max_size=6))
@example(["-p", "n=" + "-" * 100_000 + "1"])
@example(["-p", "n=" + "(" * 10_000])
@example(["-p", "n={[1]: 2}"])
@example(["--only", "x" * 5000])
@example(["--notebooks", "x" * 5000])
@example(["--output", "x" * 5000])
def test_any_command_line_ends_with_a_known_exit_code_and_a_sentence(
    tmp_path, monkeypatch, capsys, arguments
):
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["report", *arguments])
    except SystemExit as stopped:
        code = stopped.code
    printed = capsys.readouterr()
    assert code in (0, 1, 2)
    if code:
        assert "error: " in printed.err
