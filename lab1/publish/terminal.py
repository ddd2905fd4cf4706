"""Text as a terminal leaves it: what was overwritten is gone, colours are kept as classes."""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# Links, titles and other strings; then commands, of which only colours and erasing are heeded.
_STRING = re.compile(r"(?:\x1b[\]PX^_]|\x9d)[^\x07\x1b\n]*(?:\x07|\x1b\\|\x9c|(?=\n)|\Z|(?=\x1b))")
_COMMAND = re.compile(r"\x1b\[([0-9;:?<=>]*)[ -/]*([@-~])|\x1b[ -/]*[0-~]|\x1b")
_COLOURS = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_LONG_LINE = 2000  # characters from which on only the last states of a line are looked at

Look = tuple[str, ...]
_ERASED: tuple[str, Look] = (" ", ())


def printable(text: str) -> str:
    """Return text as a terminal would leave it, without its colours."""
    return "".join(part for part, _ in _runs(text))


def coloured(text: str) -> str:
    """Return the HTML of text as a terminal would leave it, with its colours as classes."""
    return "".join(
        f'<span class="{" ".join(look)}">{escape(part)}</span>' if look else escape(part)
        for part, look in _runs(text)
    )


def without_controls(text: str) -> str:
    """Remove the characters that no document may hold: controls and halves of characters."""
    return _CONTROL.sub("", text)


def latest(text: str) -> str:
    """Drop what a long line showed before its last states, as a progress bar does thousandfold."""
    if "\r" not in text:
        return text
    return "\n".join(
        "\r".join(line.rsplit("\r", 3)[-3:]) if len(line) > _LONG_LINE else line
        for line in text.split("\n")
    )


def _runs(text: str) -> list[tuple[str, Look]]:
    """Part text where its look changes."""
    if not re.search(r"[\r\b\x1b\x9d]", text):
        return [(without_controls(text), ())] if text else []
    cells: list[tuple[str, Look]] = []
    look: Look = ()
    for number, line in enumerate(_STRING.sub("", text.replace("\r\n", "\n")).split("\n")):
        if number:
            cells.append(("\n", look))
        shown, look = _line(line, look)
        cells += shown
    return [
        (without_controls("".join(char for char, _ in group)), key)
        for key, group in groupby(cells, key=lambda cell: cell[1])
    ]


def _line(line: str, look: Look) -> tuple[list[tuple[str, Look]], Look]:
    """Return the cells of a line after all that was written over it, and the look at its end."""
    cells: list[tuple[str, Look]] = []
    place = 0
    for char, code, command in _signs(line):
        if command == "m":
            look = _changed(look, code)
        elif command == "K":
            erased = {"": slice(place, None), "0": slice(place, None), "1": slice(0, place)}
            cells[erased.get(code, slice(None))] = [_ERASED] * place if code in ("1", "2") else []
        elif char == "\r":
            place = 0
        elif char == "\b":
            place = max(place - 1, 0)
        elif char:
            cells[place : place + 1] = [(char, look)]
            place += 1
    while cells and cells[-1] is _ERASED:
        cells.pop()
    return cells, look


def _signs(line: str) -> Iterator[tuple[str, str, str]]:
    """Yield each character, or the code and the letter of a command."""
    end = 0
    for match in _COMMAND.finditer(line):
        yield from ((char, "", "") for char in line[end : match.start()])
        yield "", match[1] or "", match[2] or ""
        end = match.end()
    yield from ((char, "", "") for char in line[end:])


def _changed(look: Look, code: str) -> Look:
    """Return a look after a command that sets colour, weight or ground."""
    classes = set(look)
    numbers = [int(part) if part.isdecimal() else 0 for part in re.split("[;:]", code[:60])]
    while numbers:
        number = numbers.pop(0)
        if number == 0:
            classes.clear()
        elif number in (1, 4):
            classes.add({1: "ansi-bold", 4: "ansi-underline"}[number])
        elif number in (22, 24):
            classes.discard({22: "ansi-bold", 24: "ansi-underline"}[number])
        elif 30 <= number <= 39 or 90 <= number <= 97:
            classes -= {f"ansi-{name}" for name in _COLOURS}
            if number != 39:
                name = _spelt(numbers) if number == 38 else _COLOURS[number % 10]
                classes.add(f"ansi-{name}")
        elif number == 7 or 40 <= number <= 48 or 100 <= number <= 107:
            classes.add("ansi-mark")
            if number == 48:
                _spelt(numbers)
        elif number in (27, 49):
            classes.discard("ansi-mark")
    return tuple(sorted(classes))


def _spelt(numbers: list[int]) -> str:
    """Take a colour of 256, or of red, green and blue; return the nearest of the eight."""
    kind = numbers.pop(0) if numbers else 0
    if kind == 5:
        number = min(numbers.pop(0), 255) if numbers else 0
        if number < 16:
            return _COLOURS[number % 8]
        number -= 16
        parts = [number // 36, number // 6 % 6, number % 6] if number < 216 else [3, 3, 3]
    else:
        parts = [numbers.pop(0) if numbers else 0 for _ in range(3 if kind == 2 else 0)] or [0] * 3
    middle = (max(parts) + min(parts)) / 2
    if max(parts) - min(parts) <= max(parts) / 4:
        return "black"  # greys: nothing that stands out
    return _COLOURS[sum(1 << place for place, part in enumerate(parts) if part > middle)]
