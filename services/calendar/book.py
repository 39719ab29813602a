"""The calendar in use: what ships with the rulebook, overlaid with what administrators wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import ValidationError

from rulebook.elections import Election
from services.calendar.calendar import Calendar
from storage.calendar.elections import ElectionStore, StoredElection
from storage.platform.unit import Unit


class ElectionBook:
    """Keeps a :class:`Calendar` in step with the database.

    :meth:`refresh` reads one number and nothing else while nothing changed, so it may be called before every
    answer and once a second: another process on the same database sees a change as soon.
    """

    def __init__(self, shipped: Sequence[Election], stored: ElectionStore) -> None:
        self._shipped = {one.slug: one for one in shipped}
        self._stored = stored
        self._revision = 0
        self._own: frozenset[str] = frozenset()
        self.calendar = Calendar(sorted(shipped, key=lambda one: (one.starts, one.slug)))
        self.unreadable: tuple[str, ...] = ()
        """Slugs of stored elections that no longer fit the model; they are left out."""

    async def refresh(self) -> Calendar:
        """The calendar as the database has it now."""
        if await self._stored.revision() != self._revision:
            await self._reload()
        return self.calendar

    async def _reload(self) -> None:
        revision, rows = await self._stored.all()
        elections, unreadable = dict(self._shipped), []
        for row in rows:
            try:
                elections[row.slug] = Election.model_validate(row.body)
            except ValidationError:
                unreadable.append(row.slug)
        self._own = frozenset(row.slug for row in rows)
        self.unreadable = tuple(unreadable)
        self._revision = revision
        self.calendar.replace(sorted(elections.values(), key=lambda one: (one.starts, one.slug)))

    def is_own(self, slug: str) -> bool:
        """Whether administrators wrote this election (or changed one that ships)."""
        return slug in self._own

    def is_shipped(self, slug: str) -> bool:
        """Whether the rulebook has an election of this slug."""
        return slug in self._shipped

    def save(self, unit: Unit, election: Election, now: datetime) -> None:
        """Keeps an election; it counts from the next :meth:`refresh` on."""
        stored = StoredElection(election.slug, election.model_dump(mode="json"))
        unit.write(self._stored.save(stored, int(now.timestamp())))

    def remove(self, unit: Unit, slug: str) -> None:
        """Removes what administrators wrote; a shipped election is as shipped again."""
        unit.write(self._stored.remove(slug))
