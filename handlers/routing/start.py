"""First meeting, help, and the way out of anything."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CommandHandler, filters

from handlers.guidance.talk import menu_rows
from handlers.platform.conversation import Notes, wipe_rows
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.texts import common
from handlers.platform.turn import NetraContext, Turn
from handlers.reporting.send import cancelled
from handlers.reporting.texts import track as track_texts
from handlers.routing.texts import start as texts
from services.access.roles import Roles
from services.platform.traces import TRACE, TRACED, Traces
from storage.platform.dialogs import REPORT, TRACK, Dialog


class Start:
    """/start, /bantuan, /batal."""

    def __init__(self, roles: Roles, traces: Traces) -> None:
        self._roles = roles
        self._notes = Notes(traces)

    def handlers(self) -> Sequence[AnyHandler]:
        """The commands anyone may type at any time."""
        return [
            CommandHandler("start", self._on_start, filters.ChatType.PRIVATE),
            CommandHandler(["bantuan", "help"], self._on_help, filters.ChatType.PRIVATE),
            CommandHandler("batal", self._on_cancel, filters.ChatType.PRIVATE),
        ]

    async def _on_start(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, texts.WELCOME, menu_rows()))

    async def _on_help(self, _update: Update, context: NetraContext) -> None:
        html = texts.HELP
        if self._roles.role_of(context.turn.user_id) is not None:
            html += texts.HELP_OFFICER
        if self._roles.is_admin(context.turn.user_id):
            html += texts.HELP_ADMIN
        context.turn.say(message(context.turn.chat_id, html))

    async def offer_cancel(self, update: Update, turn: Turn, dialog: Dialog) -> None:
        """ "batal", written as a word amid a dialog: it is no answer, and a draft is not lost by one word."""
        if dialog.journey in TRACED:
            await self._notes.note(turn, update)
        tag = TRACE if dialog.journey in TRACED else None
        turn.say(message(turn.chat_id, common.STOP_HERE, remember=tag))

    async def _on_cancel(self, update: Update, context: NetraContext) -> None:
        turn = context.turn
        dialog = await turn.dialog()
        if dialog is None:
            turn.say(message(turn.chat_id, common.NOTHING_OPEN))
            return
        if dialog.journey in TRACED:
            await self._notes.note(turn, update)
        turn.end_dialog()
        turn.unit.truncate_log = True
        if dialog.journey == REPORT:
            turn.say(*cancelled(turn))
        elif dialog.journey == TRACK:
            turn.say(message(turn.chat_id, track_texts.CANCELLED, wipe_rows(turn), remember=TRACE))
        else:
            turn.say(message(turn.chat_id, common.CANCELLED))
