"""Engines: one that writes, behind the group committer, and one that only reads."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Insert, Table, event, text
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool

from storage.platform.address import ANSWER_SECONDS, CONNECT_SECONDS, connecting, normalise_url
from storage.platform.errors import StorageError
from storage.platform.refusals import translated

BUSY_TIMEOUT_SECONDS = 10
TRUNCATE_SECONDS = 0.25
"""How long emptying the log waits for readers of another process; the committer tries again later."""
PAGE_BYTES = 8_192
"""Of a new SQLite database. A sent report's pictures are copied inside it: with pages twice the usual size
that takes half the time, and conversations do not suffer (benchmarks/README.md)."""
PRIVATE_MODE = 0o600
READERS = 4
WRITE_SECONDS = 120.0
"""Of PostgreSQL: a transaction that takes longer has lost its connection. What lasts long says so itself."""
IDLE_SECONDS = 180
"""After so long the server ends a transaction nobody goes on with, and with it what it holds locked."""
RENEWAL_WAITS_SECONDS = 1.0
"""While a renewal waits for the last connection, all others are in its hands and everybody waits with it."""
MAX_LOOKUPS = 64
"""Look-ups of one kind that go into one query, as many as chats are served at once."""


def _is_sqlite(url: URL) -> bool:
    return url.drivername.startswith("sqlite")


def _keep_private(file: Path) -> None:
    """The database is its owner's alone, whatever the umask; SQLite gives log and index the file's mode.

    Never opened here: closing it would drop the locks that this process's connections hold on it.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE))
    for one in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        with suppress(FileNotFoundError):
            if one.stat().st_mode & ~PRIVATE_MODE & 0o777:
                one.chmod(PRIVATE_MODE)


def _prepare_sqlite(engine: AsyncEngine, *, writer: bool) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
            cursor.execute("PRAGMA foreign_keys=ON")
            if writer:
                cursor.execute(f"PRAGMA page_size={PAGE_BYTES}")
                cursor.execute("PRAGMA journal_mode=WAL")
                cursor.execute("PRAGMA synchronous=FULL")  # what a person was told is kept is on the disk
                cursor.execute("PRAGMA secure_delete=ON")
                cursor.execute("PRAGMA temp_store=MEMORY")  # no copy of a row outside the database file
            else:
                cursor.execute("PRAGMA query_only=ON")
            cursor.close()
        except BaseException:
            connection.close()  # no pool knows of it yet
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        # A deferred transaction that reads and then writes fails at once when another writes in between.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _end_what_rests(engine: AsyncEngine) -> None:
    """A setting of the session, not of its greeting: poolers refuse those they do not know."""
    limit = f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        try:
            connection.run_async(lambda driver: driver.execute(limit, timeout=CONNECT_SECONDS))
        except BaseException:
            connection.terminate()  # no pool knows of it yet
            raise


class Database:
    """One database with a writer engine (one connection) and a reader engine."""

    def __init__(self, url: str) -> None:
        """Opens nothing yet, but makes an SQLite file that is not there.

        Raises:
            StorageError: the URL or its file can't be used.
        """
        self.url = normalise_url(url)
        self.is_sqlite = _is_sqlite(self.url)
        with translated():
            if self.is_sqlite:
                if self.url.database and self.url.database != ":memory:":
                    _keep_private(Path(self.url.database))
                self.writer_engine = self._sqlite(1, writer=True)
                self._reader_engine = self._sqlite(READERS, writer=False)
            else:
                self.writer_engine = self._postgresql(1)
                _end_what_rests(self.writer_engine)
                self._reader_engine = self._postgresql(READERS, reading=True)

    def _postgresql(self, connections: int, *, reading: bool = False) -> AsyncEngine:
        url, args = connecting(self.url)
        if reading:
            args["command_timeout"] = ANSWER_SECONDS
        return create_async_engine(
            url,
            pool_size=connections,
            max_overflow=0,
            connect_args=args,
            execution_options={"postgresql_readonly": True} if reading else {},
        )

    def lone_engine(self, answer_seconds: float = ANSWER_SECONDS) -> AsyncEngine:
        """An engine of PostgreSQL without a pool: each of its connections is its user's own. A server that
        does not answer for ``answer_seconds`` is away."""
        url, args = connecting(self.url)
        return create_async_engine(
            url, poolclass=NullPool, connect_args={**args, "command_timeout": answer_seconds}
        )

    def _sqlite(self, connections: int, *, writer: bool) -> AsyncEngine:
        engine = create_async_engine(
            self.url,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=connections,
            max_overflow=0,
            connect_args={"isolation_level": None},
        )
        _prepare_sqlite(engine, writer=writer)
        return engine

    def upsert(self, table: Table, *changed: str) -> Insert:
        """An insert that replaces the ``changed`` columns of a row that is there: one statement, not two."""
        return self.add_up(table, [column.name for column in table.primary_key], changed=changed)

    def add_new(self, table: Table) -> Insert:
        """An insert that leaves a row that is there as it is."""
        statement = (insert_sqlite if self.is_sqlite else insert_postgresql)(table)
        return statement.on_conflict_do_nothing(index_elements=[column.name for column in table.primary_key])

    def add_up(
        self, table: Table, unique: Sequence[str], *, added: Sequence[str] = (), changed: Sequence[str] = ()
    ) -> Insert:
        """An insert that, where a row with the same ``unique`` columns is there, adds and replaces in it."""
        statement = (insert_sqlite if self.is_sqlite else insert_postgresql)(table)
        new = statement.excluded
        return statement.on_conflict_do_update(
            index_elements=list(unique),
            set_={name: table.c[name] + new[name] for name in added} | {name: new[name] for name in changed},
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading, in a transaction of its own (one consistent view).

        Raises:
            StorageError: as :func:`storage.platform.refusals.translated`; so do all others here.
        """
        with translated():
            async with self._reader_engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self, seconds: float | None = WRITE_SECONDS) -> AsyncIterator[AsyncConnection]:
        """The writer's connection, in a transaction that is committed at the end.

        On PostgreSQL it may take ``seconds``: a network that falls silent must not keep the one connection.
        """
        with translated():
            async with (
                asyncio.timeout(None if self.is_sqlite else seconds),
                self.writer_engine.begin() as connection,
            ):
                yield connection

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading whose every statement sees the database as at the first one."""
        with translated():
            async with self._reader_engine.connect() as connection:
                if not self.is_sqlite:  # a reader's transaction in SQLite is a snapshot anyway
                    await connection.execution_options(isolation_level="REPEATABLE READ")
                yield connection

    @asynccontextmanager
    async def _driver(self) -> AsyncIterator[Any]:
        """The writer's own connection, for what can't be done inside a transaction."""
        with translated():
            async with self.writer_engine.connect() as connection:
                raw = await connection.get_raw_connection()
                if raw.driver_connection is None:
                    raise StorageError("the writer has no connection")
                yield raw.driver_connection

    async def rewrite(self) -> None:
        """Writes the database anew without what was deleted or dropped, and without the places things had.

        SQLite builds a copy beside the file first, then writes it over the file by way of the log: it takes
        up to twice the database's size. PostgreSQL writes each table into a new file, then drops the old.
        """
        if not self.is_sqlite:
            engine = self.writer_engine.execution_options(isolation_level="AUTOCOMMIT")
            with translated():
                async with engine.connect() as connection:
                    ours = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
                    for name in (await connection.scalars(ours)).all():
                        await connection.execute(text(f'VACUUM (FULL) "{name}"'))
            return
        async with self._driver() as driver:
            name = self.url.database
            if name and name != ":memory:":  # the system's folder for such files may be too small
                folder = str(Path(name).parent).replace("'", "''")
                await driver.execute(f"PRAGMA temp_store_directory='{folder}'")
            await driver.execute("VACUUM")

    async def truncate_log(self) -> bool:
        """Empties SQLite's write-ahead log, where deleted bytes linger; True if it is empty now."""
        if not self.is_sqlite:
            return True
        async with self._driver() as driver:
            await driver.execute(f"PRAGMA busy_timeout={int(TRUNCATE_SECONDS * 1000)}")
            try:
                cursor = await driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                row = await cursor.fetchone()
                await cursor.close()
            finally:
                await driver.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
            return row is not None and row[0] == 0

    async def renew(self) -> None:
        """Opens all connections anew, one engine at a time and when nobody is using them.

        SQLite's prepared statements keep the values they were last run with, and SQLAlchemy's compiled ones
        those of the first time: keyed hashes of chats, from which the holder of the data key learns the ids.

        Raises:
            TimeoutError: somebody keeps one (a long look at all reports, say); nobody waits for that one.
        """
        for engine, connections in ((self._reader_engine, READERS), (self.writer_engine, 1)):
            async with AsyncExitStack() as stack:
                async with asyncio.timeout(RENEWAL_WAITS_SECONDS):
                    held = [await stack.enter_async_context(engine.connect()) for _ in range(connections)]
                engine.sync_engine.clear_compiled_cache()
                if self.is_sqlite:
                    for connection in held:
                        await connection.invalidate()

    async def close(self) -> None:
        """Closes both engines; safe to call twice."""
        await self.writer_engine.dispose()
        await self._reader_engine.dispose()

    async def ping(self) -> None:
        """Reads one row.

        Raises:
            StorageError: the database can't be reached.
        """
        async with self.read() as connection:
            await connection.execute(text("SELECT 1"))


def dumps(value: object) -> bytes:
    """Compact JSON, for what is sealed into one cell."""
    return orjson.dumps(value)


def loads(raw: bytes) -> Any:
    """The value :func:`dumps` wrote."""
    return orjson.loads(raw)
