"""What officers do with a report. Each action is one unit of work, noted in the audit log, never half done.

Two officers who act at once never overwrite each other: the slower write fails, the update is handled anew,
and the officer sees how the report stands by then. What an action returns is the case as it then is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from core.text import squeeze, tidy
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer
from services.casework.case import CLOSED, TRANSITIONS, Case, CaseNotes, DecisionReason, Priority
from services.casework.case_service import CaseService, OpenedCase
from services.casework.errors import NotYoursError, ReadOnlyError, StatusError
from services.reporting.draft import OPEN_STATUSES, Attachment, Category, Status
from services.reporting.repeats import same_pictures
from services.reporting.thread import MessageKind, ThreadMessage, ThreadSealer, in_parts
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore, StoredWork

ALIKE = 80.0
"""Stories so alike (0 to 100, token set ratio) tell the same event, most likely."""
MOST_TWINS = 5


@dataclass(frozen=True, slots=True)
class Twin:
    """A report that may tell the same event."""

    case: Case
    same_pictures: int
    likeness: int
    """Of the stories, 0 to 100."""


class Casework:
    """Officers' actions."""

    def __init__(
        self,
        case_service: CaseService,
        cases: CaseStore,
        threads: ThreadSealer,
        audit: AuditHook,
        reasons: Mapping[DecisionReason, str],
    ) -> None:
        """``reasons`` are the words a reporter reads for a decision."""
        self._case_service = case_service
        self._cases = cases
        self._threads = threads
        self._audit = audit
        self._reasons = reasons

    # --- reading ---

    async def thread(
        self, opened: OpenedCase, kinds: Sequence[MessageKind] = tuple(MessageKind)
    ) -> tuple[ThreadMessage, ...]:
        """The report's thread, notes included."""
        stored = await self._cases.messages(opened.case.id)
        return self._threads.open(opened.opened.sealer, stored, kinds)

    def read(self, unit: Unit, officer: Officer, opened: OpenedCase, today: date) -> OpenedCase:
        """Notes that an officer reads the report; an auditor's reading leaves it unread for the others."""
        self._audit.record(unit, officer.chat_key, AuditAction.OPENED, opened.case.id)
        stored = opened.case.stored
        if officer.role.may_work and (stored.opened_on is None or stored.fresh):
            return self._save(unit, opened, replace(stored, opened_on=stored.opened_on or today, fresh=False))
        if stored.fresh:  # an auditor: unread for the others, but no longer to be corrected unseen
            return self._save(unit, opened, stored)
        return opened

    async def twins(self, officer: Officer, opened: OpenedCase) -> list[Twin]:
        """Reports that may tell the same event: alike pictures, or alike stories; the most alike first."""
        statuses = (*OPEN_STATUSES, *CLOSED)
        others = [
            one for one in await self._case_service.visible(officer, statuses) if one.id != opened.case.id
        ]
        abouts = await self._case_service.abouts(others)
        mine = [head.about for head in opened.heads]
        return await asyncio.to_thread(_twins, opened.case, mine, others, abouts)

    # --- acting ---

    def check(self, officer: Officer, case: Case) -> None:
        """Whether an officer may act on a report as it stands.

        Raises:
            ReadOnlyError: this role only reads.
            NotYoursError: another officer works on it.
        """
        if not officer.role.may_work:
            raise ReadOnlyError
        if case.claimed_by not in (None, officer.id):
            raise NotYoursError

    def _save(self, unit: Unit, opened: OpenedCase, stored: StoredWork) -> OpenedCase:
        """Writes the work; what comes back is the case as it stands once the unit is committed."""
        unit.write(self._cases.save_work(stored))
        return replace(opened, case=replace(opened.case, stored=replace(stored, version=stored.version + 1)))

    def _act(
        self, unit: Unit, officer: Officer, opened: OpenedCase, today: date, work: CaseNotes | None = None
    ) -> OpenedCase:
        """An action on a report claims it, and marks the day of the first one."""
        self.check(officer, opened.case)
        stored = opened.case.stored
        if work is not None:
            opened = replace(opened, case=replace(opened.case, work=work))
        return self._save(
            unit,
            opened,
            replace(
                stored,
                claimed_by=officer.id,
                opened_on=stored.opened_on or today,
                acted_on=stored.acted_on or today,
                body=stored.body if work is None else self._case_service.sealer.seal(opened.opened, work),
            ),
        )

    def claim(self, unit: Unit, officer: Officer, opened: OpenedCase, today: date) -> OpenedCase:
        """Takes a report on; a lead takes it over from somebody else.

        Raises:
            ReadOnlyError: this role only reads.
            NotYoursError: another officer works on it.
        """
        case = opened.case
        if case.claimed_by == officer.id:
            return opened
        if officer.role.may_lead:
            case = replace(case, stored=replace(case.stored, claimed_by=None))
        taken = self._act(unit, officer, replace(opened, case=case), today)
        self._note(unit, officer, AuditAction.CLAIMED, taken)
        return taken

    def release(self, unit: Unit, officer: Officer, opened: OpenedCase) -> OpenedCase:
        """Gives a report back.

        Raises:
            ReadOnlyError, NotYoursError: as :meth:`claim` says.
        """
        if opened.case.claimed_by is None:
            return opened
        if not (officer.role.may_lead and officer.role.may_work):
            self.check(officer, opened.case)
        self._audit.record(unit, officer.chat_key, AuditAction.RELEASED, opened.case.id)
        return self._save(unit, opened, replace(opened.case.stored, claimed_by=None))

    def prioritise(
        self, unit: Unit, officer: Officer, opened: OpenedCase, priority: Priority, today: date
    ) -> OpenedCase:
        """Sets how soon it wants attention; raises what :meth:`claim` raises."""
        opened = self._act(unit, officer, opened, today, replace(opened.case.work, priority=priority.value))
        self._note(unit, officer, AuditAction.PRIORITY_CHANGED, opened, ke=priority.value)
        return opened

    def categorise(
        self, unit: Unit, officer: Officer, opened: OpenedCase, category: Category, today: date
    ) -> OpenedCase:
        """Puts it under another category; raises what :meth:`claim` raises."""
        opened = self._act(unit, officer, opened, today, replace(opened.case.work, category=category.value))
        self._note(unit, officer, AuditAction.CATEGORY_CHANGED, opened, ke=category.value)
        return opened

    def link(
        self, unit: Unit, officer: Officer, opened: OpenedCase, twin: bytes | None, today: date
    ) -> OpenedCase:
        """Notes that it repeats another report (or, with None, that it does not).

        Raises what :meth:`claim` raises.
        """
        work = replace(opened.case.work, twin_of=twin.hex() if twin else "")
        opened = self._act(unit, officer, opened, today, work)
        self._note(unit, officer, AuditAction.LINKED, opened, apa="ditautkan" if twin else "dilepas")
        return opened

    def move(
        self,
        unit: Unit,
        officer: Officer,
        opened: OpenedCase,
        status: Status,
        today: date,
        reason: DecisionReason | None = None,
    ) -> OpenedCase:
        """Moves it to another status; with a reason, the reporter reads that as news.

        Raises:
            StatusError: not from where it stands, or a closed one by somebody who is no lead.
            ReadOnlyError, NotYoursError: as :meth:`claim` says.
        """
        case = opened.case
        if status not in TRANSITIONS[case.status]:
            raise StatusError
        if case.status in CLOSED and not officer.role.may_lead:
            raise StatusError
        opened = self._act(
            unit, officer, opened, today, replace(case.work, reason=reason.value if reason else "")
        )
        unit.write(self._cases.move(case.id, case.status.value, status.value))
        if reason is not None:
            self._say(unit, opened, MessageKind.NEWS, self._reasons[reason], today)
        self._note(unit, officer, AuditAction.STATUS_CHANGED, opened, dari=case.status.value, ke=status.value)
        return replace(opened, case=replace(opened.case, status=status))

    def ask(self, unit: Unit, officer: Officer, opened: OpenedCase, text: str, today: date) -> OpenedCase:
        """Puts a question to the reporter, who finds it at /lacak.

        Raises:
            StatusError: the report is closed.
            ReadOnlyError, NotYoursError: as :meth:`claim` says.
        """
        case = opened.case
        if case.status in CLOSED:
            raise StatusError
        opened = self._act(unit, officer, opened, today)
        if case.status is not Status.QUESTION:
            unit.write(self._cases.move(case.id, case.status.value, Status.QUESTION.value))
        self._say(unit, opened, MessageKind.QUESTION, text, today)
        self._note(unit, officer, AuditAction.ASKED, opened)
        return replace(opened, case=replace(opened.case, status=Status.QUESTION))

    def note(self, unit: Unit, officer: Officer, opened: OpenedCase, text: str, today: date) -> OpenedCase:
        """Adds a note for officers' eyes only; raises what :meth:`claim` raises."""
        if not officer.role.may_work:
            raise ReadOnlyError
        self._say(unit, opened, MessageKind.NOTE, f"{officer.name}: {tidy(text)}", today)
        self._note(unit, officer, AuditAction.NOTED, opened)
        return opened

    def mask(
        self, unit: Unit, officer: Officer, opened: OpenedCase, words: Sequence[str], today: date
    ) -> OpenedCase:
        """Sets the words that are masked in a hand-over; raises what :meth:`claim` raises."""
        kept = tuple(
            dict.fromkeys(squeeze(word) for word in words if squeeze(word))
        )  # all: one left out shows
        opened = self._act(unit, officer, opened, today, replace(opened.case.work, masks=kept))
        self._note(unit, officer, AuditAction.REDACTED, opened, apa="kata")
        return opened

    def blur(
        self,
        unit: Unit,
        officer: Officer,
        opened: OpenedCase,
        evidence_id: bytes,
        cells: Sequence[int],
        today: date,
    ) -> OpenedCase:
        """Sets the cells of a picture that are blurred in a hand-over; raises what :meth:`claim` raises."""
        blurs = {**opened.case.work.blurs, evidence_id.hex(): tuple(sorted(set(cells)))}
        kept = {picture: cells for picture, cells in blurs.items() if cells}
        opened = self._act(unit, officer, opened, today, replace(opened.case.work, blurs=kept))
        self._note(unit, officer, AuditAction.REDACTED, opened, apa="gambar")
        return opened

    def exported(self, unit: Unit, officer: Officer, opened: OpenedCase, today: date) -> OpenedCase:
        """Notes that the hand-over was made; raises what :meth:`claim` raises."""
        opened = self._act(unit, officer, opened, today)
        self._note(unit, officer, AuditAction.EXPORTED, opened)
        return opened

    def _say(self, unit: Unit, opened: OpenedCase, kind: MessageKind, text: str, today: date) -> None:
        for part in in_parts(text):
            stored = self._threads.seal(opened.opened.sealer, kind, part, today)
            unit.write(self._cases.add_message(opened.case.id, stored))

    def _note(
        self, unit: Unit, officer: Officer, action: AuditAction, opened: OpenedCase, **details: Any
    ) -> None:
        self._audit.record(unit, officer.chat_key, action, opened.case.id, details)


def _telling(case: Case) -> str:
    """What tells an event from others."""
    draft = case.draft
    return squeeze(f"{draft.accused} {draft.place} {draft.story}").casefold()[:600]


def _twins(
    case: Case, mine: Sequence[Attachment], others: Sequence[Case], abouts: Mapping[bytes, list[Attachment]]
) -> list[Twin]:
    story = _telling(case)
    found = []
    for other in others:
        same = same_pictures(mine, abouts.get(other.id, [])) if mine else 0
        likeness = round(fuzz.token_set_ratio(story, _telling(other))) if story else 0
        if same or likeness >= ALIKE:
            found.append(Twin(other, same, likeness))
    return sorted(found, key=lambda one: (-one.same_pictures, -one.likeness, one.case.id))[:MOST_TWINS]
