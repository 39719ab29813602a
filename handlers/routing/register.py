"""All handlers, in the order they are tried. A new group of them is one line in its feature."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from typing import Any, Protocol

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, TypeHandler

from core.errors import NetraError
from handlers.access.commands import AnsweredCommand, Command, Commands, StartLink
from handlers.platform.callback_data import CallbackData
from handlers.platform.handler_group import AnyHandler, Callback, HandlerGroup
from handlers.platform.outgoing import Call, message, toast
from handlers.platform.taps import TapHandler
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext
from handlers.routing.group_gate import GroupGate


class UndeclaredError(NetraError):
    """A command is answered, or a button, that nobody declared."""


class Guard(Protocol):
    """Lets people in as commands and buttons declare it."""

    async def admits_command(self, turn: UpdateContext, command: Command) -> bool:
        """Whether the handler may run; else the person was told why not and what to do."""
        ...

    async def admits_tap(self, turn: UpdateContext, pressed: CallbackData, query_id: str) -> bool:
        """The same for a tap on a button."""
        ...


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


def guarded(callback: Callback, guard: Guard, command: Command | None = None) -> Callback:
    """Wraps the handler of a command, or of buttons, so that it runs only for whom it is there."""

    @wraps(callback)
    async def asked(update: Update, context: NetraContext) -> None:
        query = update.callback_query
        if command is not None:
            admitted = await guard.admits_command(context.turn, command)
        elif query is not None and context.pressed is not None:
            admitted = await guard.admits_tap(context.turn, context.pressed, query.id)
        else:  # what no button of ours carries is told so
            admitted = True
        if admitted:
            await callback(update, context)

    return asked


def _guard(handler: AnyHandler, guard: Guard) -> None:
    """Puts the guard before a handler of a command or of buttons.

    Raises:
        UndeclaredError: nobody declared it.
    """
    if isinstance(handler, AnsweredCommand):
        handler.callback = guarded(handler.callback, guard, handler.command)
    elif isinstance(handler, CommandHandler):
        if not isinstance(handler, StartLink):
            raise UndeclaredError(f"no Command declares {sorted(handler.commands)}")
    elif isinstance(handler, TapHandler):
        handler.callback = guarded(handler.callback, guard)
    elif isinstance(handler, CallbackQueryHandler) and handler.pattern is not None:
        raise UndeclaredError(f"no CallbackData declares {handler.pattern}")


async def _ignore(_update: Update, _context: NetraContext) -> None:
    """What nobody wants (a sticker in a group, say) is handled by leaving it alone."""


def register(
    application: Application[Any, NetraContext, Any, Any, Any, Any],
    handler_groups: Sequence[HandlerGroup],
    gate: GroupGate,
    guard: Guard,
    commands: Commands,
) -> None:
    """Adds the handlers of every group in order, and one that takes what is left; ``commands`` learns theirs.

    Raises:
        UndeclaredError: nobody declared a command or button.
        handlers.access.errors.DeclarationError: two commands can't be told apart, or there are too many.
    """
    handlers: list[AnyHandler] = [handler for group in handler_groups for handler in group.handlers()]
    commands.declare(handlers)
    handlers.append(TypeHandler(Update, _ignore))
    for handler in handlers:
        _guard(handler, guard)
        handler.callback = marking(handler, gate)
        application.add_handler(handler)


def apologise(turn: UpdateContext) -> None:
    """What a person is told when an update was given up."""
    if turn.chat_id:
        turn.say(message(turn.chat_id, common.APOLOGY))


def sent_too_much(turn: UpdateContext, *, is_private: bool) -> None:
    """What is said, once, where a chat sends more than is kept of one."""
    turn.say(message(turn.chat_id, common.TOO_MUCH if is_private else common.TOO_MUCH_IN_GROUP))


def tapped_too_much(query_id: str) -> Call:
    """The answer to a tap that is not kept."""
    return toast(query_id, common.TAPPED_TOO_MUCH, alert=True)
