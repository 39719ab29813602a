"""Reports put straight into a database, for tests of what happens to them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from core.errors import SealError
from core.randomness import SeededRandomness
from core.sealing import key_pair_from_seed
from services.reporting.draft import Attachment, Draft, Status
from services.reporting.vault import OpenReport, seal_report
from storage.engine import Database
from storage.reports import Reports
from storage.schema import reports

OFFICE_PUBLIC, OFFICE_PRIVATE = key_pair_from_seed(b"o" * 32)
DAY = date(2024, 9, 1)


@dataclass(frozen=True)
class Planted:
    """A stored report and what opens it."""

    id: bytes
    story: str
    code_private: bytes


async def plant(database: Database, number: int, office_public: bytes = OFFICE_PUBLIC) -> Planted:
    """Stores a report with one piece of evidence; other numbers give other reports."""
    public, private = key_pair_from_seed(number.to_bytes(32, "big"))
    story = f"cerita nomor {number} tentang camat"
    attachment = Attachment("ab" * 16, 5, 4, 3, "00" * 32, "0" * 16)
    draft = Draft(
        "fasilitas",
        "31",
        story=story,
        attachments=(attachment,),
        lookup=(number + 7).to_bytes(32, "little").hex(),
        public=public.hex(),
    )
    report, evidence = seal_report(
        draft,
        [f"gambar {number}".encode()],
        office_public=office_public,
        received_on=DAY,
        randomness=SeededRandomness(number),
    )
    async with database.writer_engine.begin() as connection:
        await Reports(database).add(report, evidence)(connection)
    return Planted(report.id, story, private)


async def story_of(database: Database, report_id: bytes, private: bytes) -> str | None:
    """The story as the office's private key opens it; None when the report is gone or does not open."""
    sealed = await Reports(database).by_id(report_id)
    if sealed is None:
        return None
    for wrapped in (sealed.for_office, sealed.for_code):
        try:
            return OpenReport(sealed, wrapped, private).report.draft.story
        except SealError:
            continue
    return None


async def close_all(database: Database) -> None:
    """Closes every report, as officers would after a while."""
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(reports).values(status=Status.DONE.value))
