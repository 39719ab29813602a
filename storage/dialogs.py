"""Conversation state: sealed, so that a restart or another replica goes on where the person left off."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.engine import Database, dumps, loads
from storage.schema import dialogs, draft_files
from storage.unit import Write

REPORT = "report"
"""The journey whose drafts have files."""
LIFETIME = timedelta(hours=23, minutes=45)
"""People are promised 24 hours; expired drafts are erased every ten minutes, so they go a little earlier."""


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

    def _row(self, chat_key: bytes) -> bytes:
        """The row a state is bound to: another bot's dialog with the same chat is another row."""
        return self._bot_id.to_bytes(8, "big", signed=True) + chat_key

    async def load(self, chat_key: bytes, now: datetime) -> Dialog | None:
        """The chat's dialog, unless it expired."""
        async with self._database.read() as connection:
            state = await connection.scalar(
                select(dialogs.c.state).where(
                    dialogs.c.bot_id == self._bot_id,
                    dialogs.c.chat_key == chat_key,
                    dialogs.c.expires_at > int(now.timestamp()),
                )
            )
        if state is None:
            return None
        found = loads(self._sealer.open(state, table="dialogs", column="state", row=self._row(chat_key)))
        return Dialog(found["journey"], found["step"], found["data"])

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

        async def write(connection: AsyncConnection) -> None:
            row = {"bot_id": self._bot_id, "chat_key": chat_key, "state": state, "expires_at": expires}
            await connection.execute(self._database.upsert(dialogs, "state", "expires_at"), row)
            if dialog.journey != REPORT:
                await connection.execute(self._files_of(chat_key))

        return write

    def end(self, chat_key: bytes) -> Write:
        """Ends the chat's dialog and erases its draft files."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(self._of(chat_key))
            await connection.execute(self._files_of(chat_key))

        return write

    def _of(self, chat_key: bytes) -> Any:
        return delete(dialogs).where(dialogs.c.bot_id == self._bot_id, dialogs.c.chat_key == chat_key)

    def _files_of(self, chat_key: bytes) -> Any:
        return delete(draft_files).where(
            draft_files.c.bot_id == self._bot_id, draft_files.c.chat_key == chat_key
        )

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
