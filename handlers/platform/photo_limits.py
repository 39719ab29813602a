"""What Telegram takes as a photo. Anything else goes as a file, whole: nothing is made smaller for it."""

from __future__ import annotations

from services.platform.plain_jpeg import size_of_plain_jpeg

MAX_PHOTO_BYTES = 10 * 2**20
MAX_PHOTO_SIDES = 10_000
"""Pixels of width and height together."""
MAX_PHOTO_RATIO = 20
"""The longer side by the shorter. Source of all three: Bot API, sendPhoto."""


def is_photo(content: bytes) -> bool:
    """Whether Telegram takes a picture as a photo, as far as its head tells.

    What is no JPEG of ours (cards and charts) is drawn small; only its bytes are counted.
    """
    if len(content) > MAX_PHOTO_BYTES:
        return False
    size = size_of_plain_jpeg(content)
    if size is None:
        return True
    return sum(size) <= MAX_PHOTO_SIDES and max(size) <= MAX_PHOTO_RATIO * min(size)
