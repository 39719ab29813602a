"""An echo handler behind Netra's whole way of an update: sealed inbox, turn, group commit, outbox."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Sequence

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app.logs import configure_logging
from bot.app.opening import RUNNING, open_installation
from bot.app.program import machinery
from bot.app.settings import load_settings
from bot.wire.transport import Transport
from core.clock import SystemClock
from core.randomness import SystemRandomness
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.update_context import NetraContext, text_of
from services.platform.chat_paces import ChatLimits

UNPACED = ChatLimits(burst=1e9)
"""The machine is measured, not the pace of a message a second that each chat is kept to."""


class Echo:
    """Says it again."""

    def handlers(self) -> Sequence[AnyHandler]:
        """One handler."""
        return [MessageHandler(filters.TEXT, self._on_text)]

    async def _on_text(self, update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, text_of(update)))


async def main() -> None:
    """Polls until it is stopped."""
    configure_logging("ERROR")
    settings = load_settings(_env_file=None)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    async with (
        open_installation(settings, SystemClock(), SystemRandomness(), RUNNING) as installation,
        machinery(settings, installation, transport, [Echo()], UNPACED) as machine,
    ):
        await machine.serve(stop)
    await transport.close()


if __name__ == "__main__":
    asyncio.run(main())
