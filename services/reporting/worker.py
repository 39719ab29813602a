"""The worker process's side of evidence: limits, and the one function it is called with."""

from __future__ import annotations

import os
import resource
import warnings
from dataclasses import dataclass

import pi_heif
from PIL import Image

from services.reporting.kinds import Kind
from services.reporting.pages import paint
from services.reporting.picture import MAX_PIXELS, CleanPicture, Refusal, clean

MEMORY_LIMIT = 540 * 2**20
"""Bytes of memory of its own (RLIMIT_DATA): with shared code the worker stays below 600 MB."""
ADDRESS_LIMIT = 1_500 * 2**20
NICENESS = 10


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What became of one file: a picture, the pages of a PDF, or moments of a video."""

    pictures: tuple[CleanPicture, ...]
    pages: int = 0
    """Pages the PDF has, also those that were not painted; 0 for a picture."""
    seconds: int = 0
    """Length of the video, at least 1; 0 for others."""


def prepare_worker() -> None:
    """Limits of the worker process: memory, no core dumps, behind everything else."""
    os.nice(NICENESS)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # each thread would take 40 MB of the limit
        os.environ[name] = "1"
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - decoders print pieces of what they read
        os.dup2(nowhere.fileno(), 2)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_LIMIT, ADDRESS_LIMIT))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pi_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore")  # decoders complain about damage; what counts is whether they succeed
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def clean_file(raw: bytes, kind: Kind, most_pages: int) -> CleanFile | Refusal:
    """Cleans a file of a known kind."""
    if kind is Kind.PDF:
        pages = paint(raw, most_pages)
        return pages if isinstance(pages, Refusal) else CleanFile(pages.pictures, pages.total)
    picture = clean(raw)
    return picture if isinstance(picture, Refusal) else CleanFile((picture,))


def ready() -> int:
    """Its process id; called to have the worker started before the first file comes."""
    return os.getpid()
