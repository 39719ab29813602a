"""Who has to wait after wrong codes, until the wait ends: so that a restart forgives nobody.

A row names a chat by a hash under a key that changes daily. Key and rows are in no backup, and are erased
with the tidying.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.platform.unit import Write
from storage.reporting.tables import code_wait_keys, code_waits

LONGEST_WAIT = timedelta(hours=1)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class DayKey:
    """The key that names chats for a day."""

    id: bytes
    key: bytes = field(repr=False)
    expires_at: datetime

    def name_of(self, chat_key: bytes) -> bytes:
        """The hash of a chat under this key."""
        return hashlib.blake2b(chat_key, key=self.key, digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait that goes on: how many wrong codes led to it, and when it ends."""

    who: bytes
    wrong: int
    until: datetime


class CodeWaits:
    """Waits of one bot's chats."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("code-waits")
        self._bot_id = bot_id
        self._saving = database.upsert(code_waits, "wrong", "expires_at")
        self._saving_key = database.upsert(code_wait_keys, "key", "expires_at")

    async def load(self, now: datetime) -> tuple[list[DayKey], list[Wait]]:
        """Keys and waits that are not over; a key that does not open costs its own waits, not the start."""
        moment = int(now.timestamp())
        async with self._database.read() as connection:
            keys = await connection.execute(
                select(code_wait_keys).where(
                    code_wait_keys.c.bot_id == self._bot_id, code_wait_keys.c.expires_at > moment
                )
            )
            waits = await connection.execute(
                select(code_waits).where(
                    code_waits.c.bot_id == self._bot_id, code_waits.c.expires_at > moment
                )
            )
            return (
                [
                    DayKey(row.id, key, _moment(row.expires_at))
                    for row in keys
                    if (key := self._open(row.key, row.id)) is not None
                ],
                [Wait(row.who, row.wrong, _moment(row.expires_at)) for row in waits],
            )

    def _open(self, sealed: bytes, row: bytes) -> bytes | None:
        try:
            return self._sealer.open(sealed, table="code_wait_keys", column="key", row=row)
        except SealError:
            log.error("a key of waits after wrong codes does not open; those waits are over")
            return None

    def keep(self, key: DayKey, wait: Wait) -> Write:
        """Keeps a wait, and the key that names it."""
        sealed = self._sealer.seal(key.key, table="code_wait_keys", column="key", row=key.id)
        bot = {"bot_id": self._bot_id}
        key_row = {**bot, "id": key.id, "key": sealed, "expires_at": _seconds(key.expires_at)}
        # a second more: what is told in whole seconds must not end before
        row = {**bot, "who": wait.who, "wrong": min(wait.wrong, 30), "expires_at": _seconds(wait.until) + 1}

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(self._saving_key, key_row)
            await connection.execute(self._saving, row)

        return write


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
