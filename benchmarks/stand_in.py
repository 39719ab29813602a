"""A stand-in for Telegram that does as little as it can, so that the bot is what is measured.

Run as a program. It hands out ``--updates`` messages of ``--chats`` people, all at once or ``--rate`` a
second, waits ``--latency`` seconds before each answer, and prints one JSON line when the last reply has come.
A reply's time runs from when its message was due to when the call that sends it arrives.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from pathlib import Path

import orjson
from aiohttp import web

FIRST_ID = 1_000
FIRST_CHAT = 5_000
BATCH = 100
"""Most updates one getUpdates gives. Source: Bot API, getUpdates."""
GIVE_UP_SECONDS = 120.0
_JSON = {"Content-Type": "application/json"}
_ME = {
    "id": 1,
    "is_bot": True,
    "first_name": "b",
    "username": "benchbot",
    "can_join_groups": True,
    "can_read_all_group_messages": False,
    "supports_inline_queries": False,
}


def update_of(number: int, chat: int, text: str) -> dict[str, object]:
    """The message of somebody."""
    person = {"id": FIRST_CHAT + chat, "is_bot": False, "first_name": "p"}
    return {
        "update_id": FIRST_ID + number,
        "message": {
            "message_id": number + 1,
            "date": 1_700_000_000,
            "chat": {"id": FIRST_CHAT + chat, "type": "private", "first_name": "p"},
            "from": person,
            "text": text,
        },
    }


class StandIn:
    """Counts updates out and replies in."""

    def __init__(
        self, updates: int, chats: int, rate: float, latency: float, texts: Sequence[str] = ()
    ) -> None:
        self._rate = rate
        self._latency = latency
        self._chats = chats
        self._updates = [
            update_of(number, number % chats, texts[number % len(texts)] if texts else f"pesan {number}")
            for number in range(updates)
        ]
        self._wanted = updates
        self._started = 0.0
        self._handed = 0
        self._given: dict[int, deque[float]] = defaultdict(deque)
        """When the unanswered messages of each chat were handed out; a bot answers a chat in order."""
        self._replies: list[float] = []
        self._last = 0.0
        self.done = asyncio.Event()

    async def call(self, request: web.Request) -> web.Response:
        """One call of the bot."""
        arrived = time.perf_counter()
        method = request.match_info["method"]
        params = await self._params(request)
        if self._latency:
            await asyncio.sleep(self._latency)
        if method == "getUpdates":
            result: object = await self._batch(int(params.get("offset") or 0))
        elif method == "getMe":
            result = _ME
        elif method == "sendMessage":
            result = self._replied(params, arrived)
        else:
            result = True
        return web.Response(body=orjson.dumps({"ok": True, "result": result}), headers=_JSON)

    @staticmethod
    async def _params(request: web.Request) -> dict[str, str]:
        if request.content_type == "application/json":
            body = await request.read()
            return dict(orjson.loads(body)) if body else {}
        return {key: str(value) for key, value in (await request.post()).items()}

    async def _batch(self, offset: int) -> list[dict[str, object]]:
        first = max(0, offset - FIRST_ID)
        if first >= self._wanted:
            await asyncio.sleep(0.2)
            return []
        if not self._started:
            self._started = time.perf_counter()
        await asyncio.sleep(self._due(first) - time.perf_counter())
        now = time.perf_counter()
        batch = []
        for number in range(first, min(first + BATCH, self._wanted)):
            due = self._due(number)
            if due > now:
                break
            if number >= self._handed:
                self._handed = number + 1
                self._given[FIRST_CHAT + number % self._chats].append(due if self._rate else now)
            batch.append(self._updates[number])
        return batch

    def _due(self, number: int) -> float:
        """When the message is handed out at the earliest."""
        return self._started + (number / self._rate if self._rate else 0.0)

    def _replied(self, params: dict[str, str], arrived: float) -> dict[str, object]:
        self._replies.append(arrived - self._given[int(params["chat_id"])].popleft())
        self._last = arrived
        if len(self._replies) == self._wanted:
            self.done.set()
        return {
            "message_id": 10**6 + len(self._replies),
            "date": 1_700_000_000,
            "chat": {"id": int(params["chat_id"]), "type": "private"},
            "text": "ok",
        }

    def report(self) -> dict[str, float]:
        """What was seen: replies, seconds, replies a second, median and 99th percentile of a reply."""
        seconds = max(self._last - self._started, 1e-9)
        ordered = sorted(self._replies) or [0.0]
        return {
            "replies": len(self._replies),
            "seconds": seconds,
            "per_second": len(self._replies) / seconds,
            "p50": ordered[len(ordered) // 2],
            "p99": ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        }


async def main() -> None:
    """Serves until all replies are there, or two minutes are over."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--updates", type=int, default=5_000)
    parser.add_argument("--chats", type=int, default=500)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--texts", type=Path, help="one message a line, in turn; numbered ones otherwise")
    options = parser.parse_args()
    texts = options.texts.read_text(encoding="utf-8").splitlines() if options.texts else []
    stand_in = StandIn(options.updates, options.chats, options.rate, options.latency, texts)
    app = web.Application()
    app.add_routes([web.route("*", "/bot{token:[^/]+}/{method}", stand_in.call)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    try:
        await asyncio.wait_for(stand_in.done.wait(), GIVE_UP_SECONDS)
    except TimeoutError:
        sys.stderr.write("gave up waiting for replies\n")
    sys.stdout.write(orjson.dumps(stand_in.report()).decode() + "\n")
    sys.stdout.flush()
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
