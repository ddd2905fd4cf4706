"""Small notebooks to execute and export, and a browser where the machine has one."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

PATIENCE = 600_000  # ms that a browser waits: how long is no promise of a busy machine

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="480pt" height="200pt" viewBox="0 0 480 200">'
    '<path d="M10 10 L470 190" stroke="#0072B2" fill="none"/></svg>'
)
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
REPORT_TOML = """
title = "Laboratorio 1"
university = "Universidad del Valle de Guatemala"
course = "Machine Learning"
authors = [{ name = "Ana Núñez", id = "21001" }, { name = "Íñigo Peña", id = "21002" }]
"""
SUMMARY = {
    "title": "Resumen",
    "sentence": "De las {total} frases que se examinan, los datos dejan {counts}.",
    "counts": [
        ["good", "confirmada", "confirmadas"],
        ["none", "no concluyente", "no concluyentes"],
    ],
    "columns": ["Frase", "Veredicto", "Lo que decide"],
    "group": "¿Qué cambia con la inicialización?",
    "rows": [
        {
            "tone": "good",
            "cells": ["«los ceros difieren»", "confirmado", "0.693147 frente a 0.690604"],
            "toned": 1,
            "where": "Figura 1.1",
        },
        {
            "tone": "none",
            "cells": ["«con cualquier valor constante»", "no concluyente", "[0.1, 0.5]"],
            "toned": 1,
            "where": "Tabla 1.1",
        },
    ],
}
TABLE = (
    '<table class="lab1"><caption>Tabla 1.1. Costos medidos.</caption><thead><tr>'
    '<th scope="col" class="text">Inicio</th><th scope="col" class="num">Costo</th>'
    '<th scope="col" class="text">Veredicto</th></tr></thead><tbody><tr>'
    '<th scope="row" class="text">ceros</th><td class="num">0.693147</td>'
    '<td class="text tone tone-good">confirmado</td></tr></tbody></table>'
)


METADATA = {
    "kernelspec": {
        "name": "python3",
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
    }
}


def figure_outputs(number="1.1", caption="El **costo** baja hasta $\\ln 2$.", alt="Curva que baja"):
    """Return what a cell of the lab stores for a figure: the drawing, then its caption."""
    note = {"figure": number, "name": "costo", "caption": caption, "alt": alt}
    return [
        new_output(
            "display_data", {"image/svg+xml": SVG, "text/plain": alt}, metadata={"lab1": note}
        ),
        new_output(
            "display_data",
            {"text/markdown": f"**Figura {number}.** {caption}"},
            metadata={"lab1": {"caption_of": number}},
        ),
    ]


def table_output():
    """Return what a cell of the lab stores for a verdict table."""
    data = {"text/html": TABLE, "text/plain": "", "application/vnd.lab1.summary+json": SUMMARY}
    note = {"lab1": {"table": "1.1"}}
    return nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": note})


def lab_notebook():
    """Return a notebook with stored outputs of every kind that the lab's notebooks have."""
    return new_notebook(
        cells=[
            new_markdown_cell("# 1 · Inicialización\n\n¿Qué pasa si $W^{[1]}$ empieza en 0?"),
            new_code_cell("n = 10  # iteraciones", metadata={"tags": ["parameters"]}),
            new_markdown_cell("## Lo que se publicó\n\n$$J = -\\frac{1}{m}\\sum_i \\log a_i$$"),
            new_code_cell("draw(costs)", outputs=figure_outputs()),
            new_markdown_cell("### Por qué\n\nPorque la tangente hiperbólica de 0 es 0."),
            new_code_cell("show(verdicts)", outputs=[table_output()]),
            new_code_cell(
                "print('así')", outputs=[new_output("stream", name="stdout", text="así\n")]
            ),
        ],
        metadata=METADATA,
    )


@pytest.fixture
def stored():
    return lab_notebook()


def small_notebook(title, *sources):
    """Return a notebook to execute: a title, a parameters cell, then the given code."""
    cells = [
        new_markdown_cell(f"# {title}"),
        new_code_cell("n = 3  # veces", metadata={"tags": ["parameters"]}),
        *[new_code_cell(source) for source in sources],
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"c{number}"
    return new_notebook(cells=cells, metadata=METADATA)


@pytest.fixture
def project(tmp_path) -> Path:
    """Make a project of two notebooks and a report.toml; return its notebooks folder."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    (folder / "report.toml").write_text(REPORT_TOML, encoding="utf-8")
    nbformat.write(small_notebook("Primero", "print('n es', n)"), folder / "01_first.ipynb")
    nbformat.write(small_notebook("Segundo", "sum(range(n))"), folder / "02_second.ipynb")
    return folder


@contextlib.contextmanager
def serve_jupyterlab(folder, home):
    """Serve a folder in JupyterLab, its settings kept in another; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *(f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=secreto"),
            f"--notebook-dir={folder}",
        ],
        env=os.environ | {"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            try:
                urllib.request.urlopen(f"{address}/api", timeout=60).close()
                break
            except OSError:
                assert server.poll() is None
                time.sleep(0.2)
        yield address
    finally:
        server.terminate()  # it ends its kernels, too
        server.wait()


@pytest.fixture(scope="module")  # no longer: while it's open no other event loop can run
def chromium():
    """Launch the system's Chromium; skip, or fail where the environment requires it."""
    path = shutil.which("chromium")
    if path is None:
        (pytest.fail if os.environ.get("LAB1_REQUIRE_BROWSER") else pytest.skip)(
            "Chromium is not installed: the browser tests need the system's package chromium"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
