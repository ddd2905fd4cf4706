"""Controls under a running kernel: how their moves are answered."""

import asyncio
from collections.abc import Callable

import ipywidgets as widgets

WORKING = "Calculando…"
_PAUSE = 0.01  # seconds in which further moves join the same answer


class Soon:
    """Calls a function soon, once for all requests until then: the last one counts.

    Parameters
    ----------
    answer : callable

    Attributes
    ----------
    state : ipywidgets.Label
        Says that the answer is on its way.
    """

    def __init__(self, answer: Callable[[], object]) -> None:
        self.state = widgets.Label()
        self._answer = answer
        self._pending: asyncio.TimerHandle | None = None

    def __call__(self, _: object = None) -> None:
        self.state.value = WORKING
        if self._pending is None:
            self._pending = asyncio.get_running_loop().call_later(_PAUSE, self._now)

    def _now(self) -> None:
        self._pending = None
        self._answer()
        self.state.value = ""
