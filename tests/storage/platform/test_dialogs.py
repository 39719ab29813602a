from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from core.clock import FixedClock
from core.errors import SealError
from core.randomness import SeededRandomness
from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import GRACE, LIFETIME, REPORT, UNKNOWN, Dialog, Dialogs, slots_in
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.pool import Pool, slots_for
from storage.platform.schema import dialogs as table
from storage.platform.unit import Unit, Write
from tests.conftest import BOT_ID

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
class Room:
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
def room(database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock) -> Room:
    source = SeededRandomness(4)
    return Room(committer, Dialogs(database, keyring, BOT_ID, source), Pool(database, source), clock)


async def test_drafts_expire_with_their_pictures(room: Room, database: Database) -> None:
    draft = await room.take(await room.take(None))
    other = await room.take(None, chat=OTHER)
    room.clock.advance(LIFETIME - timedelta(seconds=1))
    await room.commit(room.dialogs.expire(room.clock.now()), room.save(other, chat=OTHER))
    assert await room.dialogs.load(CHAT, room.clock.now()) == draft
    room.clock.advance(timedelta(seconds=2))
    assert await room.dialogs.load(CHAT, room.clock.now()) is None
    await room.commit(room.dialogs.expire(room.clock.now()))
    assert await room.used() == 6, "who read it a moment ago may still be at work"
    room.clock.advance(GRACE)
    await room.commit(room.dialogs.expire(room.clock.now()))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(table)) == 1
    assert await room.used() == 2, "the other chat's"
    assert await room.dialogs.load(OTHER, room.clock.now()) == other


async def test_ending_a_dialog_gives_its_slots_back(room: Room) -> None:
    for before in (UNKNOWN, None):
        draft = await room.take(None)
        await room.take(None, chat=OTHER)
        await room.commit(room.dialogs.end(CHAT, before=before or draft))
        assert await room.dialogs.load(CHAT, room.clock.now()) is None
        assert await room.used() == 2
        await room.commit(room.dialogs.end(OTHER))
        assert await room.used() == 0


async def test_a_sent_drafts_slots_stay(room: Room) -> None:
    for number, before in enumerate((UNKNOWN, None), 1):
        draft = await room.take(None)
        await room.commit(room.dialogs.end(CHAT, before=before or draft, sent=True))
        assert await room.dialogs.load(CHAT, room.clock.now()) is None
        assert await room.used() == 2 * number


async def test_what_a_draft_names_no_more_is_given_back(room: Room) -> None:
    draft = await room.take(await room.take(None))
    slots = await room.pool.pick(1)
    original = {"file": "bb", "slots": list(slots)}
    (first, second) = draft.data["attachments"]
    with_original = Dialog(REPORT, "evidence", {"attachments": [first, {**second, "original": original}]})
    await room.commit(room.pool.fill(slots, b"asli"), room.save(with_original, draft))
    assert await room.used() == 5
    for data, left in (({"attachments": [first, second]}, 4), ({"attachments": [second]}, 2), ({}, 0)):
        await room.commit(room.save(Dialog(REPORT, "evidence", data)))
        assert await room.used() == left


async def test_another_journey_gives_a_drafts_slots_back(room: Room) -> None:
    draft = await room.take(None)
    await room.take(None, chat=OTHER)
    await room.commit(room.save(Dialog("track", "code"), draft))
    assert await room.used() == 2, "the other chat's"
    await room.commit(room.save(Dialog("track", "code", {"slots": [0, 1, 2]}), chat=OTHER))
    await room.commit(room.save(Dialog("track", "answer", {"slots": []}), chat=OTHER))
    assert await room.used() == 0, "and only a report's draft names slots"


async def test_a_draft_that_was_erased_meanwhile_is_not_saved(room: Room) -> None:
    """Else it would name slots that are somebody else's by now."""
    draft = await room.take(None)
    room.clock.advance(LIFETIME + GRACE)
    await room.commit(room.dialogs.expire(room.clock.now()))
    theirs = await room.take(None, chat=OTHER)
    for write in (
        room.save(draft, draft),
        room.save(Dialog("track", "code"), draft),
        room.dialogs.end(CHAT, before=draft),
        room.dialogs.end(CHAT, before=draft, sent=True),
    ):
        with pytest.raises(StorageError):
            await room.commit(write)
    assert await room.used() == 2
    assert slots_in(await room.dialogs.load(OTHER, room.clock.now())) == slots_in(theirs)


async def test_what_drafts_name_is_known_of_all_bots(
    room: Room, database: Database, keyring: Keyring
) -> None:
    mine = await room.take(None)
    theirs = Dialogs(database, keyring, BOT_ID + 1)
    await room.commit(theirs.save(CHAT, Dialog(REPORT, "evidence", {"x": {"slots": [7]}}), room.clock.now()))
    async with database.read() as connection:
        assert await room.dialogs.slots(connection) == slots_in(mine) | {7}


async def test_a_state_moved_to_another_bot_does_not_open(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    """Two bots share a database: whoever can write to it can't hand one bot's dialog to the other."""
    await committer.commit(Unit(writes=[Dialogs(database, keyring, BOT_ID).save(CHAT, DRAFT, clock.now())]))
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(table).values(bot_id=BOT_ID + 1))
    with pytest.raises(SealError):
        await Dialogs(database, keyring, BOT_ID + 1).load(CHAT, clock.now())
