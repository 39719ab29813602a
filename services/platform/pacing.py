"""Pacing: when the next message may go, so that Telegram never has to say "too many requests".

:class:`Pacer` is arithmetic on moments and holds no clock; :class:`RateLimiter` lets replies to people and a
broadcast share one bot's allowance, people first, and keeps each chat to its own
(:mod:`services.platform.chat_paces`).

Whom a 429 silences: the chat it came for, for as long as it asks. The whole bot only where the call was for
no chat, or where :data:`SEVERAL` different private chats that were sent nothing lately get one for a message
within :data:`SEVERAL_WITHIN` seconds: what is too much can then only be the bot's. Groups are no witnesses
(slow mode answers 429, and whoever owns three groups would silence everybody), nor is a chat that may have
brought it on itself. In the first minute of a run nobody can tell which those are, so that no chat is a
witness; several only keep announcements back for as long, and no longer than the minute.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from enum import StrEnum

from core.aliases import Aliases
from services.platform.chat_paces import BUSY_SECONDS, LONGEST_HOLD_SECONDS, Chat, ChatPaces

TELEGRAM_PER_SECOND = 30.0
"""Messages a second one bot may send to different chats. Source: Bots FAQ, "My bot is hitting limits"."""
CATCH_UP = 0.2
"""Seconds of lost time that may be made up for: so many seconds' worth go at once at the most."""
SLOWEST = 0.2
"""Share of the wanted rate that is left after any number of 429. The waiting itself is obeyed in any case."""
SLOWER = 0.75
"""What a 429 leaves of the rate."""
RECOVERY_SECONDS = 5.0
"""So long without a 429 gives back a part of the rate."""
RECOVERY_SHARE = 0.1
"""How much of the wanted rate comes back each time."""
MEASURED_OVER = 1.0
"""Seconds over which the rate is measured."""
STALE = 5.0
"""Seconds after which a measured rate says nothing any more."""
GIVE_WAY = 0.1
"""Seconds a message of a broadcast without a limit waits for people at the most, however many write."""


SEVERAL = 3
"""So many different chats that were sent nothing lately, refused at once, mean the whole bot."""
SEVERAL_WITHIN = 5.0
"""Seconds that count as at once."""


class Scope(StrEnum):
    """Whom a 429 silences."""

    CHAT = "chat"
    BOT = "bot"


class Pacer:
    """A schedule of slots: ``rate`` a second for the broadcast (None: no limit), ``total`` for the whole bot.

    All moments are seconds of any clock that only goes forward.
    """

    def __init__(self, rate: float | None, total: float = TELEGRAM_PER_SECOND) -> None:
        self._wanted = rate
        self._total = max(total, rate or 0.0)
        self.rate = rate
        """The rate now: what is wanted, or less after a 429."""
        self._next = 0.0
        self._total_next = 0.0
        self._paused_until = 0.0
        self._held_until = 0.0
        self._eased_at = 0.0
        self._window_from = 0.0
        self._window = 0
        self._peak = 0.0
        self.measured = 0.0
        """Messages a second, lately."""

    def want(self, rate: float | None) -> None:
        """Another rate from now on."""
        self._wanted = self.rate = rate
        self._total = max(TELEGRAM_PER_SECOND, rate or 0.0)

    @property
    def unlimited(self) -> bool:
        """Whether messages go as fast as they can."""
        return self.rate is None

    @property
    def silent_until(self) -> float:
        """Until when Telegram wants nothing of this bot."""
        return self._paused_until

    @property
    def held_until(self) -> float:
        """Until when the broadcast waits, because of a 429 or because the server can't be reached."""
        return max(self._paused_until, self._held_until)

    @property
    def wanted(self) -> float | None:
        """The rate asked for."""
        return self._wanted

    def slot(self, now: float, weight: int = 1) -> float:
        """Reserves the next slot of the broadcast, for ``weight`` messages; the moment to send at."""
        self._recover(now)
        at = max(now, self.held_until)
        if self.rate is not None:
            at = max(at, self._next, self._total_next - CATCH_UP)
            self._next = max(self._next, at - CATCH_UP) + weight / self.rate
            self._total_next = max(self._total_next, at) + weight / self._total
        self._measure(at, weight)
        return at

    def reply(self, now: float) -> float:
        """A reply to a person takes from the bot's allowance at once; the moment to send at (a 429 holds
        replies up too)."""
        at = max(now, self._paused_until)
        self._total_next = max(self._total_next, at) + 1 / self._total
        return at

    def pause(self, now: float, seconds: float) -> None:
        """Telegram said 429: nothing of this bot goes for so long, and afterwards the broadcast goes slower.

        Several messages in flight may bring the same 429; they count as one.
        """
        if now >= self._paused_until:
            current = self._rate_so_far(now) if self.rate is None else self.rate
            self._peak = max(self._peak, current)
            self.rate = max(1.0, (self._wanted or self._peak) * SLOWEST, current * SLOWER)
        self._paused_until = max(self._paused_until, now + seconds)
        self._eased_at = self._paused_until

    def hold(self, now: float, seconds: float) -> None:
        """The server can't be reached: the broadcast waits, but not because it was too fast."""
        self._held_until = max(self._held_until, now + seconds)

    def measured_at(self, now: float) -> float:
        """Messages a second, lately; 0 when none went for a while."""
        return self.measured if now - self._window_from < STALE else 0.0

    def _rate_so_far(self, now: float) -> float:
        """What goes without a limit: as measured, or in the first second what went in its beginning."""
        return self.measured or self._window / max(now - self._window_from, CATCH_UP)

    def _recover(self, now: float) -> None:
        if self.rate == self._wanted or now < self._eased_at + RECOVERY_SECONDS or self.rate is None:
            return
        steps = int((now - self._eased_at) / RECOVERY_SECONDS)
        self._eased_at += steps * RECOVERY_SECONDS
        if self._wanted is None:  # no limit was wanted: grow until the limit no longer holds anything up
            self.rate *= 2**steps
            if self.measured < self.rate / 2:
                self.rate = None
        else:
            self.rate = min(self._wanted, self.rate + steps * self._wanted * RECOVERY_SHARE)

    def _measure(self, at: float, weight: int) -> None:
        if at - self._window_from >= MEASURED_OVER:
            seen = self._window / (at - self._window_from) if self._window_from else 0.0
            self.measured = seen if not self.measured else (self.measured + seen) / 2
            self._window_from, self._window = at, 0
        self._window += weight


class RateLimiter:
    """Two ways over one :class:`Pacer`: replies go at once, the broadcast waits its turn."""

    def __init__(
        self,
        rate: float | None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        pacer: Pacer | None = None,
        paces: ChatPaces | None = None,
        chat_key: Callable[[int], bytes] | None = None,
        on_refused: Callable[[Scope], None] | None = None,
        known_after: float = BUSY_SECONDS,
    ) -> None:
        """``chat_key`` is the keyed hash chats are known by; ``on_refused`` is told of each 429;
        ``known_after`` so many seconds it is known of each chat whether it was busy lately."""
        self.pacer = pacer or Pacer(rate)
        self.paces = ChatPaces() if paces is None else paces  # an empty one is false
        self._monotonic = monotonic
        self._chat_key = chat_key or (lambda chat_id: b"%d" % chat_id)
        self._on_refused = on_refused or (lambda _scope: None)
        self._aliases = Aliases()
        self._knows_from = monotonic() + known_after
        """Until then a chat may have been busy in a former run, of which nothing is known."""
        self._witnesses: dict[bytes, float] = {}
        """Chats refused lately though they had been sent nothing, and when."""
        self.pauses = 0
        """How often a 429 silenced the whole bot."""
        self._served = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    def serve(self) -> None:
        """Somebody wrote: until :meth:`served`, a broadcast without a limit leaves the processor to them."""
        self._served += 1
        self._nobody.clear()

    def served(self) -> None:
        """They have their answer, or it goes on its way elsewhere."""
        self._served -= 1
        if not self._served:
            self._nobody.set()

    def now(self) -> float:
        """The clock the limiter goes by."""
        return self._monotonic()

    async def give_way(self) -> None:
        """Waits a moment where somebody is being answered and the broadcast has no limit of its own."""
        if not self._nobody.is_set() and self.pacer.unlimited:
            await set_within(self._nobody, GIVE_WAY)

    def chat(self, chat_id: int | str) -> Chat:
        """A chat by its id, or a channel by its public name."""
        if isinstance(chat_id, str):
            return Chat(chat_id.encode(), is_group=True)
        return Chat(self._chat_key(chat_id), is_group=chat_id < 0)

    def reply_in(self, chat: Chat | None = None, messages: int = 1) -> float:
        """Seconds a reply has to wait: for its chat's pace, or while Telegram wants silence. Where it is 0,
        the reply is counted and has to go now. Nobody's wait is anybody else's."""
        now = self._monotonic()
        at = max(now, self.pacer.silent_until)
        if chat is not None:
            at = max(at, now + self.paces.wait(chat, now, messages))
        if at > now:
            return at - now
        self.pacer.reply(now)
        if chat is not None:
            self.paces.take(chat, now, messages)
        return 0.0

    async def reply(self, chat: Chat | None = None, messages: int = 1, *, at_most: float = math.inf) -> bool:
        """Waits only while Telegram wants silence, and counts the reply: what its chat is sent next makes up
        for it. For what somebody waits for in front of a screen. False, and nothing is counted, where it
        would wait longer than ``at_most`` seconds in all, also because the silence grew meanwhile."""
        until = self._monotonic() + at_most
        while (seconds := self.silence(chat)) > 0:
            if self._monotonic() + seconds > until:
                return False
            await asyncio.sleep(seconds)
        now = self._monotonic()
        self.pacer.reply(now)
        if chat is not None:
            self.paces.take(chat, now, messages)
        return True

    def broadcast_in(self, chat: Chat, messages: int, *, at_once: bool = False) -> float:
        """Seconds this recipient has to wait for themselves; where it is 0, the message is counted. To be
        asked after :meth:`broadcast` gave the slot: until then others can come in between. ``at_once``: only
        a 429 is waited for, and what the chat is sent next makes up for it."""
        now = self._monotonic()
        wait = self.paces.held(chat, now) if at_once else self.paces.wait(chat, now, messages)
        if not wait:
            self.paces.take(chat, now, messages)
        return wait

    def silence(self, chat: Chat | None) -> float:
        """Seconds for which nothing goes to this chat because Telegram said 429, for it or for the bot."""
        now = self._monotonic()
        held = self.paces.held(chat, now) if chat is not None else 0.0
        return max(held, self.pacer.silent_until - now, 0.0)

    async def broadcast(self, stop: asyncio.Event, weight: int = 1) -> bool:
        """Waits for the broadcast's next slot; False when ``stop`` is set first."""
        await self.give_way()
        now = self._monotonic()
        at = self.pacer.slot(now, weight)
        while at > now:
            if await set_within(stop, at - now):
                return False
            now = self._monotonic()
            if self.pacer.held_until > now:  # a pause came in between: the schedule begins anew after it
                at = self.pacer.slot(now, weight)
        return not stop.is_set()

    def refused(self, chat: Chat | None, seconds: float, messages: int = 1) -> Scope:
        """Telegram said 429 to so many messages for this chat (or to a call for none); whom that silences."""
        now = self._monotonic()
        seconds = min(seconds, LONGEST_HOLD_SECONDS) if math.isfinite(seconds) and seconds > 0 else 1.0
        scope = Scope.BOT
        if chat is not None and not self._is_the_bots(chat, now, seconds, messages):
            scope = Scope.CHAT
        if scope is Scope.BOT:
            self.pauses += 1
            self.pacer.pause(now, seconds)
        self._on_refused(scope)
        return scope

    def _is_the_bots(self, chat: Chat, now: float, seconds: float, messages: int) -> bool:
        """Holds the chat; whether the 429 is one of several that only the bot as a whole can have caused."""
        if not self.paces.hold(chat, now, seconds) or not messages:
            return False
        if now < self.pacer.silent_until:
            return True  # it was under way when the others were refused
        knows = now >= self._knows_from
        since = max(now - SEVERAL_WITHIN, self._knows_from if knows else 0.0)
        recent = {key: at for key, at in self._witnesses.items() if at >= since}
        self._witnesses = recent | {self._aliases.of(chat.key): now}
        if len(self._witnesses) < SEVERAL:
            return False
        self._witnesses.clear()
        if not knows:  # they may have flooded a former run: nobody else's answers wait for that
            self.pacer.hold(now, min(seconds, self._knows_from - now))
        return knows

    def forget_idle(self) -> None:
        """Forgets chats whose pace holds them no more; to be called now and then."""
        now = self._monotonic()
        self.paces.forget_idle(now)
        self._witnesses = {key: at for key, at in self._witnesses.items() if at > now - SEVERAL_WITHIN}
        if not self._witnesses:
            self._aliases.renew()

    def hold(self, seconds: float) -> None:
        """The server can't be reached."""
        self.pacer.hold(self._monotonic(), seconds)


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Waits for an event, at most so long; whether it is set."""
    if event.is_set():
        return True
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return event.is_set()
    return True
