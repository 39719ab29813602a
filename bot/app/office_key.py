"""Whether the office's private key is still where it once was: else reports come in that nobody can read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.app.keys import Keys, is_there
from bot.app.settings import Settings, bot_id_of
from core.clock import Clock
from core.errors import KeyFileError
from core.sealing import Keyring
from handlers.access.texts import officer as texts
from handlers.platform.outgoing import message
from storage.platform.engine import Database
from storage.platform.installation import HeldNote
from storage.platform.unit import Commit, Outgoing, Unit

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OfficeKeyWatch:
    """The key a bot holds, or held at an earlier start.

    A bot that never held it takes reports in for another process that does: nothing is missing then. One that
    no longer shall hold it says so by ``INTAKE_ONLY``.
    """

    path: Path
    loaded: bool
    """Whether this process holds the key."""
    expected: bool
    """Whether it does, or did at an earlier start and nobody said that it shall not."""
    note: HeldNote
    keyring: Keyring
    owners: tuple[int, ...]
    clock: Clock

    @classmethod
    async def of(
        cls, settings: Settings, database: Database, keyring: Keyring, keys: Keys, clock: Clock
    ) -> OfficeKeyWatch:
        """Looks up whether the key was here before, notes that it is, and is loud if it is gone."""
        note = HeldNote(database, keyring, bot_id_of(settings.token))
        loaded = keys.office_private is not None
        if settings.intake_only:
            await note.forget()
        elif loaded:
            await note.hold()
        expected = loaded or await note.held()
        watch = cls(
            settings.office_private_key_path, loaded, expected, note, keyring, settings.owner_ids, clock
        )
        if watch.missing():
            watch.complain()
        return watch

    def missing(self) -> bool:
        """Whether reports come in that can't be read, or could not after the next start."""
        return self.expected and not (self.loaded and self._is_there())

    def _is_there(self) -> bool:
        try:
            return is_there(self.path)
        except KeyFileError:
            return False

    def complain(self) -> None:
        """Says it where the operator looks."""
        log.critical(
            "the office's private key was here and is GONE: reports are taken in and NOBODY CAN READ THEM. "
            "Put the file back from your backup and start again; if this bot shall only take reports in, "
            "set INTAKE_ONLY=true",
            file=str(self.path),
        )

    async def look(self, commit: Commit) -> None:
        """While the key is missing: tells the administrators of the settings, once a day."""
        today = self.clock.now().date()
        if not self.missing() or await self.note.told() == today:
            return
        self.complain()
        calls = [
            Outgoing(self.keyring.chat_key(owner), message(owner, texts.OFFICE_KEY_MISSING).encode())
            for owner in self.owners
        ]
        await commit(Unit(writes=[self.note.tell(today)], outgoing=calls))
