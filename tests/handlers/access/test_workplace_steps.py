"""The questions about an officer's workplace, as a form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.access.workplace_steps import DONE, Answers, data_of, move_of, workplace_form, workplace_of
from handlers.platform.callback_data import CallbackData
from handlers.platform.steps import FormPlace, Move, MoveKind, Refused
from services.access.officers import MAX_PLACE, Workplace
from services.casework.conflict.placing import lacks_regency
from tests.handlers.test_texts import check, visible

NOW = datetime(2024, 9, 24, tzinfo=UTC)
FORM = workplace_form(lacks_regency)
WANTED: Answers = {"then": "laporan", "tap": "rep:open:abc"}
"""What the door leads to; it travels with the answers."""
SCHOOL: Answers = {
    **WANTED,
    "province": "34",
    "district": "",
    "agency": "Dinas Pendidikan",
    "office": "SMP 1",
}


def told(step: str, answers: Answers, words: str) -> FormPlace[Answers]:
    place = FORM.heard(step, answers, words, NOW)
    assert isinstance(place, FormPlace)
    return place


def tapped(answers: Answers, move: Move) -> FormPlace[Answers]:
    place = FORM.moved(move, answers, NOW)
    assert place is not None
    return place


def test_four_questions_lead_to_the_end() -> None:
    place = tapped(WANTED, Move(MoveKind.PICK, "province", "32"))
    assert place.step == "district"
    place = told("district", place.draft, "Kota  Bandung")
    assert place.step == "agency"
    place = told("agency", place.draft, "Pemerintah Kota Bandung")
    assert place.step == "office"
    place = told("office", place.draft, "Inspektorat")
    assert place.step == DONE
    assert workplace_of(place.draft) == Workplace(
        "Pemerintah Kota Bandung", "Inspektorat", "32", "Kota Bandung"
    )
    assert {name: place.draft[name] for name in WANTED} == WANTED


def test_the_counter_counts_four_and_says_that_there_is_one_more() -> None:
    heads = [visible(FORM.question(one.name, SCHOOL)).splitlines()[0] for one in FORM.steps]
    assert heads == [
        "Tempat kerja Anda · 1/4",
        "Tempat kerja Anda · 2/4",
        "Tempat kerja Anda · 3/4",
        "Tempat kerja Anda · 4/4",
        "Tempat kerja Anda · satu lagi",
    ]
    for one in FORM.steps:
        check(FORM.question(one.name, SCHOOL))


def test_an_office_of_a_regency_is_asked_of_which_until_it_is_told() -> None:
    place = told("office", SCHOOL, "SMP Negeri 1")
    assert place.step == "where"
    again = told("where", place.draft, "entah di mana")
    assert again.step == "where"
    named = told("where", again.draft, "Kabupaten Sleman")
    assert (named.step, workplace_of(named.draft).district) == (DONE, "Kabupaten Sleman")
    higher = tapped(again.draft, Move(MoveKind.PICK, "where", "higher"))
    assert (higher.step, workplace_of(higher.draft).district) == (DONE, "")
    typed = told("where", place.draft, "higher")
    assert typed.step == "where", "the button's word, typed, is no more than a word"


def test_no_regency_is_an_answer_and_the_whole_country_too() -> None:
    place = tapped(WANTED, Move(MoveKind.PICK, "province"))
    assert (place.step, place.draft["province"]) == ("district", "")
    place = tapped({**place.draft, "district": "Kota Bandung"}, Move(MoveKind.PICK, "district"))
    assert (place.step, place.draft["district"]) == ("agency", "")
    assert FORM.moved(Move(MoveKind.PICK, "province", "99"), WANTED, NOW) is None


@pytest.mark.parametrize("step", ["district", "agency", "office", "where"])
@pytest.mark.parametrize("words", ["", "ab", "12345", "x" * (MAX_PLACE + 1)])
def test_what_is_no_place_is_refused(step: str, words: str) -> None:
    refused = FORM.heard(step, SCHOOL, words, NOW)
    assert isinstance(refused, Refused)
    check(refused.words)
    assert FORM.heard("province", SCHOOL, words, NOW) is None, "only buttons answer that"


@pytest.mark.parametrize("page", [0, 1, 2])
def test_every_button_is_read_back_and_leads_on(page: int) -> None:
    for one in FORM.steps:
        for row in FORM.rows(one.name, SCHOOL, page):
            for button in row:
                assert isinstance(button.data, CallbackData)
                move = move_of(button.data)
                assert move is not None
                assert move.step == one.name, "the step it stands at, so that an old one can be told"
                assert FORM.moved(move, SCHOOL, NOW) is not None
                assert data_of(move).pack() == button.data.pack()
