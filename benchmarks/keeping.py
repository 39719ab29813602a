"""Backups, restore, key rotation, the audit log's walk on 20,000 reports; the backup beside SQLite's own."""

from __future__ import annotations

import asyncio
import resource
import sqlite3
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from bot.app.keys import KeyPaths, load_keys, make_missing_keys
from bot.app.opening import committing
from bot.cli.backup import Backups
from bot.cli.rotation import OfficeKeys
from core.clock import SystemClock
from core.randomness import SystemRandomness
from core.sealing import Keyring, key_pair_from_seed
from services.access.audit import AuditAction, AuditLog
from services.reporting.draft import Draft
from services.reporting.report_encryption import office_fingerprint, seal_report
from storage.access.audit import AuditChain
from storage.migrations.migrate import upgrade
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.installation import OfficeKeyNote, check_data_key
from storage.platform.pool import Pool, slots_for
from storage.platform.unit import Unit
from storage.reporting.report_keys import ReportKeys
from storage.reporting.tables import report_keys, reports

REPORTS = 20_000
PICTURES = 400
PICTURE_BYTES = 300_000
ENTRIES = 20_000


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await work()
    return time.perf_counter() - begun


async def _fill(database: Database, office_public: bytes) -> None:
    """Reports with a code of their own each, and some pictures."""
    randomness = SystemRandomness()
    rows, keys = [], []
    for number in range(REPORTS):
        public, _ = key_pair_from_seed(number.to_bytes(32, "big"))
        draft = Draft(
            "fasilitas", "31", story="x" * 800, lookup=randomness.bytes(32).hex(), public=public.hex()
        )
        sealed = seal_report(
            draft, office_public=office_public, received_on=date(2024, 9, 24), randomness=randomness
        )
        rows.append(
            {name: getattr(sealed, name) for name in ("id", "lookup", "status", "received_on", "body")}
        )
        wrapped = {name: getattr(sealed, name) for name in ("office_key", "for_office", "for_code")}
        keys.append({"report_id": sealed.id, **wrapped})
    async with database.writer_engine.begin() as connection:
        await connection.execute(insert(reports), rows)
        await connection.execute(insert(report_keys), keys)
        pool = Pool(database, randomness)
        for _ in range(PICTURES):
            content = randomness.bytes(PICTURE_BYTES)
            await pool.fill(await pool.pick(slots_for(len(content))), content)(connection)


async def _audit(database: Database, keyring: Keyring) -> AuditLog:
    log = AuditLog(AuditChain(database, keyring), keyring, SystemClock())
    async with database.writer_engine.begin() as connection:
        for _ in range(ENTRIES):
            unit = Unit()
            log.record(unit, b"o" * 16, AuditAction.OPENED, b"r" * 16)
            await unit.closing[0](connection)
    return log


def _online(source: Path, target: Path) -> float:
    """SQLite's own backup, which copies everything: conversations and wrapped keys too."""
    begun = time.perf_counter()
    here, there = sqlite3.connect(source), sqlite3.connect(target)
    here.backup(there)
    there.close()
    here.close()
    return time.perf_counter() - begun


async def _measure(folder: Path, table: Table) -> None:
    paths = KeyPaths(folder / "data.key", folder / "office.pub", folder / "office.key")
    make_missing_keys(paths, SystemRandomness(), data_exists=False)
    keys = load_keys(paths)
    keyring = Keyring(keys.data)
    path = folder / "netra.sqlite3"
    database = Database(f"sqlite:///{path}")
    target = Database(f"sqlite:///{folder / 'restored.sqlite3'}")
    await upgrade(database)
    await check_data_key(database, keyring)
    await OfficeKeyNote(database, keyring).check(office_fingerprint(keys.office_public))
    await _fill(database, keys.office_public)
    log = await _audit(database, keyring)
    await database.truncate_log()
    committers = [GroupCommitter(one, 0, keyring.sealer("outbox")) for one in (database, target)]
    commit, commit_there = map(committing, committers)
    backups = Backups(database, keyring, SystemClock(), commit)
    office = OfficeKeys(
        paths, OfficeKeyNote(database, keyring), ReportKeys(database), backups, SystemRandomness()
    )
    size = path.stat().st_size / 2**20
    made = [await _timed(lambda: backups.make(folder / "b")) for _ in range(3)]
    online = [_online(path, folder / f"online-{n}") for n in range(3)]
    table.add_row(f"data and key backup, {size:.0f} MB", f"{min(made):.1f} s", f"{size / min(made):.0f} MB/s")
    table.add_row("SQLite's own backup of it", f"{min(online):.1f} s", f"{size / min(online):.0f} MB/s")
    await backups.outdate_keys()
    seconds = await _timed(backups.refresh_keys)
    table.add_row("key backup after an erasure", f"{seconds:.2f} s", f"{REPORTS / seconds:,.0f} keys/s")
    seconds = await _timed(office.rotate)
    table.add_row("rotation of the office key", f"{seconds:.1f} s", f"{REPORTS / seconds:,.0f} reports/s")
    seconds = await _timed(log.verify)
    table.add_row("walk along the audit log", f"{seconds:.1f} s", f"{ENTRIES / seconds:,.0f} entries/s")
    there = Backups(target, keyring, SystemClock(), commit_there)
    seconds = await _timed(lambda: there.restore(folder / "b"))
    table.add_row("restore", f"{seconds:.1f} s", f"{size / seconds:.0f} MB/s")
    for committer in committers:
        await committer.close()
    await target.close()
    await database.close()


def run(console: Console) -> None:
    """Measures and prints."""
    table = Table("What", "Time", "Rate", title=f"Keeping {REPORTS:,} reports")
    with tempfile.TemporaryDirectory(prefix="netra-bench-") as name:
        asyncio.run(_measure(Path(name), table))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    table.add_row("peak memory of all of it", f"{peak:.0f} MB", "")
    console.print(table)
