"""The cleaning itself, called in this process; the worker around it is tested in test_evidence."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pi_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageStat

from services.reporting.picture import CleanPicture, Refusal, Remark, clean, difference_hash
from tests.files import JPEG_HEAD
from tests.hostile import sound, special
from tests.services.conftest import jpeg

HEIC = Path(__file__).parents[2] / "data" / "green.heic"
"""64 x 48 pixels, made with pillow-heif; its EXIF names a camera and a time."""
SENTINELS = (b"Sentinel", b"sentinel", b"SERIAL", b"2024:09:20", b"Exif", b"ICC_PROFILE")

pi_heif.register_heif_opener()


def cleaned(raw: bytes) -> CleanPicture:
    result = clean(raw)
    assert isinstance(result, CleanPicture), result
    return result


def test_nothing_but_the_picture_stays(telling_jpeg: bytes) -> None:
    assert all(sentinel in telling_jpeg for sentinel in SENTINELS)
    picture = cleaned(telling_jpeg)
    assert not any(sentinel in picture.content for sentinel in SENTINELS)
    assert (picture.place, picture.taken) == ("-6.20833, 106.81806", "2024-09-20 10:11")
    with Image.open(io.BytesIO(picture.content)) as opened:
        assert opened.format == "JPEG"
        assert not opened.getexif()
        assert "icc_profile" not in opened.info
        assert "comment" not in opened.info
        red, blue = opened.getpixel((10, 10)), opened.getpixel((10, 230))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > 60 > red[2]
    assert blue[2] > 200 > 60 > blue[0]


def test_it_is_turned_upright() -> None:
    picture = cleaned(jpeg(320, 240, orientation=6))
    assert (picture.width, picture.height) == (240, 320)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_kinds_become_jpeg(kind: str) -> None:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, kind)
    assert cleaned(out.getvalue()).content.startswith(JPEG_HEAD)


def test_a_picture_of_a_phone_in_heic_becomes_jpeg() -> None:
    raw = HEIC.read_bytes()
    assert b"SentinelCamera" in raw
    picture = cleaned(raw)
    assert (picture.width, picture.height) == (64, 48)
    assert picture.content.startswith(b"\xff\xd8\xff")
    assert not any(sentinel in picture.content for sentinel in SENTINELS)


def test_transparent_parts_become_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue()).content)) as opened:
        assert opened.getpixel((5, 5)) == (255, 255, 255)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    out = io.BytesIO()
    Image.new("1", (12_000, 5_000)).save(out, "PNG")
    assert clean(out.getvalue()) == Refusal("pixels")


@pytest.mark.parametrize("raw", [b"", b"GIF89a" + bytes(50), b"\xff\xd8\xff", b"%PDF-1.7", b"<svg/>"])
def test_what_is_no_picture_is_refused(raw: bytes) -> None:
    assert isinstance(clean(raw), Refusal)


@pytest.mark.filterwarnings("ignore::UserWarning")  # decoders complain about damage; that is the point
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_pictures_are_refused_or_cleaned_but_never_crash(data: st.DataObject) -> None:
    raw = bytearray(jpeg(64, 48))
    for _ in range(data.draw(st.integers(1, 12))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    result = clean(bytes(raw[:cut]))
    if isinstance(result, CleanPicture):
        assert not any(sentinel in result.content for sentinel in SENTINELS)


def test_the_difference_hash_is_near_for_alike_and_far_for_others() -> None:
    def scene(seed: int) -> Image.Image:
        """Blurred patches, always the same for a seed."""
        patches = Image.frombytes("L", (8, 8), random.Random(seed).randbytes(64))
        return patches.resize((200, 200), Image.Resampling.BICUBIC).convert("RGB")

    noise, other = scene(1), scene(2)
    smaller = noise.resize((120, 120))

    def distance(a: Image.Image, b: Image.Image) -> int:
        return (int(difference_hash(a), 16) ^ int(difference_hash(b), 16)).bit_count()

    assert distance(noise, smaller) <= 6
    assert distance(noise, other) > 12


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2024:09:20 10:11:12", "2024-09-20 10:11"),
        ("0000:00:00 00:00:00", ""),
        ("2024:13:45 10:11:12", ""),
        ("kemarin", ""),
        ("", ""),
    ],
)
def test_only_a_time_that_makes_sense_is_offered(written: str, read: str) -> None:
    exif = Image.Exif()
    exif[0x0132] = written
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG", exif=exif)
    assert cleaned(out.getvalue()).taken == read


@pytest.mark.parametrize("degrees", [(200.0, 0.0, 0.0), (89.0, 300.0, 0.0), (1.0, 2.0)])
def test_only_a_place_on_earth_is_offered(degrees: tuple[float, ...]) -> None:
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", degrees, "E", (106.0, 49.0, 5.0)
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "JPEG", exif=exif)
    assert cleaned(out.getvalue()).place == ""


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_turned_upright(orientation: int) -> None:
    picture = cleaned(jpeg(320, 240, orientation=orientation))
    assert (picture.width, picture.height) == ((240, 320) if orientation >= 5 else (320, 240))


def test_sixteen_bits_keep_their_brightness() -> None:
    out = io.BytesIO()
    Image.new("I;16", (40, 40), 40_000).save(out, "PNG")
    with Image.open(io.BytesIO(cleaned(out.getvalue()).content)) as opened:
        greys = opened.convert("L").tobytes()
    assert abs(greys[0] - 40_000 // 257) < 4


def test_cmyk_and_animations_become_one_picture() -> None:
    for name in ("jpeg-cmyk", "png-animated", "webp-animated", "png-palette", "png-grey-alpha"):
        picture = cleaned(sound()[name])
        assert (picture.width, picture.height) == (96, 72), name


def test_a_side_too_long_for_jpeg_is_refused() -> None:
    assert clean(dict(special())["png one pixel high"]) == Refusal("pixels")


@pytest.mark.parametrize(
    "name", ["avif", "gif", "tiff", "tiff-fax", "tiff-cmyk", "tiff-16", "bmp", "bmp-palette"]
)
def test_kinds_of_scanners_screens_and_the_web_become_jpeg(name: str) -> None:
    picture = cleaned(sound()[name])
    upright = (72, 96) if name == "tiff" else (96, 72)
    assert (picture.width, picture.height, picture.remarks) == (*upright, ())
    assert picture.content.startswith(JPEG_HEAD)
    assert not any(sentinel in picture.content for sentinel in SENTINELS)


@pytest.mark.parametrize(
    ("name", "remark"),
    [
        ("gif-animated", Remark.FIRST_FRAME),
        ("webp-animated", Remark.FIRST_FRAME),
        ("png-animated", Remark.FIRST_FRAME),
        ("avif-animated", Remark.FIRST_FRAME),
        ("tiff-pages", Remark.FIRST_PAGE),
    ],
)
def test_of_several_pictures_the_first_is_taken_and_said_to_be(name: str, remark: Remark) -> None:
    picture = cleaned(sound()[name])
    assert picture.remarks == (remark,)
    with Image.open(io.BytesIO(picture.content)) as opened:
        grey = opened.convert("L").tobytes()
    assert grey[4 * 96 + 48] < 40 < 200 < grey[68 * 96 + 48], "the first frame, not one that is turned"


@pytest.mark.parametrize("tag", [0xC612, 0x00FE])
def test_the_preview_in_a_cameras_raw_file_is_not_taken_for_the_picture(tag: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (160, 120), "green").save(
        out, "TIFF", tiffinfo={tag: 1 if tag == 0x00FE else b"\1\4\0\0"}
    )
    assert clean(out.getvalue()) == Refusal("kind")


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("part", [0.99, 0.5])
def test_a_jpeg_short_of_its_last_bytes_is_cleaned_as_far_as_it_goes(part: float, progressive: bool) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "SentinelCamera", "2024:09:20 10:11:12"
    scene = Image.frombytes("L", (40, 30), random.Random(7).randbytes(1_200)).resize((640, 480))
    scene.save(out, "JPEG", exif=exif, progressive=progressive)
    raw = out.getvalue()
    assert cleaned(raw).remarks == ()
    picture = cleaned(raw[: int(len(raw) * part)])
    assert picture.remarks == (Remark.CUT_SHORT,)
    assert (picture.width, picture.height, picture.taken) == (640, 480, "2024-09-20 10:11")
    assert not any(sentinel in picture.content for sentinel in SENTINELS)
    with Image.open(io.BytesIO(picture.content)) as opened:
        above = opened.convert("L").crop((0, 0, 640, 160))
    distance = ImageStat.Stat(ImageChops.difference(above, scene.crop((0, 0, 640, 160)))).mean[0]
    assert distance < (5 if not progressive or part > 0.9 else 40), "what was there is there"


def test_a_jpeg_of_which_nothing_is_left_is_refused() -> None:
    raw = jpeg()
    scan = raw.index(b"\xff\xda")
    assert clean(raw[: scan + 14]) == Refusal("broken")


@pytest.mark.parametrize("brand", [b"mp42", b"isom", b"qt  "])
def test_of_a_motion_photo_the_still_is_kept_and_the_film_mentioned(brand: bytes) -> None:
    film = struct.pack(">I", 24) + b"ftyp" + brand + bytes(12) + b"sentinel" + bytes(500)
    still = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(still, "JPEG")
    picture = cleaned(still.getvalue() + film)
    assert picture.remarks == (Remark.MOVING_PART,)
    assert (picture.width, picture.height) == (64, 48)
    assert b"sentinel" not in picture.content
    assert cleaned(still.getvalue()).remarks == ()
    assert cleaned(HEIC.read_bytes() + film).remarks == (Remark.MOVING_PART,)
    assert cleaned(HEIC.read_bytes()).remarks == (), "its own head is no film"
