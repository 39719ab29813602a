"""Raw updates: which chat they belong to, who sent them, and which kinds are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "poll_answer",
)
"""Kinds of updates handled. Telegram remembers the last list it was given, so it is sent each time."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an update comes from. Ids live in memory only."""

    chat_id: int
    user_id: int


def origin_of(update: dict[str, Any]) -> Origin:
    """Chat and person of a raw update; 0 where it has none.

    Inline queries and answers to polls come without a chat: they belong to the person's private chat.
    """
    for kind in ALLOWED_UPDATES:
        content = update.get(kind)
        if content is not None:
            person = content.get("from") or content.get("user") or {}
            chat = content.get("chat") or (content.get("message") or {}).get("chat") or person
            return Origin(int(chat.get("id", 0)), int(person.get("id", 0)))
    return Origin(0, 0)
