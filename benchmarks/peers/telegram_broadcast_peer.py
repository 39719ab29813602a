"""python-telegram-broadcast: its sequential strategy (its pools start a process and a bot per message).

It takes no server address, so the one place where it makes its bot gets a bot that knows ours.
"""

import asyncio
import functools

import telegram
from _report import CHATS, TEXT, TOKEN, URL, Watch

telegram.Bot = functools.partial(telegram.Bot, base_url=f"{URL}/bot")

# after the line above: these modules take the name `telegram.Bot` when they are imported
from python_telegram_broadcast.main import handle_broadcast  # noqa: E402
from python_telegram_broadcast.send_method import BroadcastMethodType  # noqa: E402
from python_telegram_broadcast.strategy import BroadcastStrategyType  # noqa: E402


async def main() -> None:
    """Sends to everybody."""
    watch = Watch()
    await handle_broadcast(
        [(chat, "p") for chat in CHATS],
        TOKEN,
        BroadcastMethodType.TEXT,
        BroadcastStrategyType.ASYNCIO_SEQUENTIAL,
        TEXT,
        "",
        seconds=0.0,
    )
    watch.report()


asyncio.run(main())
