"""Cleans one picture. Runs in a worker process and imports nothing of the bot.

The picture is decoded, turned upright, and painted in sRGB on a fresh canvas, which is encoded anew:
EXIF, XMP, ICC profiles, comments, thumbnails and appended bytes stay behind because they are never copied.
Each step lets go of the pixels of the one before, so that at most two copies of a picture are in memory.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, replace

from PIL import Image, ImageOps, UnidentifiedImageError

from services.reporting.colours import in_srgb
from services.reporting.metadata import PictureClock, place_of, time_of

MAX_PIXELS = 40_000_000
MAX_SIDE = 65_500
"""Pixels of a JPEG's side. Source: libjpeg, JPEG_MAX_DIMENSION."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
JPEG_QUALITY = 85
EIGHT_BITS, SIXTEEN_BITS = 255, 65_535
HASH_SIDE = 8
HASH_SAMPLES = 48
"""Samples a side taken of each cell of the hash: plenty, and the same time for every size."""


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
    """A time it carried, ``2024-09-20 10:11``; kept only if the reporter wants a note."""
    clock: PictureClock = PictureClock.UNKNOWN
    """Which time that is."""
    zone: str = ""
    """Of that time, ``+07:00``; empty where the camera did not write it down."""
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
            place, time = place_of(picture), time_of(picture)
            painted = finish(fresh(picture))
            return replace(painted, place=place, taken=time.moment, clock=time.clock, zone=time.zone)
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
    """The picture's pixels, upright and in sRGB, on a canvas of their own. Uses the picture up."""
    picture.load()
    profile = picture.info.get("icc_profile")
    try:
        ImageOps.exif_transpose(picture, in_place=True)
    except Exception:  # noqa: BLE001 - broken EXIF must not cost the picture; it is thrown away anyway
        picture.info.clear()
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        layer = picture if picture.mode == "RGBA" else picture.convert("RGBA")
        layer = in_srgb(layer, profile) or layer
        canvas = Image.new("RGB", layer.size, "white")
        canvas.paste(layer, mask=layer)
        return canvas
    flat = _in_eight_bits(picture)
    if flat.mode not in ("RGB", "CMYK", "L"):
        flat = flat.convert("RGB")
    converted = in_srgb(flat, profile)
    if converted is not None:
        return converted
    rgb = flat if flat.mode == "RGB" else flat.convert("RGB")
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
