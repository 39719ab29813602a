"""Where an officer works, asked before the second factor is set up: conflicts of interest follow from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.text import squeeze
from handlers.access.buttons import HigherOffice, PickWorkplaceProvince, SkipDistrict, TurnWorkplacePage
from handlers.access.texts import officer as texts
from handlers.platform.callback_data import CallbackData
from handlers.platform.forms import Form
from handlers.platform.outgoing import Button
from handlers.platform.provinces import PROVINCE_CHOICES, PROVINCE_PAGES
from handlers.platform.steps import Move, MoveKind, Refused, Step, StepChoice
from services.access.officers import MAX_PLACE, Workplace
from services.platform.places import province_of

LEAST_LETTERS = 3
DONE = ""
"""Stands for the end: everything is told."""
PROVINCE, DISTRICT, AGENCY, OFFICE, WHERE = "province", "district", "agency", "office", "where"
_HIGHER = "higher"
Answers = dict[str, Any]
"""Data of the door's dialog: what it leads to, with the answers given on the way."""
WorkplaceForm = Form[Answers, str]


def workplace_of(answers: Answers) -> Workplace:
    """The workplace that was told."""
    return Workplace(*(answers.get(name, "") for name in (AGENCY, OFFICE, PROVINCE, DISTRICT)))


def workplace_form(lacks_regency: Callable[[Workplace], bool]) -> WorkplaceForm:
    """The questions; ``lacks_regency`` says whether an office of a regency was told, but not of which."""

    def wants_regency(answers: Answers) -> bool:
        return not answers.get(_HIGHER) and lacks_regency(workplace_of(answers))

    return Form(
        (
            Step(
                PROVINCE,
                texts.WORKPLACE_PROVINCE,
                _kept_as(PROVINCE),
                choices=lambda _: PROVINCE_CHOICES,
                paging=PROVINCE_PAGES,
                picks=lambda _, code, __: code if not code or province_of(code) else None,
                beside=(Button(texts.WHOLE_COUNTRY, PickWorkplaceProvince(None)),),
            ),
            Step(
                DISTRICT,
                texts.WORKPLACE_DISTRICT,
                _kept_as(DISTRICT),
                accepts=_words,
                choices=lambda _: [[StepChoice(texts.SKIP, "")]],  # an answer: the office is of no regency
            ),
            Step(AGENCY, texts.WORKPLACE_AGENCY, _kept_as(AGENCY), accepts=_words),
            Step(OFFICE, texts.WORKPLACE_OFFICE, _kept_as(OFFICE), accepts=_words),
            Step(
                WHERE,
                texts.WORKPLACE_WHERE,
                _regency,
                accepts=_words,
                choices=lambda _: [[StepChoice(texts.HIGHER, _HIGHER)]],
                picks=lambda _, value, __: value == _HIGHER or None,
                when=wants_regency,
                stays=wants_regency,
                counted=False,
            ),
        ),
        home=DONE,
        data=data_of,
        numbered=texts.workplace_numbered,
    )


def _kept_as(name: str) -> Callable[[Answers, str], Answers]:
    return lambda answers, words: {**answers, name: words}


def _regency(answers: Answers, told: str | bool) -> Answers:
    """Its name, or True where the office is the province's or the state's."""
    return {**answers, DISTRICT: "", _HIGHER: True} if told is True else {**answers, DISTRICT: told}


def _words(_answers: Answers, typed: str, _now: datetime) -> str | Refused:
    words = squeeze(typed)
    if sum(letter.isalpha() for letter in words) < LEAST_LETTERS:
        return Refused(texts.WANT_WORDS)
    return words if len(words) <= MAX_PLACE else Refused(texts.PLACE_TOO_LONG)


def data_of(move: Move) -> CallbackData:
    """The button of a move."""
    if move.step == WHERE:
        return HigherOffice()
    if move.kind is MoveKind.PAGE:
        return TurnWorkplacePage(move.page)
    return SkipDistrict() if move.step == DISTRICT else PickWorkplaceProvince(move.value or None)


def move_of(pressed: CallbackData) -> Move | None:
    """The move of a button at the door."""
    match pressed:
        case PickWorkplaceProvince():
            return Move(MoveKind.PICK, PROVINCE, pressed.province or "")
        case TurnWorkplacePage():
            return Move(MoveKind.PAGE, PROVINCE, page=pressed.page)
        case SkipDistrict():
            return Move(MoveKind.PICK, DISTRICT)
        case HigherOffice():
            return Move(MoveKind.PICK, WHERE, _HIGHER)
    return None
