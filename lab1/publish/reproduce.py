"""How to make the document again: parameters, versions and the command."""

import ast
import importlib.metadata
import platform
from collections.abc import Iterator, Mapping, Sequence

import nbformat
from nbformat import NotebookNode

_PACKAGES = ("numpy", "pandas", "numba", "matplotlib", "typst")
_SENTENCE = (
    "Este documento sale de ejecutar los cuadernos con `python -m lab1 report`: lab1 {lab1}, "
    "Python {python}, {packages}. No hay más azar que el de las semillas que siguen, y las mismas "
    "semillas dan siempre los mismos números."
)


def how_to_reproduce(notebooks: Mapping[str, NotebookNode]) -> list[NotebookNode]:
    """Return the section that tells the parameters of all notebooks, and the versions."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for number, notebook in enumerate(notebooks.values(), start=1):
        for row in _parameters(notebook):
            found.setdefault(row, []).append(str(number))
    items = [
        f"- {comment} (`{name}`): {value}{_questions(numbers, len(notebooks))}"
        for (name, value, comment), numbers in found.items()
    ]
    text = f"# Cómo reproducirlo\n\n{_versions()}"
    listed = nbformat.v4.new_markdown_cell("\n".join(items))
    listed.metadata["lab1"] = {"spread": True}
    return [nbformat.v4.new_markdown_cell(text), *([listed] if items else [])]


def _questions(numbers: Sequence[str], total: int) -> str:
    """Say to which notebooks a parameter belongs, unless to all."""
    if len(numbers) == total:
        return ""
    return f"; pregunta {numbers[0]}" if len(numbers) == 1 else f"; preguntas {' y '.join(numbers)}"


def _versions() -> str:
    import lab1

    installed = {d.name.lower(): d.version for d in importlib.metadata.distributions()}
    packages = [f"{name} {installed[name]}" for name in _PACKAGES if name in installed]
    return _SENTENCE.format(
        lab1=lab1.__version__,
        python=platform.python_version(),
        packages=" y ".join([", ".join(packages[:-1]), packages[-1]]),
    )


def _parameters(notebook: NotebookNode) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and meaning of each parameter, as it was when the notebook ran."""
    given: dict[str, str] = {}
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            given |= {name: value for name, value, _ in _assignments(cell.source)}
    for cell in notebook.cells:
        if "parameters" in cell.metadata.get("tags", []):
            for name, value, comment in _assignments(cell.source):
                yield name, given.get(name, value), comment


def _assignments(source: str) -> Iterator[tuple[str, str, str]]:
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return
    lines = source.splitlines()
    for statement in body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name, line = statement.targets[0].id, lines[(statement.end_lineno or 1) - 1]
            _, _, comment = line.encode()[statement.end_col_offset :].decode().partition("#")
            value = ast.get_source_segment(source, statement.value) or ""
            yield name, value.replace("_", " ") if value[:1].isdigit() else value, comment.strip()
