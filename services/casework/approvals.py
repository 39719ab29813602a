"""Two officers together open an untouched original: one asks, another agrees while the first is unlocked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from core.errors import ReportError
from core.randomness import Randomness, row_id
from services.access.audit_hook import AuditAction, AuditHook
from services.access.officers import Officer, Officers
from services.casework.case_service import CaseService, OpenedCase
from services.casework.errors import ReadOnlyError
from storage.access.errors import AccessError
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore, StoredRequest


class KnownOriginal(Protocol):
    """What is known of an original without opening it."""

    @property
    def position(self) -> int:
        """Place of the cleaned picture it belongs to."""
        ...

    @property
    def kind(self) -> str:
        """What kind of file it is, such as ``jpeg``."""
        ...


class OpenedOriginal(Protocol):
    """An original, opened."""

    @property
    def about(self) -> KnownOriginal:
        """What is known of it."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes, untouched."""
        ...


class OriginalStore(Protocol):
    """Keeps originals, sealed, where the reporter agreed."""

    async def listing(self, report_id: bytes, /) -> Sequence[KnownOriginal]:
        """What originals a report has."""
        ...

    async def open(self, report_id: bytes, position: int, approvals: Sequence[bytes], /) -> OpenedOriginal:
        """One original; ``approvals`` are the keys of two different officers."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """A wish to open an original, for the second officer."""

    id: bytes
    report_id: bytes
    evidence_id: bytes
    asked_by: bytes
    approved_by: bytes | None
    expires_at: datetime


class Approvals:
    """Requests, approvals, and what follows from both."""

    def __init__(
        self,
        store: OriginalStore,
        cases: CaseStore,
        case_service: CaseService,
        officers: Officers,
        randomness: Randomness,
        audit: AuditHook,
    ) -> None:
        self._store = store
        self._officers = officers
        self._cases = cases
        self._case_service = case_service
        self._randomness = randomness
        self._audit = audit

    async def kept(self, report_id: bytes, position: int) -> bool:
        """Whether there is an original of the piece of evidence at this place."""
        return any(one.position == position for one in await self._store.listing(report_id))

    def ask(self, unit: Unit, officer: Officer, opened: OpenedCase, evidence_id: bytes) -> None:
        """Asks for an original. The wish ends with the asker's own lock, whether that runs out or is closed.

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
            await self._case_service.open(officer, report_id)
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
        self, unit: Unit, officer: Officer, opened: OpenedCase, place: int, now: datetime
    ) -> OpenedOriginal | None:
        """The original, for who asked and was agreed to; None where nobody agreed (yet).

        Raises:
            ReadOnlyError: who asked only reads by now.
            AccessError: the one who agreed is no officer any more, may not agree to it any more (another
                role, another workplace), or is the one who asked.
            ReportError: there is no such original.
        """
        head = opened.heads[place]
        for one in await self._cases.requests(int(now.timestamp())):
            if one.evidence_id != head.id or one.asked_by != officer.id or one.approved_by is None:
                continue
            if not officer.role.may_work:
                raise ReadOnlyError
            second = next(
                (other for other in await self._officers.all() if other.id == one.approved_by), None
            )
            if second is None or not second.confirmed or second.id == officer.id:
                raise AccessError("an original needs two officers")
            if not await self.may_approve(second, opened.case.id):
                raise AccessError("the one who agreed may not do so any more")
            keys = (officer.chat_key, second.chat_key)
            original = await self._store.open(opened.case.id, head.position, keys)
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
