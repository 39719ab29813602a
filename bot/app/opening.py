"""Opening an installation: the one way in, for the running bot and for every command of the command line.

Folder, database (brought to the newest schema), lock, keys, the data key held against the database, the
office's key, the committer: in this order, and closed in the opposite one. What a command needs otherwise it
says by a :class:`Need`; nobody else opens a database or makes a keyring (``tests/test_one_way_in.py``).
``python -m bot check`` looks without opening: it changes nothing, and goes on where opening would end.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import Enum, auto

import structlog

from bot.app.data_dir import make_private
from bot.app.keys import KeyPaths, load_keys, make_missing_keys
from bot.app.lock import Maintenance, SingleInstance
from bot.app.metrics import Metrics
from bot.app.settings import Settings, bot_id_of
from bot.app.upgrading import bring_up_to_date, check_present_key, database_is_used
from bot.wire.forgetting import Forgetter
from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from services.platform.installation import Installation, Keys
from services.reporting.report_encryption import office_fingerprint
from storage.migrations.migrate import Progress
from storage.platform.advisory import refuse_shared_sessions
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.installation import OfficeKeyNote, check_data_key
from storage.platform.unit import Commit, Unit

log = structlog.get_logger(__name__)


class OfficeKey(Enum):
    """How far the office's key is looked at."""

    CHECKED = auto()
    """It is the one this database's reports are sealed to."""
    LOADED = auto()
    """Its two files belong together; whether the database knows it is the command's own matter, for an
    exchange of keys may not be finished."""
    PUBLIC = auto()
    """The private one is left where it is: an exchange may have ended between two files."""


class Alone(Enum):
    """Who else may work on the installation meanwhile."""

    NO = auto()
    """Anybody: the command may run beside bots."""
    BOT = auto()
    """Other bots, but no second process of this one, and no maintenance. The one who runs is patient: what
    people write waits until a database in trouble is well again."""
    MAINTENANCE = auto()
    """Nobody."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a command needs of an installation. A plain one needs keys that fit, and takes nobody's place."""

    office: OfficeKey = OfficeKey.CHECKED
    alone: Alone = Alone.NO
    makes_keys: bool = False
    """Whether missing keys are made, on a first run; else they have to be there."""
    fills: bool = False
    """Whether the database is to be filled (restore): it is left at the schema it has, and may be unused."""
    token: bool = False
    """Whether it works for one bot, whose token has to be set."""


PLAIN = Need()
RUNNING = Need(alone=Alone.BOT, makes_keys=True, token=True)
"""The bot itself."""


def key_paths(settings: Settings) -> KeyPaths:
    """Where the settings say the keys are."""
    return KeyPaths(settings.data_key_path, settings.office_public_key_path, settings.office_private_key_path)


async def open_database(settings: Settings, progress: Progress | None = None) -> Database:
    """The first half: the database at its newest schema, and the data key that is there held against it.

    Raises:
        core.errors.NetraError: it can't be brought there; the message says why and what to do.
    """
    make_private(settings.data_dir)
    database = Database(settings.database)
    try:
        await refuse_shared_sessions(database)
        await bring_up_to_date(database, settings.data_dir, key_paths(settings), progress)
        await check_present_key(database, key_paths(settings))
    except BaseException:
        await database.close()
        raise
    return database


async def prepare_keys(settings: Settings, database: Database, randomness: Randomness) -> Keys:
    """Loads the keys; on a first run makes them and says so.

    Raises:
        core.errors.KeyFileError: a key is missing or unsound, or does not belong to the database.
    """
    paths = key_paths(settings)
    used = await database_is_used(database)
    made = make_missing_keys(paths, randomness, data_exists=used)
    if made:
        log.warning(
            "new keys were made: BACK THEM UP NOW, apart from the database. Without them nothing stored "
            "can be opened again, and nobody can restore them for you",
            files=[str(path) for path in made],
        )
    keys = load_keys(paths, with_office=not settings.intake_only)
    await _check(database, keys, OfficeKey.CHECKED)
    return keys


@dataclass(frozen=True, slots=True)
class OpenedInstallation(Installation):
    """An installation, the lock its bot holds, and what is counted of it."""

    lock: SingleInstance | None = None
    """Of a running bot."""
    metrics: Metrics = field(default_factory=Metrics)


@asynccontextmanager
async def open_installation(
    settings: Settings,
    clock: Clock,
    randomness: Randomness,
    need: Need = PLAIN,
    *,
    progress: Progress | None = None,
) -> AsyncIterator[OpenedInstallation]:
    """Opens an installation, and closes it when the block ends.

    Args:
        settings: Where it is.
        clock: Of everything that depends on the day.
        randomness: For keys, ids and pauses.
        need: What the command needs beyond a plain one.
        progress: Is told how far the database is, where it is brought to the newest schema.

    Raises:
        core.errors.NetraError: it can't be opened; the message says why and what to do.
    """
    bot_id, metrics = bot_id_of(settings.token) if need.token else 0, Metrics()
    paths, with_office = key_paths(settings), need.office is not OfficeKey.PUBLIC and not settings.intake_only
    keys = None if need.makes_keys else load_keys(paths, with_office=with_office)
    async with AsyncExitStack() as stack:
        database = await (_left_alone(settings) if need.fills else open_database(settings, progress))
        stack.push_async_callback(database.close)
        lock = SingleInstance(database, settings.data_dir, bot_id) if need.alone is Alone.BOT else None
        if lock is not None:
            await stack.enter_async_context(lock)
        if need.alone is Alone.MAINTENANCE:
            await stack.enter_async_context(Maintenance(database, settings.data_dir))
        if keys is None:
            keys = await prepare_keys(settings, database, randomness)
        elif not need.fills or await database_is_used(database):
            await _check(database, keys, need.office)
        keyring = Keyring(keys.data)
        if lock is not None:
            committer = await stack.enter_async_context(_patient(database, bot_id, keyring, lock, metrics))
            commit = committing(committer, started=True)
        else:
            committer = GroupCommitter(database, bot_id, keyring.sealer("outbox"))
            stack.push_async_callback(committer.close)
            commit = committing(committer)
        parts = (settings, bot_id, database, keys, keyring, clock, randomness, committer, commit)
        yield OpenedInstallation(*parts, lock, metrics)


async def _left_alone(settings: Settings) -> Database:
    """A database that is to be filled: no schema is made in it."""
    make_private(settings.data_dir)
    return Database(settings.database)


async def _check(database: Database, keys: Keys, office: OfficeKey) -> None:
    keyring = Keyring(keys.data)
    await check_data_key(database, keyring)
    if office is OfficeKey.CHECKED:
        await OfficeKeyNote(database, keyring).check(office_fingerprint(keys.office_public))


@asynccontextmanager
async def _patient(
    database: Database, bot_id: int, keyring: Keyring, lock: SingleInstance, metrics: Metrics
) -> AsyncIterator[GroupCommitter]:
    """The committer of a running bot, and what overwrites memory after it deleted something."""
    forgetter = Forgetter(database)
    committer = GroupCommitter(
        database,
        bot_id,
        keyring.sealer("outbox"),
        metrics.commit,
        forgetter.note,
        patient=True,
        vouch=lock.vouch,
    )
    await committer.start()
    await forgetter.start()
    try:
        yield committer
    finally:
        await forgetter.close()
        await committer.close()


def committing(committer: GroupCommitter, *, started: bool = False) -> Commit:
    """Commits units, and starts the committer with the first one: many commands only read, and a restore has
    no table of outgoing messages before it has filled the database."""
    starting = asyncio.Lock()

    async def commit(unit: Unit) -> None:
        nonlocal started
        async with starting:
            if not started:
                await committer.start()
                started = True
        await committer.commit(unit)

    return commit
