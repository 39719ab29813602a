"""The demo server and a bare caller, so that the server is tested as any bot would meet it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from demo import server
from demo.server import DemoServer
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide, telegram_side

TOKEN = "123456:demo-test"


@dataclass
class Caller:
    """Calls methods with nothing but HTTP."""

    session: aiohttp.ClientSession
    url: str
    token: str = TOKEN

    async def raw(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        """Status and the whole answer."""
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", json=params) as response:
            return response.status, await response.json()

    async def call(self, method: str, **params: Any) -> Any:
        """The result of a call that has to work."""
        status, answer = await self.raw(method, **params)
        assert status == 200, answer
        return answer["result"]

    async def refused(self, method: str, **params: Any) -> tuple[int, str]:
        """Code and words of a call that has to be refused."""
        status, answer = await self.raw(method, **params)
        assert answer["ok"] is False
        assert answer["error_code"] == status
        return status, answer["description"]

    async def raw_upload(
        self, method: str, params: dict[str, str], content: bytes
    ) -> tuple[int, dict[str, Any]]:
        """Status and answer of a form with a picture named ``a``."""
        form = aiohttp.FormData()
        for name, value in params.items():
            form.add_field(name, value)
        form.add_field("a", io.BytesIO(content), filename="a.jpg", content_type="image/jpeg")
        async with self.session.post(f"{self.url}/bot{self.token}/{method}", data=form) as response:
            return response.status, await response.json()

    async def upload(self, method: str, params: dict[str, str], content: bytes) -> Any:
        """The result of an upload that has to work."""
        status, answer = await self.raw_upload(method, params, content)
        assert status == 200, answer
        return answer["result"]

    async def refused_upload(self, method: str, params: dict[str, str], content: bytes) -> tuple[int, str]:
        """Code and words of an upload that has to be refused."""
        status, answer = await self.raw_upload(method, params, content)
        assert answer["ok"] is False
        return status, answer["description"]

    async def download(self, path: str) -> tuple[int, bytes]:
        """A file by its path."""
        async with self.session.get(f"{self.url}/file/bot{self.token}/{path}") as response:
            return response.status, await response.read()


@pytest.fixture
async def demo(clock: FixedClock) -> AsyncIterator[DemoServer]:
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def telegram(demo: DemoServer) -> AsyncIterator[TelegramSide]:
    async with telegram_side(demo.url) as side:
        yield side


@pytest.fixture
def api(telegram: TelegramSide) -> Caller:
    return Caller(telegram.session, telegram.url)


@pytest.fixture
async def ratna(telegram: TelegramSide) -> Person:
    """Somebody who has written to the bot."""
    person = telegram.person("asn")
    await person.says("halo")
    return person


RATNA = 700_000_001
