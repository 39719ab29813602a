"""Whose turn it is: chats side by side, those first who had least lately.

What a chat sends is handled one after the other. Among chats that wait, whoever had many turns in the last
seconds, or has much waiting, stands back by a moment for each, so that a newcomer passes a flood, however
many accounts it comes from; nobody stands back longer than :data:`LONGEST_STANDING_BACK`.
"""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Awaitable, Callable
from contextvars import Context
from functools import partial
from itertools import count

from core.aliases import Aliases

TURNS_AT_ONCE = 64
TURNS_WHILE_DRAINING = 2
"""While more waits at Telegram than one answer carries: each turn slows polling down, and who is to come
first may still be among those not fetched yet. Whoever stands back gets none of them before the moment they
are due."""
SLOW_SECONDS = 1.0
"""A turn that takes longer waits for a file or for the server, not for the processor: another begins then."""
MOST_SLOW = 256
"""So many such turns at most; each may hold a file."""
WINDOW_SECONDS = 10.0
"""Turns are remembered for one to two windows, and no longer."""
FREE_TURNS = 4
"""Turns within the windows, and updates waiting, that cost nothing: a conversation."""
STANDING_BACK = 0.25
"""Seconds each further turn puts a chat back."""
LONGEST_STANDING_BACK = 15.0

HasRoom = Callable[[bytes, Callable[[], None]], bool]
"""Whether a chat has taken most of what it was told; if not, the function is called once it has."""


class ChatQueue:
    """Chats that wait for a turn, by the moment each is due. Who waits no more is known by an alias alone."""

    def __init__(self) -> None:
        self._aliases = Aliases()
        self._waiting: list[tuple[float, int, bytes, float]] = []
        """When each is due, their order, who it is, and since when."""
        self._order = count()
        self._now: dict[bytes, int] = {}
        self._before: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, chat_key: bytes, waiting: int, now: float) -> None:
        """A chat has so many updates to be handled."""
        place = (now + self._standing_back(chat_key, waiting), next(self._order), chat_key, now)
        heapq.heappush(self._waiting, place)

    def due(self, waiting: Callable[[bytes], int]) -> float:
        """When whoever is first is due. Of whom more came since they got in line, they stand back for that
        too: of a flood the first messages arrive alone."""
        while True:
            due, order, chat_key, since = self._waiting[0]
            now_due = since + self._standing_back(chat_key, waiting(chat_key))
            if now_due <= due:
                return due
            heapq.heapreplace(self._waiting, (now_due, order, chat_key, since))

    def call(self) -> bytes:
        """Whose turn it is."""
        chat_key = heapq.heappop(self._waiting)[2]
        alias = self._aliases.of(chat_key)
        self._now[alias] = self._now.get(alias, 0) + 1
        return chat_key

    def _standing_back(self, chat_key: bytes, waiting: int) -> float:
        alias = self._aliases.of(chat_key)
        share = waiting + self._now.get(alias, 0) + self._before.get(alias, 0)
        return min(LONGEST_STANDING_BACK, max(0, share - FREE_TURNS) * STANDING_BACK)

    def turn_over(self) -> bool:
        """A window is over: what was in the one before it is forgotten; whether anything is remembered."""
        self._before, self._now = self._now, {}
        if not self._before:
            self._aliases.renew()
        return bool(self._before)


class Turns:
    """Gives turns. ``take`` handles one update of a chat and tells whether the chat has more."""

    def __init__(
        self,
        take: Callable[[bytes], Awaitable[bool]],
        waiting: Callable[[bytes], int],
        has_room: HasRoom,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._take = take
        self._waiting = waiting
        self._has_room = has_room
        self._monotonic = monotonic
        self._line = ChatQueue()
        self._draining = False
        self._known: set[bytes] = set()
        """Chats in line, at their turn, or held up."""
        self._held_up: set[bytes] = set()
        """Chats that have not taken their answers yet."""
        self._quick: dict[bytes, float] = {}
        """Chats at their turn, the longest first, and since when."""
        self._slow: set[bytes] = set()
        self._again: set[bytes] = set()
        """Chats at their turn of which something came meanwhile."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._timers: dict[Callable[[], None], asyncio.TimerHandle] = {}
        self._nobody = asyncio.Event()
        self._nobody.set()
        self._closed = False

    def want(self, chat_key: bytes) -> None:
        """A chat has something to be handled; it gets in line unless it is there already."""
        if chat_key in self._known:
            self._again.add(chat_key)
            return
        self._known.add(chat_key)
        self._get_in_line(chat_key)
        self._fill()

    def drain_first(self, *, draining: bool) -> None:
        """Whether more waits at Telegram than one answer carries."""
        self._draining = draining
        self._fill()

    async def finish(self, seconds: float) -> None:
        """Waits until nobody is in line or at a turn, at most so long; who is held up goes on next time."""
        self.drain_first(draining=False)
        try:
            await asyncio.wait_for(self._nobody.wait(), seconds)
        except TimeoutError:
            return

    async def close(self) -> None:
        """Stops; what was begun is broken off."""
        self._closed = True
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _fill(self) -> None:
        most = TURNS_WHILE_DRAINING if self._draining else TURNS_AT_ONCE
        while self._line and not self._closed:
            left = self._line.due(self._waiting) - self._monotonic()
            if self._draining and left > 0:
                self._later(left, self._fill)
                return
            if len(self._quick) >= most and not self._step_aside():
                return
            self._begin(self._line.call())

    def _step_aside(self) -> bool:
        """Whether the turn that takes longest makes room; if it may soon, it is looked at again then."""
        if len(self._slow) >= MOST_SLOW:
            return False
        chat_key, since = next(iter(self._quick.items()))
        left = since + SLOW_SECONDS - self._monotonic()
        if left > 0:
            self._later(left, self._fill)
            return False
        del self._quick[chat_key]
        self._slow.add(chat_key)
        return True

    def _begin(self, chat_key: bytes) -> None:
        self._quick[chat_key] = self._monotonic()
        self._later(WINDOW_SECONDS, self._forget)
        # a context of its own, and no closure: what a turn starts would keep them for as long as it lives
        task = asyncio.create_task(self._turn(chat_key), name="turn", context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _turn(self, chat_key: bytes) -> None:
        more = False
        try:
            more = await self._take(chat_key)
        finally:
            self._quick.pop(chat_key, None)
            self._slow.discard(chat_key)
            if more or chat_key in self._again:
                self._again.discard(chat_key)
                self._get_in_line(chat_key)
            else:
                self._known.discard(chat_key)
            self._fill()
            self._look_whether_idle()

    def _get_in_line(self, chat_key: bytes) -> None:
        if self._has_room(chat_key, partial(self._go_on, chat_key)):
            self._nobody.clear()
            self._line.join(chat_key, self._waiting(chat_key), self._monotonic())
        else:
            self._held_up.add(chat_key)

    def _go_on(self, chat_key: bytes) -> None:
        self._held_up.discard(chat_key)
        self._get_in_line(chat_key)
        self._fill()

    def _look_whether_idle(self) -> None:
        if len(self._known) == len(self._held_up):
            self._nobody.set()

    def _forget(self) -> None:
        if self._line.turn_over():
            self._later(WINDOW_SECONDS, self._forget)

    def _later(self, seconds: float, what: Callable[[], None]) -> None:
        """Has something called, unless it will be by then anyway."""
        if self._closed:
            return
        loop = asyncio.get_running_loop()
        if (known := self._timers.get(what)) is not None:
            if known.when() <= loop.time() + seconds:
                return
            known.cancel()

        def ring() -> None:
            del self._timers[what]
            what()

        self._timers[what] = loop.call_later(seconds, ring, context=Context())
