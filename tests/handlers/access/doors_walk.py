"""A whole bot whose updates are handled one by one in this process: what each says and writes is looked at."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
from core.randomness import SystemRandomness
from core.sealing import Keyring
from handlers.access.commands import Commands
from handlers.platform.outgoing import Call
from services.access.officers import OWNER_ROLE, Workplace
from services.access.roles import Role
from storage.access.officers import OfficerStore, StoredOfficer
from storage.access.tables import officers
from storage.platform.engine import Database
from storage.platform.tables import dialogs
from storage.platform.unit import Unit
from storage.schema import metadata
from tests.officers import Joining, relearn_nothing
from tests.repeatable import FixedClock

OWNER, FORMER_OWNER, INVITER = 91, 92, 93
WORKPLACE = Workplace("Pemkot", "Inspektorat Kota Contoh")
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
        self.joining = Joining(
            self.store, keyring, machine._committer.commit, machine.features.reporting.parts.cases.release_all
        )
        self._rows: dict[str, StoredOfficer] = {}
        """What production wrote of each standing."""
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
        if one.role and one.name not in self._rows:
            self._rows[one.name] = await self._arrived(one)
        async with self.database.writer_engine.begin() as connection:
            if not keeps_dialog:
                await connection.execute(delete(dialogs))
            await connection.execute(delete(officers))
            if one.role:
                await self.store.add(self._rows[one.name])(connection)
        await self.machine.features.prepare(self.machine.commit_and_send)

    async def _arrived(self, one: Standing) -> StoredOfficer:
        """The row that production writes of somebody, who comes for the first time."""
        async with self.database.writer_engine.begin() as connection:
            await connection.execute(delete(officers))
        joining, now = self.joining, self.clock.now()
        if one.role == OWNER_ROLE:
            found = await joining.owner(one.user_id, now)
        else:
            found = await joining.invited(one.user_id, Role(one.role), now, by=INVITER)
        if one.confirmed:
            found = await joining.confirmed(found, now, relearn_nothing)
        if one.confirmed and not one.unlocked:
            found = await joining.locked(found, relearn_nothing)
        found = await joining.placed(found, WORKPLACE)
        row = await self.store.of_chat(found.chat_key)
        assert row is not None
        return row

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
