"""The form an election is composed with: its steps, its buttons, and that every question returns to the menu."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from handlers.calendar.election_steps import ELECTION_FORM, MENU, STEPS, data_of, move_of
from handlers.calendar.texts import elections as texts
from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import Button
from handlers.platform.steps import FormPlace, Move, MoveKind, Refused
from rulebook.elections import ElectionKind, PhaseKind
from services.calendar.editing import ElectionDraft
from tests.handlers.test_texts import check

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DRAFT = (
    ElectionDraft()
    .with_title("Pilkada 2030")
    .with_basis("PKPU 5/2030")
    .toggled("31")
    .with_phase(PhaseKind.VOTING, date(2030, 11, 27), date(2030, 11, 27))
)
TYPED = {"title": "Pilkada 2031", "basis": "PKPU 6", "regions": "Kota Bandung", "dates:": "27 November 2031"}


def buttons(step: str) -> list[Button]:
    return [button for row in ELECTION_FORM.rows(step, DRAFT) for button in row]


@pytest.mark.parametrize("step", [one.name for one in STEPS])
def test_every_button_of_a_step_is_read_back_and_its_question_is_sound(step: str) -> None:
    check(ELECTION_FORM.question(step, DRAFT))
    for button in buttons(step):
        assert isinstance(button.data, CallbackData)
        move = move_of(button.data)
        assert move is not None
        assert data_of(move) == button.data
        assert ELECTION_FORM.moved(move, DRAFT, NOW) is not None


def test_every_step_is_reached_from_the_menu() -> None:
    seen: set[str] = set()
    waiting = [button.data for button in ELECTION_FORM.edits(DRAFT)]
    while waiting:
        data = waiting.pop()
        assert isinstance(data, CallbackData)
        move = move_of(data)
        place = ELECTION_FORM.moved(move, DRAFT, NOW) if move is not None else None
        if place is None or place.step in seen or place.step == MENU:
            continue
        seen.add(place.step)
        waiting += [button.data for button in buttons(place.step)]
    offered = {f"dates:{kind.value}" for kind in texts.EDITABLE_PHASES}
    assert seen == {one.name for one in STEPS if not one.name.startswith("dates:")} | offered


@pytest.mark.parametrize("step", [one.name for one in STEPS])
def test_every_question_returns_to_the_menu(step: str) -> None:
    back = ELECTION_FORM.moved(Move(MoveKind.BACK, step), DRAFT, NOW)
    assert back == FormPlace(MENU, DRAFT)
    typed = next((words for name, words in TYPED.items() if step.startswith(name)), None)
    answer = ELECTION_FORM.heard(step, DRAFT, typed or "apa saja", NOW)
    if typed is None:
        assert answer is None, "only buttons answer this"
        return
    assert isinstance(answer, FormPlace)
    assert answer.step == MENU
    assert answer.draft != DRAFT
    refused = ELECTION_FORM.heard(step, DRAFT, "x" * 200, NOW)
    assert isinstance(refused, Refused)
    check(refused.words)


def test_provinces_are_tapped_on_and_off_on_their_page() -> None:
    on = ELECTION_FORM.moved(Move(MoveKind.PICK, "provinces", "94", 2), DRAFT, NOW)
    assert on is not None
    assert (on.step, on.page, on.draft.provinces) == ("provinces", 2, ("31", "94"))
    labels = [button.text for row in ELECTION_FORM.rows("provinces", on.draft, 2) for button in row]
    assert sum(label.startswith("✅ ") for label in labels) == 1
    off = ELECTION_FORM.moved(Move(MoveKind.PICK, "provinces", "94", 2), on.draft, NOW)
    assert off is not None
    assert off.draft == DRAFT


def test_what_is_chosen_is_kept() -> None:
    place = ELECTION_FORM.moved(Move(MoveKind.PICK, "kind", ElectionKind.VILLAGE.value), DRAFT, NOW)
    assert place is not None
    assert (place.step, place.draft.kind) == (MENU, ElectionKind.VILLAGE)
    place = ELECTION_FORM.moved(Move(MoveKind.PICK, "zone", "Asia/Jayapura"), DRAFT, NOW)
    assert place is not None
    assert (place.step, place.draft.time_zone) == (MENU, "Asia/Jayapura")
    place = ELECTION_FORM.moved(Move(MoveKind.CLEAR, f"dates:{PhaseKind.VOTING.value}"), DRAFT, NOW)
    assert place is not None
    assert (place.step, place.draft.phases) == (MENU, ())
    assert ELECTION_FORM.moved(Move(MoveKind.PICK, "zone", "Europe/Paris"), DRAFT, NOW) is None


def test_names_of_steps_are_those_that_stand_in_drafts() -> None:
    waiting = [one.name for one in STEPS if one.accepts is not None]
    assert waiting == ["title", "regions", "basis", *(f"dates:{kind.value}" for kind in PhaseKind)]
    assert ELECTION_FORM.resumed("menu") == ELECTION_FORM.resumed("nope") == MENU == "menu"
