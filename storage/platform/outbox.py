"""The outbox: replies on disk until Telegram has taken them, and message ids worth remembering."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import Clock
from core.sealing import Keyring
from storage.platform.committer import outbox_row
from storage.platform.engine import MAX_LOOKUPS, Database
from storage.platform.tables import chat_messages, outbox
from storage.platform.traces import TraceStore
from storage.platform.unit import Queued, Rows, Write


@dataclass(frozen=True, slots=True)
class RememberedMessage:
    """A message that was sent (or came) and may be edited or deleted later."""

    chat_id: int
    tag: str
    message_id: int
    kept_at: int
    """When it was sent, by its own date; seconds since 1970."""


class Outbox:
    """Replies of one bot."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int, clock: Clock) -> None:
        self._database = database
        self.sealer = keyring.sealer("outbox")
        self._chats = keyring.sealer("chat-messages")
        self.traces = TraceStore(database)
        self._keyring = keyring
        self._bot_id = bot_id
        self.clock = clock
        # the same message may be kept twice after a crash: the newest row stands
        self._remembering = database.upsert(chat_messages, "chat", "kept_at")
        self._forgetting = delete(chat_messages).where(
            chat_messages.c.bot_id == bot_id,
            chat_messages.c.chat_key == bindparam("of_chat"),
            chat_messages.c.tag == bindparam("of_tag"),
        )
        self._forgetting_one = self._forgetting.where(chat_messages.c.message_id == bindparam("number"))
        self._looking_up = (
            select(chat_messages)
            .where(
                chat_messages.c.bot_id == bot_id,
                chat_messages.c.tag.in_(bindparam("tags", expanding=True)),
                chat_messages.c.chat_key.in_(bindparam("chats", expanding=True)),
            )
            .order_by(chat_messages.c.message_id)
        )

    async def waiting(self) -> list[Queued]:
        """Replies not sent yet, in order."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(outbox.c.seq, outbox.c.chat_key, outbox.c.payload)
                .where(outbox.c.bot_id == self._bot_id)
                .order_by(outbox.c.seq)
            )
            return [
                Queued(
                    row.seq,
                    row.chat_key,
                    self.sealer.open(
                        row.payload, table="outbox", column="payload", row=outbox_row(self._bot_id, row.seq)
                    ),
                )
                for row in rows
            ]

    def remember(
        self, chat_id: int, tag: str, message_ids: Sequence[int], sent_at: int | None = None
    ) -> Write:
        """Keeps message ids of a chat under a tag.

        ``sent_at`` is the messages' own date (seconds since 1970), by which Telegram counts how long they can
        be deleted; without it, now.
        """
        chat_key = self._keyring.chat_key(chat_id)
        kept_at = int(self.clock.now().timestamp()) if sent_at is None else sent_at
        rows = [
            {
                "bot_id": self._bot_id,
                "chat_key": chat_key,
                "tag": tag,
                "message_id": message_id,
                "chat": self._chats.seal(
                    chat_id.to_bytes(8, "big", signed=True),
                    table="chat_messages",
                    column="chat",
                    row=chat_key,
                ),
                "kept_at": kept_at,
            }
            for message_id in message_ids
        ]
        return Rows(*((self._remembering, row) for row in rows), of=chat_key)

    async def remembered(self, tag: str, chat_key: bytes | None = None) -> list[RememberedMessage]:
        """Messages kept under a tag, in one chat or in all."""
        if chat_key is not None:
            return [self._remembered(row) for row in await self._lookups.load((tag, chat_key))]
        query = select(chat_messages).where(
            chat_messages.c.bot_id == self._bot_id, chat_messages.c.tag == tag
        )
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(chat_messages.c.message_id))
            return [self._remembered(row) for row in rows]

    async def dates(self, tags: Sequence[str], chat_key: bytes) -> list[tuple[str, int, int]]:
        """Tag, message id and date (seconds since 1970) of a chat's messages kept under some tags."""
        found = await self._lookups.load_many([(tag, chat_key) for tag in tags])
        return [(row.tag, row.message_id, row.kept_at) for rows in found for row in rows]

    def _remembered(self, row: Any) -> RememberedMessage:
        sealed = self._chats.open(row.chat, table="chat_messages", column="chat", row=row.chat_key)
        chat_id = int.from_bytes(sealed, "big", signed=True)
        return RememberedMessage(chat_id, row.tag, row.message_id, row.kept_at)

    @cached_property
    def _lookups(self) -> DataLoader[tuple[str, bytes], list[Any]]:
        """Looks up the chats that ask at the same moment in one query; keeps nothing."""
        return DataLoader(self._look_up, cache=False, max_batch_size=MAX_LOOKUPS)

    async def _look_up(self, asked: list[tuple[str, bytes]]) -> list[list[Any]]:
        wanted = {"tags": list({tag for tag, _ in asked}), "chats": list({chat for _, chat in asked})}
        found = defaultdict(list)
        async with self._database.read() as connection:
            for row in await connection.execute(self._looking_up, wanted):
                found[row.tag, row.chat_key].append(row)
        return [found[one] for one in asked]

    def forget(self, tag: str, chat_key: bytes) -> Write:
        """Forgets a chat's messages kept under a tag."""
        return Rows((self._forgetting, {"of_chat": chat_key, "of_tag": tag}), of=chat_key)

    def forget_messages(self, tag: str, chat_key: bytes, message_ids: Sequence[int]) -> Write:
        """Forgets some of a chat's messages kept under a tag."""
        rows = ({"of_chat": chat_key, "of_tag": tag, "number": one} for one in message_ids)
        return Rows(*((self._forgetting_one, row) for row in rows), of=chat_key)

    def forget_older_than(self, moment: int, *, but: Sequence[str] = ()) -> Write:
        """Forgets messages too old for Telegram to delete (``moment`` in seconds since 1970).

        Those under the tags ``but`` stay: somebody else sees to them, by other means than deleting.
        """

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(chat_messages).where(
                    chat_messages.c.bot_id == self._bot_id,
                    chat_messages.c.kept_at < moment,
                    chat_messages.c.tag.not_in(but),
                )
            )

        return write
