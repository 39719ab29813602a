"""Bringing a database in use to the newest schema: alone, with the data key, with words for the operator."""

from __future__ import annotations

import asyncio
import time
from itertools import count
from pathlib import Path

import structlog

from bot.app.errors import BusyInstallationError
from bot.app.keys import DATA_KEY, KeyPaths, read_key
from bot.app.lock import Maintenance
from core.sealing import Keyring
from storage.migrations.migrate import Progress, current_revision, is_pending, upgrade
from storage.platform.engine import Database
from storage.platform.installation import check_data_key, has_canary

TRIES, TRIES_EVERY_SECONDS = 40, 0.5
"""How long a start waits for another one that changes the database."""
SHOWN_EVERY_SECONDS = 5.0

log = structlog.get_logger(__name__)


async def database_is_used(database: Database) -> bool:
    """Whether something was sealed in this database before."""
    if await current_revision(database) is None:
        return False
    return await has_canary(database)


async def bring_up_to_date(
    database: Database, data_dir: Path, paths: KeyPaths, progress: Progress | None = None
) -> None:
    """The newest schema. A database in use is changed while nobody else works on it; another process that
    starts at the same moment waits a while, and finds it done.

    Raises:
        core.errors.KeyFileError: the data key is not this database's, or can't be read.
        bot.app.errors.BusyInstallationError: a bot still runs on it.
        storage.platform.errors.MigrationError: the message says what is missing.
    """
    if not await is_pending(database):
        await upgrade(database)
        return
    keyring = await check_present_key(database, paths)
    for tries in count(1):
        try:
            async with Maintenance(database, data_dir):
                await upgrade(database, keyring=keyring, progress=progress or log_progress())
            return
        except BusyInstallationError:
            if tries >= TRIES:
                raise
            await asyncio.sleep(TRIES_EVERY_SECONDS)
            if not await is_pending(database):
                return


async def check_present_key(database: Database, paths: KeyPaths) -> Keyring | None:
    """The data key, held against the database before anything of it is changed; None where there is none.

    Raises:
        core.errors.KeyFileError: it is not this database's, or can't be read.
    """
    if not paths.data.exists():
        return None
    keyring = Keyring(read_key(paths.data, DATA_KEY, private=True))
    if await database_is_used(database):
        await check_data_key(database, keyring)
    return keyring


def log_progress() -> Progress:
    """Writes a line into the log at the begin and the end of each job, and every few seconds in between."""
    newest: dict[str, float] = {}

    def show(name: str, done: int, total: int) -> None:
        now = time.monotonic()
        if name not in newest or done >= total or now - newest[name] >= SHOWN_EVERY_SECONDS:
            newest[name] = now
            log.warning("the database is being brought to the newest schema", job=name, done=done, of=total)

    return show
