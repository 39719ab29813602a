"""Group commit: all units waiting go to disk in one transaction, so that one fsync serves many people."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

import structlog
from sqlalchemy import FromClause, bindparam, delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import CellSealer
from storage.platform.doubt import CommitMark
from storage.platform.engine import Database
from storage.platform.errors import (
    DatabaseAwayError,
    DatabaseBusyError,
    DatabaseFullError,
    DatabaseTroubleError,
    StorageError,
)
from storage.platform.refusals import translated
from storage.platform.tables import inbox, outbox
from storage.platform.unit import Queued, Row, Rows, Statement, Unit, Write

MAX_GROUP = 64
PATIENT_TRIES = 6
"""How often a group is tried while another process of the installation holds what it needs."""
FIRST_PAUSE_SECONDS = 0.05
LONGEST_PAUSE_SECONDS = 5.0
"""So often at least a database in trouble is tried again."""
TRANSACTION_SECONDS = 60.0
"""Of PostgreSQL: a transaction that takes longer has lost its connection without a word."""
QUIET_SECONDS = 0.05
"""Until the write-ahead log is empty it may hold deleted bytes. It is emptied when nobody has come for so
long: whoever sent a report hears "sent" first."""
TRUNCATE_AGAIN_SECONDS = 1.0
"""So often it is emptied while people keep coming, and tried again where another process's reader was in the
way."""

_DELETE_INBOX = delete(inbox).where(inbox.c.bot_id == bindparam("b"), inbox.c.update_id == bindparam("u"))
_DELETE_OUTBOX = delete(outbox).where(outbox.c.bot_id == bindparam("b"), outbox.c.seq == bindparam("s"))

log = structlog.get_logger(__name__)


def outbox_row(bot_id: int, seq: int) -> bytes:
    """The place an outbox payload is bound to."""
    return bot_id.to_bytes(8, "big", signed=True) + seq.to_bytes(8, "big")


@dataclass(slots=True)
class _Attempt:
    """What a transaction would leave; ``mark`` once nothing but its COMMIT is to come."""

    queued: list[list[Queued]] = field(default_factory=list)
    mark: bytes = b""


@dataclass(slots=True)
class _Waiting:
    unit: Unit
    result: asyncio.Future[list[Queued]]


@dataclass(slots=True)
class _Piece:
    """Rows for one statement that go to the database together, and whose they are."""

    statement: Statement
    rows: list[Row] = field(default_factory=list)
    of: set[bytes | None] = field(default_factory=set)


class _Changes:
    """Makes changes in their order, rows of the same statement in one piece."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._held: dict[FromClause, list[_Piece]] = {}
        """By table, in the order they have to go."""

    async def make(self, write: Write) -> None:
        """Makes a change, or holds its rows until others of the kind are there."""
        if not isinstance(write, Rows):
            await self.finish()
            await write(self._connection)
            return
        for statement, row in write.steps:
            piece = self._piece(statement, write.of)
            piece.rows.append(row)
            piece.of.add(write.of)

    def _piece(self, statement: Statement, of: bytes | None) -> _Piece:
        """The first piece a row may join: not before the last one that touches the same one's rows."""
        pieces = self._held.setdefault(statement.table, [])
        last = len(pieces) - 1
        if of is not None:
            while last >= 0 and not {of, None} & pieces[last].of:
                last -= 1
        for piece in pieces[max(last, 0) :]:
            if piece.statement is statement:
                return piece
        pieces.append(_Piece(statement))
        return pieces[-1]

    async def finish(self) -> None:
        """Makes what is held."""
        held, self._held = self._held, {}
        for piece in chain.from_iterable(held.values()):
            await self._connection.execute(piece.statement, piece.rows)


class GroupCommitter:
    """The one way into the database. Start it inside a running loop, close it after its users."""

    def __init__(
        self,
        database: Database,
        bot_id: int,
        outbox_sealer: CellSealer,
        on_commit: Callable[[int, float], None] | None = None,
        on_deleted: Callable[[], None] | None = None,
        *,
        patient: bool = False,
        vouch: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``on_commit`` is told the units and the seconds of each transaction, ``on_deleted`` that something
        was deleted which must not linger.

        A ``patient`` one (a running bot's) keeps units while the database is in trouble, however long:
        whoever wants to commit waits, and polling with it. After the connection was lost it asks ``vouch``
        before it goes on: whether no other process took the bot's place meanwhile."""
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
        self._patient = patient
        self._vouch = vouch
        self._mark = CommitMark(database, bot_id) if patient else None
        self._held: deque[_Waiting] = deque()
        """Units that wait until the database is well."""
        self._trouble: DatabaseTroubleError | None = None
        self._failures = 0
        self._shaken = False
        """The connection was lost: who knows who came meanwhile."""
        self._closing = asyncio.Event()

    @property
    def trouble(self) -> str:
        """Why commits wait, in one word (:attr:`DatabaseTroubleError.reason`); empty if not."""
        return self._trouble.reason if self._trouble is not None else ""

    async def start(self) -> None:
        """Reads where the outbox stands and begins to commit."""
        async with self._database.read() as connection:
            last = await connection.scalar(
                select(func.max(outbox.c.seq)).where(outbox.c.bot_id == self._bot_id)
            )
        self._next_seq = (last or 0) + 1
        if self._mark is not None:
            await self._mark.prepare()
        self._log_holds_deleted = True  # a process that was killed may have left something
        self._task = asyncio.create_task(self._run(), name="group-committer")

    async def close(self) -> None:
        """Commits what waits, then ends. What a database in trouble does not take is refused."""
        if self._task is not None:
            self._closing.set()
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
        group, running = await self._oldest(), True
        if not group:
            return False
        while running and len(group) < MAX_GROUP and not self._waiting.empty():
            waiting = self._waiting.get_nowait()
            if waiting is None:
                running = False
            else:
                group.append(waiting)
        await self._commit_group(group)
        if self._trouble is not None and not self._held:
            log.warning("the database works again", reason=self._trouble.reason)
            self._trouble, self._failures = None, 0
        while not running and self._held:  # the last round: each is tried once more
            await self._commit_group([self._held.popleft()])
        return running

    async def _oldest(self) -> list[_Waiting]:
        """What comes first: units that are held, after a pause, or the next one; none when it is over."""
        if not self._held:
            first = await self._next()
            return [] if first is None else [first]
        await self._rest()
        return [self._held.popleft() for _ in range(min(MAX_GROUP, len(self._held)))]

    async def _rest(self) -> None:
        """A pause before a database in trouble is tried again; a close ends it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(min(FIRST_PAUSE_SECONDS * 2**self._failures, LONGEST_PAUSE_SECONDS)):
                await self._closing.wait()

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
            except StorageError:
                return  # it is tried again

    async def _commit_group(self, group: Sequence[_Waiting]) -> None:
        begun = time.perf_counter()
        try:
            queued = await self._patiently([waiting.unit for waiting in group])
        except DatabaseTroubleError as error:
            if isinstance(error, DatabaseFullError) and len(group) > 1:
                for waiting in group:  # a smaller one may fit, or make room
                    await self._commit_group([waiting])
                return
            self._hold(group, error)
            return
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

    def _hold(self, group: Sequence[_Waiting], error: DatabaseTroubleError) -> None:
        """Keeps units for later; where nobody is patient, or it is over, they are refused."""
        if not self._patient or self._closing.is_set():
            for waiting in group:
                if not waiting.result.done():
                    waiting.result.set_exception(error)
            return
        self._held.extend(waiting for waiting in group if not waiting.result.done())
        self._note(error)

    def _note(self, error: DatabaseTroubleError) -> None:
        if self.trouble != error.reason:
            words = "the database is in trouble: what people write waits"
            log.error(words, reason=error.reason, cure=str(error))
        self._trouble = error
        self._failures = min(self._failures + 1, PATIENT_TRIES + 2)

    async def _patiently(self, units: Sequence[Unit]) -> list[list[Queued]]:
        """The transaction, again while it fails only because another process was at work."""
        for tries in range(1, PATIENT_TRIES):
            try:
                return await self._transaction(units)
            except DatabaseBusyError:
                await asyncio.sleep(FIRST_PAUSE_SECONDS * 2**tries)
        return await self._transaction(units)

    async def _transaction(self, units: Sequence[Unit]) -> list[list[Queued]]:
        """One transaction, or what became of it when its answer was lost.

        Raises:
            DatabaseTroubleError: nothing of it is in the database.
        """
        attempt = _Attempt()
        try:
            await self._be_sure()
            with translated():
                async with asyncio.timeout(None if self._database.is_sqlite else TRANSACTION_SECONDS):
                    await self._attempt(units, attempt)
        except StorageError as error:
            if isinstance(error, DatabaseTroubleError) and not isinstance(error, DatabaseAwayError):
                raise  # it said no, so nothing was done
            self._shaken |= isinstance(error, DatabaseAwayError)
            if not attempt.mark or not await self._found(attempt.mark):
                raise
            log.warning("the answer to a commit was lost, and all of it is there")
        self._next_seq += sum(map(len, attempt.queued))
        return attempt.queued

    def shake(self) -> None:
        """From now on nothing is committed before somebody has vouched for this process: another may have
        taken its place."""
        self._shaken = True

    async def _be_sure(self) -> None:
        if self._shaken:
            if self._vouch is not None:
                try:
                    await self._vouch()
                except DatabaseTroubleError:
                    raise
                except StorageError:
                    raise DatabaseAwayError from None  # nobody can say, whatever it was: no unit's fault
            self._shaken = False

    async def _found(self, mark: bytes) -> bool:
        """Whether a transaction was committed, as soon as the database says so; nothing else goes on before.

        Raises:
            DatabaseTroubleError: the committer is closed and nobody knows.
        """
        assert self._mark is not None
        while True:
            try:
                await self._be_sure()
                return await self._mark.is_there(mark)
            except StorageError as error:
                trouble = error if isinstance(error, DatabaseTroubleError) else DatabaseAwayError()
                self._shaken = True
                if self._closing.is_set():
                    raise trouble from None
                self._note(trouble)
            await self._rest()

    async def _attempt(self, units: Sequence[Unit], attempt: _Attempt) -> None:
        seq = self._next_seq
        async with self._database.write() as connection:
            changes = _Changes(connection)
            for unit in units:
                for write in unit.writes:
                    await changes.make(write)
                attempt.queued.append(
                    [Queued(seq + n, out.chat_key, out.payload) for n, out in enumerate(unit.outgoing)]
                )
                seq += len(unit.outgoing)
            await changes.finish()
            for unit in units:
                for write in unit.closing:
                    await write(connection)
            await self._bookkeeping(connection, units, attempt.queued)
            if self._mark is not None:
                attempt.mark = await self._mark.write(connection)

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
