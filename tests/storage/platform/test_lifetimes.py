"""No column can hold a person's words or ids without a row in the table of what is kept how long."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, LargeBinary, String

from storage.platform.lifetimes import FREE, KEPT
from storage.schema import metadata

OF_TIME = ("_at", "_until", "until")


def must_be_decided(column: Column[object]) -> bool:
    """Whether a column could hold words, an id, or a way to somebody."""
    if column.name == "bot_id":
        return False
    if isinstance(column.type, BigInteger):
        return not column.name.endswith(OF_TIME)
    return isinstance(column.type, LargeBinary | String)


def test_every_column_is_decided_on() -> None:
    """A new column goes into KEPT (until when? who erases it?) or, with a reason, into FREE."""
    held = {(one.table, column) for one in KEPT for column in one.holds}
    free = {(table, column) for table, columns in FREE.items() for column in columns}
    there = {
        (str(table.name), str(column.name))
        for table in metadata.sorted_tables
        for column in table.columns
        if must_be_decided(column)
    }
    known = {(str(t.name), str(c.name)) for t in metadata.sorted_tables for c in t.columns}
    assert there - held - free == set(), "say in storage/platform/lifetimes.py what these hold, and how long"
    assert held & free == set()
    assert (held | free) - known == set(), "columns that are gone"


def test_each_table_stands_once_and_its_time_column_is_one() -> None:
    assert len({one.table for one in KEPT}) == len(KEPT)
    for one in KEPT:
        if one.at is not None:
            assert isinstance(metadata.tables[one.table].columns[one.at].type, BigInteger | Date)
            assert one.lifetime is not None
