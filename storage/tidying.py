"""What the tidying erases, from the table of lifetimes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import BigInteger, Delete, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.platform.lifetimes import KEPT, Eraser
from storage.platform.unit import Write
from storage.schema import metadata


def erase_overdue(now: datetime, bot_id: int) -> Write:
    """What the tidying erases: every row of this bot whose time is over."""

    async def write(connection: AsyncConnection) -> None:
        for erasing in _overdue(now, bot_id):
            await connection.execute(erasing)

    return write


def _overdue(now: datetime, bot_id: int) -> Iterator[Delete]:
    for one in KEPT:
        if one.eraser is not Eraser.TIDY or one.at is None or one.lifetime is None:
            continue
        table = metadata.tables[one.table]
        column = table.columns[one.at]
        moment = now if one.carries_its_end else now - one.lifetime
        if isinstance(column.type, BigInteger):
            over = column <= int(moment.timestamp())
        else:
            over = column < moment.date()
        erasing = delete(table).where(over)
        yield erasing.where(table.c.bot_id == bot_id) if "bot_id" in table.columns else erasing
