from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.wire.transport import MAX_DOWNLOAD, PtbRequest, Transport
from core.errors import FileTooLargeError
from handlers.platform.outgoing import Upload

TOKEN = "123456:AAAA-secret-of-the-bot"


@asynccontextmanager
async def serving(*routes: web.RouteDef) -> AsyncIterator[str]:
    app = web.Application(client_max_size=30 * 2**20)
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def transport_to(url: str) -> AsyncIterator[Transport]:
    transport = Transport(TOKEN, url)
    await transport.start()
    try:
        yield transport
    finally:
        await transport.close()


def answering(status: int, body: object) -> web.RouteDef:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, body=body if isinstance(body, bytes) else orjson.dumps(body))

    return web.post(f"/bot{TOKEN}/{{method}}", handler)


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (400, {"ok": False, "description": "Bad Request: chat not found"}, BadRequest),
        (401, {"ok": False, "description": "Unauthorized"}, InvalidToken),
        (403, {"ok": False, "description": "Forbidden: bot was blocked by the user"}, Forbidden),
        (404, {"ok": False, "description": "Not Found"}, InvalidToken),
        (409, {"ok": False, "description": "Conflict: terminated by other getUpdates request"}, Conflict),
        (429, {"ok": False, "description": "Too Many", "parameters": {"retry_after": 3}}, RetryAfter),
        (400, {"ok": False, "description": "x", "parameters": {"migrate_to_chat_id": -5}}, ChatMigrated),
        (502, {"ok": False, "description": "Bad Gateway"}, NetworkError),
        (502, b"<html>proxy</html>", NetworkError),
    ],
)
async def test_refusals_become_the_error_that_fits(
    status: int, answer: object, kind: type[TelegramError]
) -> None:
    async with serving(answering(status, answer)) as url, transport_to(url) as transport:
        with pytest.raises(kind) as caught:
            await transport.call("sendMessage", {"chat_id": 1, "text": "x"})
        assert type(caught.value) is kind
        assert TOKEN not in repr(caught.value)


async def test_json_goes_as_json_and_files_as_multipart() -> None:
    seen: list[tuple[str, dict[str, object]]] = []

    async def handler(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            seen.append((request.content_type, orjson.loads(await request.read())))
        else:
            form = await request.post()
            file = form["file"]
            assert isinstance(file, web.FileField)
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            seen.append((request.content_type, {**fields, "file": (file.filename, file.file.read())}))
        return web.json_response({"ok": True, "result": {"message_id": len(seen)}})

    async with serving(web.post(f"/bot{TOKEN}/{{method}}", handler)) as url, transport_to(url) as transport:
        assert await transport.call("sendMessage", {"chat_id": 1, "text": "hai"}) == {"message_id": 1}
        markup = {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]}
        await transport.call(
            "sendPhoto",
            {"chat_id": 1, "photo": "attach://file", "reply_markup": markup},
            [Upload("file", "foto.jpg", b"JPEG")],
        )
    assert seen[0] == ("application/json", {"chat_id": 1, "text": "hai"})
    kind, form = seen[1]
    assert kind == "multipart/form-data"
    assert form["chat_id"] == "1"
    assert orjson.loads(str(form["reply_markup"])) == markup
    assert form["file"] == ("foto.jpg", b"JPEG")


async def test_nobody_there_is_a_network_error_without_the_address() -> None:
    async with transport_to("http://127.0.0.1:1") as transport:
        for attempt in (
            transport.call("getMe", {}),
            transport.fetch("x"),
            transport.download("http://127.0.0.1:1/f"),
        ):
            with pytest.raises(NetworkError) as caught:
                await attempt
            assert TOKEN not in repr(caught.value)
            assert caught.value.__suppress_context__


async def test_a_silent_server_times_out_without_the_address() -> None:
    async def silent(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    async with serving(web.post(f"/bot{TOKEN}/getMe", silent)) as url, transport_to(url) as transport:
        with pytest.raises(TimedOut) as caught:
            await transport.call("getMe", {}, seconds=0.05)
        assert TOKEN not in repr(caught.value)


def file_server(size: int, announced: int | None) -> list[web.RouteDef]:
    async def get_file(_request: web.Request) -> web.Response:
        result: dict[str, object] = {"file_id": "f", "file_unique_id": "u", "file_path": "photos/1.jpg"}
        if announced is not None:
            result["file_size"] = announced
        return web.json_response({"ok": True, "result": result})

    async def content(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()  # chunked: no length is announced
        await response.prepare(request)
        for start in range(0, size, 2**20):
            await response.write(b"x" * min(2**20, size - start))
        return response

    return [
        web.post(f"/bot{TOKEN}/getFile", get_file),
        web.get(f"/file/bot{TOKEN}/photos/1.jpg", content),
    ]


async def test_downloads_are_bounded_whatever_the_server_says() -> None:
    async with serving(*file_server(MAX_DOWNLOAD, None)) as url, transport_to(url) as transport:
        assert len(await transport.fetch("f")) == MAX_DOWNLOAD
    async with serving(*file_server(MAX_DOWNLOAD + 1, 10)) as url, transport_to(url) as transport:
        with pytest.raises(FileTooLargeError):
            await transport.fetch("f")
    async with serving(*file_server(10, MAX_DOWNLOAD + 1)) as url, transport_to(url) as transport:
        with pytest.raises(FileTooLargeError):
            await transport.fetch("f")


async def test_telegrams_own_refusal_of_a_big_file_is_understood() -> None:
    refusal = {"ok": False, "description": "Bad Request: file is too big"}
    async with serving(answering(400, refusal)) as url, transport_to(url) as transport:
        with pytest.raises(FileTooLargeError):
            await transport.fetch("f")


async def test_ptbs_own_calls_go_the_same_way() -> None:
    me = {"id": 1, "is_bot": True, "first_name": "Netra", "username": "NetraBot"}
    async with (
        serving(answering(200, {"ok": True, "result": me})) as url,
        transport_to(url) as transport,
        Bot(TOKEN, base_url=f"{url}/bot", request=PtbRequest(transport)) as bot,
    ):
        assert (await bot.get_me()).username == "NetraBot"
        assert TOKEN not in repr(transport)


async def test_a_broken_answer_to_ptb_is_an_error_of_the_tree() -> None:
    async with serving(answering(500, b"oops")) as url, transport_to(url) as transport:
        bot = Bot(TOKEN, base_url=f"{url}/bot", request=PtbRequest(transport))
        with pytest.raises(NetworkError):
            await bot.initialize()


async def test_a_closed_transport_refuses() -> None:
    transport = Transport(TOKEN, "http://127.0.0.1:1")
    with pytest.raises(NetworkError, match="closed"):
        await transport.call("getMe", {})
