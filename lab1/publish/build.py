"""Execute the notebooks, export them, and write what came out: all of it or nothing."""

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from lab1.publish import kept
from lab1.publish.combine import combine
from lab1.publish.errors import PublishError
from lab1.publish.execute import Depends, execute_all
from lab1.publish.files import prepare, write_all
from lab1.publish.front import read_front
from lab1.publish.notebook import check_parameters, find, read, with_parameters
from lab1.publish.submission import is_marked, submission

FORMATS = ("html", "pdf")
SUBMISSION, EVERYTHING = "laboratorio-1", "laboratorio-1-completo"
EXECUTED = ".executed"


class _Bar(tqdm):  # type: ignore[misc]
    _lock = threading.RLock()  # one of processes, tqdm's own, is left behind where Ctrl-C comes


def write_documents(
    folder: Path = Path("notebooks"),
    output: Path = Path("build"),
    only: Sequence[str] = (),
    formats: Sequence[str] = FORMATS,
    parameters: Mapping[str, object] | None = None,
    code: bool | None = None,
    on_warning: Callable[[str], object] = lambda line: None,
    fresh: bool = False,
    on_kept: Callable[[str], object] = lambda sentence: None,
    full: bool = False,
) -> list[Path]:
    """Execute the notebooks of a folder and export each, and the document to hand in.

    That is what the notebooks mark for it, or all of them where they mark nothing.

    Notebooks whose outputs are kept from an earlier run are not executed again if nothing that
    they follow from has changed since: the notebook, the code, the versions, the project's files
    that it read or imported, the environment variables that it asked for. The notebooks themselves
    are never written.

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
    fresh : bool
        Execute every notebook, whatever is kept.
    on_kept : callable
        Called with a sentence that names the documents made from kept outputs, if any are.
    full : bool
        Write also everything that the notebooks show as one document.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    PublishError
        If anything fails; what was there before is then still there.
    """
    from lab1.publish.export import export_all

    if unknown := [format_ for format_ in formats if format_ not in FORMATS]:
        raise PublishError(f"formats must be of {', '.join(FORMATS)}, got {unknown[0]!r}")
    notebooks = {path.name: read(path) for path in find(folder, only)}
    check_parameters(notebooks, parameters or {})
    read_front(folder)  # a mistake in it is told before the work
    prepare(output)
    notebooks = {
        name: with_parameters(notebook, parameters or {}) for name, notebook in notebooks.items()
    }
    wholes = () if only else (SUBMISSION, EVERYTHING) if full else (SUBMISSION,)
    if taken := [whole for whole in wholes if f"{whole}.ipynb" in notebooks]:
        raise PublishError(
            f"{folder / taken[0]}.ipynb: its documents and those of all notebooks together would "
            "have one name; rename it, or choose notebooks with --only"
        )
    executed = _execute_changed(notebooks, folder, output, fresh, on_kept)
    documents = {Path(name).stem: notebook for name, notebook in executed.items()}
    documents |= {whole: _whole(whole, executed) for whole in wholes}
    total = len(documents) * len(set(formats))
    with _Bar(total=total, desc="Exporting", unit="document", leave=False, disable=None) as bar:
        files, warnings = export_all(documents, formats, folder, code, bar.update)
    write_all(files, output)
    for line in warnings:
        on_warning(line)
    return [output / name for name in files]


def _whole(name: str, notebooks: Mapping[str, NotebookNode]) -> NotebookNode:
    """Put the notebooks together: what they mark to be handed in, or everything."""
    is_part = name == SUBMISSION and is_marked(notebooks)
    return submission(notebooks) if is_part else combine(notebooks)


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
        If anything fails, what was there before is then still there; or if a notebook changed
        while it was executed, which alone is then left as it is, with its figures.
    """
    paths = {path.name: path for path in find(folder, only)}
    before = {name: _content(path) for name, path in paths.items()}
    notebooks = {name: read(path) for name, path in paths.items()}
    figures = folder.parent / "figures"
    prepare(folder)
    prepare(figures)
    with tempfile.TemporaryDirectory() as drawn:
        for name in notebooks:
            Path(drawn, name).mkdir()
        executed = _execute(
            notebooks, folder, environment=lambda name: {"LAB1_FIGURES": str(Path(drawn, name))}
        )
        drawings = {
            name: {path.name: path.read_bytes() for path in Path(drawn, name).iterdir()}
            for name in notebooks
        }
    same = [name for name, path in paths.items() if _content(path) == before[name]]
    changed = write_all({k: v for name in same for k, v in drawings[name].items()}, figures)
    changed += write_all({name: _bytes(executed[name]) for name in same}, folder)
    now_drawn = {figure for of_one in drawings.values() for figure in of_one}
    for figure in {figure for name in same for figure in _figures(notebooks[name])} - now_drawn:
        if (figures / figure).is_file():
            (figures / figure).unlink()
            changed.append(figures / figure)
    if left := [name for name in paths if name not in same]:
        raise PublishError(
            f"{', '.join(left)}: changed or deleted while it was executed, and left as it is; "
            "run this again"
        )
    return changed


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _figures(notebook: NotebookNode) -> set[str]:
    """Name the files of the figures that a notebook's outputs show: what its last run drew."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    notes = (output.get("metadata", {}).get("lab1", {}) for output in outputs)
    return {f"{note['name']}.svg" for note in notes if "figure" in note and "name" in note}


def _execute_changed(
    notebooks: Mapping[str, NotebookNode],
    folder: Path,
    output: Path,
    fresh: bool,
    on_kept: Callable[[str], object],
) -> dict[str, NotebookNode]:
    """Execute the notebooks of which no current outputs are kept, and keep theirs."""
    kept_folder = output / EXECUTED
    prepare(kept_folder)
    digests = {name: kept.digest(notebook) for name, notebook in notebooks.items()}
    found = {name: kept.current(kept_folder / name, digests[name], folder) for name in notebooks}
    current = {name: one for name, one in found.items() if one is not None and not fresh}
    if current:
        stems = ", ".join(Path(name).stem for name in current)
        on_kept(f"kept results, as nothing has changed: {stems} (--fresh executes again)")

    def keep(name: str, notebook: NotebookNode, depends: Depends) -> None:
        done = kept.keep(notebook, digests[name], depends)
        write_all({name: _bytes(done)}, kept_folder)

    missing = {name: notebook for name, notebook in notebooks.items() if name not in current}
    executed = _execute(missing, folder, on_done=keep) if missing else {}
    return {name: executed.get(name) or current[name] for name in notebooks}


def _execute(
    notebooks: Mapping[str, NotebookNode], folder: Path, **options: Any
) -> dict[str, NotebookNode]:
    total = sum(len(notebook.cells) for notebook in notebooks.values())
    with _Bar(total=total, desc="Executing", unit="cell", leave=False, disable=None) as bar:
        return execute_all(notebooks, folder, on_cell=bar.update, **options)


def _bytes(notebook: NotebookNode) -> bytes:
    return (nbformat.writes(notebook) + "\n").encode()
