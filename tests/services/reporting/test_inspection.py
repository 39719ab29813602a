"""What a lying worker could hand back as a cleaned file, and what of it is taken: pictures and nothing else."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from services.platform.plain_jpeg import size_of_plain_jpeg
from services.reporting.inspection import holds
from services.reporting.picture import CleanPicture, Refusal, clean
from services.reporting.worker import CleanFile
from tests.hostile import sound
from tests.services.conftest import jpeg


def cleaned() -> CleanPicture:
    """What an honest worker says."""
    picture = clean(jpeg())
    assert isinstance(picture, CleanPicture)
    return picture


def holding(content: bytes, **changes: object) -> CleanFile:
    """A file of one picture, whose hash fits its bytes."""
    honest = cleaned()
    told = {"content": content, "sha256": hashlib.sha256(content).hexdigest(), **changes}
    return CleanFile((replace(honest, **told),))  # type: ignore[arg-type]


def test_what_an_honest_worker_says_holds() -> None:
    assert holds(CleanFile((cleaned(),)))
    assert holds(Refusal("broken"))
    for name in ("jpeg-grey", "png-rgba", "webp"):
        picture = clean(sound()[name])
        assert isinstance(picture, CleanPicture)
        assert holds(CleanFile((picture,))), name


@pytest.mark.parametrize("name", ["jpeg", "jpeg-progressive", "jpeg-cmyk", "png", "webp", "heic", "pdf"])
def test_files_with_more_in_them_than_shows_are_not_plain(name: str) -> None:
    raw = sound()[name]
    size = size_of_plain_jpeg(raw)
    assert size is None or name == "jpeg-cmyk"
    assert not holds(holding(raw))


def test_a_worker_can_hide_nothing_in_or_behind_a_picture() -> None:
    plain = cleaned().content
    comment = b"\xff\xfe\x00\x08Budi S"
    hidden = {
        "behind": plain + b"Budi",
        "a second picture": plain + plain,
        "a comment": plain[:20] + comment + plain[20:],
        "a comment in the scan": plain[:-2] + comment + plain[-2:],
        "EXIF": plain[:2] + b"\xff\xe1\x00\x08Exif\0\0" + plain[2:],
        "cut off": plain[:-2],
        "a script": b"<script>alert(1)</script>",
        "nothing": b"",
        "only a head": plain[:3],
        "a length beyond the end": plain[:4] + b"\xff\xff",
    }
    for name, content in hidden.items():
        assert not holds(holding(content)), name


def test_words_in_the_fields_are_those_of_the_cleaner() -> None:
    plain = cleaned().content
    assert holds(
        holding(plain, place="-6.20833, 106.81806", taken="2024-09-20 10:11", zone="+07:00", page=1, second=3)
    )
    for changes in (
        {"place": "rumah Budi"},
        {"place": "-6.20833, 106.81806\n"},
        {"taken": "kemarin"},
        {"taken": "2024-09-20 10:11", "zone": "rumah Budi"},
        {"taken": "", "zone": "+07:00"},
        {"difference_hash": "x" * 16},
        {"sha256": "0" * 64},
        {"width": 1},
        {"width": -320},
        {"page": 2},
        {"page": -1},
        {"second": -1},
        {"second": 10**9},
    ):
        assert not holds(holding(plain, **changes)), changes
    for answer in (
        CleanFile(()),
        CleanFile((cleaned(),), pages=-1),
        CleanFile((cleaned(),), seconds=10**9),
        Refusal("Budi"),
    ):
        assert not holds(answer)
