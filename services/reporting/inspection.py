"""What a worker that cleaned a file says, looked at without believing it.

A decoder that was taken over can hand back another picture; nobody could tell. It can't hand back anything
but pictures of the form we write ourselves: plain JPEG, with nothing in it but what shows.
"""

from __future__ import annotations

import hashlib
import re

from services.platform.plain_jpeg import size_of_plain_jpeg
from services.reporting.picture import MAX_PIXELS, MAX_SIDE, CleanPicture, Refusal, Remark
from services.reporting.worker import CleanFile

MAX_ANSWER = 64 * 2**20
"""Bytes of one answer. A picture of 40 megapixels of pure noise has 29 MB, ten pages of noise as much."""
MAX_COUNT = 10**6
"""Pages of a PDF, seconds of a video. A file of 20 MB has fewer."""
REASONS = frozenset({"kind", "pixels", "locked", "sound", "broken"})

_HASH = re.compile(r"[0-9a-f]{16}")
_PLACE = re.compile(r"-?\d{1,2}\.\d{5}, -?\d{1,3}\.\d{5}")
_ZONE = re.compile(r"[+-][01]\d:[0-5]\d")
_TAKEN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")


def holds(answer: CleanFile | Refusal) -> bool:
    """Whether an answer can be what the cleaner said."""
    if isinstance(answer, Refusal):
        return answer.reason in REASONS
    return (
        len(answer.pictures) > 0
        and 0 <= answer.pages <= MAX_COUNT
        and 0 <= answer.seconds <= MAX_COUNT
        and all(_picture_holds(one, len(answer.pictures)) for one in answer.pictures)
    )


def _picture_holds(one: CleanPicture, count: int) -> bool:
    return (
        0 < one.width <= MAX_SIDE
        and 0 < one.height <= MAX_SIDE
        and one.width * one.height <= MAX_PIXELS
        and size_of_plain_jpeg(one.content) == (one.width, one.height)
        and one.sha256 == hashlib.sha256(one.content).hexdigest()
        and _HASH.fullmatch(one.difference_hash) is not None
        and (not one.place or _PLACE.fullmatch(one.place) is not None)
        and (not one.taken or _TAKEN.fullmatch(one.taken) is not None)
        and (not one.zone or (one.taken != "" and _ZONE.fullmatch(one.zone) is not None))
        and len(one.remarks) <= len(Remark)
        and 0 <= one.page <= count
        and (one.second is None or 0 <= one.second <= MAX_COUNT)
    )
