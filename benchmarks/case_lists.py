"""The officers' inbox over many open reports, beside opening each report anew in the event loop."""

from __future__ import annotations

import asyncio
import resource
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core.randomness import SystemRandomness
from core.sealing import Keyring, key_pair_from_seed
from services.access.officers import Officer, Workplace
from services.access.roles import Role
from services.casework.case_service import MOST, CaseService, Filters
from services.reporting.draft import OPEN_STATUSES, Category, Draft
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import OpenReport, seal_report
from services.reporting.thread import ThreadSealer
from storage.migrations.migrate import upgrade
from storage.platform.engine import Database
from storage.platform.pool import Pool
from storage.reporting.cases import CaseStore
from storage.reporting.reports import Reports

DAY = date(2024, 9, 24)
STORY = "Pak camat membagikan kaus bergambar calon saat rapat desa di balai warga. " * 12
TICK = 0.005


async def _fill(database: Database, count: int, public: bytes) -> None:
    randomness, reports, kinds = SystemRandomness(), Reports(database), tuple(Category)
    async with database.writer_engine.begin() as connection:
        for number in range(count):
            draft = Draft(
                kinds[number % len(kinds)].value,
                "32",
                f"Kecamatan nomor {number % 300}",
                (DAY - timedelta(days=number % 9)).isoformat(),
                STORY,
                "Camat",
                lookup=randomness.bytes(32).hex(),
                public=public.hex(),
            )
            sealed = seal_report(draft, office_public=public, received_on=DAY, randomness=randomness)
            await reports.add(sealed)(connection)


def _officer() -> Officer:
    moment = datetime(2024, 9, 24, tzinfo=UTC)
    place = Workplace("Pemerintah Kabupaten Contoh", "Inspektorat Kabupaten Contoh", "32")
    return Officer(b"o" * 16, 1, b"c" * 16, Role.OFFICER, "x", place, "", True, moment, 0, 0, moment, DAY)


async def _blocked(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Seconds the work took, and the longest the loop could do nothing else meanwhile."""
    longest, running = 0.0, True

    async def watch() -> None:
        nonlocal longest
        while running:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - before - TICK)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    start = time.perf_counter()
    await work()
    took = time.perf_counter() - start
    running = False
    await watching
    return took, longest


async def _measure(console: Console, count: int) -> None:
    public, private = key_pair_from_seed(b"b" * 32)
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'cases.sqlite3'}")
        await upgrade(database)
        await _fill(database, count, public)
        reports = Reports(database)
        keyring, source = Keyring(b"k" * 32), SystemRandomness()
        threads, pieces = ThreadSealer(keyring, source), Pieces(Pool(database, source), source)
        service = CaseService(reports, CaseStore(database), threads, pieces, private, keyring)
        officer = _officer()

        async def naive() -> None:
            for sealed in await reports.newest(count, [one.value for one in OPEN_STATUSES]):
                OpenReport(sealed, sealed.for_office, private)

        table = Table("way", "took", "loop blocked at most", title=f"Inbox of {count:,} open reports")
        ways: list[tuple[str, Callable[[], Awaitable[object]]]] = [
            ("each opened anew, in the loop", naive),
            ("first time", lambda: service.board(officer, Filters(), 0, DAY)),
            ("again", lambda: service.board(officer, Filters(), 0, DAY)),
            ("filtered", lambda: service.board(officer, Filters(category="uang"), 0, DAY)),
        ]
        for name, work in ways:
            took, blocked = await _blocked(work)
            table.add_row(name, f"{took * 1000:,.0f} ms", f"{blocked * 1000:,.0f} ms")
        console.print(table)
        await database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"peak memory of the process: {peak:.0f} MB")


def run(console: Console) -> None:
    """A thousand open reports, and as many as the list looks through."""
    for count in (1_000, MOST):
        asyncio.run(_measure(console, count))
