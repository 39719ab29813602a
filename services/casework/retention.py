"""Erasure of closed reports: a while after closing, after a warning, unless an officer holds them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.access.audit import SYSTEM, AuditAction, AuditLog
from services.reporting.draft import OPEN_STATUSES
from storage.casework.retention import RetentionStore
from storage.platform.backup_note import BackupNote
from storage.platform.unit import Unit, Write

WARNING_DAYS = 14
"""Days between the warning and the erasure, at the least."""
AT_ONCE = 100
"""Reports erased in one ring of the job; the rest waits for the next."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Reports that will be erased, and the first day on which that may happen."""

    report_ids: tuple[bytes, ...]
    erased_from: date


@dataclass(frozen=True, slots=True)
class ClosedReport:
    """A closed report and its end."""

    report_id: bytes
    closed_on: date
    erased_from: date | None
    """None while it is held."""

    @property
    def held(self) -> bool:
        """Whether an officer keeps it from being erased."""
        return self.erased_from is None


class RetentionService:
    """Decides what is due. Days are days of the agency's time zone."""

    def __init__(self, store: RetentionStore, note: BackupNote, audit: AuditLog, days: int) -> None:
        self._store = store
        self._note = note
        self._audit = audit
        self.days = days
        self._lead = timedelta(days=min(WARNING_DAYS, days))
        self._keep = timedelta(days=days)

    def sweep(self, unit: Unit, today: date) -> None:
        """Notes what was closed or opened again since the last sweep."""
        unit.write(self._store.sweep([status.value for status in OPEN_STATUSES], today))

    async def announcement(self, today: date, patience: timedelta = timedelta()) -> Announcement | None:
        """Reports officers have to be warned of now; ``patience`` leaves others the first go."""
        due = await self._store.to_warn(today - self._keep + self._lead - patience)
        return Announcement(tuple(due), today + self._lead) if due else None

    def announced(self, unit: Unit, announcement: Announcement, today: date) -> None:
        """Notes the warning. The unit fails if another process gave it meanwhile."""
        unit.write(self._store.warned(announcement.report_ids, today))
        count = str(len(announcement.report_ids))
        self._audit.record(unit, SYSTEM, AuditAction.ERASURE_ANNOUNCED, details={"jumlah": count})

    async def due(self, today: date) -> list[bytes]:
        """Reports to be erased now."""
        return await self._store.to_erase(today - self._keep, today - self._lead, AT_ONCE)

    def erase(self, unit: Unit, report_id: bytes, today: date, contents: Write | None = None) -> None:
        """Erases a report: its rows, its keys, and (by the note) its key in backups.

        ``contents`` overwrites its pictures, which only who can open the report finds. Without it nothing
        opens them any more, and the sweep of a process with the office's key overwrites them.

        The unit fails if the report was held meanwhile.
        """
        unit.write(self._store.erase(report_id, today - self._keep, today - self._lead))
        if contents is not None:
            unit.write(contents)
        unit.closing.append(self._note.outdate())
        unit.truncate_log = True
        self._audit.record(unit, SYSTEM, AuditAction.ERASED, report_id)

    async def closed(self, today: date, limit: int, offset: int = 0) -> list[ClosedReport]:
        """Closed reports, the next to be erased first."""
        kept = await self._store.closed(limit, offset)
        return [
            ClosedReport(
                one.report_id,
                one.closed_on or today,
                None if one.held_on else self._end(one.closed_on or today, one.warned_on or today),
            )
            for one in kept
        ]

    def _end(self, closed_on: date, warned_on: date) -> date:
        return max(closed_on + self._keep, warned_on + self._lead)

    def toggled(self, closed: ClosedReport, today: date) -> ClosedReport:
        """The report as it stands once a hold just set, or just lifted, is on disk."""
        end = self._end(closed.closed_on, today) if closed.held else None
        return ClosedReport(closed.report_id, closed.closed_on, end)

    async def is_held(self, report_id: bytes) -> bool:
        """Whether an officer keeps the report from being erased."""
        kept = await self._store.of(report_id)
        return kept is not None and kept.held_on is not None

    def hold(self, unit: Unit, actor_key: bytes, report_id: bytes, today: date) -> None:
        """Keeps a report (open or closed) from being erased until the hold is lifted."""
        unit.write(self._store.hold(report_id, today))
        self._audit.record(unit, actor_key, AuditAction.HELD, report_id)

    def release(self, unit: Unit, actor_key: bytes, report_id: bytes) -> None:
        """Lifts a hold; before the report is erased officers are warned anew."""
        unit.write(self._store.release(report_id))
        self._audit.record(unit, actor_key, AuditAction.HOLD_LIFTED, report_id)
