"""Cleans one picture. Runs in a worker process and imports nothing of the bot.

The picture is decoded, turned upright, and painted on a fresh canvas, which is encoded anew: EXIF, XMP, ICC
profiles, comments, thumbnails and appended bytes stay behind because they are never copied. Each step lets go
of the pixels of the one before, so that at most two copies of a picture are in memory.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 40_000_000
MAX_SIDE = 65_500
"""Pixels of a JPEG's side. Source: libjpeg, JPEG_MAX_DIMENSION."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
JPEG_QUALITY = 85
EXIF_SUB_IFD = 0x8769
GPS_TAG = 0x8825
TIME_TAGS = (0x9003, 0x9004, 0x0132)
"""DateTimeOriginal, DateTimeDigitized, DateTime. Source: Exif 2.32."""
GPS_LATITUDE = (0x0001, 0x0002)
GPS_LONGITUDE = (0x0003, 0x0004)
"""Reference letter and degrees, minutes, seconds. Source: Exif 2.32, GPS IFD."""
EIGHT_BITS, SIXTEEN_BITS = 255, 65_535
HASH_SIDE = 8
HASH_SAMPLES = 48
"""Samples a side taken of each cell of the hash: plenty, and the same time for every size."""

_EXIF_TIME = re.compile(r"^\d{4}:\d\d:\d\d \d\d:\d\d")


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture without metadata, as JPEG, and what its metadata said before it was thrown away."""

    content: bytes
    width: int
    height: int
    sha256: str
    difference_hash: str
    """64 bits in hex; near for pictures that look alike."""
    place: str = ""
    """Latitude and longitude in degrees, ``-6.20833, 106.81806``; kept only if the reporter wants a note."""
    taken: str = ""
    """When it was taken, ``2024-09-20 10:11``; kept only if the reporter wants a note."""
    page: int = 0
    """Page of a PDF or moment of a video, from 1; 0 for a picture."""
    second: int | None = None
    """Where in a video it was; None for pictures and PDF."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was refused: ``kind``, ``pixels``, ``locked`` or ``broken``.

    (An exception would drag a traceback with it.)
    """

    reason: str


def clean(raw: bytes) -> CleanPicture | Refusal:
    """Cleans a picture. Whatever a decoder raises on a hostile file is a refusal."""
    try:
        with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
                return Refusal("pixels")
            place, taken = metadata_of(picture)
            return replace(finish(fresh(picture)), place=place, taken=taken)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return Refusal("pixels")
    except UnidentifiedImageError:
        return Refusal("kind")
    except Exception:  # noqa: BLE001 - decoders raise anything on hostile files; here is the wall they hit
        return Refusal("broken")


def finish(canvas: Image.Image, page: int = 0) -> CleanPicture:
    """Encodes a canvas that holds nothing but pixels."""
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=JPEG_QUALITY)
    content = out.getvalue()
    return CleanPicture(
        content,
        canvas.width,
        canvas.height,
        hashlib.sha256(content).hexdigest(),
        difference_hash(canvas),
        page=page,
    )


def fresh(picture: Image.Image) -> Image.Image:
    """The picture's pixels, upright, on a canvas of their own. Uses the picture up."""
    picture.load()
    try:
        ImageOps.exif_transpose(picture, in_place=True)
    except Exception:  # noqa: BLE001 - broken EXIF must not cost the picture; it is thrown away anyway
        picture.info.clear()
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        canvas = Image.new("RGB", layer.size, "white")
        canvas.paste(layer, mask=layer)
        return canvas
    rgb = picture if picture.mode == "RGB" else _in_eight_bits(picture).convert("RGB")
    canvas = Image.new("RGB", rgb.size, None)  # not blackened first: each pixel is painted
    canvas.paste(rgb)
    return canvas


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Sixteen bits a pixel become eight; Pillow's own conversion would cut off what is above 255."""
    if not picture.mode.startswith("I"):
        return picture
    wide = picture.convert("I")
    brightest = wide.getextrema()[1]
    if isinstance(brightest, int | float) and brightest > EIGHT_BITS:
        wide = wide.point(lambda value: value * (EIGHT_BITS / SIXTEEN_BITS))
    return wide.convert("L")


def difference_hash(picture: Image.Image) -> str:
    """Difference hash: is each pixel of a tiny grey copy brighter than its right neighbour?"""
    samples = ((HASH_SIDE + 1) * HASH_SAMPLES, HASH_SIDE * HASH_SAMPLES)
    if picture.width > samples[0] and picture.height > samples[1]:
        picture = picture.resize(samples, Image.Resampling.NEAREST)
    small = picture.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.BOX)
    pixels = small.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        for column in range(HASH_SIDE):
            at = row * (HASH_SIDE + 1) + column
            bits = (bits << 1) | (pixels[at] > pixels[at + 1])
    return f"{bits:016x}"


# --- what the metadata says, as words for the reporter ---


def metadata_of(picture: Image.Image) -> tuple[str, str]:
    """Place and time a picture carries; empty where there is none or it makes no sense."""
    return _careful(lambda: _place(picture)), _careful(lambda: _taken(picture))


def _careful(read: Callable[[], str]) -> str:
    try:
        return read()
    except Exception:  # noqa: BLE001 - hostile EXIF raises anything; then there is no note to offer
        return ""


def _place(picture: Image.Image) -> str:
    gps = picture.getexif().get_ifd(GPS_TAG)
    latitude, longitude = _degrees(gps, GPS_LATITUDE, "S"), _degrees(gps, GPS_LONGITUDE, "W")
    if latitude is None or longitude is None:
        return ""
    on_earth = abs(latitude) <= 90 and abs(longitude) <= 180  # false for "not a number" too
    return f"{latitude:.5f}, {longitude:.5f}" if on_earth else ""


def _degrees(gps: dict[int, object], tags: tuple[int, int], negative: str) -> float | None:
    reference, parts = (gps.get(tag) for tag in tags)
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(reference).upper().startswith(negative) else value


def _taken(picture: Image.Image) -> str:
    exif = picture.getexif()
    details = exif.get_ifd(EXIF_SUB_IFD)
    for tag in TIME_TAGS:
        match = _EXIF_TIME.match(str(details.get(tag) or exif.get(tag) or ""))
        if match:
            moment = datetime.strptime(match[0], "%Y:%m:%d %H:%M")  # noqa: DTZ007 - a camera knows no zone
            return moment.isoformat(" ", "minutes")
    return ""
