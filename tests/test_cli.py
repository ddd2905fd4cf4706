"""The command line: what it prints, and how it ends."""

import subprocess
import sys

import pytest
from conftest import small_notebook

import lab1
from lab1 import __main__
from lab1.__main__ import main


def test_report_lists_what_it_wrote_and_ends_with_0(project, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--to", "html", "--only", "01"]) == 0
    assert capsys.readouterr().out.splitlines() == ["build/01_first.html"]
    assert (tmp_path / "build/01_first.html").exists()


def test_options_choose_folder_format_notebook_parameters_and_code(project, tmp_path, capsys):
    output = tmp_path / "mine"
    options = f"report --notebooks {project} --output {output} --to html --only 01 --no-code -p n=9"
    assert main(options.split()) == 0
    html = (output / "01_first.html").read_text(encoding="utf-8")
    assert "n es 9" in html
    assert '<pre class="code' not in html
    assert [path.name for path in output.iterdir() if path.is_file()] == ["01_first.html"]


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("n=3", 3),
        ("n=[0.1, 0.5]", [0.1, 0.5]),
        ("n=texto", "texto"),
        ("n='3'", "3"),
        ("n=a=b", "a=b"),
        ("n=", ""),
        ("n=(0, 5)", (0, 5)),
        ("n=1,2,3", (1, 2, 3)),
        ("n=1e400", float("inf")),
        ("n=10**30", "10**30"),
    ],
)
def test_parameter_is_read_as_a_python_literal_or_as_text(monkeypatch, argument, value):
    seen = {}
    monkeypatch.setattr(
        "lab1.publish.build.write_documents", lambda **options: seen.update(options) or []
    )
    assert main(["report", "-p", argument]) == 0
    assert seen["parameters"] == {"n": value}


@pytest.mark.parametrize("argument", ["n", "=3", "2n=3", ""])
def test_malformed_parameter_is_refused_by_its_text(capsys, argument):
    with pytest.raises(SystemExit) as stopped:
        main(["report", "-p", argument])
    assert stopped.value.code == 2
    assert "not of the form name=value" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argument", "said"),
    [
        ("n=0,5", "write a number with a point, as n=0.5"),
        ("n=1.000,5", "as n=1000.5, or two numbers in parentheses, as n=(1.000, 5)"),
        ("n=0x" + "f" * 9000, "n has more digits"),
    ],
)
def test_a_comma_for_a_point_and_endless_numbers_are_told_as_mistakes(capsys, argument, said):
    with pytest.raises(SystemExit) as stopped:
        main(["report", "-p", argument])
    assert stopped.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "value"), [("-inf", "-inf"), ("NaN", "nan"), ("0x10", "16"), ("auto", "'auto'")]
)
def test_a_value_is_what_python_or_papermill_reads(text, value):
    assert repr(__main__._parameter(f"n={text}")[1]) == value


def test_failure_is_one_sentence_and_exit_code_1(project, tmp_path, monkeypatch, capsys):
    import nbformat

    nbformat.write(small_notebook("Malo", "1 / 0"), project / "03_bad.ipynb")
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--only", "03"]) == 1
    errors = capsys.readouterr().err
    assert errors.splitlines()[-1].startswith("error: 03_bad.ipynb, cell 3 ('1 / 0'): ZeroDivision")
    assert "Traceback" not in errors


def test_folder_without_notebooks_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["report"]) == 1
    assert "error: notebooks: no notebooks there" in capsys.readouterr().err


def test_notebooks_refreshes_in_place_and_says_when_nothing_changed(
    project, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    assert main(["notebooks", "--only", "02"]) == 0
    assert capsys.readouterr().out.splitlines() == ["notebooks/02_second.ipynb"]
    assert main(["notebooks", "--only", "02"]) == 0
    assert capsys.readouterr().out.strip() == "nothing has changed"


def test_help_shows_examples_and_version_is_the_packages(capsys):
    with pytest.raises(SystemExit):
        main(["report", "--help"])
    assert "python -m lab1 report --only 02 --to pdf" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--version"])
    assert capsys.readouterr().out.strip() == f"lab1 {lab1.__version__}"


def test_nbconvert_knows_both_exporters(project, tmp_path):
    for name, ending in (("lab1-html", "html"), ("lab1-pdf", "pdf")):
        command = [sys.executable, "-m", "nbconvert", "--to", name, "--output-dir", str(tmp_path)]
        subprocess.run([*command, str(project / "01_first.ipynb")], check=True, capture_output=True)
        assert (tmp_path / f"01_first.{ending}").stat().st_size > 1000


def test_nbconvert_loads_the_exporters_without_what_other_exports_would_wait_for():
    slow = {"math_core", "matplotlib", "pandas", "typst"}
    code = f"import sys, lab1.publish.exporters; assert not {slow} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)
