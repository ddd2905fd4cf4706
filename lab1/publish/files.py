"""Write files so that none appears before all are complete."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from lab1.publish.errors import PublishError


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
        changed = [
            name
            for name, content in files.items()
            if not (folder / name).is_file() or (folder / name).read_bytes() != content
        ]
        with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as stage:
            for name in changed:
                Path(stage, name).write_bytes(files[name])
            for name in changed:
                os.replace(Path(stage, name), folder / name)
    except OSError as error:
        raise _unwritable(folder, error) from error
    return [folder / name for name in changed]


def _unwritable(folder: Path, error: OSError) -> PublishError:
    return PublishError(
        f"{folder}: cannot be written ({error.strerror}); make room or choose another folder"
    )
