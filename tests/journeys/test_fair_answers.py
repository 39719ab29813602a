"""Whoever asks faster than Telegram takes the answers fills no outbox, and loses none of them."""

from __future__ import annotations

import asyncio
import sqlite3

from bot.outbox_sender import MOST_UNSENT
from bot.settings import Settings
from core.clock import FixedClock
from services.broadcast.chat_paces import ChatLimits
from tests.journeys.conftest import running_bot
from tests.telegram_side import PATIENCE, TelegramSide

ASKED = 40
QUICK = ChatLimits(per_second=10.0, burst=1.0)
"""The real pace in a tenth of the time."""


async def test_what_is_asked_too_fast_waits_in_the_inbox_and_is_answered(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    asn = telegram.person("asn")
    most = 0
    async with running_bot(settings, clock, QUICK):
        await asn.says("/start")
        await asn.hears("Netra")
        for _ in range(ASKED):
            await asn.says("/bantuan")
        deadline = asyncio.get_running_loop().time() + PATIENCE
        with sqlite3.connect(f"file:{settings.data_dir / 'netra.sqlite3'}?mode=ro", uri=True) as database:
            while sum(one["from_bot"] for one in await asn.chat()) < ASKED:
                assert asyncio.get_running_loop().time() < deadline
                (waiting,) = database.execute("SELECT count(*) FROM outbox").fetchone()
                most = max(most, waiting)
    assert 1 < most <= MOST_UNSENT
