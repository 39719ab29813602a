"""Raw updates: which chat they belong to, who sent them, and which kinds are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.wire.answers import chat_id_of
from bot.wire.errors import UnreadableUpdateError
from core.numbers import integer

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "poll_answer",
)
"""Kinds of updates handled. Telegram remembers the last list it was given, so it is sent each time."""

LARGEST_UPDATE_ID = 2**63 - 2
"""The next one, asked for by its id, must still be a number of 63 bits."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update comes from. Ids live in memory only."""

    chat_id: int
    user_id: int


def update_id_of(update: object) -> int | None:
    """An update's id; None where it is no update, or the id none that can be asked on from."""
    return integer(update.get("update_id"), 0, LARGEST_UPDATE_ID) if isinstance(update, dict) else None


def origin_of(update: Mapping[str, Any]) -> Origin:
    """Chat and person of a raw update; 0 where it has none.

    Inline queries and answers to polls come without a chat: they belong to the person's private chat.

    Raises:
        UnreadableUpdateError: chat or person is there, but not as the Bot API writes them.
    """
    for kind in ALLOWED_UPDATES:
        content = update.get(kind)
        if content is None:
            continue
        content = _object(content)
        person = _object(content.get("from") or content.get("user") or {})
        message = _object(content.get("message") or {})
        chat = _object(content.get("chat") or message.get("chat") or person)
        return Origin(_id(chat), _id(person))
    return Origin(0, 0)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableUpdateError
    return value


def _id(one: Mapping[str, Any]) -> int:
    if not one:
        return 0
    found = chat_id_of(one.get("id"))
    if found is None:
        raise UnreadableUpdateError
    return found


_FILES = ("photo", "document", "video", "animation", "audio", "voice", "video_note")


def is_precious(update: Mapping[str, Any]) -> bool:
    """Whether it can't simply be sent again: a file, or news that a person came or went."""
    if "my_chat_member" in update:
        return True
    message = update.get("message")
    return isinstance(message, dict) and any(kind in message for kind in _FILES)


def chat_to_tell(update: Mapping[str, Any]) -> bool | None:
    """Whether what can be said about an update goes to a private chat; None where nothing can be said."""
    tap = update.get("callback_query")
    content = update.get("message") or update.get("edited_message")
    content = content or (tap.get("message") if isinstance(tap, dict) else None)
    chat = content.get("chat") if isinstance(content, dict) else None
    return chat.get("type") == "private" if isinstance(chat, dict) else None


def tap_of(update: Mapping[str, Any]) -> str | None:
    """The id by which a tap is answered; None where it is no tap."""
    tap = update.get("callback_query")
    return str(tap["id"]) if isinstance(tap, dict) and "id" in tap else None
