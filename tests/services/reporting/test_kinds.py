from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.reporting.kinds import PICTURES, FileKind, kind_of
from tests.hostile import sound

EXPECTED = {
    "jpeg": FileKind.JPEG,
    "png": FileKind.PNG,
    "webp": FileKind.WEBP,
    "heic": FileKind.HEIC,
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
        (b"\x00\x00\x00\x18ftypavif", None),
        (b"RIFF\x00\x00\x00\x00WAVE", None),
        (b"GIF89a", None),
        (b"\n\n%PDF-1.4", FileKind.PDF),
        (bytes(1024) + b"%PDF-1.4", None),
        (b"", None),
    ],
)
def test_what_a_file_is_tells_its_content(head: bytes, kind: FileKind | None) -> None:
    assert kind_of(head) is kind


@given(st.binary(max_size=64))
def test_any_bytes_have_a_kind_or_none(raw: bytes) -> None:
    assert kind_of(raw) in {*PICTURES, FileKind.PDF, FileKind.VIDEO, None}
