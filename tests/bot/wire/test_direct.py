"""A file Telegram does not give costs that one file: asked for a few times, then said so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from aiohttp import web

from bot.wire.direct import FAILED_TRIES, REFUSED_TRIES, SILENT_TRIES, DirectCalls, TransportFiles
from bot.wire.retry import Backoff
from bot.wire.transport import DOWNLOADS_AT_ONCE, Transport
from core.errors import TelegramCallError
from handlers.routing.register import tapped_too_much
from services.platform.pacing import RateLimiter
from services.reporting.errors import FileNotGivenError
from tests.bot.wire.test_transport import TOKEN, serving

AT_ONCE = Backoff(first=0.001)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def named(name: str) -> web.Response:
    """What getFile says of a file it has."""
    result = {"file_id": name, "file_unique_id": name, "file_path": f"photos/{name}"}
    return web.json_response({"ok": True, "result": result})


def routes(get_file: Answer, content: Answer) -> list[web.RouteDef]:
    """A Bot API server that knows of files only."""
    return [
        web.post(f"/bot{TOKEN}/getFile", get_file),
        web.get(f"/file/bot{TOKEN}/photos/{{name}}", content),
    ]


async def found(request: web.Request) -> web.StreamResponse:
    """Every file is there."""
    return named((await request.json())["file_id"])


async def whole(_request: web.Request) -> web.StreamResponse:
    """And comes at once."""
    return web.Response(body=b"JPEG")


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_file_that_is_refused_is_asked_for_a_few_times(status: int) -> None:
    asked = 0

    async def refuse(_request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        words = "wrong file_id or the file is temporarily unavailable"
        return web.json_response({"ok": False, "error_code": status, "description": words}, status=status)

    async with serving(*routes(refuse, whole)) as url:
        transport = Transport(TOKEN, url)
        await transport.start()
        with pytest.raises(FileNotGivenError) as caught:
            await TransportFiles(transport, AT_ONCE).fetch("f")
        await transport.close()
    assert asked == REFUSED_TRIES
    assert TOKEN not in repr(caught.value)


async def test_a_refusal_that_passes_costs_nothing() -> None:
    asked = 0

    async def unavailable_once(request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        if asked == 1:
            return web.json_response({"ok": False, "description": "Bad Request: unavailable"}, status=400)
        return await found(request)

    async with serving(*routes(unavailable_once, whole)) as url:
        transport = Transport(TOKEN, url)
        await transport.start()
        assert await TransportFiles(transport, AT_ONCE).fetch("f") == b"JPEG"
        await transport.close()


@pytest.mark.parametrize("status", [404, 410, 500, 502])
async def test_a_download_that_goes_on_failing_ends(status: int) -> None:
    asked = 0

    async def fail(_request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        return web.Response(status=status)

    async with serving(*routes(found, fail)) as url:
        transport = Transport(TOKEN, url)
        await transport.start()
        with pytest.raises(FileNotGivenError):
            await TransportFiles(transport, AT_ONCE).fetch("f")
        await transport.close()
    assert asked == FAILED_TRIES


async def test_where_telegram_is_not_there_the_update_waits() -> None:
    transport = Transport(TOKEN, "http://127.0.0.1:1")
    await transport.start()
    with pytest.raises(TelegramCallError):
        await TransportFiles(transport, AT_ONCE).fetch("f")
    await transport.close()


async def test_downloads_that_hang_end_and_hold_up_nobody() -> None:
    """A connection that brings nothing; other people's files come before it gives up."""
    hanging, order = 0, []
    let_go = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        nonlocal hanging
        if not request.match_info["name"].startswith("hanging"):
            return await whole(request)
        hanging += 1
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await let_go.wait()
        return response

    async with serving(*routes(found, hang)) as url:
        transport = Transport(TOKEN, url, stall_seconds=1.0)
        await transport.start()
        files = TransportFiles(transport, AT_ONCE)

        async def take(name: str) -> None:
            try:
                await files.fetch(name)
            except FileNotGivenError:
                order.append("given up")
            else:
                order.append("taken")

        stuck = [asyncio.create_task(take(f"hanging{number}")) for number in range(DOWNLOADS_AT_ONCE - 1)]
        while hanging < len(stuck):  # noqa: ASYNC110 - of the server
            await asyncio.sleep(0.005)
        await asyncio.gather(*(take(f"sound{number}") for number in range(5)))
        await asyncio.gather(*stuck)
        let_go.set()
        await transport.close()
    assert order == ["taken"] * 5 + ["given up"] * len(stuck)
    assert hanging == SILENT_TRIES * len(stuck)


async def test_a_tap_is_not_answered_while_telegram_wants_silence() -> None:
    asked, now = 0, 1_000.0

    async def too_many(_request: web.Request) -> web.StreamResponse:
        nonlocal asked
        asked += 1
        told = {"ok": False, "error_code": 429, "description": "x", "parameters": {"retry_after": 9}}
        return web.json_response(told, status=429)

    async with serving(web.post(f"/bot{TOKEN}/answerCallbackQuery", too_many)) as url:
        transport, limiter = Transport(TOKEN, url), RateLimiter(None, monotonic=lambda: now)
        await transport.start()
        direct = DirectCalls(transport, limiter)
        limiter.refused(None, 30.0)
        await direct.answer(tapped_too_much("1"))
        assert asked == 0, "the whole bot is silent"
        now += 31.0
        for tap in "234":
            await direct.answer(tapped_too_much(tap))
        assert asked == 1, "these answers rest"
        assert limiter.silence(None) == 0.0, "and nobody else does"
        now += 10.0
        await direct.answer(tapped_too_much("5"))
        assert asked == 2
        await transport.close()
