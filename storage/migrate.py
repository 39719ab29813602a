"""Brings a database to the newest schema."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.engine import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Alembic's configuration, without an ini file (which would silence the loggers)."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def newest_revision() -> str | None:
    """The revision this code expects."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(1313166418, 1)")
"""Two bots that start together on one PostgreSQL take turns; SQLite's writers do so anyway."""


async def upgrade(database: Database, revision: str = "head") -> None:
    """Applies every migration that is missing, up to ``revision``."""

    def run(connection: Connection) -> None:
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.writer_engine.begin() as connection:
        if not database.is_sqlite:
            await connection.execute(_ONE_AT_A_TIME)
        await connection.run_sync(run)


def known_revisions() -> frozenset[str]:
    """Every revision this code can bring a database to."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions())


async def current_revision(database: Database) -> str | None:
    """The revision the database stands at; None before the first migration."""

    def read(connection: Connection) -> str | None:
        return MigrationContext.configure(connection).get_current_revision()

    async with database.read() as connection:
        return await connection.run_sync(read)
