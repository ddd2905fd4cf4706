"""A progress bar that is gone when the work is done, from a notebook saved then, too."""

import os
import threading
from typing import Any

from tqdm.auto import tqdm


class Progress(tqdm):  # type: ignore[misc]
    """The bar of tqdm, on the terminal or as a widget; the environment's TQDM_DISABLE hides it.

    Parameters
    ----------
    *args, **look
        As tqdm takes them.
    delay : float
        Seconds that nothing is shown.
    """

    _lock = threading.RLock()  # tqdm's own is one of processes, for which Python 3.14 starts one
    displayed = True  # but as a widget, until it is shown
    _place: Any = None

    def __init__(self, *args: Any, delay: float = 0, **look: Any) -> None:
        # tqdm's widget doesn't ask the environment by itself, and shows itself where none is due.
        hidden = bool(os.environ.get("TQDM_DISABLE"))
        super().__init__(*args, delay=max(delay, 1e-9), leave=False, disable=hidden, **look)
        if not delay and not hidden:
            self.refresh()

    def display(self, *args: Any, check_delay: bool = True, **more: Any) -> None:
        """Show the bar as it is now."""
        if hasattr(self, "container"):
            if check_delay and not self.displayed:
                from IPython.display import display

                self.displayed = True
                self._place = display(self.container, display_id=True)
            more["check_delay"] = check_delay
        super().display(*args, **more)

    def close(self) -> None:
        """Take the bar away, and its words from what the notebook stores."""
        super().close()
        if self._place is not None:
            self._place.update({"text/plain": ""}, raw=True)
            self._place = None
