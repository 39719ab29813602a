"""What officers are reminded of: a limit that comes near, a report nobody has read. Each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.text import StoredEnum
from services.access.officers import Officer, Officers
from services.casework.case import Case
from services.casework.case_service import CaseService
from services.reporting.draft import OPEN_STATUSES, Status
from storage.platform.unit import Write
from storage.reporting.cases import CaseStore

UNREAD_AFTER_DAYS = 1


class Notice(StoredEnum):
    """Why officers are reminded."""

    THREE_DAYS = "batas-3"
    ONE_DAY = "batas-1"
    UNREAD = "belum-dibaca"


@dataclass(frozen=True, slots=True)
class DueNotices:
    """All that is due now."""

    by_officer: tuple[tuple[Officer, Mapping[Notice, int]], ...]
    noted: tuple[tuple[bytes, str], ...]
    """Those that reach somebody: id of the report, value of the notice."""
    day: date


class Notices:
    """Finds what is due and notes what goes out."""

    def __init__(self, case_service: CaseService, cases: CaseStore, officers: Officers) -> None:
        self._case_service = case_service
        self._cases = cases
        self._officers = officers

    async def due(self, today: date) -> DueNotices | None:
        """Reminders that did not go out yet; None where there is nothing, or no key to read reports with."""
        if not self._case_service.can_open:
            return None
        sent = await self._cases.notices()
        waiting = [
            (case, notice)
            for case in await self._case_service.all(OPEN_STATUSES, keep=False)
            for notice in self._wanted(case, today)
            if (case.id, notice.value) not in sent
        ]
        if not waiting:
            return None
        officers = able(await self._officers.all())
        counts: dict[bytes, Counter[Notice]] = {one.id: Counter() for one in officers}
        noted = []
        for case, notice in waiting:
            recipients = recipients_of(self._case_service, case, officers)
            for officer in recipients:
                counts[officer.id][notice] += 1
            if recipients:  # else it waits for somebody who may see the report
                noted.append((case.id, notice.value))
        return DueNotices(
            tuple((one, counts[one.id]) for one in officers if counts[one.id]),
            tuple(noted),
            today,
        )

    def note(self, due: DueNotices) -> Write:
        """Committed together with the messages, so that each goes out once."""
        return self._cases.note(due.noted, due.day)

    @staticmethod
    def _wanted(case: Case, today: date) -> Sequence[Notice]:
        found = []
        left = case.deadline.days_left(today)
        if case.status is not Status.FORWARDED:
            if 0 <= left <= 1:
                found.append(Notice.ONE_DAY)
            elif 1 < left <= 3:
                found.append(Notice.THREE_DAYS)
        if case.is_new and (today - case.received_on).days >= UNREAD_AFTER_DAYS:
            found.append(Notice.UNREAD)
        return found


def able(officers: Sequence[Officer]) -> list[Officer]:
    """Those who could work on reports: who may, whose second factor stands, whose workplace is known."""
    return [one for one in officers if one.role.may_work and one.confirmed and one.workplace.known]


def recipients_of(case_service: CaseService, case: Case, officers: Sequence[Officer]) -> list[Officer]:
    """Who works on it; else everyone who may see it."""
    may_see = [one for one in officers if not case_service.is_hidden(one.workplace, case)]
    working = [one for one in may_see if one.id == case.claimed_by]
    return working or may_see
