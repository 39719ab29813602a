"""Polls, inline mode and groups of the demo, and their refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.demo.conftest import RATNA, Caller
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide

GROUP_ID = -1_001_700_000_009
POLL: dict[str, Any] = {
    "question": "Boleh?",
    "options": [{"text": "ya"}, {"text": "tidak"}],
    "type": "quiz",
    "is_anonymous": False,
    "correct_option_ids": [1],
    "explanation": "Karena begitu.",
}


def article(name: str, **changes: Any) -> dict[str, Any]:
    content = {"message_text": "<b>isi</b>", "parse_mode": "HTML"}
    return {"type": "article", "id": name, "title": "t", "input_message_content": content, **changes}


async def next_update(api: Caller, kind: str) -> dict[str, Any]:
    """The newest update of a kind, the ones before it confirmed."""
    updates = await api.call("getUpdates", allowed_updates=["message", "poll_answer", "inline_query"])
    (found,) = [one for one in updates if kind in one]
    await api.call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return dict(found[kind])


async def test_an_answer_to_a_quiz_tells_person_and_option_once(api: Caller, ratna: Person) -> None:
    sent = await api.call("sendPoll", chat_id=RATNA, **POLL)
    assert sent["poll"]["type"] == "quiz"
    shown = (await ratna.chat())[-1]
    assert shown["poll"]["right"] is None, "nobody is told before answering"
    await next_update(api, "message")
    await ratna.votes(shown, 0)
    answer = await next_update(api, "poll_answer")
    assert answer["poll_id"] == sent["poll"]["id"]
    assert (answer["user"]["id"], answer["option_ids"]) == (RATNA, [0])
    told = (await ratna.chat())[-1]["poll"]
    assert (told["chosen"], told["right"], told["explanation"]) == (0, 1, "Karena begitu.")
    with pytest.raises(AssertionError, match="sudah menjawab"):
        await ratna.votes(shown, 1)


async def test_an_anonymous_poll_tells_nobody(api: Caller, ratna: Person) -> None:
    await api.call("sendPoll", chat_id=RATNA, **{**POLL, "is_anonymous": True})
    await ratna.votes((await ratna.chat())[-1], 1)
    updates = await api.call("getUpdates")
    assert all("poll_answer" not in one for one in updates)


@pytest.mark.usefixtures("ratna")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"question": " "}, "poll question must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"options": [{"text": "ya"}]}, "poll must have at least 2 option"),
        ({"options": [{"text": str(n)} for n in range(13)]}, "poll can't have more than 12 options"),
        ({"options": [{"text": "ya"}, {"text": " "}]}, "poll options must be non-empty"),
        ({"options": [{"text": "ya"}, {"text": "x" * 101}]}, "poll options length must not exceed 100"),
        ({"options": ["ya", "tidak"]}, "options must be an object of type InputPollOption"),
        ({"type": "tebakan"}, "invalid poll type specified"),
        ({"correct_option_ids": []}, "correct option ID must be specified"),
        ({"correct_option_ids": [2]}, "wrong correct option ID specified"),
        ({"explanation": "x" * 201}, "poll explanation is too long"),
        ({"explanation": "a\nb\nc\nd"}, "poll explanation is too long"),
        ({"correct_option_id": 1}, "unknown parameter 'correct_option_id'"),
    ],
)
async def test_what_is_no_quiz_is_refused(api: Caller, changes: dict[str, Any], words: str) -> None:
    assert await api.refused("sendPoll", chat_id=RATNA, **{**POLL, **changes}) == (
        400,
        f"Bad Request: {words}",
    )


async def test_results_are_offered_cached_and_sent(
    api: Caller, telegram: TelegramSide, ratna: Person, clock: FixedClock
) -> None:
    await next_update(api, "message")
    await ratna._post("inline", json={"query": "foto"})
    query = await next_update(api, "inline_query")
    assert (query["query"], query["offset"], query["from"]["id"]) == ("foto", "", RATNA)
    await api.call("answerInlineQuery", inline_query_id=query["id"], results=[article("a")], cache_time=60)
    assert await api.refused("answerInlineQuery", inline_query_id=query["id"], results=[]) == (
        400,
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    )
    joko = telegram.person("warga")
    assert [one["id"] for one in (await joko.types_inline("foto"))["results"]] == ["a"], "from the cache"
    await ratna.types_inline("foto")
    await ratna.sends_result("a", "grup")
    sent = await next_update(api, "message")
    assert (sent["chat"]["id"], sent["text"], sent["via_bot"]["is_bot"]) == (GROUP_ID, "isi", True)
    clock.advance(timedelta(minutes=2))
    await ratna._post("inline", json={"query": "foto"})
    await next_update(api, "inline_query")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"results": [article("a"), article("a")]}, "RESULT_ID_DUPLICATE"),
        ({"results": [article("x" * 65)]}, "RESULT_ID_INVALID"),
        ({"results": [article(str(n)) for n in range(51)]}, "RESULTS_TOO_MUCH"),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"text": "t", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
        (
            {"results": [{"type": "article", "id": "a", "title": "t"}]},
            "lacks the field 'input_message_content'",
        ),
        ({"results": [article("a", input_message_content={"message_text": "<b>"})]}, None),
        (
            {"results": [article("a", input_message_content={"text": "x"})]},
            "is of no known kind|lacks|unknown",
        ),
    ],
)
async def test_wrong_results_are_refused(
    api: Caller, ratna: Person, params: dict[str, Any], words: str | None
) -> None:
    await next_update(api, "message")
    await ratna._post("inline", json={"query": "x"})
    query = await next_update(api, "inline_query")
    status, answer = await api.raw("answerInlineQuery", inline_query_id=query["id"], **params)
    if words is None:
        assert status == 200, "without a parse mode angle brackets are text"
    else:
        assert status == 400
        assert any(word in answer["description"] for word in words.split("|")), answer


async def test_a_bot_in_privacy_mode_hears_only_what_is_said_to_it(
    api: Caller, telegram: TelegramSide, ratna: Person
) -> None:
    await next_update(api, "message")
    for text in ("halo semua", "/lain@OtherBot", "rapat jam 8"):
        await ratna.says_in("grup", text)
    for text in ("/tanya a", "/tanya@NetraDemoBot b", "hai @NetraDemoBot"):
        await ratna.says_in("grup", text)
    mine = await api.call("sendMessage", chat_id=GROUP_ID, text="dari bot")
    await ratna.says_in("grup", "balasan", reply_to=mine["message_id"])
    updates = await api.call("getUpdates")
    heard = [one["message"]["text"] for one in updates]
    assert heard == ["/tanya a", "/tanya@NetraDemoBot b", "hai @NetraDemoBot", "balasan"]
    first = updates[0]["message"]
    assert first["chat"] == {"id": GROUP_ID, "type": "supergroup", "title": "Grup Dinas"}
    assert first["from"]["id"] == RATNA
    assert [one["type"] for one in updates[2]["message"]["entities"]] == ["mention"]
