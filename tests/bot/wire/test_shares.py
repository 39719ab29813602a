"""What each chat may have waiting, and that nothing is lost, doubled or out of order between disk and memory."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select

from bot.wire import shares as module
from bot.wire.arrived import Arrived
from bot.wire.shares import HELD_OF_ONE, MOST_BYTES, MOST_KEPT, MOST_KEPT_OF_FILES, Admitted, Shares
from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.inbox import KeptUpdate, UpdateInbox
from storage.platform.tables import inbox as table
from storage.platform.unit import Unit
from tests.conftest import BOT_ID

CHAT, OTHER = b"c" * 16, b"d" * 16


@pytest.fixture
def inbox(database: Database, keyring: Keyring) -> UpdateInbox:
    return UpdateInbox(database, keyring, BOT_ID)


@pytest.fixture
def shares(inbox: UpdateInbox) -> Shares:
    return Shares(inbox)


def some(first: int, number: int, chat: bytes = CHAT, payload: bytes = b"{}") -> list[Arrived]:
    return [Arrived(n, chat, payload) for n in range(first, first + number)]


async def to_disk(committer: GroupCommitter, inbox: UpdateInbox, arrived: Sequence[Arrived]) -> None:
    kept = [KeptUpdate(one.update_id, one.chat_key, one.payload) for one in arrived]
    await committer.commit(Unit(writes=[inbox.keep(kept, [one.update_id for one in arrived])]))


async def handle(shares: Shares, committer: GroupCommitter, chat: bytes = CHAT) -> int | None:
    """One turn of a chat; the id of what was handled."""
    arrived = await shares.next(chat)
    if arrived is None:
        return None
    await committer.commit(Unit(inbox_done=arrived.update_id))
    shares.done(arrived)
    return arrived.update_id


async def handle_all(shares: Shares, committer: GroupCommitter, chat: bytes = CHAT) -> list[int]:
    seen = []
    while shares.waiting(chat):
        found = await handle(shares, committer, chat)
        assert found is not None
        seen.append(found)
    return seen


async def test_what_is_beyond_memory_is_fetched_in_order(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    batch = some(1, 100)
    admitted = shares.admit(batch, ())
    await to_disk(committer, inbox, admitted.kept)
    assert shares.accept(admitted.kept) == [CHAT]
    assert await handle(shares, committer) == 1
    later = shares.admit(some(101, 20), ())  # does not get ahead of those that lie on disk only
    await to_disk(committer, inbox, later.kept)
    shares.accept(later.kept)
    assert await handle_all(shares, committer) == list(range(2, 121))
    assert (shares.number, shares.size) == (0, 0)


async def test_fetched_before_it_was_accepted_is_handled_once(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    first = shares.admit(some(1, HELD_OF_ONE + 2), ())
    await to_disk(committer, inbox, first.kept)
    shares.accept(first.kept)
    seen = [await handle(shares, committer) for _ in range(HELD_OF_ONE)]
    second = shares.admit(some(50, 3), ())
    await to_disk(committer, inbox, second.kept)  # on disk, but the poller has not gone on yet
    seen += [await handle(shares, committer) for _ in range(4)]
    shares.accept(second.kept)
    seen += await handle_all(shares, committer)
    assert seen == [*range(1, HELD_OF_ONE + 3), 50, 51, 52]
    assert shares.number == 0


async def test_all_of_it_fetched_and_handled_before_it_was_accepted(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    first = shares.admit(some(1, HELD_OF_ONE + 1), ())
    await to_disk(committer, inbox, first.kept)
    shares.accept(first.kept)
    for _ in range(HELD_OF_ONE):
        await handle(shares, committer)
    second = shares.admit(some(50, 1), ())
    await to_disk(committer, inbox, second.kept)
    assert [await handle(shares, committer) for _ in range(3)] == [HELD_OF_ONE + 1, 50, None]
    assert shares.accept(second.kept) == []
    third = shares.admit(some(60, 1), ())
    await to_disk(committer, inbox, third.kept)
    assert shares.accept(third.kept) == [CHAT]
    assert await handle_all(shares, committer) == [60]


def test_beyond_its_share_a_chat_is_told_once_and_others_are_not_touched(shares: Shares) -> None:
    admitted = shares.admit([*some(1, MOST_KEPT + 5), *some(900, 1, OTHER)], ())
    assert [one.update_id for one in admitted.kept] == [*range(1, MOST_KEPT + 1), 900]
    assert [one.update_id for one in admitted.dropped] == list(range(MOST_KEPT + 1, MOST_KEPT + 6))
    assert admitted.full == [CHAT]
    shares.accept(admitted.kept)
    again = shares.admit(some(1_000, 3), ())
    assert (again.kept, again.full, len(again.dropped)) == ([], [], 3)


def test_files_have_places_that_words_cannot_take(shares: Shares) -> None:
    shares.accept(shares.admit(some(1, MOST_KEPT + 50), ()).kept)
    files = some(1_000, MOST_KEPT_OF_FILES)
    admitted = shares.admit(files, {one.update_id for one in files})
    assert len(admitted.kept) == MOST_KEPT_OF_FILES - MOST_KEPT
    assert shares.waiting(CHAT) == MOST_KEPT_OF_FILES


def test_long_updates_fill_a_share_sooner_but_one_always_fits(shares: Shares) -> None:
    admitted = shares.admit(some(1, 9, payload=b"x" * (MOST_BYTES // 4)), ())
    assert len(admitted.kept) == 4
    huge = shares.admit(some(20, 2, OTHER, payload=b"x" * (MOST_BYTES + 1)), ())
    assert [one.update_id for one in huge.kept] == [20]


def test_a_batch_that_failed_counts_for_nothing(shares: Shares) -> None:
    admitted = shares.admit(some(1, MOST_KEPT + 1), ())
    shares.withdraw(admitted)
    assert (shares.number, shares.size, shares.waiting(CHAT)) == (0, 0, 0)
    again = shares.admit(some(1, MOST_KEPT + 1), ())
    assert (len(again.kept), again.full) == (MOST_KEPT, [CHAT])


async def test_when_nothing_waits_the_chat_is_forgotten_and_told_anew(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    for first in (1, 1_001):
        admitted: Admitted = shares.admit(some(first, MOST_KEPT + 1), ())
        assert admitted.full == [CHAT]
        await to_disk(committer, inbox, admitted.kept)
        shares.accept(admitted.kept)
        assert len(await handle_all(shares, committer)) == MOST_KEPT
    assert not shares._chats  # no keyed hash of a chat stays in memory


async def test_after_a_crash_nothing_is_in_memory_and_the_share_still_counts(
    database: Database, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    await to_disk(committer, inbox, [*some(1, MOST_KEPT + 30), *some(900, 1, OTHER)])
    shares = Shares(inbox)
    assert shares.restore(await inbox.backlogs()) == [CHAT, OTHER]
    assert shares.number == MOST_KEPT + 31
    assert shares._held == 0
    assert shares.admit(some(2_000, 1), ()).kept == []
    assert await handle(shares, committer, OTHER) == 900
    assert await handle_all(shares, committer) == list(range(1, MOST_KEPT + 31))
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(table)) == 0


async def test_what_cannot_be_got_rid_of_is_not_fetched_again(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter
) -> None:
    admitted = shares.admit(some(1, HELD_OF_ONE + 3), ())
    await to_disk(committer, inbox, admitted.kept)
    shares.accept(admitted.kept)
    first = await shares.next(CHAT)
    assert first is not None
    shares.done(first, left=True)
    assert await handle_all(shares, committer) == list(range(2, HELD_OF_ONE + 4))


async def test_with_little_memory_each_is_fetched_at_its_turn(
    shares: Shares, inbox: UpdateInbox, committer: GroupCommitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "HELD_OF_ALL", 4)
    admitted = shares.admit([*some(1, 6), *some(20, 6, OTHER)], ())
    await to_disk(committer, inbox, admitted.kept)
    shares.accept(admitted.kept)
    assert shares._held == 4
    assert await handle_all(shares, committer, OTHER) == list(range(20, 26))
    assert await handle_all(shares, committer) == list(range(1, 7))


def test_no_few_hundred_accounts_stop_polling(shares: Shares) -> None:
    payload = b"x" * (MOST_BYTES // 2)
    for number in range(500):
        chat = number.to_bytes(16, "big")
        shares.accept(shares.admit(some(number * 10, 3, chat, payload), ()).kept)
    assert not shares.full
    for number in range(500, 1_100):
        chat = number.to_bytes(16, "big")
        shares.accept(shares.admit(some(number * 10, 3, chat, payload), ()).kept)
    assert shares.full
