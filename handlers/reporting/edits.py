"""An edited message corrects its part of an open report, at whatever step the report is by now."""

from __future__ import annotations

from telegram import Message

from core.text import squeeze, tidy
from handlers.platform.outgoing import Rows, message
from handlers.platform.steps import Refused
from handlers.platform.update_context import UpdateContext
from handlers.platform.words import with_links
from handlers.reporting.evidence import has_file
from handlers.reporting.steps import CODE, DIALOG, HINTS, REVIEW
from handlers.reporting.texts import corrections as texts
from handlers.reporting.wizard import Wizard
from services.access.spotter import Spotter
from services.platform.traces import TRACE
from services.reporting import corrections
from services.reporting.draft import MAX_STORY, Draft, DraftMessage
from storage.platform.dialogs import Dialog


class ReportEdits:
    """Corrections of a draft."""

    def __init__(self, wizard: Wizard, spotter: Spotter) -> None:
        self._wizard = wizard
        self._spotter = spotter

    def on_edit(self, turn: UpdateContext, dialog: Dialog, edited: Message) -> None:
        """A message that was changed while a report is open."""
        draft = self._wizard.load(dialog.data)
        told = corrections.find(draft, edited.message_id)
        if told is None:
            self._tell(turn, texts.FILES_STAY if has_file(edited) else texts.NOT_A_PART)
            return
        raw = self._spotter.without(with_links(edited))
        words = tidy(raw) if told.step == corrections.STORY else squeeze(raw)
        if words == told.words:
            return  # formatting, or a preview
        changed, refused = self._corrected(turn, draft, told, words)
        if changed is None:
            self._tell(turn, refused)
            return
        changed = corrections.without_codes(changed, self._spotter)
        turn.set_dialog(DIALOG, dialog.step, {**dialog.data, **changed.to_json()})
        turn.unit.truncate_log = True  # the old words must not linger
        self._after(turn, dialog.step, changed, texts.TAKEN if words else texts.TAKEN_OUT)

    def _corrected(
        self, turn: UpdateContext, draft: Draft, told: DraftMessage, words: str
    ) -> tuple[Draft | None, str]:
        """The corrected draft, or why there is none."""
        if told.step == corrections.STORY:
            if len(draft.story) - len(told.words) + len(words) > MAX_STORY:
                return None, texts.TOO_LONG
            return corrections.corrected_story(draft, told, words), texts.NOT_A_PART
        step = self._wizard.form.step(told.step)
        if step is not None and not words:
            return step.store(corrections.forget(draft, told.step), ""), ""
        answer = self._wizard.form.heard(told.step, draft, words, turn.now)
        if isinstance(answer, Refused):
            return None, f"{texts.NOT_TAKEN} {answer.words}"
        if answer is None:
            return None, texts.NOT_A_PART
        return corrections.note(draft, answer.draft, told.step, told.message, words), ""

    def _after(self, turn: UpdateContext, step: str, draft: Draft, html: str) -> None:
        if step == CODE:
            self._tell(turn, texts.TAKEN_AT_CODE)
        elif step in (REVIEW, HINTS):
            self._tell(turn, html)
            self._wizard.ask(turn, REVIEW, draft)
        else:
            self._tell(turn, html, self._wizard.rows(step, draft) if self._wizard.form.step(step) else None)

    @staticmethod
    def _tell(turn: UpdateContext, html: str, rows: Rows | None = None) -> None:
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))
