"""Cleans one picture. Runs in a worker process and imports nothing of the bot.

The picture is decoded, turned upright, and painted in sRGB on a fresh canvas, which is encoded anew:
EXIF, XMP, ICC profiles, comments, thumbnails and appended bytes stay behind because they are never copied.
Each step lets go of the pixels of the one before, so that at most two copies of a picture are in memory.
"""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from services.reporting.colours import in_srgb
from services.reporting.metadata import PictureClock, place_of, time_of

MAX_PIXELS = 40_000_000
MAX_SIDE = 65_500
"""Pixels of a JPEG's side. Source: libjpeg, JPEG_MAX_DIMENSION."""
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "TIFF", "BMP")
MANY_FRAMES = ("GIF", "PNG", "WEBP", "AVIF")
"""Formats whose further pictures are those of a film."""
JPEG_QUALITY = 85
EIGHT_BITS, SIXTEEN_BITS = 255, 65_535
HASH_SIDE = 8
HASH_SAMPLES = 48
"""Samples a side taken of each cell of the hash: plenty, and the same time for every size."""


_REDUCED, _DNG = 0x00FE, 0xC612
"""NewSubfileType and DNGVersion. Sources: TIFF 6.0; Adobe DNG."""
_FILM = re.compile(rb"\0\0\0[\x08-\x40]ftyp(?:mp4|iso|qt  |avc|M4V|3gp)")
"""How a video begins that stands behind a picture: phones join the two and call it a motion photo."""
_OWN_HEAD = 64
"""Bytes of a file in which its own kind is named."""
_MISSING = range(127, 130)
"""Greys that libjpeg paints where a JPEG has nothing: the middle, and what encoding makes of it."""
NOTHING_LEFT = 0.98
"""So much of them is no picture."""
_JPEG_END = b"\xff\xd9"


class Remark(StrEnum):
    """What a reporter should know of a picture that was taken."""

    FIRST_FRAME = "first-frame"
    """It moved; the first of its frames was kept."""
    FIRST_PAGE = "first-page"
    """It had several pages; the first was kept."""
    CUT_SHORT = "cut-short"
    """The end of the file was missing, and with it a part of the picture."""
    MOVING_PART = "moving-part"
    """A film came along; the still was kept."""


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
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was refused: ``kind``, ``pixels``, ``locked``, ``sound`` or ``broken``.

    (An exception would drag a traceback with it.)
    """

    reason: str


def clean(raw: bytes) -> CleanPicture | Refusal:
    """Cleans a picture. Whatever a decoder raises on a hostile file is a refusal."""
    try:
        return _cleaned(raw)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return Refusal("pixels")
    except UnidentifiedImageError:
        return Refusal("kind")
    except OSError as error:
        return _as_far_as_it_goes(raw) if _is_cut_short(raw, error) else Refusal("broken")
    except Exception:  # noqa: BLE001 - decoders raise anything on hostile files; here is the wall they hit
        return Refusal("broken")


def _cleaned(raw: bytes) -> CleanPicture | Refusal:
    with Image.open(io.BytesIO(raw), formats=FORMATS) as picture:
        if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
            return Refusal("pixels")
        if _is_preview(picture):
            return Refusal("kind")
        place, time, remarks = place_of(picture), time_of(picture), _remarks(picture, raw)
        painted = finish(fresh(picture))
        return replace(
            painted, place=place, taken=time.moment, clock=time.clock, zone=time.zone, remarks=remarks
        )


def _is_preview(picture: Image.Image) -> bool:
    """Whether a camera's raw file shows its preview of some hundred pixels instead of the picture."""
    tags = picture.tag_v2 if isinstance(picture, TiffImageFile) else {}
    return _DNG in tags or bool(tags.get(_REDUCED, 0) & 1)


def _remarks(picture: Image.Image, raw: bytes) -> tuple[Remark, ...]:
    if picture.format in MANY_FRAMES and getattr(picture, "is_animated", False):
        return (Remark.FIRST_FRAME,)
    if picture.format == "TIFF" and getattr(picture, "n_frames", 1) > 1:
        return (Remark.FIRST_PAGE,)
    return (Remark.MOVING_PART,) if _FILM.search(raw, _OWN_HEAD) else ()


def _is_cut_short(raw: bytes, error: OSError) -> bool:
    """Whether a JPEG ends before its picture does: Pillow says so, and gives nothing of it."""
    return raw.startswith(b"\xff\xd8") and "truncated" in str(error)


def _as_far_as_it_goes(raw: bytes) -> CleanPicture | Refusal:
    """What there is of a JPEG, as when a download broke off; what is missing is grey.

    With an end put behind it libjpeg paints what it has.
    """
    try:
        result = _cleaned(raw + _JPEG_END)
        if isinstance(result, Refusal):
            return result
        with Image.open(io.BytesIO(result.content)) as painted:
            levels = painted.convert("L").histogram()
        if sum(levels[level] for level in _MISSING) > NOTHING_LEFT * sum(levels):
            return Refusal("broken")
        return replace(result, remarks=(*result.remarks, Remark.CUT_SHORT))
    except Exception:  # noqa: BLE001 - the same wall
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
    if picture.mode == "F":
        return picture.convert("L")
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
