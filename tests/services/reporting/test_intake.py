"""Intake on both databases: drafts into reports, originals moved, repeats found across reports."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.errors import ReportError, SealError
from core.sealing import Keyring, key_pair_from_seed
from services.access.code import CodeService
from services.reporting.draft import Attachment, Draft, NoteChoice, Original, Status
from services.reporting.errors import OfficeKeyMissingError, SecondOfficerMissingError, TooManyItemsError
from services.reporting.evidence import MAX_ITEMS, EvidenceCleaner
from services.reporting.intake import Intake, Taken
from services.reporting.originals import OriginalsService
from services.reporting.pieces import Pieces
from services.reporting.repeats import distance, is_plain, same_pictures
from services.reporting.report_encryption import OpenReport
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import GRACE, LIFETIME, REPORT, Dialog, Dialogs
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.pool import Pool
from storage.platform.unit import Unit, Write
from storage.reporting.letterbox import Letterbox
from storage.reporting.reports import Reports
from storage.schema import metadata
from tests.conftest import BOT_ID
from tests.files import noise, pdf
from tests.repeatable import FixedClock, SeededRandomness
from tests.services.conftest import jpeg

PUBLIC, PRIVATE = key_pair_from_seed(b"o" * 32)
CHAT = b"c" * 16


@dataclass
class IntakeParts:
    """Everything a report needs, on a real database."""

    database: Database
    committer: GroupCommitter
    intake: Intake
    pieces: Pieces
    pool: Pool
    reports: Reports
    clock: FixedClock
    letterbox: Letterbox
    dialogs: Dialogs

    def save(self, draft: Draft) -> Write:
        """Keeps a draft in its chat's dialog."""
        return self.dialogs.save(CHAT, Dialog(REPORT, "evidence", draft.to_json()), self.clock.now())

    async def take(self, draft: Draft, raw: bytes) -> Taken:
        """Adds a file and commits."""

        async def fetch() -> bytes:
            return raw

        unit = Unit()
        taken = await self.intake.take(unit, draft, fetch)
        unit.write(self.save(taken.draft))
        await self.committer.commit(unit)
        return taken

    async def send(self, draft: Draft) -> bytes:
        """Sends the draft; the report's id."""
        draft, _, derived = await self.intake.new_code(draft)
        unit = Unit()
        self.intake.submit(unit, draft, self.clock.now())
        unit.write(self.dialogs.end(CHAT, before=Dialog(REPORT, "code", draft.to_json()), sent=True))
        await self.committer.commit(unit)
        await self.letterbox.post()
        sealed = await self.reports.by_lookup(derived.lookup)
        assert sealed is not None
        return sealed.id

    async def open(self, report_id: bytes) -> Draft:
        """What was said in a report."""
        sealed = await self.reports.by_id(report_id)
        assert sealed is not None
        return OpenReport(sealed, sealed.for_office, PRIVATE).report.draft

    async def used(self) -> int:
        """Slots in use."""
        return (await self.pool.size()).used


@pytest.fixture
async def parts(
    database: Database, committer: GroupCommitter, keyring: Keyring, clock: FixedClock
) -> AsyncIterator[IntakeParts]:
    randomness = SeededRandomness(11)
    codes, cleaner = CodeService(b"s" * 16, randomness), EvidenceCleaner()
    pool, reports = Pool(database, randomness), Reports(database)
    pieces, dialogs = Pieces(pool, randomness), Dialogs(database, keyring, BOT_ID, randomness)
    letterbox, zone = Letterbox(database, keyring, randomness), ZoneInfo("Asia/Jakarta")
    intake = Intake(codes, cleaner, pieces, PUBLIC, randomness, zone, letterbox)
    yield IntakeParts(database, committer, intake, pieces, pool, reports, clock, letterbox, dialogs)
    await cleaner.close()


async def test_originals_go_into_the_report_and_open_for_two(parts: IntakeParts) -> None:
    raw = jpeg()
    draft = (await parts.take(Draft(keep_originals=True), raw)).draft
    draft = (await parts.take(draft, pdf(2))).draft
    assert [one.original is not None for one in draft.attachments] == [True, True, False]
    report_id = await parts.send(draft)
    originals = OriginalsService(parts.pieces, parts.reports, PRIVATE)
    first, second = await originals.listing(report_id)
    assert [(one.position, one.kind) for one in (first, second)] == [(0, "jpeg"), (1, "pdf")]
    assert (await originals.open(report_id, 0, [b"a", b"b"])).content == raw
    with pytest.raises(SecondOfficerMissingError):
        await originals.open(report_id, 0, [b"a"])
    with pytest.raises(ReportError):
        await originals.open(report_id, 2, [b"a", b"b"])
    with pytest.raises(OfficeKeyMissingError):
        await OriginalsService(parts.pieces, parts.reports, None).open(report_id, 0, [b"a", b"b"])
    await parts.committer.commit(Unit(writes=[parts.pool.free(draft.slots)]))
    assert await parts.used() == 0
    with pytest.raises(SealError):
        await originals.open(report_id, 0, [b"a", b"b"])


async def test_nothing_but_the_sealed_body_ties_slots_to_a_report(parts: IntakeParts) -> None:
    """Each piece has a key of its own, and the report a fresh one; no key of the draft opens the report."""
    draft = (await parts.take(Draft(keep_originals=True), noise())).draft
    draft = (await parts.take(draft, noise())).draft
    pieces: list[Attachment | Original] = [*draft.attachments, *draft.originals]
    assert len({one.key for one in pieces}) == len({one.file for one in pieces}) == 4
    report_id = await parts.send(draft)
    sealed = await parts.reports.by_id(report_id)
    assert sealed is not None
    for one in pieces:
        with pytest.raises(SealError):
            OpenReport.with_key(sealed, bytes.fromhex(one.key))
    for table in metadata.sorted_tables:
        if table.name not in ("slots", "slot_use"):
            async with parts.database.read() as connection:
                rows = await connection.execute(select(table))
                cells = [bytes(cell) for row in rows for cell in row if isinstance(cell, bytes)]
            for one in pieces:
                assert not any(bytes.fromhex(one.file) in cell for cell in cells), table.name
    opened = await parts.open(report_id)
    assert opened.slots == draft.slots
    for picture in opened.attachments:
        assert (await parts.pieces.picture(picture))[:3] == b"\xff\xd8\xff"


async def test_sending_twice_leaves_one_report(parts: IntakeParts) -> None:
    draft = (await parts.take(Draft(keep_originals=True), noise())).draft
    draft, _, derived = await parts.intake.new_code(draft)
    used = await parts.used()
    for _ in range(2):
        unit = Unit()
        parts.intake.submit(unit, draft, parts.clock.now())
        await parts.committer.commit(unit)
        await parts.letterbox.post()
    sealed = await parts.reports.by_lookup(derived.lookup)
    assert sealed is not None
    assert (await parts.open(sealed.id)).slots == draft.slots
    assert await parts.used() == used


async def test_a_report_whose_draft_is_gone_is_not_stored_without_its_pictures(parts: IntakeParts) -> None:
    draft = (await parts.take(Draft(), noise(64, 48))).draft
    parts.clock.advance(LIFETIME + GRACE)
    await parts.committer.commit(Unit(writes=[parts.dialogs.expire(parts.clock.now())]))
    with pytest.raises(StorageError):
        await parts.send(draft)
    assert await parts.reports.newest(5, [one.value for one in Status]) == []


async def test_a_draft_takes_so_many_files_and_a_pdf_is_one(parts: IntakeParts) -> None:
    draft = Draft()
    draft = (await parts.take(draft, pdf(3))).draft
    for _ in range(MAX_ITEMS - 1):
        draft = (await parts.take(draft, noise(64, 48))).draft
    assert (draft.items, len(draft.attachments)) == (MAX_ITEMS, MAX_ITEMS + 2)
    with pytest.raises(TooManyItemsError):
        await parts.take(draft, noise(64, 48))


async def test_taking_the_newest_away_takes_a_whole_pdf(parts: IntakeParts) -> None:
    draft = (await parts.take(Draft(), noise(64, 48))).draft
    draft = (await parts.take(draft, pdf(3))).draft
    draft = await _saved(parts, parts.intake.detach_last(Unit(), draft))
    assert [one.page for one in draft.attachments] == [0]
    assert await parts.used() == len(draft.slots) == 1
    draft = await _saved(parts, parts.intake.detach_all(Unit(), draft))
    assert await parts.used() == len(draft.slots) == 0


async def _saved(parts: IntakeParts, draft: Draft) -> Draft:
    await parts.committer.commit(Unit(writes=[parts.save(draft)]))
    return draft


async def test_originals_go_when_they_are_not_wanted_any_more(parts: IntakeParts) -> None:
    draft = (await parts.take(Draft(keep_originals=True), noise())).draft
    draft = await _saved(parts, parts.intake.keep_originals(Unit(), draft, keep=False))
    assert draft.originals == ()
    assert await parts.used() == len(draft.slots) > 0


async def test_one_picture_is_taken_away_with_its_files_original(parts: IntakeParts) -> None:
    draft = (await parts.take(Draft(keep_originals=True), pdf(3))).draft
    draft = (await parts.take(draft, noise(64, 48))).draft
    for at, pages, originals in ((1, [1, 3, 0], 1), (0, [3, 0], 1), (1, [3], 0)):
        unit = Unit()
        draft = parts.intake.detach(unit, draft, draft.attachments[at].file)
        assert unit.truncate_log
        assert parts.intake.detach(Unit(), draft, "ff") == draft
        await _saved(parts, draft)
        assert [one.page for one in draft.attachments] == pages
        assert len(draft.originals) == originals
        assert await parts.used() == len(draft.slots)
    assert draft.items == 1
    assert draft == Draft.from_json(draft.to_json())


async def test_notes_go_along_only_as_far_as_wanted(parts: IntakeParts) -> None:
    for choice, taken, place in (
        (NoteChoice.NOTHING, "", ""),
        (NoteChoice.TIME, "2024-09-20 10:11", ""),
        (NoteChoice.ALL, "2024-09-20 10:11", "-6.20833, 106.81806"),
    ):
        draft = (await parts.take(Draft(), jpeg())).draft
        report_id = await parts.send(replace(draft, notes=choice.value))
        (about,) = (await parts.open(report_id)).attachments
        assert (about.taken, about.place, about.original) == (taken, place, None)


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


def _picture(difference_hash: str, sha256: str = "00") -> Attachment:
    return Attachment("", 1, 1, 1, sha256, difference_hash)


def test_reports_that_show_the_same_picture_are_told_by_their_hashes() -> None:
    mine = [_picture("00ff00ff00ff00ff", "aa"), _picture("0f0f0f0f0f0f0f0f", "bb")]
    assert same_pictures(mine, [_picture("00ff00ff00ff000f", "cc")]) == 1
    assert same_pictures(mine, [_picture("ff00ff00ff00ff00", "cc")]) == 0
    assert same_pictures(mine, mine) == 2
    wall, other_wall = _picture("0" * 16, "dd"), _picture("0" * 15 + "1", "ee")
    assert same_pictures([wall], [other_wall]) == 0, "one blank wall is no repeat of another"
    assert same_pictures([wall], [wall]) == 1, "but of itself"
