"""``python -m bot demo``: a local Bot API server, its chat page, and the bot, in one program on loopback."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.app.installed import typed
from bot.app.keys import make_missing_keys
from bot.app.opening import key_paths
from bot.app.program import run
from bot.app.settings import load_settings
from bot.app.videos import is_installed
from core.clock import clock_starting_on
from core.errors import ConfigurationError
from core.randomness import SystemRandomness
from demo.server import start
from demo.world import CHANNEL

DEMO_BOT_ID = 1_000_001
OFFICER_ID = 700_000_003
"""The demo's "petugas", who is administrator there."""
ZONE = ZoneInfo("Asia/Jakarta")


async def run_demo(
    port: int, today: date | None, data_dir: Path | None, stop: asyncio.Event, console: Console
) -> None:
    """Serves page and bot until ``stop`` is set.

    Raises:
        core.errors.ConfigurationError: the port is taken.
    """
    clock = clock_starting_on(today, ZONE)
    async with AsyncExitStack() as stack:
        try:
            demo = await start("127.0.0.1", port, now=lambda: clock.now().timestamp())
        except OSError:
            raise ConfigurationError(
                f"port {port} is taken; choose another: "
                + typed(f"make demo PORT={port + 1}", f"netra demo --port {port + 1}")
            ) from None
        stack.push_async_callback(demo.stop)
        is_thrown_away = data_dir is None
        if data_dir is None:
            data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="netra-demo-")))
        settings = load_settings(
            _env_file=None,  # nothing of the operator's settings belongs into a demo
            bot_token=f"{DEMO_BOT_ID}:demo",
            bot_api_url=demo.url,
            owner_ids=(OFFICER_ID,),
            channel_id=f"@{CHANNEL[3]}",
            data_dir=data_dir,
            log_level="WARNING",
            report_posting_seconds=1,
            evidence_video=is_installed(),
        )
        if is_thrown_away:  # nothing to back up: no warning to do so
            make_missing_keys(key_paths(settings), SystemRandomness(), data_exists=False)
        console.print(f"\n  Netra demo: [bold]{demo.url}[/bold]", highlight=False)
        console.print("  Open it in a browser; press Ctrl+C to stop.\n", highlight=False)
        await run(settings, clock, SystemRandomness(), stop)
    console.print("stopped cleanly")
