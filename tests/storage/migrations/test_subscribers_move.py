"""A chat that gets another id: the subscriber moves along, or falls silent where the new one is known."""

from __future__ import annotations

from datetime import date

from core.sealing import Keyring
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from tests.conftest import BOT_ID

OLD, NEW = -500, -1_000_500


def subscriber(row: bytes, chat: int) -> StoredSubscriber:
    return StoredSubscriber(row, chat, "pns", "32", "Asia/Jakarta", True, date(2024, 1, 1))


async def test_the_subscriber_moves_along(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    store = Subscribers(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[store.save(subscriber(b"1" * 16, OLD))]))
    await committer.commit(Unit(writes=[store.move(b"1" * 16, NEW)]))
    moved = await store.of_chat(keyring.chat_key(NEW))
    assert moved is not None
    assert (moved.id, moved.chat_id, moved.active) == (b"1" * 16, NEW, True)
    assert await store.of_chat(keyring.chat_key(OLD)) is None


async def test_where_the_new_id_is_known_the_old_one_falls_silent(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    store = Subscribers(database, keyring, BOT_ID)
    both = [store.save(subscriber(b"1" * 16, OLD)), store.save(subscriber(b"2" * 16, NEW))]
    await committer.commit(Unit(writes=both))
    await committer.commit(Unit(writes=[store.move(b"1" * 16, NEW)]))
    old, new = await store.of_chat(keyring.chat_key(OLD)), await store.of_chat(keyring.chat_key(NEW))
    assert old is not None
    assert new is not None
    assert (old.active, new.active) == (False, True)
