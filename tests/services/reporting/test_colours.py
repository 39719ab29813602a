"""Colours of pictures with a profile, as people see them once the profile is gone."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageCms

from services.reporting.evidence import EvidenceCleaner
from services.reporting.picture import CleanPicture, clean
from tests.profiles import adobe_rgb, display_p3, grey, inks

Pixel = tuple[int, ...]
PRESS = inks((95, 0, 0), (60, -40, -45), (50, 70, 0), (88, -5, 90), (12, 0, 0))


def saved(colour: Pixel, mode: str, profile: bytes, kind: str) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, (32, 32), colour).save(out, kind, icc_profile=profile)
    return out.getvalue()


def seen(raw: bytes) -> Pixel:
    """The colour in the middle of the cleaned picture."""
    picture = clean(raw)
    assert isinstance(picture, CleanPicture), picture
    assert b"ICC_PROFILE" not in picture.content
    with Image.open(io.BytesIO(picture.content)) as opened:
        pixel = opened.getpixel((16, 16))
    assert isinstance(pixel, tuple)
    return pixel


def near(one: Pixel, other: Pixel, most: int = 4) -> bool:
    return all(abs(a - b) <= most for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_a_phone_are_those_the_phone_showed(kind: str) -> None:
    # Source: CSS Color 4, color(display-p3 0.8 0.4 0.2) is rgb(225, 96, 33)
    assert near(seen(saved((204, 102, 51), "RGB", display_p3(), kind)), (220, 98, 33), 8)
    assert near(seen(saved((204, 102, 51), "RGB", b"", kind)), (204, 102, 51))


def test_colours_of_a_camera_are_those_it_meant() -> None:
    pixel = seen(saved((100, 160, 80), "RGB", adobe_rgb(), "PNG"))
    assert pixel[0] < 70
    assert pixel[1] in range(155, 168)


def test_a_transparent_picture_keeps_its_transparency_and_gets_its_colours() -> None:
    assert near(seen(saved((204, 102, 51, 255), "RGBA", display_p3(), "PNG")), (220, 98, 33), 8)
    assert seen(saved((204, 102, 51, 0), "RGBA", display_p3(), "PNG")) == (255, 255, 255)


def test_inks_are_shown_as_on_paper() -> None:
    red = seen(saved((0, 255, 255, 0), "CMYK", PRESS, "JPEG"))
    assert red[0] > 100 > red[2]
    cyan, plain = (seen(saved((255, 0, 0, 0), "CMYK", profile, "JPEG")) for profile in (PRESS, b""))
    assert near(plain, (0, 255, 255)), "without a profile, as before"
    assert cyan[1] < 200, "no ink glows"


def test_greys_of_a_scanner_are_set_right() -> None:
    pixel = seen(saved((128,), "L", grey(1.0), "PNG"))
    assert near(pixel, (188, 188, 188)), "half the light"


def test_a_profile_that_is_of_srgb_changes_nothing() -> None:
    standard = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for colour in ((204, 102, 51), (255, 0, 0), (3, 3, 3)):
        with_one, without = (saved(colour, "RGB", profile, "PNG") for profile in (standard, b""))
        assert seen(with_one) == seen(without)


@pytest.mark.parametrize(
    "profile", [b"no profile", display_p3()[:200], display_p3()[:-20], bytes(500), PRESS, grey(2.2)]
)
def test_a_profile_that_does_not_fit_costs_nothing_but_itself(profile: bytes) -> None:
    assert near(seen(saved((204, 102, 51), "RGB", profile, "PNG")), (204, 102, 51))


async def test_profiles_are_read_behind_the_walls_too() -> None:
    cleaner = EvidenceCleaner()
    try:
        for raw in (
            saved((204, 102, 51), "RGB", display_p3(), "JPEG"),
            saved((0, 255, 255, 0), "CMYK", PRESS, "JPEG"),
            saved((128,), "L", grey(1.0), "JPEG"),
        ):
            expected = clean(raw)
            assert isinstance(expected, CleanPicture)
            assert (await cleaner.clean(raw)).sha256 == expected.sha256
    finally:
        await cleaner.close()
