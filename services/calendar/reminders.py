"""Reminders follow from the phases of elections; the database knows which went out.

Pure functions say what falls on which day. :class:`Reminders` asks the database who still lacks it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from core.text import StoredEnum
from rulebook.elections import Election, ElectionKind, ElectionPhase, PhaseKind
from services.calendar.calendar import Calendar
from services.platform.places import WIT
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.platform.lifetimes import REMINDERS_SENT
from storage.platform.unit import Write

SEND_AT = time(7, 30)
"""Local time of the subscriber."""
QUIET_FROM, QUIET_UNTIL = time(21), time(6)
"""Nobody is woken: what comes late after a downtime waits until the morning."""
VOTING_ENDS = time(13)
"""Polling stations have usually closed by then, so a reminder to vote comes no later. A choice of ours, to
be on the safe side; the hours are the KPU's to set."""
BATCH = 500
BATCH_SECONDS = 0.2
"""A batch is queued at once; more than a fifth of a second's worth would be a burst."""
LOOK_BACK = timedelta(days=60)
"""A reminder older than this is not even recorded as skipped."""
LOOK_AGAIN = timedelta(minutes=10)
"""So often people are looked for who came back (or were imported) after a reminder had gone out."""
FORGET_SLICE = 5_000
CAMPAIGN_AHEAD_DAYS = (30, 7, 1)
VOTING_AHEAD_DAYS = (14, 7)
"""The last three days are quiet days, which have reminders of their own."""
VILLAGE_AHEAD_DAYS = (7, 1)
FIRST_MORNING = WIT
"""Where the day begins first, so that a plan leaves nothing of a day out."""
ONE_DAY = timedelta(days=1)
FREEZE_MONTHS = 6
"""Months before candidates are set from which heads of regions may not replace officials.
Source: UU 10/2016 Pasal 71 ayat (2)."""

WEEKLY_TOPICS = (
    "medsos-like-share-komentar",
    "pose-jari",
    "grup-whatsapp",
    "hadir-kampanye-pasif",
    "kendaraan-dinas",
    "mengajak-bawahan",
    "fasilitas-kantor",
    "ceramah-khotbah",
    "bansos-program",
)
"""The rule of the week, in turn."""


class ReminderKind(StoredEnum):
    """Why a reminder goes out."""

    FREEZE = "mutasi"
    CAMPAIGN_AHEAD = "kampanye-mendekat"
    CANDIDATES_SET = "penetapan"
    CAMPAIGN_BEGINS = "kampanye-mulai"
    WEEKLY = "mingguan"
    VOTING_AHEAD = "pemungutan-mendekat"
    QUIET_DAY = "masa-tenang"
    VOTING_DAY = "pemungutan"
    VILLAGE_CAMPAIGN = "pilkades-kampanye"
    VILLAGE_VOTING = "pilkades-pemungutan"


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


def batch_for(rate: float) -> int:
    """People a batch holds at a rate of messages a second (0: no limit), so that pacing stays even."""
    return BATCH if not rate else max(1, min(BATCH, int(rate * BATCH_SECONDS)))


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
    if not election.kind.is_election_law:
        return _village_reminders(make, campaign, voting)
    if candidates is not None:
        if election.kind in (ElectionKind.REGIONAL, ElectionKind.REPEATED):
            freeze = months_before(candidates.starts, FREEZE_MONTHS)
            last = candidates.starts - ONE_DAY
            found.append(make(ReminderKind.FREEZE, freeze, last, "mutasi-pejabat", candidates.starts))
        last = campaign.starts - ONE_DAY if campaign else candidates.starts + timedelta(days=7)
        last = max(last, candidates.starts)
        found.append(
            make(ReminderKind.CANDIDATES_SET, candidates.starts, last, "sanksi-disiplin", candidates.starts)
        )
    if campaign is not None:
        for day, last in _ahead(campaign.starts, CAMPAIGN_AHEAD_DAYS):
            found.append(
                make(ReminderKind.CAMPAIGN_AHEAD, day, last, "sebelum-masa-kampanye", campaign.starts)
            )
        last = min(campaign.starts + timedelta(days=2), campaign.ends)
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
            day += ONE_DAY
    if voting is not None:
        ahead = VOTING_AHEAD_DAYS if quiet is not None else (*VOTING_AHEAD_DAYS, 1)
        for day, last in _ahead(voting.starts, ahead):
            found.append(make(ReminderKind.VOTING_AHEAD, day, last, "hak-pilih", voting.starts))
        topic = "hari-pemungutan-di-tps"
        found.append(make(ReminderKind.VOTING_DAY, voting.starts, voting.starts, topic, voting.starts))
    return sorted(found, key=lambda reminder: (reminder.day, reminder.key))


def _ahead(event: date, days: Sequence[int]) -> Iterator[tuple[date, date]]:
    """Day of each reminder before an event, and the last day it is worth sending: the next one takes over,
    so that after a long downtime one of them comes late, not all at once."""
    for number, count in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else 0
        yield event - timedelta(days=count), event - timedelta(days=following + 1)


def _village_reminders(
    make: Callable[[ReminderKind, date, date, str, date], Reminder],
    campaign: ElectionPhase | None,
    voting: ElectionPhase | None,
) -> list[Reminder]:
    """Village heads are elected under UU Desa and local regulations: nothing is said of stages and sanctions
    that the laws on Pemilu and Pilkada know, only that neutrality binds."""
    found = []
    for phase, kind in ((campaign, ReminderKind.VILLAGE_CAMPAIGN), (voting, ReminderKind.VILLAGE_VOTING)):
        if phase is not None:
            found += [
                make(kind, day, last, "pilkades", phase.starts)
                for day, last in _ahead(phase.starts, VILLAGE_AHEAD_DAYS)
            ]
    return sorted(found, key=lambda reminder: (reminder.day, reminder.key))


@dataclass(frozen=True, slots=True)
class DueBatch:
    """People one reminder is due for. Where ``still_true`` is false nothing is sent: how many lacked it is
    recorded, once for the time zone."""

    reminder: Reminder
    subscribers: tuple[StoredSubscriber, ...]
    still_true: bool
    local_day: date
    time_zone: str
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder that lies ahead, and how many people it would go to as things stand."""

    reminder: Reminder
    people: int


class Reminders:
    """Finds what is due. Asking twice is harmless: the ledger answers."""

    def __init__(self, calendar: Calendar, subscribers: Subscribers, batch: int = BATCH) -> None:
        self._calendar = calendar
        self._subscribers = subscribers
        self._batch = batch
        self._derived: tuple[int, tuple[Reminder, ...]] = (-1, ())
        self._complete: dict[tuple[str, str], datetime] = {}
        """When nobody lacked a reminder any more, by zone: spares the database, is not the truth."""

    def all(self) -> tuple[Reminder, ...]:
        """Every reminder of every election of the calendar, in order of day."""
        if self._derived[0] != self._calendar.generation:
            found = [one for election in self._calendar.elections for one in reminders_of(election)]
            found.sort(key=lambda reminder: (reminder.day, reminder.key))
            self._derived = (self._calendar.generation, tuple(found))
        return self._derived[1]

    def coming(self, now: datetime, time_zone: str, province: str, most: int) -> list[Reminder]:
        """The next reminders of a person."""
        local = now.astimezone(ZoneInfo(time_zone))
        ahead = (
            one
            for one in self.all()
            if datetime.combine(one.day, SEND_AT, local.tzinfo) > local
            and (not one.provinces or province in one.provinces)
        )
        return list(islice(ahead, most))

    async def plan(self, now: datetime, days: int, election: str | None = None) -> list[Planned]:
        """What will go out within so many days, with the people it would reach as things stand now."""
        counts: dict[tuple[str, ...], int] = {}
        found = []
        today = now.astimezone(ZoneInfo(FIRST_MORNING)).date()
        for one in self.all():
            if not today <= one.day <= today + timedelta(days=days):
                continue
            if datetime.combine(one.day, SEND_AT, ZoneInfo(FIRST_MORNING)) <= now:
                continue
            if election is not None and one.election != election:
                continue
            if one.provinces not in counts:
                counts[one.provinces] = await self._subscribers.active_in(one.provinces)
            found.append(Planned(one, counts[one.provinces]))
        return found

    async def due(self, now: datetime) -> AsyncIterator[DueBatch]:
        """Batches of people who lack a reminder; the caller notes each batch before asking for the next."""
        closed = set(await self._subscribers.closed_reminders())
        for zone in await self._subscribers.time_zones():
            local = now.astimezone(ZoneInfo(zone))
            if is_quiet(local.time()):
                continue
            for reminder in self._rung(local):
                if (reminder.key, zone) in closed:
                    continue
                if not still_true(reminder, local):
                    yield await self._over(reminder, zone, local.date())
                    continue
                looked = self._complete.get((reminder.key, zone))
                if looked is not None and looked <= now < looked + LOOK_AGAIN:
                    continue
                async for batch in self._batches(reminder, zone, local.date()):
                    yield batch
                self._complete[reminder.key, zone] = now

    def _rung(self, local: datetime) -> Iterator[Reminder]:
        for reminder in self.all():
            rings = datetime.combine(reminder.day, SEND_AT, local.tzinfo)
            if rings <= local < rings + LOOK_BACK:
                yield reminder

    async def _over(self, reminder: Reminder, zone: str, today: date) -> DueBatch:
        lacking = await self._subscribers.lacking(
            reminder.key, time_zone=zone, day=reminder.day, provinces=reminder.provinces
        )
        return DueBatch(reminder, (), False, today, zone, lacking)

    async def _batches(self, reminder: Reminder, zone: str, today: date) -> AsyncIterator[DueBatch]:
        after = b""
        while True:  # in order of id, so that a million people are walked through once, not once a batch
            found = await self._subscribers.without(
                reminder.key,
                time_zone=zone,
                day=reminder.day,
                provinces=reminder.provinces,
                after=after,
                limit=self._batch,
            )
            if not found:
                return
            after = found[-1].id
            yield DueBatch(reminder, tuple(found), True, today, zone)

    def note(self, batch: DueBatch) -> Write:
        """Ledger rows of a batch, or the record that a reminder is over."""
        if not batch.still_true:
            return self._subscribers.close_reminder(
                batch.reminder.key, batch.time_zone, batch.lacking, batch.local_day
            )
        ids = [subscriber.id for subscriber in batch.subscribers]
        return self._subscribers.note(ids, batch.reminder.key, "queued", batch.local_day)

    def forget(self, now: datetime) -> Write:
        """Erases rows of the ledger nothing asks for any more."""
        return self._subscribers.forget_notes(now.date() - REMINDERS_SENT, FORGET_SLICE)


def is_quiet(local: time) -> bool:
    """Whether people are left alone at this hour; what came late waits for the morning."""
    return local >= QUIET_FROM or local < QUIET_UNTIL


def still_true(reminder: Reminder, local: datetime) -> bool:
    """Whether a reminder that comes late still helps."""
    if local.date() == reminder.last_day and reminder.kind is ReminderKind.VOTING_DAY:
        return local.time() < VOTING_ENDS
    return local.date() <= reminder.last_day
