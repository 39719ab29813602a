"""The migrations and the tables of the code say the same, on both engines."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.platform.engine import Database
from storage.schema import metadata


async def test_migrations_build_exactly_the_schema(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


def test_tables_of_a_report_hold_no_identity() -> None:
    """Neither a chat, a person, nor a time of day has a column in them."""
    for name in (
        "reports",
        "report_heirlooms",
        "slots",
        "slot_use",
        "report_keys",
        "report_work",
        "report_messages",
        "report_notices",
        "original_requests",
    ):
        columns = {column.name: column for column in metadata.tables[name].columns}
        assert not {"chat", "chat_key", "user", "user_id", "bot_id", "message_id"} & set(columns)
        assert not any("DATETIME" in str(c.type) or "TIME" in str(c.type) for c in columns.values())
        foreign = {key.column.table.name for c in columns.values() for key in c.foreign_keys}
        assert foreign <= {"reports"}
