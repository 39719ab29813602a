"""Reports put straight into a database, for tests of what happens to them afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from core.errors import SealError
from core.sealing import key_pair_from_seed
from services.reporting.draft import Draft, Status
from services.reporting.report_encryption import OpenReport, seal_report
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from storage.reporting.tables import reports
from tests.contents import evidence_of, plain, put
from tests.repeatable import SeededRandomness

OFFICE_PUBLIC, OFFICE_PRIVATE = key_pair_from_seed(b"o" * 32)
DAY = date(2024, 9, 1)


@dataclass(frozen=True)
class Planted:
    """A stored report and what opens it."""

    id: bytes
    story: str
    code_private: bytes
    picture: bytes


async def plant(
    database: Database, number: int, office_public: bytes = OFFICE_PUBLIC, *, contents: bool = True
) -> Planted:
    """Stores a report with one piece of evidence; other numbers give other reports."""
    public, private = key_pair_from_seed(number.to_bytes(32, "big"))
    story = f"cerita nomor {number} tentang camat"
    attachments = await put(database, [plain(f"gambar {number}".encode())]) if contents else ()
    draft = Draft(
        "fasilitas",
        "31",
        story=story,
        attachments=attachments,
        lookup=(number + 7).to_bytes(32, "little").hex(),
        public=public.hex(),
    )
    report = seal_report(
        draft,
        office_public=office_public,
        received_on=DAY,
        randomness=SeededRandomness(number),
    )
    async with database.writer_engine.begin() as connection:
        await Reports(database).add(report)(connection)
    return Planted(report.id, story, private, f"gambar {number}".encode())


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


async def picture_of(database: Database, report_id: bytes) -> bytes:
    """The one picture of a report, as the office's private key leads to it."""
    sealed = await Reports(database).by_id(report_id)
    assert sealed is not None
    (picture,) = await evidence_of(database, OpenReport(sealed, sealed.for_office, OFFICE_PRIVATE))
    return picture.content


async def close_all(database: Database) -> None:
    """Closes every report, as officers would after a while."""
    async with database.writer_engine.begin() as connection:
        await connection.execute(update(reports).values(status=Status.DONE.value))
