"""The server: ``/bot<token>/<method>``, ``/file/bot<token>/<path>``, and the page beside them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web
from aiohttp.multipart import BodyPartReader

from demo.errors import Refused, bad_request, too_many
from demo.faults import Dropped, Faults
from demo.methods import MAX_DOWNLOAD_BYTES, Methods
from demo.page import Page
from demo.validate import Validator
from demo.world import World

TOKEN = re.compile(r"^(\d{1,20}):[\w-]+$")
MAX_BODY = 60 * 2**20
_HEADERS = {"Content-Type": "application/json"}


class BotApi:
    """Answers calls as Telegram does."""

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self.faults = faults
        self._validator = Validator()
        self._bots: dict[int, Methods] = {}
        self.calls: dict[str, int] = {}
        """How often each method was carried out."""

    def _methods(self, token: str) -> Methods:
        match = TOKEN.match(token)
        if match is None:
            raise Refused(401, "Unauthorized")
        bot_id = int(match[1])
        if bot_id not in self._bots:
            self._bots[bot_id] = Methods(self._world, bot_id)
        return self._bots[bot_id]

    async def handle(self, request: web.Request) -> web.Response:
        """One call."""
        name = request.match_info["method"]
        try:
            strike = await self.faults.strike(name)
            if strike.retry_after is not None:
                raise too_many(strike.retry_after)
            if strike.status is not None:
                words = "Internal Server Error" if strike.status >= 500 else "Bad Request: fault"
                raise Refused(strike.status, words)
            result = await self._carry_out(name, request)
            if strike.drop_after:
                raise Dropped
        except Refused as refused:
            return _refusal(refused)
        except Dropped:
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        return web.Response(body=b'{"ok":true,"result":' + orjson.dumps(result) + b"}", headers=_HEADERS)

    async def _carry_out(self, name: str, request: web.Request) -> Any:
        methods = self._methods(request.match_info["token"])
        method = methods.table.get(name)
        if method is None:
            raise Refused(404, "Not Found")
        params, uploads = await self._read(name, request)
        self._validator.check(name, params)
        several = params.get("media") or params.get("message_ids") or (0,)
        wait = self.faults.limits.retry_after(name, params.get("chat_id"), len(several), time.monotonic())
        if wait is not None:
            raise too_many(wait)
        self.calls[name] = self.calls.get(name, 0) + 1
        return await method(params, uploads)

    async def _read(
        self, name: str, request: web.Request
    ) -> tuple[dict[str, Any], dict[str, tuple[str, str, bytes]]]:
        """Parameters from JSON, a form, multipart, or the query."""
        if request.content_type == "application/json":
            body = await request.read()
            try:
                params = orjson.loads(body) if body else {}
            except orjson.JSONDecodeError:
                raise bad_request("can't parse the JSON of the request") from None
            if not isinstance(params, dict):
                raise bad_request("the request must be a JSON object")
            return params, {}
        if request.content_type == "multipart/form-data":
            return await self._read_multipart(name, request)
        fields = dict(request.query)
        if request.content_type == "application/x-www-form-urlencoded":
            fields |= {key: str(value) for key, value in (await request.post()).items()}
        return {key: self._value(name, key, value) for key, value in fields.items()}, {}

    async def _read_multipart(
        self, name: str, request: web.Request
    ) -> tuple[dict[str, Any], dict[str, tuple[str, str, bytes]]]:
        params: dict[str, Any] = {}
        uploads: dict[str, tuple[str, str, bytes]] = {}
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                continue
            if part.filename:
                mime = part.headers.get("Content-Type", "application/octet-stream")
                uploads[part.name] = (part.filename, mime, bytes(await part.read(decode=True)))
                if part.name in self._validator.methods[name]:
                    params.setdefault(part.name, "")
            else:
                params[part.name] = self._value(name, part.name, await part.text())
        return params, uploads

    def _value(self, method: str, name: str, value: str) -> Any:
        """A form's value: text where the method takes text, JSON elsewhere."""
        if self._validator.takes_text(method, name):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value

    async def file(self, request: web.Request) -> web.Response:
        """A file's bytes, at most 20 MB."""
        try:
            self._methods(request.match_info["token"])
        except Refused as refused:
            return _refusal(refused)
        path = request.match_info["path"]
        found = next((one for one in self._world.files.values() if one.path == path), None)
        if found is None or len(found.content) > MAX_DOWNLOAD_BYTES:
            return _refusal(Refused(404, "Not Found"))
        return web.Response(body=found.content, content_type="application/octet-stream")


def _refusal(refused: Refused) -> web.Response:
    answer: dict[str, Any] = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        answer["parameters"] = refused.parameters
    return web.Response(status=refused.code, body=orjson.dumps(answer), headers=_HEADERS)


class DemoServer:
    """A running server."""

    def __init__(self, world: World, api: BotApi, page: Page, runner: web.AppRunner, host: str) -> None:
        self.world = world
        self.api = api
        self._page = page
        self._runner = runner
        self.port = int(runner.addresses[0][1])
        self.url = f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Ends streams, then the server."""
        self._page.close()
        await self._runner.cleanup()


async def start(host: str = "127.0.0.1", port: int = 0, *, now: Callable[[], float]) -> DemoServer:
    """Starts the server; port 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    world, faults = World(now), Faults()
    api, page = BotApi(world, faults), Page(world, faults)
    app = web.Application(client_max_size=MAX_BODY)
    app.add_routes(
        [
            web.route("*", "/bot{token:[^/]+}/{method}", api.handle),
            web.get("/file/bot{token:[^/]+}/{path:.+}", api.file),
            *page.routes(),
        ]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)  # an access log would print tokens
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    return DemoServer(world, api, page, runner, host)
