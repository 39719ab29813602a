"""Fetches updates and keeps each on disk before Telegram is told that it arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.app.logs import chain_of
from bot.app.metrics import Metrics
from bot.wire.arrived import Arrived
from bot.wire.batches import Batch, Memory, Readable, RecoveryStep, Stride, sort_out, updates_in
from bot.wire.dispatcher import Dispatcher
from bot.wire.retry import Backoff, retry_after_seconds
from bot.wire.transport import MOST_UPDATES, Transport, UnreadableAnswerError
from bot.wire.updates import ALLOWED_UPDATES, is_precious
from core.sealing import Keyring
from services.platform.pacing import RateLimiter
from storage.platform.committer import GroupCommitter
from storage.platform.errors import StorageError
from storage.platform.inbox import KeptUpdate, UpdateInbox
from storage.platform.unit import Unit

POLL_SECONDS = 25
"""Long poll: Telegram answers at once when there is something, else after so long."""

log = structlog.get_logger(__name__)


class Poller:
    """Long polling with a durable inbox.

    A batch is confirmed by asking for the next one, and that happens only after the batch is committed. After
    a crash Telegram sends the newest batch again; its ids are marked, so what was kept is dropped.
    """

    def __init__(
        self,
        transport: Transport,
        committer: GroupCommitter,
        inbox: UpdateInbox,
        dispatcher: Dispatcher,
        keyring: Keyring,
        backoff: Backoff | None = None,
        metrics: Metrics | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._limiter = limiter or RateLimiter(None)
        self._transport = transport
        self._committer = committer
        self._inbox = inbox
        self._dispatcher = dispatcher
        self._keyring = keyring
        self._backoff = backoff or Backoff()

    async def recover(self) -> None:
        """Hands over what a former run left in the inbox."""
        backlogs = await self._inbox.backlogs()
        if backlogs:
            log.info(
                "taking up updates of the former run",
                count=sum(one.number for one in backlogs),
                chats=len(backlogs),
            )
        self._dispatcher.restore(backlogs)

    async def run(self) -> None:
        """Polls until cancelled. Whatever a server answers, and whatever fails, it is asked again.

        Raises:
            telegram.error.InvalidToken: Telegram does not know the token.
        """
        memory, stride = Memory(await self._inbox.newest_batch()), Stride()
        failures = 0
        while True:
            await self._dispatcher.room()
            try:
                got_on = await self._round(memory, stride)
            except InvalidToken:
                raise
            except RetryAfter as error:
                self._dispatcher.drain_first(draining=False)
                await asyncio.sleep(retry_after_seconds(error))
                continue
            except Exception as error:  # noqa: BLE001 - a bot that stops asking is deaf, and nobody knows
                failures += 1
                self._dispatcher.drain_first(draining=False)
                self._complain(error, failures)
                await asyncio.sleep(self._backoff.seconds(failures))
                continue
            if got_on:
                failures = 0
                continue
            failures += 1
            await asyncio.sleep(self._backoff.seconds(failures))

    async def _round(self, memory: Memory, stride: Stride) -> bool:
        """One poll; whether it got on: something new came, or nothing was there.

        A frame of its own, so that no update is held while the next is waited for.
        """
        batch = await self._fetch(stride)
        if isinstance(batch, RecoveryStep):
            self._metrics.unreadable("answer")
            log.error("an answer to a poll can't be read", limit=stride.limit, then=batch.name.lower())
            self._note_unreadable(int(batch is RecoveryStep.PASSED))
            return batch is not RecoveryStep.AGAIN
        stride.came(batch)
        if stride.more:
            self._dispatcher.drain_first(draining=True)
        fresh = memory.fresh(batch)
        new = sum(not memory.knows(one) for one in set(batch.ids))
        await self._keep(fresh, batch.ids)
        self._dispatcher.drain_first(draining=stride.more)  # behind the last of them: they were not first
        self._note_unreadable(batch.unreadable if new else 0)
        memory.note(batch)
        stride.went(batch)
        return bool(new) or not batch.ids

    async def _fetch(self, stride: Stride) -> Batch | RecoveryStep:
        """What came, sorted out; or what follows where it can't be read."""
        params: dict[str, Any] = {
            # behind a full answer comes the rest, or nothing: then turns wait for polling no longer
            "timeout": 0 if stride.more else POLL_SECONDS,
            "limit": stride.limit,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if stride.offset is not None:
            params["offset"] = stride.offset
        try:
            result = await self._transport.call(
                "getUpdates", params, seconds=POLL_SECONDS + 10, most=MOST_UPDATES
            )
        except UnreadableAnswerError as error:
            result = updates_in(error.payload)
            if result is None:
                return stride.stumbled(error.payload)
        self._metrics.polled()
        batch = sort_out(result) if isinstance(result, list) else None
        if batch is None:
            return RecoveryStep.AGAIN
        return stride.stuck() if batch.is_stuck else batch

    def _note_unreadable(self, count: int) -> None:
        if count:
            self._metrics.unreadable("update", count)
            log.error("updates that can't be read were passed over", count=count)

    async def _keep(self, updates: list[Readable], ids: list[int]) -> None:
        if not updates:
            return
        arrived = [
            Arrived(one.update_id, self._keyring.chat_key(one.chat_id), one.payload) for one in updates
        ]
        precious = {one.update_id for one in updates if is_precious(one.raw)}
        self._limiter.serve()
        try:
            await self._admit(arrived, precious, ids)
        finally:
            self._limiter.served()

    async def _admit(self, arrived: list[Arrived], precious: Collection[int], ids: Sequence[int]) -> None:
        """Keeps of a batch what its chats have room for; the others are told in the same transaction."""
        shares = self._dispatcher.shares
        admitted = shares.admit(arrived, precious)
        kept = [KeptUpdate(one.update_id, one.chat_key, one.payload) for one in admitted.kept]
        unit = Unit(writes=[self._inbox.keep(kept, ids)], outgoing=self._dispatcher.refusals.words(admitted))
        try:
            queued = await self._committer.commit(unit)
        except BaseException:
            shares.withdraw(admitted)
            raise
        self._dispatcher.accept(admitted, queued)

    def _complain(self, error: Exception, failures: int) -> None:
        if isinstance(error, Conflict):
            log.error(
                "another program polls with this bot's token; stop it (or remove its webhook), "
                "this one keeps trying",
                tries=failures,
            )
        elif not isinstance(error, NetworkError | TelegramError | StorageError):
            log.error("a poll failed, trying again", tries=failures, error=chain_of(error))
        else:
            log.warning("Telegram can't be reached, trying again", tries=failures, why=type(error).__name__)
