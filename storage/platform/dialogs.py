"""Conversation state: sealed, so that a restart or another replica goes on where the person left off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from aiodataloader import DataLoader
from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.padding import WHOLE, padded
from core.randomness import Randomness, SystemRandomness
from core.sealing import Keyring
from storage.platform.engine import MAX_LOOKUPS, Database, dumps, loads
from storage.platform.errors import StorageError
from storage.platform.lifetimes import DRAFTS
from storage.platform.pool import Pool
from storage.platform.tables import dialogs
from storage.platform.unit import Row, Rows, Write

REPORT = "report"
"""The dialog whose drafts have pictures."""
LIFETIME = DRAFTS
GRACE = timedelta(minutes=15)
"""An expired draft is erased so much later: whoever read it just before may still be at work on it."""
TRACK = "track"
"""The dialog that follows a report up by its code."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """Where a chat stands in a dialog. ``data`` is plain JSON."""

    name: str
    step: str
    data: dict[str, Any] = field(default_factory=dict)
    trace: str = ""
    """Of a conversation about a report: the name its traces are found by when it is over."""


UNKNOWN = Dialog("unknown", "")
"""Stands for a dialog that was not looked at."""


@dataclass(frozen=True, slots=True)
class KeptDialog:
    """A dialog as it lies in the database."""

    dialog: Dialog
    expires_at: int

    def is_over(self, now: datetime) -> bool:
        """Whether its time has passed."""
        return self.expires_at <= int(now.timestamp())


def slots_in(dialog: Dialog | None) -> frozenset[int]:
    """Slots of the pool that a report's draft names: whatever its data calls ``slots``, at any depth."""
    if dialog is None or dialog.name != REPORT:
        return frozenset()
    return frozenset(_slots(dialog.data))


def _slots(value: Any) -> Iterator[int]:
    within = value.items() if isinstance(value, dict) else ((None, inside) for inside in value)
    for name, inside in within:
        if name == "slots":
            yield from inside
        elif isinstance(inside, dict | list | tuple):
            yield from _slots(inside)


class Dialogs:
    """Dialogs of one bot's chats, at most one a chat, and through them the slots their drafts have filled.

    Which slots a draft fills stands in its sealed state alone. So whatever replaces, ends or expires a state
    reads in its own transaction which ones it named, and gives back those that nothing names any more.
    """

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        bot_id: int,
        randomness: Randomness = SystemRandomness(),  # noqa: B008 - it has no state
    ) -> None:
        self._database = database
        self._sealer = keyring.sealer("dialogs")
        self._pool = Pool(database, randomness)
        self._bot_id = bot_id
        self._saving = database.upsert(dialogs, "state", "expires_at")
        self._ending = delete(dialogs).where(
            dialogs.c.bot_id == bot_id, dialogs.c.chat_key == bindparam("of_chat")
        )
        self._looking_up = select(dialogs.c.chat_key, dialogs.c.state, dialogs.c.expires_at).where(
            dialogs.c.bot_id == bot_id, dialogs.c.chat_key.in_(bindparam("chats", expanding=True))
        )

    def _row(self, chat_key: bytes) -> bytes:
        """The row a state is bound to: another bot's dialog with the same chat is another row."""
        return self._bot_id.to_bytes(8, "big", signed=True) + chat_key

    async def load(self, chat_key: bytes, now: datetime) -> Dialog | None:
        """The chat's dialog, unless it expired."""
        kept = await self.peek(chat_key)
        return None if kept is None or kept.is_over(now) else kept.dialog

    async def peek(self, chat_key: bytes) -> KeptDialog | None:
        """The chat's dialog as it lies there, expired or not."""
        row = await self._lookups.load(chat_key)
        return (
            None if row is None else KeptDialog(self._open(self._bot_id, chat_key, row.state), row.expires_at)
        )

    def _open(self, bot_id: int, chat_key: bytes, state: bytes) -> Dialog:
        place = bot_id.to_bytes(8, "big", signed=True) + chat_key
        found = loads(self._sealer.open(state, table="dialogs", column="state", row=place))
        return Dialog(found["journey"], found["step"], found["data"], found.get("trace", ""))

    async def expired(self, now: datetime) -> list[tuple[bytes, Dialog]]:
        """Dialogs whose time is over, by the key of their chat; what does not open is passed over."""
        query = select(dialogs.c.chat_key, dialogs.c.state).where(
            dialogs.c.bot_id == self._bot_id, dialogs.c.expires_at <= int(now.timestamp())
        )
        found = []
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                with suppress(SealError):
                    found.append((row.chat_key, self._open(self._bot_id, row.chat_key, row.state)))
        return found

    @cached_property
    def _lookups(self) -> DataLoader[bytes, Any]:
        """Looks up the chats that ask at the same moment in one query; keeps nothing."""
        return DataLoader(self._look_up, cache=False, max_batch_size=MAX_LOOKUPS)

    async def _look_up(self, chat_keys: list[bytes]) -> list[Any]:
        async with self._database.read() as connection:
            rows = await connection.execute(self._looking_up, {"chats": chat_keys})
            found = {row.chat_key: row for row in rows}
        return [found.get(chat_key) for chat_key in chat_keys]

    def save(
        self,
        chat_key: bytes,
        dialog: Dialog,
        now: datetime,
        lifetime: timedelta = LIFETIME,
        *,
        before: Dialog | None = UNKNOWN,
    ) -> Write:
        """Replaces the chat's dialog; it expires after ``lifetime``. Slots it names no more are given back.

        Args:
            before: The dialog as it lay there when it was read, expired or not: where neither names a slot,
                the change is one row of a statement many chats share.

        Raises (when written):
            StorageError: a draft whose slots ``before`` names has gone meanwhile.
        """
        state = self._sealer.seal(
            padded(  # a draft must not be known again by the length of its report
                dumps(
                    {
                        "journey": dialog.name,
                        "step": dialog.step,
                        "data": dialog.data,
                        **({"trace": dialog.trace} if dialog.trace else {}),
                    }
                ),
                WHOLE if dialog.name == REPORT else 0,
            ),
            table="dialogs",
            column="state",
            row=self._row(chat_key),
        )
        expires = int((now + lifetime).timestamp())
        row: Row = {"bot_id": self._bot_id, "chat_key": chat_key, "state": state, "expires_at": expires}
        named, mine = slots_in(before), slots_in(dialog)
        if before is not UNKNOWN and not named and not mine:
            return Rows((self._saving, row), of=chat_key)

        async def write(connection: AsyncConnection) -> None:
            there = await self._there(connection, chat_key, named)
            await self._pool.free_now(connection, there - mine)
            await connection.execute(self._saving, [row])

        return write

    def end(self, chat_key: bytes, *, before: Dialog | None = UNKNOWN, sent: bool = False) -> Write:
        """Ends the chat's dialog and gives its slots back; once ``sent`` they belong to the report.

        Raises (when written):
            StorageError: a draft whose slots ``before`` names has gone meanwhile.
        """
        named, row = slots_in(before), {"of_chat": chat_key}
        if before is not UNKNOWN and not named:
            return Rows((self._ending, row), of=chat_key)

        async def write(connection: AsyncConnection) -> None:
            there = await self._there(connection, chat_key, named)
            if not sent:
                await self._pool.free_now(connection, there)
            await connection.execute(self._ending, [row])

        return write

    async def _there(
        self, connection: AsyncConnection, chat_key: bytes, named: frozenset[int]
    ) -> frozenset[int]:
        """Slots the chat's state names at this moment."""
        mine = dialogs.c.bot_id == self._bot_id, dialogs.c.chat_key == chat_key
        state = await connection.scalar(select(dialogs.c.state).where(*mine))
        there = frozenset() if state is None else slots_in(self._open(self._bot_id, chat_key, state))
        if not named <= there:
            raise StorageError("a draft was erased while it was being changed")
        return there

    def expire(self, now: datetime) -> Write:
        """Erases dialogs whose day is over, and gives their slots back."""
        over = dialogs.c.expires_at <= int((now - GRACE).timestamp())

        async def write(connection: AsyncConnection) -> None:
            mine = dialogs.c.bot_id == self._bot_id, over
            rows = await connection.execute(select(dialogs.c.chat_key, dialogs.c.state).where(*mine))
            for row in rows.all():
                try:
                    slots = slots_in(self._open(self._bot_id, row.chat_key, row.state))
                except SealError:  # the sweep finds what it named
                    continue
                await self._pool.free_now(connection, slots)
            await connection.execute(delete(dialogs).where(*mine))

        return write

    async def slots(self, connection: AsyncConnection) -> set[int]:
        """All slots that drafts of all bots name, as a transaction sees them."""
        found: set[int] = set()
        for row in await connection.execute(select(dialogs.c.bot_id, dialogs.c.chat_key, dialogs.c.state)):
            found |= slots_in(self._open(row.bot_id, row.chat_key, row.state))
        return found
