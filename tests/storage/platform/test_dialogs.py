from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.errors import SealError
from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import GRACE, LIFETIME, REPORT, UNKNOWN, Dialog, Dialogs, slots_in
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.pool import Pool, slots_for
from storage.platform.tables import dialogs as table
from storage.platform.unit import Unit, Write
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

CHAT, OTHER = b"c" * 16, b"d" * 16
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


async def test_a_state_has_one_of_few_lengths(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    lengths = set()
    for number, words in enumerate(("", "a", "cerita " * 200, "cerita " * 400, "cerita " * 850)):
        long = Dialog("report", "story", {"story": words})
        await committer.commit(Unit(writes=[dialogs.save(CHAT, long, clock.now())]))
        assert await dialogs.load(CHAT, clock.now()) == long, number
        async with database.read() as connection:
            lengths.add(len(await connection.scalar(select(table.c.state)) or b""))
    assert len(lengths) == 1


@dataclass
class StoreParts:
    """Drafts with pictures on a real database."""

    committer: GroupCommitter
    dialogs: Dialogs
    pool: Pool
    clock: FixedClock

    async def take(self, before: Dialog | None, size: int = 70_000, chat: bytes = CHAT) -> Dialog:
        """Adds a picture to a draft; the draft as it stands then."""
        slots = await self.pool.pick(slots_for(size))
        there = before.data["attachments"] if before else []
        after = Dialog(REPORT, "evidence", {"attachments": [*there, {"file": "aa", "slots": list(slots)}]})
        await self.commit(self.pool.fill(slots, b"p" * size), self.save(after, before, chat))
        return after

    def save(self, dialog: Dialog, before: Dialog | None = UNKNOWN, chat: bytes = CHAT) -> Write:
        return self.dialogs.save(chat, dialog, self.clock.now(), before=before)

    async def commit(self, *writes: Write) -> None:
        await self.committer.commit(Unit(writes=list(writes)))

    async def used(self) -> int:
        return (await self.pool.size()).used


@pytest.fixture
def parts(database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock) -> StoreParts:
    source = SeededRandomness(4)
    return StoreParts(committer, Dialogs(database, keyring, BOT_ID, source), Pool(database, source), clock)


async def test_drafts_expire_with_their_pictures(parts: StoreParts, database: Database) -> None:
    draft = await parts.take(await parts.take(None))
    other = await parts.take(None, chat=OTHER)
    parts.clock.advance(LIFETIME - timedelta(seconds=1))
    await parts.commit(parts.dialogs.expire(parts.clock.now()), parts.save(other, chat=OTHER))
    assert await parts.dialogs.load(CHAT, parts.clock.now()) == draft
    parts.clock.advance(timedelta(seconds=2))
    assert await parts.dialogs.load(CHAT, parts.clock.now()) is None
    await parts.commit(parts.dialogs.expire(parts.clock.now()))
    assert await parts.used() == 6, "who read it a moment ago may still be at work"
    parts.clock.advance(GRACE)
    await parts.commit(parts.dialogs.expire(parts.clock.now()))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(table)) == 1
    assert await parts.used() == 2, "the other chat's"
    assert await parts.dialogs.load(OTHER, parts.clock.now()) == other


async def test_ending_a_dialog_gives_its_slots_back(parts: StoreParts) -> None:
    for before in (UNKNOWN, None):
        draft = await parts.take(None)
        await parts.take(None, chat=OTHER)
        await parts.commit(parts.dialogs.end(CHAT, before=before or draft))
        assert await parts.dialogs.load(CHAT, parts.clock.now()) is None
        assert await parts.used() == 2
        await parts.commit(parts.dialogs.end(OTHER))
        assert await parts.used() == 0


async def test_a_sent_drafts_slots_stay(parts: StoreParts) -> None:
    for number, before in enumerate((UNKNOWN, None), 1):
        draft = await parts.take(None)
        await parts.commit(parts.dialogs.end(CHAT, before=before or draft, sent=True))
        assert await parts.dialogs.load(CHAT, parts.clock.now()) is None
        assert await parts.used() == 2 * number


async def test_what_a_draft_names_no_more_is_given_back(parts: StoreParts) -> None:
    draft = await parts.take(await parts.take(None))
    slots = await parts.pool.pick(1)
    original = {"file": "bb", "slots": list(slots)}
    (first, second) = draft.data["attachments"]
    with_original = Dialog(REPORT, "evidence", {"attachments": [first, {**second, "original": original}]})
    await parts.commit(parts.pool.fill(slots, b"asli"), parts.save(with_original, draft))
    assert await parts.used() == 5
    for data, left in (({"attachments": [first, second]}, 4), ({"attachments": [second]}, 2), ({}, 0)):
        await parts.commit(parts.save(Dialog(REPORT, "evidence", data)))
        assert await parts.used() == left


async def test_another_dialog_gives_a_drafts_slots_back(parts: StoreParts) -> None:
    draft = await parts.take(None)
    await parts.take(None, chat=OTHER)
    await parts.commit(parts.save(Dialog("track", "code"), draft))
    assert await parts.used() == 2, "the other chat's"
    await parts.commit(parts.save(Dialog("track", "code", {"slots": [0, 1, 2]}), chat=OTHER))
    await parts.commit(parts.save(Dialog("track", "answer", {"slots": []}), chat=OTHER))
    assert await parts.used() == 0, "and only a report's draft names slots"


async def test_a_draft_that_was_erased_meanwhile_is_not_saved(parts: StoreParts) -> None:
    """Else it would name slots that are somebody else's by now."""
    draft = await parts.take(None)
    parts.clock.advance(LIFETIME + GRACE)
    await parts.commit(parts.dialogs.expire(parts.clock.now()))
    theirs = await parts.take(None, chat=OTHER)
    for write in (
        parts.save(draft, draft),
        parts.save(Dialog("track", "code"), draft),
        parts.dialogs.end(CHAT, before=draft),
        parts.dialogs.end(CHAT, before=draft, sent=True),
    ):
        with pytest.raises(StorageError):
            await parts.commit(write)
    assert await parts.used() == 2
    assert slots_in(await parts.dialogs.load(OTHER, parts.clock.now())) == slots_in(theirs)


async def test_what_drafts_name_is_known_of_all_bots(
    parts: StoreParts, database: Database, keyring: Keyring
) -> None:
    mine = await parts.take(None)
    theirs = Dialogs(database, keyring, BOT_ID + 1)
    await parts.commit(
        theirs.save(CHAT, Dialog(REPORT, "evidence", {"x": {"slots": [7]}}), parts.clock.now())
    )
    async with database.read() as connection:
        assert await parts.dialogs.slots(connection) == slots_in(mine) | {7}


async def test_a_state_moved_to_another_bot_does_not_open(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    """Two bots share a database: whoever can write to it can't hand one bot's dialog to the other."""
    await committer.commit(Unit(writes=[Dialogs(database, keyring, BOT_ID).save(CHAT, DRAFT, clock.now())]))
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(table).values(bot_id=BOT_ID + 1))
    with pytest.raises(SealError):
        await Dialogs(database, keyring, BOT_ID + 1).load(CHAT, clock.now())
