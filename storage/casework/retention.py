"""When reports were closed, whether officers were warned of their erasure, and which are held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Write
from storage.reporting.reports import erase_report
from storage.reporting.tables import report_retention, reports

_ADD_CLOSED = text(
    "INSERT INTO report_retention (report_id, closed_on) SELECT id, :today FROM reports "
    "WHERE status NOT IN :open ON CONFLICT DO NOTHING"
).bindparams(bindparam("open", expanding=True), bindparam("today", type_=Date))
_ADD_HELD = text(
    "INSERT INTO report_retention (report_id, held_on) SELECT id, :today FROM reports "
    "WHERE id = :report ON CONFLICT DO NOTHING"
).bindparams(bindparam("today", type_=Date))


@dataclass(frozen=True, slots=True)
class ReportRetention:
    """What is known of a report's keeping."""

    report_id: bytes
    closed_on: date | None
    warned_on: date | None
    held_on: date | None


class RetentionStore:
    """Retention of all reports of the installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def sweep(self, open_statuses: Sequence[str], today: date) -> Write:
        """Notes which reports are closed since today, and which were opened again (they begin anew)."""
        row = report_retention.c
        is_open = select(reports.c.id).where(reports.c.status.in_(open_statuses))

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(_ADD_CLOSED, {"open": list(open_statuses), "today": today})
            await connection.execute(
                update(report_retention)
                .where(row.closed_on.is_(None), row.report_id.not_in(is_open))
                .values(closed_on=today)
            )
            await connection.execute(
                update(report_retention)
                .where(row.closed_on.is_not(None), row.report_id.in_(is_open))
                .values(closed_on=None, warned_on=None)
            )

        return write

    async def to_warn(self, closed_by: date) -> list[bytes]:
        """Reports closed on that day or before that nobody was warned of and nobody holds."""
        row = report_retention.c
        query = select(row.report_id).where(
            row.closed_on <= closed_by, row.warned_on.is_(None), row.held_on.is_(None)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    def warned(self, report_ids: Sequence[bytes], today: date) -> Write:
        """Notes the warning, once: fails when another process gave it meanwhile."""
        row = report_retention.c

        async def write(connection: AsyncConnection) -> None:
            for report_id in report_ids:
                result = await connection.execute(
                    update(report_retention)
                    .where(row.report_id == report_id, row.warned_on.is_(None), row.held_on.is_(None))
                    .values(warned_on=today)
                )
                if result.rowcount != 1:
                    raise StorageError("a report to warn of was held or warned of meanwhile")

        return write

    async def to_erase(self, closed_by: date, warned_by: date, limit: int) -> list[bytes]:
        """Reports whose time is over, warned of in good time, and not held."""
        row = report_retention.c
        query = (
            select(row.report_id)
            .where(row.closed_on <= closed_by, row.warned_on <= warned_by, row.held_on.is_(None))
            .limit(limit)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    def erase(self, report_id: bytes, closed_by: date, warned_by: date) -> Write:
        """Erases a report with everything that refers to it, if it still is due within the transaction."""
        row = report_retention.c

        async def write(connection: AsyncConnection) -> None:
            due = await connection.scalar(
                select(row.report_id)
                .where(
                    row.report_id == report_id,
                    row.closed_on <= closed_by,
                    row.warned_on <= warned_by,
                    row.held_on.is_(None),
                )
                .with_for_update()
            )
            if due is None:
                raise StorageError("a report to erase was held, reopened or erased meanwhile")
            await erase_report(connection, report_id)

        return write

    def hold(self, report_id: bytes, today: date) -> Write:
        """Keeps a report from being erased."""
        row = report_retention.c

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(_ADD_HELD, {"report": report_id, "today": today})
            await connection.execute(
                update(report_retention)
                .where(row.report_id == report_id, row.held_on.is_(None))
                .values(held_on=today)
            )

        return write

    def release(self, report_id: bytes) -> Write:
        """Lifts a hold; officers are warned anew before the report is erased."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(report_retention)
                .where(report_retention.c.report_id == report_id)
                .values(held_on=None, warned_on=None)
            )

        return write

    async def of(self, report_id: bytes) -> ReportRetention | None:
        """One report's keeping; None before it was ever closed or held."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(report_retention).where(report_retention.c.report_id == report_id)
                )
            ).one_or_none()
        return (
            None if row is None else ReportRetention(row.report_id, row.closed_on, row.warned_on, row.held_on)
        )

    async def closed(self, limit: int, offset: int = 0) -> list[ReportRetention]:
        """Closed reports, those closed longest first."""
        query = (
            select(report_retention)
            .where(report_retention.c.closed_on.is_not(None))
            .order_by(report_retention.c.closed_on, report_retention.c.report_id)
            .limit(limit)
            .offset(offset)
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return [ReportRetention(row.report_id, row.closed_on, row.warned_on, row.held_on) for row in rows]
