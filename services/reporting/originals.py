"""Originals: untouched files, kept only if the reporter agreed, and opened by two officers together.

An original is sealed on arrival with a key of its own, which lies in the report's own seal once it is sent:
erasing the report's key erases the original too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.errors import ReportError
from services.reporting.draft import Original
from services.reporting.errors import OfficeKeyMissingError, SecondOfficerMissingError
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import OpenReport
from storage.reporting.reports import Reports

APPROVALS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class AboutOriginal:
    """What is known of an original without opening it."""

    position: int
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """An untouched file. It holds whatever the reporter's phone wrote into it."""

    about: AboutOriginal
    content: bytes = field(repr=False)


class OriginalsService:
    """The officers' side: sees to it that two different officers approved.

    Who they are, and that both are unlocked, is for the caller to see to.
    """

    def __init__(self, pieces: Pieces, reports: Reports, office_private: bytes | None) -> None:
        self._pieces = pieces
        self._reports = reports
        self._private = office_private

    async def listing(self, report_id: bytes) -> list[AboutOriginal]:
        """What originals a report has. ``position`` is that of the cleaned picture it belongs to.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: the report is gone.
        """
        return [_about(position, one) for position, one in (await self._all(report_id)).items()]

    async def open(self, report_id: bytes, position: int, approvals: Sequence[bytes]) -> OriginalFile:
        """One original, if two different officers approved.

        Args:
            report_id: The report.
            position: As :meth:`listing` names it.
            approvals: Pseudonyms (actor keys) of the officers who approved.

        Raises:
            SecondOfficerMissingError: fewer than two different officers approved; nothing was read.
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: the report or the original is gone.
        """
        if len({bytes(one) for one in approvals if one}) < APPROVALS_NEEDED:
            raise SecondOfficerMissingError
        found = (await self._all(report_id)).get(position)
        if found is None:
            raise ReportError("the original is gone")
        return OriginalFile(_about(position, found), await self._pieces.original(found))

    async def _all(self, report_id: bytes) -> dict[int, Original]:
        if self._private is None:
            raise OfficeKeyMissingError
        sealed = await self._reports.by_id(report_id)
        if sealed is None:
            raise ReportError("the report is gone")
        pictures = OpenReport(sealed, sealed.for_office, self._private).report.draft.attachments
        return {position: one.original for position, one in enumerate(pictures) if one.original}


def _about(position: int, original: Original) -> AboutOriginal:
    return AboutOriginal(position, original.kind, original.size, original.sha256)
