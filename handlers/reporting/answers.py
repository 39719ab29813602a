"""What people type and tap at the questions of a report, read: pure, without a conversation."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.numbers import iso_day
from core.text import squeeze, tidy
from handlers.platform.steps import Refused
from handlers.reporting.texts import report as texts
from services.platform.dates import parse_date
from services.platform.places import province_named, province_of
from services.reporting.draft import MAX_SHORT, Draft

TODAY, YESTERDAY, SAME_DAY = "today", "yesterday", "same"
"""Values of buttons that name a day."""


def local_day(now: datetime, zone: ZoneInfo, draft: Draft | None = None) -> date:
    """The day it is in the province a report is about; without one, at the agency (``zone``)."""
    province = province_of(draft.province or "") if draft is not None else None
    there = ZoneInfo(province.time_zone) if province is not None else zone
    return now.astimezone(there).date()


def read_line(raw: str) -> str | Refused:
    """A line of words."""
    words = squeeze(raw)
    if not words:
        return Refused(texts.WANT_TEXT)
    return words if len(words) <= MAX_SHORT else Refused(texts.TOO_LONG)


def read_story(raw: str) -> str | Refused:
    """A part of the story."""
    return tidy(raw) or Refused(texts.WANT_STORY)


def read_province(raw: str) -> str | Refused:
    """The code of a province that was typed by name."""
    words = read_line(raw)
    if isinstance(words, Refused):
        return words
    found = province_named(words)
    return found.code if found is not None else Refused(texts.WHICH_PROVINCE)


def read_day(raw: str, today: date, not_before: str = "") -> str | Refused:
    """A day as ISO where it can be told, else the words; ``not_before`` is a day in the same form."""
    words = read_line(raw)
    if isinstance(words, Refused):
        return words
    day = parse_date(words, today)
    if day is None:
        return words
    if day > today:
        return Refused(texts.NOT_YET)
    happened = iso_day(not_before)  # None for the reporter's own words: nothing to compare
    if happened is not None and day < happened:
        return Refused(texts.BEFORE_IT_HAPPENED)
    return day.isoformat()


def tapped_day(value: str, today: date, same: str = "") -> str | None:
    """The day of a button as ISO; ``same`` is what "the same day" stands for."""
    days = {TODAY: today.isoformat(), YESTERDAY: (today - timedelta(days=1)).isoformat()}
    if value == SAME_DAY:
        return same or None
    return days.get(value)
