"""Days and durations in Indonesian words."""

from __future__ import annotations

import math
from datetime import date, timedelta

from services.platform import dates

MONTHS = tuple(name.capitalize() for name in dates.MONTHS)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")

SAID_IN_SECONDS = 90
SAID_IN_MINUTES = 90
"""Below so many a wait is said in the smaller unit."""


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
    seconds = max(1, math.ceil(wait.total_seconds()))
    if seconds < SAID_IN_SECONDS:
        return f"{seconds} detik"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} menit" if minutes < SAID_IN_MINUTES else f"{math.ceil(minutes / 60)} jam"


def format_lifetime(lifetime: timedelta) -> str:
    """At most so long, in Indonesian and rounded up: ``30 menit``, ``24 jam``, ``180 hari``."""
    minutes = math.ceil(lifetime / timedelta(minutes=1))
    if minutes < 120:
        return f"{minutes} menit"
    hours = math.ceil(minutes / 60)
    return f"{hours} jam" if hours < 72 else f"{math.ceil(hours / 24)} hari"
