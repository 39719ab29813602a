"""The worker's side of evidence: what it needs before its walls close, and the function it is called with."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import pi_heif
from PIL import AvifImagePlugin, Image, ImageCms

from services.reporting.kinds import FileKind
from services.reporting.pages import paint
from services.reporting.picture import MAX_PIXELS, CleanPicture, Refusal, clean


@dataclass(frozen=True, slots=True)
class CleanFile:
    """What became of one file: a picture, the pages of a PDF, or moments of a video."""

    pictures: tuple[CleanPicture, ...]
    pages: int = 0
    """Pages the PDF has, also those that were not painted; 0 for a picture."""
    seconds: int = 0
    """Length of the video, at least 1; 0 for others."""


def prepare() -> None:
    """Has everything imported and registered that a file may need: behind the walls nothing can be opened."""
    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.init()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("ignore")  # decoders complain about damage; what counts is whether they succeed
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    datetime.strptime("2024-01-01", "%Y-%m-%d")  # noqa: DTZ007 - it imports a module when first called
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    for kind in ("PNG", "WEBP", "JPEG", "AVIF", "TIFF"):
        out = io.BytesIO()
        exif = b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"
        Image.new("RGB", (16, 16)).save(out, kind, exif=exif, icc_profile=profile)
        clean(out.getvalue())
    for kind in ("GIF", "BMP"):
        out = io.BytesIO()
        Image.new("RGB", (16, 16)).save(out, kind)
        clean(out.getvalue())
    with suppress(Exception):
        paint(b"%PDF-1.7", 1)


def clean_file(raw: bytes, kind: FileKind, most_pages: int) -> CleanFile | Refusal:
    """Cleans a file of a known kind."""
    if kind is FileKind.PDF:
        pages = paint(raw, most_pages)
        return pages if isinstance(pages, Refusal) else CleanFile(pages.pictures, pages.total)
    picture = clean(raw)
    return picture if isinstance(picture, Refusal) else CleanFile((picture,))
