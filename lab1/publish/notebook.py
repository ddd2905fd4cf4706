"""Find and read notebooks, and put parameters into them by papermill's convention."""

import ast
import copy
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from lab1.publish.errors import PublishError


def find(folder: Path, only: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks of a folder whose names begin with one of the texts in `only`."""
    try:
        paths = sorted(folder.glob("*.ipynb"))
    except OSError:
        paths = []
    if not paths:
        raise PublishError(f"{folder}: no notebooks there; run this in the project's folder")
    unknown = [start for start in only if not any(path.name.startswith(start) for path in paths)]
    if unknown:
        names = ", ".join(path.stem for path in paths)
        raise PublishError(f"--only {unknown[0]}: no notebook begins like this; there are {names}")
    return [path for path in paths if not only or path.name.startswith(tuple(only))]


def read(path: Path) -> NotebookNode:
    """Read a notebook and check that it is a valid one.

    Raises
    ------
    PublishError
        If the file can't be read or isn't a valid notebook.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PublishError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise PublishError(f"{path}: not a valid notebook (its text is not UTF-8)") from error
    try:
        return validated(lambda: nbformat.reads(text, as_version=4))
    except PublishError as error:
        raise PublishError(f"{path}: {error}") from error


def validated(load: Callable[[], NotebookNode]) -> NotebookNode:
    """Return what is loaded if it is a valid notebook.

    Raises
    ------
    PublishError
        If it can't be loaded or isn't valid.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", category=nbformat.warnings.MissingIDFieldWarning)
            notebook = load()
            nbformat.validate(notebook)
    except Exception as error:  # a damaged notebook fails anywhere inside nbformat
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise PublishError(
            f"not a valid notebook ({reason}); restore it, for example with git"
        ) from error
    return notebook


def parameter_names(notebook: NotebookNode) -> list[str]:
    """Return the names that the cell tagged "parameters" assigns, in their order."""
    index = _parameters_index(notebook)
    if index is None:
        return []
    try:
        statements = ast.parse(notebook.cells[index].source).body
    except (SyntaxError, ValueError):
        return []  # executing the cell says what is wrong with it
    names = []
    for statement in statements:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        names += [target.id for target in targets if isinstance(target, ast.Name)]
    return names


def check_parameters(
    notebooks: Mapping[str, NotebookNode], parameters: Mapping[str, object]
) -> None:
    """Raise PublishError for a parameter that no notebook has."""
    known = {name for notebook in notebooks.values() for name in parameter_names(notebook)}
    for name in parameters:
        if name not in known:
            there_are = ", ".join(sorted(known)) or "none"
            raise PublishError(f"-p {name}: no notebook has this parameter; there are {there_are}")


def with_parameters(notebook: NotebookNode, parameters: Mapping[str, object]) -> NotebookNode:
    """Return a copy with a cell of the given values after the parameters cell.

    The convention is papermill's: the cell is tagged "injected-parameters". Names that the
    notebook doesn't have are left out.
    """
    notebook = copy.deepcopy(notebook)
    known = parameter_names(notebook)
    lines = [f"{name} = {value!r}" for name, value in parameters.items() if name in known]
    index = _parameters_index(notebook)
    if lines and index is not None:
        cell = nbformat.v4.new_code_cell("\n".join(lines), id="injected-parameters")
        cell.metadata["tags"] = ["injected-parameters"]
        notebook.cells.insert(index + 1, cell)
    return notebook


def _parameters_index(notebook: NotebookNode) -> int | None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            return index
    return None
