"""First meeting, help, and the way out of anything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import Command, Commands, HelpSection
from handlers.access.texts.menu import CommandWords
from handlers.guidance.talk import menu_rows
from handlers.platform.conversation import Notes, wipe_rows
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import message
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext
from handlers.reporting.send import cancelled
from handlers.reporting.texts import track as track_texts
from handlers.routing.texts import start as texts
from handlers.routing.texts.start import Told
from services.access.roles import Roles
from services.platform.traces import TRACE, TRACED, Traces
from storage.platform.dialogs import REPORT, TRACK, Dialog

START = Command("start", CommandWords(), listed=False, of_many_bots=True)
HELP = Command("bantuan", texts.COMMAND_HELP, also=("help",), rank=900, of_many_bots=True)
CANCEL = Command("batal", texts.COMMAND_CANCEL, rank=910, of_many_bots=True)


class Start:
    """/start, /bantuan, /batal."""

    def __init__(self, roles: Roles, traces: Traces, commands: Commands, *, can_open: bool) -> None:
        """``can_open`` says whether this bot holds the key that opens reports."""
        self._commands = commands
        self._can_open = can_open
        self._roles = roles
        self._notes = Notes(traces)

    def handlers(self) -> Sequence[AnyHandler]:
        """The commands anyone may type at any time."""
        return [
            START.answered_by(self._on_start),
            HELP.answered_by(self._on_help),
            CANCEL.answered_by(self._on_cancel),
        ]

    async def _on_start(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, texts.WELCOME, menu_rows()))

    async def _on_help(self, _update: Update, context: NetraContext) -> None:
        role = self._roles.role_of(context.turn.user_id)
        told: dict[HelpSection, list[Told]] = defaultdict(list)
        for one in self._commands.menu_of(role, can_open=self._can_open):
            told[one.part_of_help].append((one.words.help_for(one.name), one.words.note))
        context.turn.say(message(context.turn.chat_id, texts.help_of(told)))

    async def offer_cancel(self, update: Update, turn: UpdateContext, dialog: Dialog) -> None:
        """ "batal", written as a word amid a dialog: it is no answer, and a draft is not lost by one word."""
        if dialog.name in TRACED:
            await self._notes.note(turn, update)
        tag = TRACE if dialog.name in TRACED else None
        turn.say(message(turn.chat_id, common.STOP_HERE, remember=tag))

    async def _on_cancel(self, update: Update, context: NetraContext) -> None:
        turn = context.turn
        dialog = await turn.dialog()
        if dialog is None:
            turn.say(message(turn.chat_id, common.NOTHING_OPEN))
            return
        if dialog.name in TRACED:
            await self._notes.note(turn, update)
        turn.end_dialog()
        turn.unit.truncate_log = True
        if dialog.name == REPORT:
            turn.say(*cancelled(turn))
        elif dialog.name == TRACK:
            turn.say(message(turn.chat_id, track_texts.CANCELLED, wipe_rows(turn), remember=TRACE))
        else:
            turn.say(message(turn.chat_id, common.CANCELLED))
