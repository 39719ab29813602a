"""Few sizes instead of many: a sealed thing must not be known by its length.

JSON and words are padded with spaces behind them, which neither reading notices.
"""

from __future__ import annotations

WHOLE = 8_192
"""What a report of ten pictures and a story of half a page fits into, and its draft at every step."""
_CLASSES = (1_792, WHOLE)
"""The first fits into a leaf of SQLite's tables (pages of 8 KB), the second into a page of its own."""


def padded(raw: bytes, least: int = 0) -> bytes:
    """The same with spaces behind it, at the next of a few sizes: 1,792 bytes, then 8 KB, doubling; none
    smaller than ``least``."""
    size = next((one for one in _CLASSES if max(len(raw), least) <= one), _CLASSES[-1])
    while size < len(raw):
        size *= 2
    return raw.ljust(size, b" ")
