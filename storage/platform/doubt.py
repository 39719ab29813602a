"""Whether a transaction was committed whose answer was lost with the connection.

Every transaction of a running bot leaves a fresh random mark in one row of its own. When the answer to COMMIT
does not come, that row says what became of it: reading it with a lock waits for a transaction that the server
has not ended yet. (PostgreSQL's own pg_xact_status would do without the row, but not after a crash of the
server, which may give the same number to another transaction.) SQLite commits inside this process: no answer
can be lost there, and no mark is written.
"""

from __future__ import annotations

import os

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.platform.engine import Database
from storage.platform.tables import installation

_WRITE = update(installation).where(installation.c.name == bindparam("mark"))
_READ = select(installation.c.value).where(installation.c.name == bindparam("mark")).with_for_update()
_BYTES = 16
LOOK_SECONDS = 10.0
"""Who asks what became of a transaction asks again rather than wait long for one answer."""


class CommitMark:
    """The mark of one bot's transactions. Only one process at a time writes it: who holds the bot's lock."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._name = f"commit of {bot_id}"
        self.is_needed = not database.is_sqlite

    async def prepare(self) -> None:
        """Makes the row."""
        if self.is_needed:
            statement = self._database.upsert(installation, "value")
            async with self._database.write() as connection:
                await connection.execute(statement, {"name": self._name, "value": b""})

    async def write(self, connection: AsyncConnection) -> bytes:
        """Leaves a new mark as a transaction's last change; empty where none is needed."""
        if not self.is_needed:
            return b""
        mark = os.urandom(_BYTES)
        await connection.execute(_WRITE, {"mark": self._name, "value": mark})
        return mark

    async def is_there(self, mark: bytes) -> bool:
        """Whether the transaction that left this mark was committed.

        Raises:
            DatabaseTroubleError: nobody can say yet.
        """
        async with self._database.write(LOOK_SECONDS) as connection:
            found: bytes | None = await connection.scalar(_READ, {"mark": self._name})
        return found == mark
