"""Conversation state: sealed, so that a restart or another replica goes on where the person left off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.engine import MAX_LOOKUPS, Database, dumps, loads
from storage.lifetimes import DRAFTS
from storage.schema import dialogs, draft_files
from storage.unit import Row, Rows, Write

REPORT = "report"
"""The journey whose drafts have files."""
LIFETIME = DRAFTS


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where a chat stands in a journey. ``data`` is plain JSON."""

    journey: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)


class Dialogs:
    """Dialogs of one bot's chats, at most one a chat, and the files of their drafts."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("dialogs")
        self._files = keyring.sealer("draft-files")
        self._bot_id = bot_id
        self._saving = database.upsert(dialogs, "state", "expires_at")
        self._ending, self._dropping_files = (
            delete(table).where(table.c.bot_id == bot_id, table.c.chat_key == bindparam("of_chat"))
            for table in (dialogs, draft_files)
        )
        self._looking_up = select(dialogs.c.chat_key, dialogs.c.state, dialogs.c.expires_at).where(
            dialogs.c.bot_id == bot_id, dialogs.c.chat_key.in_(bindparam("chats", expanding=True))
        )

    def _row(self, chat_key: bytes) -> bytes:
        """The row a state is bound to: another bot's dialog with the same chat is another row."""
        return self._bot_id.to_bytes(8, "big", signed=True) + chat_key

    async def load(self, chat_key: bytes, now: datetime) -> Dialog | None:
        """The chat's dialog, unless it expired."""
        kept = await self._lookups.load(chat_key)
        if kept is None or kept.expires_at <= int(now.timestamp()):
            return None
        found = loads(self._sealer.open(kept.state, table="dialogs", column="state", row=self._row(chat_key)))
        return Dialog(found["journey"], found["step"], found["data"])

    @cached_property
    def _lookups(self) -> DataLoader[bytes, Any]:
        """Looks up the chats that ask at the same moment in one query; keeps nothing."""
        return DataLoader(self._look_up, cache=False, max_batch_size=MAX_LOOKUPS)

    async def _look_up(self, chat_keys: list[bytes]) -> list[Any]:
        async with self._database.read() as connection:
            rows = await connection.execute(self._looking_up, {"chats": chat_keys})
            found = {row.chat_key: row for row in rows}
        return [found.get(chat_key) for chat_key in chat_keys]

    def save(self, chat_key: bytes, dialog: Dialog, now: datetime, lifetime: timedelta = LIFETIME) -> Write:
        """Replaces the chat's dialog; it expires after ``lifetime``.

        A dialog of another journey than the report's erases the chat's draft files in the same write: no file
        outlives the draft it belongs to.
        """
        state = self._sealer.seal(
            dumps({"journey": dialog.journey, "step": dialog.step, "data": dialog.data}),
            table="dialogs",
            column="state",
            row=self._row(chat_key),
        )
        expires = int((now + lifetime).timestamp())
        row: Row = {"bot_id": self._bot_id, "chat_key": chat_key, "state": state, "expires_at": expires}
        if dialog.journey == REPORT:
            return Rows((self._saving, row))
        return Rows((self._saving, row), (self._dropping_files, {"of_chat": chat_key}))

    def end(self, chat_key: bytes) -> Write:
        """Ends the chat's dialog and erases its draft files."""
        chat: Row = {"of_chat": chat_key}
        return Rows((self._ending, chat), (self._dropping_files, chat))

    def expire(self, now: datetime) -> Write:
        """Erases dialogs and draft files whose day is over."""
        moment = int(now.timestamp())

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(dialogs).where(dialogs.c.bot_id == self._bot_id, dialogs.c.expires_at <= moment)
            )
            living = select(dialogs.c.chat_key).where(dialogs.c.bot_id == self._bot_id)
            await connection.execute(
                delete(draft_files).where(
                    draft_files.c.bot_id == self._bot_id, draft_files.c.chat_key.not_in(living)
                )
            )

        return write

    def add_file(self, chat_key: bytes, file_id: bytes, content: bytes) -> Write:
        """Keeps a cleaned file with the chat's draft, sealed under its own random id."""
        sealed = self._files.seal(content, table="draft_files", column="content", row=file_id)

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                insert(draft_files).values(id=file_id, bot_id=self._bot_id, chat_key=chat_key, content=sealed)
            )

        return write

    def drop_file(self, chat_key: bytes, file_id: bytes) -> Write:
        """Erases one file of the chat's draft."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(draft_files).where(
                    draft_files.c.id == file_id,
                    draft_files.c.bot_id == self._bot_id,
                    draft_files.c.chat_key == chat_key,
                )
            )

        return write

    async def file(self, chat_key: bytes, file_id: bytes) -> bytes | None:
        """A file of the chat's draft."""
        async with self._database.read() as connection:
            sealed = await connection.scalar(
                select(draft_files.c.content).where(
                    draft_files.c.id == file_id,
                    draft_files.c.bot_id == self._bot_id,
                    draft_files.c.chat_key == chat_key,
                )
            )
        if sealed is None:
            return None
        return self._files.open(sealed, table="draft_files", column="content", row=file_id)
