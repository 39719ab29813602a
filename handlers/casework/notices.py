"""Reminders to officers by day: of limits that come near, and of reports that nobody has read."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo

from core.clock import Clock
from handlers.casework.texts import notices as texts
from handlers.platform.outgoing import message
from services.access.officers import Officers
from services.casework.notices import Notices
from storage.platform.unit import Commit, Outgoing, Unit

FROM, UNTIL = time(7, 0), time(20, 0)
"""Officers are reminded by day."""


class NoticeJob:
    """Reminds officers, each report's reminder once."""

    def __init__(self, notices: Notices, officers: Officers, clock: Clock, zone: ZoneInfo) -> None:
        self._notices = notices
        self._officers = officers
        self._clock = clock
        self._zone = zone

    async def run(self, commit: Commit) -> None:
        """Sends what is due, by day."""
        now = self._clock.now()
        local = now.astimezone(self._zone)
        if not FROM <= local.time() < UNTIL:
            return
        due = await self._notices.due(local.date())
        if due is None or not due.by_officer:  # nobody to tell yet: it is told once somebody is there
            return
        await commit(
            Unit(
                writes=[self._notices.note(due)],
                outgoing=[
                    Outgoing(one.chat_key, message(one.chat_id, texts.notices(counts)).encode())
                    for one, counts in due.by_officer
                ],
            )
        )
