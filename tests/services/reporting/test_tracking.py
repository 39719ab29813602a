from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, Table, select, update

from core.sealing import Keyring
from services.reporting.tracking import (
    FIRST_WAIT,
    FORGOTTEN_AFTER,
    FREE_TRIES,
    KEY_LIFETIME,
    REMEMBERED,
    Slowdown,
)
from storage.backup import LEFT_OUT, data_tables
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.code_waits import LONGEST_WAIT, CodeWaits
from storage.reporting.tables import code_wait_keys, code_waits
from storage.tidying import erase_overdue
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

CHAT, OTHER = b"a" * 16, b"b" * 16


def slowdown(clock: FixedClock) -> Slowdown:
    return Slowdown(clock, SeededRandomness(3))


def test_the_first_tries_are_free_and_later_ones_wait_ever_longer(clock: FixedClock) -> None:
    slow = slowdown(clock)
    for _ in range(FREE_TRIES):
        assert slow.wait(CHAT) == timedelta()
        slow.wrong(CHAT)
    assert slow.wait(CHAT) == FIRST_WAIT
    clock.advance(FIRST_WAIT)
    assert slow.wait(CHAT) == timedelta()
    slow.wrong(CHAT)
    assert slow.wait(CHAT) == 2 * FIRST_WAIT
    for _ in range(20):
        slow.wrong(CHAT)
    assert slow.wait(CHAT) == LONGEST_WAIT


def test_others_are_not_slowed_down_and_an_own_code_between_wrong_ones_forgives_nothing(
    clock: FixedClock,
) -> None:
    """Guessers have a code of their own: it must not buy three free tries each time."""
    slow = slowdown(clock)
    for _ in range(10):
        slow.wrong(CHAT)
    assert slow.wait(OTHER) == timedelta()
    assert not hasattr(slow, "right")
    clock.advance(LONGEST_WAIT)
    assert slow.wait(CHAT) == timedelta()
    slow.wrong(CHAT)
    assert slow.wait(CHAT) == LONGEST_WAIT
    clock.advance(FORGOTTEN_AFTER + timedelta(seconds=1))
    slow.wrong(CHAT)
    assert slow.wait(CHAT) == timedelta()


def test_a_crowd_of_guessers_takes_bounded_memory_and_names_nobody(clock: FixedClock) -> None:
    slow = slowdown(clock)
    for n in range(REMEMBERED + 500):
        slow.wrong(n.to_bytes(16, "big"))
    assert len(slow._wrong) == REMEMBERED
    assert (REMEMBERED + 1).to_bytes(16, "big") not in slow._wrong


@pytest.fixture
def kept(database: Database, keyring: Keyring) -> CodeWaits:
    """Where waits outlast a restart."""
    return CodeWaits(database, keyring, BOT_ID)


async def restarted(clock: FixedClock, kept: CodeWaits, seed: int) -> Slowdown:
    """A new process."""
    slow = Slowdown(clock, SeededRandomness(seed), kept)
    await slow.restore()
    return slow


async def noted(slow: Slowdown, committer: GroupCommitter, times: int, chat: bytes = CHAT) -> None:
    """So many wrong codes, committed like any turn."""
    for _ in range(times):
        await committer.commit(Unit(writes=slow.wrong(chat)))


async def rows(database: Database, table: Table) -> list[Row[Any]]:
    """What is kept."""
    async with database.read() as connection:
        return list((await connection.execute(select(table))).all())


async def test_a_wait_outlasts_a_restart_and_ends_when_it_was_told_to(
    clock: FixedClock, kept: CodeWaits, committer: GroupCommitter, database: Database
) -> None:
    await noted(await restarted(clock, kept, 1), committer, FREE_TRIES - 1)
    assert await rows(database, code_waits) == [], "only who exceeded a limit is kept"
    assert await rows(database, code_wait_keys) == []
    await noted(await restarted(clock, kept, 2), committer, FREE_TRIES + 1)
    slow = await restarted(clock, kept, 3)
    assert 2 * FIRST_WAIT <= slow.wait(CHAT) <= 2 * FIRST_WAIT + timedelta(seconds=1)
    assert slow.wait(OTHER) == timedelta()
    await noted(slow, committer, 1)
    assert slow.wait(CHAT) >= 4 * FIRST_WAIT, "the count goes on where it was"
    clock.advance(4 * FIRST_WAIT + timedelta(seconds=1))
    assert slow.wait(CHAT) == timedelta()
    assert (await restarted(clock, kept, 4)).wait(CHAT) == timedelta()


async def test_what_is_kept_names_nobody_by_a_key_of_one_day_and_is_erased(
    clock: FixedClock, kept: CodeWaits, committer: GroupCommitter, database: Database
) -> None:
    slow = await restarted(clock, kept, 1)
    await noted(slow, committer, FREE_TRIES)
    await noted(slow, committer, FREE_TRIES, OTHER)
    assert len(await rows(database, code_waits)) == 2
    (first,) = await rows(database, code_wait_keys)
    assert CHAT not in {one.who for one in await rows(database, code_waits)}
    clock.advance(KEY_LIFETIME)
    await committer.commit(Unit(writes=[erase_overdue(clock.now(), BOT_ID)]))
    assert await rows(database, code_waits) == []
    slow = await restarted(clock, kept, 2)
    await noted(slow, committer, FREE_TRIES)
    assert len(await rows(database, code_wait_keys)) == 2
    assert len(await rows(database, code_waits)) == 1
    clock.advance(LONGEST_WAIT)
    await committer.commit(Unit(writes=[erase_overdue(clock.now(), BOT_ID)]))
    (second,) = await rows(database, code_wait_keys)
    assert second.id != first.id, "yesterday's key is gone"


async def test_a_wait_of_yesterdays_key_still_holds_today(
    clock: FixedClock, kept: CodeWaits, committer: GroupCommitter
) -> None:
    await noted(await restarted(clock, kept, 1), committer, FREE_TRIES, OTHER)
    clock.advance(KEY_LIFETIME - timedelta(seconds=10))
    await noted(await restarted(clock, kept, 2), committer, FREE_TRIES)
    clock.advance(timedelta(seconds=15))
    slow = await restarted(clock, kept, 3)
    await noted(slow, committer, FREE_TRIES, OTHER)
    assert slow.wait(CHAT) > timedelta()
    assert (await restarted(clock, kept, 4)).wait(CHAT) > timedelta()


def test_no_backup_holds_waits_or_the_key_that_names_who_waits() -> None:
    assert {"code_waits", "code_wait_keys"} <= LEFT_OUT
    assert not {"code_waits", "code_wait_keys"} & {table.name for table in data_tables()}


async def test_a_key_that_does_not_open_costs_its_own_waits_and_not_the_start(
    clock: FixedClock, kept: CodeWaits, database: Database, committer: GroupCommitter
) -> None:
    """On the build before, one damaged row of a day kept the bot from starting."""
    await noted(Slowdown(clock, SeededRandomness(3), kept), committer, 9)
    async with database.write() as connection:
        await connection.execute(update(code_wait_keys).values(key=b"damaged" * 12))
    await restarted(clock, kept, 4)
    assert (await kept.load(clock.now()))[0] == []
