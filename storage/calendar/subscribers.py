"""People who asked to be reminded, and the ledger of what each was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.calendar.places import PLACES, PlaceSealer
from storage.calendar.tables import reminders_closed, reminders_sent, subscribers
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.unit import Write

_CHANGEABLE = ("role", "province", "time_zone", "district_key", "agency_key", "places", "active", "since")
_CHANGE = (
    update(subscribers)
    .where(subscribers.c.bot_id == bindparam("b"), subscribers.c.chat_key == bindparam("k"))
    .values({name: bindparam(f"new_{name}") for name in _CHANGEABLE})
)
_FORGET_NOTE = delete(reminders_sent).where(
    reminders_sent.c.subscriber_id == bindparam("s"), reminders_sent.c.reminder == bindparam("r")
)


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
    district: str = ""
    agency: str = ""


def pseudonym_of(keyring: Keyring, chat_key: bytes) -> bytes:
    """The key (16 bytes) under which this table knows a chat: another than every other table's, so that a
    stolen database does not tie a conversation to the agency and district of a subscriber."""
    return keyring.digest("subscribers", chat_key)


class Subscribers:
    """Subscribers of one bot. Chats are asked for by their ``chat_key`` and stored under a pseudonym."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._keyring = keyring
        self._sealer = keyring.sealer("subscribers")
        self._places = PlaceSealer(keyring)
        self._bot_id = bot_id

    def _pseudonym(self, chat_key: bytes) -> bytes:
        return pseudonym_of(self._keyring, chat_key)

    def _pseudonym_of_id(self, chat_id: int) -> bytes:
        return self._pseudonym(self._keyring.chat_key(chat_id))

    def _has(self, pseudonym: bytes) -> ColumnElement[bool]:
        return and_(subscribers.c.bot_id == self._bot_id, subscribers.c.chat_key == pseudonym)

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
        pseudonym = self._pseudonym_of_id(chat_id)
        mine = subscribers.c.id == row

        async def write(connection: AsyncConnection) -> None:
            taken = await connection.scalar(select(subscribers.c.id).where(self._has(pseudonym)))
            values: dict[str, object] = {"active": False}
            if taken is None:
                values = {"chat_key": pseudonym, "chat": self._seal(chat_id, row)}
            await connection.execute(update(subscribers).where(mine).values(values))

        return write

    async def of_chat(self, chat_key: bytes) -> StoredSubscriber | None:
        """The subscriber of a chat."""
        async with self._database.read() as connection:
            found = await connection.execute(select(subscribers).where(self._has(self._pseudonym(chat_key))))
            row = found.one_or_none()
        return None if row is None else self._stored(row)

    def _stored(self, row: Row[Any]) -> StoredSubscriber:
        return StoredSubscriber(
            row.id,
            self._open(row.chat, row.id),
            row.role,
            row.province,
            row.time_zone,
            row.active,
            row.since,
            *self._places.open(row.places, row.id),
        )

    def save(self, subscriber: StoredSubscriber) -> Write:
        """Adds the chat's subscriber, or changes it; its id and ledger stay."""
        pseudonym = self._pseudonym_of_id(subscriber.chat_id)
        values = {
            "role": subscriber.role,
            "province": subscriber.province,
            "time_zone": subscriber.time_zone,
            "active": subscriber.active,
            "since": subscriber.since,
        }
        mine = self._has(pseudonym)

        async def write(connection: AsyncConnection) -> None:
            known = await connection.scalar(select(subscribers.c.id).where(mine))
            row = subscriber.id if known is None else known
            sealed = self._places.seal(subscriber.district, subscriber.agency, row).as_row()
            if known is not None:
                await connection.execute(update(subscribers).where(mine).values(values | sealed))
                return
            await connection.execute(
                insert(subscribers).values(
                    id=row,
                    bot_id=self._bot_id,
                    chat_key=pseudonym,
                    chat=self._seal(subscriber.chat_id, row),
                    **values,
                    **sealed,
                )
            )

        return write

    def save_many(self, many: Sequence[StoredSubscriber]) -> Write:
        """:meth:`save` for many chats at once, each standing once in ``many``."""
        rows = [
            {
                "id": one.id,
                "bot_id": self._bot_id,
                "chat_key": self._pseudonym_of_id(one.chat_id),
                "chat": self._seal(one.chat_id, one.id),
                "role": one.role,
                "province": one.province,
                "time_zone": one.time_zone,
                "active": one.active,
                "since": one.since,
            }
            for one in many
        ]
        named = [(one.district, one.agency) for one in many]

        async def write(connection: AsyncConnection) -> None:
            known_already = select(subscribers.c.chat_key, subscribers.c.id).where(
                subscribers.c.bot_id == self._bot_id,
                subscribers.c.chat_key.in_([row["chat_key"] for row in rows]),
            )
            known = {row.chat_key: row.id for row in await connection.execute(known_already)}
            whole = [
                {**row, **self._places.seal(*places, known.get(row["chat_key"], row["id"])).as_row()}
                for row, places in zip(rows, named, strict=True)
            ]
            fresh = [row for row in whole if row["chat_key"] not in known]
            changed = [
                {
                    **{f"new_{name}": row[name] for name in _CHANGEABLE},
                    "b": row["bot_id"],
                    "k": row["chat_key"],
                }
                for row in whole
                if row["chat_key"] in known
            ]
            if fresh:
                await connection.execute(insert(subscribers), fresh)
            if changed:
                await connection.execute(_CHANGE, changed)

        return write

    def set_active(self, chat_key: bytes, *, active: bool) -> Write:
        """Pauses or resumes a chat's reminders; without a subscriber nothing happens."""

        async def write(connection: AsyncConnection) -> None:
            mine = self._has(self._pseudonym(chat_key))
            await connection.execute(update(subscribers).where(mine).values(active=active))

        return write

    def remove(self, chat_key: bytes) -> Write:
        """Erases a chat's subscriber with its ledger."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(delete(subscribers).where(self._has(self._pseudonym(chat_key))))

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
        self,
        reminder: str,
        *,
        time_zone: str,
        day: date,
        provinces: Sequence[str],
        limit: int,
        after: bytes = b"",
    ) -> list[StoredSubscriber]:
        """Active subscribers of a zone, there since ``day``, whose ledger lacks the reminder; in order of id,
        from behind ``after``."""
        query = (
            select(subscribers)
            .where(self._lacks(reminder, time_zone, day, provinces), subscribers.c.id > after)
            .order_by(subscribers.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [self._stored(row) for row in await connection.execute(query)]

    def _lacks(
        self, reminder: str, time_zone: str, day: date, provinces: Sequence[str]
    ) -> ColumnElement[bool]:
        noted = exists().where(
            reminders_sent.c.subscriber_id == subscribers.c.id, reminders_sent.c.reminder == reminder
        )
        conditions = [
            subscribers.c.bot_id == self._bot_id,
            subscribers.c.active.is_(True),
            subscribers.c.time_zone == time_zone,
            subscribers.c.since <= day,
            ~noted,
        ]
        if provinces:
            conditions.append(subscribers.c.province.in_(provinces))
        return and_(*conditions)

    async def lacking(self, reminder: str, *, time_zone: str, day: date, provinces: Sequence[str]) -> int:
        """How many people :meth:`without` would find."""
        query = (
            select(func.count())
            .select_from(subscribers)
            .where(self._lacks(reminder, time_zone, day, provinces))
        )
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def active_in(self, provinces: Sequence[str]) -> int:
        """How many active subscribers live in the provinces (empty: anywhere)."""
        query = (
            select(func.count())
            .select_from(subscribers)
            .where(subscribers.c.bot_id == self._bot_id, subscribers.c.active.is_(True))
        )
        if provinces:
            query = query.where(subscribers.c.province.in_(provinces))
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def values(self, column: str, province: str = "", limit: int = 500) -> list[str]:
        """Districts or agencies people named, the most frequent first; of one province where one is given.

        Raises:
            StorageError: another column.
        """
        if column not in PLACES:
            raise StorageError(f"{column!r} is no free text of subscribers")
        key, number = subscribers.columns[f"{column}_key"], func.count().label("number")
        # one row of each stands for all: its names are opened. PostgreSQL has no least bytea before 18
        row_id = subscribers.c.id
        some = func.min(row_id if self._database.is_sqlite else func.encode(row_id, "hex")).label("some")
        query = (
            select(key, number, some)
            .where(subscribers.c.bot_id == self._bot_id, subscribers.c.active.is_(True), key.is_not(None))
            .group_by(key)
            .order_by(number.desc(), key)
            .limit(limit)
        )
        if province:
            query = query.where(subscribers.c.province == province)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).all()
            ids = {one if isinstance(one, bytes) else bytes.fromhex(one): n for _, n, one in found}
            opening = select(row_id, subscribers.c.places).where(row_id.in_(list(ids)))
            named = [
                (-ids[row.id], self._places.open(row.places, row.id)[PLACES.index(column)])
                for row in await connection.execute(opening)
            ]
        return [value for _, value in sorted(named)]

    async def page(self, after: bytes, limit: int) -> list[StoredSubscriber]:
        """Subscribers in order of their (random) id, for an export slice by slice."""
        query = (
            select(subscribers)
            # a sum: else an index of bots is walked and sorted for each page; the primary key has the order
            .where((subscribers.c.bot_id + 0) == self._bot_id, subscribers.c.id > after)
            .order_by(subscribers.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [self._stored(row) for row in await connection.execute(query)]

    async def count(self) -> int:
        """How many subscribers there are, active or not."""
        query = select(func.count()).select_from(subscribers).where(subscribers.c.bot_id == self._bot_id)
        async with self._database.read() as connection:
            return int(await connection.scalar(query) or 0)

    async def closed_reminders(self) -> list[tuple[str, str]]:
        """Reminders that are over and recorded: (reminder, time zone)."""
        query = select(reminders_closed.c.reminder, reminders_closed.c.time_zone).where(
            reminders_closed.c.bot_id == self._bot_id
        )
        async with self._database.read() as connection:
            return [(row.reminder, row.time_zone) for row in await connection.execute(query)]

    def close_reminder(self, reminder: str, time_zone: str, skipped: int, day: date) -> Write:
        """Records that a reminder is no longer true and how many lacked it; the first record stands, so two
        processes never count twice."""
        mine = (
            (reminders_closed.c.bot_id == self._bot_id)
            & (reminders_closed.c.reminder == reminder)
            & (reminders_closed.c.time_zone == time_zone)
        )

        async def write(connection: AsyncConnection) -> None:
            if await connection.scalar(select(reminders_closed.c.reminder).where(mine)) is not None:
                return
            await connection.execute(
                insert(reminders_closed).values(
                    bot_id=self._bot_id,
                    reminder=reminder,
                    time_zone=time_zone,
                    skipped=skipped,
                    noted_on=day,
                )
            )

        return write

    def forget_notes(self, before: date, limit: int) -> Write:
        """Erases a slice of the ledger older than a day."""

        async def write(connection: AsyncConnection) -> None:
            old = (
                select(reminders_sent.c.subscriber_id, reminders_sent.c.reminder)
                .where(reminders_sent.c.noted_on < before)
                .limit(limit)
            )
            rows = [{"s": row.subscriber_id, "r": row.reminder} for row in await connection.execute(old)]
            if rows:
                await connection.execute(_FORGET_NOTE, rows)

        return write

    def note(self, subscriber_ids: Sequence[bytes], reminder: str, outcome: str, day: date) -> Write:
        """Writes down what became of a reminder; a second note of the same is refused by the key."""
        rows = [
            {"subscriber_id": one, "reminder": reminder, "outcome": outcome, "noted_on": day}
            for one in subscriber_ids
        ]

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(insert(reminders_sent), rows)

        return write
