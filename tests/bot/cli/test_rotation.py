"""The office's key is exchanged; whenever the process dies, nothing is lost and the next call finishes."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path

import pytest

from bot.app.errors import BusyInstallationError
from bot.app.keys import load_keys, make_missing_keys
from bot.app.lock import Maintenance, SingleInstance
from bot.app.opening import prepare_keys
from bot.app.settings import load_settings
from bot.cli.backup import KEY_FILE, Backups
from core.errors import KeyFileError
from core.randomness import SystemRandomness
from core.sealing import Keyring
from services.reporting.errors import OfficeKeyMissingError
from services.reporting.report_encryption import office_fingerprint
from storage.migrations.migrate import upgrade
from storage.platform.engine import Database
from storage.platform.errors import RotationUnfinishedError
from storage.platform.installation import OfficeKeyNote, OfficeKeyState, check_data_key
from storage.reporting.report_keys import ReportKeys
from storage.reporting.reports import Reports
from tests.bot.cli.rotating import office_keys, paths_in
from tests.commits import commit_to
from tests.repeatable import FixedClock
from tests.reports import Planted, plant, story_of

ROOT = Path(__file__).parents[3]
REPORTS = 5


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    make_missing_keys(paths_in(made), SystemRandomness(), data_exists=False)
    return made


async def fill(database: Database, folder: Path) -> list[Planted]:
    keys = load_keys(paths_in(folder))
    keyring = Keyring(keys.data)
    await check_data_key(database, keyring)
    await OfficeKeyNote(database, keyring).check(office_fingerprint(keys.office_public))
    return [await plant(database, number, keys.office_public) for number in range(1, REPORTS + 1)]


@pytest.fixture
async def filled(database: Database, folder: Path) -> list[Planted]:
    return await fill(database, folder)


async def assert_all_open(database: Database, folder: Path, planted: list[Planted]) -> None:
    """The pair in the folder opens every report, as do the reporters' codes."""
    keys = load_keys(paths_in(folder))
    assert keys.office_private is not None
    for one in planted:
        assert await story_of(database, one.id, keys.office_private) == one.story
        assert await story_of(database, one.id, one.code_private) == one.story
    assert set(await ReportKeys(database).counts()) == {office_fingerprint(keys.office_public)}


async def test_a_new_key_opens_everything_and_the_old_one_nothing(
    database: Database, folder: Path, filled: list[Planted]
) -> None:
    before = load_keys(paths_in(folder))
    assert before.office_private is not None
    done = await office_keys(database, folder).rotate()
    assert (done.rewrapped.done, done.rewrapped.unreadable) == (REPORTS, 0)
    assert done.old == office_fingerprint(before.office_public) != done.new
    await assert_all_open(database, folder, filled)
    for one in filled:
        assert await story_of(database, one.id, before.office_private) is None
    assert (
        await office_keys(database, folder).check(done.new, load_keys(paths_in(folder)).office_private or b"")
        == 0
    )


async def test_the_old_private_key_stays_until_a_new_backup_of_wrapped_keys_is_made(
    database: Database, folder: Path, filled: list[Planted], clock: FixedClock, tmp_path: Path
) -> None:
    office = office_keys(database, folder)
    done = await office.rotate()
    assert not done.old_key_wiped
    assert office.set_aside() == [done.old]
    assert not await office.retire(done.old)
    backups = Backups(
        database,
        Keyring(load_keys(paths_in(folder)).data),
        clock,
        commit_to(database, Keyring(load_keys(paths_in(folder)).data)),
    )
    await backups.make(tmp_path / "b")
    assert await office.retire(done.old)
    assert office.set_aside() == []
    again = await office.rotate()
    assert again.old_key_wiped, "the key backup was written anew by the rotation itself"
    target = Database(f"sqlite:///{tmp_path / 'r' / 'netra.sqlite3'}")
    keyring = Keyring(load_keys(paths_in(folder)).data)
    await Backups(target, keyring, clock, commit_to(target, keyring)).restore(tmp_path / "b")
    await assert_all_open(target, folder, filled)
    await target.close()
    assert (tmp_path / "b" / KEY_FILE).exists()


async def test_killed_at_every_step_it_loses_nothing(tmp_path: Path, clock: FixedClock) -> None:
    """A real process, a real SIGKILL, at each step until it runs through."""
    origin = tmp_path / "origin"
    make_missing_keys(paths_in(origin / "keys"), SystemRandomness(), data_exists=False)
    database = Database(f"sqlite:///{origin / 'netra.sqlite3'}")
    await upgrade(database)
    planted = await fill(database, origin / "keys")
    await database.close()

    async def die_at(step: int) -> int:
        place = tmp_path / f"step-{step}"
        shutil.copytree(origin, place)
        url = f"sqlite:///{place / 'netra.sqlite3'}"
        database = Database(url)
        keyring = Keyring(load_keys(paths_in(place / "keys")).data)
        await Backups(database, keyring, clock, commit_to(database, keyring)).make(place / "b")
        await database.close()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bot.cli.rotating", url, str(place / "keys"), str(step)),
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
        )
        code = await process.wait()
        database = Database(url)
        office = office_keys(database, place / "keys")
        if code != 0:
            await office.rotate()
            await office.retire((await _old(place, database)) or "")
        await assert_all_open(database, place / "keys", planted)
        state = await OfficeKeyNote(database, keyring).read()
        assert state is not None
        assert state.coming is None
        target = Database(f"sqlite:///{place / 'r' / 'netra.sqlite3'}")
        await Backups(target, keyring, clock, commit_to(target, keyring)).restore(place / "b")
        await assert_all_open(target, place / "keys", planted)
        await target.close()
        await database.close()
        return code

    codes: list[int] = []
    while len(codes) < 80 and 0 not in codes:
        codes.append(await die_at(len(codes) + 1))
    killed = [code for code in codes if code != 0]
    assert set(killed) == {-signal.SIGKILL}
    assert len(killed) >= 20
    assert codes[-1] == 0, "the last one ran through"


async def _old(place: Path, database: Database) -> str | None:
    aside = office_keys(database, place / "keys").set_aside()
    return aside[0] if aside else None


async def test_while_a_bot_runs_nothing_is_rotated_and_meanwhile_no_bot_starts(
    database: Database, tmp_path: Path
) -> None:
    async with SingleInstance(database, tmp_path / "one", 1), SingleInstance(database, tmp_path / "two", 2):
        with pytest.raises(BusyInstallationError, match="stop all of them"):
            async with Maintenance(database, tmp_path / "one"):
                pass
    async with Maintenance(database, tmp_path / "one"):
        with pytest.raises(BusyInstallationError, match="start the bot afterwards"):
            async with SingleInstance(database, tmp_path / "one", 1):
                pass


async def test_an_unfinished_rotation_and_an_outdated_key_keep_a_bot_from_starting(tmp_path: Path) -> None:
    settings = load_settings(_env_file=None, bot_token="1:x", data_dir=tmp_path)
    database = Database(settings.database)
    await upgrade(database)
    keys = await prepare_keys(settings, database, SystemRandomness())
    note = OfficeKeyNote(database, Keyring(keys.data))
    here = office_fingerprint(keys.office_public)
    await note.write(OfficeKeyState(here, "f" * 16))
    with pytest.raises(RotationUnfinishedError, match="keys rotate"):
        await prepare_keys(settings, database, SystemRandomness())
    await note.write(OfficeKeyState("f" * 16))
    with pytest.raises(KeyFileError, match=r"copy the new office\.pub"):
        await prepare_keys(settings, database, SystemRandomness())
    await note.write(OfficeKeyState(here))
    await prepare_keys(settings, database, SystemRandomness())
    await database.close()


async def test_without_the_private_key_there_is_nothing_to_rotate(
    database: Database, folder: Path, filled: list[Planted]
) -> None:
    (folder / "office.key").unlink()
    with pytest.raises(OfficeKeyMissingError, match="rotate where"):
        await office_keys(database, folder).rotate()


async def test_a_report_the_old_key_does_not_open_is_counted_and_keeps_the_old_key(
    folder: Path, tmp_path: Path, clock: FixedClock
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'netra.sqlite3'}")
    await upgrade(database)
    planted = await fill(database, folder)
    direct = sqlite3.connect(tmp_path / "netra.sqlite3")
    direct.execute("UPDATE report_keys SET for_office = zeroblob(96) WHERE report_id = ?", (planted[0].id,))
    direct.commit()
    direct.close()
    await Backups(
        database,
        Keyring(load_keys(paths_in(folder)).data),
        clock,
        commit_to(database, Keyring(load_keys(paths_in(folder)).data)),
    ).make(tmp_path / "b")
    office = office_keys(database, folder)
    done = await office.rotate()
    assert (done.rewrapped.done, done.rewrapped.unreadable) == (REPORTS - 1, 1)
    assert not done.old_key_wiped
    keys = load_keys(paths_in(folder))
    assert keys.office_private is not None
    for one in planted[1:]:
        assert await story_of(database, one.id, keys.office_private) == one.story
    assert await story_of(database, planted[0].id, planted[0].code_private) == planted[0].story
    assert await Reports(database).by_id(planted[0].id) is not None
    await database.close()
