"""The start: settings, command line, wiring, and everything that touches the wire."""

from pathlib import Path
from typing import Final

__version__ = "0.1.0"
"""The only place the version is written: the build reads it here, ``netra --version`` says it."""

HOME: Final = Path(__file__).parents[1]
"""Where the top folders lie: the checkout, or the ``site-packages`` of an installed Netra."""
