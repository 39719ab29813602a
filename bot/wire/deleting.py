"""Deleting messages for certain: all at once where Telegram lets it, else one by one, and told which went."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.platform.outgoing import Call, delete, delete_many

MOST_AT_ONCE = 100
"""Messages one call deletes. Source: Bot API, deleteMessages."""


@dataclass(frozen=True, slots=True)
class CallOutcome:
    """What became of a call."""

    call: Call | None
    """As it was sent in the end; None when it was dropped."""
    result: Any = None
    done: bool = False
    """The world is as the call wanted it, whether it did that or found it so."""
    gone: bool = False
    """The chat can't be reached any more."""


Send = Callable[[Call], Awaitable[CallOutcome]]
"""Sends a call, however often it takes."""


async def delete_for_certain(send: Send, chat_id: int, message_ids: Sequence[int]) -> set[int]:
    """Deletes messages of a chat; which of them are no longer there.

    Telegram deletes all messages of a bot's call or none, so that one that must stay (too old, or a young
    dice) keeps the others too: after a refusal each is tried by itself. Source: TDLib,
    ``MessagesManager::delete_messages``.
    """
    went: set[int] = set()
    for at in range(0, len(message_ids), MOST_AT_ONCE):
        some = message_ids[at : at + MOST_AT_ONCE]
        outcome = await send(delete_many(chat_id, some))
        if outcome.done:
            went.update(some)
            continue
        for message_id in some:
            if outcome.gone:  # blocked meanwhile: nothing goes any more
                return went
            outcome = await send(delete(chat_id, message_id))
            if outcome.done:
                went.add(message_id)
    return went
