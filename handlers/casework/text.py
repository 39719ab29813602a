"""What officers write while their screen is open, or just after it closed: it is never a question.

A note typed on the screen of notes without its button is taken as one. Anything else is refused and deleted,
for it may tell of a report: it must not reach the ranker, the queue of questions, or stay in the chat. Who is
an officer is also somebody with questions: /tanya works at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from telegram import Update
from telegram.ext import MessageHandler, filters

from handlers.access.gate import AFTER_LOCK, LOCKED_SCREEN
from handlers.access.texts import officer as texts
from handlers.casework.officer_screen import MANAGING, READING, WRITING, OfficerScreen
from handlers.casework.words import NOTE, NOTES, Words
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import delete, message
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext
from services.access.officers import Officer, Officers
from services.access.roles import Roles
from storage.platform.dialogs import Dialog

OPEN_SCREENS = (READING, WRITING, MANAGING)


class OfficerText:
    """Free text that belongs to the officers' screen though no screen asked for it."""

    def __init__(self, officer_screen: OfficerScreen, words: Words, officers: Officers, roles: Roles) -> None:
        self._officer_screen = officer_screen
        self._words = words
        self._officers = officers
        self._roles = roles

    def handlers(self) -> Sequence[AnyHandler]:
        """A bare /tanya: in an open screen the next message would not be a question."""
        bare = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE & filters.Regex(r"^/tanya(@\w+)?\s*$")
        return [MessageHandler(bare, self._on_bare_ask)]

    async def _on_bare_ask(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        dialog = await turn.dialog()
        if dialog is not None and dialog.name == LOCKED_SCREEN:
            turn.end_dialog()
        is_open = dialog is not None and dialog.name in OPEN_SCREENS
        if is_open or (dialog is None and await self._unlocked(turn) is not None):
            turn.say(message(turn.chat_id, texts.ASK_IN_ONE_MESSAGE))
        else:
            turn.say(message(turn.chat_id, common.ASK_FOR_QUESTION))

    async def takes(self, update: Update, context: NetraContext, dialog: Dialog | None) -> bool:
        """Whether a message that no dialog waits for belongs to the screen; it is dealt with then."""
        turn = context.turn
        if dialog is None:
            if await self._unlocked(turn) is None:
                return False
            self._refuse(update, turn, texts.NOT_ON_THIS_SCREEN)
            return True
        if dialog.name == LOCKED_SCREEN:
            self._refuse(update, turn, texts.TOO_LATE)
            return True
        if dialog.name != READING:
            return False
        officer = await self._officers.find(turn.user_id, turn.chat_key)
        if officer is None or not officer.is_unlocked(turn.now):
            return self._after_the_lock(update, turn, officer)
        if dialog.step == NOTES and update.effective_message is not None and update.effective_message.text:
            await self._words.take(update, turn, dialog, NOTE)
        else:
            self._refuse(update, turn, texts.NOT_ON_THIS_SCREEN)
        return True

    def _after_the_lock(self, update: Update, turn: UpdateContext, officer: Officer | None) -> bool:
        since = turn.now - officer.unlocked_until if officer is not None else timedelta()
        if officer is not None and since > AFTER_LOCK:  # what was on the screen is long gone: a question
            turn.end_dialog()
            return False
        self._delete(update, turn)
        self._officer_screen.gate.closed(turn, officer)
        return True

    async def _unlocked(self, turn: UpdateContext) -> Officer | None:
        """The officer who writes, if the lock is open; who has no role is not looked up."""
        if self._roles.role_of(turn.user_id) is None:
            return None
        officer = await self._officers.find(turn.user_id, turn.chat_key)
        return officer if officer is not None and officer.is_unlocked(turn.now) else None

    def _refuse(self, update: Update, turn: UpdateContext, html: str) -> None:
        self._delete(update, turn)
        turn.say(message(turn.chat_id, html))

    @staticmethod
    def _delete(update: Update, turn: UpdateContext) -> None:
        if update.effective_message is not None:
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
