from __future__ import annotations

from datetime import date

from sqlalchemy import select, update

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.inbox import KeptUpdate, UpdateInbox
from storage.platform.tables import inbox
from storage.platform.unit import Unit
from tests.conftest import BOT_ID

DAY = date(2024, 9, 24)
CHAT, OTHER = b"c" * 16, b"d" * 16


def batch(*ids: int) -> list[KeptUpdate]:
    return [KeptUpdate(n, CHAT if n % 2 else OTHER, f'{{"update_id":{n}}}'.encode()) for n in ids]


async def waiting(updates: UpdateInbox) -> list[KeptUpdate]:
    """All that waits, chat by chat."""
    return [one for chat in await updates.backlogs() for one in await updates.next_of(chat.chat_key, 100)]


async def test_updates_wait_in_order_until_handled(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(12, 11, 13))]))
    await committer.commit(Unit(inbox_done=12))
    assert await waiting(updates) == batch(11, 13)


async def test_the_newest_batch_is_marked_even_when_ids_start_anew(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    assert list(await updates.newest_batch()) == []
    await committer.commit(Unit(writes=[updates.keep(batch(900, 901))]))
    await committer.commit(Unit(inbox_done=900))
    assert 900 in await updates.newest_batch()
    await committer.commit(Unit(writes=[updates.keep(batch(5))]))  # a quiet week: Telegram starts lower
    assert list(await updates.newest_batch()) == [5]


async def test_of_what_is_given_up_a_count_and_a_day_stay(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(1, 2))]))
    await committer.commit(Unit(writes=[updates.failed(1, 2)]))
    assert [kept.tries for kept in await waiting(updates)] == [2, 0]
    await committer.commit(Unit(writes=[updates.give_up(1, DAY)]))
    assert [kept.update_id for kept in await waiting(updates)] == [2]
    await committer.commit(Unit(writes=[updates.give_up(1, DAY)]))  # a second time: nothing is there
    await committer.commit(Unit(writes=[updates.give_up(2, DAY)]))
    assert await updates.given_up() == {DAY: 2}
    async with database.read() as connection:
        assert (await connection.execute(select(inbox))).all() == []


async def test_nothing_of_an_update_is_readable(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep([KeptUpdate(1, CHAT, b"rahasia warga")])]))
    async with database.read() as connection:
        (payload,) = (await connection.execute(select(inbox.c.payload))).scalars()
    assert b"rahasia" not in payload


async def test_each_bot_has_its_own_inbox(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    mine, theirs = UpdateInbox(database, keyring, BOT_ID), UpdateInbox(database, keyring, BOT_ID + 1)
    await committer.commit(Unit(writes=[mine.keep(batch(1)), theirs.keep(batch(1))]))
    await committer.commit(Unit(inbox_done=1))
    assert await waiting(mine) == []
    assert len(await waiting(theirs)) == 1


async def test_a_chats_backlog_is_counted_and_read_piece_by_piece(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(4, 5, 7, 9, 11))]))
    first, second = await updates.backlogs()
    assert (first.chat_key, first.number, second.chat_key, second.number) == (OTHER, 1, CHAT, 4)
    assert first.size >= len(batch(4)[0].payload)
    assert await updates.next_of(CHAT, 2) == batch(5, 7)
    assert await updates.next_of(CHAT, 2, but=[5, 9]) == batch(7, 11)


async def test_a_row_that_does_not_open_costs_itself_alone(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(1, 3))]))
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(inbox).where(inbox.c.update_id == 1).values(payload=b"x" * 60))
    assert await updates.next_of(CHAT, 9) == [KeptUpdate(1, CHAT, b""), *batch(3)]


async def test_the_mark_covers_what_was_dropped_too(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(2), [1, 2, 3])]))
    await committer.commit(Unit(writes=[updates.keep([], [4, 5])]))
    assert await updates.newest_batch() == range(4, 6)
    assert await waiting(updates) == batch(2)


async def test_an_update_that_comes_again_stays_as_it_is(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    """On the build before, the whole batch was refused, each time it came: the bot was deaf."""
    updates = UpdateInbox(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[updates.keep(batch(1))]))
    await committer.commit(Unit(writes=[updates.failed(1, 2)]))
    await committer.commit(Unit(writes=[updates.keep(batch(1, 3))]))
    assert [(kept.update_id, kept.tries) for kept in await waiting(updates)] == [(1, 2), (3, 0)]
