"""What a Bot API server's answers say, read with distrust: a field of a wrong type is no field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.numbers import LARGEST_DATE, LARGEST_MESSAGE, integer

LARGEST_ID = 2**52
"""Ids of chats and people have 52 significant bits at most. Source: Bot API, Chat and User."""
SHORTEST_PAUSE = 0.1
DEFAULT_PAUSE = 1.0
"""Seconds of rest after a 429 that doesn't say, or not in a number, for how long."""
LONGEST_PAUSE = 3600.0
"""Seconds: whoever asks for more is asked again after so long. Telegram's own waits stay below as a rule, and
a broken answer must not silence the bot for years."""


@dataclass(frozen=True, slots=True)
class SentMessage:
    """What is known of a message the server says it sent."""

    message_id: int
    date: int
    """Seconds since 1970."""


def pause_of(retry_after: object) -> float:
    """Seconds a 429 asks to wait, within bounds; a default where it names none that can be read."""
    if isinstance(retry_after, bool) or not isinstance(retry_after, int | float):
        return DEFAULT_PAUSE
    if not retry_after >= 0:  # NaN too
        return DEFAULT_PAUSE
    return min(max(float(min(retry_after, LONGEST_PAUSE)), SHORTEST_PAUSE), LONGEST_PAUSE)


def parameters_of(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """The refusal's parameters; none where they are no object."""
    found = answer.get("parameters")
    return found if isinstance(found, dict) else {}


def chat_id_of(value: object) -> int | None:
    """The id of a chat or a person."""
    return integer(value, -LARGEST_ID, LARGEST_ID) or None


def sent_message(result: object) -> SentMessage | None:
    """Id and date of a message that was sent; None where the answer holds none that can be read."""
    if not isinstance(result, dict):
        return None
    message_id = integer(result.get("message_id"), 1, LARGEST_MESSAGE)
    date = integer(result.get("date"), 0, LARGEST_DATE)
    return SentMessage(message_id, date) if message_id is not None and date is not None else None


def chat_of(result: object) -> int | None:
    """The chat of a message that was sent."""
    chat = result.get("chat") if isinstance(result, dict) else None
    return chat_id_of(chat.get("id")) if isinstance(chat, dict) else None


def poll_of(result: object) -> str | None:
    """The id of the poll a message holds."""
    poll = result.get("poll") if isinstance(result, dict) else None
    found = poll.get("id") if isinstance(poll, dict) else None
    return found if isinstance(found, str) else None


def message_ids_of(result: object) -> tuple[int, ...]:
    """Ids in a Message, a MessageId, or an array of either; those that can be read."""
    found = (
        integer(one.get("message_id"), 1, LARGEST_MESSAGE)
        for one in (result if isinstance(result, list) else [result])
        if isinstance(one, dict)
    )
    return tuple(one for one in found if one is not None)
