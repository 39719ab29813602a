"""Planted identities, and every form in which one could hide in bytes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sentinel:
    """Somebody whose traces are looked for."""

    id: int
    name: str
    username: str
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
        for words in (self.name, self.username, *self.words):
            yield words, words.encode()
            yield f"UTF-16 {words}", words.encode("utf-16-le")
            yield from ((f"base64 of {words}", form) for form in _base64_forms(words.encode()))


def _base64_forms(raw: bytes) -> Iterator[bytes]:
    """How bytes look inside a longer base64 text, at each of the three alignments."""
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + raw + bytes(3))
        first = (shift * 8 + 5) // 6
        last = (shift + len(raw)) * 8 // 6
        yield encoded[first:last]


def traces(haystacks: Iterable[tuple[str, bytes]], sentinels: Iterable[Sentinel]) -> list[str]:
    """Where traces were found."""
    forms = [(f"{one.name}: {form}", needle) for one in sentinels for form, needle in one.forms()]
    return [f"{place} holds {what}" for place, raw in haystacks for what, needle in forms if needle in raw]


def files_below(folder: Path) -> list[tuple[str, bytes]]:
    """Every file of a folder with its bytes; keys apart."""
    return [
        (str(path.relative_to(folder)), path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "keys" not in path.relative_to(folder).parts
    ]
