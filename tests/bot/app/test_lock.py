from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import pytest

from bot.app.errors import AlreadyRunningError
from bot.app.lock import SingleInstance
from storage.platform.advisory import refuse_shared_sessions
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAwayError, PoolerError
from tests.bot.pooler import SharingPooler
from tests.storage.platform.proxy import CuttingProxy


async def test_one_process_per_bot(database: Database, tmp_path: Path) -> None:
    async with SingleInstance(database, tmp_path / "one", 1):
        with pytest.raises(AlreadyRunningError, match="stop it first"):
            async with SingleInstance(database, tmp_path / "one", 1):
                pass
        async with SingleInstance(database, tmp_path / "one", 2):
            pass
    async with SingleInstance(database, tmp_path / "one", 1):
        pass


async def test_processes_with_data_folders_of_their_own_notice_each_other(
    database: Database, tmp_path: Path
) -> None:
    """Two machines on one PostgreSQL, or two data folders on one SQLite file, share only the database."""
    async with SingleInstance(database, tmp_path / "here", 1):
        with pytest.raises(AlreadyRunningError):
            async with SingleInstance(database, tmp_path / "there", 1):
                pass


async def test_a_lock_that_went_with_its_connection_is_taken_again(
    fresh_postgres: str, tmp_path: Path
) -> None:
    """On the build before a restart of PostgreSQL let a second process in, and nobody noticed."""
    proxy = CuttingProxy(fresh_postgres)
    near, far = Database(await proxy.start()), Database(fresh_postgres)
    async with SingleInstance(near, tmp_path / "here", 1) as lock:
        for _ in range(3):
            proxy.cut_all()
            await lock.vouch()
            with pytest.raises(AlreadyRunningError):
                async with SingleInstance(far, tmp_path / "there", 1):
                    pass
        proxy.is_open = False
        proxy.cut_all()
        with pytest.raises(DatabaseAwayError, match="can't be reached"):
            await lock.vouch()
        proxy.is_open = True
        await lock.vouch()
    async with SingleInstance(far, tmp_path / "there", 1):
        pass
    await proxy.stop()
    await near.close()
    await far.close()


async def test_a_process_whose_place_was_taken_ends(fresh_postgres: str, tmp_path: Path) -> None:
    proxy = CuttingProxy(fresh_postgres)
    near, far = Database(await proxy.start()), Database(fresh_postgres)
    ended = asyncio.Event()
    with pytest.raises(AlreadyRunningError, match="this one has ended"):  # noqa: PT012 - the end of the block
        async with SingleInstance(near, tmp_path / "here", 1) as lock, lock.watched(ended.set):
            proxy.is_open = False
            proxy.cut_all()
            async with taken_by(far, tmp_path / "there"):
                proxy.is_open = True
                with pytest.raises(DatabaseAwayError, match="place"):
                    await lock.vouch()
                async with asyncio.timeout(20):
                    await ended.wait()
            with pytest.raises(DatabaseAwayError, match="place"):  # for good, also when that one has gone
                await lock.vouch()
    await proxy.stop()
    await near.close()
    await far.close()


@asynccontextmanager
async def taken_by(database: Database, folder: Path) -> AsyncIterator[None]:
    """A second process, as soon as the server has noticed that the first one's connection is gone."""
    async with AsyncExitStack() as stack:
        for _ in range(200):
            with suppress(AlreadyRunningError):
                await stack.enter_async_context(SingleInstance(database, folder, 1))
                break
            await asyncio.sleep(0.02)
        else:
            raise AssertionError("the server keeps a lock of nobody")
        yield


async def test_a_server_without_a_pooler_is_taken(database: Database) -> None:
    await refuse_shared_sessions(database)


@pytest.mark.parametrize("shared", [True, False])
async def test_a_pooler_that_shares_sessions_is_refused(fresh_postgres: str, *, shared: bool) -> None:
    """Such a pooler tells each connection a process of its own making, and lends sessions out by transaction."""
    pooler = SharingPooler(fresh_postgres, shared=shared)
    database = Database(await pooler.start())
    if shared:
        with pytest.raises(PoolerError, match="pool_mode=session"):
            await refuse_shared_sessions(database)
    else:
        await refuse_shared_sessions(database)
    await database.close()
    await pooler.stop()
