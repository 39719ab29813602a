"""Sends what the outbox holds: in order within a chat, chats side by side, until Telegram has it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from html import unescape
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.metrics import Metrics
from bot.retry import Backoff, retry_after_seconds
from bot.transport import Transport
from core.errors import SealError, StorageError
from handlers.outgoing import POLL_TAG, Call
from services.broadcast.pacing import Lanes
from storage.committer import GroupCommitter
from storage.outbox import Outbox
from storage.unit import Queued, Unit, Write

MAX_IN_FLIGHT = 64
"""So many replies at most may be repeated after a crash."""

DELETE_ALL = "deleteMessages"
MAX_DELETED = 100
"""Messages one call deletes. Source: Bot API, deleteMessages."""

_HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
"""Refusals after which the world is as wanted."""
_NOT_EDITABLE = ("message to edit not found", "message can't be edited", "message_id_invalid")
_BAD_MARKUP = "can't parse entities"
_TAG = re.compile(r"<[^>]*>")

log = structlog.get_logger(__name__)


class OutboxSender:
    """The interactive lane: replies to people. It never waits behind a broadcast."""

    def __init__(
        self,
        transport: Transport,
        committer: GroupCommitter,
        outbox: Outbox,
        backoff: Backoff | None = None,
        lanes: Lanes | None = None,
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
        self._lanes = lanes or Lanes(None)
        self._unreachable = unreachable
        self._closing = False

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
            task = asyncio.create_task(self._run_chat(call.chat_key), name="outbox-chat")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def waiting(self) -> int:
        """Calls committed and not sent yet."""
        return sum(len(queue) for queue in self._chats.values())

    async def drain(self, seconds: float) -> None:
        """Waits until all is sent, at most so long; what is left stays on disk for the next run."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)

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
                    async with self._in_flight:
                        await self._deliver(queue[0])
                except StorageError as error:  # raised before anything was sent: the call stays first in line
                    tries += 1
                    log.error("sending waits for the database", tries=tries, why=str(error))
                    await asyncio.sleep(self._backoff.seconds(tries))
                    continue
                queue.popleft()
                tries = 0
        finally:
            if not self._closing:
                self._chats.pop(chat_key, None)

    async def _deliver(self, queued: Queued) -> None:
        """Sends one call, however often it takes, and removes its row.

        Raises:
            StorageError: the message it is about could not be looked up; nothing was sent.
        """
        written = Call.decode(queued.payload)
        try:
            call = await self._resolve(written, queued.chat_key)
        except SealError:  # it will not open later either, and others wait behind it
            self._metrics.call(written.method, "refused")
            log.error(
                "a remembered message can't be opened: the call about it is dropped", method=written.method
            )
            call = None
        except (SQLAlchemyError, OSError, sqlite3.Error) as error:
            self._metrics.call(written.method, "waiting")
            raise StorageError(f"a look-up failed: {type(error).__name__}") from None
        forgotten = list(call.params["message_ids"]) if call and written.method == DELETE_ALL else []
        result: Any = None
        tries, gone = 0, False
        while call is not None:
            tries += 1
            await self._lanes.reply()
            try:
                result = await self._transport.call(call.method, call.params, call.uploads)
                self._metrics.call(call.method, "sent")
                break
            except RetryAfter as error:
                log.warning("Telegram asks for a pause", seconds=retry_after_seconds(error))
                self._lanes.pause(retry_after_seconds(error))  # of the whole bot, broadcasts too
                self._metrics.call(call.method, "paused")
            except BadRequest as error:
                self._metrics.call(call.method, "refused")
                call = self._mend(call, error)
            except ChatMigrated as error:
                call = _with(call, chat_id=error.new_chat_id)
            except Forbidden:  # blocked, or the account is gone: my_chat_member may have come or not
                self._metrics.call(call.method, "blocked")
                gone = True
                break
            except NetworkError as error:
                self._metrics.call(call.method, "waiting")
                log.warning(
                    "sending waits for the server", method=call.method, tries=tries, why=type(error).__name__
                )
                await asyncio.sleep(self._backoff.seconds(tries))
            except TelegramError as error:
                self._metrics.call(call.method, "refused")
                log.error("sending was refused", method=call.method, why=type(error).__name__)
                break
        unit = Unit(outbox_done=[queued.seq])
        if forgotten and written.target is not None:
            unit.write(self._outbox.forget_messages(written.target, queued.chat_key, forgotten))
            unit.truncate_log = len(forgotten) > 1  # a conversation was forgotten: it must not linger
        if gone and self._unreachable is not None:
            unit.write(self._unreachable(queued.chat_key))
        await self._done(unit, call, result)

    async def _done(self, unit: Unit, call: Call | None, result: Any) -> None:
        if call is not None and call.remember is not None and isinstance(result, dict):
            chat_id, message_id = int(result["chat"]["id"]), int(result["message_id"])
            unit.write(self._outbox.remember(chat_id, call.remember, [message_id]))
            if "poll" in result:  # an answer names the poll, not the message
                unit.write(self._outbox.remember(chat_id, f"{POLL_TAG}{result['poll']['id']}", [message_id]))
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
        if call.target is None:
            return call
        known = await self._outbox.remembered(call.target, chat_key)
        if call.method == DELETE_ALL:
            ids = [one.message_id for one in known[:MAX_DELETED]]
            return _with(call, message_ids=ids) if ids else None
        if known:
            return _with(call, message_id=known[-1].message_id)
        return None if call.method == "deleteMessage" or call.strict else _as_new_message(call)

    def _mend(self, call: Call, error: BadRequest) -> Call | None:
        """What to send instead of a call that was refused; None when there is nothing left to do."""
        reason = error.message.lower()
        if any(harmless in reason for harmless in _HARMLESS):
            return None
        if any(text in reason for text in _NOT_EDITABLE) and call.method.startswith("editMessage"):
            return None if call.strict else _as_new_message(call)
        if _BAD_MARKUP in reason and "parse_mode" in call.params:
            log.error("a text had broken markup and is sent plain", method=call.method)
            return _plain(call)
        log.error("a call was refused as wrong", method=call.method)
        return None


def _with(call: Call, **changes: Any) -> Call:
    return Call(call.method, {**call.params, **changes}, call.uploads, call.remember, strict=call.strict)


def _as_new_message(call: Call) -> Call | None:
    if call.method != "editMessageText":
        return None
    params = {name: value for name, value in call.params.items() if name != "message_id"}
    return Call("sendMessage", params, remember=call.remember or call.target)


def _plain(call: Call) -> Call:
    params = {name: value for name, value in call.params.items() if name != "parse_mode"}
    for name in ("text", "caption"):
        if name in params:
            params[name] = unescape(_TAG.sub("", params[name]))
    return Call(call.method, params, call.uploads, call.remember, strict=call.strict)
