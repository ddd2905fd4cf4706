"""What a kernel's outputs depend on besides its notebook, written down while it runs.

An extension of IPython, loaded before the first cell. Each file of the project that the kernel
opens or imports, each folder of it that is listed and each environment variable that is read
becomes a line of a file, with a digest of what was there at that moment. The lab itself and what
is installed are told apart by the code and the versions instead.
"""

import hashlib
import importlib.util
import json
import os
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORD, PROJECT = "LAB1_RECORD", "LAB1_PROJECT"
# Other ones in each run, or the same in all.
_OWN_VARIABLES = {RECORD, PROJECT, "LAB1_FIGURES", "IPYTHONDIR", "TMPDIR", "TMP", "TEMP"}
_OWN_VARIABLES |= {"_", "OLDPWD", "PWD", "SHLVL"}  # a shell's notes, which change by themselves
_OWN_FOLDERS = (str(Path(__file__).resolve().parents[1]), sys.prefix, sys.base_prefix)


def load_ipython_extension(_: object) -> None:
    """Begin to write down."""
    project = os.environ[PROJECT]
    target = os.open(os.environ[RECORD], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    seen: set[tuple[str, str]] = set()
    looking = threading.local()

    def note(kind: str, name: str) -> None:
        if (kind, name) in seen or getattr(looking, "now", False):
            return
        looking.now = True  # to look is to open
        try:
            seen.add((kind, name))
            line = json.dumps([kind, name, state(kind, name, project, os.environ)])
            os.write(target, f"{line}\n".encode())
        finally:
            looking.now = False

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and not _only_written(arguments[2]):
            kind = "file"
        elif event in ("os.listdir", "os.scandir"):
            kind = "folder"
        else:
            return
        name = _within(arguments[0], project)
        if name is not None:
            note(kind, name)

    of_environ: Any = type(os.environ)
    get = of_environ.__getitem__

    def read(environ: Any, name: Any) -> Any:
        if environ is os.environ and name not in _OWN_VARIABLES:
            note("variable", name)
        return get(environ, name)

    of_environ.__getitem__ = read
    sys.addaudithook(hear)


def state(kind: str, name: str, project: str, environment: Mapping[str, str]) -> str | None:
    """Tell a file, a folder or a variable apart from what it may become; None where none is."""
    path = os.path.join(project, name)
    try:
        if kind == "variable":
            value = environment.get(name)
            return None if value is None else hashlib.sha256(repr(value).encode()).hexdigest()
        if kind == "folder":
            names = (n for n in os.listdir(path) if _counts(n) and not n.endswith(".ipynb"))
            return hashlib.sha256(repr(sorted(names)).encode()).hexdigest()
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _only_written(flags: Any) -> bool:
    return isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR) == os.O_WRONLY


def _within(path: Any, project: str) -> str | None:
    """Return the name within the project of what may be one of its files, None for all else."""
    try:
        whole = os.path.abspath(os.fsdecode("." if path is None else path))
    except (TypeError, ValueError):  # a number of what is open already
        return None
    if os.path.basename(os.path.dirname(whole)) == "__pycache__":
        try:
            whole = importlib.util.source_from_cache(whole)
        except ValueError:
            return None
    if not (whole + os.sep).startswith(project + os.sep) or whole.startswith(_OWN_FOLDERS):
        return None
    name = os.path.relpath(whole, project)
    return name if name == "." or all(map(_counts, Path(name).parts)) else None


def _counts(name: str) -> bool:
    return not name.startswith(".") and name != "__pycache__"
