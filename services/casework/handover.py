"""What a hand-over holds, and the way to have it packed in a worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.platform.jail.work import PAPERS, WorkerTask


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the form: rows of label and value, or running text."""

    heading: str
    rows: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Every word of the PDF."""

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    footer: str
    """Holds ``{page}`` and ``{pages}``."""
    blurred_note: str
    """For the manifest; holds ``{name}`` and ``{sha256}``."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A piece of evidence with the cells that are blurred in it."""

    name: str
    content: bytes
    cells: tuple[int, ...]


MAX_HANDOVER = 2**30
"""Bytes of all archives of one hand-over."""

pack_handover: WorkerTask[[Document, Sequence[Picture]], list[bytes]] = WorkerTask(
    PAPERS, "services.casework.handover_pdf", "pack", answer=list[bytes], most=MAX_HANDOVER
)
"""The hand-over as one ZIP, or as several where one would be too large to send."""
