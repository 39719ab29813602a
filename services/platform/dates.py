"""Reads dates that people type in Indonesian."""

from __future__ import annotations

import re
from datetime import date, timedelta

MONTHS = (
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
)
"""As they are typed; what is shown is written by ``handlers/platform/texts/dates.py``."""

_RELATIVE = {
    "hari ini": 0,
    "tadi": 0,
    "tadi pagi": 0,
    "tadi siang": 0,
    "barusan": 0,
    "kemarin": 1,
    "kmrn": 1,
    "kemaren": 1,
    "semalam": 1,
    "tadi malam": 1,
    "kemarin lusa": 2,
    "dua hari lalu": 2,
    "2 hari lalu": 2,
    "tiga hari lalu": 3,
    "3 hari lalu": 3,
    "seminggu lalu": 7,
    "minggu lalu": 7,
}
_NUMERIC = re.compile(r"^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$", re.ASCII)
_WORDED = re.compile(r"^(?:[a-z]+,? )?(\d{1,2}) ?([a-z]{3,9})\.?(?: (\d{4}))?$", re.ASCII)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
_OTHER_SPELLINGS = {
    "agu": 8,
    "agt": 8,
    "ags": 8,
    "peb": 2,
    "nop": 11,
    "pebruari": 2,
    "nopember": 11,
    "okt": 10,
}


def parse_date(text: str, today: date) -> date | None:
    """The day people mean by ``kemarin``, ``12 nov``, ``12/11/2026``; None where it can't be told.

    A date without a year is the newest one that is not after ``today``.
    """
    words = " ".join(text.casefold().replace(",", " ").split())
    if words in _RELATIVE:
        return today - timedelta(days=_RELATIVE[words])
    if match := _ISO.match(words):
        return _make(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.match(words):
        return _with_year(int(match[1]), int(match[2]), match[3], today)
    if match := _WORDED.match(words):
        month = _month(match[2])
        return _with_year(int(match[1]), month, match[3], today) if month else None
    return None


def _month(word: str) -> int | None:
    if word in _OTHER_SPELLINGS:
        return _OTHER_SPELLINGS[word]
    return next((n for n, name in enumerate(MONTHS, 1) if name.startswith(word[:3])), None)


def _with_year(day: int, month: int, year: str | None, today: date) -> date | None:
    if year is not None:
        return _make(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = _make(today.year, month, day)
    if found is not None and found > today:
        return _make(today.year - 1, month, day)
    return found


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
