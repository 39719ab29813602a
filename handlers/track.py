"""Follow-up by code: /lacak."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import Update
from telegram.ext import CommandHandler, filters

from core.errors import CodeMalformedError, CodeUnknownError
from handlers.journey import AnyHandler
from handlers.outgoing import delete, message
from handlers.texts import track as texts
from handlers.turn import NetraContext, Turn, text_of
from services.reporting.tracking import Slowdown, Tracking
from storage.dialogs import Dialog


class Track:
    """Shows a reporter how the report fares."""

    name = "track"

    def __init__(self, tracking: Tracking, slowdown: Slowdown) -> None:
        self._tracking = tracking
        self._slowdown = slowdown

    def handlers(self) -> Sequence[AnyHandler]:
        """/lacak, with or without the code behind it."""
        return [CommandHandler("lacak", self._on_command, filters.ChatType.PRIVATE)]

    async def _on_command(self, update: Update, context: NetraContext) -> None:
        given = text_of(update).partition(" ")[2].strip()
        if given:
            await self._look_up(update, context.turn, given)
            return
        context.turn.set_dialog(self.name, "code")
        context.turn.say(message(context.turn.chat_id, texts.ASK))

    async def on_input(self, update: Update, context: NetraContext, _dialog: Dialog) -> None:
        """The code."""
        await self._look_up(update, context.turn, text_of(update))

    async def _look_up(self, update: Update, turn: Turn, text: str) -> None:
        if update.effective_message is not None:  # the code must not linger in the chat
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        wait = self._slowdown.wait(turn.chat_key)
        if wait > timedelta():
            turn.say(message(turn.chat_id, texts.slow_down(wait)))
            return
        turn.direct.typing(turn.chat_id)
        try:
            tracked = await self._tracking.find(text)
        except CodeMalformedError:
            self._again(turn, texts.MALFORMED)
        except CodeUnknownError:
            self._slowdown.wrong(turn.chat_key)
            self._again(turn, texts.UNKNOWN)
        else:
            self._slowdown.right(turn.chat_key)
            turn.end_dialog()
            turn.say(message(turn.chat_id, texts.found(tracked)))

    def _again(self, turn: Turn, words: str) -> None:
        turn.set_dialog(self.name, "code")
        turn.say(message(turn.chat_id, words))
