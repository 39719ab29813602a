"""What officers type about a report: notes for each other, questions to the reporter, words to mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from telegram import Update

from core.errors import NetraError, ReportError
from core.text import tidy
from handlers.casework.buttons import AskForWords, ReadNotes, ShowReport, WrittenWords
from handlers.casework.officer_screen import WRITING, OfficerScreen, State, Tap, turn_pages
from handlers.casework.report import CaseScreen
from handlers.casework.texts import handover as handover_texts
from handlers.casework.texts import refusals
from handlers.casework.texts import report as texts
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, delete, message
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext
from handlers.platform.words import with_links
from services.access.officers import Officer
from services.casework.case_service import OpenedCase
from services.casework.casework import Casework
from services.reporting.thread import MessageKind
from storage.access.errors import AccessError
from storage.platform.dialogs import Dialog

NOTE, ASK, MASK = "note", "ask", "mask"
NOTES = "notes"
"""The screen of notes: what is typed there is one, with its button or without."""
QUESTIONS = {NOTE: texts.ASK_NOTE, ASK: texts.ASK_QUESTION, MASK: handover_texts.ASK_MASKS}
DONE = {NOTE: texts.DONE_NOTE, ASK: texts.DONE_ASK, MASK: handover_texts.DONE_MASKS}


class Words:
    """Free input of officers; each message goes from the chat as soon as it is taken."""

    name = WRITING

    def __init__(self, officer_screen: OfficerScreen, work: Casework, screen: CaseScreen) -> None:
        self._officer_screen = officer_screen
        self._work = work
        self._screen = screen

    def handlers(self) -> Sequence[AnyHandler]:
        """Buttons that ask for words."""
        about = self._officer_screen.about
        return [TapHandler(on(AskForWords, about(self._ask)), on(ReadNotes, about(self._notes)))]

    async def _ask(self, tap: Tap, opened: OpenedCase, pressed: AskForWords) -> None:
        step = pressed.words.value
        self._officer_screen.expect(tap.turn, replace(tap.state, at=pressed.report), step)
        rows = [[Button(texts.CANCEL, ShowReport(pressed.report))]]
        html = QUESTIONS[step]
        if pressed.words is WrittenWords.MASK and opened.case.work.masks:
            html += handover_texts.masks_so_far(opened.case.work.masks)
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def _notes(self, tap: Tap, opened: OpenedCase, pressed: ReadNotes) -> None:
        notes = await self._work.thread(opened, [MessageKind.NOTE])
        rows = [[Button(texts.BACK, ShowReport(pressed.report))]]
        if tap.officer.role.may_work:
            rows.insert(0, [Button(texts.WRITE_NOTE, AskForWords(WrittenWords.NOTE, pressed.report))])
        self._officer_screen.keep(tap.turn, replace(tap.state, at=pressed.report), NOTES)
        page, turning = turn_pages(pressed, notes)
        rows = [*turning, *rows]
        html = texts.conversation(notes, texts.NOTES, page) if notes else texts.NO_NOTES
        self._officer_screen.show(tap.turn, html, rows, tap.message_id)

    async def on_input(self, update: Update, context: NetraContext, dialog: Dialog) -> None:
        """The words."""
        await self.take(update, context.turn, dialog, dialog.step)

    async def take(self, update: Update, turn: UpdateContext, dialog: Dialog, step: str) -> None:
        """Takes words as what ``step`` says; they go from the chat whatever becomes of them."""
        if update.effective_message is not None:
            turn.say(delete(turn.chat_id, update.effective_message.message_id))
        officer = await self._officer_screen.gate.writing(turn, self.name)
        state = State.of(dialog)
        if officer is None or state is None:
            return
        text = tidy(with_links(update.effective_message)) if update.effective_message is not None else ""
        if not text:
            turn.say(message(turn.chat_id, texts.WANT_WORDS))
            return
        row = state.row(state.at)
        try:
            if row is None:
                raise ReportError
            opened = self._take(
                turn, officer, await self._officer_screen.case_service.open(officer, row), step, text
            )
        except (ReportError, AccessError) as error:
            self._refuse(turn, state, error)
            return
        await self._screen.show(turn, officer, state, opened, done=DONE[step])

    def _take(
        self, turn: UpdateContext, officer: Officer, opened: OpenedCase, step: str, text: str
    ) -> OpenedCase:
        today = self._officer_screen.today(turn)
        if step == NOTE:
            return self._work.note(turn.unit, officer, opened, text, today)
        if step == ASK:
            return self._work.ask(turn.unit, officer, opened, text, today)
        if step == MASK:
            words = [word for line in text.splitlines() for word in line.split(",")]
            return self._work.mask(turn.unit, officer, opened, words, today)
        raise ReportError

    def _refuse(self, turn: UpdateContext, state: State, error: NetraError) -> None:
        self._officer_screen.keep(turn, state)
        turn.say(message(turn.chat_id, refusals.refusal(error)))
