"""The inbox: every update is kept here, sealed, before Telegram is told that it arrived."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.platform.tables import inbox, inbox_given_up, inbox_mark
from storage.platform.unit import Rows, Write


@dataclass(frozen=True, slots=True)
class KeptUpdate:
    """An update as kept: raw JSON and the chat it belongs to."""

    update_id: int
    chat_key: bytes
    payload: bytes
    """Empty where what lies there can't be opened any more."""
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits of one chat."""

    chat_key: bytes
    number: int
    size: int
    """Bytes, as sealed."""


class UpdateInbox:
    """Updates of one bot, each at most once."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("inbox")
        self._bot_id = bot_id
        self._keeping = database.add_new(inbox)
        self._giving_up = database.add_up(inbox_given_up, ["bot_id", "day"], added=["number"])
        self._marking = database.upsert(inbox_mark, "lowest", "highest")

    def _row(self, update_id: int) -> bytes:
        return self._bot_id.to_bytes(8, "big", signed=True) + update_id.to_bytes(8, "big", signed=True)

    async def newest_batch(self) -> range:
        """Ids of the newest batch kept. Telegram can send only this batch again after a crash: a later one
        is given out only once this one is confirmed. (Ids may start anew, even lower, after a quiet week,
        so "everything up to the highest" would lose updates.)"""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(inbox_mark.c.lowest, inbox_mark.c.highest).where(
                        inbox_mark.c.bot_id == self._bot_id
                    )
                )
            ).one_or_none()
        return range(row.lowest, row.highest + 1) if row else range(0)

    def keep(self, updates: Sequence[KeptUpdate], ids: Sequence[int] = ()) -> Write:
        """Stores the new updates of a batch and marks it as the newest; ``ids`` are all of the batch's, where
        others of it are kept already, are dropped, or can't be read. One that is there stays as it is: a
        batch comes again when nobody could say whether it was kept."""
        rows = [
            {
                "bot_id": self._bot_id,
                "update_id": kept.update_id,
                "chat_key": kept.chat_key,
                "payload": self._sealer.seal(
                    kept.payload, table="inbox", column="payload", row=self._row(kept.update_id)
                ),
            }
            for kept in updates
        ]
        ids = ids or [kept.update_id for kept in updates]
        mark = {"bot_id": self._bot_id, "lowest": min(ids), "highest": max(ids)}
        return Rows(*((self._keeping, row) for row in rows), (self._marking, mark))

    async def backlogs(self) -> list[Backlog]:
        """What waits, by chat; who has waited longest comes first."""
        query = (
            select(inbox.c.chat_key, func.count(), func.sum(func.length(inbox.c.payload)))
            .where(inbox.c.bot_id == self._bot_id)
            .group_by(inbox.c.chat_key)
            .order_by(func.min(inbox.c.update_id))
        )
        async with self._database.read() as connection:
            return [
                Backlog(chat_key, number, int(size))
                for chat_key, number, size in await connection.execute(query)
            ]

    async def next_of(self, chat_key: bytes, most: int, *, but: Collection[int] = ()) -> list[KeptUpdate]:
        """Updates of a chat not handled yet, oldest first; ``but`` are left out."""
        query = (
            select(inbox.c.update_id, inbox.c.payload, inbox.c.tries)
            .where(
                inbox.c.bot_id == self._bot_id,
                inbox.c.chat_key == chat_key,
                inbox.c.update_id.not_in(but),
            )
            .order_by(inbox.c.update_id)
            .limit(most)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            KeptUpdate(row.update_id, chat_key, self._open(row.update_id, row.payload), row.tries)
            for row in rows
        ]

    def _open(self, update_id: int, sealed: bytes) -> bytes:
        """A row that can't be opened costs itself alone, not the chat and not the start."""
        try:
            return self._sealer.open(sealed, table="inbox", column="payload", row=self._row(update_id))
        except SealError:
            return b""

    def failed(self, update_id: int, tries: int) -> Write:
        """Notes a failed try."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(inbox)
                .where(inbox.c.bot_id == self._bot_id, inbox.c.update_id == update_id)
                .values(tries=tries)
            )

        return write

    def give_up(self, update_id: int, day: date) -> Write:
        """Erases an update that failed too often: who wrote what is kept no longer than it is of use. Only
        that there was one, and on which day, stays for the operator."""

        async def write(connection: AsyncConnection) -> None:
            gone = await connection.execute(
                delete(inbox).where(inbox.c.bot_id == self._bot_id, inbox.c.update_id == update_id)
            )
            if gone.rowcount:
                await connection.execute(
                    self._giving_up, {"bot_id": self._bot_id, "day": day, "number": gone.rowcount}
                )

        return write

    async def given_up(self) -> dict[date, int]:
        """How many updates were given up, by day."""
        query = select(inbox_given_up.c.day, inbox_given_up.c.number).where(
            inbox_given_up.c.bot_id == self._bot_id
        )
        async with self._database.read() as connection:
            return {row.day: row.number for row in await connection.execute(query)}
