"""A local Bot API server that swallows messages as fast as it can, so that the sender is what is measured.

Run as a program: it prints its address, then serves until it is stopped. It answers ``sendMessage`` and
its like with a message, counts what each chat got, keeps Telegram's limits with ``--limits`` (those of the
demo server), and can fail as asked: a share of blocked chats, of 5xx, of connections cut before or after the
call was carried out, storms of 429. With ``--questions`` people write to the bot meanwhile, and their waiting
is measured. ``GET /stats`` tells what was seen, ``GET /counts`` what each chat got (16 bits each),
``POST /reset`` forgets it, and lets people begin to ask.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import sys
import time
from array import array
from collections import Counter
from dataclasses import dataclass, field

import orjson

from demo.limits import Limits

FIRST_CHAT = 700_000_000
FIRST_ASKER = 600_000_000
ASKERS = 500
_CHAT = re.compile(rb"chat_id\W+(-?\d+)")
_LENGTH = re.compile(rb"content-length:\s*(\d+)", re.IGNORECASE)
_OFFSET = re.compile(rb'offset"?[=:]\s*(\d+)')
_ME = orjson.dumps(
    {
        "ok": True,
        "result": {
            "id": 1,
            "is_bot": True,
            "first_name": "b",
            "username": "benchbot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        },
    }
)
_TRUE = b'{"ok":true,"result":true}'
_SENT = (
    b'{"ok":true,"result":{"message_id":%d,"from":{"id":1,"is_bot":true,"first_name":"b"},'
    b'"chat":{"id":%d,"type":"private","first_name":"p"},"date":1700000000,"text":"Pengumuman"}}'
)
_BLOCKED = b'{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}'
_BROKEN = b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
_WAIT = (
    b'{"ok":false,"error_code":429,"description":"Too Many Requests: retry after %d",'
    b'"parameters":{"retry_after":%d}}'
)


def http(status: int, body: bytes) -> bytes:
    """A whole answer."""
    head = b"HTTP/1.1 %d x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    return head % (status, len(body)) + body


@dataclass
class Seen:
    """What came in."""

    chats: array[int]
    delivered: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    dropped: int = 0
    first: float = 0.0
    last: float = 0.0
    most_in_a_second: int = 0
    trace: list[tuple[float, int]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    asked: int = 0


class FakeServer:
    """Everything the connections share."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.random = random.Random(options.seed)
        self.limits = Limits(on=options.limits)
        self.blocked = {
            FIRST_CHAT + n for n in range(options.chats) if self.random.random() < options.blocked
        }
        self.started = time.monotonic()
        self.questions: dict[int, float] = {}
        self.next_question = 0
        self.asking_since = 0.0
        self.reset()

    def reset(self) -> None:
        """Forgets what was seen."""
        self.seen = Seen(array("H", bytes(2 * self.options.chats)))
        self.started = time.monotonic()
        self._second: list[float] = []

    def stats(self) -> bytes:
        """What was seen, as JSON."""
        seen, counts = self.seen, Counter(self.seen.chats)
        reachable = [n for n in range(self.options.chats) if FIRST_CHAT + n not in self.blocked]
        waits = sorted(seen.waits) or [0.0]
        return orjson.dumps(
            {
                "delivered": seen.delivered,
                "seconds": seen.last - seen.first,
                "missed": sum(1 for n in reachable if not seen.chats[n]),
                "repeated": sum(count * (times - 1) for times, count in counts.items() if times > 1),
                "blocked": len(self.blocked),
                "answers": {str(status): number for status, number in seen.answers.items()},
                "dropped": seen.dropped,
                "limited": self.limits.refused,
                "trace": seen.trace,
                "asked": seen.asked,
                "answered": len(seen.waits),
                "p50": waits[len(waits) // 2],
                "p99": waits[min(len(waits) - 1, int(len(waits) * 0.99))],
            }
        )

    def deliver(self, chat: int, now: float) -> None:
        """A message arrived."""
        seen = self.seen
        if FIRST_ASKER <= chat < FIRST_ASKER + ASKERS:
            asked = self.questions.pop(chat, None)
            if asked is not None:
                seen.waits.append(now - asked)
            return
        if not seen.first:
            seen.first = now
        seen.last = now
        seen.delivered += 1
        place = chat - FIRST_CHAT
        if 0 <= place < len(seen.chats):
            seen.chats[place] += 1

    def storm(self, now: float) -> int:
        """Seconds a 429 storm still lasts; 0 when there is none."""
        every, lasts = self.options.storm_every, self.options.storm_lasts
        if not every:
            return 0
        at = (now - self.started) % every
        left = at - (every - lasts)
        return max(1, round(lasts - left)) if left > 0 else 0

    def updates(self, now: float) -> bytes:
        """Questions that are due, each of somebody who waits for no answer yet."""
        found: list[dict[str, object]] = []
        while self.asking_since and self.next_question < self.options.most_questions:
            due = self.asking_since + self.next_question / self.options.questions
            if due > now or len(found) >= 100:
                break
            chat = FIRST_ASKER + self.next_question % ASKERS
            self.questions[chat] = due
            self.seen.asked += 1
            found.append(_question(self.next_question, chat))
            self.next_question += 1
        return orjson.dumps({"ok": True, "result": found})


def _question(number: int, chat: int) -> dict[str, object]:
    person = {"id": chat, "is_bot": False, "first_name": "p"}
    return {
        "update_id": 1_000 + number,
        "message": {
            "message_id": number + 1,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private", "first_name": "p"},
            "from": person,
            "text": "bolehkah saya like status calon bupati",
        },
    }


class Connection(asyncio.Protocol):
    """One connection: requests in order, answers in order."""

    def __init__(self, sink: FakeServer) -> None:
        self._sink = sink
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the wire."""
        assert isinstance(transport, asyncio.Transport)
        self._wire = transport

    def data_received(self, data: bytes) -> None:
        """Takes whole requests off the buffer."""
        buffer = self._buffer + data
        while True:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                break
            head = buffer[:end]
            found = _LENGTH.search(head)
            size = end + 4 + (int(found[1]) if found else 0)
            if len(buffer) < size:
                break
            self._request(head, buffer[end + 4 : size])
            buffer = buffer[size:]
        self._buffer = buffer

    def _request(self, head: bytes, body: bytes) -> None:
        path = head.split(b" ", 2)[1]
        method = path.rsplit(b"/", 1)[-1].split(b"?")[0]
        if method.startswith((b"send", b"copy", b"delete", b"edit")) and method != b"sendChatAction":
            self._call(body)
        elif method == b"getUpdates":
            self._poll(0)
        elif method == b"getMe":
            self._say(http(200, _ME))
        elif method == b"stats":
            self._say(http(200, self._sink.stats()))
        elif method == b"counts":
            self._say(http(200, self._sink.seen.chats.tobytes()))
        elif method == b"reset":
            self._sink.reset()
            self._sink.asking_since = time.monotonic() if self._sink.options.questions else 0.0
            self._say(http(200, _TRUE))
        else:
            self._say(http(200, _TRUE))

    def _say(self, answer: bytes) -> None:
        if not self._wire.is_closing():
            self._wire.write(answer)

    def _poll(self, turn: int) -> None:
        answer = self._sink.updates(time.monotonic())
        if b'"result":[]' in answer and turn < 100 and not self._wire.is_closing():
            wait = 0.002 if self._sink.options.questions else 0.1
            asyncio.get_running_loop().call_later(wait, self._poll, turn + 1)
            return
        self._say(http(200, answer))

    def _call(self, body: bytes) -> None:
        sink, now = self._sink, time.monotonic()
        found = _CHAT.search(body)
        chat = int(found[1]) if found else 0
        options, chance = sink.options, sink.random.random
        if options.drops and chance() < options.drops:
            sink.seen.dropped += 1
            if chance() < 0.5 and chat not in sink.blocked:
                sink.deliver(chat, now)  # about half of them after the message went out: nobody can know
            self._wire.abort()
            return
        answer = self._answer(chat, now)
        if options.latency:
            asyncio.get_running_loop().call_later(options.latency, self._say, answer)
        else:
            self._wire.write(answer)

    def _answer(self, chat: int, now: float) -> bytes:
        sink = self._sink
        wait = sink.storm(now) or sink.limits.retry_after("sendMessage", chat, 1, now) or 0
        if wait:
            status, body = 429, _WAIT % (wait, wait)
        elif chat in sink.blocked:
            status, body = 403, _BLOCKED
        elif sink.options.errors and sink.random.random() < sink.options.errors:
            status, body = 500, _BROKEN
        else:
            sink.deliver(chat, now)
            status, body = 200, _SENT % (sink.seen.delivered, chat)
        sink.seen.answers[status] += 1
        return http(status, body)


async def trace(sink: FakeServer) -> None:
    """Notes the count five times a second, for a picture."""
    while True:
        sink.seen.trace.append((time.monotonic() - sink.started, sink.seen.delivered))
        await asyncio.sleep(0.2)


async def main() -> None:
    """Serves until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--chats", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--blocked", type=float, default=0.0)
    parser.add_argument("--errors", type=float, default=0.0)
    parser.add_argument("--drops", type=float, default=0.0)
    parser.add_argument("--storm-every", type=float, default=0.0)
    parser.add_argument("--storm-lasts", type=float, default=0.0)
    parser.add_argument("--questions", type=float, default=0.0)
    parser.add_argument("--most-questions", type=int, default=10**9)
    parser.add_argument("--trace", action="store_true")
    sink = FakeServer(parser.parse_args())
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    server = await loop.create_server(lambda: Connection(sink), "127.0.0.1", sink.options.port)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    tracing = asyncio.create_task(trace(sink)) if sink.options.trace else None
    await stop.wait()
    if tracing is not None:
        tracing.cancel()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
