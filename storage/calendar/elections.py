"""Elections as administrators changed them. Public facts: nothing here is sealed or tied to a bot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.calendar.tables import elections, elections_revision
from storage.platform.engine import Database, dumps, loads
from storage.platform.unit import Write

_ONE = 1


@dataclass(frozen=True, slots=True)
class StoredElection:
    """An election as kept; ``body`` is what the rulebook's model reads."""

    slug: str
    body: dict[str, Any]


class ElectionStore:
    """The elections table, and a revision that tells whether anything changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def revision(self) -> int:
        """Goes up with every change; 0 before the first. One row is read."""
        async with self._database.read() as connection:
            return int(await connection.scalar(select(elections_revision.c.revision)) or 0)

    async def all(self) -> tuple[int, list[StoredElection]]:
        """Revision and all elections, as one consistent view."""
        async with self._database.read() as connection:
            revision = await connection.scalar(select(elections_revision.c.revision))
            rows = await connection.execute(
                select(elections.c.slug, elections.c.body).order_by(elections.c.slug)
            )
            return int(revision or 0), [StoredElection(row.slug, loads(row.body)) for row in rows]

    def save(self, stored: StoredElection, changed_at: int) -> Write:
        """Adds an election, or replaces the one with this slug."""
        body = dumps(stored.body)

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(delete(elections).where(elections.c.slug == stored.slug))
            await connection.execute(
                insert(elections).values(slug=stored.slug, body=body, changed_at=changed_at)
            )
            await _bump(connection)

        return write

    def remove(self, slug: str) -> Write:
        """Removes an election; one that ships with the rulebook is as shipped again."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(delete(elections).where(elections.c.slug == slug))
            await _bump(connection)

        return write


async def _bump(connection: AsyncConnection) -> None:
    changed = await connection.execute(
        update(elections_revision)
        .where(elections_revision.c.id == _ONE)
        .values(revision=elections_revision.c.revision + 1)
    )
    if changed.rowcount == 0:
        await connection.execute(insert(elections_revision).values(id=_ONE, revision=1))
