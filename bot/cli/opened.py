"""How a command opens its installation: as the bot does, with the machine's clock and bars of progress."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from rich.console import Console

from bot.app.opening import PLAIN, Need, open_installation
from bot.app.settings import Settings
from bot.cli.bars import bars
from core.clock import SystemClock
from core.randomness import SystemRandomness
from services.platform.installation import Installation


@asynccontextmanager
async def opened(settings: Settings, need: Need = PLAIN) -> AsyncIterator[Installation]:
    """The installation. Bars show how far a database is that is brought to the newest schema; where nobody
    sees any, lines of the log do.

    Raises:
        core.errors.NetraError: it can't be opened; the message says why and what to do.
    """
    console = Console(stderr=True)
    async with AsyncExitStack() as stack:
        with bars(console) as show:
            progress = show if console.is_terminal else None
            opening = open_installation(settings, SystemClock(), SystemRandomness(), need, progress=progress)
            installation = await stack.enter_async_context(opening)
        yield installation
