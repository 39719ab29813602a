"""The whole bot, whose clock goes two days ahead on SIGUSR1. Run as a program.

It erases what is due every second instead of every ten minutes, so that a test need not wait for it.
"""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
from datetime import timedelta

import bot.app
import bot.forgetting
from bot.logs import configure_logging
from bot.settings import load_settings
from core.clock import ShiftedClock
from core.process import begin_anew_overwriting, guard_process
from core.randomness import SystemRandomness
from tests.hurried import HURRIED

AHEAD = timedelta(hours=49)
"""Longer than Telegram lets a bot delete messages, and than anything of a conversation is kept."""


async def main() -> None:
    """Runs until SIGTERM."""
    guard_process()
    configure_logging("INFO")
    bot.app.TIDIED_EVERY = timedelta(seconds=1)  # type: ignore[attr-defined] # it is imported there
    bot.forgetting.QUIET_SECONDS = bot.forgetting.PAUSE_SECONDS = 0.5
    clock, stop = ShiftedClock(timedelta()), asyncio.Event()

    def go_ahead() -> None:
        clock._shift += AHEAD
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: the test that reads need not be root

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, go_ahead)
    await bot.app.run(load_settings(), clock, SystemRandomness(), stop, HURRIED)


if __name__ == "__main__":
    begin_anew_overwriting()
    sys.exit(asyncio.run(main()))
