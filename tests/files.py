"""Files as people and attackers send them, made on the spot."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from fractions import Fraction

import av
import numpy as np
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

JPEG_HEAD = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00"
"""How every cleaned picture begins. Three bytes of it alone stand in any 16 MB of random ones."""


def noise(width: int = 320, height: int = 240, *, quality: int = 80) -> bytes:
    """A JPEG unlike any other, without metadata."""
    out = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG", quality=quality)
    return out.getvalue()


def pdf(
    pages: int = 2,
    *,
    size: tuple[float, float] = (595, 842),
    text: str = "Surat",
    extra: bytes = b"",
) -> bytes:
    """A small sound PDF with a line of text on each page; its metadata names an author."""
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(pages))
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode())
    objects.append(b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number in range(pages):
        content = f"BT /F1 48 Tf 60 {size[1] - 120:.0f} Td ({text} {number + 1}) Tj ET".encode()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * number} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    objects.append(b"<< /Author (Sentinelawati Rahasiawan) /Creator (SentinelCamera) >>")
    return assembled(*objects, *([extra] if extra else []), info=len(objects))


def video(
    seconds: float = 6,
    *,
    size: tuple[int, int] = (320, 240),
    kind: str = "mp4",
    codec: str = "libx264",
    group: int = 30,
    said: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    moments: Sequence[float] | None = None,
) -> bytes:
    """A clip of ten frames a second; a bright bar grows from the left, so that moments differ.

    ``group`` frames are between two key frames; ``said`` is metadata of the file, ``options`` are its format's.
    ``moments`` are the seconds at which there is a frame, instead of ten a second, as in a recorded screen.
    """
    out, (width, height) = io.BytesIO(), size
    with av.open(out, "w", format=kind, options=dict(options or {})) as file:
        file.metadata.update(said or {})
        pictures = file.add_stream(codec, rate=10, options={"g": str(group)})
        assert isinstance(pictures, VideoStream)
        pictures.width, pictures.height, pictures.pix_fmt = width, height, "yuv420p"
        pictures.codec_context.time_base = Fraction(1, 10)
        for at in moments or [number / 10 for number in range(int(seconds * 10))]:
            number = round(at * 10)
            picture = Image.new("RGB", size, (20, 60, 90))
            picture.paste((250, 240, 200), (0, 0, 1 + int(width * number / (seconds * 10)), height))
            frame = VideoFrame.from_ndarray(np.asarray(picture))
            frame.pts, frame.time_base = number, Fraction(1, 10)
            file.mux(pictures.encode(frame))
        file.mux(pictures.encode())
    return out.getvalue()


def assembled(*objects: bytes, info: int = 0) -> bytes:
    """A PDF of these objects, numbered from 1, of which the first is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    named = b"/Info %d 0 R " % info if info else b""
    out += b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        named,
        start,
    )
    return bytes(out)
