"""Dates of stages as administrators type them: ``25 September - 23 November 2029``, ``14/2/2029``."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from core.numbers import whole
from services.platform.dates import parse_date

_SEPARATOR = re.compile(
    r"\s*(?:–|—|\bs\.?\s?/?\s?d\.?(?=\s|\d)|\bsampai(?:\s+dengan)?\b|\bhingga\b|\s-\s)\s*", re.IGNORECASE
)
_DAYS_ONLY = re.compile(r"^(\d{1,2})\s*[-–—]\s*(\d{1,2})\s+(.+)$", re.ASCII)
_YEAR = re.compile(r"(?:^|\D)(\d{4})(?:\D|$)", re.ASCII)
_TIME = re.compile(
    r"(?:pukul|jam|pkl\.?)?\s*(\d{1,2})[.:](\d{2})\s*(?:wib|wita|wit)?\s*$", re.IGNORECASE | re.ASCII
)
_TODAY = re.compile(r"^(hari ini|besok|lusa)$", re.IGNORECASE)
_AHEAD = {"hari ini": 0, "besok": 1, "lusa": 2}


def parse_day(text: str) -> date | None:
    """A day with its year; None where the year is missing, because stages lie years ahead."""
    words = " ".join(text.split())
    return parse_date(words, date.max) if _YEAR.search(words) else None


def parse_span(text: str) -> tuple[date, date] | None:
    """First and last day; what the two share (month, year) may be said once. None where it can't be told."""
    words = " ".join(text.replace("\n", " ").split()).strip(" .")
    if match := _DAYS_ONLY.match(words):
        return _both(f"{match[1]} {match[3]}", f"{match[2]} {match[3]}")
    parts = [part.strip(" .") for part in _SEPARATOR.split(words) if part.strip(" .")]
    if len(parts) == 1:
        return _both(parts[0], parts[0])
    if len(parts) != 2:
        return None
    first, last = parts
    if not _YEAR.search(first):
        year = _YEAR.search(last)
        if year is None:
            return None
        if whole(first, 1, 31) is not None:  # "25 s.d. 27 September 2029"
            month = re.sub(r"^\d{1,2}\s*", "", last)
            first = f"{first} {month}"
        else:
            joint = "/" if re.fullmatch(r"\d{1,2}[/.\-]\d{1,2}", first) else " "
            first = f"{first}{joint}{year[1]}"
    return _both(first, last)


def _both(first: str, last: str) -> tuple[date, date] | None:
    starts, ends = parse_day(first), parse_day(last)
    return (starts, ends) if starts is not None and ends is not None else None


def parse_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """A day and a time of day: ``besok 07.30``, ``25 November 2029 pukul 08.00``. None where either lacks.

    A date without a year is the next one.
    """
    words = " ".join(text.replace(",", " ").split())
    match = _TIME.search(words)
    if match is None:
        return None
    hour, minute = whole(match[1], 0, 23), whole(match[2], 0, 59)
    if hour is None or minute is None:
        return None
    moment = time(hour, minute)
    day = _day_ahead(words[: match.start()].strip(), now.astimezone(zone).date())
    return datetime.combine(day, moment, zone) if day is not None else None


def _day_ahead(words: str, today: date) -> date | None:
    if not words or _TODAY.match(words):
        return date.fromordinal(today.toordinal() + _AHEAD.get(words.casefold(), 0))
    if _YEAR.search(words):
        return parse_day(words)
    found = parse_date(f"{words} {today.year}", date.max)
    if found is not None and found < today:
        return parse_date(f"{words} {today.year + 1}", date.max)
    return found
