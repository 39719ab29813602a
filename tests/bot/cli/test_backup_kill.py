"""A backup or a restore that is killed loses nothing and can be done again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.cli.backup import KEY_FILE, Backups
from bot.cli.backup_files import numbered
from core.sealing import Keyring
from storage.platform.engine import Database
from tests.commits import commit_to
from tests.repeatable import FixedClock
from tests.reports import OFFICE_PRIVATE, Planted, story_of

ROOT = Path(__file__).parents[3]


async def test_a_killed_backup_leaves_what_was_there_and_the_next_one_cleans_up(
    filled: list[Planted], database: Database, keyring: Keyring, clock: FixedClock, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    backups = Backups(database, keyring, clock, commit_to(database, keyring))
    await backups.make(folder)
    before = (folder / KEY_FILE).read_bytes()
    program = f"""
import asyncio, os, signal
import bot.cli.backup
from core.clock import SystemClock
from core.sealing import Keyring
from pathlib import Path
from storage.platform.engine import Database
from tests.commits import commit_to

def die(*_): os.kill(os.getpid(), signal.SIGKILL)
bot.cli.backup.write_whole = die

async def main():
    database, keyring = Database({database.url.render_as_string(hide_password=False)!r}), Keyring(bytes(range(32)))
    backups = bot.cli.backup.Backups(database, keyring, SystemClock(), commit_to(database, keyring))
    await backups.make(Path({str(folder)!r}))

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, env={"PATH": os.environ.get("PATH", "")}
    )
    assert await process.wait() == -signal.SIGKILL
    assert any(path.name.startswith(".unfinished") for path in folder.iterdir())
    assert sorted(numbered(folder)) == [1]
    assert (folder / KEY_FILE).read_bytes() == before
    assert (await backups.make(folder)).number == 2
    assert not any(path.name.startswith(".unfinished") for path in folder.iterdir())


@pytest.mark.parametrize("table", ["installation", "slots", "report_keys"])
async def test_a_killed_restore_leaves_an_unused_database_and_can_be_done_again(
    backups: Backups,
    filled: list[Planted],
    elsewhere: Database,
    keyring: Keyring,
    clock: FixedClock,
    tmp_path: Path,
    table: str,
) -> None:
    await backups.make(tmp_path / "b")
    url = elsewhere.url.render_as_string(hide_password=False)
    program = f"""
import asyncio, os, signal
from bot.cli.backup import Backups
from core.clock import SystemClock
from core.sealing import Keyring
from pathlib import Path
from storage.platform.engine import Database
from tests.commits import commit_to

def step(table, done, total):
    if table == {table!r} and done > 0:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    database, keyring = Database({url!r}), Keyring(bytes(range(32)))
    backups = Backups(database, keyring, SystemClock(), commit_to(database, keyring))
    await backups.restore(Path({str(tmp_path / "b")!r}), None, step)

asyncio.run(main())
"""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, env={"PATH": os.environ.get("PATH", "")}
    )
    assert await process.wait() == -signal.SIGKILL
    restored = await Backups(elsewhere, keyring, clock, commit_to(elsewhere, keyring)).restore(tmp_path / "b")
    assert restored.rows["reports"] == 7
    for one in filled:
        assert await story_of(elsewhere, one.id, OFFICE_PRIVATE) == one.story
