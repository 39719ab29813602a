"""One account that floods the bot: everybody else is answered, the disk is not filled, and it is told so."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sqlalchemy import Table, func, select
from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from bot.app.settings import Settings
from bot.wire.outbox_sender import MOST_UNSENT
from bot.wire.shares import MOST_KEPT, MOST_KEPT_OF_FILES
from demo.methods import new_callback
from demo.server import DemoServer
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, text_of
from storage.platform.engine import Database
from storage.platform.tables import inbox, outbox
from tests.bot.conftest import running
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide, until

FLOOD = 1_500


class Gated:
    """Answers every text and file; one chat's updates wait at a gate."""

    def __init__(self, blocked: int) -> None:
        self._blocked = blocked
        self.gate = asyncio.Event()
        self.seen: list[str] = []

    def handlers(self) -> Sequence[AnyHandler]:
        return [CallbackQueryHandler(self._on_tap), MessageHandler(filters.ALL, self._on_message)]

    async def _on_tap(self, _update: Update, _context: NetraContext) -> None:
        await self.gate.wait()

    async def _on_message(self, update: Update, context: NetraContext) -> None:
        turn = context.turn
        if turn.chat_id == self._blocked:
            await self.gate.wait()
            self.seen.append(text_of(update))
            return
        turn.say(message(turn.chat_id, f"jawaban: {text_of(update)}"))


class Listing:
    """Notes what it is asked, and says nothing."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def handlers(self) -> Sequence[AnyHandler]:
        return [MessageHandler(filters.ALL, self._on_message)]

    async def _on_message(self, update: Update, _context: NetraContext) -> None:
        self.seen.append(text_of(update))


async def rows(database: Database, table: Table = inbox) -> int:
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def test_others_are_answered_and_the_flood_fills_neither_disk_nor_chat(
    settings: Settings, bot_database: Database, clock: FixedClock, demo: DemoServer, telegram: TelegramSide
) -> None:
    warga, asn = telegram.person("warga"), telegram.person("asn")
    flooder = demo.world.people["warga"]
    group = Gated(flooder.id)
    async with running(settings, clock, group):
        for number in range(FLOOD):
            demo.world.says(flooder, text=str(number))
        await asn.says("bolehkah?")
        await asn.hears("jawaban: bolehkah?")  # every update of the flood came before it
        assert await rows(bot_database) == MOST_KEPT
        await warga.hears(common.TOO_MUCH.split("<")[0])
        demo.world.says(flooder, photo=[{"file_id": "f", "file_unique_id": "f", "width": 9, "height": 9}])
        await asn.says("masih ada?")
        await asn.hears("jawaban: masih ada?")
        assert await rows(bot_database) == MOST_KEPT + 1  # evidence still has room
        group.gate.set()
        await until(lambda: len(group.seen) > MOST_KEPT)
        assert group.seen == [*map(str, range(MOST_KEPT)), ""]
        told = [m for m in await warga.chat() if m["from_bot"]]
        assert len(told) == 1, "one word for the whole flood"
        await warga.says("sekarang lagi")
        await until(lambda: "sekarang lagi" in group.seen)


async def test_behind_a_flood_of_many_accounts_fetching_comes_first(
    settings: Settings, bot_database: Database, clock: FixedClock, demo: DemoServer, telegram: TelegramSide
) -> None:
    """Ten accounts with 95 messages each, nine full answers and a half: whoever wrote behind is answered next."""
    people = [await telegram.new_person(f"p{n}", 810_000_000 + n, f"Orang {n}") for n in range(10)]
    asn, group = demo.world.people["asn"], Listing()
    for number in range(95):
        for person in people:
            demo.world.says(demo.world.people[person.key], text=f"{person.key} {number}")
    demo.world.says(asn, text="bolehkah?")
    async with running(settings, clock, group):
        await until(lambda: "bolehkah?" in group.seen)
        before = group.seen.index("bolehkah?")
        await until(lambda: len(group.seen) == 951)
    assert before == 0, group.seen[:before]


async def test_who_takes_no_more_answers_fills_the_inbox_and_not_the_outbox(
    settings: Settings, bot_database: Database, clock: FixedClock, demo: DemoServer, telegram: TelegramSide
) -> None:
    """A chat takes a message a second: what it asks beyond twenty answers waits, and others are answered."""
    asn, flooder, group = telegram.person("asn"), demo.world.people["warga"], Gated(blocked=0)
    async with running(settings, clock, group):
        for number in range(MOST_KEPT - 20):
            demo.world.says(flooder, text=str(number))
        warga = telegram.person("warga")
        await warga.hears("jawaban: 9")  # its burst of ten is used up
        for number in range(10):
            await asn.says(f"bolehkah {number}?")
            await asn.hears(f"jawaban: bolehkah {number}?")
        assert await rows(bot_database, outbox) <= MOST_UNSENT + 1
        assert await rows(bot_database) > 0


async def test_a_tap_beyond_the_share_is_answered(
    settings: Settings, bot_database: Database, clock: FixedClock, demo: DemoServer, telegram: TelegramSide
) -> None:
    asn = telegram.person("asn")
    flooder = demo.world.people["warga"]
    group = Gated(flooder.id)
    answered: list[tuple[str, str]] = []
    show = demo.world.show

    def listen(person: object, event: str, data: dict[str, object]) -> None:
        answered.append((event, str(data)))
        show(person, event, data)  # type: ignore[arg-type] # passed through as it came

    demo.world.show = listen  # type: ignore[method-assign] # listens in
    async with running(settings, clock, group):
        said = demo.world.new_message(flooder, demo.world.bot, text="menu")
        for _ in range(MOST_KEPT_OF_FILES + 40):
            new_callback(demo.world, flooder, said, "x:y")
        await asn.says("halo")
        await asn.hears("jawaban: halo")
        wanted = MOST_KEPT_OF_FILES + 40 - MOST_KEPT
        await until(lambda: sum(common.TAPPED_TOO_MUCH in data for _, data in answered) == wanted)
        assert await rows(bot_database) == MOST_KEPT
        group.gate.set()
