from __future__ import annotations

from datetime import date

from sqlalchemy import select

from core.sealing import Keyring
from storage.committer import GroupCommitter
from storage.engine import Database
from storage.inbox import Inbox, Kept
from storage.schema import inbox
from storage.unit import Unit
from tests.conftest import BOT_ID

DAY = date(2024, 9, 24)
CHAT, OTHER = b"c" * 16, b"d" * 16


def batch(*ids: int) -> list[Kept]:
    return [Kept(n, CHAT if n % 2 else OTHER, f'{{"update_id":{n}}}'.encode()) for n in ids]


async def test_updates_wait_in_order_until_handled(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = Inbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(12, 11, 13))]))
    await committer.commit(Unit(inbox_done=12))
    assert await updates.pending() == batch(11, 13)


async def test_the_newest_batch_is_marked_even_when_ids_start_anew(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = Inbox(database, keyring, BOT_ID)
    assert list(await updates.newest_batch()) == []
    await committer.commit(Unit(writes=[updates.keep(batch(900, 901))]))
    await committer.commit(Unit(inbox_done=900))
    assert 900 in await updates.newest_batch()
    await committer.commit(Unit(writes=[updates.keep(batch(5))]))  # a quiet week: Telegram starts lower
    assert list(await updates.newest_batch()) == [5]


async def test_of_what_is_given_up_a_count_and_a_day_stay(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = Inbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(1, 2))]))
    await committer.commit(Unit(writes=[updates.failed(1, 2)]))
    assert [kept.tries for kept in await updates.pending()] == [2, 0]
    await committer.commit(Unit(writes=[updates.give_up(1, DAY)]))
    assert [kept.update_id for kept in await updates.pending()] == [2]
    await committer.commit(Unit(writes=[updates.give_up(1, DAY)]))  # a second time: nothing is there
    await committer.commit(Unit(writes=[updates.give_up(2, DAY)]))
    assert await updates.given_up() == {DAY: 2}
    async with database.read() as connection:
        assert (await connection.execute(select(inbox))).all() == []


async def test_nothing_of_an_update_is_readable(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = Inbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep([Kept(1, CHAT, b"rahasia warga")])]))
    async with database.read() as connection:
        (payload,) = (await connection.execute(select(inbox.c.payload))).scalars()
    assert b"rahasia" not in payload


async def test_each_bot_has_its_own_inbox(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    mine, theirs = Inbox(database, keyring, BOT_ID), Inbox(database, keyring, BOT_ID + 1)
    await committer.commit(Unit(writes=[mine.keep(batch(1)), theirs.keep(batch(1))]))
    await committer.commit(Unit(inbox_done=1))
    assert await mine.pending() == []
    assert len(await theirs.pending()) == 1
