"""Group commit: all units waiting go to disk in one transaction, so that one fsync serves many people."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import FromClause, bindparam, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import StorageError
from core.sealing import CellSealer
from storage.engine import Database, is_passing
from storage.schema import inbox, outbox
from storage.unit import Queued, Row, Rows, Statement, Unit, Write

MAX_GROUP = 64
PATIENT_TRIES = 6
"""How often a group is tried while another process of the installation holds what it needs."""
FIRST_PAUSE_SECONDS = 0.05
QUIET_SECONDS = 0.05
"""Until the write-ahead log is empty it may hold deleted bytes. It is emptied when nobody has come for so
long: whoever sent a report hears "sent" first."""
TRUNCATE_AGAIN_SECONDS = 1.0
"""So often it is emptied while people keep coming, and tried again where another process's reader was in the
way."""

_DELETE_INBOX = delete(inbox).where(inbox.c.bot_id == bindparam("b"), inbox.c.update_id == bindparam("u"))
_DELETE_OUTBOX = delete(outbox).where(outbox.c.bot_id == bindparam("b"), outbox.c.seq == bindparam("s"))


def outbox_row(bot_id: int, seq: int) -> bytes:
    """The place an outbox payload is bound to."""
    return bot_id.to_bytes(8, "big", signed=True) + seq.to_bytes(8, "big")


@dataclass(slots=True)
class _Waiting:
    unit: Unit
    result: asyncio.Future[list[Queued]]


class _Changes:
    """Makes changes in their order, rows of the same statement in one piece."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[FromClause, tuple[Statement, list[Row]]] = {}
        """By table: the statement its held rows are for."""

    async def make(self, write: Write) -> None:
        """Makes a change, or holds its rows until others of the kind are there."""
        if not isinstance(write, Rows):
            await self.finish()
            await write(self._connection)
            return
        for statement, row in write.steps:
            table = statement.table
            held = self._held.get(table)
            if held is not None and held[0] is statement:
                held[1].append(row)
                continue
            if held is not None:
                await self._connection.execute(*held)
            self._held[table] = (statement, [row])

    async def finish(self) -> None:
        """Makes what is held."""
        held, self._held = self._held, {}
        for statement, rows in held.values():
            await self._connection.execute(statement, rows)


class GroupCommitter:
    """The one way into the database. Start it inside a running loop, close it after its users."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        outbox_sealer: CellSealer,
        on_commit: Callable[[int, float], None] | None = None,
        on_deleted: Callable[[], None] | None = None,
    ) -> None:
        """``on_commit`` is told the units and the seconds of each transaction, ``on_deleted`` that something
        was deleted which must not linger."""
        self._database = database
        self._bot_id = bot_id
        self._sealer = outbox_sealer
        self._on_commit = on_commit
        self._on_deleted = on_deleted
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._next_seq = 1
        self._log_holds_deleted = False
        self._truncated_at = time.monotonic()

    async def start(self) -> None:
        """Reads where the outbox stands and begins to commit."""
        async with self._database.read() as connection:
            last = await connection.scalar(
                select(func.max(outbox.c.seq)).where(outbox.c.bot_id == self._bot_id)
            )
        self._next_seq = (last or 0) + 1
        self._log_holds_deleted = True  # a process that was killed may have left something
        self._task = asyncio.create_task(self._run(), name="group-committer")

    async def close(self) -> None:
        """Commits what waits, then ends."""
        if self._task is not None:
            await self._waiting.put(None)
            await self._task
            self._task = None

    async def commit(self, unit: Unit) -> list[Queued]:
        """Waits until the unit is on disk; returns its outgoing calls with their order.

        Raises:
            StorageError: the database refused this unit (others of its group are unharmed).
        """
        if self._task is None:
            raise StorageError("the committer is not running")
        result: asyncio.Future[list[Queued]] = asyncio.get_running_loop().create_future()
        await self._waiting.put(_Waiting(unit, result))
        return await result

    async def _run(self) -> None:
        while await self._round():
            pass
        await self._truncate_if_needed()

    async def _round(self) -> bool:
        """Commits one group; False when it was the last. A frame of its own, so that nothing is held while
        the next is waited for."""
        first = await self._next()
        if first is None:
            return False
        group, running = [first], True
        while running and len(group) < MAX_GROUP and not self._waiting.empty():
            waiting = self._waiting.get_nowait()
            if waiting is None:
                running = False
            else:
                group.append(waiting)
        await self._commit_group(group)
        return running

    async def _next(self) -> _Waiting | None:
        """The next unit; while deleted bytes linger in the log, quiet moments are used to empty it."""
        patience = QUIET_SECONDS
        while self._log_holds_deleted:
            try:
                async with asyncio.timeout(patience):
                    return await self._waiting.get()
            except TimeoutError:
                await self._truncate_if_needed()
                patience = TRUNCATE_AGAIN_SECONDS
        return await self._waiting.get()

    async def _truncate_if_needed(self) -> None:
        if self._log_holds_deleted:
            self._truncated_at = time.monotonic()
            try:
                self._log_holds_deleted = not await self._database.truncate_log()
            except (SQLAlchemyError, OSError, sqlite3.Error):
                return  # it is tried again

    async def _commit_group(self, group: Sequence[_Waiting]) -> None:
        begun = time.perf_counter()
        try:
            queued = await self._patiently([waiting.unit for waiting in group])
        except Exception as error:  # noqa: BLE001 - whatever one unit raises is not the fault of the others
            if len(group) == 1:
                if not group[0].result.done():
                    group[0].result.set_exception(StorageError(f"commit failed: {type(error).__name__}"))
                return
            for waiting in group:  # one at a time: only the culprit fails
                await self._commit_group([waiting])
            return
        except BaseException as error:
            for waiting in group:
                if not waiting.result.done():
                    waiting.result.set_exception(StorageError(f"commit failed: {type(error).__name__}"))
            raise
        if self._on_commit is not None:
            self._on_commit(len(group), time.perf_counter() - begun)
        for waiting, calls in zip(group, queued, strict=True):
            if not waiting.result.done():
                waiting.result.set_result(calls)
        if any(waiting.unit.truncate_log for waiting in group):
            if self._on_deleted is not None:
                self._on_deleted()
            if not self._log_holds_deleted:
                self._log_holds_deleted = True
                self._truncated_at = time.monotonic()
        if time.monotonic() - self._truncated_at >= TRUNCATE_AGAIN_SECONDS:
            await self._truncate_if_needed()

    async def _patiently(self, units: Sequence[Unit]) -> list[list[Queued]]:
        """The transaction, again while it fails only because another process was at work."""
        for tries in range(1, PATIENT_TRIES):
            try:
                return await self._transaction(units)
            except SQLAlchemyError as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**tries)
        return await self._transaction(units)

    async def _transaction(self, units: Sequence[Unit]) -> list[list[Queued]]:
        queued: list[list[Queued]] = []
        seq = self._next_seq
        async with self._database.writer_engine.begin() as connection:
            changes = _Changes(connection)
            for unit in units:
                for write in unit.writes:
                    await changes.make(write)
                queued.append(
                    [Queued(seq + n, out.chat_key, out.payload) for n, out in enumerate(unit.outgoing)]
                )
                seq += len(unit.outgoing)
            await changes.finish()
            for unit in units:
                for write in unit.closing:
                    await write(connection)
            await self._bookkeeping(connection, units, queued)
        self._next_seq = seq
        return queued

    async def _bookkeeping(
        self, connection: AsyncConnection, units: Sequence[Unit], queued: Sequence[Sequence[Queued]]
    ) -> None:
        rows = [
            {
                "bot_id": self._bot_id,
                "seq": call.seq,
                "chat_key": call.chat_key,
                "payload": self._sealer.seal(
                    call.payload, table="outbox", column="payload", row=outbox_row(self._bot_id, call.seq)
                ),
            }
            for calls in queued
            for call in calls
        ]
        if rows:
            await connection.execute(insert(outbox), rows)
        handled = [unit.inbox_done for unit in units if unit.inbox_done is not None]
        if handled:
            await connection.execute(_DELETE_INBOX, [{"b": self._bot_id, "u": update} for update in handled])
        sent = [seq for unit in units for seq in unit.outbox_done]
        if sent:
            await connection.execute(_DELETE_OUTBOX, [{"b": self._bot_id, "s": seq} for seq in sent])
