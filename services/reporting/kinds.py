"""What a file is, told by how its content begins. Names and declared types are not believed."""

from __future__ import annotations

from enum import StrEnum

PDF_HEAD = 1024
"""Readers look for the PDF header within so many bytes. Source: ISO 32000, implementation notes."""
_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc", b"hevx")
_STILL_BRANDS = (b"avif", b"avis")
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_VIDEO_HEADS = (
    b"\x1aE\xdf\xa3",
    b"FLV\x01",
    b"\x00\x00\x01\xba",
    b"\x00\x00\x01\xb3",
    b"0&\xb2u\x8ef\xcf\x11",
)
"""Matroska and WebM, Flash, MPEG programme and video streams, Windows Media."""


class FileKind(StrEnum):
    """Kinds of files that are taken; videos only where the agency wants them."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    VIDEO = "video"


PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.HEIC})


def kind_of(raw: bytes) -> FileKind | None:
    """The kind of a file; None for kinds that nobody here opens."""
    if raw.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if raw[:4] == b"RIFF":
        return {b"WEBP": FileKind.WEBP, b"AVI ": FileKind.VIDEO}.get(raw[8:12])
    if raw[4:8] == b"ftyp":
        return _by_brand(raw[8:12])
    if raw.startswith(_VIDEO_HEADS):
        return FileKind.VIDEO
    return FileKind.PDF if b"%PDF-" in raw[:PDF_HEAD] else None


def _by_brand(brand: bytes) -> FileKind | None:
    if brand in _HEIF_BRANDS:
        return FileKind.HEIC
    return None if brand in (*_STILL_BRANDS, *_AUDIO_BRANDS) else FileKind.VIDEO
