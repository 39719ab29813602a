"""What somebody else waits while others flood the bot: from the message's arrival to the answer's.

Two floods: 200 accounts with 50 messages each, all at once, and one account with 2,000. Meanwhile fresh
people ask real questions, one each. ``NETRA_BEFORE`` names a folder with another build: both in turns.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil
from aiohttp import web
from rich.console import Console
from rich.table import Table

from benchmarks.echo import peak_memory, program
from benchmarks.questions import load_questions
from benchmarks.stand_in import BATCH, FIRST_CHAT, FIRST_ID, update_of

PROBES = 200
ASKED_OVER = 12.0
"""Seconds over which the probes come; the first with the flood itself."""
PROBES_FROM = 900_000
PATIENCE = 180.0
ROUNDS = 3
_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Flood:
    """Who floods: so many chats, so many messages each."""

    name: str
    chats: int
    each: int


FLOODS = (Flood("200 chats with 50 messages each", 200, 50), Flood("one chat with 2,000 messages", 1, 2_000))


class FloodedServer:
    """A Bot API server that does as little as it can, and notes when what comes and goes."""

    def __init__(self, flood: Flood, questions: list[str]) -> None:
        self._flood = flood
        self._questions = questions
        self._updates: list[bytes] = []
        self._news = asyncio.Event()
        self._asked: dict[int, float] = {}
        self.waits: dict[int, float] = {}
        self.flood_replies = 0
        self.fetched_at = 0.0
        self._flood_ends = flood.chats * flood.each
        self._message = 0
        self._polling = asyncio.Event()
        self._all = asyncio.Event()

    def _arrives(self, chat: int, text: str) -> None:
        update = update_of(len(self._updates), chat - FIRST_CHAT, text)
        self._updates.append(orjson.dumps(update))
        self._news.set()

    async def call(self, request: web.Request) -> web.Response:
        """One call of the bot."""
        arrived = time.perf_counter()
        method = request.match_info["method"]
        params = orjson.loads(await request.read() or b"{}") if request.method == "POST" else {}
        if method == "getUpdates":
            return await self._batch(int(params.get("offset") or 0), min(5, int(params.get("timeout") or 0)))
        result: object = True
        if method == "getMe":
            result = {"id": 1, "is_bot": True, "first_name": "b", "username": "benchbot"}
        elif method == "sendMessage":
            result = self._replied(int(params["chat_id"]), arrived)
        return web.Response(body=orjson.dumps({"ok": True, "result": result}), headers=_JSON)

    async def _batch(self, offset: int, seconds: int) -> web.Response:
        self._polling.set()
        first = max(0, offset - FIRST_ID)
        if first >= self._flood_ends and not self.fetched_at:
            self.fetched_at = time.perf_counter()
        if first >= len(self._updates):
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), seconds)
        found = b",".join(self._updates[first : first + BATCH])
        return web.Response(body=b'{"ok":true,"result":[' + found + b"]}", headers=_JSON)

    def _replied(self, chat: int, arrived: float) -> dict[str, object]:
        if chat >= PROBES_FROM:
            self.waits.setdefault(chat, arrived - self._asked[chat])
            if len(self.waits) == PROBES:
                self._all.set()
        else:
            self.flood_replies += 1
        self._message += 1
        return {
            "message_id": 10**6 + self._message,
            "date": 1_700_000_000,
            "chat": {"id": chat, "type": "private"},
        }

    async def go(self) -> dict[str, float]:
        """Floods the bot and asks meanwhile; what was seen."""
        await asyncio.wait_for(self._polling.wait(), PATIENCE)
        await asyncio.sleep(1)
        begun = time.perf_counter()
        for number in range(self._flood.each):
            for chat in range(self._flood.chats):
                self._arrives(FIRST_CHAT + chat, self._questions[(number + chat) % len(self._questions)])
        for number in range(PROBES):
            due = begun + number * ASKED_OVER / PROBES
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            chat = PROBES_FROM + number
            self._asked[chat] = time.perf_counter()
            self._arrives(chat, self._questions[number % len(self._questions)])
        with suppress(TimeoutError):
            await asyncio.wait_for(self._all.wait(), PATIENCE)
        seen = sorted([*self.waits.values(), *[PATIENCE] * (PROBES - len(self.waits))])
        return {
            "p50": statistics.median(seen),
            "p99": seen[int(len(seen) * 0.99) - 1],
            "most": seen[-1],
            "answered": len(self.waits),
            "flood": self.flood_replies,
            "fetched": self.fetched_at - begun,
        }


async def _serve(flood: Flood) -> None:
    questions = [" ".join(question.text.split()) for question in load_questions("test")]
    server = FloodedServer(flood, questions)
    app = web.Application()
    app.add_routes([web.route("*", "/bot{token:[^/]+}/{method}", server.call)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stdout.write(f"http://127.0.0.1:{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    sys.stdout.write(orjson.dumps(await server.go()).decode() + "\n")
    sys.stdout.flush()
    await runner.cleanup()


def _measure(number: int, build: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as data, program("benchmarks.flood", 1, str(number)) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        environment = {"BOT_TOKEN": "1:bench", "BOT_API_URL": url, "DATA_DIR": data, "LOG_LEVEL": "ERROR"}
        environment |= {"PYTHONSAFEPATH": "1"}  # the build named, not the folder one stands in
        with program("bot", 0, "run", PYTHONPATH=str(build), **environment) as bot:
            found = dict(orjson.loads(server.stdout.readline()))
            return {**found, "memory": peak_memory(bot), "load": psutil.getloadavg()[0]}


def run(console: Console) -> None:
    """Both floods, builds in turns."""
    builds = {"now": Path.cwd()}
    if "NETRA_BEFORE" in os.environ:
        builds = {"before": Path(os.environ["NETRA_BEFORE"]), **builds}
    for number, flood in enumerate(FLOODS):
        seen: dict[str, list[dict[str, float]]] = {name: [] for name in builds}
        for _ in range(int(os.environ.get("ROUNDS", ROUNDS))):
            for name, build in builds.items():
                seen[name].append(_measure(number, build))
        table = Table(
            *("build", "p50", "p99", "longest", "answered", "flood's answers", "fetched", "memory", "load"),
            title=f"{flood.name}: {PROBES} others ask meanwhile (medians; p99 also of the worst round)",
        )
        for name, runs in seen.items():
            one = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
            worst = max(run["p99"] for run in runs)
            table.add_row(
                name,
                f"{one['p50'] * 1000:,.0f} ms",
                f"{one['p99'] * 1000:,.0f} ms ({worst * 1000:,.0f})",
                f"{one['most'] * 1000:,.0f} ms",
                f"{one['answered']:.0f}",
                f"{one['flood']:,.0f}",
                f"{one['fetched']:.2f} s",
                f"{one['memory']:.0f} MB",
                f"{one['load']:.1f}",
            )
        console.print(table)


if __name__ == "__main__":
    asyncio.run(_serve(FLOODS[int(sys.argv[1])]))
