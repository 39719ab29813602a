"""Tells officers, three times a day at fixed times, that something came: nothing of what, where or when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from core.clock import Clock
from handlers.casework.texts import notices as texts
from handlers.platform.outgoing import message
from services.casework.hearing import Hearing, slot_at
from storage.platform.errors import StorageError
from storage.platform.unit import Commit, Outgoing, Unit


class HearingJob:
    """Runs beside the reminders."""

    def __init__(self, hearing: Hearing, clock: Clock, zone: ZoneInfo) -> None:
        self._hearing = hearing
        self._clock = clock
        self._zone = zone

    async def run(self, commit: Commit) -> None:
        """Sends what is due just after a fixed time, and notes the time, also where nothing is new."""
        slot = slot_at(self._clock.now().astimezone(self._zone))
        due = await self._hearing.due(slot) if slot is not None else None
        if due is None:
            return
        unit = Unit(
            writes=[self._hearing.note(due)],
            outgoing=[
                Outgoing(one.chat_key, message(one.chat_id, texts.heard(heard)).encode())
                for one, heard in due.by_officer
            ],
        )
        try:
            await commit(unit)
        except StorageError:
            if not await self._hearing.is_told(due.slot):  # else another process was quicker
                raise
