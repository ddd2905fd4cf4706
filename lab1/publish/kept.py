"""Outputs of an earlier run, and whether they are still what a run would give."""

import hashlib
import importlib.metadata
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from nbformat import NotebookNode

import lab1
from lab1.publish.errors import PublishError
from lab1.publish.execute import KERNEL_ENVIRONMENT, project_of
from lab1.publish.notebook import read
from lab1.publish.record import state

# Of a notebook's metadata: what Jupyter writes by itself.
_VOLATILE = {"kernelspec", "language_info", "widgets", "signature"}


def digest(notebook: NotebookNode) -> str:
    """Return a key of what a notebook's outputs follow from: itself, the code, the versions."""
    cells = [(c.cell_type, c.source, c.metadata, c.get("attachments")) for c in notebook.cells]
    about = {k: v for k, v in notebook.metadata.items() if k not in _VOLATILE}
    versions = sorted(f"{d.name} {d.version}" for d in importlib.metadata.distributions())
    known = json.dumps([cells, about, versions, sys.version], sort_keys=True)
    key = hashlib.sha256(known.encode())
    package = Path(lab1.__file__).parent
    for path in sorted(p for p in package.rglob("*") if p.suffix in (".py", ".json")):
        if "publish" not in path.parts or path.name in ("execute.py", "record.py"):
            key.update(path.relative_to(package).as_posix().encode() + path.read_bytes())
    return key.hexdigest()


def keep(
    notebook: NotebookNode, of: str, depends: Sequence[tuple[str, str, str | None]]
) -> NotebookNode:
    """Return an executed notebook with the digest that it had and what else it depends on."""
    notebook.metadata["lab1_digest"] = of
    notebook.metadata["lab1_depends"] = [list(line) for line in depends]
    return notebook


def current(path: Path, wanted: str, folder: Path) -> NotebookNode | None:
    """Read a kept notebook; None if there is none, or if a run could now give something else."""
    try:
        notebook = read(path)
    except PublishError:
        return None
    if notebook.metadata.get("lab1_digest") != wanted:
        return None
    environment = {**os.environ, **KERNEL_ENVIRONMENT}
    depends = notebook.metadata.get("lab1_depends", [])
    same = all(was == now(kind, name, folder, environment) for kind, name, was in depends)
    return notebook if same else None


def now(kind: str, name: str, folder: Path, environment: Mapping[str, str]) -> str | None:
    """Tell in what state something is that the notebooks of a folder depend on."""
    return state(kind, name, project_of(folder), environment)
