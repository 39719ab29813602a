"""Edited messages: they correct what is still open, and otherwise people are told at once how to correct it.

The first handler of all: no other gets an edited message, so that an edited command runs nothing twice. What
Telegram changes itself (a live location, a preview, a reaction) carries no date of an edit, or no words, and
is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import MessageHandler, filters

from handlers.access.code_words import CodeWords, in_group
from handlers.guidance.ask import Ask
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.update_context import NetraContext
from handlers.reporting.report import ReportHandlers
from handlers.reporting.texts import corrections as texts
from handlers.reporting.track import Track
from services.access.spotter import Spotter
from storage.platform.dialogs import REPORT

EDITABLE = timedelta(hours=48)
"""People may edit for so long; what is older was changed by Telegram."""


class Corrections:
    """Takes edited messages."""

    def __init__(
        self, spotter: Spotter, code_words: CodeWords, report: ReportHandlers, track: Track, ask: Ask
    ) -> None:
        self._spotter = spotter
        self._code_words = code_words
        self._report = report
        self._track = track
        self._ask = ask

    def handlers(self) -> Sequence[AnyHandler]:
        """Every edited message."""
        return [MessageHandler(filters.UpdateType.EDITED_MESSAGE, self._on_edit)]

    async def _on_edit(self, update: Update, context: NetraContext) -> None:
        turn, edited = context.turn, update.edited_message
        if edited is None or not _by_a_person(edited) or turn.now - edited.date > EDITABLE:
            return
        words = edited.text or edited.caption or ""
        has_code = self._spotter.has_code(words)
        if edited.chat.type != ChatType.PRIVATE:
            if has_code:
                in_group(context, edited)
            return
        dialog = await turn.dialog()
        name = dialog.name if dialog is not None else ""
        if has_code:
            self._code_words.refuse(turn, edited, name)
        if dialog is not None and name == REPORT and dialog.step != "privacy":
            self._report.on_edit(turn, dialog, edited)
        elif dialog is not None and name == self._track.name:
            await self._track.on_edit(turn, dialog, edited)
        elif not has_code and not (dialog is None and await self._ask.on_correction(update, context)):
            turn.say(message(turn.chat_id, texts.TOO_LATE))


def _by_a_person(edited: Message) -> bool:
    """Whether somebody changed words or a file; ``edit_date`` is missing where Telegram did."""
    if edited.edit_date is None or edited.via_bot is not None or edited.location is not None:
        return False
    return bool(edited.text or edited.caption or edited.effective_attachment)
