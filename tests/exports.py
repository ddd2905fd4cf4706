"""Export small notebooks to both formats and look at what comes out."""

import io

import pypdf
from bs4 import BeautifulSoup
from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_notebook

from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter


def both(*cells, folder=None, name="cuaderno", metadata=None, **options):
    """Return the text of the PDF, the page of the HTML, and the warnings of both."""
    notebook = new_notebook(cells=list(cells), metadata=metadata or {})
    path = {"path": str(folder)} if folder else {}
    found = []
    for exporter in (Lab1HTMLExporter, Lab1PDFExporter):
        resources = {"metadata": {"name": name, **path}}
        found.append(exporter(**options).from_notebook_node(notebook, resources=resources))
    (html, first), (content, second) = found
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    return (
        text,
        BeautifulSoup(html, "html.parser"),
        first["lab1_warnings"] + second["lab1_warnings"],
    )


def display(data, **metadata):
    """Return an output of some data."""
    return from_dict({"output_type": "display_data", "data": data, "metadata": metadata})


def cell(data, **metadata):
    """Return a code cell with an output of some data."""
    return new_code_cell("x", outputs=[display(data, **metadata)])
