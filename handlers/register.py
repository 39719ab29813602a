"""All handlers, in the order they are tried. A new journey is one line here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any

from telegram import Update
from telegram.ext import Application, TypeHandler

from handlers.group_gate import GroupGate
from handlers.journey import AnyHandler, Callback, Journey
from handlers.outgoing import message
from handlers.texts import common
from handlers.turn import NetraContext, Turn


def marking(handler: AnyHandler, gate: GroupGate) -> Callback:
    """Wraps a handler so that its turn is marked as handled when, and only when, it ended well (also where
    the gate of groups let nothing through)."""
    callback: Callback = handler.callback

    @wraps(callback)
    async def marked(update: Update, context: NetraContext) -> None:
        if gate.admits(handler, update, context):
            await callback(update, context)
            gate.note(context.turn)
        context.turn.finish()
        context.turn.handled = True

    return marked


async def _ignore(_update: Update, _context: NetraContext) -> None:
    """What nobody wants (a sticker in a group, say) is handled by leaving it alone."""


def register(
    application: Application[Any, NetraContext, Any, Any, Any, Any],
    journeys: Sequence[Journey],
    gate: GroupGate,
) -> None:
    """Adds every journey's handlers in order, and one that takes what is left."""
    handlers: list[AnyHandler] = [handler for journey in journeys for handler in journey.handlers()]
    handlers.append(TypeHandler(Update, _ignore))
    for handler in handlers:
        handler.callback = marking(handler, gate)
        application.add_handler(handler)


def apologise(turn: Turn) -> None:
    """What a person is told when an update was given up."""
    if turn.chat_id:
        turn.say(message(turn.chat_id, common.APOLOGY))
