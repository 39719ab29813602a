"""What a picture's metadata says of place and time, as words for the reporter. Runs in the worker.

The metadata itself is thrown away; a reporter may have these words written down as a note for officers. A
note misleads where a camera wrote something that only looks like a place or a moment: so a receiver's "no
fix" is none, and each time says which clock it is of.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from PIL import Image

EXIF_SUB_IFD = 0x8769
GPS_TAG = 0x8825
GPS_LATITUDE = (0x0001, 0x0002, "NS")
GPS_LONGITUDE = (0x0003, 0x0004, "EW")
"""Reference letter; degrees, minutes, seconds; the letters, positive first. Source: Exif 2.32, GPS IFD."""
DECIMALS = 5
"""Of degrees: about a metre."""

_T = TypeVar("_T")
_TIME = re.compile(r"^\d{4}:\d\d:\d\d \d\d:\d\d")
_ZONE = re.compile(r"^[+-](0\d|1[0-4]):[0-5]\d")
"""Source: Exif 2.31, OffsetTime. No zone on earth is further than fourteen hours from UTC."""


class PictureClock(StrEnum):
    """Which time a picture carries."""

    UNKNOWN = ""
    """Written down by an earlier build, which did not ask."""
    TAKEN = "taken"
    DIGITISED = "digitised"
    """When something older was scanned or photographed."""
    EDITED = "edited"
    """When the file was last changed; a picture sent on or cropped may have no other."""


_TIME_TAGS = (
    (PictureClock.TAKEN, 0x9003, 0x9011),
    (PictureClock.DIGITISED, 0x9004, 0x9012),
    (PictureClock.EDITED, 0x0132, 0x9010),
)
"""DateTimeOriginal, DateTimeDigitized, DateTime, each with its OffsetTime. Source: Exif 2.32."""


@dataclass(frozen=True, slots=True)
class PictureTime:
    """A time that a picture carries."""

    moment: str = ""
    """``2024-09-20 10:11``; empty where there is none."""
    clock: PictureClock = PictureClock.UNKNOWN
    zone: str = ""
    """``+07:00``; empty where it is not known."""


def place_of(picture: Image.Image) -> str:
    """Latitude and longitude a picture carries; empty where there is none or it makes no sense."""
    return _careful(lambda: _place(picture), "")


def time_of(picture: Image.Image) -> PictureTime:
    """The time a picture carries, the one it was taken at before others."""
    return _careful(lambda: _time(picture), PictureTime())


def place_in_words(latitude: float, longitude: float) -> str:
    """``-6.20833, 106.81806``; empty for what is not on earth, and for 0, 0: receivers without a fix
    write it, and nobody is there (the sea off Ghana)."""
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):  # true for "not a number" too
        return ""
    if not round(latitude, DECIMALS) and not round(longitude, DECIMALS):
        return ""
    return f"{latitude:.{DECIMALS}f}, {longitude:.{DECIMALS}f}"


def _careful(read: Callable[[], _T], nothing: _T) -> _T:
    try:
        return read()
    except Exception:  # noqa: BLE001 - hostile EXIF raises anything; then there is no note to offer
        return nothing


def _place(picture: Image.Image) -> str:
    gps = picture.getexif().get_ifd(GPS_TAG)
    latitude, longitude = _degrees(gps, *GPS_LATITUDE), _degrees(gps, *GPS_LONGITUDE)
    return "" if latitude is None or longitude is None else place_in_words(latitude, longitude)


def _degrees(gps: dict[int, object], letter: int, value: int, letters: str) -> float | None:
    """Degrees; None where a part is missing. Without its letter a place may lie in another hemisphere."""
    reference, parts = str(gps.get(letter, "")).strip().upper()[:1], gps.get(value)
    if not isinstance(parts, tuple) or len(parts) != 3 or not reference or reference not in letters:
        return None
    degrees, minutes, seconds = (float(part) for part in parts)
    whole = degrees + minutes / 60 + seconds / 3600
    return whole if reference == letters[0] else -whole


def _time(picture: Image.Image) -> PictureTime:
    exif = picture.getexif()
    details = exif.get_ifd(EXIF_SUB_IFD)
    for clock, tag, offset in _TIME_TAGS:
        match = _TIME.match(str(details.get(tag) or exif.get(tag) or ""))
        if match:
            moment = datetime.strptime(match[0], "%Y:%m:%d %H:%M")  # noqa: DTZ007 - the zone stands beside it
            zone = _ZONE.match(str(details.get(offset) or exif.get(offset) or ""))
            return PictureTime(moment.isoformat(" ", "minutes"), clock, zone[0] if zone else "")
    return PictureTime()
