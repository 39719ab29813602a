"""Backups on both engines: whole, consistent, without what must not be in them, and back again."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from bot.cli.backup import KEY_FILE, Backups
from bot.cli.backup_files import locked, numbered
from core.sealing import Keyring
from storage.backup import DATA, KEYS, LEFT_OUT
from storage.migrations.migrate import current_revision, newest_revision, upgrade
from storage.platform.backup_note import BackupNote
from storage.platform.engine import Database
from storage.platform.errors import BackupError
from storage.platform.installation import check_data_key
from storage.reporting.reports import Reports
from storage.reporting.tables import reports
from storage.schema import metadata
from tests.bot.conftest import IN_CONVERSATION
from tests.commits import commit_to
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock
from tests.reports import OFFICE_PRIVATE, Planted, picture_of, plant, story_of


async def erase(database: Database, keyring: Keyring, report_id: bytes) -> None:
    async with database.writer_engine.begin() as connection:
        await Reports(database).erase(report_id)(connection)
        await BackupNote(database, keyring).outdate()(connection)


def test_every_table_is_decided_on() -> None:
    """A new table belongs into data backups, into the key backup, or into none; say which in storage/backup.py."""
    assert set(metadata.tables) <= LEFT_OUT | KEYS | DATA
    assert not LEFT_OUT & KEYS
    assert not DATA & (LEFT_OUT | KEYS)


async def test_what_was_backed_up_comes_back(
    backups: Backups,
    filled: list[Planted],
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    steps: list[tuple[str, int, int]] = []
    made = await backups.make(tmp_path / "b", lambda *step: steps.append(step))
    assert made.number == 1
    assert made.tables["reports"] == 7
    assert ("reports", 7, 7) in steps
    restored = await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(tmp_path / "b")
    assert restored.erased == 0
    for one in filled:
        for private in (OFFICE_PRIVATE, one.code_private):
            assert await story_of(elsewhere, one.id, private) == one.story
        assert await picture_of(elsewhere, one.id) == one.picture
    await check_data_key(elsewhere, keyring)


async def test_a_backup_comes_back_into_the_other_engine(
    database: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path
) -> None:
    """From SQLite into this engine (PostgreSQL in one of the two runs)."""
    source = Database(f"sqlite:///{tmp_path / 'source.sqlite3'}")
    await upgrade(source)
    one = await plant(source, 1, contents=False)
    await Backups(source, keyring, clock, commit_to(source, keyring)).make(tmp_path / "b")
    await source.close()
    await Backups(database, keyring, clock, commit_to(database, keyring)).restore(tmp_path / "b")
    assert await story_of(database, one.id, OFFICE_PRIVATE) == one.story


async def test_conversations_and_wrapped_keys_are_in_no_data_backup(
    backups: Backups, filled: list[Planted], database: Database, tmp_path: Path
) -> None:
    made = await backups.make(tmp_path)
    copy = sqlite3.connect(made.path)
    names = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    copy.close()
    assert names == DATA & set(metadata.tables)
    raw = made.path.read_bytes()
    for one in filled:
        sealed = await Reports(database).by_id(one.id)
        assert sealed is not None
        assert sealed.body in raw or sealed.body[:64] in raw
        for wrapped in (sealed.for_office, sealed.for_code):
            assert wrapped[:24] not in raw
    assert IN_CONVERSATION not in raw
    for path in tmp_path.iterdir():
        if path.name.startswith(("netra-", KEY_FILE)):
            assert path.stat().st_mode & 0o077 == 0


async def test_an_erased_report_is_gone_from_every_backup(
    backups: Backups,
    filled: list[Planted],
    database: Database,
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "b"
    for _ in range(3):
        await backups.make(folder)
    doomed, *others = filled
    sealed = await Reports(database).by_id(doomed.id)
    assert sealed is not None
    assert any(sealed.for_office in raw for raw in [(folder / KEY_FILE).read_bytes()])
    await erase(database, keyring, doomed.id)
    assert not await backups.keys_are_fresh()
    assert await backups.refresh_keys()
    assert await backups.keys_are_fresh()
    for path in folder.iterdir():
        raw = path.read_bytes()
        assert sealed.for_office[:24] not in raw, path.name
        assert sealed.for_code[:24] not in raw, path.name
    for number in (1, 2, 3):
        target = Database(f"sqlite:///{tmp_path / f'r{number}' / 'netra.sqlite3'}")
        restored = await Backups(target, keyring, clock, commit_to(target, keyring)).restore(folder, number)
        assert restored.erased == 1
        assert await Reports(target).by_id(doomed.id) is None
        for one in others:
            assert await story_of(target, one.id, OFFICE_PRIVATE) == one.story
        await target.close()


async def test_a_backup_folder_that_is_away_stays_stale_and_is_written_when_it_is_back(
    backups: Backups, filled: list[Planted], database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    folder = tmp_path / "medium"
    await backups.make(folder)
    folder.rename(tmp_path / "unplugged")
    await erase(database, keyring, filled[0].id)
    assert not await backups.refresh_keys()
    assert not await backups.keys_are_fresh()
    (tmp_path / "unplugged").rename(folder)
    assert await backups.refresh_keys()
    assert await backups.keys_are_fresh()
    assert await backups.forget(folder)
    assert not await backups.forget(folder)
    assert not await backups.keys_are_fresh(), "no backup of keys is known any more"


async def test_announcements_under_way_come_back_as_cancelled(
    backups: Backups,
    filled: list[Planted],
    database: Database,
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    """Their ledger is in no backup: going on would send them to people who had them already."""
    table = metadata.tables["broadcasts"]
    states = {"a": "draft", "b": "scheduled", "c": "running", "d": "paused", "e": "done"}
    async with database.writer_engine.begin() as connection:
        await connection.execute(
            insert(table),
            [
                {
                    "id": name,
                    "bot_id": BOT_ID,
                    "state": state,
                    "body": b"sealed",
                    "author_key": IN_CONVERSATION,
                    "needs_approval": False,
                    "created_at": 1,
                }
                for name, state in states.items()
            ],
        )
    await backups.make(tmp_path / "b")
    restored = await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(tmp_path / "b")
    assert restored.cancelled == 3
    async with elsewhere.read() as connection:
        found = {row.id: row.state for row in await connection.execute(select(table.c.id, table.c.state))}
    assert found == {"a": "draft", "b": "cancelled", "c": "cancelled", "d": "cancelled", "e": "done"}


async def test_restore_refuses_a_database_in_use(
    backups: Backups, filled: list[Planted], database: Database, tmp_path: Path
) -> None:
    await backups.make(tmp_path)
    with pytest.raises(BackupError, match="in use"):
        await backups.restore(tmp_path)
    async with database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(reports)) == 7


@pytest.mark.parametrize("place", ["data", "keys"])
async def test_a_changed_backup_is_refused_and_the_database_stays_unused(
    backups: Backups,
    filled: list[Planted],
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
    place: str,
) -> None:
    made = await backups.make(tmp_path / "b")
    path = made.path if place == "data" else tmp_path / "b" / KEY_FILE
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    there = Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring))
    with pytest.raises(BackupError, match="was changed"):
        await there.restore(tmp_path / "b")
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    assert (await there.restore(tmp_path / "b")).rows["reports"] == 7


async def test_another_data_key_opens_no_backup(
    backups: Backups, filled: list[Planted], elsewhere: Database, clock: FixedClock, tmp_path: Path
) -> None:
    await backups.make(tmp_path / "b")
    with pytest.raises(BackupError, match="another data key"):
        await Backups(elsewhere, Keyring(bytes(32)), clock, commit_to(elsewhere, Keyring(bytes(32)))).restore(
            tmp_path / "b"
        )


async def test_numbers_go_on_and_old_ones_are_pruned(
    backups: Backups,
    filled: list[Planted],
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "b"
    assert [(await backups.make(folder)).number for _ in range(4)] == [1, 2, 3, 4]
    backups.prune(folder, 2)
    assert sorted(numbered(folder)) == [3, 4]
    assert (await backups.make(folder)).number == 5
    with pytest.raises(BackupError, match="no data backup 1; there are 3, 4, 5"):
        await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(folder, 1)
    with pytest.raises(BackupError, match="no data backup"):
        await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(tmp_path)


async def test_a_backup_taken_while_the_bot_writes_is_one_moment(
    backups: Backups, database: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path
) -> None:
    """Reports, evidence and keys of a backup belong together although more come in meanwhile."""
    for number in range(1, 30):
        await plant(database, number)
    done = asyncio.Event()

    async def go_on() -> int:
        number = 30
        while not done.is_set() and number < 2_000:
            await plant(database, number)
            number += 1
        return number

    writing = asyncio.create_task(go_on())
    made = [await backups.make(tmp_path / "b") for _ in range(3)]
    done.set()
    written = await writing
    assert written > 30
    for one in made:
        assert one.tables["reports"] <= one.tables["slots"]
    target = Database(f"sqlite:///{tmp_path / 'r' / 'netra.sqlite3'}")
    restored = await Backups(target, keyring, clock, commit_to(target, keyring)).restore(tmp_path / "b")
    assert restored.erased == 0, "every report of the data backup has its key in the key backup"
    await target.close()


async def test_no_older_key_backup_replaces_a_newer_one(
    backups: Backups, filled: list[Planted], database: Database, keyring: Keyring, tmp_path: Path
) -> None:
    await backups.make(tmp_path)
    async with locked(tmp_path, 1.0):  # another process makes a backup at this moment
        await erase(database, keyring, filled[0].id)
        refreshed = await backups.refresh_keys()
    assert not refreshed
    assert not await backups.keys_are_fresh(), "it is tried again"
    assert await backups.refresh_keys()


class ErasedMeanwhile(Backups):
    """A report is erased while the backup is on its way: after its snapshot, before it is published."""

    doomed: tuple[Database, Keyring, bytes] | None = None

    async def _publish_keys(self, folder: Path, unfinished: Path) -> None:
        if self.doomed is not None:
            doomed, self.doomed = self.doomed, None
            await erase(*doomed)
        await super()._publish_keys(folder, unfinished)


@pytest.mark.parametrize("known", [False, True], ids=["a new folder", "a known folder"])
async def test_a_report_erased_during_a_backup_leaves_its_key_backup_stale(
    filled: list[Planted],
    database: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
    known: bool,
) -> None:
    backups = ErasedMeanwhile(database, keyring, clock, commit_to(database, keyring))
    if known:
        await backups.make(tmp_path)
    sealed = await Reports(database).by_id(filled[0].id)
    assert sealed is not None
    backups.doomed = (database, keyring, filled[0].id)
    await backups.make(tmp_path)
    assert sealed.for_office in (tmp_path / KEY_FILE).read_bytes(), "the snapshot was older"
    assert not await backups.keys_are_fresh()
    assert await backups.refresh_keys()
    assert sealed.for_office not in (tmp_path / KEY_FILE).read_bytes()
    assert await backups.keys_are_fresh()


async def test_a_backup_of_an_older_schema_is_brought_up_to_date(
    database: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    await upgrade(source, "0001")
    one = await plant(source, 1, contents=False)
    then = [metadata.tables[name] for name in ("installation", "reports")]
    with monkeypatch.context() as older:  # an older Netra knew fewer tables
        older.setattr("bot.cli.backup.data_tables", lambda: then)
        older.setattr(Backups, "note_done", _no_note)
        made = await Backups(source, keyring, clock, commit_to(source, keyring)).make(tmp_path / "b")
    await source.close()
    assert made.revision == "0001"
    url = f"sqlite:///{tmp_path / 'new' / 'netra.sqlite3'}"
    target = Database(url)
    await Backups(target, keyring, clock, commit_to(target, keyring)).restore(tmp_path / "b")
    assert await current_revision(target) == newest_revision()
    assert await story_of(target, one.id, OFFICE_PRIVATE) == one.story
    await target.close()
    with pytest.raises(BackupError, match="never opened"):
        await Backups(database, keyring, clock, commit_to(database, keyring)).restore(tmp_path / "b")


async def _no_note(_self: Backups, _folder: Path, _changes: int) -> None:
    """An older Netra kept no note of its backups."""


async def test_a_backup_of_a_newer_netra_is_refused(
    backups: Backups,
    filled: list[Planted],
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    made = await backups.make(tmp_path / "b")
    sidecar = made.path.with_suffix(".json")
    sidecar.write_bytes(sidecar.read_bytes().replace(made.revision.encode(), b"9999"))
    with pytest.raises(BackupError, match="newer Netra"):
        await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(tmp_path / "b")
