"""The wizard of a report: shows where its form stands. State lives in the dialog."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from handlers.platform.conversation import wipe_row
from handlers.platform.outgoing import Button, Rows, message
from handlers.platform.steps import FormPlace
from handlers.platform.update_context import UpdateContext
from handlers.reporting.answers import local_day
from handlers.reporting.buttons import CancelReport, DropPicture, KeepHints, MaskHints, ShowCode
from handlers.reporting.steps import DIALOG, EVIDENCE, HINTS, REVIEW, ReportForm
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import hints as hint_texts
from handlers.reporting.texts import report as texts
from rulebook.loader import Rulebook
from services.platform import traces
from services.reporting.draft import Draft
from services.reporting.own_identity import Hint, hints_of

DROPS_A_ROW = 5


class Wizard:
    """Asks questions. Every message is remembered, so that the person can have all of them deleted."""

    def __init__(
        self,
        form: ReportForm,
        rulebook: Rulebook,
        zone: ZoneInfo,
        load: Callable[[dict[str, Any]], Draft] = Draft.from_json,
    ) -> None:
        self.form = form
        self.load = load
        """Reads the draft out of a dialog."""
        self._rulebook = rulebook
        self._zone = zone

    def today(self, turn: UpdateContext, draft: Draft | None = None) -> date:
        """The day it is in the province the report is about; without one, at the agency."""
        return local_day(turn.now, self._zone, draft)

    def ask(self, turn: UpdateContext, step: str, draft: Draft, *, page: int = 0) -> None:
        """Puts the chat at a step and asks its question."""
        if step in (REVIEW, HINTS):
            draft = replace(draft, editing=False)
            step = HINTS if hints_of(draft) else REVIEW
        turn.set_dialog(DIALOG, step, draft.to_json())
        # what comes next at the evidence is told by editing this message
        tag = traces.EVIDENCE if step == EVIDENCE and draft.attachments else traces.TRACE
        rows = self.rows(step, draft, page)
        if step == REVIEW:
            rows = [*review_rows(self.form, draft), wipe_row(turn)]
        turn.say(message(turn.chat_id, self._question(turn, step, draft), rows, remember=tag))

    def show(self, turn: UpdateContext, place: FormPlace[Draft]) -> None:
        """Asks where the form stands, or says what is said there instead."""
        if not place.said:
            self.ask(turn, place.step, place.draft, page=place.page)
            return
        turn.set_dialog(DIALOG, place.step, place.draft.to_json())
        self.tell(turn, place.said, self.rows(place.step, place.draft))

    def tell(self, turn: UpdateContext, html: str, rows: Rows | None = None) -> None:
        """Says something beside the questions."""
        turn.say(message(turn.chat_id, html, rows, remember=traces.TRACE))

    def takes_files(self, step: str) -> bool:
        """Whether a file sent at a step is taken as evidence."""
        return step in (REVIEW, HINTS) or self.form.step(step) is not None

    def rows(self, step: str, draft: Draft, page: int = 0) -> Rows:
        """The buttons below what is said at a step."""
        return _hint_rows(hints_of(draft)) if step == HINTS else self.form.rows(step, draft, page)

    def _question(self, turn: UpdateContext, step: str, draft: Draft) -> str:
        if step == REVIEW:
            slug = self._rulebook.speech.matters.reports.get(draft.category or "", "")
            topic = self._rulebook.topics.get(slug)
            return texts.review(draft, self.today(turn, draft), topic)
        return hint_texts.question(hints_of(draft)) if step == HINTS else self.form.question(step, draft)


def _hint_rows(hints: Sequence[Hint]) -> Rows:
    """Take all of it out, one of it, or leave it as it is."""
    shown = list(dict.fromkeys(one.words for one in hints))[: hint_texts.MOST_SHOWN]
    single = [[Button(hint_texts.mask_one(words), MaskHints(HINTS, mark_of(words)))] for words in shown]
    return [
        [Button(hint_texts.MASK_ALL, MaskHints(HINTS, "all"))],
        *(single if len(shown) > 1 else []),
        [Button(hint_texts.KEEP, KeepHints(HINTS))],
    ]


def mark_of(words: str) -> str:
    """Tells what a button is about from all else in the same draft, wherever it stands."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def review_rows(form: ReportForm, draft: Draft) -> Rows:
    """The review's buttons: on to the code, change anything, cancel."""
    edits = [replace(one, text=f"{texts.CHANGE}: {one.text}") for one in form.edits(draft)]
    drops = [
        Button(evidence_texts.drop(number), DropPicture(REVIEW, mark_of(one.file)))
        for number, one in enumerate(draft.attachments, 1)
    ]
    return [
        [Button(texts.TO_CODE, ShowCode(REVIEW))],
        *(drops[at : at + DROPS_A_ROW] for at in range(0, len(drops), DROPS_A_ROW)),
        *(edits[at : at + 2] for at in range(0, len(edits), 2)),
        [Button(texts.CANCEL, CancelReport())],
    ]
