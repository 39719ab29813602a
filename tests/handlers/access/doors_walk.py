"""A whole bot whose updates are handled one by one in this process: what each says and writes is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from telegram import Update

from bot.app.machine import Machine
from bot.app.opening import RUNNING, open_installation
from bot.app.program import machinery
from bot.app.settings import load_settings
from bot.wire.transport import Transport
from bot.wire.updates import origin_of
from core.clock import FixedClock
from core.randomness import SystemRandomness
from core.sealing import Keyring
from handlers.access.commands import Commands
from handlers.platform.outgoing import Call
from services.access.officers import OWNER_ROLE
from storage.access.officers import OfficerStore, StoredOfficer
from storage.platform.engine import Database
from storage.platform.schema import dialogs, metadata, officers
from storage.platform.unit import Unit

OWNER, FORMER_OWNER = 91, 92
GROUP = -1_001_234
ANONYMOUS = 1_087_968_824
"""GroupAnonymousBot, as which administrators of a group write. Source: Bot API, Message.sender_chat."""
PASSING = ("inbox", "inbox_mark", "outbox", "dialogs", "chat_messages", "chat_memory", "officers", "slots")
"""Tables in which a refused tap may leave something: what was said, the way to the lock."""


@dataclass(frozen=True)
class Standing:
    """Somebody as the bot knows them."""

    name: str
    role: str = ""
    """Value of the row's role; empty where there is no row."""
    confirmed: bool = True
    unlocked: bool = False
    user_id: int = 50

    @property
    def counts_as(self) -> str:
        """``admin``, ``officer`` or ``nobody``."""
        if self.user_id == OWNER or self.role == "admin":
            return "admin"
        return "officer" if self.role in ("petugas", "pimpinan", "auditor") else "nobody"


STANDINGS = (
    Standing("stranger"),
    Standing("former owner", OWNER_ROLE, unlocked=True, user_id=FORMER_OWNER),
    *(
        Standing(f"{role} {state}", role, state != "new", state == "open")
        for role in ("petugas", "pimpinan", "auditor", "admin")
        for state in ("new", "locked", "open")
    ),
    Standing("owner who never came", user_id=OWNER),
    Standing("owner new", OWNER_ROLE, confirmed=False, user_id=OWNER),
    Standing("owner locked", OWNER_ROLE, user_id=OWNER),
    Standing("owner open", OWNER_ROLE, unlocked=True, user_id=OWNER),
    Standing("owner with another role", "auditor", unlocked=True, user_id=OWNER),
)


@dataclass
class Outcome:
    """What came of one update."""

    calls: list[Call]
    unit: Unit
    words: str = field(init=False)

    def __post_init__(self) -> None:
        self.words = "\n".join(
            str(call.params.get("text") or call.params.get("caption") or "") for call in self.calls
        )


class Walk:
    """The bot, and somebody before it."""

    def __init__(
        self, machine: Machine, database: Database, keyring: Keyring, clock: FixedClock, bot_id: int
    ) -> None:
        self.machine, self.database, self.keyring, self.clock = machine, database, keyring, clock
        self.store = OfficerStore(database, keyring, bot_id)
        self._update_id = 0
        self._is: Standing | None = None
        """Whose row lies there untouched, with no dialog."""

    @property
    def commands(self) -> Commands:
        """The bot's commands."""
        return self.machine.features.shared.commands

    async def becomes(self, one: Standing, *, keeps_dialog: bool = False) -> None:
        """Puts somebody's row as it is to be, and no dialog unless it is kept."""
        if self._is is one:
            return
        self._is = one
        now = int(self.clock.now().timestamp())
        key = self.keyring.chat_key(one.user_id)
        async with self.database.writer_engine.begin() as connection:
            if not keeps_dialog:
                await connection.execute(delete(dialogs))
            await connection.execute(delete(officers))
            if one.role:
                about = {"name": "Pak Budi", "agency": "Pemkot", "office": "Inspektorat Kota Contoh"}
                until = now + int(timedelta(minutes=10).total_seconds()) if one.unlocked else now - 60
                row = StoredOfficer(
                    b"o" * 16, one.user_id, key, one.role, about, "JBSWY3DPEHPK3PXP" if one.confirmed else "",
                    one.confirmed, 0, 0, 0, until, date(2024, 9, 1),
                )  # fmt: skip
                await self.store.add(row)(connection)
        await self.machine.features.prepare(self.machine.commit_and_send)

    async def says(
        self, one: Standing, text: str, chat_id: int | None = None, user_id: int | None = None
    ) -> Outcome:
        chat, person = chat_id or one.user_id, user_id or one.user_id
        command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        about: dict[str, Any] = {"sender_chat": _chat(GROUP)} if person == ANONYMOUS else {}
        return await self._handle(
            message={
                "message_id": 7, "date": int(self.clock.now().timestamp()), "chat": _chat(chat), "text": text,
                "from": _user(person), "entities": [command] if text.startswith("/") else [], **about,
            }
        )  # fmt: skip

    async def taps(
        self, one: Standing, data: str, chat_id: int | None = None, user_id: int | None = None
    ) -> Outcome:
        chat, person = chat_id or one.user_id, user_id or one.user_id
        message = {
            "message_id": 8,
            "date": int(self.clock.now().timestamp()),
            "chat": _chat(chat),
            "text": "x",
        }
        return await self._handle(
            callback_query={
                "id": "1",
                "from": _user(person),
                "message": message,
                "chat_instance": "1",
                "data": data,
            }
        )

    async def _handle(self, **content: Any) -> Outcome:
        self._update_id += 1
        raw = {"update_id": self._update_id, **content}
        origin = origin_of(raw)
        turn = self.machine._open_turn(origin, self.keyring.chat_key(origin.chat_id))
        application = self.machine._application
        with application.bot_data.open(self._update_id, turn):
            await application.process_update(Update.de_json(raw, application.bot))
        assert turn.error is None, turn.error
        assert turn.handled, raw
        if turn.unit.writes or turn.unit.closing:
            self._is = None
            await self.machine._committer.commit(turn.unit)
        return Outcome([Call.decode(one.payload) for one in turn.unit.outgoing], turn.unit)

    async def state(self) -> str:
        """All that stays in the database, but what was said and who is on the way to the lock."""
        seen = hashlib.sha256()
        async with self.database.read() as connection:
            for table in metadata.sorted_tables:
                if table.name not in PASSING:
                    rows = sorted(repr(tuple(row)) for row in await connection.execute(select(table)))
                    seen.update(f"{table.name}{rows}".encode())
        return seen.hexdigest()


def _chat(chat_id: int) -> dict[str, Any]:
    if chat_id < 0:
        return {"id": chat_id, "type": "supergroup", "title": "Grup"}
    return {"id": chat_id, "type": "private", "first_name": "Budi"}


def _user(user_id: int) -> dict[str, Any]:
    return {"id": user_id, "is_bot": user_id == ANONYMOUS, "first_name": "Budi"}


@asynccontextmanager
async def walking(
    url: str, folder: Path, *, owners: Sequence[int] = (OWNER,), intake_only: bool = False
) -> AsyncIterator[Walk]:
    """A bot at a Bot API server, whose updates come from the test."""
    clock = FixedClock(datetime(2024, 9, 24, 3, 0, tzinfo=UTC))
    settings = load_settings(
        _env_file=None,
        bot_token="1000007:walk",
        bot_api_url=url,
        owner_ids=tuple(owners),
        data_dir=folder / "data",
        intake_only=intake_only,
    )
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    try:
        async with (
            open_installation(settings, clock, SystemRandomness(), RUNNING) as installation,
            machinery(settings, installation, transport) as machine,
        ):
            await machine._application.initialize()
            yield Walk(machine, installation.database, installation.keyring, clock, installation.bot_id)
            await machine._direct.close()
            await machine._application.shutdown()
    finally:
        await transport.close()
