"""Fetches updates and keeps each on disk before Telegram is told that it arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Container
from typing import Any

import orjson
import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.dispatcher import Arrived, Dispatcher
from bot.metrics import Metrics
from bot.retry import Backoff, retry_after_seconds
from bot.transport import Transport
from bot.updates import ALLOWED_UPDATES, origin_of
from core.errors import StorageError
from core.sealing import Keyring
from services.broadcast.pacing import Lanes
from storage.committer import GroupCommitter
from storage.inbox import Inbox, Kept
from storage.unit import Unit

POLL_SECONDS = 25
"""Long poll: Telegram answers at once when there is something, else after so long."""
BATCH = 100
"""Most updates one getUpdates gives. Source: Bot API, getUpdates."""

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
        inbox: Inbox,
        dispatcher: Dispatcher,
        keyring: Keyring,
        backoff: Backoff | None = None,
        metrics: Metrics | None = None,
        lanes: Lanes | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._lanes = lanes or Lanes(None)
        self._transport = transport
        self._committer = committer
        self._inbox = inbox
        self._dispatcher = dispatcher
        self._keyring = keyring
        self._backoff = backoff or Backoff()
        self._offset: int | None = None

    async def recover(self) -> None:
        """Hands over what a former run left in the inbox."""
        pending = await self._inbox.pending()
        if pending:
            log.info("taking up updates of the former run", count=len(pending))
        self._dispatcher.accept(
            [
                Arrived(kept.update_id, kept.chat_key, orjson.loads(kept.payload), kept.tries)
                for kept in pending
            ]
        )

    async def run(self) -> None:
        """Polls until cancelled.

        Raises:
            telegram.error.InvalidToken: Telegram does not know the token.
        """
        seen = await self._inbox.newest_batch()
        failures = 0
        while True:
            await self._dispatcher.room()
            try:
                await self._round(seen)
            except InvalidToken:
                raise
            except RetryAfter as error:
                await asyncio.sleep(retry_after_seconds(error))
                continue
            except (NetworkError, TelegramError, StorageError) as error:
                failures += 1
                self._complain(error, failures)
                await asyncio.sleep(self._backoff.seconds(failures))
                continue
            failures = 0

    async def _round(self, seen: Container[int]) -> None:
        """One poll. A frame of its own, so that no update is held while the next is waited for."""
        updates = await self._fetch()
        self._metrics.polled()
        await self._keep([update for update in updates if int(update["update_id"]) not in seen])
        if updates:
            self._offset = max(int(update["update_id"]) for update in updates) + 1

    async def _fetch(self) -> list[dict[str, Any]]:
        params: dict[str, Any] = {
            "timeout": POLL_SECONDS,
            "limit": BATCH,
            "allowed_updates": ALLOWED_UPDATES,
        }
        if self._offset is not None:
            params["offset"] = self._offset
        result = await self._transport.call("getUpdates", params, seconds=POLL_SECONDS + 10)
        return list(result)

    async def _keep(self, updates: list[dict[str, Any]]) -> None:
        if not updates:
            return
        arrived = [
            Arrived(int(update["update_id"]), self._keyring.chat_key(origin_of(update).chat_id), update)
            for update in updates
        ]
        kept = [Kept(one.update_id, one.chat_key, orjson.dumps(one.raw)) for one in arrived]
        self._lanes.serve()
        try:
            await self._committer.commit(Unit(writes=[self._inbox.keep(kept)]))
            self._dispatcher.accept(arrived)
        finally:
            self._lanes.served()

    def _complain(self, error: Exception, failures: int) -> None:
        if isinstance(error, Conflict):
            log.error(
                "another program polls with this bot's token; stop it (or remove its webhook), "
                "this one keeps trying",
                tries=failures,
            )
        else:
            log.warning("Telegram can't be reached, trying again", tries=failures, why=type(error).__name__)
