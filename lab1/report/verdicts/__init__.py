"""A result goes in, a verdict in Spanish comes out: one function for each sentence of the report.

The functions stand in one module a notebook. Each takes, by keyword, results of the notebook's
runs and chooses the verdict by them after the rules in `rules`, by an interval wherever they come
from a sample of seeds; `setup` is the experiment that they come from, `where` the names of
the figures and tables that show them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from lab1.report import mime, show
from lab1.report.numbering import ref
from lab1.report.verdicts.rules import (
    CONFIRMED,
    CONFOUNDED,
    QUALIFIED,
    REFUTED,
    RULES,
    UNDECIDED,
    Quantity,
    Setup,
)

__all__ = [
    "CONFIRMED",
    "CONFOUNDED",
    "QUALIFIED",
    "REFUTED",
    "RULES",
    "UNDECIDED",
    "Quantity",
    "Setup",
    "Verdict",
    "show_table",
]


_PARTLY = "(una parte se ve y otra no)"
_OTHERWISE = "(se ve lo contrario, o ninguna diferencia)"
_MIXED = "(lo que se vio se debe a otra cosa que cambió a la vez)"
_TOO_FEW = "(estos datos no alcanzan para decidir)"
# The colour of each verdict, and how a number of sentences with it is said, for one and several.
_TONES = {
    CONFIRMED: ("good", "confirmada (se ve lo que afirma)", "confirmadas (se ve lo que afirman)"),
    QUALIFIED: ("fair", f"matizada {_PARTLY}", f"matizadas {_PARTLY}"),
    REFUTED: ("bad", f"refutada {_OTHERWISE}", f"refutadas {_OTHERWISE}"),
    CONFOUNDED: ("mixed", f"confundida {_MIXED}", f"confundidas {_MIXED}"),
    UNDECIDED: ("none", f"no concluyente {_TOO_FEW}", f"no concluyentes {_TOO_FEW}"),
}


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What holds of one sentence of the report.

    Attributes
    ----------
    id : str
        Question and letter: "1a".
    quote : str
        The sentence, as the report has it.
    verdict : str
        A key of `RULES`.
    found : str
        The numbers that decide, in a Spanish sentence or two.
    key : str
        The number that decides, in a few words: for the summary.
    setup : Setup
    where : sequence of str
        Names of the figures and tables that show them.
    decides : tuple of Quantity
        The numbers themselves.
    scope : str
        On what it depends: for which other set-ups it holds, in a few words.
    """

    id: str
    quote: str
    verdict: str
    found: str
    key: str
    setup: Setup
    where: Sequence[str]
    decides: tuple[Quantity, ...] = ()
    scope: str = ""

    @property
    def evidence(self) -> str:
        """What was found, in which set-up, and on what it depends."""
        scope = f" {self.scope}" if self.scope else ""
        return f"{self.found} ({self.setup.text()}.){scope}"


def show_table(question: str, verdicts: Sequence[Verdict]) -> None:
    """Show the verdicts of a notebook as a table; the exporters find them in its output, too."""
    frame = pd.DataFrame(
        {
            "Frase del informe": [f"{v.id} «{v.quote}»" for v in verdicts],
            "Veredicto": [v.verdict for v in verdicts],
            "Lo que decide": [v.evidence for v in verdicts],
            "Véase": [ref(*v.where) for v in verdicts],
        }
    )
    texts = ("id", "quote", "verdict", "evidence", "key")
    stored = [
        {**{name: getattr(v, name) for name in texts}, "where": ref(*v.where)} for v in verdicts
    ]
    rules = "; ".join(f"{outcome}, {rule}" for outcome, rule in RULES.items())
    show.table(
        frame,
        "verdicts",
        f"Veredicto sobre cada frase del informe, calculado con los resultados de esta ejecución. "
        f"Reglas: {rules}.",
        classes={"Veredicto": lambda label: f"tone tone-{_TONES[label][0]}"},
        extra={
            mime.VERDICTS: {"question": question, "verdicts": stored},
            mime.SUMMARY: _summary(question, verdicts),
        },
    )


def _summary(question: str, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return what the combined document opens with, as `lab1.publish.combine` lays it out."""
    return {
        "title": "Las frases del informe, una a una",
        "sentence": "De las {total} frases del informe original que se examinan, los datos de esta "
        "ejecución dejan {counts}.",
        "counts": [list(said) for said in _TONES.values()],
        "columns": ["Frase del informe", "Veredicto", "Lo que decide"],
        "group": question,
        "rows": [
            {
                "tone": _TONES[v.verdict][0],
                "cells": [f"«{v.quote.strip('«»')}»", v.verdict, _sentence(v.key)],
                "toned": 1,
                "where": ref(*v.where),
            }
            for v in verdicts
        ],
    }


def _sentence(key: str) -> str:
    return f"{key[0].upper()}{key[1:]}."
