"""Reports that no officer may work on: each of them is kept away because it may be about the own office.

Who manages the officers is told how many wait, once a day while it lasts, and nothing else of them. Only
reports of days before count, so that neither the notice nor its moment says when one came in.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.access.officers import Officer, Officers
from services.casework.case import Case
from services.casework.case_service import CaseService
from services.reporting.draft import OPEN_STATUSES, Status
from storage.platform.installation import DayNote
from storage.platform.unit import Write

NOTE = "unattended-told"
"""Name of the installation's note; never changes."""
_UNDONE = tuple(status for status in OPEN_STATUSES if status is not Status.FORWARDED)
"""What was passed on waits for nobody here."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What whoever manages the officers is told."""

    count: int
    """Reports that wait."""
    has_officers: bool
    """Whether anybody could work on reports at all: else it is not for the rule that they wait."""
    managers: tuple[Officer, ...]
    """Admins with a chat; the owners whom the settings name come on top."""
    day: date


class Unattended:
    """Finds out, once a day, whether reports wait that no officer may work on."""

    def __init__(self, case_service: CaseService, officers: Officers, note: DayNote) -> None:
        self._case_service = case_service
        self._officers = officers
        self._note = note

    async def due(self, today: date) -> Waiting | None:
        """What is to be told; None where nothing waits, it was told today, or no key to read with is here."""
        if not self._case_service.can_open or await self.is_told(today):
            return None
        cases = [one for one in await self._case_service.all(_UNDONE, keep=False) if one.received_on < today]
        if not cases:
            return None
        everybody = await self._officers.all()
        able = [one for one in everybody if one.role.may_work and one.confirmed and one.workplace.known]
        count = await asyncio.to_thread(self._hidden_from_all, cases, able)
        if not count:
            return None
        managers = tuple(one for one in everybody if one.role.may_manage and one.confirmed and one.has_chat)
        return Waiting(count, bool(able), managers, today)

    def note(self, waiting: Waiting) -> Write:
        """Committed together with the messages, so that it is told once a day."""
        return self._note.say(waiting.day)

    async def is_told(self, day: date) -> bool:
        """Whether it was told on this day, by whichever process."""
        return await self._note.last() == day

    def _hidden_from_all(self, cases: Sequence[Case], officers: Sequence[Officer]) -> int:
        places = list(dict.fromkeys(one.workplace for one in officers))
        return sum(all(self._case_service.is_hidden(place, case) for place in places) for case in cases)
