"""What nothing names in the pool is found and overwritten; what anything names never is."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from core.sealing import Keyring, key_pair_from_seed
from services.access.code import CodeService
from services.reporting.draft import Attachment, Draft
from services.reporting.evidence import EvidenceCleaner
from services.reporting.intake import Intake
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import OpenReport
from services.reporting.sweep import Sweep
from services.reporting.thread import MessageKind, ThreadSealer
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import REPORT, Dialog, Dialogs
from storage.platform.engine import Database
from storage.platform.pool import Pool
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Addition, Letterbox
from storage.reporting.reports import Reports
from storage.reporting.tables import reports as table
from tests.conftest import BOT_ID
from tests.contents import plain
from tests.repeatable import FixedClock, SeededRandomness

PUBLIC, PRIVATE = key_pair_from_seed(b"o" * 32)
DAY = date(2024, 9, 24)


class StoreParts:
    """Drafts, letters and reports with pictures, and the sweep over all of them."""

    def __init__(
        self, database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
    ) -> None:
        self.database, self.committer, self.clock = database, committer, clock
        source = SeededRandomness(8)
        self.pool = Pool(database, source)
        self.pieces = Pieces(self.pool, source)
        self.dialogs = Dialogs(database, keyring, BOT_ID, source)
        self.letterbox = Letterbox(database, keyring, source)
        self.reports, self.cases = Reports(database), CaseStore(database)
        self.threads = ThreadSealer(keyring, source)
        self.codes = CodeService(b"s" * 16, source)
        self.intake = Intake(
            self.codes,
            EvidenceCleaner(),
            self.pieces,
            PUBLIC,
            source,
            ZoneInfo("Asia/Jakarta"),
            self.letterbox,
        )
        self.sweep = Sweep(
            database,
            self.pool,
            self.dialogs,
            self.letterbox,
            self.reports,
            self.cases,
            Heirlooms(database, keyring),
            self.threads,
            PRIVATE,
        )

    async def picture(self, unit: Unit) -> Attachment:
        return await self.pieces.keep(unit, plain(b"p" * 70_000))

    async def draft(self, chat: bytes) -> Draft:
        """An open draft with a picture."""
        unit = Unit()
        draft = Draft(story="Amplop.", attachments=(await self.picture(unit),))
        unit.write(self.dialogs.save(chat, Dialog(REPORT, "review", draft.to_json()), self.clock.now()))
        await self.committer.commit(unit)
        return draft

    async def send(self, chat: bytes, draft: Draft, *, post: bool) -> OpenReport:
        """Sends it; without ``post`` it waits in the letterbox."""
        draft, _, derived = await self.intake.new_code(draft)
        unit = Unit()
        self.intake.submit(unit, draft, self.clock.now())
        unit.write(self.dialogs.end(chat, sent=True))
        await self.committer.commit(unit)
        if post:
            await self.letterbox.post()
        (sealed,) = [one for one in await self._all() if one.lookup == derived.lookup]
        return OpenReport(sealed, sealed.for_office, PRIVATE)

    async def _all(self) -> list:  # type: ignore[type-arg] # letters and reports
        async with self.database.read() as connection:
            stored = await self.reports.page_in(connection, b"", 100)
        return [*stored, *(one for one in await self.letterbox.waiting() if not isinstance(one, Addition))]

    async def add(self, opened: OpenReport, *, post: bool) -> None:
        """A picture its reporter adds later."""
        unit = Unit()
        said = self.threads.seal(opened.sealer, MessageKind.ADDED, "1 foto", DAY, [await self.picture(unit)])
        unit.write(self.letterbox.drop(Addition(opened.report.id, 0, said)))
        await self.committer.commit(unit)
        if post:
            await self.letterbox.post()

    async def used(self) -> int:
        return (await self.pool.size()).used


@pytest.fixture
async def parts(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> StoreParts:
    return StoreParts(database, committer, keyring, clock)


async def test_what_anything_names_stays(parts: StoreParts) -> None:
    """A draft of this bot, a report on its way, a report, and additions on their way and there."""
    assert await parts.sweep.run(parts.committer.commit) == 0
    await parts.draft(b"1" * 16)
    await parts.send(b"2" * 16, await parts.draft(b"2" * 16), post=False)
    assert await parts.sweep.run(parts.committer.commit) == 0
    there = await parts.send(b"3" * 16, await parts.draft(b"3" * 16), post=True)
    await parts.add(there, post=True)
    await parts.add(there, post=False)
    assert await parts.used() == 10
    assert await parts.sweep.run(parts.committer.commit) == 0
    assert await parts.used() == 10


async def test_what_nothing_names_is_given_back(parts: StoreParts) -> None:
    kept = await parts.draft(b"1" * 16)
    erased = await parts.send(b"2" * 16, await parts.draft(b"2" * 16), post=True)
    await parts.add(erased, post=True)
    await parts.committer.commit(Unit(writes=[parts.reports.erase(erased.report.id)]))  # without the key
    unit = Unit()
    await parts.picture(unit)  # of a draft that was in no backup
    await parts.committer.commit(unit)
    assert await parts.used() == 8
    assert await parts.sweep.run(parts.committer.commit) == 6
    assert await parts.used() == len(kept.slots) == 2
    assert (await parts.pieces.picture(kept.attachments[0])) == b"p" * 70_000


async def test_where_one_report_does_not_open_nothing_is_touched(parts: StoreParts) -> None:
    await parts.send(b"2" * 16, await parts.draft(b"2" * 16), post=True)
    unit = Unit()
    await parts.picture(unit)
    await parts.committer.commit(unit)
    async with parts.database.writer_engine.begin() as connection:
        await connection.execute(update(table).values(body=b"damaged"))
    assert await parts.sweep.run(parts.committer.commit) == 0
    assert await parts.used() == 4
