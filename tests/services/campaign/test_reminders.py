from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.randomness import SeededRandomness
from core.sealing import Keyring
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from services.campaign.calendar import Calendar
from services.campaign.reminders import WEEKLY_TOPICS, ReminderKind, Reminders, months_before, reminders_of
from services.campaign.subscribers import Role, Subscription, Subscriptions
from storage.committer import GroupCommitter
from storage.engine import Database
from storage.subscribers import Subscribers
from storage.unit import Unit
from tests.conftest import BOT_ID

ELECTIONS = load_elections()
PILKADA = next(one for one in ELECTIONS if one.slug == "pilkada-2024")
JAKARTA = "Asia/Jakarta"


def test_the_reminders_of_the_pilkada_2024_follow_from_its_phases() -> None:
    found = {(one.kind, one.day) for one in reminders_of(PILKADA)}
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
    found = reminders_of(election)  # type: ignore[arg-type] # ids= needs the parameter untyped
    assert len({one.key for one in found}) == len(found)
    topics = load_rulebook().topics
    for one in found:
        assert one.topic in topics
        assert one.day <= one.last_day


def test_a_general_election_has_no_freeze_of_officials() -> None:
    pemilu = next(one for one in ELECTIONS if one.slug == "pemilu-2024")
    assert not any(one.kind is ReminderKind.FREEZE for one in reminders_of(pemilu))


def test_weekly_topics_are_in_the_rulebook() -> None:
    assert set(WEEKLY_TOPICS) <= set(load_rulebook().topics)


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
        subscription = Subscription(Role.PNS, "31", JAKARTA, True)
        subscriptions.subscribe(unit, chat_id, subscription, datetime(2024, 9, 1, tzinfo=UTC))
    await committer.commit(unit)
    morning = datetime(2024, 9, 25, 0, 31, tzinfo=UTC)
    here, there = Reminders(Calendar([PILKADA]), subscribers), Reminders(Calendar([PILKADA]), subscribers)
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
    subscription = Subscription(Role.PPPK, "31", JAKARTA, True)
    subscriptions.subscribe(
        unit, 1, subscription, datetime(2024, 9, 24, 23, 0, tzinfo=UTC)
    )  # 06.00 on the 25th
    subscriptions.subscribe(
        unit, 2, subscription, datetime(2024, 9, 25, 1, 0, tzinfo=UTC)
    )  # 08.00 on the 25th
    await committer.commit(unit)
    reminders = Reminders(Calendar([PILKADA]), subscribers)
    early = await collect(reminders, committer, datetime(2024, 9, 25, 0, 29, tzinfo=UTC))
    assert not any(sent for _, _, sent in early)
    assert await collect(reminders, committer, datetime(2024, 9, 25, 1, 5, tzinfo=UTC)) == [
        ("kampanye-mulai", 1, True)
    ]
