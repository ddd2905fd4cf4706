"""What the modules that read HTML ask of an element."""

from bs4 import Tag


def classes(element: Tag) -> list[str]:
    """Return the classes of an element."""
    named = element.get("class") or ()
    return named.split() if isinstance(named, str) else [str(name) for name in named]


def with_attribute(body: Tag, name: str) -> list[Tag]:
    """Return the elements that have an attribute, in their order."""
    return [part for part in body.descendants if isinstance(part, Tag) and name in part.attrs]
