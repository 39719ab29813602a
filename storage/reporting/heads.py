"""The small tables of reports: written anew whenever something comes in, in the order of their ids.

A row that is added to a table tells when it came: by its place in a page, by the page that was taken for it,
by the transaction that wrote it. So nothing is ever just added. Rows are taken out and put in again together,
sorted by their random ids, in one transaction: places, pages and ``xmin`` then follow from the ids alone.

Up to :data:`MOST` reports, all are written anew. Of more, so many: those that something came in for, and
others drawn at random: which of them are new can't be told, and every old one is drawn again before long.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, ColumnElement, MetaData, Table, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, DropTable

from core.randomness import Randomness, row_id
from storage.platform.engine import Database
from storage.reporting.tables import (
    report_keys,
    report_messages,
    report_notices,
    report_retention,
    report_work,
    reports,
)

HEADS = (reports, report_keys, report_work, report_messages, report_notices, report_retention)
"""In the order others lock them."""
MOST = 512
"""Reports written anew at once: about a tenth of a second that nobody else can write in."""
NEIGHBOURS = 32
"""Reports beside a drawn id: they share its pages, whose cells are then laid anew together."""
_LOCK = text(f"LOCK TABLE {', '.join(table.name for table in HEADS)} IN EXCLUSIVE MODE")
"""Others may read meanwhile; who writes waits, and then finds the rows under the same ids."""
_COPIES = {
    table.name: Table(
        f"sorting_{table.name}",
        MetaData(),
        *(Column(column.name, column.type) for column in table.c),
        prefixes=["TEMPORARY"],
    )
    for table in HEADS
}
"""In SQLite a table can't be emptied and filled from itself in one statement; these live in memory."""


async def lock_heads(database: Database, connection: AsyncConnection) -> None:
    """Keeps other processes from writing until the transaction ends (SQLite's transactions do so anyway)."""
    if not database.is_sqlite:
        await connection.execute(_LOCK)


async def sort_heads(
    database: Database,
    connection: AsyncConnection,
    touched: Collection[bytes],
    randomness: Randomness,
    most: int = MOST,
) -> None:
    """Writes heads anew in the order of their ids. Call :func:`lock_heads` first.

    Args:
        database: Whose heads they are.
        connection: The transaction in which something came in.
        touched: Ids of the reports it came in for.
        randomness: Draws the others, where there are more reports than ``most``.
        most: Reports that are written anew at once; at least twice as many as were touched.
    """
    chosen = await _drawn(connection, touched, randomness, max(most, 2 * len(touched)))
    for table in HEADS:
        which = () if chosen is None else (_of(table).in_(chosen),)
        await (_sort_sqlite if database.is_sqlite else _sort_postgresql)(connection, table, *which)


def _of(table: Table) -> Column[bytes]:
    """The column that says which report a row belongs to."""
    return table.c.id if table is reports else table.c.report_id


async def _drawn(
    connection: AsyncConnection, touched: Collection[bytes], randomness: Randomness, most: int
) -> list[bytes] | None:
    """Ids of the reports to write anew; None for all."""
    ids = select(reports.c.id)
    if len((await connection.scalars(ids.limit(most + 1))).all()) <= most:
        return None
    chosen = set(touched)
    drawn = (row_id(randomness) for _ in range(4 * most // NEIGHBOURS))
    for place in (*sorted(touched), *drawn):
        if len(chosen) >= most:
            break
        before = ids.where(reports.c.id <= place).order_by(reports.c.id.desc()).limit(NEIGHBOURS // 2)
        behind = ids.where(reports.c.id > place).order_by(reports.c.id).limit(NEIGHBOURS // 2)
        for beside in (before, behind):
            chosen.update(await connection.scalars(beside))
    return sorted(chosen)


async def _sort_postgresql(connection: AsyncConnection, table: Table, *which: ColumnElement[bool]) -> None:
    gone = delete(table).where(*which).returning(*table.c).cte("gone")
    ordered = select(gone).order_by(*(gone.c[column.name] for column in table.primary_key))
    await connection.execute(insert(table).from_select([column.name for column in table.c], ordered))


async def _sort_sqlite(connection: AsyncConnection, table: Table, *which: ColumnElement[bool]) -> None:
    copy, columns = _COPIES[table.name], [column.name for column in table.c]
    await connection.execute(CreateTable(copy))
    await connection.execute(insert(copy).from_select(columns, select(table).where(*which)))
    await connection.execute(delete(table).where(*which))
    ordered = select(copy).order_by(*(copy.c[column.name] for column in table.primary_key))
    await connection.execute(insert(table).from_select(columns, ordered))
    await connection.execute(DropTable(copy))
