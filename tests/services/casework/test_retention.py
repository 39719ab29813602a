"""Closed reports go after a warning and their time; a hold stops it; the day decides, on both engines."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.sealing import Keyring
from services.access.audit import AuditAction, AuditLog
from services.casework.retention import WARNING_DAYS, RetentionService
from services.reporting.draft import Status
from storage.access.audit import AuditChain
from storage.casework.retention import RetentionStore
from storage.platform.backup_note import BackupNote
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Unit
from storage.reporting.reports import Reports
from tests.repeatable import FixedClock
from tests.reports import plant

DAYS = 100
CLOSED = date(2024, 9, 24)
OFFICER = b"o" * 16


class World:
    """A database with reports, and the days that pass."""

    def __init__(
        self, database: Database, keyring: Keyring, clock: FixedClock, committer: GroupCommitter
    ) -> None:
        self.database = database
        self.committer = committer
        self.log = AuditLog(AuditChain(database, keyring), keyring, clock)
        self.note = BackupNote(database, keyring)
        self.retention = RetentionService(RetentionStore(database), self.note, self.log, DAYS)

    async def do(self, unit: Unit) -> None:
        await self.committer.commit(unit)

    async def move(self, report_id: bytes, status: Status) -> None:
        await self.do(Unit(writes=[Reports(self.database).set_status(report_id, status.value)]))

    async def sweep(self, today: date) -> None:
        unit = Unit()
        self.retention.sweep(unit, today)
        await self.do(unit)

    async def day(self, today: date) -> tuple[int, int]:
        """One ring of the job: how many reports were warned of, and how many erased."""
        await self.sweep(today)
        announcement = await self.retention.announcement(today)
        if announcement:
            unit = Unit()
            self.retention.announced(unit, announcement, today)
            await self.do(unit)
        due = await self.retention.due(today)
        for report_id in due:
            unit = Unit()
            self.retention.erase(unit, report_id, today)
            await self.do(unit)
        return len(announcement.report_ids) if announcement else 0, len(due)

    async def there(self, report_id: bytes) -> bool:
        return await Reports(self.database).by_id(report_id) is not None


@pytest.fixture
async def world(database: Database, keyring: Keyring, clock: FixedClock, committer: GroupCommitter) -> World:
    return World(database, keyring, clock, committer)


def after(days: int) -> date:
    return CLOSED + timedelta(days=days)


async def test_a_closed_report_is_warned_of_and_erased_and_an_open_one_stays(world: World) -> None:
    done, rejected, waiting = [(await plant(world.database, n)).id for n in (1, 2, 3)]
    await world.move(done, Status.DONE)
    await world.move(rejected, Status.REJECTED)
    assert await world.day(CLOSED) == (0, 0)
    assert await world.day(after(DAYS - WARNING_DAYS - 1)) == (0, 0)
    assert await world.day(after(DAYS - WARNING_DAYS)) == (2, 0)
    assert await world.day(after(DAYS - WARNING_DAYS)) == (0, 0), "warned once"
    assert await world.day(after(DAYS - 1)) == (0, 0)
    assert await world.day(after(DAYS)) == (0, 2)
    assert not await world.there(done)
    assert await world.there(waiting)
    assert [one.action async for one in world.log.entries()] == [
        AuditAction.ERASURE_ANNOUNCED,
        AuditAction.ERASED,
        AuditAction.ERASED,
    ]


async def test_nothing_is_erased_without_a_warning_in_good_time(world: World) -> None:
    """The bot was away for years: the warning comes first, and the full time after it."""
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    late = after(3 * DAYS)
    assert await world.day(late) == (1, 0)
    assert await world.day(late + timedelta(days=WARNING_DAYS - 1)) == (0, 0)
    assert await world.day(late + timedelta(days=WARNING_DAYS)) == (0, 1)


async def test_a_hold_stops_it_and_lifting_it_warns_anew(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    await world.day(after(DAYS - WARNING_DAYS))
    unit = Unit()
    world.retention.hold(unit, OFFICER, one, after(DAYS - 1))
    await world.do(unit)
    assert await world.retention.is_held(one)
    assert await world.day(after(10 * DAYS)) == (0, 0)
    (listed,) = await world.retention.closed(after(10 * DAYS), 10)
    assert listed.held
    unit = Unit()
    world.retention.release(unit, OFFICER, one)
    await world.do(unit)
    (listed,) = await world.retention.closed(after(10 * DAYS), 10)
    assert listed.erased_from == after(10 * DAYS) + timedelta(days=WARNING_DAYS)
    assert await world.day(after(10 * DAYS)) == (1, 0)
    assert await world.day(after(10 * DAYS + WARNING_DAYS)) == (0, 1)


async def test_an_open_report_can_be_held_before_it_is_closed(world: World) -> None:
    one = (await plant(world.database, 1)).id
    unit = Unit()
    world.retention.hold(unit, OFFICER, one, CLOSED)
    await world.do(unit)
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    assert await world.day(after(2 * DAYS)) == (0, 0)
    assert await world.there(one)


async def test_a_report_opened_again_begins_anew(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    assert await world.day(after(DAYS - WARNING_DAYS)) == (1, 0)
    await world.move(one, Status.QUESTION)
    assert await world.day(after(DAYS)) == (0, 0)
    assert await world.retention.closed(after(DAYS), 1) == []
    await world.move(one, Status.DONE)
    assert await world.day(after(DAYS + 1)) == (0, 0)
    assert await world.day(after(2 * DAYS - WARNING_DAYS + 1)) == (1, 0)
    assert await world.day(after(2 * DAYS + 1)) == (0, 1)


async def test_a_hold_set_at_the_last_moment_wins(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    await world.day(after(DAYS - WARNING_DAYS))
    assert await world.retention.due(after(DAYS)) == [one]
    hold, erase = Unit(), Unit()
    world.retention.hold(hold, OFFICER, one, after(DAYS))
    world.retention.erase(erase, one, after(DAYS))
    await world.do(hold)
    with pytest.raises(StorageError):
        await world.do(erase)
    assert await world.there(one)
    assert [entry.action async for entry in world.log.entries()][-1] == AuditAction.HELD


async def test_two_bots_warn_once_and_erase_once(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    today = after(DAYS - WARNING_DAYS)
    announcement = await world.retention.announcement(today)
    assert announcement is not None
    first, second = Unit(), Unit()
    world.retention.announced(first, announcement, today)
    world.retention.announced(second, announcement, today)
    await world.do(first)
    with pytest.raises(StorageError):
        await world.do(second)


async def test_erasing_outdates_the_key_backups_in_the_same_transaction(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.do(Unit(writes=[world.note.done("/somewhere", 0)]))
    await world.move(one, Status.DONE)
    await world.day(CLOSED)
    await world.day(after(DAYS - WARNING_DAYS))
    assert await world.note.all_fresh()
    assert await world.day(after(DAYS)) == (0, 1)
    assert await world.note.stale() == ["/somewhere"]


async def test_a_bot_without_the_private_key_leaves_the_warning_to_the_other(world: World) -> None:
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.sweep(CLOSED)
    today, patience = after(DAYS - WARNING_DAYS), timedelta(days=2)
    assert await world.retention.announcement(today, patience) is None
    assert await world.retention.announcement(today + patience, patience) is not None
    assert await world.there(one)


async def test_a_short_time_has_a_short_warning(world: World) -> None:
    short = RetentionService(RetentionStore(world.database), world.note, world.log, 3)
    one = (await plant(world.database, 1)).id
    await world.move(one, Status.DONE)
    await world.sweep(CLOSED)
    announcement = await short.announcement(CLOSED)
    assert announcement is not None
    assert announcement.erased_from == after(3)
