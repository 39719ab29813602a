"""A bot with handlers of the test's own, against the demo server, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app.opening import RUNNING, open_database, open_installation
from bot.app.program import machinery
from bot.app.settings import Settings, load_settings
from bot.cli.backup import Backups
from bot.wire.transport import Transport
from core.randomness import SystemRandomness
from core.sealing import Keyring
from demo import server
from demo.server import DemoServer
from handlers.platform.handler_group import AnyHandler, HandlerGroup
from handlers.platform.outgoing import Call, message
from handlers.platform.update_context import NetraContext, text_of
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import Dialog, Dialogs
from storage.platform.engine import Database
from storage.platform.installation import check_data_key
from storage.platform.unit import Outgoing, Unit
from tests.commits import commit_to
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock
from tests.reports import Planted, plant
from tests.telegram_side import TelegramSide, telegram_side

TOKEN = "1000003:parts"


class Saying:
    """Answers a text with what a test put down for it; a text it does not know breaks it."""

    def __init__(self, answers: dict[str, Call | None]) -> None:
        self._answers = answers
        self.tries: list[str] = []

    def handlers(self) -> Sequence[AnyHandler]:
        return [MessageHandler(filters.TEXT, self._on_text)]

    async def _on_text(self, update: Update, context: NetraContext) -> None:
        text = text_of(update)
        self.tries.append(text)
        answer = self._answers[text] if text in self._answers else message(context.turn.chat_id, text)
        if answer is None:
            raise KeyError(text)
        context.turn.say(answer)


@pytest.fixture
async def demo(clock: FixedClock) -> AsyncIterator[DemoServer]:
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def telegram(demo: DemoServer) -> AsyncIterator[TelegramSide]:
    async with telegram_side(demo.url) as side:
        yield side


@pytest.fixture
def settings(demo: DemoServer, tmp_path: Path) -> Settings:
    return load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=demo.url, owner_ids=(1,), data_dir=tmp_path / "data"
    )


@pytest.fixture
async def bot_database(settings: Settings) -> AsyncIterator[Database]:
    database = await open_database(settings)
    yield database
    await database.close()


@asynccontextmanager
async def running(settings: Settings, clock: FixedClock, group: HandlerGroup) -> AsyncIterator[None]:
    """Runs the bot's machinery with one group of handlers until the block ends."""
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    stop = asyncio.Event()
    try:
        async with (
            open_installation(settings, clock, SystemRandomness(), RUNNING) as installation,
            machinery(settings, installation, transport, [group]) as machine,
        ):
            task = asyncio.create_task(machine.serve(stop))
            try:
                yield
            finally:
                stop.set()
                await task
    finally:
        await transport.close()


IN_CONVERSATION = b"c" * 16
"""Key of the chat whose conversation is under way."""


@pytest.fixture
def backups(database: Database, keyring: Keyring, clock: FixedClock) -> Backups:
    return Backups(database, keyring, clock, commit_to(database, keyring))


@pytest.fixture
async def filled(database: Database, keyring: Keyring, clock: FixedClock) -> list[Planted]:
    """A database in use: reports, and a conversation under way."""
    await check_data_key(database, keyring)
    committer = GroupCommitter(database, BOT_ID, keyring.sealer("outbox"))
    await committer.start()
    dialogs = Dialogs(database, keyring, BOT_ID)
    saved = dialogs.save(IN_CONVERSATION, Dialog("report", "story", {"x": "y"}), clock.now())
    await committer.commit(Unit(writes=[saved], outgoing=[Outgoing(IN_CONVERSATION, b"balasan")]))
    await committer.close()
    return [await plant(database, number) for number in range(1, 8)]


@pytest.fixture
async def elsewhere(database: Database, tmp_path: Path) -> AsyncIterator[Database]:
    """An unused database, always SQLite: a backup of PostgreSQL comes back there too."""
    target = Database(f"sqlite:///{tmp_path / 'elsewhere' / 'netra.sqlite3'}")
    yield target
    await target.close()
