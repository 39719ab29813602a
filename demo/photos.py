"""Uploaded pictures, as strictly as Telegram takes them."""

from __future__ import annotations

from typing import Any

from demo.errors import bad_request
from demo.world import World

MAX_PHOTO_BYTES = 10 * 2**20
MAX_PHOTO_SIDES = 10_000
MAX_PHOTO_RATIO = 20
"""Limits of a photo. Source: Bot API, sendPhoto."""
TOO_BIG_PHOTO = "file of size {size} bytes is too big for a photo; the maximum size is {most} bytes"


def added_photo(world: World, raw: bytes) -> list[dict[str, Any]]:
    """Adds a picture to the world; its sizes.

    Raises:
        demo.errors.Refused: Telegram would not take it as a photo.
    """
    if len(raw) > MAX_PHOTO_BYTES:
        raise bad_request(TOO_BIG_PHOTO.format(size=len(raw), most=MAX_PHOTO_BYTES))
    try:
        width, height = world.size_of(raw)
        if width + height > MAX_PHOTO_SIDES or max(width, height) > MAX_PHOTO_RATIO * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return world.add_photo(raw)
    except OSError:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
