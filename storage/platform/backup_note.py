"""Where backups of the wrapped keys are, and whether an erasure or a rotation has outdated them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.platform.engine import Database
from storage.platform.installation import Note
from storage.platform.unit import Write


@dataclass(slots=True)
class _State:
    """``changes`` counts erasures and rotations; each folder has the count its key backup was made at."""

    changes: int = 0
    folders: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, found: Any) -> _State:
        return cls() if found is None else cls(found["changes"], found["folders"])

    def as_json(self) -> dict[str, Any]:
        return {"changes": self.changes, "folders": self.folders}

    def stale(self) -> list[str]:
        return sorted(folder for folder, made_at in self.folders.items() if made_at < self.changes)


class BackupNote:
    """A sealed note of the installation.

    A key backup is fresh if it was made from a snapshot that holds the newest change. Counts are compared,
    rather than a mark set and cleared: a backup that began before an erasure and ended after it is not fresh.
    """

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._note = Note(keyring, "key-backups")

    async def _read(self) -> _State:
        async with self._database.read() as connection:
            return _State.read(await self._note.read(connection))

    async def changes(self, snapshot: AsyncConnection) -> int:
        """How many erasures and rotations a snapshot holds."""
        return _State.read(await self._note.read(snapshot)).changes

    async def stale(self) -> list[str]:
        """Folders whose key backup has to be written anew."""
        return (await self._read()).stale()

    async def all_fresh(self) -> bool:
        """Whether there is a key backup at all, and none is stale."""
        state = await self._read()
        return bool(state.folders) and not state.stale()

    async def known(self) -> bool:
        """Whether a backup was ever made."""
        return bool((await self._read()).folders)

    async def knows(self, folder: str) -> bool:
        """Whether a backup was made in this folder, and not forgotten since."""
        return folder in (await self._read()).folders

    def done(self, folder: str, made_at: int) -> Write:
        """Notes a key backup that was just written, and the changes its snapshot held."""

        async def write(connection: AsyncConnection) -> None:
            state = _State.read(await self._note.read(connection, lock=True))
            state.folders[folder] = made_at
            await self._note.write(connection, state.as_json())

        return write

    def forget(self, folder: str) -> Write:
        """Forgets a folder that is no longer used."""

        async def write(connection: AsyncConnection) -> None:
            state = _State.read(await self._note.read(connection, lock=True))
            if state.folders.pop(folder, None) is not None:
                await self._note.write(connection, state.as_json())

        return write

    def outdate(self) -> Write:
        """Outdates every key backup, in the transaction of the erasure that does so."""

        async def write(connection: AsyncConnection) -> None:
            state = _State.read(await self._note.read(connection, lock=True))
            state.changes += 1
            await self._note.write(connection, state.as_json())

        return write
