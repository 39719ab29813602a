"""Two officers together open an untouched original: one asks, another agrees while the first is unlocked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from core.errors import AccessError, ReadOnlyError, ReportError
from core.randomness import Randomness, row_id
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer
from services.reporting.desk import Desk, OpenedCase
from storage.casework import CaseStore, StoredRequest
from storage.unit import Unit


class OriginalStore(Protocol):
    """Keeps originals, sealed, where the reporter agreed."""

    async def kept(self, report_id: bytes, evidence_id: bytes, /) -> bool:
        """Whether there is an original of this piece of evidence."""
        ...

    async def open(
        self, opened: OpenedCase, evidence_id: bytes, approvals: tuple[bytes, bytes], /
    ) -> tuple[bytes, str] | None:
        """The original's bytes and its ending, such as ``jpg``; None where there is none.

        ``approvals`` are the ids of two different officers.
        """
        ...


class NoOriginals:
    """An installation that keeps no originals."""

    async def kept(self, _report_id: bytes, _evidence_id: bytes, /) -> bool:
        """Never."""
        return False

    async def open(
        self, _opened: OpenedCase, _evidence_id: bytes, _approvals: tuple[bytes, bytes], /
    ) -> tuple[bytes, str] | None:
        """Nothing."""
        return None


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to open an original, for the second officer."""

    id: bytes
    report_id: bytes
    evidence_id: bytes
    asked_by: bytes
    approved_by: bytes | None
    expires_at: datetime


class Originals:
    """Requests, approvals, and what follows from both."""

    def __init__(
        self, store: OriginalStore, cases: CaseStore, desk: Desk, randomness: Randomness, audit: AuditHook
    ) -> None:
        self._store = store
        self._cases = cases
        self._desk = desk
        self._randomness = randomness
        self._audit = audit

    async def kept(self, report_id: bytes, evidence_id: bytes) -> bool:
        """Whether there is an original of this piece of evidence."""
        return await self._store.kept(report_id, evidence_id)

    def ask(self, unit: Unit, officer: Officer, opened: OpenedCase, evidence_id: bytes) -> None:
        """Asks for an original. The wish ends with the asker's own lock.

        Raises:
            ReadOnlyError: this role only reads.
        """
        if not officer.role.may_work:
            raise ReadOnlyError
        request = StoredRequest(
            row_id(self._randomness),
            opened.case.id,
            evidence_id,
            officer.id,
            None,
            int(officer.unlocked_until.timestamp()),
        )
        unit.write(self._cases.ask_for_original(request))
        self._audit.record(unit, officer.chat_key, AuditAction.ORIGINAL_REQUESTED, opened.case.id)

    async def waiting_for(self, officer: Officer, now: datetime) -> list[Request]:
        """Wishes of others that this officer may agree to."""
        if not officer.role.may_work:
            return []
        return [
            _request(one)
            for one in await self._cases.requests(int(now.timestamp()))
            if one.asked_by != officer.id
            and one.approved_by is None
            and await self.may_approve(officer, one.report_id)
        ]

    async def may_approve(self, officer: Officer, report_id: bytes) -> bool:
        """Whether an officer may be the second: one who works, and may see the report."""
        if not (officer.role.may_work and officer.confirmed and officer.workplace.known):
            return False
        try:
            await self._desk.open(officer, report_id)
        except ReportError:  # about this officer's own office, or gone
            return False
        return True

    async def approve(self, unit: Unit, officer: Officer, request_id: bytes, now: datetime) -> Request:
        """The second officer agrees.

        Raises:
            AccessError: the wish ran out, is one's own, or was agreed to already.
        """
        waiting = await self.waiting_for(officer, now)
        found = next((one for one in waiting if one.id == request_id), None)
        if found is None:
            raise AccessError("there is no such request to agree to")
        unit.write(self._cases.approve(request_id, officer.id))
        self._audit.record(unit, officer.chat_key, AuditAction.ORIGINAL_APPROVED, found.report_id)
        return found

    async def open(
        self, unit: Unit, officer: Officer, opened: OpenedCase, evidence_id: bytes, now: datetime
    ) -> tuple[bytes, str] | None:
        """The original, for who asked and was agreed to; None where nobody agreed (yet).

        Raises:
            AccessError: asker and approver are the same officer.
        """
        for one in await self._cases.requests(int(now.timestamp())):
            if one.evidence_id != evidence_id or one.asked_by != officer.id or one.approved_by is None:
                continue
            if one.approved_by == officer.id:
                raise AccessError("an original needs two officers")
            original = await self._store.open(opened, evidence_id, (officer.id, one.approved_by))
            self._audit.record(unit, officer.chat_key, AuditAction.ORIGINAL_OPENED, opened.case.id)
            return original
        return None


def _request(stored: StoredRequest) -> Request:
    return Request(
        stored.id,
        stored.report_id,
        stored.evidence_id,
        stored.asked_by,
        stored.approved_by,
        datetime.fromtimestamp(stored.expires_at, UTC),
    )
