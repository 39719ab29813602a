"""Brings a database to the newest schema: Alembic's revisions, and between them jobs that need the data key.

Killed at any moment, it goes on where it was: a revision is one transaction, so is each batch of a job, and
the last thing done (on SQLite: rewriting the file, so that nothing dropped lingers) is owed until done.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from core.sealing import Keyring
from storage.migrations.jobs.contents import contents
from storage.migrations.jobs.job import MigrationJob
from storage.migrations.jobs.sealed_places import SEALED_PLACES
from storage.platform.engine import Database
from storage.platform.errors import MigrationError

MIGRATIONS = Path(__file__).parent
JOBS: tuple[MigrationJob, ...] = (SEALED_PLACES, contents)
"""In the order they are done; those of one revision too."""

Progress = Callable[[str, int, int], None]
"""Called with a job, how many of its rows are done, and of how many."""

SPARE_BYTES = 32 * 2**20
"""Left free whatever a job needs: for the log, and for what people send meanwhile."""
_NOTE = "migration: "
_OWED = "migration-owes-a-rewrite"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1313166418, 1)")
"""Two bots that start together on one PostgreSQL take turns; SQLite's writers do so anyway."""
_READ = text("SELECT value FROM installation WHERE name = :name")
_WRITE = text(
    "INSERT INTO installation (name, value) VALUES (:name, :value) "
    "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_FORGET = text("DELETE FROM installation WHERE name = :name")
_SIZE = {
    True: text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
    False: text("SELECT pg_database_size(current_database())"),
}


def alembic_config() -> Config:
    """Alembic's configuration, without an ini file (which would silence the loggers)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest_revision() -> str | None:
    """The revision this code expects."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def known_revisions() -> frozenset[str]:
    """Every revision this code can bring a database to."""
    return frozenset(_in_order())


def _in_order() -> list[str]:
    """All revisions, the first one first."""
    script = ScriptDirectory.from_config(alembic_config())
    return [one.revision for one in script.walk_revisions()][::-1]


async def current_revision(database: Database) -> str | None:
    """The revision the database stands at; None before the first migration."""
    async with database.read() as connection:
        return await connection.run_sync(_revision_of)


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


async def is_pending(database: Database) -> bool:
    """Whether a database in use has to be changed before this code can work on it.

    Raises:
        MigrationError: a newer Netra wrote it.
    """
    revision = await current_revision(database)
    if revision is None:
        return False
    _refuse_newer(revision)
    return revision != newest_revision() or await _note(database, _OWED) is not None


def _refuse_newer(revision: str) -> None:
    if revision not in known_revisions():
        raise MigrationError(f"a newer Netra wrote this database ({revision}); bring this program up to date")


async def upgrade(
    database: Database,
    revision: str = "head",
    *,
    keyring: Keyring | None = None,
    progress: Progress | None = None,
    jobs: Sequence[MigrationJob] = JOBS,
) -> None:
    """Applies every migration and does every job that is missing, up to ``revision``.

    Without ``keyring`` a job that finds rows is refused. There is no way back but by a backup.

    Raises:
        MigrationError: the data key or free space is missing, or a newer Netra wrote this database; what is
            done so far stays done, and nothing is lost.
    """
    order = _in_order()
    target = order[-1] if revision == "head" else revision
    stands = await current_revision(database)
    if stands is not None:
        _refuse_newer(stands)
    ahead: list[MigrationJob] = []
    if stands is not None:  # a new database holds nothing to move
        done_so_far, last = order.index(stands), order.index(target)
        ahead = [one for one in jobs if done_so_far <= order.index(one.at) < last]
    if ahead:
        await _need_space(database, ahead)
    for revision_now in dict.fromkeys([*(one.at for one in ahead), target]):
        behind = [one.name for one in jobs if order.index(one.at) < order.index(revision_now)]
        await _apply(database, revision_now, done=behind)
        for one in ahead:
            if one.at == revision_now:
                await _do(database, one, keyring, progress)
    await _rewrite(database, progress)


async def _apply(database: Database, revision: str, done: Sequence[str] = ()) -> None:
    """Alembic's migrations up to a revision, in one transaction that also ends the jobs that are ``done``."""

    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.write(None) as connection:  # as long as it takes
        if not database.is_sqlite:
            await connection.execute(_ONE_AT_A_TIME)
        await connection.run_sync(run)
        for name in done:
            await connection.execute(_FORGET, {"name": _NOTE + name})


async def _do(
    database: Database, job: MigrationJob, keyring: Keyring | None, progress: Progress | None
) -> None:
    """Does a job, batch by batch, from where it was left."""
    name = _NOTE + job.name
    kept = await _note(database, name)
    done = 0 if kept is None else int.from_bytes(kept[:8], "big")
    async with database.read() as connection:
        left = await job.count(connection)
    if not left:
        return
    if keyring is None:
        raise MigrationError(
            f"{left} rows have to be sealed anew ({job.name}), which needs the data key; "
            "put it in place (docs/keys.md) and start again"
        )
    total = done + left
    while True:
        async with database.write(None) as connection:
            if not database.is_sqlite:
                await connection.execute(_ONE_AT_A_TIME)
            if await connection.run_sync(_revision_of) != job.at:
                return  # another process was quicker
            kept = await connection.scalar(_READ, {"name": name})
            done, cursor = (0, b"") if kept is None else (int.from_bytes(kept[:8], "big"), kept[8:])
            step = await job.batch(connection, keyring, cursor)
            if step is not None:
                done += step.rows
                await connection.execute(
                    _WRITE, {"name": name, "value": done.to_bytes(8, "big") + step.cursor}
                )
                await connection.execute(_WRITE, {"name": _OWED, "value": b"\x01"})
        if progress is not None:
            progress(job.name, min(done, total) if step is not None else total, total)
        if step is None:
            return


async def _need_space(database: Database, jobs: Sequence[MigrationJob]) -> None:
    """Refuses before anything is changed.

    Raises:
        MigrationError: the disk of an SQLite database has too little room for it, its log and its rewritten
            copy. Of PostgreSQL's disk nothing can be known from here: docs/operations.md says what it takes.
    """
    file = _file(database)
    if file is None:
        return
    async with database.read() as connection:
        size = int(await connection.scalar(_SIZE[True]) or 0)
    grown = size * (1 + sum(one.grows for one in jobs))
    needed = int(grown - size + 2 * grown) + SPARE_BYTES
    free = shutil.disk_usage(file.parent).free
    if free < needed:
        raise MigrationError(
            f"the upgrade needs about {needed >> 20} MB free in {file.parent}, and there are {free >> 20}; "
            "make room and start again. Nothing was changed"
        )


def _file(database: Database) -> Path | None:
    name = database.url.database
    return Path(name) if database.is_sqlite and name and name != ":memory:" else None


async def _note(database: Database, name: str) -> bytes | None:
    async with database.read() as connection:
        if not await connection.run_sync(lambda sync: sync.dialect.has_table(sync, "installation")):
            return None
        found: bytes | None = await connection.scalar(_READ, {"name": name})
        return found


async def _rewrite(database: Database, progress: Progress | None) -> None:
    """After a job the file holds neither what was moved away nor the place it had, and the log is empty."""
    if await _note(database, _OWED) is None:
        return
    if progress is not None:
        progress("rewriting", 0, 1)
    await database.rewrite()
    await database.truncate_log()
    async with database.write() as connection:
        await connection.execute(_FORGET, {"name": _OWED})
    await database.truncate_log()
    if progress is not None:
        progress("rewriting", 1, 1)
