"""Hands updates to handlers: chats side by side, each chat strictly in order, effects committed in groups."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from telegram import Update
from telegram.error import NetworkError

from bot.app.logs import chain_of
from bot.app.metrics import Metrics
from bot.wire.application import PtbApplication
from bot.wire.arrived import Arrived
from bot.wire.direct import DirectCalls
from bot.wire.errors import UnreadableUpdateError
from bot.wire.outbox_sender import OutboxSender
from bot.wire.refusing import OpenTurn, Refusals
from bot.wire.retry import Backoff
from bot.wire.shares import Admitted, Shares
from bot.wire.turns import Turns
from bot.wire.updates import Origin, origin_of
from core.errors import TelegramCallError
from handlers.platform.update_context import NetraContext, UpdateContext
from services.platform.pacing import RateLimiter
from storage.platform.committer import GroupCommitter
from storage.platform.errors import DatabaseTroubleError, StorageError
from storage.platform.inbox import Backlog, UpdateInbox
from storage.platform.unit import Queued

MAX_TRIES = 3
"""A handler that fails three times on an update will fail a fourth."""
MAX_NETWORK_TRIES = 20
"""Network failures are no fault of the update: about eight minutes of patience."""
STUMBLE_SECONDS = 1.0
"""So long a chat waits whose next update could not be fetched."""

Apologise = Callable[[UpdateContext], None]

log = structlog.get_logger(__name__)


class Dispatcher:
    """Runs handlers through PTB's ``process_update`` and commits what they leave behind.

    ``process_update`` swallows exceptions, so success is never inferred from its return: a handler's wrapper
    marks the turn as handled, and an update whose turn lacks the mark has failed.
    """

    def __init__(
        self,
        application: PtbApplication,
        committer: GroupCommitter,
        inbox: UpdateInbox,
        sender: OutboxSender,
        open_turn: OpenTurn,
        apologise: Apologise,
        direct: DirectCalls,
        backoff: Backoff | None = None,
        metrics: Metrics | None = None,
        limiter: RateLimiter | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._limiter = limiter or RateLimiter(None)
        self._application = application
        self._committer = committer
        self._inbox = inbox
        self._sender = sender
        self._open_turn = open_turn
        self._apologise = apologise
        self._backoff = backoff or Backoff(first=0.2)
        self.shares = Shares(inbox)
        self.refusals = Refusals(self.shares, open_turn, direct, self._metrics)
        self._turns = Turns(self._take, self.shares.waiting, sender.has_room)
        self._room = asyncio.Event()
        self._room.set()

    def restore(self, backlogs: Sequence[Backlog]) -> None:
        """Takes up what a former run left in the inbox: a chat at a time, each in its order."""
        for chat_key in self.shares.restore(backlogs):
            self._turns.want(chat_key)

    def accept(self, admitted: Admitted, said: Sequence[Queued]) -> None:
        """A batch is on disk, with what is said to chats that sent more than is kept of one: each update is
        handled behind the earlier ones of its chat."""
        for chat_key in self.shares.accept(admitted.kept):
            self._turns.want(chat_key)
        self._sender.accept(said)
        self.refusals.committed(admitted)
        if self.shares.full:
            log.error("so much waits that polling pauses; look who floods the bot", waiting=self.waiting)
            self._room.clear()
            self.drain_first(draining=False)

    def drain_first(self, *, draining: bool) -> None:
        """Whether more waits at Telegram than one answer carries."""
        self._turns.drain_first(draining=draining)

    async def room(self) -> None:
        """Waits until there is room on disk for another batch. No chat, nor a few hundred, can use it up."""
        await self._room.wait()

    @property
    def waiting(self) -> int:
        """Updates accepted and not handled yet."""
        return self.shares.number

    async def drain(self, seconds: float) -> None:
        """Waits until all accepted updates are handled, at most so long."""
        await self._turns.finish(seconds)

    async def close(self) -> None:
        """Stops. What is not handled stays in the inbox for the next run."""
        await self._turns.close()
        await self.refusals.close()

    async def _take(self, chat_key: bytes) -> bool:
        """A turn of a chat: handles its oldest update; whether the chat has more."""
        if not self._sender.has_room(chat_key, partial(self._turns.want, chat_key)):
            return False  # it has not taken what it was told: what it asked waits in the inbox
        try:
            arrived = await self.shares.next(chat_key)
        except StorageError as error:
            log.error("the inbox can't be read, trying again", why=str(error))
            await asyncio.sleep(STUMBLE_SECONDS)
            return True
        if arrived is None:
            return False
        left = False
        self._limiter.serve()
        try:
            await self._handle(arrived)
        except Exception as error:  # noqa: BLE001 - the update's fault; the chat goes on
            left = True
            self._metrics.update("given-up", 0.0)
            log.error("an update was left in the inbox", error=chain_of(error))
        finally:
            self._limiter.served()
        more = self.shares.done(arrived, left=left)
        if not self.shares.full:
            self._room.set()
        return more

    async def _handle(self, arrived: Arrived) -> None:
        """Tries one update until it is handled or given up."""
        tries, network_tries, database_tries = arrived.tries, 0, 0
        while True:
            begun = time.perf_counter()
            error = await self._attempt(arrived)
            seconds = time.perf_counter() - begun
            if error is None:
                self._metrics.update("handled", seconds)
                return
            if isinstance(error, NetworkError | TelegramCallError) and network_tries < MAX_NETWORK_TRIES:
                network_tries += 1
                self._metrics.update("waiting", seconds)
                log.warning("an update waits for the server", tries=network_tries, error=type(error).__name__)
                await asyncio.sleep(self._backoff.seconds(network_tries))
                continue
            if isinstance(error, DatabaseTroubleError):  # never the update's fault, however long it takes
                database_tries += 1
                self._metrics.update("waiting", seconds)
                log.warning("an update waits for the database", tries=database_tries, reason=error.reason)
                await asyncio.sleep(self._backoff.seconds(database_tries))
                continue
            tries += 1
            self._metrics.update("failed" if tries < MAX_TRIES else "given-up", seconds)
            log.error("a handler failed", tries=tries, error=chain_of(error))
            if await self._note_failure(arrived, tries):
                return
            await asyncio.sleep(self._backoff.seconds(tries))

    async def _attempt(self, arrived: Arrived) -> BaseException | None:
        """One try; None when its effects are on disk. Whatever is raised is the update's fault."""
        try:
            raw = arrived.raw()
            turn = self._open_turn(origin_of(raw), arrived.chat_key)
            with self._application.bot_data.open(arrived.update_id, turn):
                update = Update.de_json(without_tapped_buttons(raw), self._application.bot)
                await self._application.process_update(update)
        except Exception as error:  # noqa: BLE001 - an update PTB can't read raises whatever it likes
            return error
        if turn.error is not None or not turn.handled:
            return turn.error or StorageError("no handler marked the update as handled")
        turn.unit.inbox_done = arrived.update_id
        try:
            queued = await self._committer.commit(turn.unit)
        except Exception as error:  # noqa: BLE001 - StorageError, or a write that could not even be made
            return error
        self._sender.accept(queued)
        return None

    async def _note_failure(self, arrived: Arrived, tries: int) -> bool:
        """Writes the failed try down; True when the update was given up and erased, and the person told."""
        given_up = tries >= MAX_TRIES
        try:
            origin = origin_of(arrived.raw())
        except UnreadableUpdateError:  # kept by a former version: nobody can be told
            origin = Origin(0, 0)
        turn = self._open_turn(origin, arrived.chat_key)
        if given_up:
            turn.write(self._inbox.give_up(arrived.update_id, turn.now.date()))
            self._apologise(turn)
        else:
            turn.write(self._inbox.failed(arrived.update_id, tries))
        try:
            self._sender.accept(await self._committer.commit(turn.unit))
        except StorageError:
            log.error("a failed try could not be written down", tries=tries)
            return False
        return given_up


def without_tapped_buttons(raw: dict[str, Any]) -> dict[str, Any]:
    """The update without the buttons of the message that was tapped: long, our own words, and never read."""
    tap = raw.get("callback_query")
    if not tap or "reply_markup" not in (tap.get("message") or {}):
        return raw
    message = {name: value for name, value in tap["message"].items() if name != "reply_markup"}
    return {**raw, "callback_query": {**tap, "message": message}}


async def note_error(_update: object, context: NetraContext) -> None:
    """The application's one error handler: hands the exception to the turn it broke."""
    context.turn.error = context.error
