"""Let Jupyter's menu reach the exporters: its server knows no exporter with a hyphen's name.

Jupyter's server loads this by prefix/etc/jupyter/jupyter_server_config.d/lab1.json.
"""

from typing import Any

from jupyter_server.base.handlers import path_regex
from jupyter_server.nbconvert.handlers import NbconvertFileHandler
from jupyter_server.utils import url_path_join


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    """Serve /nbconvert/lab1-pdf and lab1-html as the server does for names without a hyphen."""
    address = url_path_join(
        server.web_app.settings["base_url"], rf"/nbconvert/(?P<format>lab1-\w+){path_regex}"
    )
    server.web_app.add_handlers(".*$", [(address, NbconvertFileHandler)])
