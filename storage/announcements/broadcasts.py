"""Announcements: what was composed, where it stands, and the counters beside it. The ledger is next door."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.announcements.tables import broadcast_counts, broadcasts
from storage.calendar.places import PLACES, PlaceSealer
from storage.calendar.tables import subscribers
from storage.platform.broadcast_states import SETTLED, CampaignState
from storage.platform.engine import Database, dumps, loads
from storage.platform.errors import StorageError
from storage.platform.unit import Write

AudienceFilter = Mapping[str, Sequence[str]]
"""Column of ``subscribers`` to the values wanted; an empty sequence means all."""


@dataclass(frozen=True, slots=True)
class StoredCampaign:
    """A campaign as kept; times are seconds since 1970."""

    id: str
    state: str
    body: dict[str, Any]
    author_key: bytes
    approver_key: bytes | None
    needs_approval: bool
    created_at: int
    start_at: int | None
    expires_at: int | None
    started_at: int | None
    finished_at: int | None
    rate: float | None
    total: int
    cursor: bytes | None
    rate_now: float
    halt: str | None
    aftermath: str | None
    aftermath_body: dict[str, Any] | None
    aftermath_cursor: bytes | None
    aftermath_done: bool


def audience_condition(bot_id: int, places: PlaceSealer, wanted: AudienceFilter) -> ColumnElement[bool]:
    """Who is meant, as SQL.

    Raises:
        StorageError: subscribers have no such column.
    """
    conditions = [subscribers.c.bot_id == bot_id, subscribers.c.active.is_(True)]
    for name, values in wanted.items():
        if not values:
            continue
        if name in PLACES:
            conditions.append(
                subscribers.columns[f"{name}_key"].in_([places.key(name, value) for value in values])
            )
        elif name in ("role", "province"):
            conditions.append(subscribers.columns[name].in_(values))
        else:
            raise StorageError(f"subscribers can't be chosen by {name!r}")
    return and_(*conditions)


class Broadcasts:
    """Campaigns of one bot."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._places = PlaceSealer(keyring)
        self._sealer = keyring.sealer("broadcasts")
        self._bot_id = bot_id

    def _seal(self, value: object, column: str, campaign: str) -> bytes:
        return self._sealer.seal(dumps(value), table="broadcasts", column=column, row=campaign.encode())

    def _open(self, sealed: bytes, column: str, campaign: str) -> dict[str, Any]:
        raw = self._sealer.open(sealed, table="broadcasts", column=column, row=campaign.encode())
        return dict(loads(raw))

    def _stored(self, row: Row[Any]) -> StoredCampaign:
        values = {name: getattr(row, name) for name in StoredCampaign.__slots__}
        values["body"] = self._open(row.body, "body", row.id)
        if row.aftermath_body is not None:
            values["aftermath_body"] = self._open(row.aftermath_body, "aftermath_body", row.id)
        return StoredCampaign(**values)

    # --- reading ---

    async def get(self, campaign: str) -> StoredCampaign | None:
        """One campaign of this bot."""
        query = select(broadcasts).where(broadcasts.c.bot_id == self._bot_id, broadcasts.c.id == campaign)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return self._stored(row) if row else None

    async def recent(self, limit: int) -> list[StoredCampaign]:
        """The newest campaigns, newest first."""
        query = (
            select(broadcasts)
            .where(broadcasts.c.bot_id == self._bot_id)
            .order_by(broadcasts.c.created_at.desc(), broadcasts.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [self._stored(row) for row in await connection.execute(query)]

    async def counts(self, campaign: str) -> dict[str, int]:
        """Number of recipients by outcome, as the ledger's transactions left it."""
        query = select(broadcast_counts.c.outcome, broadcast_counts.c.number).where(
            broadcast_counts.c.campaign == campaign
        )
        async with self._database.read() as connection:
            return {row.outcome: row.number for row in await connection.execute(query)}

    async def audience_size(self, wanted: AudienceFilter) -> int:
        """How many active subscribers are meant, now."""
        query = (
            select(func.count())
            .select_from(subscribers)
            .where(audience_condition(self._bot_id, self._places, wanted))
        )
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def due(self, now: int) -> list[str]:
        """Campaigns the engine has work with, the shortest first, so that an urgent word to a few does not
        wait days behind one to everybody. Retractions and changes come before anything else."""
        due = or_(
            broadcasts.c.state == CampaignState.RUNNING.value,
            and_(broadcasts.c.state == CampaignState.SCHEDULED.value, broadcasts.c.start_at <= now),
            and_(broadcasts.c.aftermath.is_not(None), broadcasts.c.aftermath_done.is_(False)),
        )
        settled = (
            select(func.coalesce(func.sum(broadcast_counts.c.number), 0))
            .where(
                broadcast_counts.c.campaign == broadcasts.c.id,
                or_(*(broadcast_counts.c.outcome.startswith(one.value) for one in SETTLED)),
            )
            .scalar_subquery()
        )
        query = (
            select(broadcasts.c.id)
            .where(broadcasts.c.bot_id == self._bot_id, due)
            .order_by(
                and_(broadcasts.c.aftermath.is_not(None), broadcasts.c.aftermath_done.is_(False)).desc(),
                broadcasts.c.total - settled,
                broadcasts.c.id,
            )
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    async def forgettable(self, before: int) -> list[str]:
        """Campaigns that ended before a moment."""
        query = select(broadcasts.c.id).where(
            broadcasts.c.bot_id == self._bot_id, broadcasts.c.finished_at < before
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())

    # --- changing ---

    def create(
        self,
        campaign: str,
        body: Mapping[str, Any],
        author_key: bytes,
        created_at: int,
        *,
        needs_approval: bool,
        start_at: int | None,
        expires_at: int | None,
        rate: float | None,
    ) -> Write:
        """Keeps a new campaign as a draft."""
        values = {
            "id": campaign,
            "bot_id": self._bot_id,
            "state": CampaignState.DRAFT.value,
            "body": self._seal(body, "body", campaign),
            "author_key": author_key,
            "needs_approval": needs_approval,
            "created_at": created_at,
            "start_at": start_at,
            "expires_at": expires_at,
            "rate": rate,
        }

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(insert(broadcasts).values(values))

        return write

    def change(self, campaign: str, states: Collection[str], **values: Any) -> Write:
        """Changes a campaign if it still stands in one of the states; else nothing happens."""
        if "aftermath_body" in values and values["aftermath_body"] is not None:
            values["aftermath_body"] = self._seal(values["aftermath_body"], "aftermath_body", campaign)

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(broadcasts)
                .where(
                    broadcasts.c.bot_id == self._bot_id,
                    broadcasts.c.id == campaign,
                    broadcasts.c.state.in_(states),
                )
                .values(values)
            )

        return write

    def forget_aftermath_counts(self, campaign: str, outcomes: Collection[str]) -> Write:
        """Another retraction or change begins: it counts from nought."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(broadcast_counts).where(
                    broadcast_counts.c.campaign == campaign, broadcast_counts.c.outcome.in_(outcomes)
                )
            )

        return write
