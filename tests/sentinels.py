"""Planted identities, and every form in which one could hide in bytes."""

from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

_CHUNK = 1 << 14
_MOST = 64 * 2**20


@dataclass(frozen=True)
class Sentinel:
    """Somebody whose traces are looked for."""

    id: int
    name: str
    username: str
    phone: str = ""
    words: tuple[str, ...] = ()
    """Other things only this person could have brought: file names, captions, what a camera wrote."""

    def forms(self) -> Iterator[tuple[str, bytes]]:
        """Everything that would give the person away, each with a name for the finding."""
        digits = str(self.id).encode()
        yield "digits", digits
        for size in range(4, 9):
            if self.id.bit_length() <= size * 8:
                for order in ("big", "little"):
                    raw = self.id.to_bytes(size, "big" if order == "big" else "little")
                    yield f"{size}-byte {order}", raw
        shortest = self.id.to_bytes((self.id.bit_length() + 7) // 8, "big")
        yield "hex", shortest.hex().encode()
        yield "HEX", shortest.hex().upper().encode()
        for what, raw in (("digits", digits), ("8 bytes", self.id.to_bytes(8, "big"))):
            yield from ((f"base64 of {what}", form) for form in _base64_forms(raw))
        for words in filter(None, (self.name, self.username, self.phone, *self.words)):
            yield words, words.encode()
            yield f"lower case {words}", words.lower().encode()
            yield f"JSON {words}", json.dumps(words)[1:-1].encode()
            for codec in ("utf-16-le", "utf-16-be"):
                yield f"{codec} {words}", words.encode(codec)
            yield f"hex of {words}", words.encode().hex().encode()
            yield from ((f"base64 of {words}", form) for form in _base64_forms(words.encode()))


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """How bytes look inside a longer base64 text, at each of the three alignments."""
    for shift in range(3):
        first = (shift * 8 + 5) // 6
        last = (shift + len(raw)) * 8 // 6
        encoded = base64.b64encode(bytes(shift) + raw + bytes(3))[first:last]
        yield encoded
        url_safe = encoded.translate(bytes.maketrans(b"+/", b"-_"))
        if url_safe != encoded:
            yield url_safe


def traces(
    haystacks: Iterable[tuple[str, bytes]], sentinels: Iterable[Sentinel], *, unpack: bool = True
) -> list[str]:
    """Where traces were found, also (unless ``unpack`` is off, for large files) inside what is compressed."""
    forms = [(f"{one.name}: {form}", needle) for one in sentinels for form, needle in one.forms()]
    return [
        f"{place} holds {what}"
        for blob in haystacks
        for place, raw in (unpacked(*blob) if unpack else [blob])
        for what, needle in forms
        if needle in raw
    ]


def unpacked(place: str, raw: bytes, depth: int = 3) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, and what ZIP archives and zlib or gzip streams anywhere in them hold."""
    yield place, raw
    if depth == 0:
        return
    for name, inner in [*_zip_members(raw), *_streams(raw)]:
        yield from unpacked(f"{place} > {name}", inner, depth - 1)


def _zip_members(raw: bytes) -> Iterator[tuple[str, bytes]]:
    """Members by their local headers, wherever those are: a damaged or appended archive counts too."""
    for at in _all(raw, b"PK\x03\x04"):
        header = raw[at : at + 30]
        if len(header) == 30:
            name_length, extra_length = struct.unpack_from("<HH", header, 26)
            begin = at + 30 + name_length + extra_length
            name = raw[at + 30 : at + 30 + name_length]
            yield f"zip member at {at}", name + b"\n" + _inflate(memoryview(raw)[begin:], -zlib.MAX_WBITS)


def _streams(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for head in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
        for at in _all(raw, head):
            if found := _inflate(memoryview(raw)[at:], zlib.MAX_WBITS):
                yield f"zlib at {at}", found
    for at in _all(raw, b"\x1f\x8b\x08"):
        if found := _inflate(memoryview(raw)[at:], zlib.MAX_WBITS | 16):
            yield f"gzip at {at}", found


def _all(raw: bytes, needle: bytes) -> Iterator[int]:
    at = raw.find(needle)
    while at >= 0:
        yield at
        at = raw.find(needle, at + 1)


def _inflate(raw: memoryview, bits: int) -> bytes:
    """What can be decompressed, at most 64 MB, however the stream ends."""
    inflater, out = zlib.decompressobj(bits), b""
    try:
        for at in range(0, len(raw), _CHUNK):
            out += inflater.decompress(raw[at : at + _CHUNK], _MOST - len(out))
            if inflater.eof or len(out) >= _MOST:
                break
    except zlib.error:
        return out
    return out


def files_below(folder: Path) -> list[tuple[str, bytes]]:
    """Every file of a folder with its name and its bytes; keys apart. Files may vanish meanwhile."""
    found = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and "keys" not in name.parts:
            try:
                found.append((str(name), str(name).encode() + b"\n" + path.read_bytes()))
            except FileNotFoundError:
                continue
    return found
