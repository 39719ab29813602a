"""The way to the newest schema with jobs in between: in batches, after any kill, alone, never by half."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.migrations import migrate
from storage.migrations.jobs.job import BatchResult, MigrationJob
from storage.migrations.migrate import JOBS, current_revision, is_pending, newest_revision, upgrade
from storage.platform.engine import Database
from storage.platform.errors import MigrationError

ROOT = Path(__file__).parents[3]
ROWS = 10
MARK = b"netra-test-stays-nowhere"
NAMES = text("SELECT slug FROM elections WHERE body = :old ORDER BY slug LIMIT 3")


async def left(connection: AsyncConnection) -> int:
    found = await connection.scalar(text("SELECT count(*) FROM elections WHERE body = :old"), {"old": MARK})
    return int(found or 0)


async def seal_some(connection: AsyncConnection, keyring: Keyring, cursor: bytes) -> BatchResult | None:
    """A job as real ones are: three rows at a time; how often a row was moved stands in ``changed_at``."""
    names = list((await connection.execute(NAMES, {"old": MARK})).scalars())
    if not names:
        return None
    for name in names:
        body = keyring.sealer("test").seal(b"neu", table="elections", column="body", row=name.encode())
        await connection.execute(
            text("UPDATE elections SET body = :body, changed_at = changed_at + 1 WHERE slug = :slug"),
            {"body": body, "slug": name},
        )
    return BatchResult(cursor + b".", len(names))


JOB = MigrationJob("elections", "0006", left, seal_some)


async def old_rows(database: Database) -> None:
    """A database of revision 0006 with rows that have to be moved."""
    await upgrade(database, "0006")
    async with database.writer_engine.begin() as connection:
        await connection.execute(
            text("INSERT INTO elections (slug, body, changed_at) VALUES (:slug, :body, 0)"),
            [{"slug": f"pemilu-{number}", "body": MARK} for number in range(ROWS)],
        )


async def moved(database: Database, keyring: Keyring) -> list[int]:
    """How often each row was moved, all of which open."""
    async with database.read() as connection:
        rows = (await connection.execute(text("SELECT slug, body, changed_at FROM elections"))).all()
    for row in rows:
        keyring.sealer("test").open(row.body, table="elections", column="body", row=row.slug.encode())
    return [row.changed_at for row in rows]


@pytest.fixture
async def old(database_url: str) -> Database:
    database = Database(database_url)
    await old_rows(database)
    return database


async def test_a_job_is_done_between_two_revisions(old: Database, keyring: Keyring) -> None:
    seen: list[tuple[str, int, int]] = []
    assert await is_pending(old)
    await upgrade(old, "0007", keyring=keyring, progress=lambda *step: seen.append(step), jobs=[JOB])
    assert await moved(old, keyring) == [1] * ROWS
    assert await current_revision(old) == "0007"
    assert [step for step in seen if step[0] == "elections"] == [
        ("elections", done, ROWS) for done in (3, 6, 9, 10, 10)
    ]
    async with old.read() as connection:
        assert (await connection.execute(text("SELECT name FROM installation"))).all() == [], "no note stays"
    await old.close()


async def test_without_the_data_key_nothing_is_moved_and_the_rest_waits(old: Database) -> None:
    with pytest.raises(MigrationError, match=r"10 rows.*data key"):
        await upgrade(old, "0007", jobs=[JOB])
    assert await current_revision(old) == "0006"
    async with old.read() as connection:
        assert await left(connection) == ROWS
    await old.close()


async def test_an_empty_database_needs_no_key(database_url: str) -> None:
    database = Database(database_url)
    await upgrade(database, "0006", jobs=[JOB])
    await upgrade(database, "0007", jobs=[JOB])
    assert await current_revision(database) == "0007"
    await database.close()


async def test_two_at_once_move_no_row_twice(old: Database, database_url: str, keyring: Keyring) -> None:
    other = Database(database_url)
    await asyncio.gather(*(upgrade(one, "0007", keyring=keyring, jobs=[JOB]) for one in (old, other)))
    assert await moved(old, keyring) == [1] * ROWS
    await other.close()
    await old.close()


async def test_too_little_room_is_said_before_anything_is_changed(
    old: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not old.is_sqlite:  # its disk is another machine's: nothing is asked
        monkeypatch.setattr(migrate, "SPARE_BYTES", 1 << 60)
        await upgrade(old, "0007", keyring=keyring, jobs=[JOB])
        await old.close()
        return
    monkeypatch.setattr(migrate, "SPARE_BYTES", shutil.disk_usage(tmp_path).free)
    with pytest.raises(MigrationError, match=r"MB free in .*Nothing was changed"):
        await upgrade(old, "0007", keyring=keyring, jobs=[JOB])
    assert await current_revision(old) == "0006"
    async with old.read() as connection:
        assert await left(connection) == ROWS
    await old.close()


async def test_a_database_of_a_newer_netra_is_left_alone(old: Database) -> None:
    async with old.writer_engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(MigrationError, match="newer Netra"):
        await upgrade(old)
    await old.close()


async def test_what_was_moved_away_is_in_no_byte_of_the_file(tmp_path: Path, keyring: Keyring) -> None:
    path = tmp_path / "netra.sqlite3"
    database = Database(f"sqlite:///{path}")
    await old_rows(database)
    await database.truncate_log()
    before = path.stat().st_size
    assert MARK in path.read_bytes()
    await upgrade(database, "0007", keyring=keyring, jobs=[JOB])
    log = path.with_name(path.name + "-wal")
    assert not log.exists() or log.stat().st_size == 0
    assert MARK not in path.read_bytes()
    assert path.stat().st_size <= before + 20 * 8_192, (
        "0007 adds a few empty tables, and nothing is left over"
    )
    await database.close()


DIES = """
import asyncio, os, signal, sys
import storage.migrations.migrate as migrate
from core.sealing import Keyring
from storage.platform.engine import Database
from tests.storage.migrations.test_migrate import JOB

left = int(sys.argv[2])
def passes():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def counted(original):
    async def counting(*args, **kwargs):
        passes()
        result = await original(*args, **kwargs)
        passes()
        return result
    return counting

for name in ("_apply", "_do", "_note", "_rewrite"):
    setattr(migrate, name, counted(getattr(migrate, name)))
Database.rewrite = counted(Database.rewrite)
Database.truncate_log = counted(Database.truncate_log)
JOB = type(JOB)(JOB.name, JOB.at, counted(JOB.count), counted(JOB.batch))

async def main():
    database = Database(sys.argv[1])
    await migrate.upgrade(database, "0007", keyring=Keyring(bytes(range(32))), jobs=[JOB])
    await database.close()

asyncio.run(main())
"""


async def _die_at(url: str, moments: Sequence[int]) -> int:
    """Upgrades in processes that die at each of the moments; the exit code of the last."""
    code = 0
    for moment in moments:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", DIES, url, str(moment), cwd=ROOT, env={"PATH": os.environ.get("PATH", "")}
        )
        code = await process.wait()
    return code


async def test_killed_again_and_again_it_goes_on(old: Database, database_url: str, keyring: Keyring) -> None:
    """Each run gets a little further; whatever the moment, each row is moved once and nothing stays owed."""
    await old.close()
    deaths = [3, 4, 5, 6, 8, 9, 11, 14, 15, 16]
    assert await _die_at(database_url, deaths[:1]) == -signal.SIGKILL
    await _die_at(database_url, deaths[1:])
    assert await _die_at(database_url, [1_000]) == 0
    database = Database(database_url)
    assert await moved(database, keyring) == [1] * ROWS
    assert await current_revision(database) == "0007"
    async with database.read() as connection:
        assert (await connection.execute(text("SELECT name FROM installation"))).all() == []
    await database.close()


def test_no_job_stands_at_the_newest_revision() -> None:
    """It would be done at every start: a revision that drops what is old follows each job."""
    known = list(migrate.known_revisions())
    assert all(one.at in known and one.at != newest_revision() for one in JOBS)
    assert len({one.name for one in JOBS}) == len(JOBS)
    assert all(len(one.name) <= 30 for one in JOBS)
