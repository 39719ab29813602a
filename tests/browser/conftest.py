"""Demo server, bot and browser, all on this machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.app.program import run
from bot.app.settings import load_settings
from bot.cli.demo import OFFICER_ID
from core.clock import Clock, SystemClock
from core.randomness import SystemRandomness
from demo import server
from tests.browser.chat_page import ChatPage, chromium
from tests.hurried import HURRIED

TOKEN = "1000005:browser"


@asynccontextmanager
async def running_demo(data_dir: Path, clock: Clock) -> AsyncIterator[str]:
    """Server and bot; the address of the page."""
    demo = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    settings = load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=demo.url, owner_ids=(OFFICER_ID,), data_dir=data_dir
    )
    stop = asyncio.Event()
    bot = asyncio.create_task(run(settings, clock, SystemRandomness(), stop, HURRIED))
    try:
        yield demo.url
    finally:
        stop.set()
        await bot
        await demo.stop()


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a running demo."""
    async with running_demo(tmp_path / "data", SystemClock()) as address:
        yield address


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser."""
    async with chromium() as running:
        yield running


@pytest.fixture
async def page(browser: Browser, url: str) -> AsyncIterator[ChatPage]:
    """The page in a window as on a desktop; its scripts must not fail, nor ask other hosts for anything."""
    opened = await ChatPage.open(browser, url)
    yield opened
    assert opened.complaints == []
