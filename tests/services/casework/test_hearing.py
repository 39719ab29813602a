"""Officers hear that something came, on both engines: at fixed times, once, and only who may see it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from handlers.casework.hearing import HearingJob
from services.access.officers import Officer
from services.access.roles import Role
from services.casework.case_service import CaseService
from services.casework.hearing import NOTE, DayCounts, DueNews, Heard, Hearing, Slot, slot_at
from services.reporting.draft import Status
from services.reporting.thread import MessageKind
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.installation import SlotNote
from storage.platform.tables import outbox
from storage.platform.unit import Unit
from tests.repeatable import FixedClock
from tests.services.office import DAY, GAMBIR, MONEY, STICKERS, Office

JAKARTA = ZoneInfo("Asia/Jakarta")
MORNING, NOON, AFTERNOON = (Slot(DAY, number) for number in range(3))
NEXT_MORNING = Slot(DAY + timedelta(days=1), 0)
A_REPORT, AN_ANSWER = Heard(reports=True, answers=False), Heard(reports=False, answers=True)


@pytest.fixture
async def office(database: Database, keyring: Keyring, committer: GroupCommitter) -> Office:
    return Office(database, keyring, committer)


def hearing(office: Office, case_service: CaseService | None = None) -> Hearing:
    note = SlotNote(office.database, office.keyring, NOTE)
    return Hearing(case_service or office.case_service, office.cases, office.officers, note)


async def told(office: Office, slot: Slot) -> dict[int, Heard]:
    """What goes out at a time, by chat; committed."""
    found = hearing(office)
    due = await found.due(slot)
    assert due is not None
    await office.committer.commit(Unit(writes=[found.note(due)]))
    return by_chat(due)


def by_chat(due: DueNews) -> dict[int, Heard]:
    return {one.chat_id: heard for one, heard in due.by_officer}


async def last_officer(office: Office) -> Officer:
    """The officer of the latest name who may work on all reports here."""
    return [one for one in await office.officers.all() if one.role.may_work and one.workplace != GAMBIR][-1]


async def answered(office: Office, report: bytes, kind: MessageKind = MessageKind.ANSWER) -> None:
    """The reporter says something."""
    officer = await last_officer(office)
    key = (await office.open(officer, report)).opened.sealer
    stored = office.threads.seal(key, kind, "Jam sembilan.", DAY)
    await office.committer.commit(
        Unit(writes=[office.cases.add_message(report, stored), office.cases.mark_fresh(report)])
    )


async def read(office: Office, report: bytes) -> None:
    officer = await last_officer(office)
    unit = Unit()
    office.work.read(unit, officer, await office.open(officer, report), DAY)
    await office.committer.commit(unit)


async def queued(office: Office) -> int:
    """Messages in the outbox."""
    async with office.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(outbox)) or 0)


def job(office: Office, hour: int, minute: int, day: int = 24) -> HearingJob:
    moment = datetime(2024, 9, day, hour, minute, tzinfo=JAKARTA)
    return HearingJob(hearing(office), FixedClock(moment), JAKARTA)


async def ring(office: Office, hour: int, minute: int, day: int = 24) -> None:
    """The job looks at this moment."""

    async def commit(unit: Unit) -> None:
        await office.committer.commit(unit)

    await job(office, hour, minute, day).run(commit)


@pytest.mark.parametrize(
    ("hour", "minute", "number"),
    [
        (7, 59, None),
        (8, 0, 0),
        (8, 29, 0),
        (8, 30, None),
        (12, 29, None),
        (12, 30, 1),
        (16, 10, 2),
        (16, 30, None),
        (23, 0, None),
        (0, 5, None),
    ],
)
def test_the_times_are_fixed_and_soon_over(hour: int, minute: int, number: int | None) -> None:
    slot = slot_at(datetime(2024, 9, 24, hour, minute, tzinfo=JAKARTA))
    assert slot == (None if number is None else Slot(DAY, number))


async def test_who_may_not_open_it_hears_nothing(office: Office) -> None:
    await office.officer(1, workplace=GAMBIR)
    await office.officer(2)
    await office.officer(3, Role.AUDITOR)
    report = await office.report(STICKERS)
    assert await told(office, NOON) == {2: A_REPORT}
    await read(office, report)
    await answered(office, report)
    assert await told(office, AFTERNOON) == {2: AN_ANSWER}
    await office.report(MONEY)
    assert await told(office, NEXT_MORNING) == {
        1: Heard(reports=True, answers=False, counts=DayCounts(1, 1, 0)),
        2: Heard(reports=True, answers=False, counts=DayCounts(2, 1, 1)),
    }


async def test_all_that_came_is_one_message_and_only_once(office: Office) -> None:
    await office.officer(1)
    first = await office.report(STICKERS)
    await office.report(MONEY)
    await ring(office, 12, 31)
    assert await queued(office) == 1
    await ring(office, 12, 41)
    assert await queued(office) == 1, "told at this time already"
    await ring(office, 16, 1)
    assert await queued(office) == 1, "nothing is new"
    await answered(office, first, MessageKind.ADDED)
    await office.report(replace(MONEY, story="Lagi."))
    await ring(office, 8, 3, day=25)
    assert await queued(office) == 2, "a report and an answer are one message"


async def test_what_comes_after_a_quiet_time_waits_for_the_next(office: Office) -> None:
    """Else the next look, ten minutes later, would tell the minute it came."""
    await office.officer(1)
    await ring(office, 12, 30)
    await office.report(MONEY)
    for hour, minute in ((12, 40), (12, 50), (13, 0), (15, 59)):
        await ring(office, hour, minute)
    assert await queued(office) == 0
    await ring(office, 16, 0)
    assert await queued(office) == 1


async def test_times_passed_while_the_bot_was_down_are_not_made_up_for(office: Office) -> None:
    await office.officer(1)
    await office.report(STICKERS)
    await office.report(MONEY)
    await ring(office, 13, 10, day=27)
    assert await queued(office) == 0
    await ring(office, 16, 20, day=27)
    assert await queued(office) == 1


async def test_a_second_answer_is_news_and_a_corrected_one_is_not(office: Office) -> None:
    await office.officer(1)
    report = await office.report(MONEY)
    await read(office, report)
    await answered(office, report)
    assert await told(office, MORNING) == {
        1: Heard(reports=False, answers=True, counts=DayCounts(1, 1, 1)),
    }
    first = (await office.cases.messages(report))[-1]
    await office.committer.commit(
        Unit(writes=[office.cases.correct_message(report, replace(first, id=b"z" * 16), first.id)])
    )
    assert await told(office, NOON) == {}
    await read(office, report)
    await answered(office, report)
    assert await told(office, AFTERNOON) == {1: AN_ANSWER}


async def test_who_works_on_it_hears_of_the_answer(office: Office) -> None:
    await office.officer(1)
    second = await office.officer(2)
    report = await office.report(MONEY)
    unit = Unit()
    opened = office.work.read(unit, second, await office.open(second, report), DAY)
    office.work.claim(unit, second, opened, DAY)
    await office.committer.commit(unit)
    await answered(office, report)
    assert await told(office, NOON) == {2: AN_ANSWER}


async def test_what_nobody_may_see_waits_for_somebody_who_may(office: Office) -> None:
    await office.officer(1, workplace=GAMBIR)
    await office.officer(3, confirmed=False)
    await office.report(STICKERS)
    assert await told(office, NOON) == {}
    await office.officer(2)
    assert await told(office, AFTERNOON) == {2: A_REPORT}


async def test_what_an_officer_read_before_or_closed_is_no_news(office: Office) -> None:
    officer = await office.officer(1)
    await read(office, await office.report(MONEY))
    closed = await office.report(STICKERS)
    unit = Unit()
    opened = office.work.move(unit, officer, await office.open(officer, closed), Status.VERIFIED, DAY)
    assert opened.case.status is Status.VERIFIED
    await office.committer.commit(unit)
    await read(office, closed)
    assert await told(office, NOON) == {}


async def test_killed_before_the_commit_it_is_told_still_and_after_it_never_again(office: Office) -> None:
    """The note, what is told and the messages are one commit: there is nothing between."""
    await office.officer(1)
    await office.report(MONEY)

    async def dies(_connection: AsyncConnection) -> None:
        raise StorageError("killed")

    async def commit(unit: Unit) -> None:
        unit.write(dies)
        await office.committer.commit(unit)

    with pytest.raises(StorageError):
        await job(office, 12, 30).run(commit)
    assert (await queued(office), await office.cases.notices()) == (0, set())
    await ring(office, 12, 40)
    assert await queued(office) == 1
    assert await hearing(office).due(NOON) is None, "a process that starts anew knows it, too"


async def test_two_processes_tell_it_once(office: Office) -> None:
    await office.officer(1)
    await office.report(MONEY)
    second = hearing(office)
    due = await second.due(NOON)
    assert due is not None
    await ring(office, 12, 30)
    with pytest.raises(StorageError):
        await office.committer.commit(Unit(writes=[second.note(due)]))


async def test_where_no_key_is_nothing_is_known_or_noted(office: Office) -> None:
    await office.report(STICKERS)
    closed = CaseService(office.reports, office.cases, office.threads, office.pieces, None, office.keyring)
    assert await hearing(office, closed).due(NOON) is None
    assert not await hearing(office).is_told(NOON)
