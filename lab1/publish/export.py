"""Export many documents: each is made once for all its formats, and one is set beside the next."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from nbformat import NotebookNode

from lab1.publish.document import Told, lines
from lab1.publish.errors import PublishError
from lab1.publish.exporters import Assembled, Lab1HTMLExporter


def export_all(
    documents: Mapping[str, NotebookNode],
    formats: Sequence[str],
    folder: Path,
    code: bool | None,
    on_done: Callable[[], object] = lambda: None,
) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of documents by name, and a line on each thing not shown as it is.

    Parameters
    ----------
    documents : dict of str to NotebookNode
        By name, without its ending.
    formats : sequence of {"html", "pdf"}
    folder : Path
        Of the notebooks.
    code : bool or None
        Show the code; if None, what report.toml says.
    on_done : callable
        Called after each file.

    Raises
    ------
    PublishError
        If a document can't be made; it names the file.
    """
    from lab1.publish.page import html_page
    from lab1.publish.pdf import pdf_document, prepared

    def made(name: str) -> Assembled:
        where = {"metadata": {"name": name, "path": str(folder)}}
        with _naming(f"{name}.{formats[0]}"):
            exporter = Lab1HTMLExporter(show_code=code)  # type: ignore[no-untyped-call]
            return exporter.assembled(documents[name], where)

    files: dict[str, bytes] = {f"{name}.{kind}": b"" for name in documents for kind in formats}
    told: Told = {}

    def tell(one: Assembled) -> None:
        for what, cells in one.told().items():
            told.setdefault(what, set()).update(cells)

    sheets: dict[str, Future[bytes]] = {}
    with ThreadPoolExecutor(1) as beside:  # Typst lets Python work on
        for name in documents:
            one = made(name)
            if "pdf" in formats:
                sheets[name] = beside.submit(prepared(*one.parts()))
            if "html" in formats:
                files[f"{name}.html"] = html_page(*one.parts()).encode()
                on_done()
            tell(one)
        for name, sheet in sheets.items():
            try:
                files[f"{name}.pdf"] = sheet.result()
            except PublishError:  # the slow way, which finds what it was
                one = made(name)
                with _naming(f"{name}.pdf"):
                    files[f"{name}.pdf"] = pdf_document(*one.parts())
                tell(one)
            on_done()
    return files, lines(told)


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Let an error name the file that it prevented."""
    try:
        yield
    except PublishError as error:
        raise PublishError(f"{file}: {error}") from error
