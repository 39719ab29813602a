"""A secret code typed where none was asked for: it goes no further than this, wherever it stands.

The first handler of all, so that neither the ranker, nor the queue, nor a report, nor an officer, nor an
announcement can get a code. Where a code is expected (/lacak) the message goes on to it. A report and an
answer to officers get the message too: they leave the code out and take the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import Message, Update
from telegram.constants import ChatType
from telegram.ext import MessageHandler, filters

from handlers.access.buttons import DeleteCode
from handlers.access.texts import code_words as texts
from handlers.platform.buttons import AskForCode
from handlers.platform.conversation import Notes, wipe_row, wipe_rows
from handlers.platform.handler_group import AnyHandler, Asking
from handlers.platform.outgoing import Button, Rows, delete, edit, message, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from handlers.platform.words import split_command
from services.access.lost_code import says_code_is_lost
from services.access.spotter import Spotter
from services.platform.traces import TRACE, Mark, Traces
from storage.platform.dialogs import REPORT

DELETABLE = timedelta(hours=47)
"""Telegram lets bots delete for 48 hours (Bot API, deleteMessage); one is left for the way."""
TRACK, ASKS_FOR_CODE = "track", "code"
"""The dialog that waits for a code."""
OFFICE = ("officer", "officer-input", "officer-roles-input", "officer-locked")
"""Dialogs in which every message goes at once."""


class HoldsCode(filters.MessageFilter):
    """Messages with a code in their words, unless /lacak is to read it."""

    def __init__(self, spotter: Spotter) -> None:
        super().__init__(name="holds a code")
        self._spotter = spotter

    def filter(self, message: Message) -> bool:
        """Source of the fields: Bot API, Message."""
        words = message.text or message.caption or ""
        if message.chat.type == ChatType.PRIVATE and split_command(words)[0] == "lacak":
            return False
        return self._spotter.has_code(words)


class SaysLost(filters.MessageFilter):
    """``/tanya kode saya hilang``; without the command it depends on the dialog, see :class:`FreeInput`."""

    def filter(self, message: Message) -> bool:
        """Source of the fields: Bot API, Message."""
        command, question = split_command(message.text or "")
        return command == "tanya" and says_code_is_lost(question)


class CodeWords:
    """Keeps codes from everybody but /lacak."""

    def __init__(self, spotter: Spotter, traces: Traces, report: Asking, track: Asking) -> None:
        self._spotter = spotter
        self._notes = Notes(traces)
        self._asking = {report.name: report, track.name: track}

    def handlers(self) -> Sequence[AnyHandler]:
        """Messages with a code, and the button that deletes one."""
        return [
            MessageHandler(filters.UpdateType.MESSAGE & HoldsCode(self._spotter), self._on_code),
            MessageHandler(filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & SaysLost(), self._on_lost),
            TapHandler(on(DeleteCode, self._on_delete)),
        ]

    async def _on_code(self, update: Update, context: NetraContext) -> None:
        turn, typed = context.turn, update.effective_message
        if typed is None:
            return
        if typed.chat.type != ChatType.PRIVATE:
            in_group(context, typed)
            return
        dialog = await turn.dialog()
        asking = self._asking.get(dialog.name) if dialog is not None else None
        if (
            dialog is not None
            and asking is not None
            and dialog.name == TRACK
            and dialog.step == ASKS_FOR_CODE
        ):
            await asking.on_input(update, context, dialog)
            return
        self.refuse(turn, typed, dialog.name if dialog is not None else "")
        is_command = (typed.text or "").startswith("/")
        if dialog is not None and asking is not None and not is_command and not self._is_only_code(typed):
            await asking.on_input(update, context, dialog)

    def _is_only_code(self, typed: Message) -> bool:
        return typed.text is not None and self._spotter.is_only_code(typed.text)

    def refuse(self, turn: UpdateContext, typed: Message, name: str) -> None:
        """Says what became of a message with a code, and deletes it or offers to."""
        self._notes.keep(turn, typed)
        if turn.now - typed.date > DELETABLE:
            self._tell(turn, texts.TOO_OLD, self._rows(turn, name))
        elif name in OFFICE:
            self._notes.take_away(turn, typed)
            self._tell(turn, texts.IN_OFFICE, self._rows(turn, name))
        elif self._is_only_code(typed):
            self._notes.take_away(turn, typed)
            words = {REPORT: texts.ALONE_IN_REPORT, TRACK: texts.ALONE_IN_ANSWER}.get(name, texts.ALONE)
            self._tell(
                turn, words, self._rows(turn, name, [Button(texts.TRACK, AskForCode(turn.conversation()))])
            )
        else:
            words = {REPORT: texts.AMONG_WORDS_IN_REPORT, TRACK: texts.AMONG_WORDS_IN_ANSWER}.get(
                name, texts.AMONG_WORDS
            )
            data = DeleteCode(typed.message_id, int(typed.date.timestamp()))
            rows = self._rows(turn, name) or []
            self._tell(turn, words, [[Button(texts.DELETE_IT, data)], *rows])

    def _rows(self, turn: UpdateContext, name: str, *first: list[Button]) -> Rows | None:
        """Buttons where no conversation about a report is under way, whose own would do."""
        return None if name in self._asking else [*first, wipe_row(turn)]

    async def _on_lost(self, update: Update, context: NetraContext) -> None:
        await self.explain_loss(update, context.turn)

    async def explain_loss(self, update: Update, turn: UpdateContext) -> None:
        """What can be done about a lost code, and what can't."""
        await self._notes.note(turn, update)
        self._tell(turn, texts.LOST, wipe_rows(turn))

    @staticmethod
    def _tell(turn: UpdateContext, html: str, rows: Rows | None = None) -> None:
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))

    async def _on_delete(self, update: Update, context: NetraContext, pressed: DeleteCode) -> None:
        query_id, message_id = tapped_at(update)
        turn = context.turn
        if turn.now.timestamp() - pressed.sent_at > DELETABLE.total_seconds():
            turn.say(toast(query_id, texts.TOO_OLD, alert=True))
            return
        await turn.dialog()
        turn.say(toast(query_id), delete(turn.chat_id, pressed.message))
        if message_id is not None:
            self._notes.led_here(turn, Mark(pressed.message, pressed.sent_at), update.callback_query)
            turn.say(edit(turn.chat_id, message_id, texts.DELETED, wipe_rows(turn), strict=True))


def in_group(context: NetraContext, typed: Message) -> None:
    """What is said in a group: nothing of codes or reports, for others read along."""
    rows = [[Button(texts.OPEN_PRIVATE, url=f"https://t.me/{context.bot.username}?start=grup")]]
    context.turn.say(message(context.turn.chat_id, texts.IN_GROUP, rows, reply_to=typed.message_id))
