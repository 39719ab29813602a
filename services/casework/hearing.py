"""Officers hear that something came: at three fixed times a day, in one message for all of it, or not at all.

A notice at the moment a report comes would tell whoever sees an officer's phone, or Telegram, the minute it
came. So officers are told at fixed times only, whatever came since the last one; a time at which nothing is
new is written down like the others, so that what comes a minute later waits for the next; and a time that
passed while the bot was down is not made up for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from services.access.officers import Officer, Officers
from services.casework.case import Case
from services.casework.case_service import NEAR_DAYS, CaseService
from services.casework.notices import able, recipients_of
from services.reporting.draft import OPEN_STATUSES, Status
from services.reporting.thread import FROM_REPORTER
from storage.platform.installation import SlotNote
from storage.platform.unit import Write
from storage.reporting.cases import CaseStore

NOTE = "news-told"
"""Name of the installation's note; never changes."""
TIMES = (time(8, 0), time(12, 30), time(16, 0))
"""When officers hear of what came, in the agency's zone."""
WITHIN = timedelta(minutes=30)
"""How long after such a time it is still told: three looks of the job; later it waits for the next time."""
_NEW = "baru"
_ANSWER = "jawaban"


@dataclass(frozen=True, slots=True)
class Slot:
    """One of a day's fixed times."""

    day: date
    number: int

    @property
    def is_morning(self) -> bool:
        """Whether it is the first of the day."""
        return self.number == 0


def slot_at(local: datetime) -> Slot | None:
    """The fixed time that has just come, in local time; None at all other times."""
    for number, start in enumerate(TIMES):
        since = local.replace(tzinfo=None) - datetime.combine(local.date(), start)
        if timedelta(0) <= since < WITHIN:
            return Slot(local.date(), number)
    return None


@dataclass(frozen=True, slots=True)
class DayCounts:
    """How an officer's day begins: of the reports the officer may see."""

    open: int
    near: int
    """Those whose formal limit is near."""
    answers: int
    """Those with an answer nobody has read."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one officer is told."""

    reports: bool
    """Whether a report came."""
    answers: bool
    """Whether a reporter answered or added something."""
    counts: DayCounts | None = None
    """In the morning only."""


@dataclass(frozen=True, slots=True)
class DueNews:
    """All that is told at one time, perhaps to nobody."""

    slot: Slot
    by_officer: tuple[tuple[Officer, Heard], ...]
    noted: tuple[tuple[bytes, str], ...]
    """What is not told again: id of the report, value of the notice."""


@dataclass(frozen=True, slots=True)
class _Fresh:
    """One thing that nobody was told of yet."""

    case: Case
    notice: str
    is_answer: bool


class Hearing:
    """Finds what is new since the last time and notes what goes out."""

    def __init__(
        self, case_service: CaseService, cases: CaseStore, officers: Officers, note: SlotNote
    ) -> None:
        self._case_service = case_service
        self._cases = cases
        self._officers = officers
        self._note = note

    async def due(self, slot: Slot) -> DueNews | None:
        """What is to be told at this time; None where it was told, or no key to read reports with is here."""
        if not self._case_service.can_open or await self.is_told(slot):
            return None
        cases = await self._case_service.all(OPEN_STATUSES, keep=False)
        sent = await self._cases.notices()
        last = await self._cases.last_unread([kind.value for kind in FROM_REPORTER])
        fresh = [one for case in cases for one in _fresh(case, last) if (case.id, one.notice) not in sent]
        officers = able(await self._officers.all()) if fresh else []
        return await asyncio.to_thread(self._sorted, slot, cases, fresh, officers)

    def note(self, due: DueNews) -> Write:
        """Committed together with the messages, so that each time is told once, and each thing once."""
        said = self._note.say(due.slot.day, due.slot.number)
        if not due.noted:
            return said
        told = self._cases.note(due.noted, due.slot.day)

        async def write(connection: AsyncConnection) -> None:
            await said(connection)
            await told(connection)

        return write

    async def is_told(self, slot: Slot) -> bool:
        """Whether this time was told, by whichever process."""
        return await self._note.is_said(slot.day, slot.number)

    def _sorted(
        self, slot: Slot, cases: Sequence[Case], fresh: Sequence[_Fresh], officers: Sequence[Officer]
    ) -> DueNews:
        """Who is told what: what reaches nobody waits for somebody who may see it."""
        told: dict[bytes, list[bool]] = {one.id: [] for one in officers}
        noted = []
        for one in fresh:
            recipients = recipients_of(self._case_service, one.case, officers)
            for officer in recipients:
                told[officer.id].append(one.is_answer)
            if recipients:
                noted.append((one.case.id, one.notice))
        by_officer = tuple(
            (
                one,
                Heard(
                    not all(told[one.id]),
                    any(told[one.id]),
                    self._counts(one, cases, slot.day) if slot.is_morning else None,
                ),
            )
            for one in officers
            if told[one.id]
        )
        return DueNews(slot, by_officer, tuple(noted))

    def _counts(self, officer: Officer, cases: Sequence[Case], today: date) -> DayCounts:
        seen = [one for one in cases if not self._case_service.is_hidden(officer.workplace, one)]
        return DayCounts(
            len(seen),
            sum(
                0 <= one.deadline.days_left(today) <= NEAR_DAYS
                for one in seen
                if one.status is not Status.FORWARDED  # what was passed on has no limit here any more
            ),
            sum(one.stored.fresh for one in seen),
        )


def _fresh(case: Case, last: Mapping[bytes, int]) -> list[_Fresh]:
    found = []
    if case.is_new:
        found.append(_Fresh(case, _NEW, is_answer=False))
    if case.id in last:
        found.append(_Fresh(case, f"{_ANSWER}-{last[case.id]}", is_answer=True))
    return found
