"""What notes of place and time say, and what they leave out because it would mislead."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from services.reporting.metadata import PictureClock, PictureTime
from services.reporting.picture import CleanPicture, clean

ORIGINAL, DIGITISED, CHANGED = 0x9003, 0x9004, 0x0132
OFFSET, OFFSET_ORIGINAL, OFFSET_DIGITISED = 0x9010, 0x9011, 0x9012


def cleaned(fill: Callable[[Image.Exif], None]) -> CleanPicture:
    exif = Image.Exif()
    fill(exif)
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG", exif=exif)
    picture = clean(out.getvalue())
    assert isinstance(picture, CleanPicture)
    return picture


def place(**gps: object) -> str:
    letters = {"north": 1, "latitude": 2, "east": 3, "longitude": 4}

    def fill(exif: Image.Exif) -> None:
        exif.get_ifd(0x8825).update({letters[name]: value for name, value in gps.items()})

    return cleaned(fill).place


SOUTH, EAST, NOTHING = (6.0, 12.0, 30.0), (106.0, 49.0, 5.0), (0.0, 0.0, 0.0)


def test_a_place_is_read_with_its_hemispheres() -> None:
    assert place(north="S", latitude=SOUTH, east="E", longitude=EAST) == "-6.20833, 106.81806"
    assert place(north="N", latitude=SOUTH, east="W", longitude=EAST) == "6.20833, -106.81806"
    assert place(north="N", latitude=NOTHING, east="E", longitude=EAST) == "0.00000, 106.81806", "Pontianak"


def test_a_receiver_without_a_fix_is_no_place_in_the_sea() -> None:
    for north in "NS":
        assert place(north=north, latitude=NOTHING, east="E", longitude=NOTHING) == ""
    assert place(north="N", latitude=(0.0, 0.0, 0.001), east="E", longitude=NOTHING) == ""


@pytest.mark.parametrize("letter", ["", "?", "E", "\x00"])
def test_without_its_letter_a_latitude_is_no_place(letter: str) -> None:
    assert place(north=letter, latitude=SOUTH, east="E", longitude=EAST) == ""
    assert place(latitude=SOUTH, east="E", longitude=EAST) == ""
    assert place(north="S", latitude=SOUTH, longitude=EAST) == ""


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (
            {ORIGINAL: "2024:09:20 10:11:12", CHANGED: "2024:09:25 08:00:00", OFFSET_ORIGINAL: "+07:00"},
            PictureTime("2024-09-20 10:11", PictureClock.TAKEN, "+07:00"),
        ),
        (
            {CHANGED: "2024:09:25 08:00:00", OFFSET: "+08:00"},
            PictureTime("2024-09-25 08:00", PictureClock.EDITED, "+08:00"),
        ),
        (
            {DIGITISED: "2024:09:22 08:00:00", CHANGED: "2024:09:25 08:00:00", OFFSET: "+08:00"},
            PictureTime("2024-09-22 08:00", PictureClock.DIGITISED),
        ),
        (
            {ORIGINAL: "2024:09:20 10:11:12", OFFSET: "+08:00", OFFSET_ORIGINAL: "   :  "},
            PictureTime("2024-09-20 10:11", PictureClock.TAKEN),
        ),
        (
            {ORIGINAL: "2024:09:20 10:11:12", OFFSET_ORIGINAL: "+99:00"},
            PictureTime("2024-09-20 10:11", PictureClock.TAKEN),
        ),
        ({OFFSET_ORIGINAL: "+07:00"}, PictureTime()),
    ],
)
def test_a_time_says_which_clock_it_is_of(tags: dict[int, str], said: PictureTime) -> None:
    def fill(exif: Image.Exif) -> None:
        exif[CHANGED] = tags.get(CHANGED, "")
        exif.get_ifd(0x8769).update({tag: value for tag, value in tags.items() if tag != CHANGED})

    picture = cleaned(fill)
    assert PictureTime(picture.taken, picture.clock, picture.zone) == said
