from __future__ import annotations

from datetime import timedelta

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.outbox import Outbox, RememberedMessage
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock

CHAT_ID = 700000001


async def test_messages_are_remembered_by_tag(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    outbox = Outbox(database, keyring, BOT_ID, clock)
    kept_at = int(clock.now().timestamp())
    await committer.commit(
        Unit(writes=[outbox.remember(CHAT_ID, "code", [9, 7]), outbox.remember(CHAT_ID, "photos", [8])])
    )
    await committer.commit(Unit(writes=[outbox.remember(CHAT_ID, "code", [9])]))  # repeated after a crash
    assert await outbox.remembered("code", keyring.chat_key(CHAT_ID)) == [
        RememberedMessage(CHAT_ID, "code", 7, kept_at),
        RememberedMessage(CHAT_ID, "code", 9, kept_at),
    ]
    assert [one.message_id for one in await outbox.remembered("photos")] == [8]
    await committer.commit(Unit(writes=[outbox.forget("code", keyring.chat_key(CHAT_ID))]))
    assert await outbox.remembered("code") == []


async def test_what_telegram_no_longer_deletes_is_forgotten(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    outbox = Outbox(database, keyring, BOT_ID, clock)
    await committer.commit(Unit(writes=[outbox.remember(CHAT_ID, "old", [1])]))
    clock.advance(timedelta(hours=49))
    await committer.commit(Unit(writes=[outbox.remember(CHAT_ID, "new", [2])]))
    limit = int((clock.now() - timedelta(hours=48)).timestamp())
    await committer.commit(Unit(writes=[outbox.forget_older_than(limit)]))
    assert await outbox.remembered("old") == []
    assert len(await outbox.remembered("new")) == 1
