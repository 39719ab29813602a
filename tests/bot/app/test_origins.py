"""Where raw updates belong."""

from __future__ import annotations

from typing import Any

import pytest

from bot.wire.updates import ALLOWED_UPDATES, Origin, chat_to_tell, is_precious, origin_of, tap_of

RATNA = {"id": 7, "is_bot": False, "first_name": "Ratna"}


@pytest.mark.parametrize(
    ("update", "origin"),
    [
        ({"message": {"chat": {"id": 7}, "from": RATNA}}, Origin(7, 7)),
        ({"message": {"chat": {"id": -100}, "from": RATNA}}, Origin(-100, 7)),
        ({"edited_message": {"chat": {"id": 7}, "from": RATNA}}, Origin(7, 7)),
        ({"callback_query": {"from": RATNA, "message": {"chat": {"id": -100}}}}, Origin(-100, 7)),
        ({"inline_query": {"id": "1", "from": RATNA, "query": "x"}}, Origin(7, 7)),
        ({"poll_answer": {"poll_id": "1", "user": RATNA, "option_ids": [0]}}, Origin(7, 7)),
        ({"my_chat_member": {"chat": {"id": -100}, "from": RATNA}}, Origin(-100, 7)),
        ({"poll_answer": {"poll_id": "1", "voter_chat": {"id": -5}, "option_ids": [0]}}, Origin(0, 0)),
        ({"chat_boost": {}}, Origin(0, 0)),
    ],
)
def test_every_update_belongs_to_a_chat_and_a_person(update: dict[str, Any], origin: Origin) -> None:
    assert origin_of({"update_id": 1, **update}) == origin


def test_what_is_handled_is_asked_for() -> None:
    assert {
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
        "inline_query",
        "poll_answer",
    } <= set(ALLOWED_UPDATES)


@pytest.mark.parametrize(
    ("update", "precious", "private", "tap"),
    [
        ({"message": {"chat": {"id": 7, "type": "private"}, "text": "x"}}, False, True, None),
        ({"message": {"chat": {"id": 7, "type": "private"}, "photo": []}}, True, True, None),
        ({"message": {"chat": {"id": -7, "type": "supergroup"}, "document": {}}}, True, False, None),
        ({"edited_message": {"chat": {"id": -7, "type": "group"}}}, False, False, None),
        ({"callback_query": {"id": "9", "message": {"chat": {"type": "private"}}}}, False, True, "9"),
        ({"callback_query": {"id": "9", "inline_message_id": "1"}}, False, None, "9"),
        ({"callback_query": None}, False, None, None),
        ({"my_chat_member": {"chat": {"id": 7, "type": "private"}}}, True, None, None),
        ({"inline_query": {"id": "1", "query": "x"}}, False, None, None),
        ({"message": []}, False, None, None),
    ],
)
def test_what_is_said_of_an_update_that_is_not_kept(
    update: dict[str, Any], precious: bool, private: bool | None, tap: str | None
) -> None:
    assert (is_precious(update), chat_to_tell(update), tap_of(update)) == (precious, private, tap)
