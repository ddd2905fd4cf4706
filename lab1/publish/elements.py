"""What the modules that read HTML ask of an element."""

from bs4 import Tag


def classes(element: Tag) -> list[str]:
    """Return the classes of an element."""
    return [str(name) for name in element.get("class") or ()]
