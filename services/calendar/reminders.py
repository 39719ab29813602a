"""Reminders follow from the phases of elections and from ``rulebook/reminders.toml``; the database knows
which went out.

Pure functions say what falls on which day. :class:`Reminders` asks the database who still lacks it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from zoneinfo import ZoneInfo

from core.text import StoredEnum
from rulebook.elections import Election, ElectionPhase, PhaseKind
from rulebook.reminders import ReminderRules
from services.calendar.calendar import Calendar
from services.platform.places import WIT
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.platform.lifetimes import REMINDERS_SENT
from storage.platform.unit import Write

SEND_AT = time(7, 30)
"""Local time of the subscriber."""
QUIET_FROM, QUIET_UNTIL = time(21), time(6)
"""Nobody is woken: what comes late after a downtime waits until the morning."""
BATCH = 500
BATCH_SECONDS = 0.2
"""A batch is queued at once; more than a fifth of a second's worth would be a burst."""
LOOK_BACK = timedelta(days=60)
"""A reminder older than this is not even recorded as skipped."""
LOOK_AGAIN = timedelta(minutes=10)
"""So often people are looked for who came back (or were imported) after a reminder had gone out."""
FORGET_SLICE = 5_000
FIRST_MORNING = WIT
"""Where the day begins first, so that a plan leaves nothing of a day out."""
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


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
    until: time | None = None
    """Local time of its last day from which it helps nobody any more."""


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


def reminders_of(election: Election, rules: ReminderRules) -> list[Reminder]:
    """All reminders of an election, in order of day."""
    found = _Derived(election, rules)
    return sorted(found.reminders(), key=lambda reminder: (reminder.day, reminder.key))


@dataclass(frozen=True, slots=True)
class _Derived:
    """What follows from the phases of an election."""

    election: Election
    rules: ReminderRules

    def reminders(self) -> Iterator[Reminder]:
        """Its reminders, in no order."""
        candidates = self.election.first(PhaseKind.CANDIDATES_SET)
        campaign = self.election.first(PhaseKind.CAMPAIGN)
        quiet = self.election.first(PhaseKind.QUIET)
        voting = self.election.first(PhaseKind.VOTING)
        if not self.election.kind.is_election_law:
            yield from self._of_village(campaign, voting)
            return
        if candidates is not None:
            yield from self._of_candidates(candidates.starts, campaign)
        if campaign is not None:
            yield from self._of_campaign(campaign)
        if quiet is not None:
            yield from self._of_quiet_days(quiet)
        if voting is not None:
            yield from self._of_voting(voting.starts, has_quiet_days=quiet is not None)

    def _of_candidates(self, day: date, campaign: ElectionPhase | None) -> Iterator[Reminder]:
        freeze, rule = self.rules.freeze, self.rules.candidates_set
        if self.election.kind in freeze.kinds:
            begins = months_before(day, freeze.months)
            yield self._make(ReminderKind.FREEZE, begins, day - ONE_DAY, freeze.topic, day)
        last = campaign.starts - ONE_DAY if campaign else day + timedelta(days=rule.days_after)
        yield self._make(ReminderKind.CANDIDATES_SET, day, max(last, day), rule.topic, day)

    def _of_campaign(self, campaign: ElectionPhase) -> Iterator[Reminder]:
        ahead, begins, weekly = self.rules.campaign_ahead, self.rules.campaign_begins, self.rules.weekly
        for day, last in _ahead(campaign.starts, ahead.days_ahead):
            yield self._make(ReminderKind.CAMPAIGN_AHEAD, day, last, ahead.topic, campaign.starts)
        last = min(campaign.starts + timedelta(days=begins.days_after), campaign.ends)
        yield self._make(ReminderKind.CAMPAIGN_BEGINS, campaign.starts, last, begins.topic, campaign.ends)
        topics, day = cycle(weekly.topics), campaign.starts + ONE_WEEK
        while day <= campaign.ends:
            last = min(day + ONE_WEEK - ONE_DAY, campaign.ends)
            yield self._make(ReminderKind.WEEKLY, day, last, next(topics), campaign.ends)
            day += ONE_WEEK

    def _of_quiet_days(self, quiet: ElectionPhase) -> Iterator[Reminder]:
        day = quiet.starts
        while day <= quiet.ends:
            yield self._make(ReminderKind.QUIET_DAY, day, day, self.rules.quiet_day.topic, quiet.ends)
            day += ONE_DAY

    def _of_voting(self, voting: date, *, has_quiet_days: bool) -> Iterator[Reminder]:
        ahead, rule = self.rules.voting_ahead, self.rules.voting_day
        days = ahead.days_ahead if has_quiet_days else ahead.days_ahead_without_quiet
        for day, last in _ahead(voting, days):
            yield self._make(ReminderKind.VOTING_AHEAD, day, last, ahead.topic, voting)
        made = self._make(ReminderKind.VOTING_DAY, voting, voting, rule.topic, voting)
        yield replace(made, until=rule.until)

    def _of_village(self, campaign: ElectionPhase | None, voting: ElectionPhase | None) -> Iterator[Reminder]:
        """Village heads are elected under UU Desa and local regulations: nothing is said of stages and
        sanctions that the laws on Pemilu and Pilkada know, only that neutrality binds."""
        rule = self.rules.village
        for phase, kind in ((campaign, ReminderKind.VILLAGE_CAMPAIGN), (voting, ReminderKind.VILLAGE_VOTING)):
            if phase is not None:
                for day, last in _ahead(phase.starts, rule.days_ahead):
                    yield self._make(kind, day, last, rule.topic, phase.starts)

    def _make(self, kind: ReminderKind, day: date, last: date, topic: str, event: date) -> Reminder:
        election = self.election
        key = f"{election.slug}|{kind.value}|{day.isoformat()}"
        return Reminder(key, kind, election.slug, election.title, day, last, topic, event, election.provinces)


def _ahead(event: date, days: Sequence[int]) -> Iterator[tuple[date, date]]:
    """Day of each reminder before an event, and the last day it is worth sending: the next one takes over,
    so that after a long downtime one of them comes late, not all at once."""
    for number, count in enumerate(days):
        following = days[number + 1] if number + 1 < len(days) else 0
        yield event - timedelta(days=count), event - timedelta(days=following + 1)


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

    def __init__(
        self, calendar: Calendar, subscribers: Subscribers, rules: ReminderRules, batch: int = BATCH
    ) -> None:
        self._calendar = calendar
        self._subscribers = subscribers
        self._rules = rules
        self._batch = batch
        self._derived: tuple[int, tuple[Reminder, ...]] = (-1, ())
        self._complete: dict[tuple[str, str], datetime] = {}
        """When nobody lacked a reminder any more, by zone: spares the database, is not the truth."""

    def all(self) -> tuple[Reminder, ...]:
        """Every reminder of every election of the calendar, in order of day."""
        if self._derived[0] != self._calendar.generation:
            found = [one for election in self._calendar.elections for one in self.of(election)]
            found.sort(key=lambda reminder: (reminder.day, reminder.key))
            self._derived = (self._calendar.generation, tuple(found))
        return self._derived[1]

    def of(self, election: Election) -> list[Reminder]:
        """Every reminder of one election, in the calendar or not yet."""
        return reminders_of(election, self._rules)

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
    if reminder.until is not None and local.date() == reminder.last_day:
        return local.time() < reminder.until
    return local.date() <= reminder.last_day
