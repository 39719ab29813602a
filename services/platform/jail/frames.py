"""Messages between bot and worker: two lengths, JSON, bytes. Bounded on arrival; none of it is code."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from services.platform.errors import WorkerAnswerError
from services.platform.jail.plain import take_apart

LENGTHS = struct.Struct("!IQ")
"""Bytes of JSON, bytes of everything after it."""
MAX_HEAD = 2**20
"""Bytes of JSON: the words of a hand-over are the longest, some thousand characters."""
MAX_BLOBS = 512
"""Pieces of bytes in one message; a report has 40 pictures at most."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A message that arrived whole: plain values, and the bytes that belong into them."""

    plain: object
    blobs: tuple[bytes, ...]


def packed(value: object) -> list[bytes]:
    """A value as pieces to be written one after the other; large ones are not copied together."""
    blobs: list[bytes] = []
    plain = take_apart(value, blobs)
    head = json.dumps([[len(one) for one in blobs], plain], ensure_ascii=False).encode()
    return [LENGTHS.pack(len(head), sum(map(len, blobs))) + head, *blobs]


def lengths(raw: bytes | bytearray, most: int) -> tuple[int, int]:
    """How much is to come.

    Raises:
        WorkerAnswerError: more than may come.
    """
    head, body = LENGTHS.unpack(raw)
    if head > MAX_HEAD or body > most:
        raise WorkerAnswerError
    return head, body


def unpacked(head: bytes | bytearray, body: memoryview) -> Frame:
    """A message by its two parts.

    Raises:
        WorkerAnswerError: it is not of this kind, or lies about its sizes.
    """
    try:
        sizes, plain = json.loads(head)
    except (ValueError, TypeError, RecursionError):
        raise WorkerAnswerError from None
    if not isinstance(sizes, list) or len(sizes) > MAX_BLOBS:
        raise WorkerAnswerError
    if any(type(one) is not int or one < 0 for one in sizes) or sum(sizes) != len(body):
        raise WorkerAnswerError
    return Frame(plain, _cut(body, sizes))


def _cut(body: memoryview, sizes: Sequence[int]) -> tuple[bytes, ...]:
    blobs, at = [], 0
    for size in sizes:
        blobs.append(bytes(body[at : at + size]))
        at += size
    return tuple(blobs)
