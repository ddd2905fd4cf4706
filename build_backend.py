"""flit's build backend, whose editable installs work in a folder of any name.

Python reads a .pth file in the locale's encoding, flit writes one in UTF-8: with a path like
C:/Users/José the package could not be found. A line of ASCII that is executed says the same.
"""

from flit_core import wheel
from flit_core.buildapi import *  # noqa: F403


def _add_pth(self: wheel.WheelBuilder) -> None:
    folder = ascii(str(self.module.source_dir.resolve()))
    with self._write_to_zip(f"{self.module.name}.pth") as file:
        file.write(f"import sys; sys.path.append({folder})\n")


wheel.WheelBuilder.add_pth = _add_pth
