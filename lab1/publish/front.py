"""The title block: what report.toml, edited by whoever hands the report in, says."""

import dataclasses
import tomllib
from pathlib import Path
from typing import Any, Literal

from lab1.publish.errors import PublishError

FILE = "report.toml"

Kind = Literal["notebook", "combined", "submission"]
"""What a document is: one notebook, all of them, or what they mark to be handed in."""


@dataclasses.dataclass(frozen=True)
class Front:
    """What stands before a report.

    Parameters
    ----------
    title, university, course, date : str
        Shown as they are; the empty ones are left out.
    authors : tuple of dict
        Each with "name" and "id".
    code, prompts : bool
        Whether the code cells are shown, and their numbers.
    """

    title: str = ""
    university: str = ""
    course: str = ""
    date: str = ""
    authors: tuple[dict[str, str], ...] = ()
    code: bool = True
    prompts: bool = False


def read_front(folder: Path | None) -> Front:
    """Read report.toml of a folder; where there is none, all is empty and code is shown.

    Raises
    ------
    PublishError
        If the file isn't TOML, or has an unknown key or a value of another kind.
    """
    if folder is None:
        return Front()
    path = folder / FILE
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Front()
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise PublishError(f"{path}: cannot be read ({error})") from error
    kinds: dict[str, Any] = {field.name: field.type for field in dataclasses.fields(Front)}
    for key, value in values.items():
        if key not in kinds:
            raise PublishError(f"{path}: unknown key {key!r}; there are {', '.join(kinds)}")
        if key == "authors":
            values[key] = tuple(_author(path, author) for author in _list(path, value))
        elif not isinstance(value, kinds[key]):
            raise PublishError(f"{path}: {key} is {value!r}, not a {kinds[key].__name__}")
    return Front(**values)


def _list(path: Path, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise PublishError(f"{path}: authors is {value!r}, not a list")
    return value


def _author(path: Path, author: Any) -> dict[str, str]:
    fields = author if isinstance(author, dict) else {}
    if not isinstance(fields.get("name"), str) or not fields.keys() <= {"name", "id"}:
        raise PublishError(f'{path}: an author is {author!r}, not {{ name = "…", id = "…" }}')
    return {"name": fields["name"], "id": str(fields.get("id", ""))}
