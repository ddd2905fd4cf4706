"""What each notebook answers to its question, what it concludes and within which limits.

Its verdicts go in, by their ids, with the few numbers that an answer names; each sentence is chosen
by a verdict or by an interval, so that no answer says more than was found.
"""

from collections.abc import Mapping, Sequence

from lab1.report.depends import clause
from lab1.report.verdicts import Setup, Verdict

Found = Mapping[str, Verdict]


def by_id(verdicts: Sequence[Verdict]) -> dict[str, Verdict]:
    """Return verdicts by their ids."""
    return {verdict.id: verdict for verdict in verdicts}


def chosen(found: Found, id: str, sentences: Mapping[str, str]) -> str:
    """Return the sentence that the outcome of a verdict chooses, none if there is none for it."""
    return sentences.get(found[id].verdict, "")


def joined(*sentences: str) -> str:
    """Return sentences as one paragraph."""
    return " ".join(sentence for sentence in sentences if sentence)


def limits(setup: Setup, scopes: Mapping[str, str], *more: str) -> str:
    """Say for which set-up a conclusion was found, and for which others it holds.

    Parameters
    ----------
    setup : Setup
    scopes : dict of str to str
        By a conclusion, in a subordinate clause: where it holds, as `lab1.report.depends` says it.
    *more : str
        Further sentences.
    """
    told = [clause(what, scope) for what, scope in scopes.items()]
    return joined(f"Esto se ha visto con {setup.sentence()}.", *told, *more)
