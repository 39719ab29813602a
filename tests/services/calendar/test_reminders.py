from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.sealing import Keyring
from handlers.calendar.remind import ReminderJob
from handlers.platform.outgoing import Call
from rulebook.elections import ElectionKind, PhaseKind, load_elections
from rulebook.loader import load_rulebook
from rulebook.reminders import load_reminder_rules
from services.calendar.book import ElectionBook
from services.calendar.calendar import Calendar
from services.calendar.editing import ElectionDraft
from services.calendar.reminders import (
    Reminder,
    ReminderKind,
    Reminders,
    months_before,
    reminders_of,
    still_true,
)
from services.calendar.subscribers import SubscriberRole, Subscription, Subscriptions
from storage.calendar.elections import ElectionStore
from storage.calendar.subscribers import Subscribers
from storage.calendar.tables import reminders_closed, reminders_sent
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.outbox import Outbox
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

ELECTIONS = load_elections()
RULES = load_reminder_rules()
PILKADA = next(one for one in ELECTIONS if one.slug == "pilkada-2024")
JAKARTA = "Asia/Jakarta"


def test_the_reminders_of_the_pilkada_2024_follow_from_its_phases() -> None:
    found = {(one.kind, one.day) for one in reminders_of(PILKADA, RULES)}
    for kind, day in (
        (ReminderKind.FREEZE, date(2024, 3, 22)),
        (ReminderKind.CANDIDATES_SET, date(2024, 9, 22)),
        (ReminderKind.CAMPAIGN_AHEAD, date(2024, 8, 26)),
        (ReminderKind.CAMPAIGN_AHEAD, date(2024, 9, 18)),
        (ReminderKind.CAMPAIGN_AHEAD, date(2024, 9, 24)),
        (ReminderKind.CAMPAIGN_BEGINS, date(2024, 9, 25)),
        (ReminderKind.WEEKLY, date(2024, 10, 2)),
        (ReminderKind.QUIET_DAY, date(2024, 11, 24)),
        (ReminderKind.QUIET_DAY, date(2024, 11, 26)),
        (ReminderKind.VOTING_AHEAD, date(2024, 11, 20)),
        (ReminderKind.VOTING_DAY, date(2024, 11, 27)),
    ):
        assert (kind, day) in found


@pytest.mark.parametrize("election", ELECTIONS, ids=lambda one: one.slug)
def test_every_reminder_has_its_own_key_a_topic_and_a_day_it_is_true(election: object) -> None:
    found = reminders_of(election, RULES)  # type: ignore[arg-type] # ids= needs the parameter untyped
    assert len({one.key for one in found}) == len(found)
    topics = load_rulebook().topics
    for one in found:
        assert one.topic in topics
        assert one.day <= one.last_day


def test_a_general_election_has_no_freeze_of_officials() -> None:
    pemilu = next(one for one in ELECTIONS if one.slug == "pemilu-2024")
    assert not any(one.kind is ReminderKind.FREEZE for one in reminders_of(pemilu, RULES))


@given(st.dates(date(2001, 1, 1), date(2099, 12, 31)), st.integers(1, 24))
def test_months_before_lands_in_the_month_meant(day: date, months: int) -> None:
    earlier = months_before(day, months)
    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == months
    assert earlier.day == day.day or (earlier + timedelta(days=1)).day == 1


async def collect(
    reminders: Reminders, committer: GroupCommitter, now: datetime
) -> list[tuple[str, int, bool]]:
    """Rings once, as the job does; (kind, people, sent) of each batch."""
    found = []
    async for batch in reminders.due(now):
        await committer.commit(Unit(writes=[reminders.note(batch)]))
        found.append((batch.reminder.kind.value, len(batch.subscribers), batch.still_true))
    return found


async def test_ringing_twice_and_from_two_processes_sends_once(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    subscriptions = Subscriptions(subscribers, SeededRandomness(1))
    unit = Unit()
    for chat_id in range(1, 4):
        subscription = Subscription(SubscriberRole.PNS, "31", JAKARTA, True)
        subscriptions.subscribe(unit, chat_id, subscription, datetime(2024, 9, 1, tzinfo=UTC))
    await committer.commit(unit)
    morning = datetime(2024, 9, 25, 0, 31, tzinfo=UTC)
    here, there = (
        Reminders(Calendar([PILKADA]), subscribers, RULES),
        Reminders(Calendar([PILKADA]), subscribers, RULES),
    )
    first = await collect(here, committer, morning)
    assert ("kampanye-mulai", 3, True) in first
    assert sum(kind == "penetapan" and not sent for kind, _, sent in first) == 1, "what is over is only noted"
    assert await collect(here, committer, morning) == []
    assert await collect(there, committer, morning) == []


async def test_nothing_rings_before_half_past_seven_or_for_those_who_came_later(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = Subscribers(database, keyring, BOT_ID)
    subscriptions = Subscriptions(subscribers, SeededRandomness(1))
    unit = Unit()
    subscription = Subscription(SubscriberRole.PPPK, "31", JAKARTA, True)
    subscriptions.subscribe(
        unit, 1, subscription, datetime(2024, 9, 24, 23, 0, tzinfo=UTC)
    )  # 06.00 on the 25th
    subscriptions.subscribe(
        unit, 2, subscription, datetime(2024, 9, 25, 1, 0, tzinfo=UTC)
    )  # 08.00 on the 25th
    await committer.commit(unit)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    early = await collect(reminders, committer, datetime(2024, 9, 25, 0, 29, tzinfo=UTC))
    assert not any(sent for _, _, sent in early)
    assert await collect(reminders, committer, datetime(2024, 9, 25, 1, 5, tzinfo=UTC)) == [
        ("kampanye-mulai", 1, True)
    ]


async def people(
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    chats: range,
    since: datetime,
    **given: str,
) -> Subscribers:
    """Subscribers in Jakarta."""
    subscribers = Subscribers(database, keyring, BOT_ID)
    subscriptions = Subscriptions(subscribers, SeededRandomness(chats.start + 1))
    unit = Unit()
    for chat_id in chats:
        subscription = Subscription(SubscriberRole.PNS, given.get("province", "31"), JAKARTA, True)
        subscriptions.subscribe(unit, chat_id, subscription, since)
    await committer.commit(unit)
    return subscribers


AUGUST = datetime(2024, 8, 1, tzinfo=UTC)
MORNING = datetime(2024, 9, 25, 0, 31, tzinfo=UTC)
"""07.31 in Jakarta on the first day of the campaign."""


async def job(database: Database, keyring: Keyring, now: datetime) -> ReminderJob:
    """A reminder job as a process of its own has it."""
    book = ElectionBook([PILKADA], ElectionStore(database))
    reminders = Reminders(book.calendar, Subscribers(database, keyring, BOT_ID), RULES, batch=7)
    return ReminderJob(book, reminders, load_rulebook(), keyring, FixedClock(now))


async def queued_by_chat(database: Database, keyring: Keyring) -> Counter[int]:
    """How many reminders wait in the outbox for each chat."""
    waiting = await Outbox(database, keyring, BOT_ID, FixedClock(MORNING)).waiting()
    return Counter(Call.decode(one.payload).params["chat_id"] for one in waiting)


async def test_two_processes_at_the_same_moment_send_once(
    database_url: str, database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    await people(database, committer, keyring, range(1, 101), AUGUST)
    second_database = Database(database_url)
    second = GroupCommitter(second_database, BOT_ID, keyring.sealer("outbox"))
    await second.start()
    jobs = [await job(one, keyring, MORNING) for one in (database, second_database)]

    async def work(one: ReminderJob, way: GroupCommitter) -> None:
        for _ in range(60):  # each refusal ends a round; the next look asks again
            try:
                await one.run(lambda unit: _commit(way, unit))
            except StorageError:
                await way.close()  # a process that lost a race reads where the outbox stands
                await way.start()
            else:
                return
        raise AssertionError("never through")

    try:
        await asyncio.gather(work(jobs[0], committer), work(jobs[1], second))
    finally:
        await second.close()
        await second_database.close()
    found = await queued_by_chat(database, keyring)
    assert set(found) == set(range(1, 101))
    sent_to_each = set(found.values())
    assert sent_to_each == {1}, "the first day of the campaign, once each"


async def _commit(way: GroupCommitter, unit: Unit) -> None:
    await way.commit(unit)


async def test_a_restart_in_the_middle_goes_on_where_it_stopped(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    await people(database, committer, keyring, range(1, 51), AUGUST)
    for stop_after in (1, 2, 3, 99):
        left = stop_after

        async def commit(unit: Unit) -> None:
            nonlocal left
            if unit.outgoing:
                if left == 0:
                    raise StorageError("the process died here")
                left -= 1
            await committer.commit(unit)

        process = await job(database, keyring, MORNING)
        with suppress(StorageError):
            await process.run(commit)
    found = await queued_by_chat(database, keyring)
    assert found == Counter(dict.fromkeys(range(1, 51), 1))


async def test_a_stop_asks_for_no_more_batches(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    await people(database, committer, keyring, range(1, 31), AUGUST)
    process = await job(database, keyring, MORNING)
    allowed = [True, True, False]

    async def pace(messages: int) -> bool:
        assert 0 < messages <= 7
        return allowed.pop(0)

    await process.run(lambda unit: _commit(committer, unit), pace)
    assert sum((await queued_by_chat(database, keyring)).values()) == 14


async def test_a_jump_forth_and_back_sends_nothing_twice(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 4), AUGUST)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    sent: Counter[str] = Counter()
    for moment in (MORNING, MORNING - timedelta(days=3), MORNING, MORNING + timedelta(minutes=1), MORNING):
        for kind, number, true in await collect(reminders, committer, moment):
            if true:
                sent[kind] += number
    assert sent == {"kampanye-mulai": 3}, "each at most once, in whatever order the clock went"


async def test_nobody_is_woken_at_night(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 4), AUGUST)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    late_evening = datetime(2024, 9, 25, 15, 0, tzinfo=UTC)  # 22.00 in Jakarta
    assert await collect(reminders, committer, late_evening) == []
    assert await collect(reminders, committer, late_evening + timedelta(hours=7)) == []  # 05.00
    morning = await collect(
        reminders, committer, late_evening + timedelta(hours=9)
    )  # 07.00: late, still true
    assert ("kampanye-mulai", 3, True) in morning


async def test_after_a_long_downtime_one_reminder_of_a_kind_comes(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 3), AUGUST)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    found = await collect(reminders, committer, datetime(2024, 9, 20, 3, 0, tzinfo=UTC))
    ahead = [(number, sent) for kind, number, sent in found if kind == "kampanye-mendekat"]
    assert ahead == [(0, False), (2, True)], "that of 30 days before is over, that of 7 days is still true"


async def test_what_was_missed_is_recorded_with_its_number(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 6), AUGUST)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    await collect(reminders, committer, datetime(2024, 12, 10, 3, 0, tzinfo=UTC))
    async with database.read() as connection:
        rows = (await connection.execute(select(reminders_closed))).all()
    skipped = {row.reminder: row.skipped for row in rows}
    assert skipped["pilkada-2024|pemungutan|2024-11-27"] == 5
    again = Reminders(Calendar([PILKADA]), subscribers, RULES)
    assert await collect(again, committer, datetime(2024, 12, 10, 3, 1, tzinfo=UTC)) == []


async def test_who_comes_back_gets_what_is_still_true(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 3), AUGUST)
    await committer.commit(Unit(writes=[subscribers.set_active(keyring.chat_key(1), active=False)]))
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    assert ("kampanye-mulai", 1, True) in await collect(reminders, committer, MORNING)
    await committer.commit(Unit(writes=[subscribers.set_active(keyring.chat_key(1), active=True)]))
    assert await collect(reminders, committer, MORNING + timedelta(minutes=1)) == []
    later = await collect(reminders, committer, MORNING + timedelta(minutes=11))
    assert later == [("penetapan", 1, True)] or ("kampanye-mulai", 1, True) in later


async def test_a_plan_counts_the_people_of_the_region(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    await people(database, committer, keyring, range(1, 4), AUGUST)
    subscribers = await people(database, committer, keyring, range(11, 13), AUGUST, province="19")
    repeated = next(one for one in ELECTIONS if one.slug == "pilkada-ulang-2025")
    reminders = Reminders(Calendar([PILKADA, repeated]), subscribers, RULES)
    planned = await reminders.plan(MORNING, 30)
    assert planned
    assert all(one.people == 5 for one in planned), "the whole country"
    assert all(MORNING.date() < one.reminder.day for one in planned)
    in_2025 = await reminders.plan(datetime(2025, 8, 1, tzinfo=UTC), 30, "pilkada-ulang-2025")
    assert {one.people for one in in_2025} == {2}


async def test_old_rows_of_the_ledger_go(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    subscribers = await people(database, committer, keyring, range(1, 4), AUGUST)
    reminders = Reminders(Calendar([PILKADA]), subscribers, RULES)
    await collect(reminders, committer, MORNING)
    await committer.commit(Unit(writes=[reminders.forget(MORNING)]))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(reminders_sent)) == 3
    await committer.commit(Unit(writes=[reminders.forget(MORNING + timedelta(days=90))]))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(reminders_sent)) == 0


def test_an_election_of_village_heads_claims_nothing_of_other_laws() -> None:
    village = PILKADA.model_copy(update={"kind": ElectionKind.VILLAGE})
    kinds = {one.kind for one in reminders_of(village, RULES)}
    assert kinds == {ReminderKind.VILLAGE_CAMPAIGN, ReminderKind.VILLAGE_VOTING}


def test_a_reminder_to_vote_comes_no_later_than_noon_has_passed() -> None:
    voting = next(one for one in reminders_of(PILKADA, RULES) if one.kind is ReminderKind.VOTING_DAY)
    local = datetime(2024, 11, 27, 12, 59, tzinfo=ZoneInfo(JAKARTA))
    assert still_true(voting, local)
    assert not still_true(voting, local + timedelta(minutes=1))


@given(
    st.dates(date(2025, 1, 1), date(2090, 1, 1)),
    st.integers(1, 90),
    st.integers(0, 20),
    st.integers(1, 10),
    st.sampled_from(list(ElectionKind)),
)
def test_reminders_of_any_election_are_in_order_and_true_on_their_day(
    starts: date, campaign: int, gap: int, quiet: int, kind: ElectionKind
) -> None:
    draft = ElectionDraft(kind=kind).with_title("Pemilihan").with_basis("PKPU 1/2030")
    draft = draft.with_phase(PhaseKind.CANDIDATES_SET, starts - timedelta(days=3), starts - timedelta(days=3))
    last = starts + timedelta(days=campaign - 1)
    draft = draft.with_phase(PhaseKind.CAMPAIGN, starts, last)
    tranquil = last + timedelta(days=1 + gap)
    draft = draft.with_phase(PhaseKind.QUIET, tranquil, tranquil + timedelta(days=quiet - 1))
    voting = tranquil + timedelta(days=quiet)
    election = draft.with_phase(PhaseKind.VOTING, voting, voting).build(date(2025, 1, 1), ())
    assert election is not None
    found = reminders_of(election, RULES)
    assert found == sorted(found, key=lambda one: (one.day, one.key))
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert one.day <= one.last_day <= max(one.event, one.last_day)
        assert one.last_day <= election.ends
    by_kind: dict[ReminderKind, list[Reminder]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    for same in by_kind.values():
        for before, after in pairwise(same):
            assert before.last_day < after.day, "two of a kind are never true at once"
    if kind is not ElectionKind.VILLAGE:
        assert len(by_kind[ReminderKind.QUIET_DAY]) == quiet
        assert len(by_kind.get(ReminderKind.WEEKLY, [])) == (campaign - 1) // 7
