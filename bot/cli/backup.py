"""``python -m bot db backup`` and ``restore``; the backup of wrapped keys, which each erasure writes anew."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import orjson
import structlog
from sqlalchemy import inspect

from bot.app.logs import chain_of
from bot.cli.backup_files import listed, locked, made_folder, numbered, sidecar, temporary
from core.clock import Clock
from core.files import former, overwrite, sync_file, sync_folder, write_whole
from core.randomness import SystemRandomness
from core.sealing import Keyring
from storage.backup import (
    Progress,
    copy_in,
    copy_out,
    data_tables,
    find_damage,
    is_empty,
    key_tables,
    opened,
)
from storage.migrations.migrate import current_revision, known_revisions, upgrade
from storage.platform.backup_note import BackupNote
from storage.platform.engine import Database
from storage.platform.errors import BackupError
from storage.platform.unit import Commit, Unit
from storage.reporting.letterbox import Letterbox

FORMAT = 1
KEY_FILE = "report-keys.backup"
_MAGIC = b"netra-report-keys-1\n"
_DIGEST_BYTES = 32
_CHUNK = 1 << 20
MAKING_WAITS_SECONDS = 600.0
REFRESHING_WAITS_SECONDS = 5.0
"""A running bot does not wait for a long backup: the key backup stays marked as stale and is tried again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DataBackup:
    """A data backup as its sidecar describes it."""

    number: int
    path: Path
    made_on: date
    revision: str
    tables: dict[str, int]
    digest: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    backup: DataBackup
    rows: dict[str, int]
    erased: int
    """Reports of the data backup that were erased after it was made, and stay erased."""
    cancelled: int
    """Announcements that were under way or due when it was made; they come back as cancelled."""


class Backups:
    """Makes and reads the backups of one installation."""

    def __init__(self, database: Database, keyring: Keyring, clock: Clock, commit: Commit) -> None:
        self._database = database
        self._keyring = keyring
        self._key = keyring.key_for("backup-digest")
        self._clock = clock
        self._commit = commit
        self._note = BackupNote(database, keyring)
        self._letterbox = Letterbox(database, keyring, SystemRandomness())

    def _digest(self, path: Path, skip: int = 0) -> bytes:
        state = hashlib.blake2b(key=self._key, digest_size=_DIGEST_BYTES)
        with path.open("rb") as file:
            file.seek(skip)
            while chunk := file.read(_CHUNK):
                state.update(chunk)
        return state.digest()

    # --- making ---

    async def make(self, folder: Path, progress: Progress | None = None) -> DataBackup:
        """Writes the next data backup and, from the same snapshot, the key backup.

        Raises:
            BackupError: the folder can't be written.
        """
        try:
            folder = made_folder(folder)
            await self.post_letters()
            async with locked(folder, MAKING_WAITS_SECONDS):
                return await self._make(folder, progress)
        except OSError as error:
            raise BackupError(f"{folder} can't be written ({type(error).__name__})") from None

    async def post_letters(self) -> None:
        """Puts what waits among the reports: a backup holds what people were told is sent."""
        async with self._database.read() as connection:
            if not await connection.run_sync(lambda sync: inspect(sync).has_table("letterbox")):
                return  # a schema from before there was one
        await self._letterbox.post()

    async def _make(self, folder: Path, progress: Progress | None) -> DataBackup:
        number = max(numbered(folder), default=0) + 1
        path = folder / f"netra-{number:06}.sqlite3"
        revision = await current_revision(self._database)
        if revision is None:
            raise BackupError("there is no database to back up yet")
        with temporary(folder) as unfinished, temporary(folder) as unfinished_keys:
            async with self._database.snapshot() as snapshot:
                changes = await self._note.changes(snapshot)
                tables = await copy_out(snapshot, data_tables(), unfinished, progress)
                await copy_out(snapshot, key_tables(), unfinished_keys, progress)
            about = {
                "format": FORMAT,
                "number": number,
                "made_on": self._clock.now().date().isoformat(),
                "revision": revision,
                "tables": tables,
                "digest": (await asyncio.to_thread(self._digest, unfinished)).hex(),
            }
            sync_file(unfinished)
            write_whole(sidecar(path), orjson.dumps(about, option=orjson.OPT_INDENT_2))
            unfinished.rename(path)  # last: a data backup that is there is whole
            sync_folder(folder)
            await self._publish_keys(folder, unfinished_keys)
        await self.note_done(folder, changes)
        return self.describe(path)

    async def _publish_keys(self, folder: Path, unfinished: Path) -> None:
        """Puts the key backup in the place of the former one, whose bytes are overwritten."""
        target = folder / KEY_FILE
        content = await asyncio.to_thread(unfinished.read_bytes)
        digest = await asyncio.to_thread(self._digest, unfinished)
        with former(target) as wipe_former:
            write_whole(target, _MAGIC + digest + content)
            wipe_former()
        overwrite(unfinished)

    async def refresh_keys(self) -> bool:
        """Writes the key backup anew wherever one was made before; True when all of them are fresh.

        A folder that can't be written (a medium that is not plugged in) stays stale and is tried again.
        """
        fresh = True
        for folder in await self._note.stale():
            try:
                await self._refresh(Path(folder))
            except (OSError, BackupError) as error:
                log.error(
                    "the backup of wrapped keys could not be written anew; erased keys stay in it until then",
                    error=chain_of(error),
                )
                fresh = False
        return fresh

    async def _refresh(self, folder: Path) -> None:
        async with locked(folder, REFRESHING_WAITS_SECONDS):
            with temporary(folder) as unfinished:
                async with self._database.snapshot() as snapshot:  # after the lock: never older than the file
                    changes = await self._note.changes(snapshot)
                    await copy_out(snapshot, key_tables(), unfinished)
                await self._publish_keys(folder, unfinished)
            await self.note_done(folder, changes)

    async def outdate_keys(self) -> None:
        """Notes that every key backup has to be written anew."""
        await self._commit(Unit(writes=[self._note.outdate()]))

    async def note_done(self, folder: Path, changes: int) -> None:
        """Notes a key backup that was written, and how many erasures and rotations its snapshot held."""
        await self._commit(Unit(writes=[self._note.done(str(folder), changes)]))

    async def forget(self, folder: Path) -> bool:
        """Forgets a folder; False where no backup was made there."""
        if not await self._note.knows(str(folder)):
            return False
        await self._commit(Unit(writes=[self._note.forget(str(folder))]))
        return True

    async def keys_are_fresh(self) -> bool:
        """Whether there is a key backup, and none that is older than the last erasure or rotation."""
        return await self._note.all_fresh()

    def prune(self, folder: Path, keep: int) -> list[Path]:
        """Removes all data backups but the ``keep`` newest; those that went."""
        found = numbered(folder)
        gone = [found[number] for number in sorted(found)[: max(0, len(found) - keep)]]
        for path in gone:
            path.unlink()
            sidecar(path).unlink(missing_ok=True)
        sync_folder(folder)
        return gone

    # --- reading ---

    def describe(self, path: Path) -> DataBackup:
        """What a data backup's sidecar says.

        Raises:
            BackupError: it is missing or of another format.
        """
        try:
            about = orjson.loads(sidecar(path).read_bytes())
            if about["format"] != FORMAT:
                raise BackupError(f"{path} was made by another version of Netra")
            return DataBackup(
                about["number"],
                path,
                date.fromisoformat(about["made_on"]),
                about["revision"],
                about["tables"],
                about["digest"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            raise BackupError(f"{sidecar(path)} is missing or unreadable") from None

    async def check(self, path: Path) -> DataBackup:
        """Holds a data backup against its digest, and looks for damage.

        Raises:
            BackupError: it was changed, damaged, made with another data key, or by a newer Netra.
        """
        about = self.describe(path)
        if not hmac.compare_digest((await asyncio.to_thread(self._digest, path)).hex(), about.digest):
            raise BackupError(f"{path} was changed, or made with another data key than the one here")
        if about.revision not in known_revisions():
            raise BackupError(
                f"{path} was made by a newer Netra ({about.revision}); bring this one up to date"
            )
        async with opened(path) as copy:
            damage = await find_damage(copy)
        if damage:
            raise BackupError(f"{path} is damaged: {damage}")
        return about

    @asynccontextmanager
    async def _opened_keys(self, folder: Path) -> AsyncIterator[Path]:
        path = folder / KEY_FILE
        head = len(_MAGIC) + _DIGEST_BYTES
        try:
            raw = await asyncio.to_thread(path.read_bytes)
        except OSError:
            raise BackupError(f"{path} is missing: without it no report can be opened") from None
        if not raw.startswith(_MAGIC) or not hmac.compare_digest(
            self._digest(path, head), raw[len(_MAGIC) : head]
        ):
            raise BackupError(f"{path} was changed, or made with another data key than the one here")
        with tempfile.TemporaryDirectory(prefix="netra-restore-") as private:
            copy = Path(private) / "keys.sqlite3"
            copy.touch(mode=0o600)
            copy.write_bytes(raw[head:])
            try:
                yield copy
            finally:
                overwrite(copy)

    async def restore(
        self, folder: Path, number: int | None = None, progress: Progress | None = None
    ) -> Restored:
        """Fills an unused database from a data backup (the newest without ``number``) and the key backup.

        All or nothing: an interrupted restore leaves an unused database. (Interrupted while an old backup was
        being brought to the newest schema, it holds everything, and any start or `db upgrade` goes on.) Hold
        :class:`bot.app.lock.Maintenance` around it.

        Raises:
            BackupError: no such backup, an unsound one, or the database is in use.
        """
        found = numbered(folder)
        if not found:
            raise BackupError(f"{folder} holds no data backup")
        path = found.get(max(found) if number is None else number)
        if path is None:
            raise BackupError(f"{folder} holds no data backup {number}; there are {listed(found)}")
        about = await self.check(path)
        await self._prepare(about)
        async with (
            self._opened_keys(folder) as key_copy,
            opened(path) as data,
            opened(key_copy) as keys,
            self._database.write(None) as target,  # beside the committer, which has no tables to work on yet
        ):
            if not await is_empty(target):
                raise BackupError("the database is in use; restore into a new one (another DATABASE_URL)")
            rows = await copy_in(data, keys, target, progress)
        await upgrade(self._database, keyring=self._keyring, progress=progress)
        async with self._database.read() as connection:
            changes = await self._note.changes(connection)
        await self.note_done(made_folder(folder), changes)
        return Restored(about, rows, rows.pop("erased"), rows.pop("cancelled"))

    async def _prepare(self, about: DataBackup) -> None:
        """An empty database of the backup's schema."""
        revision = await current_revision(self._database)
        if revision is None:
            await upgrade(self._database, about.revision)
        elif revision != about.revision:
            async with self._database.read() as connection:
                empty = await is_empty(connection)
            raise BackupError(
                f"the database stands at schema {revision}, the backup at {about.revision}; "
                + ("restore into a database that was never opened" if empty else "and it is in use")
            )
