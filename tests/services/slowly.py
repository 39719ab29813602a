"""Plays files that take long: a harmless stand-in for the cleaner, run in the worker.

What ends in :data:`SLOW` keeps the worker busy until it is ended; everything else is cleaned as ever.
"""

from __future__ import annotations

import time

from services.reporting import worker
from services.reporting.kinds import FileKind
from services.reporting.picture import Refusal
from services.reporting.worker import CleanFile

SLOW = b"takes its whole time"


def prepare() -> None:
    """As the cleaner itself."""
    worker.prepare()


def clean_file(raw: bytes, kind: FileKind, most_pages: int) -> CleanFile | Refusal:
    """Cleans a file, or takes all the time there is."""
    while raw.endswith(SLOW):
        time.monotonic()
    return worker.clean_file(raw, kind, most_pages)
