"""The whole bot, which can die at a named point (see :mod:`tests.faults.counting_bot`). Run as a program."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import timedelta

from bot.app.logs import configure_logging
from bot.app.program import run
from bot.app.settings import load_settings
from core.clock import ShiftedClock
from core.randomness import SystemRandomness
from tests.faults.counting_bot import Death, install_deaths
from tests.hurried import HURRIED


async def main() -> None:
    """Runs until SIGTERM, or until the named point is passed."""
    configure_logging("INFO")
    install_deaths(Death(os.environ.get("DIE_AT", "")))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    clock = ShiftedClock(timedelta(seconds=int(os.environ.get("CLOCK_SHIFT", "0"))))
    await run(load_settings(), clock, SystemRandomness(), stop, HURRIED)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
