"""The form an announcement is composed with: its buttons are read back, every part returns to the menu."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.announcements.compose_steps import AUDIENCE, HUB, PROVINCES, compose_form, data_of, move_of
from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import Button
from handlers.platform.steps import FormPlace, Move, MoveKind
from services.announcements.draft import AnnouncementDraft
from services.announcements.model import Audience
from tests.handlers.test_texts import check

NOW = datetime(2030, 1, 1, tzinfo=UTC)
NAMES = ("Kota Bandung", "Kabupaten Garut")
FORM = compose_form(ZoneInfo("Asia/Jakarta"), NAMES, has_channel=True)
DRAFT = AnnouncementDraft(audience=Audience(provinces=("32",), districts=(NAMES[0],)))
LISTS = {"roles", PROVINCES, "districts", "agencies"}
STEPS = [one.name for one in FORM.steps]


def buttons(step: str, draft: AnnouncementDraft = DRAFT) -> list[Button]:
    return [button for row in FORM.rows(step, draft) for button in row]


def of(data: object) -> Move:
    assert isinstance(data, CallbackData)
    move = move_of(data)
    assert move is not None
    return move


@pytest.mark.parametrize("step", STEPS)
def test_every_button_of_a_part_leads_somewhere(step: str) -> None:
    if step != AUDIENCE:  # a screen of its own, with the number of people
        check(FORM.question(step, DRAFT))
    for button in buttons(step):
        move = of(button.data)
        assert FORM.moved(move, DRAFT, NOW) is not None
        if move.kind is MoveKind.PICK:
            assert data_of(move) == button.data


def test_every_part_is_reached_from_the_menu() -> None:
    seen: set[str] = set()
    waiting = [button.data for button in FORM.edits(DRAFT)]
    while waiting:
        place = FORM.moved(of(waiting.pop()), DRAFT, NOW)
        if place is None or place.step in seen or place.step == HUB:
            continue
        seen.add(place.step)
        waiting += [button.data for button in buttons(place.step)]
    assert seen == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
def test_the_way_back_leads_to_the_menu_it_came_from(step: str) -> None:
    place = FORM.moved(Move(MoveKind.BACK, step), DRAFT, NOW)
    assert place == FormPlace(AUDIENCE if step in LISTS else HUB, DRAFT)


@pytest.mark.parametrize("step", sorted(LISTS - {"roles"}))
def test_what_is_tapped_twice_is_as_before(step: str) -> None:
    picks = [of(one.data) for one in buttons(step) if of(one.data).kind is MoveKind.PICK]
    assert picks
    for move in picks:
        once = FORM.moved(move, DRAFT, NOW)
        assert once is not None
        assert once.step == step
        assert once.draft != DRAFT
        twice = FORM.moved(move, once.draft, NOW)
        assert twice is not None
        assert set(twice.draft.audience.provinces) == set(DRAFT.audience.provinces)
        assert set(twice.draft.audience.districts) == set(DRAFT.audience.districts)
        assert twice.draft.audience.agencies == ()


def test_a_name_that_nobody_wrote_is_not_chosen() -> None:
    assert FORM.moved(Move(MoveKind.PICK, "districts", "0" * 12), DRAFT, NOW) is None


def test_the_channel_is_offered_where_there_is_one_or_one_was_chosen() -> None:
    without = compose_form(ZoneInfo("Asia/Jakarta"))
    chosen = replace(DRAFT, audience=replace(DRAFT.audience, channel=True))

    def count(draft: AnnouncementDraft) -> int:
        return sum(len(row) for row in without.rows(AUDIENCE, draft))

    assert count(chosen) == count(DRAFT) + 2


def test_the_end_counts_from_the_start() -> None:
    draft = replace(DRAFT, start_at=NOW + timedelta(days=2))
    place = FORM.moved(Move(MoveKind.PICK, "expiry", "24"), draft, NOW)
    assert place is not None
    assert place.draft.expires_at == NOW + timedelta(days=3)
