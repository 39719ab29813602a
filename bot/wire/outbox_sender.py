"""Sends what the outbox holds: in order within a chat, chats side by side, until Telegram has it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import replace
from functools import partial
from typing import Any

import structlog
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.app.logs import chain_of
from bot.app.metrics import Metrics
from bot.wire.answers import chat_of, poll_of, sent_message
from bot.wire.deleting import MOST_AT_ONCE, CallOutcome, Send, delete_for_certain
from bot.wire.mending import Mending, as_new_message, is_harmless, words_for
from bot.wire.places import Place
from bot.wire.retry import Backoff, retry_after_seconds
from bot.wire.transport import Transport
from bot.wire.wiping import Wiper
from core.errors import SealError
from handlers.platform.outgoing import END_TRACE, POLL_TAG, WIPE, Call
from services.platform.chat_paces import Chat, messages_in
from services.platform.pacing import RateLimiter, Scope
from storage.platform.committer import GroupCommitter
from storage.platform.errors import StorageError
from storage.platform.outbox import Outbox
from storage.platform.unit import Queued, Unit, Write

MAX_IN_FLIGHT = 64
"""So many messages at most may be repeated after a crash. Nobody keeps a place while they wait."""
DRAIN_LOOK = 0.1
"""Seconds between looks at what is left, when the program stops."""
MOST_UNSENT = 20
"""Calls of one chat waiting to be sent, beyond which its next updates stay in the inbox."""

DELETE_ALL = "deleteMessages"
TOO_OLD = 0
"""Date of a message that Telegram did not let go: whoever looks for it knows that it can't be deleted."""

log = structlog.get_logger(__name__)


class OutboxSender:
    """The interactive lane: replies to people. They wait neither for a broadcast nor for each other."""

    def __init__(
        self,
        transport: Transport,
        committer: GroupCommitter,
        outbox: Outbox,
        backoff: Backoff | None = None,
        limiter: RateLimiter | None = None,
        metrics: Metrics | None = None,
        unreachable: Callable[[bytes], Write] | None = None,
    ) -> None:
        self._metrics = metrics or Metrics()
        self._transport = transport
        self._committer = committer
        self._outbox = outbox
        self._backoff = backoff or Backoff()
        self._chats: dict[bytes, deque[Queued]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_flight = asyncio.Semaphore(MAX_IN_FLIGHT)
        self._limiter = limiter or RateLimiter(None)
        self._unreachable = unreachable
        self._wiper = Wiper(outbox, outbox.clock)
        self._closing = False
        self._resting: set[bytes] = set()
        """Chats that wait for their own pace or for the end of a 429."""
        self._room: dict[bytes, Callable[[], None]] = {}

    async def start(self) -> None:
        """Takes up what a former run left unsent."""
        self.accept(await self._outbox.waiting())

    def accept(self, calls: Sequence[Queued]) -> None:
        """Queues committed calls for sending."""
        for call in calls:
            queue = self._chats.get(call.chat_key)
            if queue is not None:
                queue.append(call)
                continue
            self._chats[call.chat_key] = deque([call])
            task = asyncio.create_task(self._run_chat(call.chat_key), name="outbox-chat", context=Context())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def waiting(self) -> int:
        """Calls committed and not sent yet."""
        return sum(len(queue) for queue in self._chats.values())

    @property
    def under_way(self) -> int:
        """Calls that wait for nothing of their own chat's: the work of the sender as a whole."""
        return sum(len(queue) for key, queue in self._chats.items() if key not in self._resting)

    def has_room(self, chat_key: bytes, later: Callable[[], None]) -> bool:
        """Whether a chat has taken most of what it was told; if not, ``later`` is called once it has.

        Nobody fills the outbox by asking faster than Telegram takes the answers: what is asked meanwhile is
        safe in the inbox, which has a limit for each chat.
        """
        if len(self._chats.get(chat_key, ())) < MOST_UNSENT:
            return True
        self._room[chat_key] = later
        return False

    async def drain(self, seconds: float) -> None:
        """Waits until all is sent that may go now, at most so long; the rest stays on disk."""
        until = self._limiter.now() + seconds
        while self._tasks and self.under_way and (left := until - self._limiter.now()) > 0:
            await asyncio.wait(self._tasks, timeout=min(left, DRAIN_LOOK))

    async def close(self) -> None:
        """Stops sending. Unsent replies stay on disk."""
        self._closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _run_chat(self, chat_key: bytes) -> None:
        queue = self._chats[chat_key]
        tries = 0
        try:
            while queue:
                try:
                    async with Place(self._in_flight) as place:
                        await self._deliver(queue[0], place)
                except StorageError as error:  # raised before anything was sent: the call stays first in line
                    tries += 1
                    log.error("sending waits for the database", tries=tries, why=str(error))
                    await asyncio.sleep(self._backoff.seconds(tries))
                    continue
                except Exception as error:  # noqa: BLE001 - it would fail again, and all behind it would wait
                    log.error("sending a call failed: it is dropped", error=chain_of(error))
                    await self._tick_off(Unit(outbox_done=[queue[0].seq]))
                queue.popleft()
                tries = 0
                if len(queue) < MOST_UNSENT and (later := self._room.pop(chat_key, None)) is not None:
                    later()
        finally:
            if not self._closing:
                self._chats.pop(chat_key, None)
                if (later := self._room.pop(chat_key, None)) is not None:
                    later()

    async def _deliver(self, queued: Queued, place: Place) -> None:
        """Sends one call, however often it takes, and removes its row.

        Raises:
            StorageError: the message it is about could not be looked up; nothing was sent.
        """
        written = Call.decode(queued.payload)
        send = partial(self._send, queued.chat_key, place)
        if written.method in (END_TRACE, WIPE):
            await self._carry_out(queued, written, send)
            return
        try:
            call = await self._resolve(written, queued.chat_key)
        except SealError:  # it will not open later either, and others wait behind it
            self._metrics.call(written.method, "refused")
            log.error(
                "a remembered message can't be opened: the call about it is dropped", method=written.method
            )
            call = words_for(written)
        except StorageError:
            self._metrics.call(written.method, "waiting")
            raise
        if call is not None and written.method == DELETE_ALL:
            await self._delete(queued, written, call, send)
            return
        outcome = await send(call) if call is not None else CallOutcome(None)
        unit = Unit(outbox_done=[queued.seq])
        if outcome.gone and self._unreachable is not None:
            unit.write(self._unreachable(queued.chat_key))
        self._remember(unit, outcome)
        await self._tick_off(unit)

    async def _carry_out(self, queued: Queued, written: Call, send: Send) -> None:
        """The end of a conversation about a report."""
        try:
            unit = await self._wiper.carry_out(written, queued.chat_key, send)
        except SealError:
            log.error("a remembered message can't be opened: its conversation is left alone")
            unit = Unit()
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - it would fail at every start, and all behind it would wait
            log.error("the end of a conversation failed: it is left alone", error=chain_of(error))
            unit = Unit()
        unit.outbox_done = [queued.seq]
        await self._tick_off(unit)

    async def _delete(self, queued: Queued, written: Call, call: Call, send: Send) -> None:
        """Deletes messages, and forgets those that went: what did not go is still known."""
        chat_id, message_ids = int(call.params["chat_id"]), list(call.params["message_ids"])
        went = await delete_for_certain(send, chat_id, message_ids)
        unit = Unit(outbox_done=[queued.seq])
        if written.target is not None and went:
            unit.write(self._outbox.forget_messages(written.target, queued.chat_key, sorted(went)))
            unit.truncate_log = len(went) > 1  # a conversation was forgotten: it must not linger
        stayed = [one for one in message_ids if one not in went]
        if stayed and written.remember is not None:
            unit.write(self._outbox.remember(chat_id, written.remember, stayed, TOO_OLD))
        await self._tick_off(unit)

    async def _send(self, chat_key: bytes, place: Place, call: Call) -> CallOutcome:
        """Sends one call, however often it takes. Whatever it waits for, its place is free meanwhile.

        A call without a chat (an answer to a tap) goes at its chat's pace too: it has that chat's cause.
        """
        tries, sending, mending = 0, call, Mending(call)
        while True:
            tries += 1
            chat = _chat_of(chat_key, sending)
            messages = messages_in(sending.method, sending.params.get("media"))
            while (seconds := self._limiter.reply_in(chat, messages)) > 0:
                await self._rest(chat_key, place, seconds)
            try:
                result = await self._transport.call(sending.method, sending.params, sending.uploads)
            except RetryAfter as error:
                scope = self._limiter.refused(chat, retry_after_seconds(error), messages)
                if scope is Scope.BOT:  # of one chat nothing is logged: it would tell when somebody writes
                    log.warning("Telegram asks for a pause", seconds=retry_after_seconds(error))
                self._metrics.call(sending.method, "paused")
            except BadRequest as error:
                self._metrics.call(sending.method, "refused")
                mended = mending.after(sending, error)
                if mended is None:
                    return CallOutcome(None, done=is_harmless(error))
                sending = mended
            except ChatMigrated as error:
                sending = _with(sending, chat_id=error.new_chat_id)
            except Forbidden:  # blocked, or the account is gone: my_chat_member may have come or not
                self._metrics.call(sending.method, "blocked")
                return CallOutcome(sending, gone=True)
            except NetworkError as error:
                self._metrics.call(sending.method, "waiting")
                log.warning(
                    "sending waits for the server",
                    method=sending.method,
                    tries=tries,
                    why=type(error).__name__,
                )
                await place.rest(self._backoff.seconds(tries))
            except TelegramError as error:
                self._metrics.call(sending.method, "refused")
                log.error("sending was refused", method=sending.method, why=type(error).__name__)
                return CallOutcome(sending)
            else:
                self._metrics.call(sending.method, "sent")
                return CallOutcome(sending, result, done=True)

    async def _rest(self, chat_key: bytes, place: Place, seconds: float) -> None:
        self._resting.add(chat_key)
        try:
            await place.rest(seconds)
        finally:
            self._resting.discard(chat_key)

    def _remember(self, unit: Unit, outcome: CallOutcome) -> None:
        """Keeps the id of what was sent, where somebody may want it later."""
        call, result = outcome.call, outcome.result
        if call is None or call.remember is None:
            return
        chat_id, sent = chat_of(result), sent_message(result)
        if chat_id is None or sent is None:  # an edit of it becomes a new message
            return
        unit.write(self._outbox.remember(chat_id, call.remember, [sent.message_id], sent.date))
        if (poll := poll_of(result)) is not None:  # an answer names the poll, not the message
            unit.write(self._outbox.remember(chat_id, f"{POLL_TAG}{poll}", [sent.message_id], sent.date))

    async def _tick_off(self, unit: Unit) -> None:
        """Commits that a call is done, however often it takes."""
        tries = 0
        while True:
            try:
                await self._committer.commit(unit)
            except (
                StorageError
            ):  # the row stays; sending it again would repeat it, so only the commit is retried
                tries += 1
                log.error("a sent reply could not be ticked off", tries=tries)
                await asyncio.sleep(self._backoff.seconds(tries))
            else:
                return

    async def _resolve(self, call: Call, chat_key: bytes) -> Call | None:
        """Puts the message id in place that was not known when the call was written."""
        if call.target is None or "message_ids" in call.params:
            return call
        known = await self._outbox.remembered(call.target, chat_key)
        if call.method == DELETE_ALL:
            ids = [one.message_id for one in known[:MOST_AT_ONCE]]
            return _with(call, message_ids=ids) if ids else None
        if known:
            return _with(call, message_id=known[-1].message_id)
        return None if call.method == "deleteMessage" or call.strict else as_new_message(call)


def _chat_of(chat_key: bytes, call: Call) -> Chat:
    chat_id = call.params.get("chat_id", 0)
    return Chat(chat_key, is_group=isinstance(chat_id, str) or chat_id < 0)


def _with(call: Call, **changes: Any) -> Call:
    return replace(call, params={**call.params, **changes}, target=None)
