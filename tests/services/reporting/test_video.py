"""Moments of a video, taken in this process; the worker around it is tested in test_evidence."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable

import av
import numpy as np
import pytest
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from services.reporting import video as module
from services.reporting.kinds import FileKind, kind_of
from services.reporting.picture import Refusal
from services.reporting.video import MAX_MOMENT_PIXELS, take_moments
from services.reporting.worker import CleanFile
from tests.files import noise, pdf, video

SAID = {
    "title": "Sentinelawati Rahasiawan",
    "comment": "SentinelCamera",
    "location": "-6.2088+106.8456/",
    "creation_time": "2024-09-20T03:11:12Z",
}
CLIP = video(6, said=SAID)


def taken(raw: bytes, most: int = 10) -> CleanFile:
    assert kind_of(raw) is FileKind.VIDEO
    result = take_moments(raw, FileKind.VIDEO, most)
    assert isinstance(result, CleanFile), result
    return result


def brightness(content: bytes) -> float:
    """Mean grey of a picture: the bar grows with time."""
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        grey = picture.convert("L").tobytes()
    return sum(grey) / len(grey)


def test_moments_follow_each_other_and_nothing_else_stays() -> None:
    assert b"Sentinel" in CLIP
    file = taken(CLIP)
    assert (file.pages, file.seconds) == (0, 6)
    assert [(one.page, one.second) for one in file.pictures] == [(1, 1), (2, 3), (3, 5)]
    bright = [brightness(one.content) for one in file.pictures]
    assert bright == sorted(bright)
    assert bright[0] < bright[-1] - 20, "the moments are of different times"
    assert not any(b"Sentinel" in one.content or b"106.8" in one.content for one in file.pictures)


def test_the_place_is_told_once_and_the_clock_not_at_all() -> None:
    file = taken(video(4, said=SAID))
    assert [one.place for one in file.pictures] == ["-6.20880, 106.84560", ""]
    assert not any(one.taken for one in file.pictures)
    (other,) = taken(video(1, said={"location": "+95.0+200.0/"})).pictures
    assert other.place == "", "no place on earth"


@pytest.mark.parametrize(
    ("kind", "codec"),
    [("mp4", "libx264"), ("mov", "mpeg4"), ("webm", "libvpx"), ("matroska", "libx264"), ("3gp", "mpeg4")],
)
def test_what_phones_make_is_taken(kind: str, codec: str) -> None:
    file = taken(video(4, kind=kind, codec=codec))
    assert [one.second for one in file.pictures] == [1, 3]
    assert {(one.width, one.height) for one in file.pictures} == {(320, 240)}


def test_a_video_without_key_frames_in_between_is_read_on() -> None:
    file = taken(video(8, group=1_000))
    assert [one.second for one in file.pictures] == [1, 3, 5, 7]


def test_a_recording_of_a_browser_says_neither_its_length_nor_where_to_seek() -> None:
    file = taken(video(6, kind="webm", codec="libvpx", options={"live": "1"}))
    assert (file.seconds, [one.second for one in file.pictures]) == (6, [1, 3, 5])


@pytest.mark.parametrize(
    ("moments", "seconds"),
    [
        ([n / 10 for n in range(30)] + [9.0], [0, 2, 2]),
        ([0.0, 5.0, 10.0, 15.0], [0, 5, 10]),
        ([n / 10 for n in range(30)] + [20 + n / 10 for n in range(200)], [2, 2, 22, 26, 30, 34, 38]),
    ],
    ids=["still till its end", "slides", "still in between"],
)
@pytest.mark.parametrize(("kind", "codec"), [("mp4", "libx264"), ("webm", "libvpx")])
@pytest.mark.parametrize("group", [5, 1_000])
def test_a_screen_that_stands_still_gives_what_was_on_it(
    moments: list[float], seconds: list[int], kind: str, codec: str, group: int
) -> None:
    """What shows in the middle of each part, each frame once; a last frame of a tenth of a second is in none."""
    file = taken(video(moments[-1], kind=kind, codec=codec, group=group, moments=moments))
    found = [one.second for one in file.pictures]
    assert set(found) <= {int(at) for at in moments}
    assert found == seconds


def test_the_film_is_taken_and_not_the_small_track_before_it() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="matroska") as file:
        for codec, size in (("mjpeg", (64, 48)), ("libx264", (320, 240))):
            stream = file.add_stream(codec, rate=10)
            assert isinstance(stream, VideoStream)
            stream.width, stream.height = size
            stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        for stream in file.streams.video:
            for number in range(1 if stream.width == 64 else 40):
                picture = Image.new("RGB", (stream.width, stream.height), (number * 5, 90, 60))
                frame = VideoFrame.from_ndarray(np.asarray(picture))
                frame.pts = number
                file.mux(stream.encode(frame))
            file.mux(stream.encode())
    file_taken = taken(out.getvalue())
    assert {(one.width, one.height) for one in file_taken.pictures} == {(320, 240)}
    assert len(file_taken.pictures) == 2


def test_damage_in_the_middle_costs_no_more_than_itself() -> None:
    clip = bytearray(video(6, group=10))
    middle = len(clip) // 3
    clip[middle : middle + 60] = bytes(60)
    assert len(taken(bytes(clip)).pictures) >= 2


def test_headers_that_lie_about_the_length_are_not_believed() -> None:
    at = CLIP.index(b"mdhd") + 20
    file = taken(CLIP[:at] + b"\xff\xff\xff\xf0" + CLIP[at + 4 :])
    assert (file.seconds, len(file.pictures)) == (6, 3)


def test_a_long_video_gives_no_more_than_was_asked_for() -> None:
    file = taken(video(30), most=4)
    assert [one.second for one in file.pictures] == [3, 11, 18, 26]


def test_what_may_be_decoded_is_shared_among_the_moments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DECODED_PIXELS", 320 * 240 * 20)
    file = taken(video(10, group=1_000))
    assert [one.page for one in file.pictures] == [1, 2, 3, 4, 5]
    assert [one.second for one in file.pictures] == [0, 0, 1, 1, 1]


def test_a_large_frame_is_kept_smaller() -> None:
    (one,) = taken(video(0.1, size=(3840, 2160))).pictures
    assert MAX_MOMENT_PIXELS * 0.95 < one.width * one.height <= MAX_MOMENT_PIXELS


def test_a_phone_held_upright_gives_upright_pictures() -> None:
    straight, turned = (struct.pack(">9i", *matrix) for matrix in (_STRAIGHT, _TURNED))
    clip = video(2)
    at = clip.index(straight, clip.index(b"tkhd"))
    (one,) = taken(clip[:at] + turned + clip[at + len(turned) :]).pictures
    assert (one.width, one.height) == (240, 320)
    with Image.open(io.BytesIO(one.content)) as picture:
        grey = picture.convert("L").tobytes()
    assert grey[120] > 200 > 100 > grey[-120], "turned clockwise: what was on the left is on top"


_ONE = 1 << 16
_STRAIGHT = (_ONE, 0, 0, 0, _ONE, 0, 0, 0, 1 << 30)
_TURNED = (0, _ONE, 0, -_ONE, 0, 0, 0, 0, 1 << 30)
"""Of the track header: as recorded, and to be turned clockwise by a quarter. Source: ISO 14496-12, tkhd."""


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (lambda: CLIP[:200], "broken"),
        (lambda: b"\x00\x00\x00\x18ftypmp42" + bytes(500), "broken"),
        (lambda: b"\x1aE\xdf\xa3" + bytes(500), "broken"),
        (lambda: b"RIFF\x00\x00\x00\x00AVI " + bytes(500), "kind"),
        (lambda: video(1, kind="avi", codec="mpeg4"), "kind"),
        (lambda: b"FLV\x01" + bytes(500), "kind"),
        (lambda: video(0.1, size=(4_320, 2_432), codec="mpeg4"), "pixels"),
        (lambda: video(1, codec="ffv1", kind="matroska"), "kind"),  # Matroska files carry a random id
    ],
    ids=["cut off", "no film", "no cluster", "avi", "sound avi", "flash", "more than 4K", "other codec"],
)
def test_what_cannot_be_taken_is_refused(made: Callable[[], bytes], reason: str) -> None:
    assert take_moments(made(), FileKind.VIDEO, 10) == Refusal(reason)


@pytest.mark.parametrize("name", ["file:///etc/passwd", "http://127.0.0.1:9/x"])
def test_playlists_are_no_videos(name: str) -> None:
    """FFmpeg would fetch what a playlist names; it never gets one to see."""
    for raw in (f"#EXTM3U\n#EXTINF:1,\n{name}\n", f"ffconcat version 1.0\nfile {name}\n"):
        assert kind_of(raw.encode()) is None
        assert take_moments(raw.encode(), FileKind.VIDEO, 1) == Refusal("kind")


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), cuts=st.integers(0, 40))
def test_damage_is_refused_or_survived(seed: int, cuts: int) -> None:
    chance, raw = random.Random(seed), bytearray(CLIP)
    for _ in range(cuts):
        raw[chance.randrange(12, len(raw))] = chance.randrange(256)
    result = take_moments(bytes(raw[: chance.randrange(12, len(raw) + 1)]), FileKind.VIDEO, 3)
    assert isinstance(result, CleanFile | Refusal)


def test_pictures_and_pages_are_no_videos() -> None:
    for raw in (noise(), pdf(1)):
        assert take_moments(raw, FileKind.VIDEO, 1) == Refusal("kind")
