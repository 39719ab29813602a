"""Where pictures of reports from before the pool lie, until a process with the office's key takes it over.

Such reports name no slots in their sealed bodies, and whoever moved their contents into the pool could not
open them. So a list for each of them is kept here, sealed under the data key.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import CellSealer, Keyring
from storage.platform.engine import Database, loads
from storage.platform.unit import Write
from storage.reporting.tables import report_heirlooms

PURPOSE: Final = "heirlooms"


class Heirlooms:
    """The lists, by report."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer: CellSealer = keyring.sealer(PURPOSE)

    def _open(self, report_id: bytes, body: bytes) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = loads(
            self._sealer.open(body, table="report_heirlooms", column="body", row=report_id)
        )
        return found

    async def count(self, report_id: bytes) -> int:
        """How many pictures a report has that its body does not name."""
        query = select(report_heirlooms.c.body).where(report_heirlooms.c.report_id == report_id)
        async with self._database.read() as connection:
            body = await connection.scalar(query)
        return 0 if body is None else len(self._open(report_id, body))

    async def page(self, after: bytes, limit: int) -> dict[bytes, list[dict[str, Any]]]:
        """Some lists behind a report's id: of each picture ``id`` (hex), ``about`` (sealed with the report's
        key, base64), ``slots``, ``sealed`` (bytes there), and as ``original`` the same of its original."""
        behind = select(report_heirlooms).where(report_heirlooms.c.report_id > after)
        query = behind.order_by(report_heirlooms.c.report_id).limit(limit)
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {row.report_id: self._open(row.report_id, row.body) for row in rows}

    async def slots(self, connection: AsyncConnection) -> set[int]:
        """All slots named here, as a transaction sees them."""
        found: set[int] = set()
        for row in await connection.execute(select(report_heirlooms)):
            for one in self._open(row.report_id, row.body):
                found.update(one["slots"], (one["original"] or {"slots": ()})["slots"])
        return found

    def forget(self, report_ids: Collection[bytes]) -> Write:
        """Drops the lists of reports whose bodies name the slots now."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(report_heirlooms).where(report_heirlooms.c.report_id.in_(list(report_ids)))
            )

        return write
