"""Where backups of the wrapped keys are, and whether an erasure or a rotation has outdated them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.engine import Database
from storage.installation import Note
from storage.unit import Write


class BackupNote:
    """A sealed note of the installation: folder by folder, whether its key backup is stale."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._note = Note(keyring, "key-backups")

    async def _folders(self) -> dict[str, bool]:
        async with self._database.read() as connection:
            return _as_folders(await self._note.read(connection))

    async def stale(self) -> list[str]:
        """Folders whose key backup has to be written anew."""
        return [folder for folder, stale in (await self._folders()).items() if stale]

    async def all_fresh(self) -> bool:
        """Whether there is a key backup at all, and none is stale."""
        folders = await self._folders()
        return bool(folders) and not any(folders.values())

    async def known(self) -> bool:
        """Whether a backup was ever made."""
        return bool(await self._folders())

    async def done(self, folder: str) -> None:
        """Notes a key backup that was just written."""
        async with self._database.writer_engine.begin() as connection:
            folders = _as_folders(await self._note.read(connection, lock=True))
            await self._note.write(connection, {**folders, folder: False})

    async def forget(self, folder: str) -> bool:
        """Forgets a folder that is no longer used; False when it was not known."""
        async with self._database.writer_engine.begin() as connection:
            folders = _as_folders(await self._note.read(connection, lock=True))
            if folders.pop(folder, None) is None:
                return False
            await self._note.write(connection, folders)
            return True

    def mark_stale(self) -> Write:
        """Outdates every key backup, in the transaction of the erasure that does so."""

        async def write(connection: AsyncConnection) -> None:
            folders = _as_folders(await self._note.read(connection, lock=True))
            if folders:
                await self._note.write(connection, dict.fromkeys(folders, True))

        return write

    async def mark_stale_now(self) -> None:
        """Outdates every key backup."""
        async with self._database.writer_engine.begin() as connection:
            await self.mark_stale()(connection)


def _as_folders(found: Any) -> dict[str, bool]:
    return {str(folder): bool(stale) for folder, stale in (found or {}).items()}
