"""Reports that no officer may work on are told of, on both engines: how many, once a day, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from services.access.roles import Role
from services.casework.case import DecisionReason
from services.casework.case_service import CaseService
from services.casework.unattended import NOTE, Unattended
from services.reporting.draft import Status
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.installation import DayNote
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.services.office import DAY, GAMBIR, MONEY, STICKERS, Office

NEXT = DAY + timedelta(days=1)


@pytest.fixture
async def office(database: Database, keyring: Keyring, committer: GroupCommitter) -> Office:
    return Office(database, keyring, committer)


def unattended(office: Office, case_service: CaseService | None = None) -> Unattended:
    return Unattended(
        case_service or office.case_service, office.officers, DayNote(office.database, office.keyring, NOTE)
    )


async def test_only_what_no_officer_may_work_on_counts(office: Office) -> None:
    found = unattended(office)
    await office.report(STICKERS)
    await office.report(MONEY)
    waiting = await found.due(NEXT)
    assert waiting is not None
    assert (waiting.count, waiting.has_officers, waiting.managers) == (2, False, ())
    await office.officer(1, workplace=GAMBIR)
    waiting = await found.due(NEXT)
    assert waiting is not None
    assert (waiting.count, waiting.has_officers, waiting.managers) == (1, True, ())
    admin = await office.officer(2, Role.ADMIN, replace(GAMBIR, office="Kelurahan Gambir"))
    await office.officer(3, Role.AUDITOR)  # who reads it can't work on it
    waiting = await found.due(NEXT)
    assert waiting is not None
    assert (waiting.count, [one.id for one in waiting.managers]) == (1, [admin.id])
    await office.officer(4)
    assert await found.due(NEXT) is None


async def test_neither_the_day_it_came_nor_what_was_passed_on_counts(office: Office) -> None:
    """A notice within the day would say when a report came in."""
    gambir, other = await office.officer(1, workplace=GAMBIR), await office.officer(2)
    stickers = await office.report(STICKERS)
    unit = Unit()
    opened = office.work.move(unit, other, await office.open(other, stickers), Status.VERIFIED, DAY)
    office.work.move(unit, other, opened, Status.FORWARDED, DAY, DecisionReason.TO_BAWASLU)
    await office.committer.commit(unit)
    await office.committer.commit(Unit(writes=[office.store.remove(other.id)]))
    await office.report(replace(STICKERS, story="Lagi."), received_on=NEXT)
    found = unattended(office)
    assert await found.due(NEXT) is None, "one was passed on, the other came on this day"
    waiting = await found.due(NEXT + timedelta(days=1))
    assert waiting is not None
    assert waiting.count == 1
    assert gambir.id not in [one.id for one in waiting.managers]


async def test_it_is_told_once_a_day_by_whichever_process(office: Office) -> None:
    await office.officer(1, workplace=GAMBIR)
    await office.report(STICKERS)
    found, second = unattended(office), unattended(office)
    waiting, other = await found.due(NEXT), await second.due(NEXT)
    assert waiting is not None
    assert other is not None
    await office.committer.commit(Unit(writes=[found.note(waiting)]))
    with pytest.raises(StorageError):
        await office.committer.commit(Unit(writes=[second.note(other)]))
    assert await second.due(NEXT) is None
    assert await second.due(NEXT + timedelta(days=1)) is not None


async def test_two_processes_that_look_at_the_same_moment_tell_it_once(
    office: Office, keyring: Keyring
) -> None:
    """Each has a committer of its own, and no row is there yet that could be locked."""
    await office.officer(1, workplace=GAMBIR)
    await office.report(STICKERS)
    found, other = unattended(office), Database(office.database.url.render_as_string(hide_password=False))
    waiting = await found.due(NEXT)
    assert waiting is not None
    note, begun, go = found.note(waiting), asyncio.Event(), asyncio.Event()

    async def hold(connection: AsyncConnection) -> None:
        await note(connection)
        begun.set()
        await go.wait()

    second = GroupCommitter(other, BOT_ID + 1, keyring.sealer("outbox"))
    await second.start()
    first = asyncio.create_task(office.committer.commit(Unit(writes=[hold])))
    await begun.wait()
    too_late = asyncio.create_task(second.commit(Unit(writes=[unattended(office).note(waiting)])))
    await asyncio.sleep(0.2)
    go.set()
    await first
    with pytest.raises(StorageError):
        await too_late
    await second.close()
    await other.close()


async def test_who_is_not_set_up_counts_for_nothing(office: Office) -> None:
    """Neither as one who may work on a report, nor as one who is told."""
    await office.report(STICKERS)
    await office.officer(1, workplace=GAMBIR)
    await office.officer(2, confirmed=False)
    await office.officer(3, Role.ADMIN, confirmed=False)
    waiting = await unattended(office).due(NEXT)
    assert waiting is not None
    assert (waiting.count, waiting.managers) == (1, ())


async def test_where_no_key_is_nothing_is_known(office: Office) -> None:
    await office.report(STICKERS)
    closed = CaseService(office.reports, office.cases, office.threads, office.pieces, None, office.keyring)
    assert await unattended(office, closed).due(date(2024, 10, 1)) is None
