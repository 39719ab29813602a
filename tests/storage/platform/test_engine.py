from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import insert, text

from core.errors import KeyFileError
from core.sealing import Keyring
from storage.migrations.migrate import current_revision, newest_revision, upgrade
from storage.platform.address import normalise_url
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAwayError, DatabaseReadOnlyError, StorageError
from storage.platform.installation import check_data_key, has_canary
from storage.platform.tables import installation
from tests.storage.platform.proxy import CuttingProxy


@pytest.mark.parametrize(
    ("given", "driver"),
    [
        ("sqlite:///x.sqlite3", "sqlite+aiosqlite"),
        ("postgresql://u:p@h/d", "postgresql+asyncpg"),
        ("postgres://u:p@h/d", "postgresql+asyncpg"),
    ],
)
def test_people_need_not_know_the_driver(given: str, driver: str) -> None:
    assert normalise_url(given).drivername == driver


def test_other_databases_are_refused() -> None:
    with pytest.raises(StorageError, match="mysql"):
        normalise_url("mysql://h/d")


async def test_migrations_lead_to_the_newest_schema_and_can_run_twice(database: Database) -> None:
    assert await current_revision(database) == newest_revision()
    await upgrade(database)
    assert await current_revision(database) == newest_revision()


async def test_readers_can_not_write(database: Database) -> None:
    with pytest.raises(DatabaseReadOnlyError):
        async with database.read() as connection:
            await connection.execute(insert(installation).values(name="x", value=b""))


async def test_sqlite_is_set_up_for_durability(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'netra.sqlite3'}")
    async with database.writer_engine.begin() as connection:
        found = {
            name: await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    await database.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


async def test_a_foreign_data_key_is_noticed_at_start(database: Database, keyring: Keyring) -> None:
    assert not await has_canary(database)
    await check_data_key(database, keyring)
    await check_data_key(database, keyring)
    assert await has_canary(database)
    with pytest.raises(KeyFileError, match="does not belong"):
        await check_data_key(database, Keyring(bytes(32)))


async def test_an_unreachable_database_is_a_clear_error() -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(StorageError, match="can't be reached"):
        await database.ping()
    await database.close()


async def test_a_silent_network_keeps_nobody_from_the_writer(fresh_postgres: str) -> None:
    """On the build before, whoever had the writer's one connection kept it for ever."""
    proxy = CuttingProxy(fresh_postgres)
    database = Database(await proxy.start())
    async with database.write() as connection:
        await connection.execute(text("SELECT 1"))
    proxy.silences = 1
    with pytest.raises(DatabaseAwayError):
        async with database.write(0.3) as connection:
            await connection.execute(text("SELECT 1"))
    proxy.is_silent = False
    async with database.write() as connection:
        assert await connection.scalar(text("SELECT 1")) == 1
    await database.close()
    await proxy.stop()


async def test_the_server_ends_a_writers_transaction_that_nobody_goes_on_with(fresh_postgres: str) -> None:
    database = Database(fresh_postgres)
    for _ in range(2):  # also where the first transaction was undone
        async with database.write() as connection:
            limit = await connection.scalar(text("SHOW idle_in_transaction_session_timeout"))
            assert limit == "3min"
            await connection.rollback()
    await database.close()
