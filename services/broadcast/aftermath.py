"""Takes back or changes what was sent. Doing it twice harms nobody, so progress is all that is kept."""

from __future__ import annotations

import asyncio
from collections import Counter

from services.broadcast.delivery import IN_FLIGHT, Tools
from services.broadcast.model import Aftermath
from services.broadcast.sender import Encoded, Verdict
from storage.broadcast_ledger import CHANNEL, Leased, Step
from storage.unit import Unit

SLICE_SECONDS = 2.0
"""Messages of so many seconds are done between two notes of progress."""
LARGEST_SLICE = 2_000

DONE, FAILED = "aftermath", "aftermath-failed"
"""Counters of messages that were deleted or changed, and of those Telegram would not."""

_GOOD = (Verdict.DELIVERED, Verdict.UNCHANGED)
_AGAIN = (Verdict.SERVER, Verdict.LOST, Verdict.UNREACHED)


class AftermathRun:
    """One run of a retraction or a change, from where it stands."""

    def __init__(
        self,
        tools: Tools,
        campaign: str,
        kind: Aftermath,
        edit: Encoded | None,
        part: int,
        cursor: bytes | None,
    ) -> None:
        self._tools = tools
        self._campaign = campaign
        self._kind = kind
        self._edit = edit
        self._part = part
        self._cursor = cursor
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def run(self, stop: asyncio.Event) -> bool:
        """Works until everybody is done or the program stops. False when another process is the sender."""
        after = self._cursor if self._cursor is not None else b""
        while not stop.is_set():
            rows = await self._tools.ledger.sent(self._campaign, after, self._slice())
            results = await asyncio.gather(*(self._one(row, stop) for row in rows))
            if stop.is_set():
                return True  # the slice is done again from its start
            after = rows[-1].subscriber if rows else after
            if not await self._note(rows, results, after, done=not rows):
                return False
            if not rows:
                return True
        return True

    def _slice(self) -> int:
        rate = self._tools.lanes.pacer.rate
        return LARGEST_SLICE if rate is None else max(1, min(LARGEST_SLICE, int(rate * SLICE_SECONDS)))

    async def _note(self, rows: list[Leased], results: list[bool], after: bytes, *, done: bool) -> bool:
        retracted = []
        if self._kind is Aftermath.RETRACT:
            retracted = [row.subscriber for row, good in zip(rows, results, strict=True) if good]
        counts = Counter({DONE: sum(results), FAILED: len(results) - sum(results)})
        lanes = self._tools.lanes
        step = Step(
            self._campaign,
            self._tools.holder,
            self._tools.now(),
            rate_now=lanes.pacer.measured_at(lanes.now()),
        )
        write, stepped = self._tools.ledger.aftermath(
            step, after or None, retracted=retracted, counts=counts, done=done
        )
        await self._tools.commit(Unit(writes=[write]))
        return stepped.mine

    async def _one(self, row: Leased, stop: asyncio.Event) -> bool:
        """Whether the message is as wanted now."""
        chat = self._tools.chat(row) if row.chat is not None or row.subscriber == CHANNEL else None
        if chat is None:
            return False
        call = self._call(row, chat)
        if call is None:
            return False
        async with self._room:
            tries = 0
            while await self._tools.lanes.broadcast(stop):
                answer = await self._tools.sender.send(*call)
                if answer.verdict in _GOOD:
                    return True
                if answer.verdict is Verdict.WAIT:
                    self._tools.lanes.pause(answer.seconds)
                    continue
                tries += 1
                if answer.verdict not in _AGAIN or tries >= self._tools.patience.tries:
                    return False
                self._tools.lanes.hold(self._tools.patience.wait(tries))
        return False

    def _call(self, row: Leased, chat: bytes) -> tuple[str, bytes] | None:
        """Method and body; None when there is no such message."""
        if self._edit is not None:
            if self._part >= len(row.messages):
                return None
            return self._edit.method, self._edit.to_message(chat, row.messages[self._part])
        if len(row.messages) == 1:
            return "deleteMessage", b'{"chat_id":%b,"message_id":%d}' % (chat, row.messages[0])
        if not row.messages:
            return None
        ids = b",".join(b"%d" % one for one in row.messages[:100])
        return "deleteMessages", b'{"chat_id":%b,"message_ids":[%b]}' % (chat, ids)
