"""The small tables of reports: written anew whenever something comes in, in the order of their ids.

A row that is added to a table tells when it came: by its place in a page, by the page that was taken for it,
by the transaction that wrote it. So nothing is ever just added. All rows are taken out and put in again,
sorted by their random ids, in one transaction: places, pages and ``xmin`` then follow from the ids alone.
"""

from __future__ import annotations

from sqlalchemy import Column, MetaData, Table, delete, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.schema import CreateTable, DropTable

from storage.engine import Database
from storage.schema import (
    report_keys,
    report_messages,
    report_notices,
    report_retention,
    report_work,
    reports,
)

HEADS = (reports, report_keys, report_work, report_messages, report_notices, report_retention)
"""In the order others lock them."""
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


async def sort_heads(database: Database, connection: AsyncConnection) -> None:
    """Writes all heads anew in the order of their ids. Call :func:`lock_heads` first."""
    for table in HEADS:
        await (_sort_sqlite if database.is_sqlite else _sort_postgresql)(connection, table)


async def _sort_postgresql(connection: AsyncConnection, table: Table) -> None:
    gone = delete(table).returning(*table.c).cte("gone")
    ordered = select(gone).order_by(*(gone.c[column.name] for column in table.primary_key))
    await connection.execute(insert(table).from_select([column.name for column in table.c], ordered))


async def _sort_sqlite(connection: AsyncConnection, table: Table) -> None:
    copy, columns = _COPIES[table.name], [column.name for column in table.c]
    await connection.execute(CreateTable(copy))
    await connection.execute(insert(copy).from_select(columns, select(table)))
    await connection.execute(delete(table))
    ordered = select(copy).order_by(*(copy.c[column.name] for column in table.primary_key))
    await connection.execute(insert(table).from_select(columns, ordered))
    await connection.execute(DropTable(copy))
