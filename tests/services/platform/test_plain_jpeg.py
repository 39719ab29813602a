"""The head of a plain JPEG, read without decoding it."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from services.platform.plain_jpeg import size_of_plain_jpeg


@pytest.mark.parametrize("side", [1, 7, 333])
def test_sizes_are_read_from_the_picture(side: int) -> None:
    out = io.BytesIO()
    Image.effect_noise((side, 2 * side), 90).convert("RGB").save(out, "JPEG", quality=85)
    assert size_of_plain_jpeg(out.getvalue()) == (side, 2 * side)
