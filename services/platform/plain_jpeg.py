"""A plain JPEG, as we write them: one scan, no metadata, nothing behind its end."""

from __future__ import annotations

import re

_SEGMENTS = frozenset({0xE0, 0xDB, 0xC0, 0xC4, 0xDA})
"""JFIF, quantisation, baseline frame, Huffman tables, scan: all that Pillow writes of a plain canvas.
Source: ITU-T T.81, table B.1."""
_FRAME, _SCAN, _JFIF, _JFIF_BYTES = 0xC0, 0xDA, 0xE0, 16
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00]")
_END = b"\xff\xd9"


def size_of_plain_jpeg(raw: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG with one scan and nothing else: no metadata, no bytes behind its end."""
    if raw[:2] != b"\xff\xd8":
        return None
    at, size = 2, None
    while raw[at : at + 1] == b"\xff" and at + 4 <= len(raw):
        kind, length = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4])
        if kind not in _SEGMENTS or (kind == _JFIF and length != _JFIF_BYTES):
            return None
        if kind == _FRAME:
            size = int.from_bytes(raw[at + 7 : at + 9]), int.from_bytes(raw[at + 5 : at + 7])
        at += 2 + length
        if kind == _SCAN:
            end = _MARKER_IN_SCAN.search(raw, at)
            return size if end is not None and raw[end.start() :] == _END else None
    return None
