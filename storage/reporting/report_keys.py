"""The wrapped keys of reports: which office key each is sealed to, and their exchange."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, update

from storage.platform.engine import Database
from storage.reporting.tables import report_keys

_UPDATE = (
    update(report_keys)
    .where(report_keys.c.report_id == bindparam("id"), report_keys.c.office_key == bindparam("old"))
    .values(office_key=bindparam("new"), for_office=bindparam("box"))
)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A report's key, sealed to the office."""

    report_id: bytes
    for_office: bytes


class ReportKeys:
    """All wrapped keys of the installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self) -> dict[str, int]:
        """How many reports are sealed to which office key, by fingerprint."""
        query = select(report_keys.c.office_key, func.count()).group_by(report_keys.c.office_key)
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    async def page(self, office_key: str, after: bytes, limit: int) -> list[WrappedKey]:
        """Keys sealed to an office key, in the order of report ids, behind the id ``after``."""
        query = (
            select(report_keys.c.report_id, report_keys.c.for_office)
            .where(report_keys.c.office_key == office_key, report_keys.c.report_id > after)
            .order_by(report_keys.c.report_id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [WrappedKey(row.report_id, row.for_office) for row in await connection.execute(query)]

    async def exchange(self, keys: Sequence[WrappedKey], *, old: str, new: str) -> None:
        """Puts newly sealed keys in the place of the old ones, in one transaction."""
        if not keys:
            return
        rows = [{"id": key.report_id, "old": old, "new": new, "box": key.for_office} for key in keys]
        async with self._database.write() as connection:
            await connection.execute(_UPDATE, rows)
