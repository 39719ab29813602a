"""The move of contents into the pool, with an installation as the build before it left it, on both engines."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from sqlalchemy import inspect, text

from core.sealing import Keyring
from services.reporting.draft import Draft, Status
from services.reporting.heirs import Heirs
from services.reporting.originals import OriginalsService
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import OpenReport
from storage.migrations.jobs.contents import contents
from storage.migrations.migrate import upgrade
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from storage.platform.errors import MigrationError
from storage.platform.pool import Pool
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.reports import Reports
from tests.recorded import Recorded, recorded
from tests.repeatable import SeededRandomness

OLD = ("draft_files", "report_evidence", "report_originals", "evidence_marks")
JPEG = b"\xff\xd8\xff"
STATUSES = [status.value for status in Status]


class DiedError(Exception):
    """Stands for kill -9 between two batches."""


@pytest.fixture
async def old(database_url: str) -> AsyncIterator[Database]:
    """A database as it was, before the move."""
    database = Database(database_url)
    await recorded().fill(database)
    yield database
    await database.close()


async def pictures(database: Database, kept: Recorded) -> dict[bytes, list[tuple[bytes, bytes | None]]]:
    """By report: pictures and originals of all reports, as officers open them."""
    found, pieces = {}, Pieces(Pool(database, SeededRandomness(1)), SeededRandomness(1))
    for sealed in await Reports(database).newest(50, STATUSES):
        draft = OpenReport(sealed, sealed.for_office, kept.office_private).report.draft
        found[sealed.id] = [
            (await pieces.picture(one), await pieces.original(one.original) if one.original else None)
            for one in draft.attachments
        ]
    return found


async def heirs_take_over(database: Database, kept: Recorded) -> int:
    committer = GroupCommitter(database, 1, kept.keyring.sealer("outbox"))
    await committer.start()
    heirs = Heirs(Heirlooms(database, kept.keyring), Reports(database), kept.office_private)
    done = await heirs.take_over(committer.commit)
    assert await heirs.take_over(committer.commit) == 0
    await committer.close()
    return done


def recorded_files(kept: Recorded, table: str) -> int:
    return len(kept.tables[table])


async def test_everything_moves_and_opens_and_nothing_old_is_left(old: Database) -> None:
    kept = recorded()
    ciphertexts = [row["content"] for table in OLD[:3] for row in kept.tables[table]]
    await upgrade(old, keyring=kept.keyring)
    if old.is_sqlite:
        assert old.url.database is not None
        await old.truncate_log()
        with closing(sqlite3.connect(old.url.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    async with old.read() as connection:
        there = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert not set(OLD) & set(there)
    assert await Heirlooms(old, kept.keyring).count(await _id_of_first(old, kept)) > 0
    assert await heirs_take_over(old, kept) > 0
    found = await pictures(old, kept)
    flat = [one for listed in found.values() for one in listed]
    assert len(flat) == recorded_files(kept, "report_evidence")
    assert all(picture[:3] == JPEG for picture, _ in flat)
    originals = [original for _, original in flat if original]
    assert len(originals) == recorded_files(kept, "report_originals")
    assert kept.original("terkirim") in originals
    async with old.read() as connection:
        named = await Dialogs(old, kept.keyring, kept.bot_id).slots(connection)
        used = await Pool(old, SeededRandomness(1)).used(connection)
    for sealed in await Reports(old).newest(50, STATUSES):
        named |= OpenReport(sealed, sealed.for_office, kept.office_private).report.draft.slots
    assert used == named, "no slot is used by nobody, none by two"
    assert len(ciphertexts) == len(flat) + len(originals) + recorded_files(kept, "draft_files")


async def _id_of_first(database: Database, kept: Recorded) -> bytes:
    wanted = kept.tables["report_evidence"][0]["report_id"]
    assert isinstance(wanted, bytes)
    assert await Reports(database).by_id(wanted) is not None
    return wanted


async def test_drafts_of_the_day_before_go_on_with_their_pictures(old: Database) -> None:
    kept = recorded()
    await upgrade(old, keyring=kept.keyring)
    dialogs = Dialogs(old, kept.keyring, kept.bot_id)
    pieces = Pieces(Pool(old, SeededRandomness(1)), SeededRandomness(1))
    for person, originals in (("bukti", 1), ("kode", 1), ("tinjau", 0)):
        dialog = await dialogs.load(kept.chat_key(person), kept.moment)
        assert dialog is not None
        assert "report_key" not in dialog.data, "the report's key is made when it is sent"
        draft = Draft.from_json(dialog.data)
        (one,) = draft.attachments
        assert (await pieces.picture(one))[:3] == JPEG
        assert len(draft.originals) == originals
        if one.original:
            assert await pieces.original(one.original) == kept.original(person)
    story = await dialogs.load(kept.chat_key("cerita"), kept.moment)
    assert story is not None
    assert story.name == "report"


async def test_killed_between_any_two_batches_it_goes_on(old: Database) -> None:
    kept, dies_at = recorded(), 0
    real = contents.batch

    async def batch(connection: object, keyring: Keyring, cursor: bytes) -> object:
        nonlocal dies_at
        step = await real(connection, keyring, cursor)  # type: ignore[arg-type] # as it came
        dies_at -= 1
        if dies_at == 0:
            raise DiedError
        return step

    jobs = (type(contents)(contents.name, contents.at, contents.count, batch, contents.grows),)  # type: ignore[arg-type]
    for dies in (2, 1, 3, 2, 99):
        dies_at = dies
        try:
            await upgrade(old, keyring=kept.keyring, jobs=jobs)
        except DiedError:
            continue
    await heirs_take_over(old, kept)
    found = await pictures(old, kept)
    assert sum(len(listed) for listed in found.values()) == recorded_files(kept, "report_evidence")
    async with old.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM report_heirlooms")) == 0


async def test_officers_open_an_original_from_before(old: Database) -> None:
    kept = recorded()
    await upgrade(old, keyring=kept.keyring)
    await heirs_take_over(old, kept)
    pieces = Pieces(Pool(old, SeededRandomness(1)), SeededRandomness(1))
    case_service = OriginalsService(pieces, Reports(old), kept.office_private)
    report_id = kept.tables["report_originals"][0]["report_id"]
    listed = await case_service.listing(report_id)
    opened = [(await case_service.open(report_id, one.position, [b"a", b"b"])).content for one in listed]
    assert kept.original("terkirim") in opened


async def test_without_the_data_key_nothing_is_moved(old: Database) -> None:
    kept = recorded()
    with pytest.raises(MigrationError):
        await upgrade(old)
    async with old.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM report_evidence")) == recorded_files(
            kept, "report_evidence"
        )
