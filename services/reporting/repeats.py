"""Repeats: pictures that look alike, within a draft by their hashes, across reports by an index of marks.

A difference hash of 64 bits is cut into four bands; each band becomes a mark, a hash keyed with a key of the
installation. Two pictures whose hashes differ in at most three bits share a band, so they share a mark. The
index tells whoever has no key only that two pictures may look alike, never what they show.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from services.reporting.draft import Attachment
from storage.evidence import EvidenceShelf

BANDS = 4
BAND_BYTES = 2
MARK_BYTES = 8
NEAR = 4
"""Bits in which two hashes may differ and the pictures still count as alike."""
PLAIN = 6
"""A hash with so few bits set (or so few not set) is that of a blank wall: all of those look alike."""


def distance(one: str, other: str) -> int:
    """Bits in which two difference hashes (in hex) differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def is_plain(difference_hash: str) -> bool:
    """Whether a picture is too plain for its hash to tell it from others."""
    return not PLAIN <= int(difference_hash, 16).bit_count() <= 64 - PLAIN


def alike(difference_hash: str, attachments: Sequence[Attachment]) -> int | None:
    """Number (from 1) of the first attachment that looks alike; None where none does."""
    if is_plain(difference_hash):
        return None
    return next(
        (
            number
            for number, one in enumerate(attachments, 1)
            if distance(one.difference_hash, difference_hash) <= NEAR
        ),
        None,
    )


class Repeats:
    """The index of marks."""

    def __init__(self, shelf: EvidenceShelf, secret: bytes) -> None:
        self._shelf = shelf
        self._secret = secret

    def marks(self, difference_hash: str) -> tuple[bytes, ...]:
        """The marks a picture is found by; none for a plain one."""
        if is_plain(difference_hash):
            return ()
        raw = bytes.fromhex(difference_hash)
        return tuple(
            hashlib.blake2b(
                bytes([band]) + raw[band * BAND_BYTES : (band + 1) * BAND_BYTES],
                key=self._secret,
                digest_size=MARK_BYTES,
            ).digest()
            for band in range(BANDS)
        )

    async def reports_like(self, report_id: bytes) -> dict[bytes, int]:
        """Other reports with pictures that may look like this one's, and how many marks they share.

        A shared mark is a hint: whoever may open both compares their difference hashes (:func:`distance`).
        """
        return await self._shelf.sharing_marks(report_id)
