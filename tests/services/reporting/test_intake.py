"""Intake on both databases: drafts into reports, originals moved, repeats found across reports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from core.clock import FixedClock
from core.errors import (
    OfficeKeyMissingError,
    ReportError,
    SecondOfficerMissingError,
    StorageError,
    TooManyItemsError,
)
from core.randomness import SeededRandomness
from core.sealing import Keyring, key_pair_from_seed
from services.reporting.code import CodeService
from services.reporting.draft import Attachment, Draft, NoteChoice
from services.reporting.evidence import MAX_ITEMS, EvidenceCleaner
from services.reporting.intake import Intake, Taken
from services.reporting.originals import OriginalsDesk
from services.reporting.repeats import Repeats, distance, is_plain
from services.reporting.vault import OpenReport
from storage.committer import GroupCommitter
from storage.engine import Database
from storage.evidence import EvidenceShelf
from storage.letterbox import Letterbox
from storage.reports import Reports
from storage.schema import draft_files, evidence_marks, report_evidence, report_originals
from storage.unit import Unit
from tests.conftest import BOT_ID
from tests.files import noise, pdf
from tests.services.reporting.conftest import jpeg

PUBLIC, PRIVATE = key_pair_from_seed(b"o" * 32)
CHAT = b"c" * 16


@dataclass
class Room:
    """Everything a report needs, on a real database."""

    database: Database
    committer: GroupCommitter
    intake: Intake
    shelf: EvidenceShelf
    repeats: Repeats
    reports: Reports
    clock: FixedClock
    letterbox: Letterbox

    async def take(self, draft: Draft, raw: bytes) -> Taken:
        """Adds a file and commits."""

        async def fetch() -> bytes:
            return raw

        unit = Unit()
        taken = await self.intake.take(unit, CHAT, draft, fetch)
        await self.committer.commit(unit)
        return taken

    async def send(self, draft: Draft) -> bytes:
        """Sends the draft; the report's id."""
        draft, _, derived = await self.intake.new_code(draft)
        unit = Unit()
        self.intake.submit(unit, CHAT, draft, self.clock.now())
        await self.committer.commit(unit)
        await self.letterbox.post()
        sealed = await self.reports.by_lookup(derived.lookup)
        assert sealed is not None
        return sealed.id

    async def count(self, table: object) -> int:
        """Rows of a table."""
        async with self.database.read() as connection:
            return int(await connection.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type] # a table


@pytest.fixture
async def room(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[Room]:
    randomness = SeededRandomness(11)
    codes, cleaner = CodeService(b"s" * 16, randomness), EvidenceCleaner()
    shelf, reports = EvidenceShelf(database, BOT_ID), Reports(database)
    letterbox = Letterbox(database, keyring, randomness)
    repeats = Repeats(shelf, keyring.secret("evidence-marks"))
    zone = ZoneInfo("Asia/Jakarta")
    intake = Intake(reports, codes, cleaner, shelf, repeats, PUBLIC, randomness, zone, letterbox)
    yield Room(database, committer, intake, shelf, repeats, reports, clock, letterbox)
    await cleaner.close()
    codes.close()


async def test_originals_move_into_the_report_and_open_for_two(room: Room) -> None:
    raw = jpeg()
    draft = (await room.take(Draft(keep_originals=True), raw)).draft
    draft = (await room.take(draft, pdf(2))).draft
    assert [one.original is not None for one in draft.attachments] == [True, True, False]
    report_id = await room.send(draft)
    desk = OriginalsDesk(room.shelf, room.reports, PRIVATE)
    first, second = await desk.listing(report_id)
    assert [(one.position, one.kind) for one in (first, second)] == [(0, "jpeg"), (1, "pdf")]
    assert (await desk.open(report_id, 0, [b"a", b"b"])).content == raw
    with pytest.raises(SecondOfficerMissingError):
        await desk.open(report_id, 0, [b"a"])
    with pytest.raises(ReportError):
        await desk.open(report_id, 2, [b"a", b"b"])
    with pytest.raises(OfficeKeyMissingError):
        await OriginalsDesk(room.shelf, room.reports, None).open(report_id, 0, [b"a", b"b"])
    await room.committer.commit(Unit(writes=[room.reports.erase(report_id)]))
    for table in (report_originals, report_evidence, evidence_marks):
        assert await room.count(table) == 0


async def test_sending_twice_leaves_one_report_and_one_original(room: Room) -> None:
    draft = (await room.take(Draft(keep_originals=True), noise())).draft
    draft, _, derived = await room.intake.new_code(draft)
    for _ in range(2):
        unit = Unit()
        room.intake.submit(unit, CHAT, draft, room.clock.now())
        await room.committer.commit(unit)
    sealed = await room.reports.by_lookup(derived.lookup)
    assert sealed is not None
    assert await room.count(report_originals) == 1
    assert await room.count(report_evidence) == 1


async def test_a_report_whose_picture_is_gone_is_not_stored_without_it(room: Room) -> None:
    draft = (await room.take(Draft(), noise(64, 48))).draft
    await room.committer.commit(
        Unit(writes=[room.shelf.drop_draft(CHAT, [bytes.fromhex(draft.attachments[0].file)])])
    )
    draft, _, derived = await room.intake.new_code(draft)
    unit = Unit()
    room.intake.submit(unit, CHAT, draft, room.clock.now())
    with pytest.raises(StorageError):
        await room.committer.commit(unit)
    assert await room.reports.by_lookup(derived.lookup) is None


async def test_repeats_are_found_across_reports_without_a_key(room: Room) -> None:
    photo = noise(640, 480, quality=95)
    first = await room.send((await room.take(Draft(), photo)).draft)
    second = await room.send((await room.take(Draft(), photo + b"appended")).draft)
    third = await room.send((await room.take(Draft(), noise(640, 480))).draft)
    assert await room.repeats.reports_like(first) == {second: 4}
    assert first in await room.repeats.reports_like(second)
    assert first not in await room.repeats.reports_like(third)


async def test_a_blank_wall_is_no_repeat_of_another(room: Room) -> None:
    first = await room.send((await room.take(Draft(), jpeg(64, 48))).draft)
    await room.send((await room.take(Draft(), jpeg(96, 48))).draft)
    assert await room.repeats.reports_like(first) == {}


async def test_a_draft_takes_so_many_files_and_a_pdf_is_one(room: Room) -> None:
    draft = Draft()
    draft = (await room.take(draft, pdf(3))).draft
    for _ in range(MAX_ITEMS - 1):
        draft = (await room.take(draft, noise(64, 48))).draft
    assert (draft.items, len(draft.attachments)) == (MAX_ITEMS, MAX_ITEMS + 2)
    with pytest.raises(TooManyItemsError):
        await room.take(draft, noise(64, 48))


async def test_taking_the_newest_away_takes_a_whole_pdf(room: Room) -> None:
    draft = (await room.take(Draft(), noise(64, 48))).draft
    draft = (await room.take(draft, pdf(3))).draft
    unit = Unit()
    draft = room.intake.detach_last(unit, CHAT, draft)
    await room.committer.commit(unit)
    assert [one.page for one in draft.attachments] == [0]
    assert await room.count(draft_files) == 1


async def test_one_picture_is_taken_away_with_its_files_original(room: Room) -> None:
    draft = (await room.take(Draft(keep_originals=True), pdf(3))).draft
    draft = (await room.take(draft, noise(64, 48))).draft
    for at, pages, originals, rows in ((1, [1, 3, 0], 1, 4), (0, [3, 0], 1, 3), (1, [3], 0, 1)):
        unit = Unit()
        draft = room.intake.detach(unit, CHAT, draft, draft.attachments[at].file)
        assert room.intake.detach(Unit(), CHAT, draft, "ff") == draft
        await room.committer.commit(unit)
        assert [one.page for one in draft.attachments] == pages
        assert (len(draft.originals), await room.count(draft_files)) == (originals, rows)
    assert draft.items == 1
    assert draft == Draft.from_json(draft.to_json())


async def test_notes_go_along_only_as_far_as_wanted(room: Room) -> None:
    for choice, taken, place in (
        (NoteChoice.NOTHING, "", ""),
        (NoteChoice.TIME, "2024-09-20 10:11", ""),
        (NoteChoice.ALL, "2024-09-20 10:11", "-6.20833, 106.81806"),
    ):
        draft = (await room.take(Draft(), jpeg())).draft
        report_id = await room.send(replace(draft, notes=choice.value))
        sealed = await room.reports.by_id(report_id)
        assert sealed is not None
        opened = OpenReport(sealed, sealed.for_office, PRIVATE)
        (item,) = await room.reports.evidence(report_id)
        about = opened.evidence(item).about
        assert (about.taken, about.place, about.original, about.file) == (taken, place, None, "")


async def test_a_report_sealed_by_another_version_still_opens() -> None:
    old = {"file": "", "size": 1, "width": 1, "height": 1, "sha256": "00", "difference_hash": "0" * 16}
    assert Attachment.from_json(old).page == 0
    assert Attachment.from_json({**old, "from_the_future": 1}).size == 1
    assert Draft.from_json({"story": "lama", "attachments": [old], "editing": False}).known == ""


def test_a_hash_tells_pictures_apart_unless_they_are_plain() -> None:
    assert distance("00ff00ff00ff00ff", "00ff00ff00ff00fe") == 1
    assert is_plain("0" * 16)
    assert is_plain("f" * 16)
    assert not is_plain("00ff00ff00ff00ff")
