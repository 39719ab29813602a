from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.clock import FixedClock
from core.errors import SealError
from core.sealing import Keyring
from storage.committer import GroupCommitter
from storage.dialogs import LIFETIME, REPORT, Dialog, Dialogs
from storage.engine import Database
from storage.schema import dialogs as table
from storage.schema import draft_files
from storage.unit import Unit
from tests.conftest import BOT_ID

CHAT, OTHER = b"c" * 16, b"d" * 16
FILE = b"f" * 16
DRAFT = Dialog("report", "story", {"text": "cerita", "photos": ["00"]})


async def test_a_dialog_goes_on_in_another_process(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    await committer.commit(Unit(writes=[Dialogs(database, keyring, BOT_ID).save(CHAT, DRAFT, clock.now())]))
    again = Dialogs(database, keyring, BOT_ID)
    assert await again.load(CHAT, clock.now()) == DRAFT
    assert await again.load(OTHER, clock.now()) is None
    assert await Dialogs(database, keyring, BOT_ID + 1).load(CHAT, clock.now()) is None


async def test_the_newest_state_stands(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    later = Dialog("report", "place", {})
    await committer.commit(
        Unit(writes=[dialogs.save(CHAT, DRAFT, clock.now()), dialogs.save(CHAT, later, clock.now())])
    )
    assert await dialogs.load(CHAT, clock.now()) == later


async def test_drafts_expire_with_their_files(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    await committer.commit(
        Unit(writes=[dialogs.save(CHAT, DRAFT, clock.now()), dialogs.add_file(CHAT, FILE, b"foto")])
    )
    clock.advance(LIFETIME - timedelta(seconds=1))
    await committer.commit(Unit(writes=[dialogs.expire(clock.now())]))
    assert await dialogs.load(CHAT, clock.now()) == DRAFT
    assert await dialogs.file(CHAT, FILE) == b"foto"
    clock.advance(timedelta(seconds=2))
    assert await dialogs.load(CHAT, clock.now()) is None
    await committer.commit(Unit(writes=[dialogs.expire(clock.now())]))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(table)) == 0
        assert await connection.scalar(select(func.count()).select_from(draft_files)) == 0


async def test_files_belong_to_their_chat(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[dialogs.add_file(CHAT, FILE, b"foto")]))
    assert await dialogs.file(OTHER, FILE) is None
    await committer.commit(Unit(writes=[dialogs.drop_file(OTHER, FILE)]))
    assert await dialogs.file(CHAT, FILE) == b"foto"
    await committer.commit(Unit(writes=[dialogs.drop_file(CHAT, FILE)]))
    assert await dialogs.file(CHAT, FILE) is None


async def test_ending_a_dialog_leaves_nothing(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    await committer.commit(
        Unit(writes=[dialogs.save(CHAT, DRAFT, clock.now()), dialogs.add_file(CHAT, FILE, b"foto")])
    )
    await committer.commit(Unit(writes=[dialogs.end(CHAT)]))
    assert await dialogs.load(CHAT, clock.now()) is None
    assert await dialogs.file(CHAT, FILE) is None


async def test_no_file_outlives_a_draft_that_another_journey_replaced(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    writes = [dialogs.save(chat, DRAFT, clock.now()) for chat in (CHAT, OTHER)]
    writes += [dialogs.add_file(CHAT, FILE, b"foto"), dialogs.add_file(OTHER, b"g" * 16, b"lain")]
    await committer.commit(Unit(writes=writes))
    later = Dialog(REPORT, "evidence", {"photos": ["00"]})
    await committer.commit(Unit(writes=[dialogs.save(CHAT, later, clock.now())]))
    assert await dialogs.file(CHAT, FILE) == b"foto", "the report's own steps keep them"
    await committer.commit(Unit(writes=[dialogs.save(CHAT, Dialog("track", "code"), clock.now())]))
    assert await dialogs.file(CHAT, FILE) is None
    assert await dialogs.file(OTHER, b"g" * 16) == b"lain"


async def test_a_state_moved_to_another_bot_does_not_open(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    """Two bots share a database: whoever can write to it can't hand one bot's dialog to the other."""
    await committer.commit(Unit(writes=[Dialogs(database, keyring, BOT_ID).save(CHAT, DRAFT, clock.now())]))
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(table).values(bot_id=BOT_ID + 1))
    with pytest.raises(SealError):
        await Dialogs(database, keyring, BOT_ID + 1).load(CHAT, clock.now())
