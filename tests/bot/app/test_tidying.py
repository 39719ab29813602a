"""What is over is erased by a running bot, table by table, and what is not over stays."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    LargeBinary,
    SmallInteger,
    func,
    insert,
    select,
)

from bot.app.settings import Settings
from storage.platform.engine import Database
from storage.platform.lifetimes import KEPT, Eraser, TableLifetime
from storage.platform.tables import inbox, inbox_given_up
from storage.schema import metadata
from tests.bot.conftest import TOKEN, Saying, running
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, TelegramSide

BOT = int(TOKEN.partition(":")[0])
TIMED = [one for one in KEPT if one.at is not None]


def cell(column: Column[Any], number: int) -> object:
    """Something a column takes; other for each number."""
    if column.name == "bot_id":
        return BOT
    if isinstance(column.type, LargeBinary):
        return bytes([number + 1]) * (column.type.length or 16)
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Date):
        return date(2024, 1, 1)
    return number if isinstance(column.type, BigInteger | SmallInteger | Float) else str(number)


def moment(one: TableLifetime, now: datetime, over: bool) -> object:
    """The time of a row that was over a while ago, or that is not over yet."""
    assert one.at is not None
    assert one.lifetime is not None
    begun = now - one.lifetime + (-timedelta(days=2) if over else timedelta(minutes=5))
    told = begun + one.lifetime if one.carries_its_end else begun
    if isinstance(metadata.tables[one.table].c[one.at].type, Date):
        return told.date() if over else now.date()
    return int(told.timestamp())


async def put(database: Database, one: TableLifetime, now: datetime) -> None:
    """One row that is over and one that is not."""
    table = metadata.tables[one.table]
    rows = []
    for number, over in enumerate((True, False)):
        row = {c.name: cell(c, number) for c in table.columns}
        row[str(one.at)] = moment(one, now, over)
        for key in [key for c in table.columns for key in c.foreign_keys]:
            other = key.column.table
            parent = {c.name: cell(c, number) for c in other.columns}
            async with database.writer_engine.begin() as connection:
                await connection.execute(insert(other).values(**parent))
        rows.append(row)
    async with database.writer_engine.begin() as connection:
        await connection.execute(insert(table), rows)


@pytest.mark.parametrize("one", TIMED, ids=[one.table for one in TIMED])
async def test_what_is_over_is_erased_and_what_is_not_stays(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide, one: TableLifetime
) -> None:
    await put(bot_database, one, clock.now())
    table = metadata.tables[one.table]
    async with running(settings, clock, Saying({})):
        deadline = asyncio.get_running_loop().time() + PATIENCE
        left = 2
        while left != 1 and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.02)
            async with bot_database.read() as connection:
                left = await connection.scalar(select(func.count()).select_from(table)) or 0
    async with bot_database.read() as connection:
        rows = (await connection.execute(select(table.c[str(one.at)]))).scalars().all()
    assert rows == [moment(one, clock.now(), over=False)]


def test_every_lifetime_has_an_eraser_and_no_eraser_lacks_one() -> None:
    erasers = (Eraser.TIDY, Eraser.MESSAGES, Eraser.REMINDERS)
    assert all(one.lifetime for one in KEPT if one.eraser in erasers)
    assert {one.table for one in TIMED} == {one.table for one in KEPT if one.lifetime is not None}
    assert all(
        longest >= other for one in TIMED for longest in [one.lifetime or timedelta()] for other in one.sorts
    )


async def test_an_update_that_is_given_up_leaves_a_count_and_a_day(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    """Its words and who wrote them were kept for ever once."""
    person = await telegram.new_person("p", 1_804_289_383, "Sentinelawati", "sentinel_user")
    async with running(settings, clock, Saying({"racun": None})):
        await person.says("racun")
        await person.hears(lambda message: True)  # the apology
    async with bot_database.read() as connection:
        assert (await connection.execute(select(inbox))).all() == []
        ((day, number),) = (
            await connection.execute(select(inbox_given_up.c.day, inbox_given_up.c.number))
        ).all()
    assert (day, number) == (clock.now().date(), 1)
