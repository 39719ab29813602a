"""A whole bot against the demo server, both in this process, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.app.program import run
from bot.app.settings import Settings, load_settings
from core.randomness import SystemRandomness
from demo import server
from demo.server import DemoServer
from handlers.platform.callback_data import unpack
from services.platform.chat_paces import ChatLimits
from tests.hurried import HURRIED
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide, telegram_side

TOKEN = "1000001:journey"
OFFICER_ID = 700_000_003


@pytest.fixture
async def demo(clock: FixedClock) -> AsyncIterator[DemoServer]:
    """The local Bot API server."""
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()
    for data in shown_buttons(running):
        assert unpack(data) is not None, f"nobody answers the button {data!r}"


def shown_buttons(demo: DemoServer) -> set[str]:
    """The data of every button on anybody's screen."""
    return {
        button["callback_data"]
        for person in demo.world.people.values()
        for message in person.messages.values()
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if "callback_data" in button
    }


@pytest.fixture
async def telegram(demo: DemoServer) -> AsyncIterator[TelegramSide]:
    """Telegram as people see it."""
    async with telegram_side(demo.url) as side:
        yield side


@pytest.fixture
def settings(demo: DemoServer, tmp_path: Path) -> Settings:
    """Settings of a bot that talks to the demo server."""
    return load_settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=demo.url,
        owner_ids=(OFFICER_ID,),
        data_dir=tmp_path / "data",
        report_posting_seconds=0.1,
    )


@asynccontextmanager
async def running_bot(
    settings: Settings, clock: FixedClock, chat_limits: ChatLimits = HURRIED
) -> AsyncIterator[None]:
    """Runs the bot until the block ends; it then stops as on SIGTERM."""
    stop = asyncio.Event()
    task = asyncio.create_task(run(settings, clock, SystemRandomness(), stop, chat_limits))
    try:
        yield
    finally:
        stop.set()
        await task


Restart = Callable[[], Awaitable[None]]


@pytest.fixture
async def bot(settings: Settings, clock: FixedClock) -> AsyncIterator[None]:
    """A running bot."""
    async with running_bot(settings, clock):
        yield
