"""An upgrade of a real installation that is killed again and again loses nothing and leaves nothing undone."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from sqlalchemy import text

from storage.calendar.subscribers import Subscribers
from storage.migrations.migrate import current_revision, is_pending, newest_revision
from storage.platform.engine import Database
from storage.platform.installation import check_data_key
from tests.faults.conftest import ROOT
from tests.recorded import recorded

UPGRADES = """
import asyncio, os, signal, sys
from sqlalchemy.ext.asyncio import AsyncConnection
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.migrations.migrate import upgrade

left = int(sys.argv[2])
execute = AsyncConnection.execute

async def counted(self, *args, **kwargs):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return await execute(self, *args, **kwargs)

AsyncConnection.execute = counted

async def main():
    database = Database(sys.argv[1])
    await upgrade(database, keyring=Keyring(bytes(range(32))))
    await database.close()

asyncio.run(main())
print("whole")
"""
FURTHER = 1.6
"""So much longer each run lives than the one before, counted in statements: many deaths early on, some late."""


async def test_killed_again_and_again_an_upgrade_ends_whole(database_url: str) -> None:
    old = recorded()
    database = Database(database_url)
    await old.fill(database)
    await database.close()
    deaths, statements = 0, 2
    while True:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", UPGRADES, database_url, str(statements)),
            cwd=ROOT,
            env={"PATH": os.environ.get("PATH", "")},
            stdout=asyncio.subprocess.PIPE,
        )
        out, _ = await process.communicate()
        if process.returncode == 0:
            assert b"whole" in out
            break
        assert process.returncode == -signal.SIGKILL
        deaths, statements = deaths + 1, int(statements * FURTHER) + 1
    assert deaths >= 2
    database = Database(database_url)
    assert await current_revision(database) == newest_revision()
    assert not await is_pending(database)
    await check_data_key(database, old.keyring)
    found = await Subscribers(database, old.keyring, old.bot_id).of_chat(old.chat_key("asn"))
    assert found is not None
    assert found.agency == "Dinas Pendidikan Kota Pangkalpinang"
    async with database.read() as connection:
        names = (await connection.execute(text("SELECT name FROM installation"))).scalars().all()
    assert not [name for name in names if name.startswith("migration")], "nothing is owed any more"
    await database.close()
