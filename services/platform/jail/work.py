"""Lanes of the jail, and the work that is done in them: names of functions, which only a worker imports."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from importlib import import_module
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MEMORY = 540 * 2**20
"""Bytes of memory of its own (RLIMIT_DATA): with shared code a worker stays below 600 MB."""
ADDRESSES = 1_500 * 2**20
NICENESS = 10
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Lane:
    """A kind of worker: what it imports before its walls close. It does one piece of work at a time."""

    name: str
    modules: tuple[str, ...]
    """Whose functions may be called."""
    prepare: str = ""
    """``module:function`` called before the walls close: fonts are read, decoders registered."""
    seconds: float = 20
    """A piece of work may take so long."""
    memory: int = MEMORY
    rests: float | None = None
    """After so many seconds without work its process ends; None: it waits for as long as the bot runs."""
    strangers: bool = False
    """Whether what strangers sent is decoded here."""
    threads: bool = False
    """Whether a library starts threads for each file; behind the walls that are up already."""

    def to_words(self) -> str:
        """For the command line of the worker."""
        return json.dumps(asdict(self))

    @classmethod
    def from_words(cls, words: str) -> Lane:
        """What :meth:`to_words` gave."""
        known = json.loads(words)
        return cls(**{**known, "modules": tuple(known["modules"])})


_EVIDENCE = "services.reporting.worker"
EVIDENCE = Lane("evidence", (_EVIDENCE,), f"{_EVIDENCE}:prepare", seconds=10, strangers=True, threads=True)
"""libde265, which reads HEIC, starts a thread for each picture, whatever it is told."""
DOCUMENTS = replace(EVIDENCE, name="documents", rests=300)
"""The same work with time: PDFs, and pictures that take long. No photo waits for it."""
VIDEO = Lane(
    "video",
    ("services.reporting.video",),
    "services.reporting.video:prepare",
    seconds=10,
    strangers=True,
    threads=True,
)
PICTURES = Lane(
    "pictures",
    (
        "services.platform.drawing.share_card",
        "services.platform.drawing.others",
        "services.calendar.timeline",
        "services.announcements.report",
        "services.casework.redaction",
    ),
    "services.platform.drawing.canvas:prepare",
)
CHARTS = Lane("charts", ("services.casework.charts",), "services.casework.charts:prepare", 60, rests=60)
PAPERS = Lane(
    "papers",
    ("services.casework.handover_pdf",),
    "services.casework.handover_pdf:prepare",
    seconds=60,
    memory=1_400 * MEGABYTE,  # forty pictures, and the archive of them
    rests=60,
)


@dataclass(frozen=True, slots=True)
class WorkerTask(Generic[P, T]):
    """A function named by where it is, so that only the worker which calls it imports its module."""

    lane: Lane
    module: str
    name: str
    answer: object
    """Type of what it returns; an answer of another type is none."""
    most: int = 16 * MEGABYTE
    """Bytes of the answer at the most."""
    holds: Callable[[T], bool] = lambda _: True
    """Whether an answer makes sense; the worker is not believed."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        """Calls it here, without walls: for tests, and for the worker's side."""
        function: Callable[P, T] = getattr(import_module(self.module), self.name)
        return function(*args, **kwargs)
