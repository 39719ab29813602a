"""What a file is, told by how its content begins. Names and declared types are not believed."""

from __future__ import annotations

from enum import StrEnum

PDF_HEAD = 1024
"""Readers look for the PDF header within so many bytes. Source: ISO 32000, implementation notes."""
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
_AVIF_BRANDS = (b"avif", b"avis")
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_TIFF_HEADS = (b"II*\0", b"MM\0*")
_RAW_MARK = (8, b"CR")
"""Where a camera's raw file says that it is no picture yet, though it begins like TIFF. Source: Canon CR2."""
_BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
"""Bytes of the header behind a bitmap's first 14. Source: Windows GDI, BITMAPCOREHEADER to BITMAPV5HEADER."""
_SOUND_HEADS = (
    b"OggS",
    b"ID3",
    b"fLaC",
    b"#!AMR",
    b"MThd",
    b"\xff\xfb",
    b"\xff\xfa",
    b"\xff\xf3",
    b"\xff\xf2",
    b"\xff\xf1",
    b"\xff\xf9",
)
"""Ogg (Telegram's voice messages), MP3 with and without a tag, FLAC, AMR, MIDI, AAC."""
_VIDEO_HEADS = (
    b"\x1aE\xdf\xa3",
    b"FLV\x01",
    b"\x00\x00\x01\xba",
    b"\x00\x00\x01\xb3",
    b"0&\xb2u\x8ef\xcf\x11",
)
"""Matroska and WebM, Flash, MPEG programme and video streams, Windows Media."""


class FileKind(StrEnum):
    """Kinds of files that are taken: pictures (JPEG, PNG, WebP, HEIC, AVIF, GIF, TIFF, BMP) and PDF;
    videos only where the agency wants them."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    AVIF = "avif"
    GIF = "gif"
    TIFF = "tiff"
    BMP = "bmp"
    PDF = "pdf"
    VIDEO = "video"


PICTURES = frozenset(FileKind) - {FileKind.PDF, FileKind.VIDEO}


def kind_of(raw: bytes) -> FileKind | None:
    """The kind of a file; None for kinds that nobody here opens."""
    if raw.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if raw[:4] == b"RIFF":
        return {b"WEBP": FileKind.WEBP, b"AVI ": FileKind.VIDEO}.get(raw[8:12])
    if raw[4:8] == b"ftyp":
        return _by_brand(raw)
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return FileKind.GIF
    if raw.startswith(_TIFF_HEADS):
        at, mark = _RAW_MARK
        return None if raw[at : at + len(mark)] == mark else FileKind.TIFF
    if raw.startswith(b"BM") and int.from_bytes(raw[14:18], "little") in _BMP_HEADERS:
        return FileKind.BMP
    if raw.startswith(_VIDEO_HEADS):
        return FileKind.VIDEO
    return FileKind.PDF if b"%PDF-" in raw[:PDF_HEAD] else None


def is_sound(raw: bytes) -> bool:
    """Whether a file of no kind that is taken is sound."""
    if raw[:4] == b"RIFF":
        return raw[8:12] == b"WAVE"
    if raw[4:8] == b"ftyp":
        return raw[8:12] in _AUDIO_BRANDS
    return raw.startswith(_SOUND_HEADS)


def _by_brand(raw: bytes) -> FileKind | None:
    """Source: ISO 14496-12, file type box: size, ``ftyp``, brand, version, compatible brands."""
    brand, size = raw[8:12], int.from_bytes(raw[:4])
    others = [raw[at : at + 4] for at in range(16, min(size, len(raw), 128), 4)]
    if brand in _AVIF_BRANDS or (brand in _HEIF_BRANDS and not {*others}.isdisjoint(_AVIF_BRANDS)):
        return FileKind.AVIF
    if brand in _HEIF_BRANDS:
        return FileKind.HEIC
    return None if brand in _AUDIO_BRANDS else FileKind.VIDEO
