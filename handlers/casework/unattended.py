"""Tells owners and admins, once a day, that reports wait which no officer may work on."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from core.clock import Clock
from core.sealing import Keyring
from handlers.casework.notices import FROM, UNTIL
from handlers.casework.texts import notices as texts
from handlers.platform.outgoing import message
from services.casework.unattended import Unattended
from storage.platform.errors import StorageError
from storage.platform.unit import Commit, Outgoing, Unit


class UnattendedJob:
    """Runs beside the reminders, by day."""

    def __init__(
        self, unattended: Unattended, owners: Sequence[int], keyring: Keyring, clock: Clock, zone: ZoneInfo
    ) -> None:
        self._unattended = unattended
        self._owners = owners
        self._keyring = keyring
        self._clock = clock
        self._zone = zone

    async def run(self, commit: Commit) -> None:
        """Sends what is due."""
        local = self._clock.now().astimezone(self._zone)
        if not FROM <= local.time() < UNTIL:
            return
        waiting = await self._unattended.due(local.date())
        if waiting is None:
            return
        words = texts.unattended(waiting.count, has_officers=waiting.has_officers)
        chats = dict.fromkeys((*self._owners, *(one.chat_id for one in waiting.managers)))
        unit = Unit(
            writes=[self._unattended.note(waiting)],
            outgoing=[
                Outgoing(self._keyring.chat_key(chat), message(chat, words).encode()) for chat in chats
            ],
        )
        try:
            await commit(unit)
        except StorageError:
            if not await self._unattended.is_told(waiting.day):  # else another process was quicker
                raise
