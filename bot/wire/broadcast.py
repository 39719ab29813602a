"""Broadcasts on the wire: calls become verdicts, and a runner that works whenever the bell rings."""

from __future__ import annotations

import asyncio
import hashlib
import socket
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import orjson
import structlog
from telegram.error import NetworkError

from bot.app.logs import chain_of
from bot.wire.answers import chat_id_of, message_ids_of, parameters_of, pause_of
from bot.wire.transport import Transport, UnreachedError, UnreadableAnswerError
from core.errors import NetraError
from services.announcements.engine import Engine
from services.announcements.sender import SendResult, SendVerdict

_UNCHANGED = ("message is not modified", "message to delete not found")
_GONE = ("chat not found", "user not found", "peer_id_invalid", "group chat was deleted")
_DEACTIVATED = ("deactivated",)
_NOT_STARTED = ("can't initiate conversation",)
"""Telegram's descriptions, in lower case. It names no codes; these words have been stable for years."""

log = structlog.get_logger(__name__)


def holder_of(data_dir: Path) -> bytes:
    """Names this installation among those that might send for one bot. The lock of the data folder sees to
    it that no two processes have the same name, so a restart goes on at once after a crash."""
    name = f"{socket.gethostname()}|{data_dir.resolve()}"
    return hashlib.blake2b(name.encode(), digest_size=16).digest()


def verdict_of(status: int, payload: bytes) -> SendResult:
    """Reads the server's answer. One of 200 that can't be read was carried out: nobody gets it twice."""
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict) or (status == HTTPStatus.OK and "ok" not in answer):
        # a proxy's page: whether Telegram got the call is not known
        return SendResult(SendVerdict.DELIVERED if status == HTTPStatus.OK else SendVerdict.LOST)
    if status == HTTPStatus.OK and answer.get("ok"):
        return SendResult(SendVerdict.DELIVERED, message_ids_of(answer.get("result")))
    return _refusal(status, answer)


def _refusal(status: int, answer: Mapping[str, Any]) -> SendResult:
    parameters = parameters_of(answer)
    words = str(answer.get("description") or "").lower()
    if (new_chat := chat_id_of(parameters.get("migrate_to_chat_id"))) is not None:
        return SendResult(SendVerdict.MIGRATED, new_chat=new_chat)
    if "retry_after" in parameters or status == HTTPStatus.TOO_MANY_REQUESTS:
        return SendResult(SendVerdict.WAIT, seconds=pause_of(parameters.get("retry_after")))
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        return SendResult(SendVerdict.TOKEN_REFUSED)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SendResult(SendVerdict.SERVER)
    if any(part in words for part in _DEACTIVATED):
        return SendResult(SendVerdict.DEACTIVATED)
    if any(part in words for part in _NOT_STARTED):
        return SendResult(SendVerdict.NOT_STARTED)
    if status == HTTPStatus.FORBIDDEN:
        return SendResult(SendVerdict.BLOCKED)
    if any(part in words for part in _GONE):
        return SendResult(SendVerdict.CHAT_GONE)
    if any(part in words for part in _UNCHANGED):
        return SendResult(SendVerdict.UNCHANGED)
    return SendResult(SendVerdict.REFUSED)


class WireSender:
    """The engine's :class:`~services.announcements.sender.CallSender` over the bot's transport."""

    def __init__(self, transport: Transport, on_verdict: Callable[[str], None] | None = None) -> None:
        """``on_verdict`` is told the verdict on each call, in small letters, to count it."""
        self._transport = transport
        self._on_verdict = on_verdict

    async def send(self, method: str, body: bytes) -> SendResult:
        """One call; what goes wrong comes back as a verdict."""
        answer = await self._send(method, body)
        if self._on_verdict is not None:
            self._on_verdict(answer.verdict.name.lower())
        return answer

    async def _send(self, method: str, body: bytes) -> SendResult:
        try:
            status, payload = await self._transport.exchange(method, body)
        except UnreadableAnswerError:
            return SendResult(SendVerdict.DELIVERED)
        except UnreachedError:
            return SendResult(SendVerdict.UNREACHED)
        except NetworkError:
            return SendResult(SendVerdict.LOST)
        return verdict_of(status, payload)


class BroadcastRunner:
    """Runs the engine while there is work. The scheduler's bell only asks; the database knows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._stop = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def look(self) -> None:
        """Starts the engine when something is due and it does not run yet."""
        if self._task is not None:
            if not self._task.done():
                return
            task, self._task = self._task, None
            task.result()
        if not self._stop.is_set() and await self._engine.due():
            log.info("a broadcast is under way")
            self._task = asyncio.create_task(self._work(), name="broadcasts")

    async def _work(self) -> None:
        try:
            await self._engine.work(self._stop)
        except (NetraError, OSError) as error:  # the next bell tries again
            log.error("a broadcast stopped; it goes on at the next bell", error=chain_of(error))
            return
        log.info("no broadcast is under way any more", pauses_asked_for=self._engine.tools.limiter.pauses)

    async def forget(self) -> None:
        """Erases ledgers nobody can use any more."""
        await self._engine.forget()

    async def close(self) -> None:
        """Lets messages under way end, notes them, and stops; the rest goes on at the next start."""
        self._stop.set()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)
