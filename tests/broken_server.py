"""A Bot API server of a test's own that gives out updates as bytes, sound or not, and notes what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from tests.telegram_side import PATIENCE

ASN = 700_000_001
PERSON = {"id": ASN, "is_bot": False, "first_name": "Asn"}
CHAT = {"id": ASN, "type": "private", "first_name": "Asn"}
ME = {"id": 1_000_003, "is_bot": True, "first_name": "Netra", "username": "NetraBot"}
NOTHING = b'{"ok":true,"result":[]}'


def text_update(update_id: int, text: str) -> dict[str, Any]:
    """A person's message as Telegram gives it."""
    message: dict[str, Any] = {"message_id": update_id, "date": 1_727_150_400, "chat": CHAT, "from": PERSON}
    message["text"] = text
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    return {"update_id": update_id, "message": message}


@dataclass
class BrokenServer:
    """Waiting updates by the id the server knows them by, whatever their bytes say."""

    url: str = ""
    waiting: dict[int, bytes] = field(default_factory=dict)
    answers: list[tuple[int, bytes]] = field(default_factory=list)
    """Whole answers to getUpdates, given before any update."""
    replies: list[tuple[int, bytes]] = field(default_factory=list)
    """Whole answers to what is sent, given before sound ones."""
    greetings: list[bytes] = field(default_factory=list)
    """Whole answers to getMe, given before a sound one."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    polls: list[dict[str, Any]] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)

    def give(self, *updates: bytes | dict[str, Any]) -> None:
        """Puts updates behind those that wait."""
        for one in updates:
            self.waiting[max(self.waiting, default=99) + 1] = (
                one if isinstance(one, bytes) else orjson.dumps(one)
            )
        self._came.set()

    def says(self, text: str) -> None:
        """A person writes."""
        update_id = max(self.waiting, default=99) + 1
        self.give(text_update(update_id, text))

    def texts(self) -> list[str]:
        """What the bot said."""
        return [str(one.get("text")) for one in self.sent]

    async def hears(self, text: str) -> None:
        """Waits until the bot said it."""
        await self.until(lambda: text in self.texts(), text)

    async def until(self, there: Any, what: str = "") -> None:
        """Waits for something to come true."""
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not there():
            assert asyncio.get_running_loop().time() < deadline, f"{what!r} never; polls {self.polls[-3:]}"
            await asyncio.sleep(0.01)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Any method."""
        method = request.match_info["method"]
        params = (
            orjson.loads(await request.read() or b"{}")
            if request.content_type != "multipart/form-data"
            else {}
        )
        if method == "getUpdates":
            return await self._updates(params)
        if method == "getMe":
            if self.greetings:
                return web.Response(body=self.greetings.pop(0))
            return web.json_response({"ok": True, "result": ME})
        if not method.startswith("send"):
            return web.json_response({"ok": True, "result": True})
        self.sent.append(params)
        if self.replies:
            status, body = self.replies.pop(0)
            return web.Response(status=status, body=body)
        message = {"message_id": 5_000 + len(self.sent), "date": 1_727_150_400, "chat": CHAT}
        return web.json_response({"ok": True, "result": message})

    async def _updates(self, params: dict[str, Any]) -> web.Response:
        self.polls.append(params)
        if self.answers:
            status, body = self.answers.pop(0)
            return web.Response(status=status, body=body)
        for gone in [one for one in self.waiting if one < params.get("offset", 0)]:
            self.waiting[gone] = b""
        if not any(self.waiting.values()):
            self._came.clear()
            try:
                await asyncio.wait_for(self._came.wait(), 0.5)
            except TimeoutError:
                return web.Response(body=NOTHING)
        some = [one for one in self.waiting.values() if one][: params["limit"]]
        return web.Response(body=b'{"ok":true,"result":[' + b",".join(some) + b"]}")


@asynccontextmanager
async def broken_server() -> AsyncIterator[BrokenServer]:
    """The server, until the block ends."""
    broken = BrokenServer()
    app = web.Application(client_max_size=2**25)
    app.add_routes([web.post("/bot{token}/{method}", broken.answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    broken.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield broken
    finally:
        await runner.cleanup()
