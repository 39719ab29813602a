"""What the bot remembers of a chat for a while: sealed, found by a keyed hash, with an end."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.platform.engine import MAX_LOOKUPS, Database, dumps, loads
from storage.platform.tables import chat_memory
from storage.platform.unit import Rows, Write


class ChatMemory:
    """Small notes on one bot's chats, one of each kind. ``kind`` has at most 10 characters."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("chat-memory")
        self._bot_id = bot_id
        self._saving = database.upsert(chat_memory, "body", "expires_at")
        self._looking_up = select(
            chat_memory.c.chat_key, chat_memory.c.kind, chat_memory.c.body, chat_memory.c.expires_at
        ).where(
            chat_memory.c.bot_id == bot_id, chat_memory.c.chat_key.in_(bindparam("chats", expanding=True))
        )

    async def load(self, chat_key: bytes, kind: str, now: datetime) -> dict[str, Any] | None:
        """The note of this kind, unless it expired."""
        return (await self.load_all(chat_key, now)).get(kind)

    async def load_all(self, chat_key: bytes, now: datetime) -> dict[str, dict[str, Any]]:
        """All notes on a chat by kind, in one read."""
        moment = int(now.timestamp())
        return {
            row.kind: loads(self._open(row.body, chat_key, row.kind))
            for row in await self._lookups.load(chat_key)
            if row.expires_at > moment
        }

    @cached_property
    def _lookups(self) -> DataLoader[bytes, list[Any]]:
        """Looks up the chats that ask at the same moment in one query; keeps nothing."""
        return DataLoader(self._look_up, cache=False, max_batch_size=MAX_LOOKUPS)

    async def _look_up(self, chat_keys: list[bytes]) -> list[list[Any]]:
        found = defaultdict(list)
        async with self._database.read() as connection:
            for row in await connection.execute(self._looking_up, {"chats": chat_keys}):
                found[row.chat_key].append(row)
        return [found[chat_key] for chat_key in chat_keys]

    def _open(self, body: bytes, chat_key: bytes, kind: str) -> bytes:
        return self._sealer.open(body, table="chat_memory", column="body", row=chat_key + kind.encode())

    def save(
        self, chat_key: bytes, kind: str, note: dict[str, Any], now: datetime, lifetime: timedelta
    ) -> Write:
        """Replaces the note of this kind; ``note`` is plain JSON."""
        body = self._sealer.seal(
            dumps(note), table="chat_memory", column="body", row=chat_key + kind.encode()
        )
        row = {
            "bot_id": self._bot_id,
            "chat_key": chat_key,
            "kind": kind,
            "body": body,
            "expires_at": int((now + lifetime).timestamp()),
        }
        return Rows((self._saving, row), of=chat_key)

    def forget(self, chat_key: bytes, kind: str) -> Write:
        """Erases the note of this kind."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(self._of(chat_key, kind))

        return write

    def _of(self, chat_key: bytes, kind: str) -> Any:
        return delete(chat_memory).where(
            chat_memory.c.bot_id == self._bot_id,
            chat_memory.c.chat_key == chat_key,
            chat_memory.c.kind == kind,
        )
