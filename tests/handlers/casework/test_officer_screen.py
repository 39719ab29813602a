"""The officers' screen: what is sent is empty and protected, content comes by strict edits only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sealing import Keyring
from handlers.access.texts import officer as texts
from handlers.casework.officer_screen import MANAGING, MOST_HANDLES, READING, WRITING, OfficerScreen, State
from handlers.platform.buttons import StartReport
from handlers.platform.outgoing import Button, Call
from handlers.platform.update_context import UpdateContext
from services.access.views import MEDIA_TAG, VIEW_TAG
from services.casework.case_service import Filters
from storage.platform.dialogs import Dialog, Dialogs
from storage.platform.engine import Database
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness

SECRET = "isi laporan"
ROWS = [[Button("x", StartReport())]]
Say = Callable[[OfficerScreen, UpdateContext], None]


@pytest.mark.parametrize(
    ("say", "tag", "protect"),
    [
        (lambda screen, turn: screen.open_screen(turn, SECRET, ROWS), VIEW_TAG, True),
        (lambda screen, turn: screen.open_picture(turn, SECRET.encode(), SECRET, ROWS), MEDIA_TAG, True),
        (
            lambda screen, turn: screen.open_picture(
                turn, SECRET.encode(), SECRET, [], kind="document", protect=False
            ),
            MEDIA_TAG,
            False,
        ),
    ],
)
def test_content_comes_only_into_a_message_that_is_written_down(
    say: Say, tag: str, protect: bool, clock: FixedClock, database: Database, keyring: Keyring
) -> None:
    turn = UpdateContext(
        chat_id=1,
        user_id=1,
        chat_key=b"c" * 16,
        now=clock.now(),
        dialogs=Dialogs(database, keyring, BOT_ID),
        files=None,  # type: ignore[arg-type] # not needed here
        direct=None,  # type: ignore[arg-type] # not needed here
        randomness=SeededRandomness(1),
    )
    screen = OfficerScreen(None, None, SeededRandomness(1))  # type: ignore[arg-type] # neither is needed to speak
    say(screen, turn)
    calls = [Call.decode(out.payload) for out in turn.unit.outgoing]
    sent = [call for call in calls if call.method == "sendMessage"]
    (empty,) = sent
    assert empty.params["text"] in (texts.LOADING, texts.LOADING_FILE)
    assert bool(empty.params.get("protect_content")) is protect
    assert empty.remember == tag
    filled = calls[calls.index(empty) + 1]
    assert filled.strict
    assert filled.target == tag
    assert SECRET in repr(filled)
    assert SECRET not in repr([call for call in calls if call is not filled])


@given(st.lists(st.binary(min_size=16, max_size=16), max_size=150))
def test_handles_are_short_few_and_of_the_report_on_the_screen_always_there(ids: list[bytes]) -> None:
    randomness = SeededRandomness(3)
    state, at = State().with_handle(b"r" * 16, randomness)
    state = State(at=at, handles=state.handles)
    for row in ids:
        state, handle = state.with_handle(row, randomness)
        assert state.row(handle) == row
        assert len(handle) == 8
        assert state.row(at) == b"r" * 16
        assert state.with_handle(row, randomness) == (state, handle), "the same row keeps its handle"
    assert len(state.handles) <= MOST_HANDLES + 1


def test_the_state_survives_the_dialog_and_strangers_have_none() -> None:
    state = State(Filters(category="uang"), 3, {"abcd": "00"}, "abcd", {"cells": [1]})
    for name in (READING, WRITING, MANAGING):
        assert State.of(Dialog(name, "desk", state.to_json())) == state
    assert State.of(None) is None
    for name in ("report", "track", "officer-door"):
        data: dict[str, Any] = state.to_json()
        assert State.of(Dialog(name, "desk", data)) is None
