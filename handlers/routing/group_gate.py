"""The door of groups: decides before any handler works whether a group is answered."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from handlers.access.commands import Commands
from handlers.guidance.group import rows_to_private, speaks_to_bot
from handlers.guidance.texts import group as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Call, message
from handlers.platform.update_context import NetraContext, UpdateContext
from services.platform.chat_paces import messages_in
from services.platform.group_allowance import GroupAllowance, GroupReply
from services.platform.pacing import RateLimiter

LONG_SECONDS = 5.0
"""A group that Telegram keeps silent for longer is not answered at all: the answers would only pile up."""


class GroupGate:
    """Keeps each group to what Telegram lets a bot say there. Private chats pass."""

    def __init__(self, limiter: RateLimiter, commands: Commands) -> None:
        self._commands = commands
        self._limiter = limiter
        self._allowance = GroupAllowance()

    def forget_idle(self) -> None:
        """Forgets groups that were told nothing lately."""
        self._allowance.forget_idle(self._limiter.now())

    def admits(self, handler: AnyHandler, update: Update, context: NetraContext) -> bool:
        """Whether the handler may work; says the one word where that is due."""
        turn = context.turn
        if turn.chat_id >= 0:
            return True
        if self._limiter.silence(self._limiter.chat(turn.chat_id)) > LONG_SECONDS:
            return False
        asks = self._asks(handler, update, context)
        room = self._allowance.room(turn.chat_key, self._limiter.now(), asks=asks)
        if room is GroupReply.WORD:
            rows = rows_to_private(context, texts.ASK_IN_PRIVATE, "grup")
            asked = update.message.message_id if update.message is not None else None
            turn.say(message(turn.chat_id, texts.TOO_MANY, rows, reply_to=asked))
            self._allowance.note(turn.chat_key, self._limiter.now(), 1, word=True)
        return room in (GroupReply.ANSWER, GroupReply.WARNING)

    def note(self, turn: UpdateContext) -> None:
        """Counts what was said to a group in a turn."""
        if turn.chat_id < 0:
            calls = (Call.decode(one.payload) for one in turn.unit.outgoing)
            said = sum(messages_in(one.method, one.params.get("media")) for one in calls)
            self._allowance.note(turn.chat_key, self._limiter.now(), said)

    def _asks(self, handler: AnyHandler, update: Update, context: NetraContext) -> bool:
        if isinstance(handler, CommandHandler | CallbackQueryHandler):
            return True
        return update.message is not None and speaks_to_bot(update.message, context, self._commands)
