"""Takes back or changes what was sent. Doing it twice harms nobody, so progress is all that is kept."""

from __future__ import annotations

import asyncio
from collections import Counter

from services.broadcast.chat_paces import messages_in
from services.broadcast.delivery import IN_FLIGHT, Tools
from services.broadcast.model import Aftermath
from services.broadcast.pacing import Scope, set_within
from services.broadcast.sender import Encoded, Verdict
from storage.broadcast_ledger import CHANNEL, Leased, Step
from storage.unit import Unit

SLICE_SECONDS = 2.0
"""Messages of so many seconds are done between two notes of progress."""
LARGEST_SLICE = 2_000
MOST_LEFT_OVER = 1_000
"""Rows whose chats have to rest, beyond which they are waited for."""

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
        after = done_to = self._cursor if self._cursor is not None else b""
        resting: list[Leased] = []  # whose own chat takes nothing now: the others do not wait with them
        while not stop.is_set():
            rows = await self._tools.ledger.sent(self._campaign, after, self._slice())
            results = await asyncio.gather(*(self._one(row, stop) for row in rows))
            settled = [(row, good) for row, good in zip(rows, results, strict=True) if good is not None]
            resting += [row for row, good in zip(rows, results, strict=True) if good is None]
            after = rows[-1].subscriber if rows else after
            if resting and (not rows or len(resting) >= MOST_LEFT_OVER):
                late = await asyncio.gather(*(self._in_the_end(row, stop) for row in resting))
                settled += zip(resting, late, strict=True)
                resting = []
            if stop.is_set():
                return True  # the slice is done again from its start
            done_to = done_to if resting else after
            if not await self._note(settled, done_to, done=not rows):
                return False
            if not rows:
                return True
        return True

    def _slice(self) -> int:
        rate = self._tools.lanes.pacer.rate
        return LARGEST_SLICE if rate is None else max(1, min(LARGEST_SLICE, int(rate * SLICE_SECONDS)))

    async def _note(self, settled: list[tuple[Leased, bool]], after: bytes, *, done: bool) -> bool:
        good = [row.subscriber for row, is_good in settled if is_good]
        retracted = good if self._kind is Aftermath.RETRACT else []
        counts = Counter({DONE: len(good), FAILED: len(settled) - len(good)})
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

    async def _in_the_end(self, row: Leased, stop: asyncio.Event) -> bool:
        """As :meth:`_one`, however long the chat has to rest."""
        while (good := await self._one(row, stop)) is None:
            if await set_within(stop, self._rest(row)):
                return False
        return good

    def _rest(self, row: Leased) -> float:
        chat = self._tools.chat(row)
        lanes = self._tools.lanes
        return max(lanes.silence(self._tools.paced(chat)), 0.05) if chat is not None else 0.0

    async def _one(self, row: Leased, stop: asyncio.Event) -> bool | None:
        """Whether the message is as wanted now; None where its chat has to rest first."""
        chat = self._tools.chat(row) if row.chat is not None or row.subscriber == CHANNEL else None
        if chat is None:
            return False
        call = self._call(row, chat)
        if call is None:
            return False
        lanes, paced = self._tools.lanes, self._tools.paced(chat)
        async with self._room:
            tries = 0
            while await lanes.broadcast(stop):
                if lanes.broadcast_in(paced, messages_in(call[0])):
                    return None
                answer = await self._tools.sender.send(*call)
                if answer.verdict in _GOOD:
                    return True
                if answer.verdict is Verdict.WAIT:
                    if lanes.refused(paced, answer.seconds) is Scope.CHAT:
                        return None
                    continue
                tries += 1
                if answer.verdict not in _AGAIN or tries >= self._tools.patience.tries:
                    return False
                lanes.hold(self._tools.patience.wait(tries))
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
