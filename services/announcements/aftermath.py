"""Takes back or changes what was sent. Doing it twice harms nobody, so progress is all that is kept."""

from __future__ import annotations

import asyncio
from collections import Counter

from services.announcements.delivery import IN_FLIGHT, LOOK_EVERY, Tools
from services.announcements.model import Aftermath
from services.announcements.order import Order
from services.announcements.sender import Encoded, SendVerdict
from services.platform.chat_paces import messages_in
from services.platform.pacing import Scope, set_within
from storage.announcements.steps import CHANNEL, Leased, LedgerStep
from storage.platform.unit import Unit

SLICE_SECONDS = 2.0
"""Messages of so many seconds are done between two notes of progress."""
LARGEST_SLICE = 2_000
MOST_LEFT_OVER = 1_000
"""Rows whose chats have to rest, beyond which they are waited for."""

DONE, FAILED = "aftermath", "aftermath-failed"
"""Counters of messages that were deleted or changed, and of those Telegram would not."""

_GOOD = (SendVerdict.DELIVERED, SendVerdict.UNCHANGED)
_AGAIN = (SendVerdict.SERVER, SendVerdict.LOST, SendVerdict.UNREACHED)


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
        order: Order,
    ) -> None:
        self._tools = tools
        self._campaign = campaign
        self._kind = kind
        self._edit = edit
        self._part = part
        self._order = order
        self._after = self._done_to = cursor if cursor is not None else b""
        self._resting: list[Leased] = []
        """Whose own chat takes nothing now: the others do not wait with them."""
        self._visited = True
        """Whether those that rest were tried since others came first."""
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def run(self, stop: asyncio.Event) -> bool:
        """Works until everybody is done, the program stops, or only those are left that have to rest while
        others wait: called again, it goes on. False when another process is the sender."""
        while not stop.is_set():
            waits = len(self._resting) >= MOST_LEFT_OVER
            rows = [] if waits else await self._tools.ledger.sent(self._campaign, self._after, self._slice())
            if not rows and self._resting and await self._rests(stop):
                return True
            tried = rows or [row for row in self._resting if not self._rest(row)]
            results = await asyncio.gather(*(self._one(row, stop) for row in tried))
            if stop.is_set():
                return True  # the slice is done again from its start
            settled = [(row, good) for row, good in zip(tried, results, strict=True) if good is not None]
            for row, _good in settled:
                self._order.served(self._campaign, row.subscriber)
            resting = [row for row, good in zip(tried, results, strict=True) if good is None]
            before = {row.subscriber for row in tried}
            self._resting = [row for row in self._resting if row.subscriber not in before] + resting
            self._after = rows[-1].subscriber if rows else self._after
            if not self._resting:
                self._done_to = self._after
            done = not rows and not waits and not self._resting
            if not await self._note(settled, self._done_to, done=done):
                return False
            if done:
                return True
        return True

    def goes_on(self, other: AftermathRun) -> bool:
        """Whether the other is to do what this one began, from where this one noted that it stands."""
        return (self._kind, self._edit, self._part, self._done_to) == (
            other._kind,
            other._edit,
            other._part,
            other._done_to,
        )

    async def _rests(self, stop: asyncio.Event) -> bool:
        """Waits a little for those that have to rest; True where others come first, or the program stops."""
        if await self._order.somebody_waits(self._campaign):
            if self._visited:
                self._visited = False
                self._order.rest(self._campaign, min(map(self._rest, self._resting)))
                return True
        elif await set_within(stop, LOOK_EVERY):
            return True
        self._visited = True
        return False

    def _slice(self) -> int:
        rate = self._tools.limiter.pacer.rate
        return LARGEST_SLICE if rate is None else max(1, min(LARGEST_SLICE, int(rate * SLICE_SECONDS)))

    async def _note(self, settled: list[tuple[Leased, bool]], after: bytes, *, done: bool) -> bool:
        good = [row.subscriber for row, is_good in settled if is_good]
        retracted = good if self._kind is Aftermath.RETRACT else []
        counts = Counter({DONE: len(good), FAILED: len(settled) - len(good)})
        limiter = self._tools.limiter
        step = LedgerStep(
            self._campaign,
            self._tools.holder,
            self._tools.now(),
            rate_now=limiter.pacer.measured_at(limiter.now()),
        )
        write, stepped = self._tools.ledger.aftermath(
            step, after or None, retracted=retracted, counts=counts, done=done
        )
        await self._tools.commit(Unit(writes=[write]))
        return stepped.mine

    def _rest(self, row: Leased) -> float:
        chat = self._tools.chat(row)
        limiter = self._tools.limiter
        return limiter.silence(self._tools.paced(chat)) if chat is not None else 0.0

    async def _one(self, row: Leased, stop: asyncio.Event) -> bool | None:
        """Whether the message is as wanted now; None where its chat has to rest first."""
        chat = self._tools.chat(row) if row.chat is not None or row.subscriber == CHANNEL else None
        if chat is None:
            return False
        call = self._call(row, chat)
        if call is None:
            return False
        limiter, paced = self._tools.limiter, self._tools.paced(chat)
        async with self._room:
            tries = 0
            while await limiter.broadcast(stop):
                patient = self._order.was_patient(self._campaign, row.subscriber)
                if limiter.broadcast_in(paced, messages_in(call[0]), at_once=patient):
                    self._order.put_off(self._campaign, row.subscriber)
                    return None
                answer = await self._tools.sender.send(*call)
                if answer.verdict in _GOOD:
                    return True
                if answer.verdict is SendVerdict.WAIT:
                    if limiter.refused(paced, answer.seconds) is Scope.CHAT:
                        return None
                    continue
                tries += 1
                if answer.verdict not in _AGAIN or tries >= self._tools.patience.tries:
                    return False
                limiter.hold(self._tools.patience.wait(tries))
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
