"""Cleans one picture. Runs in a worker process and imports nothing of the bot.

The picture is decoded, turned upright, and painted on a fresh canvas, which is encoded anew: EXIF, XMP, ICC
profiles, comments, thumbnails and appended bytes stay behind because they are never copied.
"""

from __future__ import annotations

import hashlib
import io
import os
import resource
import warnings
from dataclasses import dataclass

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
JPEG_QUALITY = 88
MEMORY_LIMIT = 1_500 * 2**20
NICENESS = 10
GPS_TAG = 0x8825
TIME_TAGS = (0x9003, 0x9004, 0x0132)
"""DateTimeOriginal, DateTimeDigitized, DateTime. Source: Exif 2.32."""
EXIF_SUB_IFD = 0x8769
HASH_SIDE = 8


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without metadata, as JPEG."""

    content: bytes
    width: int
    height: int
    sha256: str
    difference_hash: str
    """64 bits in hex; near for pictures that look alike."""
    had_place: bool
    had_time: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was refused: ``kind``, ``pixels`` or ``broken``. (An exception would drag a traceback.)"""

    reason: str


def prepare_worker() -> None:
    """Limits of the worker process: memory, no core dumps, behind everything else."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def clean(raw: bytes) -> CleanPicture | Refusal:
    """Cleans a picture of a known kind."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                return Refusal("pixels")
            had_place, had_time = _found(picture)
            canvas = _fresh(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Refusal("pixels")
    except UnidentifiedImageError:
        return Refusal("kind")
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, IndexError, KeyError, TypeError):
        return Refusal("broken")  # decoders raise all of these on hostile files
    content = _encode(canvas)
    return CleanPicture(
        content,
        canvas.width,
        canvas.height,
        hashlib.sha256(content).hexdigest(),
        difference_hash(canvas),
        had_place,
        had_time,
    )


def _found(picture: Image.Image) -> tuple[bool, bool]:
    exif = picture.getexif()
    details = exif.get_ifd(EXIF_SUB_IFD)
    return bool(exif.get_ifd(GPS_TAG)), any(tag in exif or tag in details for tag in TIME_TAGS)


def _fresh(picture: Image.Image) -> Image.Image:
    upright = ImageOps.exif_transpose(picture)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        canvas = Image.new("RGB", layer.size, "white")
        canvas.paste(layer, mask=layer.getchannel("A"))
        return canvas
    rgb = upright.convert("RGB")
    canvas = Image.new("RGB", rgb.size)
    canvas.paste(rgb)
    return canvas


def _encode(canvas: Image.Image) -> bytes:
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def difference_hash(picture: Image.Image) -> str:
    """Difference hash: is each pixel of a tiny grey copy brighter than its right neighbour?"""
    small = picture.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.BOX)
    pixels = small.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        for column in range(HASH_SIDE):
            at = row * (HASH_SIDE + 1) + column
            bits = (bits << 1) | (pixels[at] > pixels[at + 1])
    return f"{bits:016x}"
