"""The exporters: nbconvert hands a notebook in, a whole document comes out.

What a format needs is imported when it is used, because nbconvert imports every registered
exporter for each of its commands.
"""

import copy
import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbconvert.exporters import TemplateExporter
from nbformat import NotebookNode
from traitlets import Bool, default

from lab1.publish import fragments
from lab1.publish.assemble import assemble
from lab1.publish.clean import sanitize
from lab1.publish.document import Document, Told, lines
from lab1.publish.front import Front, Kind, read_front
from lab1.publish.notebook import validated
from lab1.publish.outputs import make_static
from lab1.publish.submission import without_placeholders
from lab1.publish.terminal import coloured, without_controls


@dataclass(frozen=True)
class Assembled:
    """A notebook's document, and what its layout needs besides."""

    document: Document
    front: Front
    kind: Kind
    name: str
    resources: dict[str, Any]

    def parts(self) -> tuple[Document, Front, Kind]:
        """Return what a layout takes."""
        return self.document, self.front, self.kind

    def told(self) -> Told:
        """Return the document's warnings with the name of its notebook."""
        own = f"{self.name}.ipynb" if self.kind == "notebook" else ""
        return {(name or own, text): cells for (name, text), cells in self.document.told.items()}


class _Lab1Exporter(TemplateExporter):
    """Turns a notebook into a `Document`, which the formats lay out."""

    show_code = Bool(
        None,
        allow_none=True,
        help="Show the code cells; by default what report.toml beside the notebook says.",
    ).tag(config=True)

    show_prompts = Bool(
        None,
        allow_none=True,
        help="Show the numbers of the code cells, as In [1]; by default what report.toml says.",
    ).tag(config=True)

    @default("template_name")
    def _template_name_default(self) -> str:
        return "lab1"

    @default("template_extension")
    def _template_extension_default(self) -> str:
        return ".html.j2"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(Path(__file__).parent / "templates")]

    def default_filters(self) -> Iterator[tuple[str, Callable[..., str]]]:
        """Give the template what turns parts of a notebook into harmless HTML."""
        yield from super().default_filters()
        yield "sanitize", sanitize
        yield "markdown", fragments.markdown
        yield "markdown_inline", fragments.markdown_inline
        yield "formula", fragments.formula
        yield "highlight", fragments.highlighted
        yield "raw", fragments.raw
        yield "terminal", coloured
        yield "escape", lambda text: html.escape(str(text))

    def _init_preprocessors(self) -> None:
        super()._init_preprocessors()
        self.register_preprocessor(make_static, enabled=True)

    def _validate_preprocessor(self, nbc: NotebookNode, preprocessor: object) -> None:
        """Skip a check of the whole after each of nbconvert's twelve: ours leaves valid ones."""

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Convert a notebook; see nbconvert's Exporter.from_notebook_node."""
        made = self.assembled(nb, resources, **kw)
        laid_out = self._lay_out(*made.parts())
        made.resources["lab1_warnings"] = lines(made.told())
        for warning in made.resources["lab1_warnings"]:
            self.log.warning("%s", warning)
        return laid_out, made.resources

    def assembled(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> "Assembled":
        """Make the document of a notebook, which every format lays out."""
        nb = validated(lambda: copy.deepcopy(nb))  # nbconvert hands on also what isn't
        metadata = (resources or {}).get("metadata", {})
        folder = Path(metadata["path"]) if metadata.get("path") else None
        front = read_front(folder)
        shows_code = front.code if self.show_code is None else self.show_code
        is_combined = nb.metadata.get("lab1_combined") is True
        is_submission = nb.metadata.get("lab1_submission") is True
        if not is_combined:
            _number_cells(nb)
        _heed_tags(nb)
        without_placeholders(nb)
        _leave_code_out(nb, every_cell=is_submission or not shows_code)
        resources = {**(resources or {}), "lab1_language": _language(nb)}
        shows_prompts = front.prompts if self.show_prompts is None else self.show_prompts
        resources["lab1_prompts"] = shows_prompts
        body, resources = super().from_notebook_node(nb, resources, **kw)
        own = str(nb.metadata.get("title") or "").strip()
        title = (front.title or "Informe") if is_combined else own or None
        name = resources["metadata"].get("name") or "Cuaderno"
        document = assemble(without_controls(body), title, name, folder)
        kind: Kind = "submission" if is_submission else "combined" if is_combined else "notebook"
        return Assembled(document, front, kind, name, resources)

    def _lay_out(self, document: Document, front: Front, kind: Kind) -> str | bytes:
        raise NotImplementedError


def _number_cells(nb: NotebookNode) -> None:
    """Give each cell its number for messages, before any is left out."""
    for number, cell in enumerate(nb.cells, start=1):
        cell.metadata["lab1"] = {"cell": number}


def _heed_tags(nb: NotebookNode) -> None:
    """Leave out the cells and the outputs whose tags ask for it."""
    nb.cells = [cell for cell in nb.cells if "remove-cell" not in _tags(cell)]
    for cell in nb.cells:
        if cell.cell_type == "code" and {"remove-output", "remove-outputs"} & _tags(cell):
            cell.outputs = []


def _leave_code_out(nb: NotebookNode, every_cell: bool) -> None:
    """Leave out the code of every cell, or of those tagged so: they only show results."""
    for cell in nb.cells:
        if cell.cell_type == "code" and (
            every_cell or {"hide-input", "remove-input"} & _tags(cell)
        ):
            cell.metadata["transient"] = {"remove_source": True}  # nbconvert's templates heed it


def _tags(cell: NotebookNode) -> set[str]:
    """Return the tags of a cell, however their words are joined."""
    tags = cell.metadata.get("tags", [])
    return {str(tag).replace("_", "-") for tag in tags} if isinstance(tags, list) else set()


def _language(nb: NotebookNode) -> str:
    """Return the language of a notebook's code."""
    info, kernel = (nb.metadata.get(name) for name in ("language_info", "kernelspec"))
    named = (info or {}).get("name") or (kernel or {}).get("language") or "python"
    return str(named).lower()[:40]


class Lab1HTMLExporter(_Lab1Exporter):
    """Exports one HTML file that loads nothing and runs nothing."""

    export_from_notebook = "Lab1 HTML (offline)"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    def _lay_out(self, document: Document, front: Front, kind: Kind) -> str:
        from lab1.publish.page import html_page

        return html_page(document, front, kind)


class Lab1PDFExporter(_Lab1Exporter):
    """Exports an accessible PDF through Typst."""

    export_from_notebook = "Lab1 PDF"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".pdf"

    def _lay_out(self, document: Document, front: Front, kind: Kind) -> bytes:
        from lab1.publish.pdf import pdf_document

        return pdf_document(document, front, kind)
