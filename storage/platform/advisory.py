"""Locks that PostgreSQL keeps for a session; a pooler that shares sessions breaks them."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.platform.engine import Database
from storage.platform.errors import PoolerError, StorageError
from storage.platform.refusals import translated

_TRY = {
    False: text("SELECT pg_try_advisory_lock(:space, :number)"),
    True: text("SELECT pg_try_advisory_lock_shared(:space, :number)"),
}
_HELD = text(
    "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
    "AND pid = pg_backend_pid() AND classid = :space AND objid = :number)"
)
_ME = text("SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()")
_END = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid AND backend_start = :start"
)
_PID = text("SELECT pg_backend_pid()")
POOL_SECONDS = 10.0
ASKING_SECONDS = 10.0
"""No question about a lock takes a well server so long. Meanwhile nothing is committed."""
ENDING_TRIES, ENDING_SECONDS = 20, 0.1


class AdvisoryLock:
    """One lock, in a session of its own."""

    def __init__(self, database: Database, space: int, number: int, *, shared: bool) -> None:
        self._engine: AsyncEngine = database.lone_engine(ASKING_SECONDS)
        self._key = {"space": space, "number": number}
        self._shared = shared
        self._connection: AsyncConnection | None = None
        self._me: Row[tuple[int, object]] | None = None
        """The session that took it: its process and when that began."""

    async def take(self) -> bool:
        """Takes the lock; False when another session holds it.

        Raises:
            DatabaseTroubleError: nobody can say.
        """
        with translated():
            await self._drop()
            connection = self._connection = await self._engine.connect()
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            taken = await self._try(connection)
            if not taken and self._me is not None:  # perhaps our own session, whose connection we lost
                ended = await connection.scalar(_END, {"pid": self._me.pid, "start": self._me.backend_start})
                for _ in range(ENDING_TRIES if ended else 0):
                    await asyncio.sleep(ENDING_SECONDS)
                    taken = await self._try(connection)
                    if taken:
                        break
            if taken:
                self._me = (await connection.execute(_ME)).one()
            return taken

    async def _try(self, connection: AsyncConnection) -> bool:
        return bool(await connection.scalar(_TRY[self._shared], self._key))

    async def keep(self) -> bool:
        """Takes it anew if it was lost with its connection; False when another session has it now.

        Raises:
            DatabaseTroubleError: nobody can say.
        """
        try:
            if self._connection is not None:
                with translated():
                    if await self._connection.scalar(_HELD, self._key):
                        return True
        except StorageError:
            pass  # the session is gone, and the lock with it
        return await self.take()

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()

    async def close(self) -> None:
        """Gives the lock back."""
        if self._connection is not None:
            with suppress(StorageError), translated():  # it may be gone, and the lock with it
                await self._connection.close()
            self._connection = None
        await self._engine.dispose()


async def refuse_shared_sessions(database: Database) -> None:
    """Notices a pooler that hands one session to several connections in turn.

    Behind a pooler the driver is told another process than the one it works with. Then a second connection in
    a transaction, while the first rests, shows whether the first one's session is lent out meanwhile.

    Raises:
        PoolerError: no lock, and no prepared statement, would hold.
        DatabaseTroubleError: the server can't be asked.
    """
    if database.is_sqlite:
        return
    engine = database.lone_engine()
    try:
        with translated():
            async with engine.connect() as first:
                await first.execution_options(isolation_level="AUTOCOMMIT")
                pid = await first.scalar(_PID)
                raw = await first.get_raw_connection()
                if raw.driver_connection is None or raw.driver_connection.get_server_pid() == pid:
                    return
                if await _session_of_another(engine) == pid:
                    raise PoolerError
    finally:
        await engine.dispose()


async def _session_of_another(engine: AsyncEngine) -> int:
    """The process that serves a second connection, in a transaction.

    Raises:
        PoolerError: it may have none, or no transaction (``pool_mode=statement``).
    """
    try:
        with translated():
            async with asyncio.timeout(POOL_SECONDS), engine.connect() as second:
                return int(await second.scalar(_PID) or 0)
    except StorageError:
        raise PoolerError from None
