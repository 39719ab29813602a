"""Downloads, and calls so fleeting that nobody misses them if they fail."""

from __future__ import annotations

import asyncio
from contextvars import Context

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.wire.answers import sent_message
from bot.wire.retry import Backoff, retry_after_seconds
from bot.wire.transport import Transport, UnreachedError
from core.errors import TelegramCallError
from handlers.platform.outgoing import Call, as_files
from services.platform.chat_paces import LONGEST_HOLD_SECONDS, Chat, messages_in
from services.platform.pacing import RateLimiter
from services.platform.traces import Mark
from services.reporting.errors import FileNotGivenError

SAY_TRIES = 3
REFUSED_TRIES = 3
"""Telegram says in one sentence that a file_id is wrong and that a file is unavailable for the moment."""
FAILED_TRIES = 5
"""Of a file whose download breaks or answers with an error: eight seconds, not minutes, of one chat."""
SILENT_TRIES = 2
"""Of a file whose download hangs: each costs as long as the transport waits for the next byte."""
LONGEST_PAUSE_SECONDS = 5
"""Longer than that nobody waits in front of a screen: the person is told instead."""


class TransportFiles:
    """Files people sent, over the bot's transport."""

    def __init__(self, transport: Transport, backoff: Backoff | None = None) -> None:
        self._transport = transport
        self._backoff = backoff or Backoff(first=0.5)

    async def fetch(self, file_id: str) -> bytes:
        """The file's bytes, at most 20 MB.

        Raises:
            core.errors.FileTooLargeError: larger than Telegram lets a bot download.
            services.reporting.errors.FileNotGivenError: Telegram is there, but does not give this one.
            core.errors.TelegramCallError: Telegram is not there; nobody else can be answered either.
        """
        tries = 0
        while True:
            tries += 1
            try:
                return await self._transport.fetch(file_id)
            except (UnreachedError, RetryAfter) as error:
                raise TelegramCallError(f"download failed: {type(error).__name__}") from None
            except TelegramError as error:
                if tries >= _most_tries(error):
                    raise FileNotGivenError from None
            await asyncio.sleep(self._backoff.seconds(tries))


def _most_tries(error: TelegramError) -> int:
    """How often a file is asked for, by what became of it; PTB calls a refusal an error of the network."""
    if isinstance(error, TimedOut):
        return SILENT_TRIES
    if isinstance(error, BadRequest) or not isinstance(error, NetworkError):
        return REFUSED_TRIES
    return FAILED_TRIES


class DirectCalls:
    """Chat actions, sent at once and forgotten."""

    def __init__(self, transport: Transport, limiter: RateLimiter | None = None) -> None:
        self._transport = transport
        self._limiter = limiter or RateLimiter(None)
        self._tasks: set[asyncio.Task[None]] = set()
        self._no_answers_until = 0.0

    def typing(self, chat_id: int, action: str = "typing") -> None:
        """Shows "mengetik…" (or ``upload_photo`` and the like) for a few seconds."""
        task = asyncio.create_task(self._send(chat_id, action), name="typing", context=Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, chat_id: int, action: str) -> None:
        if self._limiter.silence(self._limiter.chat(chat_id)):
            return
        try:
            await self._transport.call("sendChatAction", {"chat_id": chat_id, "action": action})
        except RetryAfter as error:
            self._limiter.refused(self._limiter.chat(chat_id), retry_after_seconds(error), messages=0)
        except TelegramError:
            return  # a missing "mengetik…" harms nobody

    async def say(self, call: Call) -> Mark | None:
        """Sends a message of which nothing may be kept on its way; None when it may not have arrived.

        It is not tried again after a failure, for it may be on the screen already; after a short pause that
        Telegram asks for, it is.
        """
        for _ in range(SAY_TRIES):
            if not await self._may_go(call):
                return None
            try:
                sent = await self._transport.call(call.method, call.params)
            except RetryAfter as error:
                self._limiter.refused(self._chat_of(call), retry_after_seconds(error))
                continue
            except TelegramError:
                return None
            known = sent_message(sent)
            return Mark(known.message_id, known.date) if known is not None else None
        return None

    async def quietly(self, call: Call) -> None:
        """Sends a call nobody misses, and returns when it is through; not while its chat rests."""
        if self._limiter.reply_in(self._chat_of(call), messages_in(call.method)):
            return
        try:
            await self._transport.call(call.method, call.params)
        except RetryAfter as error:
            self._limiter.refused(self._chat_of(call), retry_after_seconds(error))
        except TelegramError:
            return

    async def answer(self, call: Call) -> None:
        """Answers a tap, which counts for no chat; nobody misses it if it fails."""
        if self._limiter.silence(None) or self._limiter.now() < self._no_answers_until:
            return  # Telegram wants silence, and asking again would make it longer
        try:
            await self._transport.call(call.method, call.params)
        except RetryAfter as error:  # holds these answers only: whoever taps a lot silences nobody else
            self._no_answers_until = self._limiter.now() + min(
                retry_after_seconds(error), LONGEST_HOLD_SECONDS
            )
        except TelegramError:
            return

    async def show(self, call: Call) -> list[tuple[int, int]]:
        """Sends a picture or an album once; ids and dates, none if Telegram did not take it."""
        if not await self._may_go(call):
            return []
        try:
            result = await self._transport.call(call.method, call.params, call.uploads)
        except BadRequest:  # no photos for Telegram, whatever it finds: as files they may be
            files = as_files(call)
            return await self.show(files) if files is not None else []
        except RetryAfter as error:
            self._limiter.refused(self._chat_of(call), retry_after_seconds(error))
            return []
        except TelegramError:
            return []
        sent = map(sent_message, result if isinstance(result, list) else [result])
        return [(one.message_id, one.date) for one in sent if one is not None]

    async def _may_go(self, call: Call) -> bool:
        """Waits a little while Telegram wants silence; False where that takes longer than anybody waits."""
        chat = self._chat_of(call)
        messages = messages_in(call.method, call.params.get("media"))
        return await self._limiter.reply(chat, messages, at_most=LONGEST_PAUSE_SECONDS)

    def _chat_of(self, call: Call) -> Chat:
        return self._limiter.chat(call.params["chat_id"])

    async def close(self) -> None:
        """Drops what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
