from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.kinds import PICTURES, FileKind, is_sound, kind_of
from tests.hostile import sound

EXPECTED = {
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "webp": FileKind.WEBP,
    "heic": FileKind.HEIC,
    "avif": FileKind.AVIF,
    "gif": FileKind.GIF,
    "tiff": FileKind.TIFF,
    "bmp": FileKind.BMP,
    "pdf": FileKind.PDF,
    "mp4": FileKind.VIDEO,
    "webm": FileKind.VIDEO,
}


@pytest.mark.parametrize("name", sorted(sound()))
def test_every_sound_file_is_known(name: str) -> None:
    assert kind_of(sound()[name]) is EXPECTED[name.partition("-")[0]]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x00\x00\x00\x18ftypisom", FileKind.VIDEO),
        (b"\x00\x00\x00\x18ftypqt  ", FileKind.VIDEO),
        (b"\x1aE\xdf\xa3 webm", FileKind.VIDEO),
        (b"RIFF\x00\x00\x00\x00AVI ", FileKind.VIDEO),
        (b"\x00\x00\x00\x18ftypM4A ", None),
        (b"\x00\x00\x00\x18ftypavif", FileKind.AVIF),
        (b"\x00\x00\x00\x1cftypmif1\0\0\0\0mif1avifmiaf", FileKind.AVIF),
        (b"\x00\x00\x00\x18ftypmif1\0\0\0\0mif1heic", FileKind.HEIC),
        (b"II*\0\x08\0\0\0", FileKind.TIFF),
        (b"MM\0*\0\0\0\x08", FileKind.TIFF),
        (b"II*\0\x10\0\0\0CR\x02\0", None),
        (b"BM" + bytes(12) + b"\x28\0\0\0", FileKind.BMP),
        (b"BMW dan Mercedes, dua kendaraan", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"GIF89a", FileKind.GIF),
        (b"\n\n%PDF-1.4", FileKind.PDF),
        (bytes(1024) + b"%PDF-1.4", None),
        (b"", None),
    ],
)
def test_what_a_file_is_tells_its_content(head: bytes, kind: FileKind | None) -> None:
    assert kind_of(head) is kind


@pytest.mark.parametrize(
    ("head", "sounds"),
    [
        (b"OggS\0\x02", True),
        (b"ID3\x04", True),
        (b"\xff\xfb\x90\x00", True),
        (b"RIFF\0\0\0\0WAVE", True),
        (b"\0\0\0\x18ftypM4A ", True),
        (b"\0\0\0\x18ftypmp42", False),
        (b"\xff\xd8\xff", False),
        (b"PK\x03\x04", False),
        (b"", False),
    ],
)
def test_sound_is_told_from_other_kinds_that_are_not_taken(head: bytes, sounds: bool) -> None:
    assert is_sound(head) is sounds


@given(st.binary(max_size=64))
def test_any_bytes_have_a_kind_or_none(raw: bytes) -> None:
    assert kind_of(raw) in {*PICTURES, FileKind.PDF, FileKind.VIDEO, None}
