from __future__ import annotations

import ast
import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage.migrations.migrate import current_revision, upgrade
from storage.platform.engine import Database
from storage.platform.errors import (
    DatabaseAwayError,
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseDiskError,
    DatabaseFullError,
    DatabaseReadOnlyError,
    DatabaseRefusedError,
    DatabaseTroubleError,
    StorageError,
)
from storage.platform.refusals import refusal, translated
from storage.platform.tables import installation

ROOT = Path(__file__).parents[3]
ABOVE = ("bot", "handlers", "services", "rulebook", "core")


@pytest.mark.parametrize("folder", ABOVE)
def test_nothing_above_the_storage_knows_a_driver_or_its_errors(folder: str) -> None:
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [one.name for one in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{one.name}" for one in node.names]
            for name in names:
                assert name.partition(".")[0] not in ("sqlite3", "asyncpg", "aiosqlite"), path
                assert not (name.startswith("sqlalchemy") and name.endswith(("exc", "Error"))), path
                assert not name.startswith("sqlalchemy.exc"), path


class RefusedError(Exception):
    """As drivers of PostgreSQL say no."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("a message that may hold the values of a row")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("53100", DatabaseFullError),
        ("53200", DatabaseDiskError),
        ("58030", DatabaseDiskError),
        ("25006", DatabaseReadOnlyError),
        ("57P01", DatabaseAwayError),
        ("57P03", DatabaseAwayError),
        ("08006", DatabaseAwayError),
        ("53300", DatabaseBusyError),
        ("40P01", DatabaseBusyError),
        ("28P01", DatabaseRefusedError),
        ("3D000", DatabaseRefusedError),
        ("XX001", DatabaseDamagedError),
    ],
)
def test_states_of_postgresql(state: str, kind: type[DatabaseTroubleError]) -> None:
    found = refusal(DBAPIError("INSERT ...", {}, RefusedError(state)))
    assert type(found) is kind
    assert "values of a row" not in str(found)


@pytest.mark.parametrize("state", ["23505", "22003", "42P01", "54000"])
def test_what_one_unit_asked_wrongly_is_no_trouble_of_the_database(state: str) -> None:
    found = refusal(DBAPIError("INSERT ...", {}, RefusedError(state)))
    assert type(found) is StorageError
    assert state in str(found)


async def test_a_wrong_row_is_refused_and_nothing_else(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(StorageError) as caught:
            async with database.write() as connection:
                await connection.execute(insert(installation).values(name="x", value=None))
        assert type(caught.value) is StorageError
    await database.ping()


async def test_nobody_at_home(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseAwayError, match="DATABASE_URL"):
        await database.ping()
    with pytest.raises(DatabaseAwayError):
        async with database.write():
            pass
    await database.close()


async def test_a_server_that_does_not_know_the_name(fresh_postgres: str) -> None:
    address = make_url(fresh_postgres).set(database="nowhere")
    database = Database(address.render_as_string(hide_password=False))
    with pytest.raises(DatabaseRefusedError, match="createdb"):
        await database.ping()
    await database.close()


async def test_a_read_only_server(fresh_postgres: str) -> None:
    joint = "&" if "?" in fresh_postgres else "?"
    database = Database(f"{fresh_postgres}{joint}default_transaction_read_only=on")
    with pytest.raises(DatabaseReadOnlyError, match="primary"):
        await upgrade(database)
    await database.close()


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "netra.sqlite3"
    file.write_bytes(b"not a database at all, and long enough to be looked at " * 40)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(DatabaseDamagedError, match="db restore"):
        await current_revision(database)
    with pytest.raises(DatabaseDamagedError):
        async with database.write():
            pass
    await database.close()


async def test_a_damaged_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'netra.sqlite3'}"
    database = Database(url)
    await upgrade(database)
    await database.truncate_log()
    await database.close()
    file = tmp_path / "netra.sqlite3"
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xa5" * (len(whole) - 8192))
    database = Database(url)
    with pytest.raises(DatabaseDamagedError):
        async with database.read() as connection:
            await connection.execute(text("SELECT * FROM installation"))
    await database.close()


async def test_a_file_that_another_program_holds(tmp_path: Path) -> None:
    file = tmp_path / "netra.sqlite3"
    database = Database(f"sqlite:///{file}")
    await upgrade(database)
    async with database.writer_engine.connect() as connection:
        raw = await connection.get_raw_connection()
        assert raw.driver_connection is not None
        await raw.driver_connection.execute("PRAGMA busy_timeout=1")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusyError, match="stop it"):
        async with database.write():
            pass
    other.close()
    async with database.write():
        pass
    await database.close()


async def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'netra.sqlite3'}")
    await upgrade(database)
    async with database.write() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))
    with pytest.raises(DatabaseFullError, match="make room"):
        async with database.write() as connection:
            await connection.execute(insert(installation).values(name="x", value=bytes(100_000)))
    await database.close()


def test_errors_of_ours_and_of_others_pass() -> None:
    for error in (StorageError("ours"), KeyError("a handler's"), ValueError()):
        with pytest.raises(type(error)) as caught, translated():
            raise error
        assert caught.value is error


async def too_long() -> None:
    with translated():
        async with asyncio.timeout(0):
            await asyncio.Event().wait()


async def test_a_limit_of_time_is_the_databases_trouble() -> None:
    """On the build before, it was an error of the unit: given up after three tries."""
    with pytest.raises(DatabaseAwayError):
        await too_long()
