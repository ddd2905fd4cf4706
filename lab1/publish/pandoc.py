"""Run pandoc without network or files."""

import re
import subprocess

from lab1.publish.errors import PublishError

SECONDS = 120


def pandoc(text: str, *options: str) -> str:
    """Convert text from HTML and return the result.

    Raises
    ------
    PublishError
        If a formula has a command that pandoc doesn't know, or pandoc fails.
    """
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "--sandbox", "--fail-if-warnings", *options]
    try:
        done = subprocess.run(
            command, input=text.encode(), capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise PublishError(f"pandoc took more than {SECONDS} s; shorten the notebook") from error
    if done.returncode:
        raise PublishError(_reason(done.stderr.decode(errors="replace")))
    return done.stdout.decode()


def _reason(message: str) -> str:
    formula = re.search(r"Could not convert TeX math (.*?), rendering as TeX:(.*)", message, re.S)
    if formula is None:
        return f"pandoc failed: {message.strip()[:300]}"
    unexpected = re.search(r"unexpected (.*)", formula[2])
    why = unexpected[0] if unexpected else "unknown TeX"
    return f"the formula {formula[1].strip()!r} can't be converted: {why}"
