"""Repeats: pictures that look alike, told by their difference hashes, within a draft and across reports.

The hashes lie sealed with each picture and nowhere else. Who may open reports compares them in memory; who
has the database and its data key learns of no picture whether it was reported.
"""

from __future__ import annotations

from collections.abc import Sequence

from services.reporting.draft import Attachment

NEAR = 4
"""Bits in which two hashes of one draft may differ and the pictures still count as alike."""
NEAR_ACROSS = 8
"""Likewise of two reports: an officer looks at both before anything follows from it."""
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


def same_pictures(mine: Sequence[Attachment], theirs: Sequence[Attachment]) -> int:
    """How many pictures of one report show what a picture of another shows, most likely."""
    hashes = {one.sha256 for one in theirs}
    bits = [int(one.difference_hash, 16) for one in theirs if _tells(one)]
    return sum(
        one.sha256 in hashes or (_tells(one) and _near(int(one.difference_hash, 16), bits)) for one in mine
    )


def _tells(one: Attachment) -> bool:
    return bool(one.difference_hash) and not is_plain(one.difference_hash)


def _near(mine: int, theirs: Sequence[int]) -> bool:
    return any((mine ^ other).bit_count() <= NEAR_ACROSS for other in theirs)
