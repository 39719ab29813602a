"""``python -m demo``: the server alone, for bots of any make."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
import time
from datetime import UTC, datetime

from demo.server import start


async def main() -> None:
    """Serves until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--today", type=datetime.fromisoformat, help="travel in time to this day")
    options = parser.parse_args()
    shift = 0.0
    if options.today is not None:
        days = (options.today.date() - datetime.now(UTC).date()).days
        shift = days * 86_400.0
    server = await start("127.0.0.1", options.port, now=lambda: time.time() + shift)
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
