"""Write files so that none appears before all are complete."""

import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from lab1.publish.errors import PublishError
from lab1.publish.guard import on_signals

_STAGE = ".partial-"


def prepare(folder: Path) -> None:
    """Make a folder and check that it can be written, before any work is done.

    Raises
    ------
    PublishError
        If it can't.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise _unwritable(folder, error) from error


def write_all(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write files so that each appears complete; those that have the content are left alone.

    Parameters
    ----------
    files : dict of str to bytes
        Contents by file name.
    folder : Path

    Returns
    -------
    list of Path
        All of the files whose content changed.

    Raises
    ------
    PublishError
        If they can't all be written: then none is, unless the system refuses only to replace one.
    """
    try:
        with _alone(folder):
            return _write_all(files, folder)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _write_all(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    for left in folder.glob(f"{_STAGE}*"):  # by one that was killed: nobody else is here
        shutil.rmtree(left, ignore_errors=True)
    changed = [
        name
        for name, content in files.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]
    with tempfile.TemporaryDirectory(dir=folder, prefix=_STAGE) as stage:
        for name in changed:
            Path(stage, name).write_bytes(files[name])
        with on_signals(signal.SIG_IGN):  # it takes no time
            for name in changed:
                os.replace(Path(stage, name), folder / name)
    return [folder / name for name in changed]


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until nobody else writes into a folder, so that what stands there is one's set."""
    try:
        import fcntl
    except ImportError:  # Windows has no lock of a folder: there the last to come wins each file
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
    finally:
        os.close(opened)


def _unwritable(folder: Path, error: OSError) -> PublishError:
    return PublishError(
        f"{folder}: cannot be written ({error.strerror}); make room or choose another folder"
    )
