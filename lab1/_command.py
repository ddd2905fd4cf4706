"""Loaded first of all where lab1 is a command: Ctrl-C while the rest loads is one sentence, too."""

import os
import signal

SENTENCE = b"error: interrupted; every file is whole, as it was or as it is to be\n"


def end(*_: object) -> None:
    """End at once, with a sentence instead of a traceback."""
    os.write(2, SENTENCE)
    os._exit(1)


def begin() -> None:
    """Let Ctrl-C and a polite end be that from now on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
