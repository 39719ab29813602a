"""Free input: to the handlers whose dialog is open, else it is a question."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler, MessageHandler, filters

from handlers.access.code_words import CodeWords
from handlers.access.guard import AccessGuard
from handlers.casework.text import OfficerText
from handlers.guidance.ask import Ask
from handlers.platform.handler_group import AnyHandler, Asking
from handlers.platform.outgoing import message, toast
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, text_of
from handlers.routing.start import Start
from services.access.lost_code import says_code_is_lost


class FreeInput:
    """The last handlers of all: text, pictures, files, and whatever nobody else wanted."""

    def __init__(
        self,
        asking: Sequence[Asking],
        ask: Ask,
        code_words: CodeWords,
        office: OfficerText,
        guard: AccessGuard,
        start: Start,
    ) -> None:
        self._start = start
        self._guard = guard
        self._office = office
        self._code_words = code_words
        self._asking = {one.name: one for one in asking}
        self._ask = ask

    def handlers(self) -> Sequence[AnyHandler]:
        """Unknown commands, free input, and buttons of former versions."""
        private = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE
        return [
            MessageHandler(private & filters.COMMAND, self._on_unknown_command),
            MessageHandler(private & ~filters.StatusUpdate.ALL, self._on_input),
            CallbackQueryHandler(self._on_old_button),
        ]

    async def _on_input(self, update: Update, context: NetraContext) -> None:
        dialog = await context.turn.dialog()
        asking = self._asking.get(dialog.name) if dialog else None
        if dialog is not None and asking is not None:
            if self._ask.hears_stop(text_of(update)):
                await self._start.offer_cancel(update, context.turn, dialog)
            elif await self._guard.hears(context.turn, asking.name):
                await asking.on_input(update, context, dialog)
        elif await self._office.takes(update, context, dialog):
            return
        elif says_code_is_lost(text_of(update)):
            await self._code_words.explain_loss(update, context.turn)
        elif update.effective_message and update.effective_message.text:
            await self._ask.on_question(update, context)
        else:
            context.turn.say(message(context.turn.chat_id, common.NO_FILES_HERE))

    async def _on_unknown_command(self, update: Update, context: NetraContext) -> None:
        dialog = await context.turn.dialog()
        if dialog is None and await self._ask.on_slashed(update, context):
            return  # "/menu", "/stop": no command of ours, but words we know
        context.turn.say(message(context.turn.chat_id, common.UNKNOWN_COMMAND))

    async def _on_old_button(self, update: Update, context: NetraContext) -> None:
        if (query := update.callback_query) is not None:  # a game's button has no data
            context.turn.say(toast(query.id, common.OLD_BUTTON))
