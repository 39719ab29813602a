"""The questions of a report, in their order: all that is to be known about one stands in its :class:`Step`.

A new question needs its words (``texts/report.py``), a field of :class:`services.reporting.draft.Draft` and
a step here; counting, buttons, going back, changing it from the review follow by themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from handlers.platform.forms import Form
from handlers.platform.outgoing import Button
from handlers.platform.provinces import PROVINCE_CHOICES, PROVINCE_PAGES
from handlers.platform.steps import ChoiceRows, Move, MoveKind, Step, StepChoice
from handlers.reporting.answers import (
    SAME_DAY,
    TODAY,
    YESTERDAY,
    local_day,
    read_day,
    read_line,
    read_province,
    read_story,
    tapped_day,
)
from handlers.reporting.buttons import (
    BackStep,
    CancelReport,
    EditStep,
    EvidencePart,
    FormButton,
    KeepOriginals,
    OriginalsChoice,
    PickAnswer,
    RemoveEvidence,
    RewriteStep,
    SkipStep,
    TurnChoices,
)
from handlers.reporting.texts import evidence as evidence_texts
from handlers.reporting.texts import report as texts
from handlers.reporting.texts.labels import CATEGORY_LABELS
from services.reporting.draft import Category, Draft, NoteChoice
from storage.platform.dialogs import REPORT

DIALOG = REPORT
OPENING, REVIEW, HINTS, CODE = "privacy", "review", "hints", "code"
"""What is no question: before them, the form's home, before that if words tell of the reporter, after it."""
EVIDENCE = "evidence"
ReportStep = Step[Draft, str]
ReportForm = Form[Draft, str]

DAYS = (StepChoice(texts.TODAY, TODAY), StepChoice(texts.YESTERDAY, YESTERDAY))


def report_steps(zone: ZoneInfo, *, takes_videos: bool = False) -> tuple[ReportStep, ...]:
    """The questions.

    Args:
        zone: The agency's, for the day it is while no province is known.
        takes_videos: Whether videos are taken as evidence.
    """
    return (
        Step(
            "category",
            texts.CATEGORY,
            label=texts.LABEL_CATEGORY,
            choices=lambda _: [[StepChoice(CATEGORY_LABELS[one], one.value)] for one in Category],
            store=lambda draft, value: replace(draft, category=value),
        ),
        Step(
            "province",
            texts.PROVINCE,
            label=texts.LABEL_PROVINCE,
            choices=lambda _: PROVINCE_CHOICES,
            paging=PROVINCE_PAGES,
            accepts=lambda _, raw, __: read_province(raw),
            store=lambda draft, value: replace(draft, province=value),
        ),
        line("district", texts.DISTRICT, texts.LABEL_DISTRICT),
        line("place", texts.PLACE, texts.LABEL_PLACE),
        Step(
            "when",
            texts.WHEN,
            label=texts.LABEL_WHEN,
            choices=lambda _: [DAYS],
            picks=lambda draft, value, now: tapped_day(value, local_day(now, zone, draft)),
            accepts=lambda draft, raw, now: read_day(raw, local_day(now, zone, draft)),
            store=lambda draft, value: replace(draft, when=value),
        ),
        Step(
            "known",
            texts.KNOWN,
            label=texts.LABEL_KNOWN,
            choices=lambda draft: [*([[StepChoice(texts.SAME_DAY, SAME_DAY)]] if draft.when else []), DAYS],
            picks=lambda draft, value, now: tapped_day(value, local_day(now, zone, draft), draft.when),
            accepts=lambda draft, raw, now: read_day(raw, local_day(now, zone, draft), draft.when),
            store=lambda draft, value: replace(draft, known=value),
        ),
        Step(
            "story",
            texts.story_question,
            label=texts.LABEL_STORY,
            skip=texts.DONE,
            accepts=lambda _, raw, __: read_story(raw),
            store=Draft.with_story,
            stays=lambda _: True,
            said=lambda draft, added: texts.STORY_KEPT if draft.story.endswith(added) else texts.STORY_FULL,
            choices=lambda draft: [[StepChoice(texts.REWRITE, kind=MoveKind.CLEAR)]] if draft.story else [],
            clear=lambda draft: replace(draft, story=""),
        ),
        line("accused", texts.ACCUSED, texts.LABEL_ACCUSED),
        Step(
            "insider",
            texts.INSIDER,
            label=texts.LABEL_INSIDER,
            choices=lambda _: [[StepChoice(texts.YES, "yes"), StepChoice(texts.NO, "no")]],
            store=lambda draft, value: replace(
                draft, insider=value == "yes", agency=draft.agency if value == "yes" else ""
            ),
        ),
        Step(
            "agency",
            texts.AGENCY,
            counted=False,
            when=lambda draft: draft.insider is True,
            follows="insider",
            choices=lambda _: [[StepChoice(texts.SAME_AGENCY, "same")]],
            picks=lambda _, value, __: texts.SAME_AGENCY_KEPT if value == "same" else None,
            accepts=lambda _, raw, __: read_line(raw),
            store=lambda draft, value: replace(draft, agency=value),
        ),
        Step(
            EVIDENCE,  # files come at any step: EvidenceStep takes them
            lambda draft: evidence_texts.question_so_far(draft, videos=takes_videos),
            label=texts.LABEL_EVIDENCE,
            skip=texts.DONE,
            choices=_evidence_choices,
            store=lambda draft, _: draft,
        ),
        Step(
            "notes",
            evidence_texts.notes_question,
            label=texts.LABEL_NOTES,
            counted=False,
            when=lambda draft: draft.has_something_to_note,
            follows=EVIDENCE,
            choices=lambda draft: [
                [StepChoice(words, one.value)] for one, words in texts.note_labels(draft).items()
            ],
            picks=lambda _, value, __: NoteChoice.of(value),
            store=lambda draft, value: replace(draft, notes=value.value),
        ),
    )


def line(
    field: str,
    question: str,
    label: str,
    *,
    when: Callable[[Draft], bool] = lambda _: True,
) -> ReportStep:
    """A question that a line of words answers, kept in the draft's field of the same name."""
    return Step(
        field,
        question,
        label=label,
        when=when,
        accepts=lambda _, raw, __: read_line(raw),
        store=lambda draft, words: replace(draft, **{field: words}),
    )


def report_form(steps: tuple[ReportStep, ...]) -> ReportForm:
    """The form of these questions, with the report's buttons and words around them."""
    return Form(
        steps,
        home=REVIEW,
        data=data_of,
        numbered=texts.numbered,
        back=texts.BACK,
        skip=texts.SKIP,
        first=(Button(texts.CANCEL, CancelReport()),),
        is_edited=lambda draft: draft.editing,
        edited=lambda draft: replace(draft, editing=True),
    )


def _evidence_choices(draft: Draft) -> ChoiceRows:
    label = evidence_texts.ORIGINALS_ON if draft.keep_originals else evidence_texts.KEEP_ORIGINALS
    rows = [[Button(label, KeepOriginals(EVIDENCE, OriginalsChoice.ASK))]]
    if draft.attachments:
        rows.append(
            [
                Button(evidence_texts.REMOVE_LAST, RemoveEvidence(EVIDENCE, EvidencePart.LAST)),
                Button(evidence_texts.REMOVE_ALL, RemoveEvidence(EVIDENCE, EvidencePart.ALL)),
            ]
        )
    return rows


def data_of(move: Move) -> FormButton:
    """The button of a move. It carries the step, so that an old button can't act on a newer one."""
    match move.kind:
        case MoveKind.PICK:
            return PickAnswer(move.step, move.value)
        case MoveKind.PAGE:
            return TurnChoices(move.step, move.page)
        case MoveKind.EDIT:
            return EditStep(REVIEW, move.step)
        case MoveKind.CLEAR:
            return RewriteStep(move.step)
        case MoveKind.SKIP:
            return SkipStep(move.step)
    return BackStep(move.step)


def move_of(pressed: FormButton) -> Move:
    """The move of a button."""
    match pressed:
        case PickAnswer():
            return Move(MoveKind.PICK, pressed.step, pressed.value)
        case TurnChoices():
            return Move(MoveKind.PAGE, pressed.step, page=pressed.page)
        case EditStep():
            return Move(MoveKind.EDIT, pressed.to)
        case RewriteStep():
            return Move(MoveKind.CLEAR, pressed.step)
        case SkipStep():
            return Move(MoveKind.SKIP, pressed.step)
        case BackStep():
            return Move(MoveKind.BACK, pressed.step)
