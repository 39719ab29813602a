"""What an administrator is asked of an election: a form that is a menu, from which each question returns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core.text import escape
from handlers.calendar.buttons import (
    AskElectionDetail,
    AskPhaseDates,
    DropPhase,
    ElectionChoice,
    ElectionDetail,
    OfferElectionChoice,
    SetElectionKind,
    SetElectionZone,
    ShowElectionDraft,
    ShowElectionProvinces,
    ToggleElectionProvince,
)
from handlers.calendar.texts import elections as texts
from handlers.platform.callback_data import CallbackData
from handlers.platform.forms import Form
from handlers.platform.outgoing import Button
from handlers.platform.provinces import PROVINCE_CHOICES, PROVINCE_PAGES
from handlers.platform.steps import ChoiceRows, Move, MoveKind, Refused, Step, StepChoice, always
from rulebook.elections import ElectionKind, PhaseKind
from services.calendar.editing import ElectionDraft
from services.calendar.spans import parse_span
from services.platform.places import ZONE_LABELS

MENU = "menu"
KIND, PROVINCES, ZONE, PHASES = "kind", "provinces", "zone", "phases"
DATES = "dates:"
"""Begins the step that asks for the days of a phase."""
MIN_TITLE = 3
MARK = "✅ "
ElectionStep = Step[ElectionDraft, str]


def _name(step: ElectionDetail, typed: str) -> str | Refused:
    if len(typed.strip()) < MIN_TITLE:
        return Refused(texts.TITLE_UNCLEAR)
    return _not_too_long(step, typed)


def _regions(typed: str) -> str | Refused:
    return "" if typed.strip() == "-" else _not_too_long(ElectionDetail.REGIONS, typed)


def _not_too_long(step: ElectionDetail, typed: str) -> str | Refused:
    refused = texts.too_long(step.value, typed)
    return Refused(refused) if refused else typed


def _days(typed: str) -> tuple[date, date] | Refused:
    span = parse_span(typed)
    if span is None:
        return Refused(texts.SPAN_UNCLEAR)
    return Refused(texts.SPAN_BACKWARDS) if span[1] < span[0] else span


def _provinces(draft: ElectionDraft) -> ChoiceRows:
    return [
        [replace(one, label=MARK + one.label) if one.value in draft.provinces else one for one in row]
        for row in PROVINCE_CHOICES
    ]


def _phases(draft: ElectionDraft) -> ChoiceRows:
    buttons = [Button(_marked(draft, kind), AskPhaseDates(kind)) for kind in texts.EDITABLE_PHASES]
    return [buttons[at : at + 2] for at in range(0, len(buttons), 2)]


def _marked(draft: ElectionDraft, kind: PhaseKind) -> str:
    return f"{MARK}{kind.label}" if draft.phase(kind) else kind.label


def _dates(kind: PhaseKind) -> ElectionStep:
    return Step(
        f"{DATES}{kind.value}",
        lambda draft: texts.ask_dates(kind, draft),
        lambda draft, span: draft.with_phase(kind, *span),
        accepts=lambda _, typed, __: _days(typed),
        choices=lambda draft: (
            [[StepChoice(texts.REMOVE_PHASE, kind=MoveKind.CLEAR)]] if draft.phase(kind) else []
        ),
        clear=lambda draft: draft.without(kind),
    )


STEPS: tuple[ElectionStep, ...] = (
    Step(
        ElectionDetail.TITLE.value,
        texts.ASK_TITLE,
        ElectionDraft.with_title,
        label=texts.TITLE,
        accepts=lambda _, typed, __: _name(ElectionDetail.TITLE, typed),
    ),
    Step(
        KIND,
        texts.ASK_KIND,
        lambda draft, kind: replace(draft, kind=kind),
        label=texts.KIND,
        choices=lambda _: [[StepChoice(kind.label, kind.value)] for kind in ElectionKind],
        picks=lambda _, value, __: ElectionKind.of(value),
    ),
    Step(
        PROVINCES,
        lambda draft: f"{texts.ASK_PROVINCES}\n\n{escape(texts.where(draft))}",
        ElectionDraft.toggled,
        label=texts.REGION,
        choices=_provinces,
        paging=PROVINCE_PAGES,
        stays=always,
        beside=(Button(texts.REGION_NAMES, AskElectionDetail(ElectionDetail.REGIONS)),),
        back=texts.DONE,
    ),
    Step(
        ElectionDetail.REGIONS.value,
        texts.ASK_REGIONS,
        ElectionDraft.with_regions,
        accepts=lambda _, typed, __: _regions(typed),
    ),
    Step(
        ZONE,
        texts.ASK_ZONE,
        lambda draft, zone: replace(draft, time_zone=zone),
        label=texts.ZONE,
        choices=lambda _: [[StepChoice(label, zone) for zone, label in ZONE_LABELS.items()]],
    ),
    Step(
        ElectionDetail.BASIS.value,
        texts.ASK_BASIS,
        ElectionDraft.with_basis,
        label=texts.BASIS,
        accepts=lambda _, typed, __: _name(ElectionDetail.BASIS, typed),
    ),
    Step(PHASES, texts.ASK_PHASE, lambda draft, _: draft, label=texts.PHASES, choices=_phases),
    *(_dates(kind) for kind in PhaseKind),
)


def data_of(move: Move) -> CallbackData:
    """The button of a move."""
    match move.kind, move.step:
        case MoveKind.PICK, step if step == KIND:
            return SetElectionKind(next(kind for kind in ElectionKind if kind.value == move.value))
        case MoveKind.PICK, step if step == ZONE:
            return SetElectionZone(move.value)
        case MoveKind.PICK, _:
            return ToggleElectionProvince(move.page, move.value)
        case MoveKind.CLEAR, step:
            return DropPhase(_phase_of(step))
        case ((MoveKind.PAGE | MoveKind.EDIT), step) if step == PROVINCES:
            return ShowElectionProvinces(move.page)
        case MoveKind.EDIT, step if step.startswith(DATES):
            return AskPhaseDates(_phase_of(step))
        case MoveKind.EDIT, step:
            return _CHOICES.get(step) or AskElectionDetail(ElectionDetail(step))
    return ShowElectionDraft()


_CHOICES = {
    KIND: OfferElectionChoice(ElectionChoice.KIND),
    ZONE: OfferElectionChoice(ElectionChoice.ZONE),
    PHASES: OfferElectionChoice(ElectionChoice.PHASE),
}


def _phase_of(step: str) -> PhaseKind:
    return next(kind for kind in PhaseKind if step == f"{DATES}{kind.value}")


def move_of(pressed: CallbackData) -> Move | None:
    """The move of a button of the draft; None for one that does something else."""
    match pressed:
        case AskElectionDetail():
            return Move(MoveKind.EDIT, pressed.detail.value)
        case OfferElectionChoice():
            return Move(MoveKind.EDIT, next(step for step, one in _CHOICES.items() if one == pressed))
        case ShowElectionProvinces():
            return Move(MoveKind.EDIT, PROVINCES, page=pressed.page)
        case ToggleElectionProvince():
            return Move(MoveKind.PICK, PROVINCES, pressed.province, pressed.page)
        case SetElectionKind():
            return Move(MoveKind.PICK, KIND, pressed.kind.value)
        case SetElectionZone():
            return Move(MoveKind.PICK, ZONE, pressed.zone)
        case AskPhaseDates():
            return Move(MoveKind.EDIT, f"{DATES}{pressed.phase.value}")
        case DropPhase():
            return Move(MoveKind.CLEAR, f"{DATES}{pressed.phase.value}")
        case ShowElectionDraft():
            return Move(MoveKind.BACK, MENU)
    return None


ELECTION_FORM = Form(STEPS, home=MENU, data=data_of, back=texts.TO_DRAFT, is_edited=always)
