"""Copies of the database: what goes into a data backup, what into the backup of the wrapped keys, and back.

A copy is an SQLite file whatever the installation's database is, taken from one snapshot while the bot runs.
So a backup moves between SQLite and PostgreSQL too. What a data backup leaves out is never written to the
backup's disk, which copying the file and deleting from the copy would do.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, delete, event, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from storage.platform.broadcast_states import UNFINISHED, CampaignState
from storage.platform.errors import BackupError
from storage.schema import metadata

LEFT_OUT = frozenset(
    {
        # conversations on their way, and what is remembered of a chat: what a person deletes must be gone
        "inbox",
        "inbox_mark",
        "inbox_given_up",
        "outbox",
        "chat_messages",
        "traces",
        "dialogs",
        "letterbox",  # posted before each backup, and then in it among the reports
        "chat_memory",
        # waits after wrong codes, and the key of the day that names who waits
        "code_wait_keys",
        "code_waits",
        # short-lived permissions
        "officer_invitations",
        "original_requests",
        # who of a million was sent what: the campaigns themselves are kept, see UNFINISHED
        "broadcast_ledger",
        "broadcast_sender",
    }
)
"""In no backup."""
KEYS = frozenset({"report_keys"})
"""Only in the one backup that is overwritten, so that erasing a report reaches its old data backups."""
DATA = frozenset(
    {
        "installation",
        "reports",
        "report_heirlooms",
        "slots",
        "slot_use",
        "report_work",
        "report_messages",
        "report_notices",
        "report_retention",
        "officers",
        "subscribers",
        "reminders_sent",
        "reminders_closed",
        "elections",
        "elections_revision",
        "broadcasts",
        "broadcast_counts",
        "questions",
        "overlays",
        "topic_counts",
        "audit_log",
        "audit_head",
    }
)
"""In every data backup. A table that stands in none of the three fails a test: whoever adds one decides."""
_OF_A_FIRST_START = frozenset({"alembic_version", "installation"})
ROWS_AT_ONCE = 500
LARGE_ROWS_AT_ONCE = 32
"""Rows of contents: 2 MB."""

Progress = Callable[[str, int, int], None]
"""Called with the table, how many of its rows are done, and of how many."""


def data_tables() -> list[Table]:
    """Tables of a data backup, those referred to first."""
    return [table for table in metadata.sorted_tables if table.name not in LEFT_OUT | KEYS]


def key_tables() -> list[Table]:
    """Tables of the key backup."""
    return [table for table in metadata.sorted_tables if table.name in KEYS]


def _engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None}
    )

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[AsyncConnection]:
    """A transaction on a copy."""
    engine = _engine(path)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def copy_out(
    source: AsyncConnection, tables: Sequence[Table], path: Path, progress: Progress | None = None
) -> dict[str, int]:
    """Writes tables of a snapshot into a new file; how many rows of each."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    engine = _engine(path)
    try:
        async with engine.begin() as target:
            await target.run_sync(lambda sync: metadata.create_all(sync, tables=list(tables)))
            return {
                str(table.name): await _copy(source, table, target, table, progress=progress)
                for table in tables
            }
    finally:
        await engine.dispose()


async def _copy(
    source: AsyncConnection,
    read: Table,
    target: AsyncConnection,
    write: Table,
    *,
    progress: Progress | None,
    wanted: Callable[[Mapping[str, Any]], bool] | None = None,
) -> int:
    total = await source.scalar(select(func.count()).select_from(read)) or 0
    size = LARGE_ROWS_AT_ONCE if "content" in read.columns else ROWS_AT_ONCE
    done = copied = 0
    if progress is not None:
        progress(read.name, 0, total)
    ordered = select(read).order_by(*read.primary_key)  # the copy must tell no other order
    result = await source.stream(ordered, execution_options={"yield_per": size})
    async for part in result.mappings().partitions(size):
        rows = [dict(row) for row in part if wanted is None or wanted(dict(row))]
        if rows:
            await target.execute(insert(write), rows)
        done, copied = done + len(part), copied + len(rows)
        if progress is not None:
            progress(read.name, done, total)
    return copied


async def _reflect(connection: AsyncConnection, *, links: bool = True) -> MetaData:
    """The tables as they are there; without ``links`` what they refer to need not be."""
    found = MetaData()

    def reflect(sync: Connection) -> None:
        found.reflect(bind=sync, resolve_fks=links)

    await connection.run_sync(reflect)
    return found


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether no table holds a row, but those a first start writes (which tell only that there was one)."""
    tables = await _reflect(connection)
    for table in tables.sorted_tables:
        if table.name not in _OF_A_FIRST_START and await connection.scalar(
            select(func.count()).select_from(table)
        ):
            return False
    return True


async def copy_in(
    data: AsyncConnection,
    keys: AsyncConnection,
    target: AsyncConnection,
    progress: Progress | None = None,
) -> dict[str, int]:
    """Reads a data backup and the key backup into an empty database of the backup's schema.

    Returns the rows of each table, and as ``erased`` how many reports of the data backup have no key any
    more: they were erased after it was made, and do not come back; as ``cancelled`` how many announcements
    were under way or due.

    Raises:
        BackupError: the copy holds a table the database lacks.
    """
    source, known = await _reflect(data), await _reflect(target)
    await target.execute(delete(known.tables["installation"]))
    counts: dict[str, int] = {}
    for table in source.sorted_tables:
        if table.name not in known.tables:
            raise BackupError(f"the backup holds a table {table.name!r} that this version does not know")
        write = known.tables[table.name]
        counts[table.name] = await _copy(data, table, target, write, progress=progress)
    reports, report_keys = known.tables["reports"], known.tables["report_keys"]
    there = set((await target.execute(select(reports.c.id))).scalars())
    from_keys = (await _reflect(keys, links=False)).tables["report_keys"]
    counts["report_keys"] = await _copy(
        keys, from_keys, target, report_keys, progress=progress, wanted=lambda row: row["report_id"] in there
    )
    living = select(report_keys.c.report_id)
    for table in known.sorted_tables:
        if "report_id" in table.columns:
            await target.execute(delete(table).where(table.c.report_id.not_in(living)))
    if "evidence_marks" in known.tables:
        pictures, marks = known.tables["report_evidence"], known.tables["evidence_marks"]
        await target.execute(delete(marks).where(marks.c.evidence_id.not_in(select(pictures.c.id))))
    erased = await target.execute(delete(reports).where(reports.c.id.not_in(living)))
    counts["erased"] = erased.rowcount
    counts["cancelled"] = await _cancel_campaigns(target, known)
    counts["reports"] -= erased.rowcount
    return counts


async def _cancel_campaigns(target: AsyncConnection, known: MetaData) -> int:
    campaigns = known.tables.get("broadcasts")
    if campaigns is None:  # a schema from before there were any
        return 0
    result = await target.execute(
        update(campaigns).where(campaigns.c.state.in_(UNFINISHED)).values(state=CampaignState.CANCELLED.value)
    )
    return result.rowcount


async def find_damage(connection: AsyncConnection) -> str | None:
    """What SQLite finds wrong with a copy; None when it is sound."""
    found = (await connection.exec_driver_sql("PRAGMA integrity_check")).scalars().all()
    return None if found == ["ok"] else f"{len(found)} damaged places"
