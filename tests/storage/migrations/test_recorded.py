"""What an older build kept is all there after the way to the newest schema, on both engines, and opens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.cli.backup import Backups
from storage.announcements.broadcasts import Broadcasts
from storage.calendar.subscribers import Subscribers
from storage.migrations.migrate import current_revision, newest_revision, upgrade
from storage.platform.engine import Database
from storage.platform.inbox import UpdateInbox
from storage.platform.installation import check_data_key
from tests.commits import commit_to
from tests.recorded import Recorded, recorded, unpack_backup


@pytest.fixture
def old() -> Recorded:
    return recorded()


@pytest.fixture
async def migrated(database_url: str, old: Recorded) -> AsyncIterator[Database]:
    """The recorded installation at the newest schema, migrated without the office's key."""
    database = Database(database_url)
    await old.fill(database)
    await upgrade(database, keyring=old.keyring)
    yield database
    await database.close()


async def test_it_stands_at_the_newest_schema_and_the_data_key_fits(
    migrated: Database, old: Recorded
) -> None:
    assert await current_revision(migrated) == newest_revision()
    await check_data_key(migrated, old.keyring)


async def test_subscribers_are_the_same(migrated: Database, old: Recorded) -> None:
    found = await Subscribers(migrated, old.keyring, old.bot_id).of_chat(old.chat_key("asn"))
    assert found is not None
    assert (found.province, found.district) == ("19", "Kota Pangkalpinang")
    assert found.agency == "Dinas Pendidikan Kota Pangkalpinang"
    other = await Subscribers(migrated, old.keyring, old.bot_id).of_chat(old.chat_key("warga"))
    assert other is not None
    assert (other.province, other.district, other.agency) == ("31", "", "")


async def test_nothing_of_other_tables_was_lost(migrated: Database, old: Recorded) -> None:
    for name in ("audit_log", "officers", "officer_invitations", "questions", "overlays", "broadcasts"):
        async with migrated.read() as connection:
            count = await connection.scalar(text(f"SELECT count(*) FROM {name}"))
        assert count == len(old.tables[name]) > 0, name


async def test_an_old_backup_comes_back_into_the_newest_schema(
    database_url: str, old: Recorded, tmp_path: Path
) -> None:
    unpack_backup(tmp_path / "b")
    database = Database(database_url)
    restored = await Backups(database, old.keyring, old.clock, commit_to(database, old.keyring)).restore(
        tmp_path / "b"
    )
    assert restored.erased == 0
    assert restored.rows["reports"] == len(old.tables["reports"])
    assert await current_revision(database) == newest_revision()
    found = await Subscribers(database, old.keyring, old.bot_id).of_chat(old.chat_key("asn"))
    assert found is not None
    assert found.agency == "Dinas Pendidikan Kota Pangkalpinang"
    await database.close()


async def test_of_what_was_given_up_nothing_but_a_count_is_left(
    migrated: Database, old: Recorded, tmp_path: Path
) -> None:
    """Two updates that had failed three times lay in the inbox with id, name and words; one waits still."""
    updates = UpdateInbox(migrated, old.keyring, old.bot_id)
    waiting = [one for chat in await updates.backlogs() for one in await updates.next_of(chat.chat_key, 9)]
    assert [(one.update_id, bool(one.payload)) for one in waiting] == [(900_000_002, True)]
    assert sum((await UpdateInbox(migrated, old.keyring, old.bot_id).given_up()).values()) == 2
    if migrated.is_sqlite:
        payloads = [row["payload"] for row in old.tables["inbox"] if row["update_id"] != 900_000_002]
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("netra.sqlite3*"))
        assert len(payloads) == 2
        assert not any(payload[:24] in raw for payload in payloads)


async def test_no_place_stands_in_clear_any_more(migrated: Database, old: Recorded, tmp_path: Path) -> None:
    """Neither in the table nor, on SQLite, in any byte of the file and its log; chosen by it are the same."""
    broadcasts = Broadcasts(migrated, old.keyring, old.bot_id)
    for name, value in (
        ("district", "Kota Pangkalpinang"),
        ("agency", "Dinas Pendidikan Kota Pangkalpinang"),
    ):
        assert await broadcasts.audience_size({name: [value]}) == 1
        assert await broadcasts.audience_size({name: [value + "x"]}) == 0
        assert await Subscribers(migrated, old.keyring, old.bot_id).values(name) == [value]
    async with migrated.read() as connection:
        rows = (await connection.execute(text("SELECT * FROM subscribers"))).all()
    assert len(rows) == 2
    assert "Pangkalpinang" not in repr(rows)
    if migrated.is_sqlite:
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("netra.sqlite3*"))
        assert b"Pangkalpinang" not in raw
