"""A result goes in, a verdict in Spanish comes out: one function for each sentence of the report.

The functions stand in one module a notebook. Each takes numbers that the notebook has computed
and chooses the verdict by them, by an interval wherever they come from a sample of seeds; its last
argument `where` names the figure or table that shows them.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from lab1.report import mime, show

CONFIRMED, REFUTED, CONFOUNDED = "confirmado", "refutado", "confundido"
QUALIFIED, UNDECIDED = "matizado", "no concluyente"


@dataclass(frozen=True)
class Verdict:
    """What holds of one sentence of the report.

    Attributes
    ----------
    id : str
        Question and letter: "1a".
    quote : str
        The sentence, as the report has it.
    verdict : {"confirmado", "refutado", "confundido", "matizado", "no concluyente"}
    evidence : str
        The numbers that decide, in Spanish.
    where : str
        Figure or table that shows them.
    key : str
        The number that decides, in a few words: for the summary.
    """

    id: str
    quote: str
    verdict: str
    evidence: str
    where: str
    key: str


def show_table(number: str, question: str, verdicts: Sequence[Verdict]) -> None:
    """Show the verdicts of a notebook as a table; the exporters find them in its output, too."""
    frame = pd.DataFrame(
        {
            "Frase del informe": [f"{v.id} «{v.quote}»" for v in verdicts],
            "Veredicto": [v.verdict for v in verdicts],
            "Lo que decide": [v.evidence for v in verdicts],
            "Véase": [v.where for v in verdicts],
        }
    )
    stored = {"question": question, "verdicts": [asdict(v) for v in verdicts]}
    show.table(
        frame,
        number,
        "Veredicto sobre cada frase del informe, calculado con los resultados de esta ejecución.",
        classes={"Veredicto": lambda verdict: f"verdict verdict-{verdict.replace(' ', '-')}"},
        extra={mime.VERDICTS: stored},
    )
