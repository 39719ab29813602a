"""People who asked to be reminded, and the ledger of what each was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.engine import Database
from storage.schema import reminders_sent, subscribers
from storage.unit import Write


@dataclass(frozen=True, slots=True)
class StoredSubscriber:
    """A subscriber as kept; the chat id is opened only to send."""

    id: bytes
    chat_id: int
    role: str
    province: str
    time_zone: str
    active: bool
    since: date


class Subscribers:
    """Subscribers of one bot."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._keyring = keyring
        self._sealer = keyring.sealer("subscribers")
        self._bot_id = bot_id

    def _seal(self, chat_id: int, row: bytes) -> bytes:
        raw = chat_id.to_bytes(8, "big", signed=True)
        return self._sealer.seal(raw, table="subscribers", column="chat", row=row)

    def _open(self, sealed: bytes, row: bytes) -> int:
        raw = self._sealer.open(sealed, table="subscribers", column="chat", row=row)
        return int.from_bytes(raw, "big", signed=True)

    def open_chat(self, sealed: bytes, row: bytes) -> int:
        """The chat id of a sealed cell of this table."""
        return self._open(sealed, row)

    def move(self, row: bytes, chat_id: int) -> Write:
        """The chat got a new id (a group became a supergroup). Where that one is known already, the old
        subscriber falls silent."""
        chat_key = self._keyring.chat_key(chat_id)
        mine = subscribers.c.id == row

        async def write(connection: AsyncConnection) -> None:
            taken = await connection.scalar(
                select(subscribers.c.id).where(
                    subscribers.c.bot_id == self._bot_id, subscribers.c.chat_key == chat_key
                )
            )
            values: dict[str, object] = {"active": False}
            if taken is None:
                values = {"chat_key": chat_key, "chat": self._seal(chat_id, row)}
            await connection.execute(update(subscribers).where(mine).values(values))

        return write

    async def of_chat(self, chat_key: bytes) -> StoredSubscriber | None:
        """The subscriber of a chat."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(subscribers).where(
                        subscribers.c.bot_id == self._bot_id, subscribers.c.chat_key == chat_key
                    )
                )
            ).one_or_none()
        if row is None:
            return None
        return StoredSubscriber(
            row.id,
            self._open(row.chat, row.id),
            row.role,
            row.province,
            row.time_zone,
            row.active,
            row.since,
        )

    def save(self, subscriber: StoredSubscriber) -> Write:
        """Adds the chat's subscriber, or changes it; its id and ledger stay."""
        chat_key = self._keyring.chat_key(subscriber.chat_id)
        values = {
            "role": subscriber.role,
            "province": subscriber.province,
            "time_zone": subscriber.time_zone,
            "active": subscriber.active,
            "since": subscriber.since,
        }
        mine = (subscribers.c.bot_id == self._bot_id) & (subscribers.c.chat_key == chat_key)

        async def write(connection: AsyncConnection) -> None:
            result = await connection.execute(update(subscribers).where(mine).values(values))
            if result.rowcount == 0:
                await connection.execute(
                    insert(subscribers).values(
                        id=subscriber.id,
                        bot_id=self._bot_id,
                        chat_key=chat_key,
                        chat=self._seal(subscriber.chat_id, subscriber.id),
                        **values,
                    )
                )

        return write

    def set_active(self, chat_key: bytes, *, active: bool) -> Write:
        """Pauses or resumes a chat's reminders; without a subscriber nothing happens."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(subscribers)
                .where(subscribers.c.bot_id == self._bot_id, subscribers.c.chat_key == chat_key)
                .values(active=active)
            )

        return write

    def remove(self, chat_key: bytes) -> Write:
        """Erases a chat's subscriber with its ledger."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(subscribers).where(
                    subscribers.c.bot_id == self._bot_id, subscribers.c.chat_key == chat_key
                )
            )

        return write

    async def time_zones(self) -> list[str]:
        """Time zones somebody active lives in."""
        query = (
            select(subscribers.c.time_zone)
            .distinct()
            .where(subscribers.c.bot_id == self._bot_id, subscribers.c.active.is_(True))
        )
        async with self._database.read() as connection:
            return sorted((await connection.execute(query)).scalars())

    async def without(
        self, reminder: str, *, time_zone: str, day: date, provinces: Sequence[str], limit: int
    ) -> list[StoredSubscriber]:
        """Active subscribers of a zone, there since ``day``, whose ledger lacks the reminder."""
        noted = exists().where(
            reminders_sent.c.subscriber_id == subscribers.c.id, reminders_sent.c.reminder == reminder
        )
        query = select(subscribers).where(
            subscribers.c.bot_id == self._bot_id,
            subscribers.c.active.is_(True),
            subscribers.c.time_zone == time_zone,
            subscribers.c.since <= day,
            ~noted,
        )
        if provinces:
            query = query.where(subscribers.c.province.in_(provinces))
        async with self._database.read() as connection:
            rows = await connection.execute(query.limit(limit))
            return [
                StoredSubscriber(
                    row.id,
                    self._open(row.chat, row.id),
                    row.role,
                    row.province,
                    row.time_zone,
                    row.active,
                    row.since,
                )
                for row in rows
            ]

    def note(self, subscriber_ids: Sequence[bytes], reminder: str, outcome: str, day: date) -> Write:
        """Writes down what became of a reminder; a second note of the same is refused by the key."""
        rows = [
            {"subscriber_id": one, "reminder": reminder, "outcome": outcome, "noted_on": day}
            for one in subscriber_ids
        ]

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(insert(reminders_sent), rows)

        return write
