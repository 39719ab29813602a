"""Takes still pictures out of a video. Runs in a worker process and imports nothing of the bot.

A video is kept as pictures of moments spread over it, painted anew as photos are: its sound, subtitles,
tracks of places, names of devices and everything else in the file stay behind. The sound above all: the voice
nearest to the microphone is the reporter's.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import islice

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from services.reporting.kinds import FileKind
from services.reporting.metadata import place_in_words
from services.reporting.picture import CleanPicture, Refusal, finish
from services.reporting.worker import CleanFile
from services.reporting.worker import prepare as prepare_pictures

SECONDS_APART = 2
"""Moments are no nearer to each other: a short clip needs few pictures."""
MAX_FRAME_PIXELS = 9_000_000
"""Pixels of one frame: 4K. Larger ones would not fit into the worker's memory several at a time."""
MAX_MOMENT_PIXELS = 4_000_000
"""A moment is kept with at most so many pixels, like the page of a PDF."""
MAX_DECODED_PIXELS = 1_000_000_000
"""Pixels decoded of one video, about 480 frames of 1080p: some two seconds of work. Then the moments move
nearer to the key frames."""
MAX_PACKETS = 200_000
"""Packets read of one video; twenty megabytes of a phone's hold a twentieth of that."""

_FORMATS = (
    (re.compile(rb"^....ftyp", re.DOTALL), "mov"),
    (re.compile(rb"^\x1aE\xdf\xa3"), "matroska"),
)
"""What phones and Telegram make: MP4, MOV, 3GP, M4V; Matroska and WebM. FFmpeg is not left to guess: some of
its formats are playlists and scripts, which would open other files."""
_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "libdav1d", "av1", "mpeg4", "h263", "mjpeg"})
"""Decoders for what phones record; the hundreds of others see no reporter's file, and no attacker's."""
_OPTIONS = {
    "format_whitelist": "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm",
    "codec_whitelist": ",".join(sorted(_CODECS)),
    "protocol_whitelist": "",  # the bytes at hand are the only thing to read
    "probesize": str(5 * 2**20),
}
_PLACE = re.compile(r"^([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
"""Latitude and longitude. Source: ISO 6709, as QuickTime and Android write it."""
_PLACE_KEYS = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")


_LATE = ("av.subtitles.stream", "av.audio.stream")
"""Modules PyAV imports when it first meets such a track."""
_Seen = tuple[float, VideoFrame]
"""A frame with its second from the beginning."""


@dataclass(frozen=True, slots=True)
class _Track:
    """What the packets of the pictures say, read without decoding; headers are not believed."""

    first: float
    """Second of the file's clock at which the pictures begin."""
    seconds: float
    keys: tuple[float, ...]
    """Seconds from the beginning at which decoding may begin."""


def prepare() -> None:
    """Has everything imported that a video may need: behind the walls nothing can be opened."""
    prepare_pictures()
    for name in _LATE:
        import_module(name)
    Image.fromarray(VideoFrame(16, 16, "rgb24").to_ndarray())
    take_moments(b"\0\0\0\x18ftypmp42", FileKind.VIDEO, 1)


def take_moments(raw: bytes, _kind: FileKind, most: int) -> CleanFile | Refusal:
    """At most ``most`` pictures of a video. Whatever FFmpeg raises on a hostile file is a refusal."""
    name = next((name for head, name in _FORMATS if head.match(raw)), None)
    if name is None:
        return Refusal("kind")
    try:
        with _open(raw, name) as video:
            film = _film(video)
            if film is None:
                return Refusal("sound" if video.streams.audio else "kind")
            track = _track(video, film)
        with _open(raw, name) as video:
            return _moments(video, track, most)
    except MemoryError:
        return Refusal("pixels")
    except Exception:  # noqa: BLE001 - as with pictures: this is the wall that hostile files hit
        return Refusal("broken")


def _open(raw: bytes, name: str) -> InputContainer:
    return av.open(io.BytesIO(raw), "r", format=name, options=_OPTIONS, metadata_errors="replace")


def _film(video: InputContainer) -> VideoStream | None:
    """The largest track of moving pictures that is decoded here; covers and thumbnails are none."""
    known = [
        one
        for one in video.streams.video
        if one.codec_context.name in _CODECS and not one.disposition & Disposition.attached_pic
    ]
    return max(known, key=lambda one: one.codec_context.width * one.codec_context.height, default=None)


def _track(video: InputContainer, stream: VideoStream) -> _Track:
    times: list[float] = []
    keys: list[float] = []
    end = 0.0
    for packet in islice(video.demux(stream), MAX_PACKETS):
        if packet.pts is None:
            continue
        at = float(packet.pts * packet.time_base)
        times.append(at)
        end = max(end, at + float((packet.duration or 0) * packet.time_base))
        if packet.is_keyframe:
            keys.append(at)
    first = min(times, default=0.0)
    return _Track(first, max(0.0, end - first), tuple(key - first for key in keys))


def _moments(video: InputContainer, track: _Track, most: int) -> CleanFile | Refusal:
    stream, place = _film(video), _place(video)
    if stream is None:
        return Refusal("kind")
    stream.thread_count = 1
    if stream.codec_context.width * stream.codec_context.height > MAX_FRAME_PIXELS:
        return Refusal("pixels")
    pictures: list[CleanPicture] = []
    for at, frame in _frames(video, stream, track, most):
        if frame.width * frame.height > MAX_FRAME_PIXELS:
            return Refusal("pixels")
        picture = finish(_upright(frame), len(pictures) + 1)
        pictures.append(replace(picture, second=int(at), place="" if pictures else place))
    if not pictures:
        return Refusal("broken")
    return CleanFile(tuple(pictures), seconds=max(1, round(track.seconds)))


def _frames(video: InputContainer, stream: VideoStream, track: _Track, most: int) -> Iterator[_Seen]:
    """What is seen at the middles of equal parts of the video, each frame once, with its second.

    A frame stays on the screen until the next one, so the one before a moment is what is seen then; a screen
    that stands still gives one picture. Each part has an equal share of what may be decoded. Where a part
    begins in the group of pictures the last one ended in, decoding goes on; otherwise it begins anew at the
    key frame before.
    """
    parts = max(1, min(most, math.ceil(track.seconds / SECONDS_APART)))
    left, last = MAX_DECODED_PIXELS, -1.0
    shown: _Seen | None = None
    ahead: _Seen | None = None
    for part in range(parts):
        wanted = track.seconds * (part + 0.5) / parts
        if ahead is None or ahead[0] <= wanted:
            shown, ahead = ahead or shown, None
            key = max((one for one in track.keys if one <= wanted), default=0.0)
            if key > (shown[0] if shown else 0.0):
                _seek(video, track.first + key)
            share = left // (parts - part)
            for at, frame in _decoded(video, stream, track.first):
                left, share = left - frame.width * frame.height, share - frame.width * frame.height
                if at > wanted and shown is not None:
                    ahead = (at, frame)
                    break
                shown = (at, frame)
                if share <= 0:
                    break
        if shown is not None and shown[0] > last:
            last = shown[0]
            yield shown


def _seek(video: InputContainer, second: float) -> None:
    """To the key frame at or before a second of the file's clock; reads on where the file has no index."""
    with suppress(av.FFmpegError):
        video.seek(int(second * av.time_base))


def _decoded(video: InputContainer, stream: VideoStream, first: float) -> Iterator[_Seen]:
    """Frames from here on; damaged packets cost themselves and no more."""
    for packet in islice(video.demux(stream), MAX_PACKETS):
        try:
            frames = packet.decode()
        except av.error.EOFError:  # the decoder was drained before: the end was reached once already
            return
        except av.error.InvalidDataError:
            continue
        for frame in frames:
            yield (0.0 if frame.pts is None else frame.time - first), frame


def _upright(frame: VideoFrame) -> Image.Image:
    """The frame's pixels on a canvas of their own, as it is to be looked at."""
    scale = min(1.0, (MAX_MOMENT_PIXELS / (frame.width * frame.height)) ** 0.5)
    width, height = (max(1, int(side * scale)) for side in (frame.width, frame.height))
    painted = Image.fromarray(frame.to_ndarray(format="rgb24", width=width, height=height))
    if frame.rotation:
        painted = painted.rotate(frame.rotation, expand=True)
    canvas = Image.new("RGB", painted.size)
    canvas.paste(painted)
    return canvas


def _place(video: InputContainer) -> str:
    """Place the file carries, as for pictures. Its clock has no zone and would be hours wrong: left out."""
    said = next((video.metadata[key] for key in _PLACE_KEYS if key in video.metadata), "")
    match = _PLACE.match(said)
    if match is None:
        return ""
    return place_in_words(float(match[1]), float(match[2]))
