"""What the bot remembers of a chat for a while: sealed, found by a keyed hash, with an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.engine import Database, dumps, loads
from storage.schema import chat_memory
from storage.unit import Write


class ChatMemory:
    """Small notes on one bot's chats, one of each kind. ``kind`` has at most 10 characters."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("chat-memory")
        self._bot_id = bot_id

    async def load(self, chat_key: bytes, kind: str, now: datetime) -> dict[str, Any] | None:
        """The note of this kind, unless it expired."""
        return (await self.load_all(chat_key, now)).get(kind)

    async def load_all(self, chat_key: bytes, now: datetime) -> dict[str, dict[str, Any]]:
        """All notes on a chat by kind, in one read."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(chat_memory.c.kind, chat_memory.c.body).where(
                    chat_memory.c.bot_id == self._bot_id,
                    chat_memory.c.chat_key == chat_key,
                    chat_memory.c.expires_at > int(now.timestamp()),
                )
            )
            return {row.kind: loads(self._open(row.body, chat_key, row.kind)) for row in rows}

    def _open(self, body: bytes, chat_key: bytes, kind: str) -> bytes:
        return self._sealer.open(body, table="chat_memory", column="body", row=chat_key + kind.encode())

    def save(
        self, chat_key: bytes, kind: str, note: dict[str, Any], now: datetime, lifetime: timedelta
    ) -> Write:
        """Replaces the note of this kind; ``note`` is plain JSON."""
        body = self._sealer.seal(
            dumps(note), table="chat_memory", column="body", row=chat_key + kind.encode()
        )
        expires_at = int((now + lifetime).timestamp())

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(self._of(chat_key, kind))
            await connection.execute(
                insert(chat_memory).values(
                    bot_id=self._bot_id, chat_key=chat_key, kind=kind, body=body, expires_at=expires_at
                )
            )

        return write

    def forget(self, chat_key: bytes, kind: str) -> Write:
        """Erases the note of this kind."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(self._of(chat_key, kind))

        return write

    def expire(self, now: datetime) -> Write:
        """Erases every note whose time is over."""
        moment = int(now.timestamp())

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(chat_memory).where(
                    chat_memory.c.bot_id == self._bot_id, chat_memory.c.expires_at <= moment
                )
            )

        return write

    def _of(self, chat_key: bytes, kind: str) -> Any:
        return delete(chat_memory).where(
            chat_memory.c.bot_id == self._bot_id,
            chat_memory.c.chat_key == chat_key,
            chat_memory.c.kind == kind,
        )
