"""Execute the notebooks, export them, and write what came out: all of it or nothing."""

import hashlib
import importlib.metadata
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

import lab1
from lab1.publish.combine import combine
from lab1.publish.errors import PublishError
from lab1.publish.execute import execute_all
from lab1.publish.files import prepare, write_all
from lab1.publish.front import read_front
from lab1.publish.notebook import check_parameters, find, read, with_parameters

FORMATS = ("html", "pdf")
COMBINED = "laboratorio-1"
EXECUTED = ".executed"


def write_documents(
    folder: Path = Path("notebooks"),
    output: Path = Path("build"),
    only: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    parameters: Mapping[str, object] | None = None,
    code: bool | None = None,
    on_warning: Callable[[str], object] = lambda line: None,
) -> list[Path]:
    """Execute the notebooks of a folder and export each, and all of them as one document.

    Notebooks whose outputs are kept from an earlier run, with nothing changed since, are not
    executed again. The notebooks themselves are never written.

    Parameters
    ----------
    folder, output : Path
        Where the notebooks are, and where the documents go.
    only : sequence of str
        Beginnings of the names of the notebooks wanted. All, if empty; the combined document
        is written only then.
    formats : sequence of {"html", "pdf"}
    parameters : dict of str to object
        Values in place of those in the notebooks' parameters cells.
    code : bool
        Show the code; by default what report.toml says.
    on_warning : callable
        Gets each line on what could not be shown as it is, once all is written.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    PublishError
        If anything fails; what was there before is then still there.
    """
    if unknown := [format_ for format_ in formats if format_ not in FORMATS]:
        raise PublishError(f"formats must be of {', '.join(FORMATS)}, got {unknown[0]!r}")
    notebooks = {path.name: read(path) for path in find(folder, only)}
    check_parameters(notebooks, parameters or {})
    read_front(folder)  # a mistake in it is told before the work
    prepare(output)
    notebooks = {
        name: with_parameters(notebook, parameters or {}) for name, notebook in notebooks.items()
    }
    executed = _execute_changed(notebooks, folder, output)
    documents = {Path(name).stem: notebook for name, notebook in executed.items()}
    if not only:
        documents[COMBINED] = combine(executed)
    wanted = [(name, format_) for name in documents for format_ in formats]
    warnings: list[str] = []
    files = {
        f"{name}.{format_}": _export(name, documents[name], format_, folder, code, warnings)
        for name, format_ in tqdm(
            wanted, desc="Exporting", unit="document", leave=False, disable=None
        )
    }
    write_all(files, output)
    for line in dict.fromkeys(warnings):  # both formats, and the combined document, say the same
        on_warning(line)
    return [output / name for name in files]


def refresh(folder: Path = Path("notebooks"), only: Sequence[str] = ()) -> list[Path]:
    """Execute committed notebooks in place and draw their figures into ../figures.

    Parameters
    ----------
    folder : Path
    only : sequence of str
        As in `report`.

    Returns
    -------
    list of Path
        The files whose content changed.

    Raises
    ------
    PublishError
        If anything fails; what was there before is then still there.
    """
    notebooks = {path.name: read(path) for path in find(folder, only)}
    figures = folder.parent / "figures"
    prepare(folder)
    prepare(figures)
    with tempfile.TemporaryDirectory() as drawn:
        executed = _execute(notebooks, folder, environment={"LAB1_FIGURES": drawn})
        drawings = {path.name: path.read_bytes() for path in Path(drawn).iterdir()}
    changed = write_all(drawings, figures)
    changed += write_all({name: _bytes(notebook) for name, notebook in executed.items()}, folder)
    for path in figures.glob("*.svg"):
        if path.name not in drawings and not only:
            path.unlink()
            changed.append(path)
    return changed


def _execute_changed(
    notebooks: Mapping[str, NotebookNode], folder: Path, output: Path
) -> dict[str, NotebookNode]:
    """Execute the notebooks of which no current outputs are kept, and keep theirs."""
    kept_folder = output / EXECUTED
    prepare(kept_folder)
    digests = {name: digest(notebook) for name, notebook in notebooks.items()}
    kept = {name: _kept(kept_folder / name, digests[name]) for name in notebooks}
    current = {name: notebook for name, notebook in kept.items() if notebook is not None}

    def keep(name: str, notebook: NotebookNode) -> None:
        notebook.metadata["lab1_digest"] = digests[name]
        write_all({name: _bytes(notebook)}, kept_folder)

    missing = {name: notebook for name, notebook in notebooks.items() if name not in current}
    executed = _execute(missing, folder, on_done=keep) if missing else {}
    return {name: executed.get(name) or current[name] for name in notebooks}


def _kept(path: Path, wanted: str) -> NotebookNode | None:
    try:
        notebook = read(path)
    except PublishError:
        return None
    return notebook if notebook.metadata.get("lab1_digest") == wanted else None


def digest(notebook: NotebookNode) -> str:
    """Return a key of all that a notebook's outputs follow from: it, the code, the versions."""
    cells = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    versions = sorted(f"{d.name} {d.version}" for d in importlib.metadata.distributions())
    key = hashlib.sha256(json.dumps([cells, versions, sys.version], sort_keys=True).encode())
    package = Path(lab1.__file__).parent
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".json")):
        if "publish" not in path.parts or path.name == "execute.py":
            key.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return key.hexdigest()


def _execute(
    notebooks: Mapping[str, NotebookNode], folder: Path, **options: Any
) -> dict[str, NotebookNode]:
    total = sum(len(notebook.cells) for notebook in notebooks.values())
    with tqdm(total=total, desc="Executing", unit="cell", leave=False, disable=None) as bar:
        return execute_all(notebooks, folder, on_cell=bar.update, **options)


def _export(
    name: str,
    notebook: NotebookNode,
    format_: str,
    folder: Path,
    code: bool | None,
    warnings: list[str],
) -> bytes:
    from lab1.publish.exporters import Lab1HTMLExporter, Lab1PDFExporter

    exporter = {"html": Lab1HTMLExporter, "pdf": Lab1PDFExporter}[format_](show_code=code)
    try:
        content, resources = exporter.from_notebook_node(
            notebook, resources={"metadata": {"name": name, "path": str(folder)}}
        )
    except PublishError as error:
        raise PublishError(f"{name}.{format_}: {error}") from error
    warnings += resources["lab1_warnings"]
    return content.encode() if isinstance(content, str) else content


def _bytes(notebook: NotebookNode) -> bytes:
    return (nbformat.writes(notebook) + "\n").encode()
