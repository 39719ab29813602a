from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import Dialog, Dialogs
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAwayError, StorageError
from storage.platform.outbox import Outbox
from storage.platform.tables import installation, outbox
from storage.platform.unit import Outgoing, Rows, Unit, Write
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock

CHAT = b"c" * 16


def note(name: str) -> Write:
    async def write(connection: AsyncConnection) -> None:
        await connection.execute(insert(installation).values(name=name, value=b""))

    return write


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(installation.c.name))).scalars())


async def until_empty(log: Path) -> None:
    for _ in range(300):
        if log.stat().st_size == 0:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("deleted bytes stay in the log")


async def test_a_unit_is_all_or_nothing(database: Database, committer: GroupCommitter) -> None:
    await committer.commit(Unit(writes=[note("first")]))
    with pytest.raises(StorageError):
        await committer.commit(Unit(writes=[note("second"), note("first")], outgoing=[Outgoing(CHAT, b"x")]))
    assert await names(database) == {"first"}
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(outbox)) == 0


async def test_a_hundred_at_once_and_only_the_culprits_fail(
    database: Database, committer: GroupCommitter
) -> None:
    await committer.commit(Unit(writes=[note("taken")]))
    units = [Unit(writes=[note("taken" if n % 10 == 3 else f"n{n}")]) for n in range(100)]
    results = await asyncio.gather(*(committer.commit(unit) for unit in units), return_exceptions=True)
    failed = {n for n, result in enumerate(results) if isinstance(result, StorageError)}
    assert failed == {n for n in range(100) if n % 10 == 3}
    assert await names(database) == {"taken"} | {f"n{n}" for n in range(100) if n not in failed}


async def test_what_is_no_fault_of_the_database_fails_its_own_unit_alone(
    database: Database, committer: GroupCommitter
) -> None:
    """A number that fits no column is refused by the driver before the database sees it."""

    async def write(connection: AsyncConnection) -> None:
        raise OverflowError("int too large to convert")

    units = [Unit(writes=[write if n == 3 else note(f"n{n}")]) for n in range(10)]
    results = await asyncio.gather(*(committer.commit(unit) for unit in units), return_exceptions=True)
    assert [n for n, result in enumerate(results) if isinstance(result, StorageError)] == [3]
    assert await names(database) == {f"n{n}" for n in range(10) if n != 3}


async def test_what_is_said_is_kept_in_order_and_sealed(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    units = [Unit(outgoing=[Outgoing(CHAT, f"{n}-{m}".encode()) for m in range(3)]) for n in range(70)]
    queued = await asyncio.gather(*(committer.commit(unit) for unit in units))
    seqs = [call.seq for calls in queued for call in calls]
    assert seqs == sorted(set(seqs))
    kept = await Outbox(database, keyring, BOT_ID, clock).waiting()
    assert [call.payload for call in kept] == [call.payload for calls in queued for call in calls]
    async with database.read() as connection:
        raw = (await connection.execute(select(outbox.c.payload))).scalars().all()
    assert not any(b"1-1" in payload for payload in raw)


async def test_ticked_off_calls_are_gone_and_numbers_go_on(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    first, second = await committer.commit(Unit(outgoing=[Outgoing(CHAT, b"a"), Outgoing(CHAT, b"b")]))
    await committer.commit(Unit(outbox_done=[first.seq]))
    await committer.close()
    again = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await again.start()
    (third,) = await again.commit(Unit(outgoing=[Outgoing(CHAT, b"c")]))
    await again.close()
    assert third.seq > second.seq
    async with database.read() as connection:
        assert set((await connection.execute(select(outbox.c.seq))).scalars()) == {second.seq, third.seq}


async def test_two_bots_share_a_database_and_not_an_outbox(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    other = GroupCommitter(database, BOT_ID + 1, keyring.sealer("outbox"))
    await other.start()
    await committer.commit(Unit(outgoing=[Outgoing(CHAT, b"mine")]))
    await other.commit(Unit(outgoing=[Outgoing(CHAT, b"theirs")]))
    await other.close()
    async with database.read() as connection:
        assert set((await connection.execute(select(outbox.c.bot_id))).scalars()) == {BOT_ID, BOT_ID + 1}


async def test_a_closed_committer_refuses(database: Database, keyring: Keyring) -> None:
    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    with pytest.raises(StorageError):
        await committer.commit(Unit())


async def test_deleted_bytes_leave_the_log(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    if not database.is_sqlite:
        assert await database.truncate_log()
        return
    dialogs = Dialogs(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[note("isi")]))
    log = Path(f"{database.url.database}-wal")
    assert log.stat().st_size > 0
    await committer.commit(Unit(writes=[dialogs.end(CHAT)], truncate_log=True))
    await until_empty(log)


async def test_deleted_bytes_leave_the_log_also_while_people_keep_coming(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    if not database.is_sqlite:
        assert await database.truncate_log()
        return
    dialogs = Dialogs(database, keyring, BOT_ID)
    log = Path(f"{database.url.database}-wal")
    await committer.commit(Unit(writes=[note("first")]))
    await until_empty(log)  # as after every start; from here on it is emptied for a deletion only
    await committer.commit(Unit(writes=[note(f"{n:040}") for n in range(1_000)]))
    full = log.stat().st_size
    await committer.commit(Unit(writes=[dialogs.end(CHAT)], truncate_log=True))
    for n in range(3_000):
        await committer.commit(Unit(writes=[note(f"n{n}")]))
        if log.stat().st_size < full:
            return
    raise AssertionError("the log was never emptied")


async def test_what_a_killed_process_left_in_the_log_goes_at_the_next_start(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    if not database.is_sqlite:
        assert await database.truncate_log()
        return
    await committer.close()
    async with database.writer_engine.begin() as connection:
        await note("left")(connection)
    log = Path(f"{database.url.database}-wal")
    assert log.stat().st_size > 0
    again = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await again.start()
    await until_empty(log)
    await again.close()


async def test_a_log_that_a_reader_holds_is_emptied_as_soon_as_it_lets_go(
    database: Database, committer: GroupCommitter, keyring: Keyring
) -> None:
    """Another process (a backup, say) reads while something is erased: the bot goes on, and tries again."""
    if not database.is_sqlite:
        assert await database.truncate_log()
        return
    dialogs = Dialogs(database, keyring, BOT_ID)
    await committer.commit(Unit(writes=[note("isi")]))
    log = Path(f"{database.url.database}-wal")
    async with database.read() as reading:
        await reading.execute(select(installation.c.name))
        await committer.commit(Unit(writes=[dialogs.end(CHAT)], truncate_log=True))
        await committer.commit(Unit(writes=[note("goes on")]))
        assert log.stat().st_size > 0
    await until_empty(log)


async def test_a_group_waits_for_another_process_instead_of_failing(
    database: Database, committer: GroupCommitter
) -> None:
    """Another writer holds the database longer than its drivers wait; nobody's unit fails."""
    other = Database(database.url.render_as_string(hide_password=False))
    begun, done = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with other.writer_engine.begin() as connection:
            await note("held")(connection)
            begun.set()
            await done.wait()

    if database.is_sqlite:
        async with database.writer_engine.connect() as connection:
            raw = await connection.get_raw_connection()
            assert raw.driver_connection is not None
            await raw.driver_connection.execute("PRAGMA busy_timeout=1")
    holding = asyncio.create_task(hold())
    await begun.wait()
    waiting = asyncio.gather(*(committer.commit(Unit(writes=[note(f"n{n}")])) for n in range(3)))
    await asyncio.sleep(0.2)
    done.set()
    await holding
    await waiting
    await other.close()
    assert await names(database) == {"held", "n0", "n1", "n2"}


async def test_rows_of_many_chats_are_as_if_made_one_after_the_other(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    chats = [bytes([n]) * 16 for n in range(60)]

    def steps(chat: bytes, n: int) -> list[Write]:
        save = dialogs.save(chat, Dialog("ask", f"step-{n}"), clock.now())
        end = dialogs.end(chat)
        again = dialogs.save(chat, Dialog("ask", f"again-{n}"), clock.now())
        return {0: [save], 1: [save, end], 2: [end, save, again], 3: [save, note(f"n{n}"), end, again]}[n % 4]

    units = [Unit(writes=steps(chat, n)) for n, chat in enumerate(chats)]
    await asyncio.gather(*(committer.commit(unit) for unit in units))
    found = await asyncio.gather(*(dialogs.load(chat, clock.now()) for chat in chats))
    expected = [{0: f"step-{n}", 1: None, 2: f"again-{n}", 3: f"again-{n}"}[n % 4] for n in range(len(chats))]
    assert [one and one.step for one in found] == expected
    assert await names(database) == {f"n{n}" for n in range(3, 60, 4)}


async def test_one_chats_delete_does_not_part_the_rows_of_others(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    """Each chat's own order is kept; all chats together need a few statements, not some each."""
    kept = Outbox(database, keyring, BOT_ID, clock)
    made: list[str] = []

    @event.listens_for(database.writer_engine.sync_engine, "before_cursor_execute")
    def note_statement(_c: Any, _cursor: Any, statement: str, _p: Any, _context: Any, _many: bool) -> None:
        made.append(" ".join(statement.split()[:3]))

    chats = list(range(1, 41))
    units = [
        Unit(
            writes=[
                kept.remember(chat, "old", [1, 2, 3], 5),
                kept.forget_messages("old", keyring.chat_key(chat), [2]),
                kept.remember(chat, "new", [4], 5),
                kept.forget("old" if chat % 2 else "new", keyring.chat_key(chat)),
                kept.remember(chat, "last", [5], 5),
            ]
        )
        for chat in chats
    ]
    await asyncio.gather(*(committer.commit(unit) for unit in units))
    for chat in chats:
        left = await kept.dates(["old", "new", "last"], keyring.chat_key(chat))
        rest = [("new", 4, 5)] if chat % 2 else [("old", 1, 5), ("old", 3, 5)]
        assert sorted(left) == sorted([*rest, ("last", 5, 5)])
    on_messages = [one for one in made if "chat_messages" in one]
    assert len(on_messages) <= 5 * 4, "a first group of one, and another of all the rest"


async def test_a_bad_row_spoils_only_its_own_unit(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> None:
    dialogs = Dialogs(database, keyring, BOT_ID)
    bad = Rows((insert(installation), {"name": "bad", "value": None}))  # the value may not be null
    units = [
        Unit(
            writes=[
                dialogs.save(bytes([n]) * 16, Dialog("ask", "s"), clock.now()),
                *([bad] if n == 7 else []),
            ]
        )
        for n in range(20)
    ]
    results = await asyncio.gather(*(committer.commit(unit) for unit in units), return_exceptions=True)
    assert [isinstance(result, StorageError) for result in results] == [n == 7 for n in range(20)]
    found = [await dialogs.load(bytes([n]) * 16, clock.now()) for n in range(20)]
    assert [one is not None for one in found] == [n != 7 for n in range(20)]


async def test_after_it_was_shaken_nothing_is_committed_that_nobody_vouches_for(
    database: Database, keyring: Keyring
) -> None:
    """The connection is well, but another process may have taken this one's place."""
    asked: list[str] = []

    async def vouch() -> None:
        asked.append("is this process the only one?")
        if len(asked) == 1:
            raise DatabaseAwayError("another process took this bot's place")

    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"), vouch=vouch)
    await committer.start()
    await committer.commit(Unit(writes=[note("before")]))
    committer.shake()
    with pytest.raises(DatabaseAwayError):
        await committer.commit(Unit(writes=[note("meanwhile")]))
    assert await names(database) == {"before"}
    await committer.commit(Unit(writes=[note("afterwards")]))
    await committer.commit(Unit(writes=[note("and on")]))
    assert await names(database) == {"before", "afterwards", "and on"}
    assert len(asked) == 2
    await committer.close()
