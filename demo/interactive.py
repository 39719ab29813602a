"""Quiz polls and inline mode, true to Telegram where the demo goes."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, Protocol

from demo.errors import bad_request
from demo.world import InlineQuery, Message, Person, World

MAX_QUESTION = 300
MAX_OPTION = 100
OPTIONS = range(2, 13)
MAX_EXPLANATION = 200
MAX_EXPLANATION_LINES = 2
MAX_RESULTS = 50
MAX_RESULT_ID = 64
MAX_OFFSET = 64
MAX_TEXT = 4096
MAX_QUERY = 256
DEFAULT_CACHE = 300
START_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""Limits as the Bot API documents them at sendPoll, answerInlineQuery and InlineQueryResultsButton."""

Uploads = Mapping[str, tuple[str, str, bytes]]


class Helpers(Protocol):
    """What the other methods share."""

    def person(self, chat_id: int | str) -> Person:
        """The chat, if the bot may write there."""
        ...

    def text(self, params: dict[str, Any], field: str, limit: int) -> dict[str, Any]:
        """Text with its entities, within its limit."""
        ...

    def markup(self, params: dict[str, Any]) -> dict[str, Any]:
        """Checked buttons."""
        ...

    def common(self, params: dict[str, Any], person: Person) -> dict[str, Any]:
        """Buttons, protection, reply."""
        ...


class PollMethods:
    """sendPoll."""

    def __init__(self, world: World, helpers: Helpers) -> None:
        self._world = world
        self._helpers = helpers

    async def send(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        """A poll as a message."""
        person = self._helpers.person(params["chat_id"])
        poll = {**_poll(params), **_quiz(params)}
        common = self._helpers.common(params, person)
        message = self._world.new_message(person, self._world.bot, poll=poll, **common)
        self._world.polls[poll["id"]] = message
        return message


def _poll(params: dict[str, Any]) -> dict[str, Any]:
    if not params["question"].strip():
        raise bad_request("poll question must be non-empty")
    if len(params["question"]) > MAX_QUESTION:
        raise bad_request(f"poll question length must not exceed {MAX_QUESTION}")
    options = [option["text"] for option in params["options"]]
    if len(options) < OPTIONS.start:
        raise bad_request("poll must have at least 2 option")
    if len(options) >= OPTIONS.stop:
        raise bad_request("poll can't have more than 12 options")
    if not all(option.strip() for option in options):
        raise bad_request("poll options must be non-empty")
    if max(map(len, options)) > MAX_OPTION:
        raise bad_request(f"poll options length must not exceed {MAX_OPTION}")
    return {
        "id": str(secrets.randbits(62)),
        "question": params["question"],
        "options": [
            {"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": bool(params.get("is_closed")),
        "is_anonymous": params.get("is_anonymous", True),
        "type": params.get("type", "regular"),
        "allows_multiple_answers": bool(params.get("allows_multiple_answers")),
        "allows_revoting": params.get("type") != "quiz",
        "members_only": False,
    }


def _quiz(params: dict[str, Any]) -> dict[str, Any]:
    if params.get("type", "regular") not in ("regular", "quiz"):
        raise bad_request("invalid poll type specified")
    if params.get("type") != "quiz":
        return {}
    right = params.get("correct_option_ids")
    if not right:
        raise bad_request("correct option ID must be specified")
    if not all(0 <= n < len(params["options"]) for n in right):
        raise bad_request("wrong correct option ID specified")
    why = params.get("explanation", "")
    if len(why) > MAX_EXPLANATION or why.count("\n") > MAX_EXPLANATION_LINES:
        raise bad_request("poll explanation is too long")
    return {"correct_option_ids": right, **({"explanation": why} if why else {})}


def vote(world: World, chat: Person, voter: Person, message: Message, option: int) -> str | None:
    """A person chooses an option; why not, if that can't be."""
    poll = message.get("poll")
    if poll is None or not 0 <= option < len(poll["options"]):
        return "Pilihan itu tidak ada."
    if poll["is_closed"] or (poll["id"], voter.id) in world.votes:
        return "Anda sudah menjawab."
    world.votes[poll["id"], voter.id] = option
    poll["options"][option]["voter_count"] += 1
    poll["total_voter_count"] += 1
    if not poll["is_anonymous"]:
        world.push_update(
            poll_answer={
                "poll_id": poll["id"],
                "user": voter.as_user(),
                "option_ids": [option],
                "option_persistent_ids": [poll["options"][option]["persistent_id"]],
            }
        )
    world.show(chat, "edited", world.as_page(message))
    return None


class InlineMethods:
    """answerInlineQuery."""

    def __init__(self, world: World, helpers: Helpers) -> None:
        self._world = world
        self._helpers = helpers

    async def answer(self, params: dict[str, Any], _uploads: Uploads) -> Any:
        """Results for what somebody types; the same words are answered from the cache for a while."""
        query = self._world.inline.pop(params["inline_query_id"], None)
        if query is None:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        results = params["results"]
        if len(results) > MAX_RESULTS:
            raise bad_request("RESULTS_TOO_MUCH")
        ids = [one["id"] for one in results]
        if not all(1 <= len(one.encode()) <= MAX_RESULT_ID for one in ids):
            raise bad_request("RESULT_ID_INVALID")
        if len(set(ids)) != len(ids):
            raise bad_request("RESULT_ID_DUPLICATE")
        if len(params.get("next_offset", "").encode()) > MAX_OFFSET:
            raise bad_request("NEXT_OFFSET_INVALID")
        button = params.get("button")
        if button and not START_PARAMETER.fullmatch(button.get("start_parameter", "")):
            raise bad_request("START_PARAM_INVALID")
        answer = {
            "results": [self._result(one) for one in results],
            "next_offset": params.get("next_offset", ""),
            "button": button,
        }
        if not params.get("is_personal"):
            until = self._world.now() + params.get("cache_time", DEFAULT_CACHE)
            self._world.inline_cache[query.query, query.offset] = (until, answer)
        show_answer(self._world, query, answer)
        return True

    def _result(self, result: dict[str, Any]) -> dict[str, Any]:
        content = dict(result.get("input_message_content", {}))
        content["text"] = content.pop("message_text", "")
        return {
            "id": result["id"],
            "title": result.get("title", ""),
            "description": result.get("description", ""),
            "message": {**self._helpers.text(content, "text", MAX_TEXT), **self._helpers.markup(result)},
        }


def ask_inline(world: World, person: Person, query: str, offset: str) -> None:
    """Somebody typed words after the bot's name."""
    typed = InlineQuery(person, query[:MAX_QUERY], offset)
    person.inline = None
    until, answer = world.inline_cache.get((typed.query, offset), (0.0, {}))
    if until > world.now():
        show_answer(world, typed, answer)
        return
    query_id = str(secrets.randbits(62))
    world.inline[query_id] = typed
    while len(world.inline) > 1_000:
        world.inline.pop(next(iter(world.inline)))
    world.push_update(
        inline_query={
            "id": query_id,
            "from": person.as_user(),
            "query": typed.query,
            "offset": offset,
            "chat_type": "sender",
        }
    )


def show_answer(world: World, query: InlineQuery, answer: dict[str, Any]) -> None:
    """Shows results to who typed."""
    query.person.inline = {"query": query.query, "offset": query.offset, **answer}
    world.show(query.person, "inline", query.person.inline)


def send_result(world: World, person: Person, chat: Person, result_id: str) -> Message | None:
    """Sends a chosen result into a chat, in the person's name and via the bot."""
    found = next((one for one in (person.inline or {}).get("results", []) if one["id"] == result_id), None)
    if found is None:
        return None
    return world.says(chat, person, via_bot=world.bot, **found["message"])
