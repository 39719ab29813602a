"""An election's stages as a calendar file. Source: RFC 5545 (iCalendar)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from rulebook.elections import Election
from services.campaign.calendar import stage_of

MAX_LINE = 75
"""Octets of a content line without its break. Source: RFC 5545 section 3.1."""
PRODUCT = "-//Netra//Kalender netralitas ASN//ID"


def calendar_file(election: Election, now: datetime) -> bytes:
    """The stages as whole-day events, UTF-8 with CRLF line ends.

    An event's UID stays the same as long as its kind and place in the list do, so that a file taken again
    after a change moves the events in a phone's calendar instead of doubling them.
    """
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{text_value(election.title)}",
        f"X-WR-TIMEZONE:{election.time_zone}",
    ]
    seen: dict[str, int] = {}
    for phase in election.phases:
        number = seen[phase.kind.value] = seen.get(phase.kind.value, 0) + 1
        about = [f"Tahap: {stage_of(election, phase.starts).label}."]
        if not phase.certain:
            about.append("Tanggal belum terkonfirmasi.")
        about += [phase.note] if phase.note else []
        about.append("Dasar: " + "; ".join(basis.citation for basis in election.basis) + ".")
        lines += [
            "BEGIN:VEVENT",
            f"UID:{election.slug}.{phase.kind.value}.{number}@netra",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{_day(phase.starts)}",
            f"DTEND;VALUE=DATE:{_day(phase.ends + timedelta(days=1))}",  # the end is not part of the event
            f"SUMMARY:{text_value(f'{phase.title} · {election.title}')}",
            f"DESCRIPTION:{text_value(' '.join(about))}",
            f"STATUS:{'CONFIRMED' if phase.certain else 'TENTATIVE'}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def _day(day: date) -> str:
    return f"{day.year:04d}{day.month:02d}{day.day:02d}"


def text_value(text: str) -> str:
    """TEXT as RFC 5545 section 3.3.11 wants it; control characters, which it forbids, are left out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return "".join(char for char in escaped if char >= " " and char != "\x7f")


def fold(line: str) -> bytes:
    """One content line with its break, folded so that no part exceeds 75 octets nor splits a character."""
    parts: list[bytes] = []
    part = b""
    for char in line:
        raw = char.encode()
        room = MAX_LINE if not parts else MAX_LINE - 1  # a folded part begins with a space
        if len(part) + len(raw) > room:
            parts.append(part)
            part = b""
        part += raw
    parts.append(part)
    return b"\r\n ".join(parts) + b"\r\n"
