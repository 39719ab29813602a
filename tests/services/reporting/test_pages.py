"""Pages of a PDF, painted in this process; the worker around it is tested in test_evidence."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from services.reporting.pages import MAX_PAGE_PIXELS, Pages, paint
from services.reporting.picture import Refusal
from tests.files import pdf
from tests.hostile import special

SPECIAL = dict(special())


def painted(raw: bytes, most: int = 10) -> Pages:
    result = paint(raw, most)
    assert isinstance(result, Pages), result
    return result


def test_pages_become_pictures_and_nothing_else_stays() -> None:
    raw = pdf(3)
    assert b"Sentinelawati" in raw
    pages = painted(raw)
    assert (pages.total, [one.page for one in pages.pictures]) == (3, [1, 2, 3])
    for one in pages.pictures:
        assert b"Sentinel" not in one.content
        with Image.open(io.BytesIO(one.content)) as picture:
            assert picture.format == "JPEG"
            assert not picture.getexif()
            assert 1_000 < picture.width < picture.height
            assert min(picture.convert("L").tobytes()) < 60, "the text is there"
    assert len({one.sha256 for one in pages.pictures}) == 3


def test_only_the_first_pages_are_painted() -> None:
    pages = painted(pdf(14), most=4)
    assert (pages.total, len(pages.pictures)) == (14, 4)


@pytest.mark.parametrize("size", [(20_000, 20_000), (14_400, 9), (3, 3), (9, 200_000)])
def test_a_page_of_any_size_has_a_bounded_number_of_pixels(size: tuple[float, float]) -> None:
    (one,) = painted(pdf(1, size=size)).pictures
    assert one.width * one.height <= MAX_PAGE_PIXELS * 1.1


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pdf with a password", "locked"),
        ("head of a pdf only", "broken"),
        ("pdf that claims a million pages", "broken"),
        ("pdf whose pages are their own parents", "broken"),
    ],
)
def test_what_cannot_be_painted_is_refused(name: str, reason: str) -> None:
    assert paint(SPECIAL[name], 10) == Refusal(reason)
