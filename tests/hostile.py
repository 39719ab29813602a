"""Hostile files, the same for the same seed: damaged, lying, oversized, exploding. For tests and ``make bench``."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count, islice
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.files import pdf, video

HEIC = Path(__file__).parent / "data" / "green.heic"
MEGABYTE = 2**20

Named = tuple[str, bytes]


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def _exif(orientation: object) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SentinelCamera"
    exif[0x9003] = "2024:09:20 10:11:12"
    return exif


@cache
def sound() -> dict[str, bytes]:
    """One sound file of each kind and mode, to be damaged."""
    rgb = Image.linear_gradient("L").resize((96, 72)).convert("RGB")
    rgba = rgb.convert("RGBA")
    rgba.putalpha(Image.radial_gradient("L").resize((96, 72)))
    wide = Image.new("I;16", (96, 72), 40_000)
    frames = [rgb.rotate(90 * n) for n in range(3)]
    return {
        "jpeg": _saved(rgb, "JPEG", exif=_exif(6), comment=b"sentinel"),
        "jpeg-progressive": _saved(rgb, "JPEG", progressive=True),
        "jpeg-grey": _saved(rgb.convert("L"), "JPEG"),
        "jpeg-cmyk": _saved(rgb.convert("CMYK"), "JPEG"),
        "png": _saved(rgb, "PNG"),
        "png-rgba": _saved(rgba, "PNG"),
        "png-palette": _saved(rgba.convert("P"), "PNG", transparency=3),
        "png-16": _saved(wide, "PNG"),
        "png-1": _saved(rgb.convert("1"), "PNG"),
        "png-grey-alpha": _saved(rgba.convert("LA"), "PNG"),
        "png-animated": _saved(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "webp": _saved(rgb, "WEBP"),
        "webp-lossless": _saved(rgba, "WEBP", lossless=True),
        "webp-animated": _saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "heic": HEIC.read_bytes(),
        "avif": _saved(rgb, "AVIF", max_threads=1),
        "avif-animated": _saved(frames[0], "AVIF", save_all=True, append_images=frames[1:], max_threads=1),
        "gif": _saved(rgb, "GIF"),
        "gif-animated": _saved(frames[0], "GIF", save_all=True, append_images=frames[1:], transparency=3),
        "tiff": _saved(rgb, "TIFF", compression="tiff_lzw", exif=_exif(6)),
        "tiff-fax": _saved(rgb.convert("1"), "TIFF", compression="group4"),
        "tiff-cmyk": _saved(rgb.convert("CMYK"), "TIFF"),
        "tiff-16": _saved(wide, "TIFF"),
        "tiff-pages": _saved(frames[0], "TIFF", save_all=True, append_images=frames[1:]),
        "bmp": _saved(rgb, "BMP"),
        "bmp-palette": _saved(rgb.convert("P"), "BMP"),
        "pdf": pdf(3),
        "mp4": video(2),
        "webm": video(2, kind="webm", codec="libvpx"),
    }


# --- files that lie or explode, each made once ---


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _png(width: int, height: int, depth: int, colour: int, data: bytes, extra: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + extra
        + _chunk(b"IDAT", zlib.compress(data, 9))
        + _chunk(b"IEND", b"")
    )


def _jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims a size it does not have."""
    raw = bytearray(sound()["jpeg"])
    at = raw.index(b"\xff\xc0")
    raw[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(raw)


def _webp_of(width: int, height: int) -> bytes:
    raw = bytearray(sound()["webp-animated"])
    at = raw.index(b"VP8X") + 12
    raw[at : at + 6] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(raw)


def _pdf_with(*objects: bytes) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return bytes(out) + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def _pdf_page(content: bytes, resources: bytes = b"", box: bytes = b"0 0 600 800", *more: bytes) -> bytes:
    return _pdf_with(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Resources << %s >> /Contents 4 0 R >>"
        % (box, resources),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        *more,
    )


def _stream(head: bytes, body: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


def _pdf_picture(width: int, height: int, body: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    head = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter %s" % (width, height, filters)
    )
    resources = b"/XObject << /X 5 0 R >>"
    return _pdf_page(b"600 0 0 800 0 0 cm /X Do", resources, b"0 0 600 800", _stream(head, body))


def _bomb(megabytes: int, layers: int = 1) -> bytes:
    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(bytes(MEGABYTE)) for _ in range(megabytes)), packer.flush()])
    for _ in range(layers - 1):
        body = zlib.compress(body, 9)
    return body


@cache
def special() -> tuple[Named, ...]:
    """Files made to hurt in one particular way."""
    jpeg, png = sound()["jpeg"], sound()["png"]
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "x" * MEGABYTE, zip=True)
    flat = Image.new("RGB", (96, 72), "teal")
    made: dict[str, bytes] = {
        "empty": b"",
        "one byte": b"\xff",
        "zeros": bytes(5_000),
        "head of a jpeg only": b"\xff\xd8\xff",
        "head of a png only": b"\x89PNG\r\n\x1a\n",
        "head of a pdf only": b"%PDF-1.7",
        "head of a heic only": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "html": b"<html><body>halo</body></html>",
        "zip": b"PK\x03\x04" + bytes(100),
        "gif": _saved(flat, "GIF"),
        "bmp": _saved(flat, "BMP"),
        "tiff": _saved(flat, "TIFF"),
        "jpeg2000 head": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(50),
        "avif head": b"\x00\x00\x00\x18ftypavif" + bytes(100),
        "video": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
        "webm": b"\x1aE\xdf\xa3" + bytes(100),
        "60 megapixels of one bit": _png(12_000, 5_000, 1, 0, bytes(1501 * 5_000)),
        "png of 2^31 pixels a side": _png(2**31 - 1, 2**31 - 1, 8, 2, b"x"),
        "png of no pixels": _png(0, 0, 8, 2, b""),
        "png one pixel high": _png(9_000_000, 1, 1, 0, bytes(1_125_001)),
        "png with 200 MB behind a small head": _png(10, 10, 8, 2, b"") + _chunk(b"IDAT", _bomb(200)),
        "png whose pixels never end": _png(96, 72, 8, 2, bytes(300 * MEGABYTE)),
        "png with a text bomb": _saved(flat, "PNG", pnginfo=text) + _chunk(b"zTXt", b"a\0\0" + _bomb(300)),
        "png with a profile bomb": _png(10, 10, 8, 2, bytes(310), _chunk(b"iCCP", b"a\0\0" + _bomb(300))),
        "jpeg that claims 65535 a side": _jpeg_of(65_535, 65_535),
        "jpeg that claims 6300 a side": _jpeg_of(6_300, 6_300),
        "jpeg of no height": _jpeg_of(96, 0),
        "webp that claims 16383 a side": _webp_of(16_383, 16_383),
        "webp that claims 6000 a side": _webp_of(6_000, 6_000),
        "jpeg that is a pdf too": jpeg + pdf(1),
        "pdf that is a jpeg too": b"%PDF-1.7\n" + jpeg + pdf(1),
        "jpeg that is a zip too": jpeg + b"PK\x03\x04" + bytes(50) + b"PK\x05\x06" + bytes(18),
        "png that is html too": png + b"<script>alert(1)</script>",
        "gif that says it is a jpeg": b"\xff\xd8\xff" + _saved(flat, "GIF"),
        "jpeg with 64 KB comments": b"\xff\xd8" + (b"\xff\xfe\xff\xff" + bytes(65_533)) * 100 + jpeg[2:],
        "jpeg with endless scans": jpeg[:-2] + jpeg[jpeg.index(b"\xff\xda") : -2] * 5_000 + b"\xff\xd9",
        "more than 20 MB": jpeg + bytes(21 * MEGABYTE),
        "nearly 20 MB": jpeg + bytes(20 * MEGABYTE - len(jpeg)),
        "pdf page of a kilometre": _pdf_page(b"0 0 m 99 99 l S", b"", b"0 0 2834645 2834645"),
        "pdf page of no size": _pdf_page(b"0 0 m 99 99 l S", b"", b"0 0 0 0"),
        "pdf page of infinite size": _pdf_page(b"", b"", b"0 0 1e38 1e38"),
        "pdf page thin as a thread": _pdf_page(b"", b"", b"0 0 0.001 90000"),
        "pdf with a picture of 60000 a side": _pdf_picture(60_000, 60_000, _bomb(1)),
        "pdf with a picture of 12000 a side": _pdf_picture(12_000, 12_000, _bomb(412)),
        "pdf with a bomb in three layers": _pdf_picture(
            9_000, 9_000, _bomb(232, 3), b"[/FlateDecode /FlateDecode /FlateDecode]"
        ),
        "pdf with a content bomb": _pdf_page(b"")
        .replace(b"/Length 0 >>", b"/Length %d /Filter /FlateDecode >>" % len(_bomb(400)))
        .replace(b"stream\n\nendstream", b"stream\n" + _bomb(400) + b"\nendstream"),
        "pdf whose pages are their own parents": _pdf_with(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99 >>"
        ),
        "pdf that claims a million pages": _pdf_with(
            b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 1000000 >>"
        ),
        "pdf with a form in itself": _pdf_page(
            b"/X Do",
            b"/XObject << /X 5 0 R >>",
            b"0 0 600 800",
            _stream(
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>",
                b"/X Do /X Do /X Do",
            ),
        ),
        "pdf with arrays 100000 deep": _pdf_page(b"[" * 100_000 + b"]" * 100_000),
        "pdf with a hundred thousand lines": _pdf_page(b"0 0 m 600 800 l S " * 100_000),
        "pdf that runs a script": _pdf_with(
            b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while(1){}) >> >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>",
        ),
        "pdf with a password": _pdf_page(b"").replace(
            b"trailer <<",
            b"trailer << /ID [(a)(a)] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 "
            b"/O (" + b"o" * 32 + b") /U (" + b"u" * 32 + b") >>",
        ),
    }
    for orientation in (0, 9, 65_535, "enam", (1, 2, 3), b"\x00"):
        made[f"orientation {orientation!r}"] = _saved(flat, "JPEG", exif=_hostile_exif(orientation))
    return tuple(made.items())


def _hostile_exif(orientation: object) -> bytes:
    """EXIF as a writer without manners would leave it."""
    exif = _exif(1)
    exif[0x0112] = orientation if isinstance(orientation, int) else 1
    raw = bytearray(exif.tobytes())
    if not isinstance(orientation, int):  # another type, or more values than there are
        at = raw.index(b"\x12\x01" if b"II" in raw[:10] else b"\x01\x12")
        raw[at + 2 : at + 8] = random.Random(str(orientation)).randbytes(6)
    return bytes(raw)


# --- damage at random ---


def _truncate(raw: bytes, chance: random.Random) -> bytes:
    return raw[: chance.randrange(len(raw))]


def _flip(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 24)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _flip_head(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(min(200, len(changed)))] = chance.choice((0, 1, 127, 128, 254, 255))
    return bytes(changed)


def _cut_out(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start + chance.randint(1, 400) :]


def _put_in(raw: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(raw))
    return raw[:at] + chance.randbytes(chance.randint(1, 400)) + raw[at:]


def _twice(raw: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(raw))
    return raw[:start] + raw[start : start + 300] * chance.randint(2, 40) + raw[start:]


def _splice(raw: bytes, chance: random.Random) -> bytes:
    other = chance.choice(list(sound().values()))
    return raw[: chance.randrange(len(raw))] + other[chance.randrange(len(other)) :]


def _big_number(raw: bytes, chance: random.Random) -> bytes:
    changed = bytearray(raw)
    at = chance.randrange(max(1, len(changed) - 4))
    changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x00\x00\x00\x00"))
    return bytes(changed)


DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _truncate,
    _flip,
    _flip_head,
    _cut_out,
    _put_in,
    _twice,
    _splice,
    _big_number,
)


def damaged(seed: int) -> Iterator[Named]:
    """Sound files, damaged in every way in turn, without end."""
    chance = random.Random(seed)
    for number in count():
        name, raw = chance.choice(list(sound().items()))
        damage = DAMAGES[number % len(DAMAGES)]
        yield f"{name} {damage.__name__} {number}", damage(raw, chance)


def hostile(total: int, seed: int = 1) -> Iterator[Named]:
    """``total`` files: every special one, the rest damaged at random."""
    yield from islice(special(), total)
    yield from islice(damaged(seed), max(0, total - len(special())))
