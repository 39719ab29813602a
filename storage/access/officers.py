"""Officers and invitations as stored: chats sealed and found by a keyed hash, secrets sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from storage.access.errors import AccessError, InvitationError, LastAdminError
from storage.access.tables import officer_invitations, officers, original_requests
from storage.platform.engine import Database, dumps, loads
from storage.platform.tables import chat_messages
from storage.platform.unit import Write

NO_CHAT = 0
"""Chat id of an officer who waits to be let in again; no Telegram user has it (ids are positive)."""


@dataclass(frozen=True, slots=True)
class StoredOfficer:
    """One officer. Moments are seconds since 1970, 0 for "never"."""

    id: bytes
    chat_id: int
    chat_key: bytes
    role: str
    about: dict[str, str]
    secret: str
    confirmed: bool
    last_step: int
    wrong: int
    wait_until: int
    unlocked_until: int
    since: date


@dataclass(frozen=True, slots=True)
class StoredInvitation:
    """An invitation that waits."""

    token: bytes
    role: str
    about: dict[str, str]
    officer_id: bytes | None
    expires_at: int


@dataclass(frozen=True, slots=True)
class StoredView:
    """A message that must not outlive the lock of its reader."""

    chat_id: int
    chat_key: bytes
    tag: str
    message_id: int
    kept_at: int


class OfficerStore:
    """Officers of one bot."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._keyring = keyring
        self._sealer = keyring.sealer("officers")
        self._bot_id = bot_id

    # --- reading ---

    def _read(self, row: Any) -> StoredOfficer:
        def opened(column: str, sealed: bytes) -> bytes:
            return self._sealer.open(sealed, table="officers", column=column, row=row.id)

        return StoredOfficer(
            row.id,
            int.from_bytes(opened("chat", row.chat), "big", signed=True),
            row.chat_key,
            row.role,
            loads(opened("about", row.about)),
            opened("secret", row.secret).decode() if row.secret else "",
            row.confirmed,
            row.last_step,
            row.wrong,
            row.wait_until,
            row.unlocked_until,
            row.since,
        )

    async def of_chat(self, chat_key: bytes) -> StoredOfficer | None:
        """The officer who writes from this chat."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(officers).where(officers.c.bot_id == self._bot_id, officers.c.chat_key == chat_key)
                )
            ).one_or_none()
        return self._read(row) if row is not None else None

    async def all(self) -> list[StoredOfficer]:
        """Every officer, in no telling order."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(officers).where(officers.c.bot_id == self._bot_id).order_by(officers.c.id)
            )
            return [self._read(row) for row in rows]

    async def roles(self) -> dict[bytes, str]:
        """Role by chat key, of officers whose second factor stands."""
        async with self._database.read() as connection:
            return await self.roles_within(connection)

    async def roles_within(self, connection: AsyncConnection) -> dict[bytes, str]:
        """Role by chat key, as a running transaction sees it."""
        rows = await connection.execute(
            select(officers.c.chat_key, officers.c.role).where(
                officers.c.bot_id == self._bot_id, officers.c.confirmed.is_(True)
            )
        )
        return {row.chat_key: row.role for row in rows}

    # --- writing ---

    def add(self, officer: StoredOfficer) -> Write:
        """Adds an officer, or replaces whoever wrote from this chat or had this id before."""
        row = {
            "id": officer.id,
            "bot_id": self._bot_id,
            "chat_key": officer.chat_key,
            "chat": self._seal("chat", officer.id, officer.chat_id.to_bytes(8, "big", signed=True)),
            "role": officer.role,
            "about": self._seal("about", officer.id, dumps(officer.about)),
            "secret": self._seal("secret", officer.id, officer.secret.encode()) if officer.secret else None,
            "confirmed": officer.confirmed,
            "last_step": officer.last_step,
            "wrong": officer.wrong,
            "wait_until": officer.wait_until,
            "unlocked_until": officer.unlocked_until,
            "since": officer.since,
        }

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(officers).where(
                    officers.c.bot_id == self._bot_id,
                    (officers.c.chat_key == officer.chat_key) | (officers.c.id == officer.id),
                )
            )
            await connection.execute(insert(officers).values(row))

        return write

    def _seal(self, column: str, row: bytes, value: bytes) -> bytes:
        return self._sealer.seal(value, table="officers", column=column, row=row)

    def change(
        self, officer_id: bytes, *, role: str | None = None, about: dict[str, str] | None = None
    ) -> Write:
        """Changes what is known of an officer."""
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = role
        if about is not None:
            values["about"] = self._seal("about", officer_id, dumps(about))
        return self._update(officer_id, values)

    def set_secret(self, officer_id: bytes, secret: str) -> Write:
        """A fresh secret of one-time passwords, not confirmed yet; an empty one takes access away."""
        sealed = self._seal("secret", officer_id, secret.encode()) if secret else None
        return self._update(officer_id, {"secret": sealed, "confirmed": False, "unlocked_until": 0})

    def detach(self, officer_id: bytes, nowhere: bytes) -> Write:
        """Takes an officer's chat and second factor away and leaves the rest: only an invitation that names
        this officer gives them a chat again. ``nowhere`` is 16 random bytes, the key of no chat."""
        return self._update(
            officer_id,
            {
                "chat_key": nowhere,
                "chat": self._seal("chat", officer_id, NO_CHAT.to_bytes(8, "big", signed=True)),
                "secret": None,
                "confirmed": False,
                "unlocked_until": 0,
            },
        )

    def unlock(self, officer_id: bytes, step: int, until: int) -> Write:
        """Opens the lock with the password of a step, which can't be used again."""

        async def write(connection: AsyncConnection) -> None:
            done = await connection.execute(
                update(officers)
                .where(
                    officers.c.id == officer_id,
                    officers.c.last_step < step,
                    officers.c.secret.is_not(None),  # taken away in the meantime: nothing to unlock with
                )
                .values(confirmed=True, last_step=step, wrong=0, wait_until=0, unlocked_until=until)
            )
            if done.rowcount != 1:
                raise AccessError("this one-time password was taken already, or its secret is gone")

        return write

    def lock(self, officer_id: bytes) -> Write:
        """Closes the lock; what the officer asked for while it was open (originals) ends with it."""
        close = self._update(officer_id, {"unlocked_until": 0})

        async def write(connection: AsyncConnection) -> None:
            await close(connection)
            await connection.execute(
                delete(original_requests).where(original_requests.c.asked_by == officer_id)
            )

        return write

    def note_wrong(self, officer_id: bytes, wrong: int, wait_until: int) -> Write:
        """Writes a wrong password down."""
        return self._update(officer_id, {"wrong": wrong, "wait_until": wait_until})

    def require_role(self, officer_id: bytes, role: str) -> Write:
        """Fails unless the officer has this role and a second factor at the moment of the change.

        Raises:
            AccessError: by the write; the unit fails, and the update is read anew.
        """

        async def write(connection: AsyncConnection) -> None:
            found = await connection.scalar(
                select(officers.c.id).where(
                    officers.c.bot_id == self._bot_id,
                    officers.c.id == officer_id,
                    officers.c.role == role,
                    officers.c.confirmed.is_(True),
                )
            )
            if found is None:
                raise AccessError("this officer has no such role any more")

        return write

    def require_any(self, role: str) -> Write:
        """Fails when nobody has this role and a second factor after the changes before it.

        Raises:
            LastAdminError: by the write; the unit fails, and the update is read anew.
        """

        async def write(connection: AsyncConnection) -> None:
            found = await connection.scalar(
                select(officers.c.id)
                .where(
                    officers.c.bot_id == self._bot_id,
                    officers.c.role == role,
                    officers.c.confirmed.is_(True),
                )
                .limit(1)
            )
            if found is None:
                raise LastAdminError

        return write

    def _update(self, officer_id: bytes, values: dict[str, Any]) -> Write:
        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(officers)
                .where(officers.c.bot_id == self._bot_id, officers.c.id == officer_id)
                .values(values)
            )

        return write

    def remove(self, officer_id: bytes) -> Write:
        """Takes an officer out, with the invitations that would let the same one in again."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(officer_invitations).where(officer_invitations.c.officer_id == officer_id)
            )
            await connection.execute(
                delete(officers).where(officers.c.bot_id == self._bot_id, officers.c.id == officer_id)
            )

        return write

    # --- invitations ---

    def invite(self, invitation: StoredInvitation) -> Write:
        """Keeps an invitation; an officer is let in again by the newest one only."""
        about = self._sealer.seal(
            dumps(invitation.about), table="officer_invitations", column="about", row=invitation.token
        )

        async def write(connection: AsyncConnection) -> None:
            if invitation.officer_id is not None:
                await connection.execute(
                    delete(officer_invitations).where(
                        officer_invitations.c.officer_id == invitation.officer_id
                    )
                )
            await connection.execute(
                insert(officer_invitations).values(
                    token=invitation.token,
                    bot_id=self._bot_id,
                    role=invitation.role,
                    about=about,
                    officer_id=invitation.officer_id,
                    expires_at=invitation.expires_at,
                )
            )

        return write

    async def invitation(self, token: bytes) -> StoredInvitation | None:
        """The invitation a token belongs to, spent ones excepted."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(
                    select(officer_invitations).where(
                        officer_invitations.c.bot_id == self._bot_id, officer_invitations.c.token == token
                    )
                )
            ).one_or_none()
        if row is None:
            return None
        about = self._sealer.open(row.about, table="officer_invitations", column="about", row=row.token)
        return StoredInvitation(row.token, row.role, loads(about), row.officer_id, row.expires_at)

    def spend(self, token: bytes) -> Write:
        """Uses an invitation up; the second of two who try at once fails."""

        async def write(connection: AsyncConnection) -> None:
            done = await connection.execute(
                delete(officer_invitations).where(
                    officer_invitations.c.bot_id == self._bot_id, officer_invitations.c.token == token
                )
            )
            if done.rowcount != 1:
                raise InvitationError

        return write

    def withdraw_invitations(self) -> Write:
        """Forgets every invitation that waits: whoever passed it on has no say any more."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(officer_invitations).where(officer_invitations.c.bot_id == self._bot_id)
            )

        return write

    # --- messages that vanish at lock ---

    async def views(
        self, tags: Sequence[str], *, locked_at: int | None = None, chat_key: bytes | None = None
    ) -> list[StoredView]:
        """Messages kept under ``tags``: of one chat, or of all but officers whose lock is open."""
        query = (
            select(
                chat_messages.c.chat_key,
                chat_messages.c.tag,
                chat_messages.c.message_id,
                chat_messages.c.kept_at,
                chat_messages.c.chat,
            )
            .where(chat_messages.c.bot_id == self._bot_id, chat_messages.c.tag.in_(tags))
            .order_by(chat_messages.c.message_id)
        )
        if chat_key is not None:
            query = query.where(chat_messages.c.chat_key == chat_key)
        if locked_at is not None:
            query = query.where(
                chat_messages.c.chat_key.not_in(
                    select(officers.c.chat_key).where(
                        officers.c.bot_id == self._bot_id, officers.c.unlocked_until > locked_at
                    )
                )
            )
        sealer = self._keyring.sealer("chat-messages")
        async with self._database.read() as connection:
            return [
                StoredView(
                    int.from_bytes(
                        sealer.open(row.chat, table="chat_messages", column="chat", row=row.chat_key),
                        "big",
                        signed=True,
                    ),
                    row.chat_key,
                    row.tag,
                    row.message_id,
                    row.kept_at,
                )
                for row in await connection.execute(query)
            ]

    def forget_views(self, chat_key: bytes, message_ids: Sequence[int], tags: Sequence[str]) -> Write:
        """Forgets messages whose deletion is on its way."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(chat_messages).where(
                    chat_messages.c.bot_id == self._bot_id,
                    chat_messages.c.chat_key == chat_key,
                    chat_messages.c.tag.in_(tags),
                    chat_messages.c.message_id.in_(message_ids),
                )
            )

        return write
