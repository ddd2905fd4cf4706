"""Whatever a document holds is set as it stands: nothing of it runs, reads or fetches."""

import io
from pathlib import Path

import nbformat
import pypdf
import pytest
from conftest import PNG
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from nbformat.v4 import (
    new_code_cell,
    new_markdown_cell,
    new_notebook,
    new_output,
    new_raw_cell,
)

import lab1.publish
from lab1.publish.exporters import Lab1PDFExporter

# Each would show 3333, a file's content, or what a network sent, if Typst ran it.
CODES = [
    ".at(repr(1), default: 1111*3)",
    "#(1111*3)",
    "#{1111*3}",
    '#eval("1111*3")',
    '#read("secreto.txt")',
    '.at(0, default: read("secreto.txt"))',
    '#import "@preview/cetz:0.3.0": *',
    '#include "secreto.txt"',
    "](#(1111*3))[",
    '"; 1111*3; "',
    '") #(1111*3) ("',
    "\\u{23}(1111*3)",
    "$ #(1111*3) $",
    "#panic(1111*3)",
    'std.eval("1111*3")',
    '#plugin("secreto.txt")',
]


def html(text):
    return new_code_cell("x", outputs=[new_output("display_data", {"text/html": text})])


def output(**data):
    data = {kind.replace("__", "/"): text for kind, text in data.items()}
    return new_code_cell("x", outputs=[new_output("display_data", data)])


def figure(caption, alt):
    note = {"lab1": {"figure": "1.1", "caption": caption, "alt": alt}}
    return new_code_cell(
        "x", outputs=[new_output("display_data", {"image/png": PNG}, metadata=note)]
    )


PLACES = {
    "bold": lambda code: new_markdown_cell(f"**a**{code}"),
    "italic": lambda code: new_markdown_cell(f"*a*{code} *{code}*"),
    "link": lambda code: new_markdown_cell(
        f"[a](http://b.example){code} [{code}](http://b.example)"
    ),
    "address": lambda code: html(f"<a href='http://b.example/{code}'>a</a>"),
    "code": lambda code: new_markdown_cell(f"`a`{code} `` {code} ``\n\n```{code}\n{code}\n```"),
    "heading": lambda code: new_markdown_cell(f"## **a**{code}\n\n### {code}"),
    "table": lambda code: new_markdown_cell(f"|a|b|\n|-|-|\n|{code}|*x*{code}|"),
    "list": lambda code: new_markdown_cell(f"- {code}\n- [ ] {code}\n\n1. {code}\n\n> {code}"),
    "image name": lambda code: new_markdown_cell(f"![{code}]({code}) ![{code}](a.png '{code}')"),
    "figure": lambda code: figure(f"*a*{code}", f"{code}"),
    "formula": lambda code: new_markdown_cell(f"$x {code}$ y $\\text{{{code}}}$\n\n$$x {code}$$"),
    "label": lambda code: new_markdown_cell(f"$$x \\label{{{code}}}$$\n\n\\eqref{{{code}}}"),
    "macro": lambda code: new_markdown_cell(f"$\\def\\a{{{code}}}$ $\\a$"),
    "elements": lambda code: html(
        "".join(
            f"<{e}>a</{e}>{code}"
            for e in ["b", "i", "u", "s", "sub", "sup", "mark", "small", "q", "kbd", "var", "abbr"]
        )
    ),
    "cells": lambda code: html(
        f"<table style='{code}'><caption>{code}</caption><tr><th style='color: {code}'>{code}"
        f"</th><td colspan='{code}' align='{code}'>{code}</td></tr></table>"
    ),
    "attributes": lambda code: html(
        f"<p id='{code}' class='{code}' lang='{code}'>a</p><ol start='{code}'><li>a</li></ol>"
        f"<img alt='{code}' width='{code}' src='data:image/png;base64,{PNG}'>"
    ),
    "source": lambda code: new_code_cell(code),
    "stream": lambda code: new_code_cell(
        "x", outputs=[new_output("stream", name="stdout", text=code)]
    ),
    "error": lambda code: new_code_cell(
        "x", outputs=[new_output("error", ename=code, evalue=code, traceback=[code])]
    ),
    "outputs": lambda code: output(text__latex=f"$x {code}$"),
    "markdown output": lambda code: output(text__markdown=f"**a**{code} *{code}*"),
    "plain output": lambda code: output(text__plain=code),
    "kind of output": lambda code: new_code_cell(
        "x", outputs=[new_output("display_data", {f"application/{code}": code})]
    ),
    "raw cell": lambda code: new_raw_cell(code),
    "raw cell of a kind": lambda code: new_raw_cell(code, metadata={"raw_mimetype": code}),
    "raw Markdown": lambda code: new_raw_cell(
        f"**a**{code}", metadata={"raw_mimetype": "text/markdown"}
    ),
    "footnote": lambda code: new_markdown_cell(f"a[^1]{code}\n\n[^1]: **b**{code}"),
    "attachment": lambda code: new_markdown_cell(
        f"![a](attachment:{code})", attachments={code: {"image/png": PNG}}
    ),
    "blocks": lambda code: html(
        f"<details><summary>{code}</summary>{code}</details><dl><dt>{code}</dt><dd>{code}</dd></dl>"
        f"<div class='alert {code}'>{code}</div><ol class='list-inline'><li>{code}</li></ol>"
        f"<blockquote>{code}</blockquote><center>{code}</center><iframe src='{code}'></iframe>"
    ),
    "columns": lambda code: new_markdown_cell(
        rf"$$\begin{{array}}{{@{{{code}}}c>{{{code}}}c}} a & b \end{{array}} \pmatrix{{{code}}}$$"
    ),
    "drawing": lambda code: output(
        **{
            "image/svg+xml": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
            f"<title>{code.replace('<', '')}</title></svg>"
        }
    ),
}


def pdf(cells, folder, name="cuaderno", title=None):
    metadata = {"title": title} if title else {}
    content, _ = Lab1PDFExporter().from_notebook_node(
        new_notebook(cells=cells, metadata=metadata),
        resources={"metadata": {"name": name, "path": str(folder)}},
    )
    reader = pypdf.PdfReader(io.BytesIO(content))
    return "\n".join(page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("place", PLACES)
def test_code_in_any_place_is_text(place, tmp_path):
    (tmp_path / "secreto.txt").write_text("SECRETO")
    shown = pdf([new_markdown_cell("# T"), *map(PLACES[place], CODES)], tmp_path)
    assert "3333" not in shown
    assert "SECRETO" not in shown


@pytest.mark.parametrize("code", CODES)
def test_code_in_the_title_block_is_text(code, tmp_path):
    keys = ("title", "university", "course", "date")
    toml = "".join(f"{key} = {{0}}\n" for key in keys) + "authors = [{{ name = {0}, id = {0} }}]"
    quoted = '"' + code.replace("\\", "\\\\").replace('"', '\\"') + '"'
    (tmp_path / "report.toml").write_text(toml.format(quoted), encoding="utf-8")
    (tmp_path / "secreto.txt").write_text("SECRETO")
    shown = pdf([html(f"<h1>{code}</h1>")], tmp_path, name=code)
    assert "3333" not in shown
    assert "SECRETO" not in shown
    assert "".join(code.split()) in "".join(shown.split())


def test_innocent_text_after_bold_is_set_as_it_stands(tmp_path):
    shown = pdf(
        [new_markdown_cell("Usa **np**.array aqui, y *x*(1) y [a](http://b.example)[0].")], tmp_path
    )
    assert "Usa np.array aqui, y x(1) y a[0]." in " ".join(shown.split())


def test_the_program_that_typst_runs_evaluates_and_imports_nothing_of_a_document():
    folder = Path(lab1.publish.__file__).parent / "templates" / "lab1"
    programs = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.typ")}
    assert programs.keys() == {"main.typ", "pages.typ", "tree.typ", "maths.typ"}
    for program in programs.values():
        for word in ("eval(", "read(", "plugin(", "include ", '"@', "sys.inputs"):
            assert word not in program


# Letters, signs and Typst's own marks; without line breaks, which Markdown and HTML join.
TEXT = st.text(st.sampled_from("abcñÉ019.,;:()[]{}#$%&@*_~^`'\"/\\|!?=+-<> "), max_size=40)
RUN = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def letters(text):
    """Return what must come out, whatever lines break where: a hyphen may stand at an end."""
    return "".join(text.replace("\u200b", "").replace("-", "").split())


def escaped(text):
    return (
        text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    )


@RUN
@example(["a", ".at(0)", "#(1)", "\\#", '"', "$x$"])
@given(st.lists(TEXT, min_size=1, max_size=6))
def test_any_text_comes_out_as_the_same_text(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("igual")
    safe = [escaped(text).replace("$", "&#36;").replace("\\", "&#92;") for text in texts]
    cells = [new_markdown_cell("# T\n")]
    for text, source in zip(texts, safe, strict=True):
        stream = new_output("stream", name="stdout", text=text)
        cells.append(
            html(f"<p><b>{source}</b>{source}</p><table><tr><td>{source}</td></tr></table>")
        )
        cells.append(new_code_cell("x", outputs=[stream]))
    shown = letters(pdf(cells, folder))
    for text in texts:
        assert shown.count(letters(text)) >= (4 if text.strip() else 0)


def test_figures_and_formulas_carry_any_alternative_as_it_is(tmp_path):
    for code in CODES[:4]:
        notebook = nbformat.from_dict(new_notebook(cells=[figure("x", code)]))
        content, _ = Lab1PDFExporter().from_notebook_node(
            notebook, resources={"metadata": {"name": "a"}}
        )
        reader = pypdf.PdfReader(io.BytesIO(content))
        objects = (reader.get_object(n) for n in range(1, len(reader.xref_objStm) + 200))
        found = [str(o["/Alt"]) for o in objects if isinstance(o, dict) and "/Alt" in o]
        assert code in found
