"""Pictures as cameras and attackers make them."""

from __future__ import annotations

import io

import pytest
from PIL import Image


def jpeg(width: int = 320, height: int = 240, *, orientation: int = 1) -> bytes:
    """A JPEG, red above and blue below, with everything in it that betrays a person."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste((0, 0, 255), (0, height // 2, width, height))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SentinelCamera"
    exif[0x9003] = "2024:09:20 10:11:12"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 12.0, 30.0), "E", (106.0, 49.0, 5.0)
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-998877"
    out = io.BytesIO()
    picture.save(
        out, "JPEG", exif=exif, comment=b"sentinel comment", icc_profile=b"sentinel profile" + bytes(200)
    )
    return out.getvalue() + b"appended sentinel bytes"


@pytest.fixture
def telling_jpeg() -> bytes:
    """See :func:`jpeg`."""
    return jpeg()
