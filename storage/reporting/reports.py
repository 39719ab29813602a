"""Reports as stored: sealed bodies, and the wrapped keys in a table of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.access.tables import original_requests
from storage.platform.engine import Database
from storage.platform.unit import Write
from storage.reporting.tables import (
    report_heirlooms,
    report_keys,
    report_messages,
    report_notices,
    report_retention,
    report_work,
    reports,
)

AT_ONCE = 500
"""Look-ups of one query: SQLite takes 32,766 values, older ones 999."""
_OF_KEYS = {"report_id": "id"}
"""What the table of keys calls a report's id."""
_BELONGING = (
    report_keys,
    report_heirlooms,
    report_work,
    report_messages,
    report_notices,
    report_retention,
    original_requests,
)


async def erase_report(connection: AsyncConnection, report_id: bytes) -> None:
    """Erases a report and everything that refers to it."""
    for table in _BELONGING:
        await connection.execute(delete(table).where(table.c.report_id == report_id))
    await connection.execute(delete(reports).where(reports.c.id == report_id))


@dataclass(frozen=True, slots=True)
class SealedReport:
    """A report as it lies on disk. Nothing in it points to a person or tells an hour."""

    id: bytes
    lookup: bytes
    status: str
    received_on: date
    body: bytes
    office_key: str
    for_office: bytes
    for_code: bytes


class Reports:
    """All reports of the installation, of whatever bot took them in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *new: SealedReport) -> Write:
        """Stores reports once: a second try with the same look-up id changes nothing."""
        by_lookup = {one.lookup: one for one in reversed(new)}

        async def write(connection: AsyncConnection) -> None:
            known: set[bytes] = set()
            lookups = list(by_lookup)
            for at in range(0, len(lookups), AT_ONCE):
                there = select(reports.c.lookup).where(reports.c.lookup.in_(lookups[at : at + AT_ONCE]))
                known.update((await connection.execute(there)).scalars())
            unknown = [one for lookup, one in by_lookup.items() if lookup not in known]
            for table in (reports, report_keys):
                names = [column.name for column in table.columns]
                rows = [{name: getattr(one, _OF_KEYS.get(name, name)) for name in names} for one in unknown]
                if rows:
                    await connection.execute(insert(table), rows)

        return write

    async def by_lookup(self, lookup: bytes) -> SealedReport | None:
        """The report a code leads to."""
        return next(iter(await self._select(reports.c.lookup == lookup, 1)), None)

    async def by_id(self, report_id: bytes) -> SealedReport | None:
        """One report."""
        return next(iter(await self._select(reports.c.id == report_id, 1)), None)

    async def by_ids(self, report_ids: Sequence[bytes]) -> list[SealedReport]:
        """Some reports."""
        return await self._select(reports.c.id.in_(report_ids), len(report_ids))

    async def newest(self, limit: int, statuses: Sequence[str]) -> list[SealedReport]:
        """Newest days first; within a day the order tells nothing."""
        return await self._select(reports.c.status.in_(statuses), limit)

    async def _select(self, condition: object, limit: int) -> list[SealedReport]:
        query = (
            select(reports, report_keys.c.office_key, report_keys.c.for_office, report_keys.c.for_code)
            .join(report_keys, report_keys.c.report_id == reports.c.id)
            .where(condition)  # type: ignore[arg-type] # a column expression
            .order_by(reports.c.received_on.desc(), reports.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [_sealed(row) for row in await connection.execute(query)]

    async def page_in(self, connection: AsyncConnection, after: bytes, limit: int) -> list[SealedReport]:
        """Reports behind an id, in the order of their ids, as a transaction sees them."""
        query = (
            select(reports, report_keys.c.office_key, report_keys.c.for_office, report_keys.c.for_code)
            .join(report_keys, report_keys.c.report_id == reports.c.id)
            .where(reports.c.id > after)
            .order_by(reports.c.id)
            .limit(limit)
        )
        return [_sealed(row) for row in await connection.execute(query)]

    def rewrite(self, bodies: Mapping[bytes, bytes]) -> Write:
        """Puts newly sealed bodies in the place of the old ones."""

        async def write(connection: AsyncConnection) -> None:
            for report_id in sorted(bodies):
                await connection.execute(
                    update(reports).where(reports.c.id == report_id).values(body=bodies[report_id])
                )

        return write

    def set_status(self, report_id: bytes, status: str) -> Write:
        """Moves a report to another status."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(update(reports).where(reports.c.id == report_id).values(status=status))

        return write

    def erase(self, report_id: bytes) -> Write:
        """Erases a report with everything that refers to it; its slots are for whoever can open it."""

        async def write(connection: AsyncConnection) -> None:
            await erase_report(connection, report_id)

        return write


def _sealed(row: Any) -> SealedReport:
    return SealedReport(
        row.id,
        row.lookup,
        row.status,
        row.received_on,
        row.body,
        row.office_key,
        row.for_office,
        row.for_code,
    )
