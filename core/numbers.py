"""Numbers, keys and days out of what strangers send: people's texts, data of buttons, a server's JSON.

``int("²")`` raises though ``"²".isdigit()`` holds, ``int("٣")`` is 3, and ``int("9" * 5000)`` raises again.
Here only ASCII digits count, within bounds the caller names; everything else is None, never an exception.
"""

from __future__ import annotations

import re
from datetime import date

MOST_DIGITS = 20
"""Digits of the largest number of 64 bits; what is longer is none of ours."""

LARGEST_MESSAGE = 2**31 - 1
"""Largest id of a message. Source: Bot API, "Integer" is one of 32 bits unless it says otherwise."""
LARGEST_DATE = 2**32 - 1
"""Largest date of a message, in seconds since 1970."""
MOST_PAGES = 9_999
"""Nothing that is shown has more pages."""

_HEX = re.compile(r"[0-9a-f]+", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def whole(text: str, lowest: int, highest: int) -> int | None:
    """The number a text is, in ASCII digits and without a sign; None where it is none, or out of bounds."""
    if not 0 < len(text) <= MOST_DIGITS or not text.isascii() or not text.isdecimal():
        return None
    number = int(text)
    return number if lowest <= number <= highest else None


def page_number(text: str) -> int:
    """The page an inline query asks for, from 0; the first one where it asks for none there could be."""
    return whole(text, 0, MOST_PAGES) or 0


def hexadecimal(text: str, lowest: int, highest: int) -> int | None:
    """The number a text is in lower-case hexadecimal digits, without a sign; None as for :func:`whole`."""
    if len(text) > MOST_DIGITS or _HEX.fullmatch(text) is None:
        return None
    number = int(text, 16)
    return number if lowest <= number <= highest else None


def iso_day(text: str) -> date | None:
    """A day as 2026-11-30; None where the text is anything else, or no day of the calendar."""
    if _DAY.fullmatch(text) is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:  # 2026-02-30
        return None


def integer(value: object, lowest: int, highest: int) -> int | None:
    """An integer of JSON within bounds; None for any other value (``true`` is no 1, 5.0 is no 5)."""
    if type(value) is not int:
        return None
    return value if lowest <= value <= highest else None
