"""The officers' desk: opens reports with the office's private key, where this process holds it."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import OfficeKeyMissingError, ReportError
from services.reporting.draft import OPEN_STATUSES, Status
from services.reporting.vault import Evidence, OpenReport, Report
from storage.reports import Reports
from storage.unit import Unit

PAGE = 8
"""Reports on one page of the inbox."""


class Desk:
    """Reads and moves reports."""

    def __init__(self, reports: Reports, office_private: bytes | None) -> None:
        self._reports = reports
        self._private = office_private

    @property
    def can_open(self) -> bool:
        """Whether this process holds the office's private key."""
        return self._private is not None

    def _key(self) -> bytes:
        if self._private is None:
            raise OfficeKeyMissingError
        return self._private

    async def inbox(self, statuses: Sequence[Status] = OPEN_STATUSES, limit: int = PAGE) -> list[Report]:
        """Newest reports.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
        """
        key = self._key()
        sealed = await self._reports.newest(limit, [status.value for status in statuses])
        return [OpenReport(one, one.for_office, key).report for one in sealed]

    async def read(self, report_id: bytes) -> tuple[Report, list[Evidence]]:
        """One report with its evidence.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: it is gone.
        """
        key = self._key()
        sealed = await self._reports.by_id(report_id)
        if sealed is None:
            raise ReportError("the report is gone")
        opened = OpenReport(sealed, sealed.for_office, key)
        return opened.report, [opened.evidence(item) for item in await self._reports.evidence(report_id)]

    def move(self, unit: Unit, report_id: bytes, status: Status) -> None:
        """Moves a report to another status."""
        unit.write(self._reports.set_status(report_id, status.value))
