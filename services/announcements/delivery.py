"""Delivers one campaign: lease, pace, send, settle, again and again, until everybody is settled."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from core.clock import Clock
from core.errors import SealError
from services.announcements.feed import Feed
from services.announcements.model import HaltReason
from services.announcements.order import PACE_PATIENCE, Order
from services.announcements.sender import FOR_GOOD, CallSender, Encoded, SendResult, SendVerdict
from services.platform.chat_paces import Chat
from services.platform.pacing import RateLimiter, Scope, set_within
from storage.announcements.broadcasts import AudienceFilter, Broadcasts
from storage.announcements.ledger import Ledger
from storage.announcements.steps import CHANNEL, DOUBT, Leased, LeaseEnd, LedgerStep, Stepped
from storage.platform.broadcast_states import CampaignState, DeliveryState, UndeliveredReason
from storage.platform.errors import StorageError
from storage.platform.unit import Unit

IN_FLIGHT = 32
"""Messages under way at once. Replies have connections of their own beside them."""
LEASE_SECONDS = 0.2
"""A lease covers so many seconds of the current rate at most: so much may be in doubt after a crash."""
LARGEST_LEASE = 1_000
FIRST_LEASE = 50
"""A lease while no rate is known."""
LOOK_EVERY = 0.5
"""Seconds between looks at the campaign's state: pause and cancel take hold within."""
RANK_EVERY = 5.0
"""Seconds between looks whether another campaign comes first."""
MOST_WAITING_RETRIES = 5_000

Commit = Callable[[Unit], Awaitable[object]]


@dataclass(frozen=True)
class Patience:
    """How failures are met."""

    tries: int = 5
    """Fair tries of one recipient: others got theirs meanwhile, so it is not the network as a whole."""
    first_wait: float = 1.0
    longest_wait: float = 30.0
    outage_after: float = 5.0
    """Seconds without a single success after which a failure says nothing about its recipient."""
    give_up_after: float = 900.0
    """Seconds without a success after which the last recipients count as tried in any case."""
    in_a_row: int = 8
    """Failures one after the other that make everybody wait."""
    refusals: int = 20
    """Refusals one after the other that say the content is wrong."""

    def wait(self, tries: int) -> float:
        """Seconds before the next try."""
        return float(min(self.longest_wait, self.first_wait * 2 ** min(max(tries - 1, 0), 10)))


@dataclass(frozen=True)
class Tools:
    """What every delivery uses."""

    broadcasts: Broadcasts
    ledger: Ledger
    commit: Commit
    sender: CallSender
    limiter: RateLimiter
    clock: Clock
    holder: bytes
    """Names this process among those that might send."""
    channel: int | str | None
    patience: Patience

    def now(self) -> int:
        """Seconds since 1970."""
        return int(self.clock.now().timestamp())

    def chat(self, lease: Leased) -> bytes | None:
        """The recipient's chat id as JSON; None when there is none to be had."""
        if lease.subscriber == CHANNEL:
            if self.channel is None:
                return None
            return b"%d" % self.channel if isinstance(self.channel, int) else b'"%b"' % self.channel.encode()
        try:
            return b"%d" % self.ledger.chat_of(lease)
        except SealError:
            return None

    def paced(self, chat: bytes) -> Chat:
        """The chat with this id as JSON, to be paced."""
        return self.limiter.chat(chat[1:-1].decode() if chat.startswith(b'"') else int(chat))


@dataclass(frozen=True)
class Task:
    """What is delivered."""

    campaign: str
    calls: tuple[Encoded, ...]
    audience: AudienceFilter | None
    """None: the channel only."""
    channel: bool
    cursor: bytes | None


class Delivery:
    """One run of one campaign, from where it stands until it is over, paused, or the program stops."""

    def __init__(self, tools: Tools, task: Task, order: Order) -> None:
        self._tools = tools
        self._task = task
        self._order = order
        self._limiter = tools.limiter
        self._queue: asyncio.Queue[Leased | None] = asyncio.Queue()
        self._halting = asyncio.Event()
        self._wake = asyncio.Event()
        self._feed = Feed(tools.ledger, task.audience, task.cursor, channel=task.channel)
        self._outcomes: list[LeaseEnd] = []
        self._later: list[tuple[float, bytes]] = []
        self._put_off: dict[bytes, float] = {}
        """Recipients whose own chat has to rest, and until when: nobody else waits with them."""
        self._resting: set[bytes] = set()
        """Those of ``_later`` who are there for this reason."""
        self._backlog: bytes | None = bytes(0)
        self._in_flight = 0
        self._waiting = 0
        self._low = 0
        self._halt: HaltReason | None = None
        self._last_success = self._limiter.now()
        self._failures = 0
        self._holds = 0
        self._refusals = 0

    async def run(self, stop: asyncio.Event) -> bool:
        """Sends. False when another process is the sender.

        Raises:
            StorageError: the database refuses again and again.
        """
        total = None
        if self._task.cursor is None:
            total = int(self._task.channel)
            if self._task.audience is not None:
                total += await self._tools.broadcasts.audience_size(self._task.audience)
        first = await self._step(recover=True, total=total)
        if not first.mine or first.state is not CampaignState.RUNNING:
            return first.mine
        workers = [asyncio.create_task(self._work(), name="broadcast") for _ in range(IN_FLIGHT)]
        broken = True
        try:
            mine = await self._coordinate(stop, workers)
            broken = False
        except (asyncio.CancelledError, StorageError):
            broken = False  # nothing is wrong with the campaign: it goes on when the bell rings again
            raise
        finally:
            await self._wind_down(workers, broken=broken)
        return mine

    # --- the coordinator: the database's side ---

    async def _coordinate(self, stop: asyncio.Event, workers: Sequence[asyncio.Task[None]]) -> bool:
        rank_at = self._limiter.now() + RANK_EVERY
        while not stop.is_set():
            await self._pulse(stop)
            for worker in workers:
                if worker.done():
                    worker.result()  # raises what broke it
            done = self._all_settled()
            stepped = await self._step(finish=done, lease=not done)
            if not stepped.mine or stepped.state is not CampaignState.RUNNING:
                return stepped.mine
            if self._limiter.now() >= rank_at:
                rank_at = self._limiter.now() + RANK_EVERY
                if await self._order.first() not in (None, self._task.campaign):
                    return True
            if self._only_rests() and await self._order.somebody_waits(self._task.campaign):
                self._order.rest(self._task.campaign, self._later[0][0] - self._limiter.now())
                return True
        return True

    async def _pulse(self, stop: asyncio.Event) -> None:
        """Waits until there is something to lease or to settle, at most LOOK_EVERY."""
        until = self._limiter.now() + LOOK_EVERY
        while not stop.is_set() and self._halt is None:
            now = self._limiter.now()
            if self._unsent() <= self._low and self._more(now):
                return
            if self._all_settled():
                return
            wait = until - now
            if self._later:
                wait = min(wait, max(self._later[0][0] - now, 0.01))
            if wait <= 0:
                return
            self._wake.clear()
            await set_within(self._wake, wait)

    def _more(self, now: float) -> bool:
        if self._backlog is not None or (self._later and self._later[0][0] <= now):
            return True
        return not self._feed.empty and len(self._later) < MOST_WAITING_RETRIES

    def _all_settled(self) -> bool:
        return (
            self._feed.empty
            and self._backlog is None
            and not self._later
            and not self._in_flight
            and not self._unsent()
            and all(one.state is not DeliveryState.PENDING for one in self._outcomes)
        )

    def _only_rests(self) -> bool:
        """Whether nothing can be done but wait for chats that have to rest."""
        return (
            (self._feed.empty or len(self._later) >= MOST_WAITING_RETRIES)
            and self._backlog is None
            and not self._outcomes
            and not self._in_flight
            and not self._unsent()
            and 0 < len(self._later) == len(self._resting)
        )

    def _window(self) -> int:
        """How many may wait to be sent, leased."""
        rate = self._limiter.pacer.rate
        if rate is None:
            rate = self._limiter.pacer.measured
            if not rate:
                return FIRST_LEASE
        return max(1, min(LARGEST_LEASE, int(rate * LEASE_SECONDS)))

    async def _step(
        self,
        *,
        recover: bool = False,
        total: int | None = None,
        finish: bool = False,
        lease: bool = False,
        over: bool = False,
    ) -> Stepped:
        """One transaction; what it leases goes to the workers.

        Raises:
            StorageError: the database refused ten times.
        """
        if lease:
            await self._limiter.give_way()  # a commit of ours would stand before theirs
        now = self._limiter.now()
        settled, self._outcomes = self._outcomes, []
        step = LedgerStep(
            self._task.campaign,
            self._tools.holder,
            self._tools.now(),
            settled=settled,
            recover=recover,
            rate_now=self._limiter.pacer.measured_at(now),
            total=total,
            finish=finish,
            halt=self._halt.value if self._halt else None,
        )
        if lease and not over and self._halt is None:
            await self._choose(step, now)
        write, stepped = self._tools.ledger.step(step)
        tries = 0
        while True:
            try:
                await self._tools.commit(Unit(writes=[write]))
                break
            except StorageError:
                tries += 1
                if tries >= 10:
                    raise
                await asyncio.sleep(self._tools.patience.wait(tries) / 10)
        if not stepped.mine:
            return stepped
        for one in settled:
            if one.state is DeliveryState.PENDING and not over:
                due = self._put_off.pop(one.lease.subscriber, 0.0)
                if due:
                    self._resting.add(one.lease.subscriber)
                due = due or now + self._tools.patience.wait(max(one.tries, 1))
                heapq.heappush(self._later, (due, one.lease.subscriber))
        if step.backlog_after is not None:
            self._backlog = stepped.backlog_last
        for leased in stepped.leased:
            self._queue.put_nowait(leased)
        return stepped

    async def _choose(self, step: LedgerStep, now: float) -> None:
        """What the step leases: rows whose next try is due, then what a former run left, then new people."""
        window = self._window()
        self._low = window // 2
        room = window - self._unsent()
        again = []
        while room > 0 and self._later and self._later[0][0] <= now:
            again.append(heapq.heappop(self._later)[1])
            self._resting.discard(again[-1])
            room -= 1
        step.again = again
        if room <= 0:
            return
        if self._backlog is not None:
            step.backlog_after, step.backlog = self._backlog, room
        elif len(self._later) < MOST_WAITING_RETRIES:
            step.fresh = await self._feed.take(room, ahead=window * 20)

    async def _wind_down(self, workers: Sequence[asyncio.Task[None]], *, broken: bool) -> None:
        """Lets messages under way end, gives the others back, settles all of it."""
        self._halting.set()
        for _ in workers:
            self._queue.put_nowait(None)
        await asyncio.gather(*workers, return_exceptions=True)
        while not self._queue.empty():
            left = self._queue.get_nowait()
            if left is not None:
                self._give_back(left)
        if broken and self._halt is None:
            self._halt = HaltReason.BROKEN
        if self._outcomes or self._halt is not None:
            await self._step(over=True)

    # --- the workers: the wire's side ---

    async def _work(self) -> None:
        while True:
            lease = await self._queue.get()
            if lease is None:
                return
            self._waiting += 1
            may_go = await self._limiter.broadcast(self._halting, self._task.calls[lease.part].weight)
            self._waiting -= 1
            if not may_go:
                self._give_back(lease)
                continue
            self._in_flight += 1
            try:
                settled = await self._deliver(lease)
            finally:
                self._in_flight -= 1
            self._outcomes.append(settled)
            if not self._wake.is_set() and (self._unsent() <= self._low or not self._in_flight):
                self._wake.set()

    def _unsent(self) -> int:
        """Leases nobody sends yet: in the queue, or waiting for their slot."""
        return self._queue.qsize() + self._waiting

    def _give_back(self, lease: Leased) -> None:
        """The lease was not used."""
        reason, repeats = DOUBT if lease.in_doubt else None, lease.repeats - lease.in_doubt
        self._outcomes.append(
            LeaseEnd(lease, DeliveryState.PENDING, reason, lease.tries, repeats, lease.part, lease.messages)
        )

    async def _deliver(self, lease: Leased) -> LeaseEnd:
        """Sends what this recipient still lacks."""
        chat = self._tools.chat(lease)
        if chat is None:
            return LeaseEnd(
                lease, DeliveryState.FAILED, UndeliveredReason.CHAT_GONE.value, lease.tries, lease.repeats
            )
        part, messages, moved_to = lease.part, lease.messages, None
        calls, paced = self._task.calls, self._tools.paced(chat)
        while part < len(calls):
            call = calls[part]
            patient = self._order.was_patient(self._task.campaign, lease.subscriber)
            if wait := self._limiter.broadcast_in(paced, call.weight, at_once=patient):
                look_in = max(self._limiter.silence(paced), min(wait, PACE_PATIENCE))
                self._put_off[lease.subscriber] = self._limiter.now() + look_in
                self._order.put_off(self._task.campaign, lease.subscriber)
                break
            answer = await self._tools.sender.send(call.method, call.to(chat))
            if answer.verdict is SendVerdict.DELIVERED:
                self._succeeded()
                messages += answer.messages
                part += 1
                if part == len(calls):
                    self._order.served(self._task.campaign, lease.subscriber)
                    break
            elif answer.verdict is SendVerdict.WAIT:
                if self._limiter.refused(paced, answer.seconds) is Scope.CHAT:
                    self._put_off[lease.subscriber] = self._limiter.now() + self._limiter.silence(paced)
                    break
            elif answer.verdict is SendVerdict.MIGRATED and answer.new_chat is not None and moved_to is None:
                moved_to = answer.new_chat
                chat = b"%d" % moved_to
                paced = self._tools.paced(chat)
                continue
            else:
                state, reason, tries, retire = self._failed(answer, lease)
                return LeaseEnd(lease, state, reason, tries, lease.repeats, part, messages, retire, moved_to)
            if not await self._limiter.broadcast(self._halting, calls[part].weight):
                break
        state = DeliveryState.SENT if part == len(calls) else DeliveryState.PENDING
        return LeaseEnd(lease, state, None, lease.tries, lease.repeats, part, messages, moved_to=moved_to)

    def _succeeded(self) -> None:
        self._last_success = self._limiter.now()
        self._failures = self._holds = self._refusals = 0

    def _failed(self, answer: SendResult, lease: Leased) -> tuple[DeliveryState, str | None, int, bool]:
        """State, reason, tries and whether the person can't be reached any more."""
        for_good = FOR_GOOD.get(answer.verdict)
        if for_good is not None:
            self._failures = self._holds = 0
            state, reason, retire = for_good
            if answer.verdict is SendVerdict.REFUSED:
                self._refusals += 1
                if self._refusals >= self._tools.patience.refusals:
                    self._stop_for(HaltReason.CONTENT_REFUSED)
            return state, reason.value, lease.tries, retire
        if answer.verdict is SendVerdict.TOKEN_REFUSED:
            self._stop_for(HaltReason.TOKEN_REFUSED)
            return DeliveryState.PENDING, None, lease.tries, False
        return self._retry(answer.verdict, lease)

    def _retry(self, verdict: SendVerdict, lease: Leased) -> tuple[DeliveryState, str | None, int, bool]:
        patience, now = self._tools.patience, self._limiter.now()
        self._failures += 1
        if self._failures >= patience.in_a_row and now >= self._limiter.pacer.held_until:
            self._holds += 1
            self._limiter.hold(patience.wait(self._holds))
        quiet = now - self._last_success
        last_ones = self._feed.empty and quiet > patience.give_up_after
        tries = lease.tries + (quiet < patience.outage_after or last_ones)
        if tries < patience.tries:
            return DeliveryState.PENDING, DOUBT if verdict is SendVerdict.LOST else None, tries, False
        if verdict is SendVerdict.LOST:
            return DeliveryState.UNKNOWN, DOUBT, tries, False
        reason = UndeliveredReason.SERVER if verdict is SendVerdict.SERVER else UndeliveredReason.NETWORK
        return DeliveryState.FAILED, reason.value, tries, False

    def _stop_for(self, reason: HaltReason) -> None:
        self._halt = reason
        self._halting.set()
        self._wake.set()
