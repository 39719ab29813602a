"""Buttons with data nobody wrote for them: each tap is answered, none counts as an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from structlog.testing import capture_logs

from bot.settings import Settings
from core.clock import FixedClock
from demo.server import DemoServer
from tests.journeys.conftest import running_bot
from tests.journeys.test_wiping import rows
from tests.telegram_side import TelegramSide, until

NUMBERS = ("", ":²", f":0:{'9' * 20}")
"""What no button of ours carries where a number stands."""
READING = (
    "ask:good",
    "ask:share",
    "ask:law",
    "report:page",
    "report:wipe",
    "remind:role",
    "track:answer",
    "jadwal:all",
)
"""Buttons of anybody that read something out of their data."""


def errors_in(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [one for one in logs if one["log_level"] in ("error", "critical")]


async def test_whoever_forges_a_button_is_answered(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, demo: DemoServer
) -> None:
    warga = telegram.person("warga")
    with capture_logs() as logs:
        async with running_bot(settings, clock):
            await warga.says("/start")
            below = await warga.hears("Lapor tanpa nama")
            for action in READING:
                for number in NUMBERS:
                    await warga.taps_data(below, action + number)
            await until(lambda: not demo.world.callbacks)
            await until(lambda: rows(settings, "inbox") == [])
    assert errors_in(logs) == []
    assert rows(settings, "inbox_given_up") == []
