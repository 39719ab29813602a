"""Reminders follow from the phases of elections; the database knows which went out.

Pure functions say what falls on which day. :class:`Reminders` asks the database who still lacks it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.text import LabelledEnum
from rulebook.elections import Election, ElectionKind, PhaseKind
from storage.subscribers import StoredSubscriber, Subscribers
from storage.unit import Write

SEND_AT = time(7, 30)
"""Local time of the subscriber."""
BATCH = 500
LOOK_BACK = timedelta(days=60)
"""A reminder older than this is not even recorded as skipped."""
FREEZE_MONTHS = 6
"""Months before candidates are set from which heads of regions may not replace officials.
Source: UU 10/2016 Pasal 71 ayat (2)."""

WEEKLY_TOPICS = (
    "medsos-like-share-komentar",
    "pose-jari",
    "grup-whatsapp",
    "hadir-kampanye-pasif",
    "kendaraan-dinas",
    "foto-bersama-calon",
    "mengajak-bawahan",
    "fasilitas-kantor",
    "ceramah-khotbah",
    "bansos-program",
)
"""The rule of the week, in turn."""


class ReminderKind(LabelledEnum):
    """Why a reminder goes out."""

    FREEZE = "mutasi", "Larangan mutasi pejabat mulai"
    CAMPAIGN_AHEAD = "kampanye-mendekat", "Masa kampanye mendekat"
    CANDIDATES_SET = "penetapan", "Calon ditetapkan"
    CAMPAIGN_BEGINS = "kampanye-mulai", "Masa kampanye mulai"
    WEEKLY = "mingguan", "Aturan pekan ini"
    VOTING_AHEAD = "pemungutan-mendekat", "Pemungutan suara mendekat"
    QUIET_DAY = "masa-tenang", "Masa tenang"
    VOTING_DAY = "pemungutan", "Hari pemungutan suara"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder of one election. ``key`` names it in the ledger for good."""

    key: str
    kind: ReminderKind
    election: str
    election_title: str
    day: date
    """Local day on which it goes out."""
    last_day: date
    """Last local day on which it is still true."""
    topic: str
    event: date
    """The day it speaks of."""
    provinces: tuple[str, ...] = ()


def months_before(day: date, months: int) -> date:
    """The same day of the month, so many months earlier; the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise ValueError(day)


def reminders_of(election: Election) -> list[Reminder]:
    """All reminders of an election, in order of day."""

    def make(kind: ReminderKind, day: date, last: date, topic: str, event: date) -> Reminder:
        key = f"{election.slug}|{kind.value}|{day.isoformat()}"
        return Reminder(key, kind, election.slug, election.title, day, last, topic, event, election.provinces)

    found: list[Reminder] = []
    candidates = election.first(PhaseKind.CANDIDATES_SET)
    campaign = election.first(PhaseKind.CAMPAIGN)
    quiet = election.first(PhaseKind.QUIET)
    voting = election.first(PhaseKind.VOTING)
    one_day = timedelta(days=1)
    if candidates is not None:
        if election.kind is not ElectionKind.GENERAL:
            freeze = months_before(candidates.starts, FREEZE_MONTHS)
            last = candidates.starts - one_day
            found.append(make(ReminderKind.FREEZE, freeze, last, "mutasi-pejabat", candidates.starts))
        last = campaign.starts - one_day if campaign else candidates.starts + timedelta(days=7)
        found.append(
            make(ReminderKind.CANDIDATES_SET, candidates.starts, last, "sanksi-disiplin", candidates.starts)
        )
    if campaign is not None:
        for days in (30, 7, 1):
            day = campaign.starts - timedelta(days=days)
            last = campaign.starts - one_day
            found.append(
                make(ReminderKind.CAMPAIGN_AHEAD, day, last, "sebelum-masa-kampanye", campaign.starts)
            )
        last = campaign.starts + timedelta(days=2)
        found.append(
            make(ReminderKind.CAMPAIGN_BEGINS, campaign.starts, last, "hadir-kampanye-pasif", campaign.ends)
        )
        week, day = 0, campaign.starts + timedelta(days=7)
        while day <= campaign.ends:
            topic = WEEKLY_TOPICS[week % len(WEEKLY_TOPICS)]
            last = min(day + timedelta(days=6), campaign.ends)
            found.append(make(ReminderKind.WEEKLY, day, last, topic, campaign.ends))
            week, day = week + 1, day + timedelta(days=7)
    if quiet is not None:
        day = quiet.starts
        while day <= quiet.ends:
            found.append(make(ReminderKind.QUIET_DAY, day, day, "masa-tenang", quiet.ends))
            day += one_day
    if voting is not None:
        day = voting.starts - timedelta(days=7)
        found.append(
            make(ReminderKind.VOTING_AHEAD, day, voting.starts - one_day, "hak-pilih", voting.starts)
        )
        topic = "hari-pemungutan-di-tps"
        found.append(make(ReminderKind.VOTING_DAY, voting.starts, voting.starts, topic, voting.starts))
    return sorted(found, key=lambda reminder: (reminder.day, reminder.key))


@dataclass(frozen=True, slots=True)
class DueBatch:
    """People one reminder is due for; ``still_true`` tells whether it is sent or recorded as skipped."""

    reminder: Reminder
    subscribers: tuple[StoredSubscriber, ...]
    still_true: bool
    local_day: date


class Reminders:
    """Finds what is due. Asking twice is harmless: the ledger answers."""

    def __init__(self, elections: Sequence[Election], subscribers: Subscribers) -> None:
        self._reminders = [reminder for election in elections for reminder in reminders_of(election)]
        self._subscribers = subscribers
        self._complete: set[tuple[str, str]] = set()
        """Reminders nobody lacks any more, by zone: spares the database, is not the truth."""

    def coming(self, now: datetime, time_zone: str, province: str, most: int) -> list[Reminder]:
        """The next reminders of a person."""
        local = now.astimezone(ZoneInfo(time_zone))
        ahead = (
            one
            for one in sorted(self._reminders, key=lambda reminder: reminder.day)
            if datetime.combine(one.day, SEND_AT, local.tzinfo) > local
            and (not one.provinces or province in one.provinces)
        )
        return [one for one, _ in zip(ahead, range(most), strict=False)]

    async def due(self, now: datetime) -> AsyncIterator[DueBatch]:
        """Batches of people who lack a reminder; the caller notes each batch before asking for the next."""
        for zone in await self._subscribers.time_zones():
            local = now.astimezone(ZoneInfo(zone))
            for reminder in self._rung(local):
                if (reminder.key, zone) in self._complete:
                    continue
                async for batch in self._batches(reminder, zone, local.date()):
                    yield batch
                self._complete.add((reminder.key, zone))

    def _rung(self, local: datetime) -> Iterator[Reminder]:
        for reminder in self._reminders:
            rings = datetime.combine(reminder.day, SEND_AT, local.tzinfo)
            if rings <= local < rings + LOOK_BACK:
                yield reminder

    async def _batches(self, reminder: Reminder, zone: str, today: date) -> AsyncIterator[DueBatch]:
        while True:
            found = await self._subscribers.without(
                reminder.key,
                time_zone=zone,
                day=reminder.day,
                provinces=reminder.provinces,
                limit=BATCH,
            )
            if not found:
                return
            yield DueBatch(reminder, tuple(found), today <= reminder.last_day, today)

    def note(self, batch: DueBatch) -> Write:
        """Ledger rows of a batch."""
        ids = [subscriber.id for subscriber in batch.subscribers]
        outcome = "queued" if batch.still_true else "skipped"
        return self._subscribers.note(ids, batch.reminder.key, outcome, batch.local_day)
