"""Traces: ids of a report conversation's messages, sealed, for 48 hours at most, so that they can go."""

from __future__ import annotations

from collections.abc import Sequence

from storage.outbox import Outbox
from storage.unit import Unit

TRACE = "report-trace"
"""Messages of both sides. What the bot says is kept by the sender, under the same tag."""
EVIDENCE = "report-evidence"
CODE = "report-code"
TAGS = (TRACE, EVIDENCE, CODE)
AT_ONCE = 100
"""Messages one call deletes. Source: Bot API, deleteMessages."""
MARGIN = 20
"""Messages that may still be on their way to the chat when the deletion is asked for."""


class Traces:
    """Messages of one bot's report conversations."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def note(self, unit: Unit, chat_id: int, message_ids: Sequence[int]) -> None:
        """Remembers messages the person wrote."""
        if message_ids:
            unit.write(self._outbox.remember(chat_id, TRACE, message_ids))

    async def calls_needed(self, chat_key: bytes) -> int:
        """How many deletions of at most a hundred messages it takes."""
        known = len(await self._outbox.remembered(TRACE, chat_key))
        return -(-(known + MARGIN) // AT_ONCE)
