"""A small process beside a command: it ends what the command leaves, however that ends.

Even a command that is killed leaves no kernel and no temporary file: the guard, which holds the
other end of a pipe, sees it close, ends the kernels that it was told of and removes the folder.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from typing import Any

_guard: "subprocess.Popen[bytes] | None" = None
_watched: set[int] = set()


@contextlib.contextmanager
def guarded() -> Iterator[None]:
    """Keep all temporary files in one folder, and let a guard end what is left at the end."""
    global _guard
    before = tempfile.tempdir
    folder = tempfile.mkdtemp(prefix="lab1-")
    command = [sys.executable, "-I", "-S", __file__, folder]
    apart: dict[str, Any] = {"start_new_session": True}  # away from the terminal's Ctrl-C
    if os.name == "nt":
        apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined]
    try:
        _guard = subprocess.Popen(command, stdin=subprocess.PIPE, **apart)
    except OSError:
        shutil.rmtree(folder)
        raise
    tempfile.tempdir = folder
    home = os.path.expanduser("~")
    if not (os.path.isdir(home) and os.access(home, os.W_OK)):  # Matplotlib would say so in a cell
        os.environ.setdefault("MPLCONFIGDIR", folder)
    try:
        yield
    finally:
        tempfile.tempdir = before
        end_everything()


def end_everything() -> None:
    """Let the guard end all it was told of, and wait until it has."""
    global _guard
    if _guard is not None and _guard.stdin is not None:
        _guard.stdin.close()
        for process in _watched if os.name == "posix" else ():
            with contextlib.suppress(OSError):
                os.waitpid(process, 0)  # else it stays in the system's list as long as this one
        _guard.wait()
    _watched.clear()
    _guard = None


def watch(process: int, *, until_now: bool = False) -> None:
    """Let the guard, if there is one, end a process and its children; or no longer."""
    (_watched.discard if until_now else _watched.add)(process)
    if _guard is not None and _guard.stdin is not None:
        _guard.stdin.write(f"{'-' if until_now else '+'}{process}\n".encode())
        _guard.stdin.flush()


@contextlib.contextmanager
def on_signals(handler: Callable[..., object] | signal.Handlers) -> Iterator[None]:
    """Handle Ctrl-C and a polite end like this for a while, where that can be chosen."""
    try:
        before = {s: signal.signal(s, handler) for s in (signal.SIGINT, signal.SIGTERM)}
    except ValueError:  # not the main thread, which alone may
        before = {}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _watch(folder: str) -> None:
    """Be the guard: listen until the pipe closes, then end and remove what is left."""
    with contextlib.suppress(ValueError):
        for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", -1)):
            signal.signal(number, signal.SIG_IGN)
    left: set[int] = set()
    for line in sys.stdin:
        (left.add if line[0] == "+" else left.discard)(int(line[1:]))
    for process in left:
        _end(process)
    shutil.rmtree(folder, ignore_errors=True)


def _end(process: int) -> None:
    if os.name == "nt":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(process)], capture_output=True)
        return
    with contextlib.suppress(OSError):  # until there is no such group
        os.killpg(process, signal.SIGKILL)
        for _ in range(50):
            time.sleep(0.01)
            os.killpg(process, 0)


if __name__ == "__main__":
    _watch(sys.argv[1])
