"""Find and read notebooks, and put parameters into them by papermill's convention."""

import ast
import copy
import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from lab1.publish.errors import PublishError
from lab1.publish.repair import repair


class Bare(str):
    """A text that was given without quotation marks."""


_Assignment = Any  # ast.Assign or ast.AnnAssign with a value


def find(folder: Path, only: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks of a folder whose names begin with one of the texts in `only`."""
    try:
        # Those with a point are what systems and JupyterLab lay beside a notebook.
        paths = sorted(path for path in folder.glob("*.ipynb") if not path.name.startswith("."))
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
        text = path.read_text(encoding="utf-8-sig")  # editors put a mark before it
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
            repair(notebook)
            nbformat.validate(notebook)
    except Exception as error:  # a damaged notebook fails anywhere inside nbformat
        reason = (str(error).strip() or type(error).__name__).splitlines()[0][:200]
        raise PublishError(
            f"not a valid notebook ({reason}); restore it, for example with git"
        ) from error
    return notebook


def parameter_names(notebook: NotebookNode) -> list[str]:
    """Return the names that the cell tagged "parameters" assigns, in their order."""
    return [name for statement in _statements(notebook) for name in _assigned(statement)]


def _statements(notebook: NotebookNode) -> list[_Assignment]:
    """Return the assignments of the parameters cell."""
    index = _parameters_index(notebook)
    try:
        body = [] if index is None else ast.parse(notebook.cells[index].source).body
    except (SyntaxError, ValueError):
        return []  # executing the cell says what is wrong with it
    kinds = (ast.Assign, ast.AnnAssign)
    return [part for part in body if isinstance(part, kinds) and part.value is not None]


def _assigned(statement: _Assignment) -> list[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def check_parameters(
    notebooks: Mapping[str, NotebookNode], parameters: Mapping[str, object]
) -> None:
    """Raise PublishError for a parameter that no notebook has, and for what is no number.

    A text that looks like a number and has no quotation marks, a `Bare` one, is none.
    """
    known = {name for notebook in notebooks.values() for name in parameter_names(notebook)}
    for name, value in parameters.items():
        if name not in known:
            there_are = ", ".join(sorted(known)) or "none"
            raise PublishError(f"-p {name}: no notebook has this parameter; there are {there_are}")
        first = value.lstrip(" +-.,")[:1] if isinstance(value, Bare) else "x"
        if not first or first.isnumeric():
            for notebook in notebooks.values():
                _check_number(notebook, name, str(value))


def _check_number(notebook: NotebookNode, name: str, text: str) -> None:
    """Raise PublishError for a text in the place of a notebook's own number."""
    for statement in _statements(notebook):
        own = statement.value.value if isinstance(statement.value, ast.Constant) else None
        if name in _assigned(statement) and isinstance(own, int | float):
            raise PublishError(
                f"-p {name}={text[:40]}: this is no number as Python writes them, and the notebook "
                f"has {name} = {own} there; for a text, put it into quotation marks"
            )


def with_parameters(notebook: NotebookNode, parameters: Mapping[str, object]) -> NotebookNode:
    """Return a copy with a cell of the given values after the parameters cell.

    The convention is papermill's: the cell is tagged "injected-parameters". Names that the
    notebook doesn't have are left out; parameters that derive from given ones are derived again.
    """
    notebook = copy.deepcopy(notebook)
    known = parameter_names(notebook)
    given = [name for name in parameters if name in known]
    lines = [f"{name} = {_literal(parameters[name])}" for name in given]
    index = _parameters_index(notebook)
    if lines and index is not None:
        lines += _derived(notebook, set(given))
        cell = nbformat.v4.new_code_cell("\n".join(lines), id="injected-parameters")
        cell.metadata["tags"] = ["injected-parameters"]
        notebook.cells.insert(index + 1, cell)
    return notebook


def _derived(notebook: NotebookNode, given: set[str]) -> list[str]:
    """Return the statements of the parameters cell that follow from given names, in order."""
    changed, lines = set(given), []
    for statement in _statements(notebook):
        names = set(_assigned(statement))
        read = {node.id for node in ast.walk(statement.value) if isinstance(node, ast.Name)}
        if read & changed and not names & given:
            lines.append(ast.unparse(statement))
            changed |= names
    return lines


def _literal(value: object) -> str:
    """Write a value as Python, infinity too."""
    if isinstance(value, float) and not math.isfinite(value):
        return f'float("{value}")'
    if isinstance(value, list | tuple | set) and value:
        inner = ", ".join(map(_literal, value))
        one = "," if isinstance(value, tuple) and len(value) == 1 else ""
        begin, end = {list: ("[", "]"), tuple: ("(", ")"), set: ("{", "}")}[type(value)]
        return f"{begin}{inner}{one}{end}"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(k)}: {_literal(v)}" for k, v in value.items()) + "}"
    return repr(value)


def _parameters_index(notebook: NotebookNode) -> int | None:
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and "parameters" in cell.metadata.get("tags", []):
            return index
    return None
