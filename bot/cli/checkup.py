"""``python -m bot check``: what is missing or wrong, and how to mend it. Secrets never print."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from telegram.error import InvalidToken, TelegramError

from bot.app.data_dir import is_private
from bot.app.installed import typed
from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings, bot_id_of, load_settings
from bot.app.upgrading import database_is_used
from bot.wire.transport import Transport
from core.errors import NetraError
from core.process import guard_process
from core.sealing import Keyring
from rulebook.checker import check_rulebook
from services.platform.errors import WorkerError
from services.platform.installation import Keys
from services.platform.jail.pool import Jail
from services.platform.jail.work import EVIDENCE
from services.reporting.errors import EvidenceError, UnknownEvidenceKindError
from services.reporting.evidence import EvidenceCleaner
from services.reporting.report_encryption import office_fingerprint
from storage.migrations.migrate import current_revision, known_revisions, newest_revision
from storage.platform.address import normalise_url
from storage.platform.advisory import refuse_shared_sessions
from storage.platform.backup_note import BackupNote
from storage.platform.engine import Database
from storage.platform.errors import PoolerError, StorageError
from storage.platform.installation import HeldNote, OfficeKeyNote, check_data_key

NO_PICTURE = b"\xff\xd8\xff"
"""Begins like a JPEG and ends at once."""


@dataclass(frozen=True)
class Checked:
    """One thing that was looked at."""

    what: str
    ok: bool
    mend: str = ""


async def check_everything() -> list[Checked]:
    """Looks at settings, rulebook, database, keys and token; changes nothing."""
    try:
        settings = load_settings()
    except NetraError as error:
        return [Checked(str(error), False, "correct .env (python -m bot settings explains every setting)")]
    findings = [Checked("settings can be read", True), _rulebook(), _owners(settings), _folder(settings)]
    findings += _memory()
    if _is_first_run(settings):
        findings.append(Checked("the first run will make database and keys; back the keys up then", True))
    else:
        findings += await _opened(settings)
    findings.append(await _jail())
    findings.append(await _token(settings))
    return findings


def _is_first_run(settings: Settings) -> bool:
    """Whether there is no database file yet; opening one would make it."""
    url, paths = normalise_url(settings.database), key_paths(settings)
    if url.database is None or not url.drivername.startswith("sqlite") or Path(url.database).exists():
        return False
    folder = next((one for one in Path(url.database).resolve().parents if one.exists()), Path())
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return False  # nothing can be made there: opening it says why
    return not paths.data.exists() and not paths.office_public.exists()


def _rulebook() -> Checked:
    errors = [finding for finding in check_rulebook(datetime.now(UTC).date()) if finding.is_error]
    if errors:
        return Checked(f"rulebook: {len(errors)} errors", False, "run: python -m bot rulebook check")
    return Checked("rulebook is sound", True)


def _folder(settings: Settings) -> Checked:
    if is_private(settings.data_dir):
        return Checked("DATA_DIR is closed to others", True)
    return Checked("others can look into DATA_DIR", False, f"run: chmod 700 {settings.data_dir}")


def _owners(settings: Settings) -> Checked:
    if settings.owner_ids:
        return Checked(f"{len(settings.owner_ids)} administrator(s)", True)
    return Checked(
        "no administrator: nobody can read reports",
        False,
        "put your Telegram id into OWNER_IDS (ask @userinfobot)",
    )


def _memory() -> list[Checked]:
    """What this machine lets us do for what the bot has in memory. Nothing of it stops the bot."""
    could = guard_process()
    no_dumps = could.no_core and could.not_dumpable
    return [
        Checked("the bot writes no core dumps" if no_dumps else "core dumps can't be refused here", True),
        Checked(
            "the bot's memory stays out of swap"
            if could.locked
            else "the bot's memory can be swapped out: LimitMEMLOCK=infinity and MemorySwapMax=0 in its unit",
            True,
        ),
        Checked(
            "freed memory is overwritten"
            if could.overwrites
            else "freed memory is overwritten in part only: the C library is not glibc",
            True,
        ),
    ]


async def _opened(settings: Settings) -> list[Checked]:
    """What the database says, be it that it says nothing."""
    try:
        database = Database(settings.database)
        try:
            return await _database_and_keys(settings, database)
        finally:
            await database.close()
    except StorageError as error:
        what, _, mend = str(error).partition("; ")
        if not mend:  # what is wrong may name the setting itself
            mend = "correct it" if "DATABASE_URL" in what else "check DATABASE_URL and DATA_DIR"
        return [Checked(f"database: {what}", False, mend)]


async def _database_and_keys(settings: Settings, database: Database) -> list[Checked]:
    try:
        await refuse_shared_sessions(database)
    except PoolerError as error:
        what, _, mend = str(error).partition("; ")
        return [Checked(what, False, mend)]
    revision = await current_revision(database)
    if revision is not None and revision not in known_revisions():
        return [
            Checked(f"a newer Netra wrote this database ({revision})", False, "bring this program up to date")
        ]
    used = await database_is_used(database)
    findings = [Checked("database can be read", True)]
    if revision not in (None, newest_revision()):
        findings.append(Checked("database is of another version", False, "run: python -m bot db upgrade"))
    paths = key_paths(settings)
    if not used and not paths.data.exists() and not paths.office_public.exists():
        return [*findings, Checked("keys will be made on the first run; back them up then", True)]
    try:
        keys = load_keys(paths, with_office=not settings.intake_only)
        if used:
            await check_data_key(database, Keyring(keys.data))
            findings += await _keeping(database, keys)
            findings += await _office_key(settings, database, keys)
    except StorageError:
        raise
    except NetraError as error:
        return [*findings, Checked(f"keys: {error}", False, "see docs/keys.md")]
    words = (
        "keys are sound"
        if keys.office_private
        else "keys are sound; intake only, reports can't be opened here"
    )
    return [*findings, Checked(words, True)]


async def _office_key(settings: Settings, database: Database, keys: Keys) -> list[Checked]:
    """Whether the private key was here once and nobody said that it shall not be."""
    if keys.office_private is not None or settings.intake_only or settings.bot_token is None:
        return []
    if not await HeldNote(database, Keyring(keys.data), bot_id_of(settings.token)).held():
        return []
    return [
        Checked(
            "office.key was here and is gone: reports come in that nobody can read",
            False,
            "put it back from your backup; if this bot shall only take reports in, set INTAKE_ONLY=true",
        )
    ]


async def _keeping(database: Database, keys: Keys) -> list[Checked]:
    """The office key the database knows, and the backups of the wrapped keys."""
    keyring = Keyring(keys.data)
    fingerprint = office_fingerprint(keys.office_public)
    state = await OfficeKeyNote(database, keyring).read()
    note = BackupNote(database, keyring)
    findings = []
    if state is not None and state.coming is not None:
        findings.append(
            Checked("the exchange of the office key is not finished", False, "run: python -m bot keys rotate")
        )
    elif state is not None and state.current != fingerprint:
        findings.append(
            Checked(
                f"the office key here is {fingerprint}, the database's is {state.current}",
                False,
                "copy the new office.pub (and, where reports are read, office.key) here",
            )
        )
    stale = await note.stale()
    if not await note.known():
        findings.append(Checked("no backup was made yet; make one: python -m bot db backup DIR", True))
    elif stale:
        findings.append(
            Checked(
                f"{len(stale)} backup(s) of wrapped keys are older than the last erasure",
                False,
                f"make {', '.join(stale)} reachable and wait an hour, or run: python -m bot db backup DIR",
            )
        )
    else:
        findings.append(Checked("the backup of wrapped keys is fresh", True))
    return findings


async def _jail() -> Checked:
    """Has a worker decode something that is no picture, and says which walls stood around it."""
    jail = Jail()
    try:
        walls = await jail.ready(EVIDENCE)
        with suppress(UnknownEvidenceKindError):
            await EvidenceCleaner(jail=jail).clean_file(NO_PICTURE)
    except (WorkerError, EvidenceError) as error:
        return Checked(
            f"files of strangers can't be opened here ({type(error).__name__})",
            False,
            "the worker needs a kernel with seccomp or Landlock, and its memory: see docs/operations.md",
        )
    finally:
        await jail.close()
    if walls.lacking:
        lacks = ", ".join(walls.lacking)
        return Checked(
            f"the worker's jail lacks here: {lacks} (docs/threat-model.md says what remains)", True
        )
    return Checked("the worker's jail is whole", True)


async def _token(settings: Settings) -> Checked:
    if settings.bot_token is None:
        demo = typed("make demo", "netra demo")
        return Checked("BOT_TOKEN is not set", False, f"get one from @BotFather, or try: {demo}")
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    try:
        await transport.call("getMe", {})
    except InvalidToken:
        return Checked("Telegram does not know this token", False, "copy it again from @BotFather")
    except TelegramError as error:
        return Checked(
            f"Telegram can't be reached ({type(error).__name__})", False, "check the network and BOT_API_URL"
        )
    finally:
        await transport.close()
    return Checked("Telegram knows the token", True)
