"""Whether the office's private key is still where it once was: else reports come in that nobody can read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.app.keys import is_there
from bot.app.settings import Settings
from core.clock import Clock
from core.errors import KeyFileError
from core.sealing import Keyring
from handlers.access.texts import officer as texts
from handlers.platform.outgoing import message
from services.platform.installation import Installation
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
    async def of(cls, settings: Settings, installation: Installation) -> OfficeKeyWatch:
        """Looks up whether the key was here before, notes that it is, and is loud if it is gone."""
        keyring = installation.keyring
        note = HeldNote(installation.database, keyring, installation.bot_id)
        loaded = installation.can_open
        if settings.intake_only:
            await installation.commit(Unit(writes=[note.forget()]))
        elif loaded:
            await installation.commit(Unit(writes=[note.hold()]))
        expected = loaded or await note.held()
        path, owners = settings.office_private_key_path, settings.owner_ids
        watch = cls(path, loaded, expected, note, keyring, owners, installation.clock)
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
