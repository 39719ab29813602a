"""Traces: which messages a conversation about a report left, in rows that say neither whose nor what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, delete, select

from storage.platform.engine import Database
from storage.platform.tables import traces
from storage.platform.unit import Rows, Write


class TraceStore:
    """Sealed rows of equal size, found by a hash of a key that nobody but a button carries."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._saving = database.upsert(traces, "body", "ended_on")
        self._dropping = delete(traces).where(traces.c.id == bindparam("row"))
        self._loading = select(traces.c.id, traces.c.body).where(
            traces.c.id.in_(bindparam("ids", expanding=True))
        )

    async def load(self, ids: Sequence[bytes]) -> dict[bytes, bytes]:
        """Bodies by row id, of those rows that are there."""
        async with self._database.read() as connection:
            rows = await connection.execute(self._loading, {"ids": list(ids)})
            return {row.id: row.body for row in rows}

    def save(self, row_id: bytes, body: bytes, ended_on: date, of: bytes) -> Write:
        """Writes a row of the conversation ``of`` (a hash), in the place of an earlier one."""
        return Rows((self._saving, {"id": row_id, "body": body, "ended_on": ended_on}), of=of)

    def drop(self, ids: Sequence[bytes], of: bytes) -> Write:
        """Erases rows of a conversation."""
        return Rows(*((self._dropping, {"row": one}) for one in ids), of=of)
