"""The whole bot, whose clocks go two days ahead on SIGUSR1. Run as a program.

It erases what is due every second instead of every ten minutes, so that a test need not wait for it; on SIGUSR2
it forgets as after a deletion. Each time it has forgotten, the file ``forgotten`` in DATA_DIR grows by a byte.
"""

# ruff: noqa: E402 - a clock is put in place before what goes by it is imported
from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
import time
from datetime import timedelta

_time_that_passes, _passed = time.monotonic, [0.0]
time.monotonic = lambda: _time_that_passes() + _passed[0]  # what is imported now goes by it: paces, turns
from bot.app import program
from bot.wire import forgetting

time.monotonic = _time_that_passes  # timers and deadlines don't

from bot.app.logs import configure_logging
from bot.app.settings import load_settings
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
    program.TIDIED_EVERY = program.FORGET_EVERY = timedelta(seconds=1)  # type: ignore[attr-defined] # one is imported there
    forgetting.QUIET_SECONDS = forgetting.PAUSE_SECONDS = 0.5
    clock, stop = ShiftedClock(timedelta()), asyncio.Event()

    settings, forgetters = load_settings(), []
    forget, begin = forgetting.Forgetter.forget, forgetting.Forgetter.start

    async def start(self: forgetting.Forgetter) -> None:
        forgetters.append(self)
        await begin(self)

    async def forget_and_tell(self: forgetting.Forgetter) -> None:
        await forget(self)
        with (settings.data_dir / "forgotten").open("ab") as file:
            file.write(b".")

    forgetting.Forgetter.start = start  # type: ignore[method-assign] # to listen in
    forgetting.Forgetter.forget = forget_and_tell  # type: ignore[method-assign] # to listen in

    def go_ahead() -> None:
        clock._shift += AHEAD
        _passed[0] += AHEAD.total_seconds()
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE: the test that reads need not be root

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_signal_handler(signal.SIGUSR1, go_ahead)
    loop.add_signal_handler(signal.SIGUSR2, lambda: forgetters[0].note())
    await program.run(settings, clock, SystemRandomness(), stop, HURRIED)


if __name__ == "__main__":
    begin_anew_overwriting()
    sys.exit(asyncio.run(main()))
