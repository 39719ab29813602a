"""The whole bot on the morning a campaign begins, as a program that can be killed. The clock stands still."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime

from bot.app.logs import configure_logging
from bot.app.program import run
from bot.app.settings import load_settings
from core.randomness import SystemRandomness
from tests.hurried import HURRIED
from tests.repeatable import FixedClock

MORNING = datetime(2024, 9, 25, 0, 45, tzinfo=UTC)
"""07.45 in Jakarta on the first day of the campaign of the Pilkada 2024."""


async def main() -> None:
    """Runs until it is told to stop, or killed."""
    settings = load_settings(_env_file=None)
    configure_logging(settings.log_level, as_json=settings.log_json)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(settings, FixedClock(MORNING), SystemRandomness(), stop, HURRIED)


if __name__ == "__main__":
    asyncio.run(main())
