"""The steps of the report wizard: their order, their questions, their buttons. State lives in the dialog."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from handlers.platform.conversation import wipe_row
from handlers.platform.outgoing import Button, Call, Rows, message
from handlers.platform.provinces import province_rows
from handlers.platform.turn import Turn
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import hints as hint_texts
from handlers.reporting.texts import report as texts
from handlers.reporting.texts.labels import CATEGORY_LABELS
from rulebook.loader import Rulebook
from services.platform.places import province_of
from services.platform.traces import EVIDENCE, TRACE
from services.reporting.draft import Category, Draft
from services.reporting.own_identity import Hint, hints_of
from storage.platform.dialogs import REPORT

JOURNEY = REPORT
STEPS = (
    "category",
    "province",
    "district",
    "place",
    "when",
    "known",
    "story",
    "accused",
    "insider",
    "agency",
    "evidence",
    "notes",
    "review",
)
DROPS_A_ROW = 5
HINTS = "hints"
"""Before the review, if words of the draft tell of the reporter; not a step that is gone back to."""
QUESTIONS = {
    "category": texts.CATEGORY,
    "province": texts.PROVINCE,
    "district": texts.DISTRICT,
    "place": texts.PLACE,
    "when": texts.WHEN,
    "known": texts.KNOWN,
    "story": texts.STORY,
    "accused": texts.ACCUSED,
    "insider": texts.INSIDER,
    "agency": texts.AGENCY,
}
"""Questions that are always the same; the one for evidence depends on what is taken."""
ENDS_WITH_DONE = ("story", "evidence")
"""Steps that take several messages."""


def is_asked(step: str, draft: Draft) -> bool:
    """Whether a step makes sense for this draft."""
    if step == "agency":
        return draft.insider is True
    if step == "notes":
        return draft.has_something_to_note
    return True


def step_after(step: str, draft: Draft) -> str:
    """The next step that is asked; the review after the last, or when the person came from there."""
    at = STEPS.index(step) if step in STEPS else len(STEPS)
    following = [one for one in STEPS[at + 1 :] if is_asked(one, draft)]
    if not following:
        return "review"
    belongs_together = (step, following[0]) in (("insider", "agency"), ("evidence", "notes"))
    return following[0] if not draft.editing or belongs_together else "review"


def step_before(step: str, draft: Draft) -> str:
    """The step before that was asked; the review when the person came from there."""
    if draft.editing:
        return "review"
    at = STEPS.index(step) if step in STEPS else len(STEPS)
    earlier = [one for one in STEPS[:at] if is_asked(one, draft)]
    return earlier[-1] if earlier else STEPS[0]


class Steps:
    """Asks questions. Every message is remembered, so that the person can have all of them deleted."""

    def __init__(self, rulebook: Rulebook, zone: ZoneInfo, *, takes_videos: bool = False) -> None:
        self._rulebook = rulebook
        self._zone = zone
        self._takes_videos = takes_videos

    def today(self, turn: Turn, draft: Draft | None = None) -> date:
        """The day it is in the province the report is about; without one, at the agency."""
        province = province_of(draft.province or "") if draft is not None else None
        zone = ZoneInfo(province.time_zone) if province is not None else self._zone
        return turn.now.astimezone(zone).date()

    def ask(self, turn: Turn, step: str, draft: Draft, *, page: int = 0) -> None:
        """Puts the chat at a step and asks its question."""
        if step in ("review", HINTS):
            draft = replace(draft, editing=False)
            step = HINTS if hints_of(draft) else "review"
        turn.set_dialog(JOURNEY, step, draft.to_json())
        turn.say(self._question(turn, step, draft, page))

    def advance(self, turn: Turn, step: str, draft: Draft) -> None:
        """To what follows a step."""
        self.ask(turn, step_after(step, draft), draft)

    def back(self, turn: Turn, step: str, draft: Draft) -> None:
        """To what came before a step."""
        self.ask(turn, step_before(step, draft), draft)

    def tell(self, turn: Turn, html: str, rows: Rows | None = None) -> None:
        """Says something beside the questions."""
        turn.say(message(turn.chat_id, html, rows, remember=TRACE))

    def _question(self, turn: Turn, step: str, draft: Draft, page: int) -> Call:
        if step == "review":
            category = Category.of(draft.category or "")
            topic = self._rulebook.topics.get(category.topic) if category else None
            html = texts.review(draft, self.today(turn, draft), topic)
            return message(turn.chat_id, html, [*review_rows(draft), wipe_row(turn)], remember=TRACE)
        rows = rows_of(step, draft, page)
        if step == HINTS:
            return message(turn.chat_id, hint_texts.question(hints_of(draft)), rows, remember=TRACE)
        if step == "notes":
            return message(turn.chat_id, evidence_texts.notes_question(draft), rows, remember=TRACE)
        html, tag = self._words(step), TRACE
        if step == "story" and draft.story:
            html = f"{html}\n\n{texts.story_so_far(draft)}"
        if step == "evidence" and draft.attachments:  # what comes next is told by editing this message
            html, tag = f"{html}\n\n{evidence_texts.received(draft)}", EVIDENCE
        return message(turn.chat_id, html, rows, remember=tag)

    def _words(self, step: str) -> str:
        return evidence_texts.question(videos=self._takes_videos) if step == "evidence" else QUESTIONS[step]


def rows_of(step: str, draft: Draft, page: int = 0) -> Rows:
    """The buttons of a step. They carry its name, so that an old one can't act on a newer step."""
    last = [
        Button(texts.BACK, f"report:back:{step}"),
        Button(texts.DONE, f"report:skip:{step}")
        if step in ENDS_WITH_DONE
        else Button(texts.SKIP, f"report:skip:{step}"),
    ]
    if step == HINTS:
        return hint_rows(hints_of(draft))
    if step == "category":
        if not draft.editing:
            last = [Button(texts.CANCEL, "report:cancel"), last[1]]
        return [
            *([Button(CATEGORY_LABELS[one], f"report:pick:category:{one.value}")] for one in Category),
            last,
        ]
    if step == "province":
        rows = province_rows(page, "report:pick:province:{}".format, "report:page:province:{}".format)
        return [*rows, last]
    return [*_choices(step, draft), last]


def _choices(step: str, draft: Draft) -> list[list[Button]]:
    if step in ("when", "known"):
        days = [
            Button(texts.TODAY, f"report:pick:{step}:today"),
            Button(texts.YESTERDAY, f"report:pick:{step}:yesterday"),
        ]
        same = [[Button(texts.SAME_DAY, "report:pick:known:same")]] if step == "known" and draft.when else []
        return [*same, days]
    if step == "insider":
        return [[Button(texts.YES, "report:pick:insider:yes"), Button(texts.NO, "report:pick:insider:no")]]
    if step == "agency":
        return [[Button(texts.SAME_AGENCY, "report:pick:agency:same")]]
    if step == "notes":
        return [
            [Button(label, f"report:pick:notes:{one.value}")]
            for one, label in texts.note_labels(draft).items()
        ]
    if step == "story":
        return [[Button(texts.REWRITE, "report:rewrite:story")]] if draft.story else []
    return _evidence_choices(draft) if step == "evidence" else []


def _evidence_choices(draft: Draft) -> list[list[Button]]:
    label = evidence_texts.ORIGINALS_ON if draft.keep_originals else evidence_texts.KEEP_ORIGINALS
    rows = [[Button(label, "report:original:evidence:ask")]]
    if draft.attachments:
        rows.append(
            [
                Button(evidence_texts.REMOVE_LAST, "report:remove:evidence:last"),
                Button(evidence_texts.REMOVE_ALL, "report:remove:evidence:all"),
            ]
        )
    return rows


def hint_rows(hints: Sequence[Hint]) -> Rows:
    """Take all of it out, one of it, or leave it as it is."""
    shown = list(dict.fromkeys(one.words for one in hints))[: hint_texts.MOST_SHOWN]
    single = [[Button(hint_texts.mask_one(words), f"report:mask:hints:{mark_of(words)}")] for words in shown]
    return [
        [Button(hint_texts.MASK_ALL, "report:mask:hints:all")],
        *(single if len(shown) > 1 else []),
        [Button(hint_texts.KEEP, "report:keep:hints:all")],
    ]


def mark_of(words: str) -> str:
    """Tells what a button is about from all else in the same draft, wherever it stands."""
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def review_rows(draft: Draft) -> Rows:
    """The review's buttons: on to the code, change anything, cancel."""
    buttons = [
        Button(f"{texts.CHANGE}: {label}", f"report:edit:review:{step}")
        for step, label in texts.FIELD_LABELS.items()
        if is_asked(step, draft)
    ]
    pairs = [buttons[at : at + 2] for at in range(0, len(buttons), 2)]
    drops = [
        Button(evidence_texts.drop(number), f"report:drop:review:{mark_of(one.file)}")
        for number, one in enumerate(draft.attachments, 1)
    ]
    return [
        [Button(texts.TO_CODE, "report:code:review")],
        *(drops[at : at + DROPS_A_ROW] for at in range(0, len(drops), DROPS_A_ROW)),
        *pairs,
        [Button(texts.CANCEL, "report:cancel")],
    ]
