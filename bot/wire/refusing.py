"""What is said where a chat sends more than is kept: one kind word to the chat, and an answer to each tap."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context

import structlog

from bot.app.metrics import Metrics
from bot.wire.direct import DirectCalls
from bot.wire.shares import Admitted, Shares
from bot.wire.updates import Origin, chat_to_tell, origin_of, tap_of
from handlers.platform.update_context import UpdateContext
from handlers.routing.register import sent_too_much, tapped_too_much
from storage.platform.unit import Outgoing

TAPS_AT_ONCE = 4
MOST_TAPS = 5_000
"""Taps that wait for their answer; the newest stay, because Telegram shows the oldest as answered by then."""

OpenTurn = Callable[[Origin, bytes], UpdateContext]

log = structlog.get_logger(__name__)


class Refusals:
    """Tells people that what they sent is not kept."""

    def __init__(
        self, shares: Shares, open_turn: OpenTurn, direct: DirectCalls, metrics: Metrics | None = None
    ) -> None:
        self._shares = shares
        self._open_turn = open_turn
        self._direct = direct
        self._metrics = metrics or Metrics()
        self._taps: deque[str] = deque(maxlen=MOST_TAPS)
        self._tasks: set[asyncio.Task[None]] = set()

    def words(self, admitted: Admitted) -> list[Outgoing]:
        """The words for chats that were not told yet, to be committed with the batch."""
        untold, said = set(admitted.full), list[Outgoing]()
        for one in admitted.dropped:
            if one.chat_key not in untold:
                continue
            raw = one.raw()
            is_private = chat_to_tell(raw)
            if is_private is None:
                continue
            untold.discard(one.chat_key)
            turn = self._open_turn(origin_of(raw), one.chat_key)
            sent_too_much(turn, is_private=is_private)
            said += turn.unit.outgoing
        self._shares.not_told(untold)
        return said

    def committed(self, admitted: Admitted) -> None:
        """The batch is on disk: counts what was dropped and answers taps, past the outbox."""
        if not admitted.dropped:
            return
        self._metrics.dropped(len(admitted.dropped))
        if admitted.full:
            log.warning("chats sent more than is kept of one, the rest is dropped", chats=len(admitted.full))
        self._taps.extend(tap for one in admitted.dropped if (tap := tap_of(one.raw())) is not None)
        while self._taps and len(self._tasks) < TAPS_AT_ONCE:
            task = asyncio.create_task(self._answer(), name="refused-taps", context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            if len(self._tasks) >= len(self._taps):
                return

    async def _answer(self) -> None:
        while self._taps:
            await self._direct.answer(tapped_too_much(self._taps.popleft()))

    async def close(self) -> None:
        """Drops what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
