"""Turns the pages of a PDF into pictures. Runs in a worker process and imports nothing of the bot.

Pages are painted with the form fields and signatures that show on them; text layers, scripts,
attachments and the document's metadata stay behind. No script runs: the library is built without an engine.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pypdfium2
from PIL import Image

from services.reporting.picture import CleanPicture, Refusal, finish

DOTS_PER_INCH = 150
"""Letters of a scanned or typed page stay legible, and an A4 page is about 2 megapixels."""
MAX_PAGE_PIXELS = 4_000_000
"""A page of any size is painted with at most so many pixels."""
MAX_PAGE_SIDE = 20_000
POINTS_PER_INCH = 72
"""PDF's unit. Source: ISO 32000, user space."""
PASSWORD_ERROR = "password"  # noqa: S105 - a word in pdfium's error, no password


@dataclass(frozen=True, slots=True)
class Pages:
    """Painted pages, and how many the document has."""

    pictures: tuple[CleanPicture, ...]
    total: int


def paint(raw: bytes, most: int) -> Pages | Refusal:
    """The first ``most`` pages as pictures. Whatever the reader raises on a hostile file is a refusal."""
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        return Refusal("locked" if PASSWORD_ERROR in str(error).lower() else "broken")
    try:
        with suppress(pypdfium2.PdfiumError):  # a form that is broken costs its fields, not the pages
            document.init_forms()
        total = len(document)
        pictures = [_page(document, number) for number in range(min(total, most))]
    except MemoryError:
        return Refusal("pixels")
    except Exception:  # noqa: BLE001 - as with pictures: this is the wall that hostile files hit
        return Refusal("broken")
    finally:
        document.close()
    return Pages(tuple(pictures), total) if pictures else Refusal("broken")


def _page(document: pypdfium2.PdfDocument, number: int) -> CleanPicture:
    page = document[number]
    try:
        width, height = (max(side, 1.0) for side in page.get_size())
        scale = min(
            DOTS_PER_INCH / POINTS_PER_INCH,
            (MAX_PAGE_PIXELS / (width * height)) ** 0.5,
            MAX_PAGE_SIDE / max(width, height),
        )
        bitmap = page.render(scale=scale, may_draw_forms=True)
        try:
            painted = bitmap.to_pil().convert("RGB")
        finally:
            bitmap.close()
    finally:
        page.close()
    canvas = Image.new("RGB", painted.size, "white")
    canvas.paste(painted)
    return finish(canvas, number + 1)
