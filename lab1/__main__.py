"""The command line: python -m lab1 report | notebooks."""

import argparse
import ast
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import lab1
from lab1 import _command
from lab1.publish.errors import PublishError
from lab1.publish.guard import end_everything, guarded, on_signals

EXAMPLES = """\
examples:
  python -m lab1 report                      every notebook, and laboratorio-1 to hand in
  python -m lab1 report --full               and everything in one document
  python -m lab1 report --only 02 --to pdf   one notebook, as PDF only
  python -m lab1 report -p n_iterations=2000 -p learning_rates="[0.1, 0.5, 2]" --output mine
  python -m lab1 report --no-code            without the code cells

report.toml beside the notebooks says title, authors and date, and whether the code cells and their
numbers, as In [1], are shown.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return 0, or 1 after one sentence on what failed."""
    options = _parser().parse_args(arguments)
    try:
        with on_signals(_interrupted), guarded():
            written = options.run(options)
    except PublishError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except (OSError, MemoryError) as error:
        print(f"error: {_reason(error)}", file=sys.stderr)
        return 1
    print("\n".join(str(path) for path in written) or "nothing has changed")
    return 0


def _interrupted(*_: object) -> None:
    """Let the guard end the kernels, then end: no clearing up that a second Ctrl-C could undo."""
    end_everything()
    _command.end()


def _reason(error: OSError | MemoryError) -> str:
    if isinstance(error, MemoryError):
        return "there is not enough memory; close other programs and run this again"
    return f"{error.filename or 'the system refuses'}: {error.strerror or error}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m lab1", description=lab1.__doc__)
    parser.add_argument("--version", action="version", version=f"lab1 {lab1.__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    report = commands.add_parser(
        "report",
        help="execute the notebooks and write them as HTML and PDF",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    report.add_argument("--output", type=Path, default=Path("build"), metavar="DIR")
    report.add_argument("--to", action="append", choices=["html", "pdf"], help="default: both")
    report.add_argument(
        "-p",
        dest="parameters",
        action="append",
        type=_parameter,
        default=[],
        metavar="NAME=VALUE",
        help="a value in place of the one in a notebook's parameters cell",
    )
    report.add_argument(
        "--fresh", action="store_true", help="execute every notebook, even if nothing has changed"
    )
    report.add_argument(
        "--full", action="store_true", help="also everything in one: laboratorio-1-completo"
    )
    report.add_argument("--no-code", action="store_true", help="leave the code cells out")
    report.set_defaults(run=_report)

    notebooks = commands.add_parser(
        "notebooks", help="execute the notebooks in place and draw their figures again"
    )
    notebooks.set_defaults(run=_notebooks)

    for command in (report, notebooks):
        command.add_argument("--only", action="append", default=[], metavar="NN")
        command.add_argument(
            "--notebooks", type=Path, default=Path("notebooks"), metavar="DIR", dest="folder"
        )
    return parser


def _parameter(text: str) -> tuple[str, object]:
    """Split name=value; a value that isn't a Python literal is a text."""
    name, equals, value = text.partition("=")
    if not (equals and name.isidentifier()):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=value")
    if re.fullmatch(r"\s*[+-]?\d+(\.\d+)*,\d+\s*", value):
        number = value.strip().replace(".", "").replace(",", ".")
        raise argparse.ArgumentTypeError(
            f"{text!r}: write a number with a point, as {name}={number}, or two numbers in "
            f"parentheses, as {name}=({value.strip().replace(',', ', ')})"
        )
    if re.fullmatch(r"[+-]?(nan|inf|infinity)", value.strip(), re.IGNORECASE):
        return name, float(value)  # as papermill does
    try:
        found = ast.literal_eval(value)
    except (SyntaxError, TypeError, ValueError, MemoryError, RecursionError):
        from lab1.publish.notebook import Bare

        return name, Bare(value)
    try:
        repr(found)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{name} has more digits than Python writes") from error
    return name, found


def _report(options: argparse.Namespace) -> list[Path]:
    from lab1.publish.build import FORMATS, write_documents

    return write_documents(
        folder=options.folder,
        output=options.output,
        only=options.only,
        formats=sorted(set(options.to or FORMATS)),
        parameters=dict(options.parameters),
        code=False if options.no_code else None,
        on_warning=lambda line: print(f"warning: {line}", file=sys.stderr),
        fresh=options.fresh,
        on_kept=print,
        full=options.full,
    )


def _notebooks(options: argparse.Namespace) -> list[Path]:
    from lab1.publish.build import refresh

    return refresh(folder=options.folder, only=options.only)


if __name__ == "__main__":
    sys.exit(main())
