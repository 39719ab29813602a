"""Pictures the bot sent, opened."""

from __future__ import annotations

import io

from PIL import Image


def opened(raw: bytes) -> Image.Image:
    """A picture; fails where the bytes are none."""
    return Image.open(io.BytesIO(raw))
