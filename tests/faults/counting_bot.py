"""A bot that counts: each message leaves a row in the database and is answered. It can die at a named point.

Run as a program by the fault tests. ``DIE_AT`` is ``point:n``: at the n-th passage of the point it kills
itself with SIGKILL, as hard as a power cut.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.app.logs import configure_logging
from bot.app.opening import RUNNING, open_installation
from bot.app.program import machinery
from bot.app.settings import load_settings
from bot.wire.outbox_sender import OutboxSender
from bot.wire.transport import Transport
from core.clock import SystemClock
from core.randomness import SystemRandomness
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.update_context import NetraContext, text_of
from storage.platform.committer import GroupCommitter
from storage.platform.inbox import UpdateInbox
from storage.platform.unit import Write
from tests.hurried import HURRIED

effects = Table(
    "test_effects",
    MetaData(),
    Column("text", String, primary_key=False),
    Column("chat", LargeBinary),
)


class Death:
    """Kills the process at a named point."""

    def __init__(self, plan: str) -> None:
        self._point, _, count = plan.partition(":")
        self._left = int(count or 1)

    def passes(self, point: str) -> None:
        """Called at each point."""
        if point != self._point:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


class Counting:
    """Writes each text down and answers it."""

    def __init__(self, death: Death) -> None:
        self._death = death

    def handlers(self) -> Sequence[AnyHandler]:
        """Takes every text."""
        return [MessageHandler(filters.TEXT, self._on_text)]

    async def _on_text(self, update: Update, context: NetraContext) -> None:
        turn, text = context.turn, text_of(update)
        self._death.passes("handler")
        turn.write(_effect(text, turn.chat_key))
        turn.say(message(turn.chat_id, f"kept {text}"))


def _effect(text: str, chat: bytes) -> Write:
    async def write(connection: AsyncConnection) -> None:
        await connection.execute(insert(effects).values(text=text, chat=chat))

    return write


def install_deaths(death: Death) -> None:
    """Puts the named points where updates and replies pass."""
    original_transaction = GroupCommitter._transaction
    original_call = Transport.call
    original_keep = UpdateInbox.keep
    original_accept = OutboxSender.accept

    async def transaction(self: GroupCommitter, units: object) -> object:
        death.passes("before-commit")
        result = await original_transaction(self, units)  # type: ignore[arg-type] # passed through as it came
        death.passes("after-commit")
        return result

    async def call(self: Transport, method: str, *args: object, **kwargs: object) -> object:
        if method == "sendMessage":
            death.passes("before-send")
        result = await original_call(self, method, *args, **kwargs)  # type: ignore[arg-type] # passed through
        if method == "sendMessage":
            death.passes("after-send")
        if method == "getUpdates" and result:
            death.passes("after-poll")
        return result

    def keep(self: UpdateInbox, *args: object) -> object:
        death.passes("before-keep")
        return original_keep(self, *args)  # type: ignore[arg-type] # passed through as it came

    def accept(self: OutboxSender, calls: object) -> None:
        death.passes("before-queue")
        original_accept(self, calls)  # type: ignore[arg-type] # passed through as it came

    GroupCommitter._transaction = transaction  # type: ignore[method-assign,assignment] # the test's scalpel
    Transport.call = call  # type: ignore[method-assign] # the test's scalpel
    UpdateInbox.keep = keep  # type: ignore[method-assign,assignment] # the test's scalpel
    OutboxSender.accept = accept  # type: ignore[method-assign] # the test's scalpel


async def main() -> None:
    """Runs until SIGTERM."""
    configure_logging("INFO")
    death = Death(os.environ.get("DIE_AT", ""))
    install_deaths(death)
    settings = load_settings()
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    async with open_installation(settings, SystemClock(), SystemRandomness(), RUNNING) as installation:
        async with installation.database.writer_engine.begin() as connection:
            await connection.run_sync(lambda sync: effects.create(sync, checkfirst=True))
        async with machinery(settings, installation, transport, [Counting(death)], HURRIED) as machine:
            await machine.serve(stop)
    await transport.close()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
