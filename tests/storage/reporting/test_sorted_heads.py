"""Reports of an installation from before: every row is kept, and none tells by its place when it came."""

from __future__ import annotations

from datetime import date

from sqlalchemy import bindparam, text
from sqlalchemy.types import Date

from storage.migrations.migrate import upgrade
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.reporting.heads import lock_heads, sort_heads
from storage.reporting.reports import Reports, SealedReport
from tests.repeatable import SeededRandomness

DAY = date(2024, 9, 24)
ADD = (
    "INSERT INTO reports (id, lookup, status, received_on, body) VALUES (:id, :lookup, 'diterima', :day, :body)",
    "INSERT INTO report_keys (report_id, office_key, for_office, for_code) VALUES (:id, 'ab', :body, :body)",
    "INSERT INTO report_work (report_id, version, fresh) VALUES (:id, 1, true)",
    "INSERT INTO report_messages (id, report_id, position, kind, told_on, body) "
    "VALUES (:lookup, :id, 1, 'jawab', :day, :body)",
    "INSERT INTO report_notices (report_id, notice, noted_on) VALUES (:id, 'baru', :day)",
    "INSERT INTO report_retention (report_id, closed_on) VALUES (:id, :day)",
)
TABLES = {
    "reports": "id",
    "report_keys": "report_id",
    "report_work": "report_id",
    "report_messages": "id",
    "report_notices": "report_id",
    "report_retention": "report_id",
}


async def test_with_many_reports_a_new_one_is_among_as_many_others(
    database: Database, committer: GroupCommitter
) -> None:
    """Of more than can be written anew at once a part is: no row is lost, and none is alone in a place."""
    random, reports = SeededRandomness(5), Reports(database)
    ids = [random.bytes(16) for _ in range(300)]
    for one in ids:
        sealed = SealedReport(one, one + one, "diterima", DAY, one * 200, "ab", one * 4, one * 4)
        async with database.writer_engine.begin() as connection:
            await lock_heads(database, connection)
            await reports.add(sealed)(connection)
            await sort_heads(database, connection, [one], random, most=48)
    async with database.read() as connection:
        for table in ("reports", "report_keys"):
            key = TABLES[table]
            found = (await connection.execute(text(f"SELECT {key} FROM {table}"))).scalars()
            assert sorted(found) == sorted(ids), table
            if not database.is_sqlite:
                rows = await connection.execute(text(f"SELECT xmin::text::bigint, {key} FROM {table}"))
                came = {row[1]: row[0] for row in rows}
                newest = [one for one in ids if came[one] == max(came.values())]
                assert len(newest) >= 48, "the last one is among others"
                order = [came[one] for one in ids[:200]]
                pairs = [(a, b) for n, a in enumerate(order) for b in order[n + 1 :] if a != b]
                told = sum(1 if a < b else -1 for a, b in pairs) / len(pairs)
                assert abs(told) < 0.25, "plainly added, it would be 1"


async def test_an_upgrade_keeps_every_row_and_forgets_the_order(database_url: str) -> None:
    database = Database(database_url)
    await upgrade(database, "0014")
    random = SeededRandomness(4)
    ids = [random.bytes(16) for _ in range(40)]
    for one in ids:  # each in a transaction of its own, as they once came
        async with database.writer_engine.begin() as connection:
            for words in ADD:
                values = {"id": one, "lookup": one + one, "body": one * 4, "day": DAY}
                statement = text(words)
                if ":day" in words:
                    statement = statement.bindparams(bindparam("day", type_=Date))
                names = {name: value for name, value in values.items() if f":{name}" in words}
                await connection.execute(statement, names)
    await upgrade(database)
    async with database.read() as connection:
        for table, key in TABLES.items():
            rows = (await connection.execute(text(f"SELECT {key} FROM {table}"))).scalars()
            assert {one[:16] for one in rows} == set(ids), table
            if not database.is_sqlite:
                found = await connection.execute(text(f"SELECT xmin::text, {key} FROM {table} ORDER BY ctid"))
                places = list(found)
                assert len({row[0] for row in places}) == 1, table
                assert [row[1] for row in places] == sorted(row[1] for row in places), table
    await database.close()
