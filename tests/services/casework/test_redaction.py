"""Masked words and blurred cells: what is hidden is gone from the file."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.casework.redaction import MASK, blurred, grid_of, mask, numbered


def noise(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def opened(raw: bytes) -> Image.Image:
    with Image.open(io.BytesIO(raw)) as picture:
        return picture.convert("RGB")


def spread(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    """How far the darkest and the lightest grey of a part are apart."""
    greys = picture.crop(box).convert("L").tobytes()
    return max(greys) - min(greys)


@pytest.mark.parametrize(("width", "height"), [(800, 600), (600, 800), (601, 803), (240, 180)])
def test_chosen_cells_become_one_colour_and_no_other(width: int, height: int) -> None:
    raw = noise(width, height)
    columns, rows = grid_of(width, height)
    after = opened(blurred(raw, [1, columns * rows]))
    assert after.size == (width, height)
    across, down = width // columns, height // rows
    inset = 8 if min(across, down) > 24 else 2
    assert spread(after, (inset, inset, across - inset, down - inset)) <= 12
    last = (width - across + inset, height - down + inset, width - inset, height - inset)
    assert spread(after, last) <= 12
    assert spread(after, (across * 2, down * 2, across * 3, down * 3)) > 60


def test_nothing_chosen_changes_nothing_and_wild_numbers_do_no_harm() -> None:
    raw = noise(200, 100)
    assert blurred(raw, []) == raw
    assert opened(blurred(raw, [0, -3, 49, 10**9])).size == (200, 100)


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (64, 48), (1, 1), (3000, 40)])
def test_the_numbered_copy_is_of_a_readable_size(width: int, height: int) -> None:
    shown = opened(numbered(noise(width, height), [3]))
    assert 800 <= max(shown.size) <= 1600


def test_words_are_masked_in_any_case_and_spacing() -> None:
    text = "Pak  Budi, PAK\nBUDI dan Budiman bertemu budi."
    masked = mask(text, ["pak budi", "budi"])
    assert "budi" not in masked.casefold()
    assert masked.count(MASK) == 4


@given(
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), max_size=6),
    st.text(max_size=200),
)
def test_any_words_can_be_masked(words: list[str], text: str) -> None:
    masked = mask(text, words)
    for word in words:
        if word.strip() and word.isascii() and word.isalnum():
            assert word.lower() not in masked.lower()
