"""The calendar file is valid iCalendar, whatever an administrator wrote into the election."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from handlers.calendar.texts.calendar import event as event_words
from rulebook.elections import Election, ElectionPhase, PhaseKind, load_elections
from services.calendar.ics import calendar_file

MAX_LINE = 75
"""Octets of a content line without its break. Source: RFC 5545 section 3.1."""
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
PILKADA = next(one for one in load_elections() if one.slug == "pilkada-2024")
LINE = re.compile(r"^[A-Z-]+(?:;[A-Z-]+=[A-Za-z-]+)*:.*$", re.DOTALL)
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY")


def unfold(raw: bytes) -> list[str]:
    """Content lines, as RFC 5545 section 3.1 reads them; fails where a line breaks its rules."""
    assert raw.endswith(b"\r\n")
    for part in raw[:-2].split(b"\r\n"):
        assert len(part) <= MAX_LINE
        assert b"\n" not in part
        assert b"\r" not in part
        part.decode()  # no character is split
    return raw.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def unescape(value: str) -> str:
    """TEXT as RFC 5545 section 3.3.11 reads it."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def events(raw: bytes) -> list[dict[str, str]]:
    """Properties of each event by name; fails where the structure is broken."""
    lines = unfold(raw)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    found: list[dict[str, str]] = []
    inside = False
    for line in lines[1:-1]:
        assert LINE.match(line), line
        name, _, value = line.partition(":")
        name = name.partition(";")[0]
        if name == "BEGIN":
            assert not inside
            inside = True
            found.append({})
        elif name == "END":
            assert inside
            inside = False
        elif inside:
            assert name not in found[-1], "a property of an event stands once"
            found[-1][name] = value
    assert not inside
    return found


def test_the_stages_of_the_pilkada_2024() -> None:
    found = events(calendar_file(PILKADA, NOW, event_words))
    assert len(found) == len(PILKADA.phases)
    voting = next(one for one in found if one["SUMMARY"].startswith("Pemungutan"))
    assert voting["DTSTART"] == "20241127"
    assert voting["DTEND"] == "20241128", "the end is not part of the event"
    assert voting["DTSTAMP"] == "20261125T030000Z"
    assert "UU 8/2015" in voting["DESCRIPTION"]
    assert calendar_file(PILKADA, NOW, event_words) == calendar_file(PILKADA, NOW, event_words)


def test_uids_stay_when_dates_move() -> None:
    phases = tuple(
        one.model_copy(update={"ends": one.ends + timedelta(days=1)})
        if one.kind is PhaseKind.COUNTING
        else one
        for one in PILKADA.phases
    )
    moved = PILKADA.model_copy(update={"phases": phases})
    before, after = (
        events(calendar_file(PILKADA, NOW, event_words)),
        events(calendar_file(moved, NOW, event_words)),
    )
    assert [one["UID"] for one in before] == [one["UID"] for one in after]
    assert len({one["UID"] for one in before}) == len(before)


def readable(text: str) -> str:
    """What is left of a text in a calendar: lines, and no other control character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char == "\n" or (char >= " " and char != "\x7f"))


@given(
    st.text(min_size=3, max_size=90).filter(lambda text: len(text.strip()) >= 3),
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.integers(0, 90),
)
def test_any_election_makes_a_valid_file(title: str, starts: date, days: int) -> None:
    phase = ElectionPhase(
        kind=PhaseKind.CAMPAIGN, title=title, starts=starts, ends=starts + timedelta(days=days), note=title
    )
    election = Election.model_validate(
        {**PILKADA.model_dump(), "title": title, "phases": [phase.model_dump()]}
    )
    raw = calendar_file(election, NOW, event_words)
    (event,) = events(raw)
    assert not [one.errors for one in Calendar.from_ical(raw).walk() if one.errors]
    assert all(name in event for name in ONCE)
    assert event["DTSTART"] < event["DTEND"]
    (made,) = election.phases
    (name,) = (line for line in unfold(raw) if line.startswith("X-WR-CALNAME:"))
    assert unescape(name.partition(":")[2]) == readable(election.title)
    assert unescape(event["SUMMARY"]) == readable(f"{made.title} · {election.title}")
    assert readable(made.note) in unescape(event["DESCRIPTION"])
