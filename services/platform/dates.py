"""Dates in Indonesian words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from math import ceil

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

SAID_IN_SECONDS = 90
SAID_IN_MINUTES = 90
"""Below so many a wait is said in the smaller unit."""

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


def format_date(day: date, *, weekday: bool = True) -> str:
    """``Selasa, 24 November 2026``, or without the weekday."""
    words = f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{DAYS[day.weekday()]}, {words}" if weekday else words


def format_span(first: date, last: date) -> str:
    """``25 September – 23 November 2024``: what the two dates share is said once."""
    if first == last:
        return format_date(first, weekday=False)
    if first.year != last.year:
        return f"{format_date(first, weekday=False)} – {format_date(last, weekday=False)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} – {format_date(last, weekday=False)}"
    return f"{first.day}–{format_date(last, weekday=False)}"


def format_wait(wait: timedelta) -> str:
    """``45 detik``, ``3 menit``, ``2 jam``: as people say how long to wait, and never less than it is."""
    seconds = max(1, ceil(wait.total_seconds()))
    if seconds < SAID_IN_SECONDS:
        return f"{seconds} detik"
    minutes = ceil(seconds / 60)
    return f"{minutes} menit" if minutes < SAID_IN_MINUTES else f"{ceil(minutes / 60)} jam"


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
    return next((n for n, name in enumerate(MONTHS, 1) if name.casefold().startswith(word[:3])), None)


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
