"""Metrics and health: served when asked for, true, and without anything that names a person."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp
import orjson
import psutil
import pytest
from aiohttp import web

from bot.app.metrics import CountingCleaner, Metrics
from bot.app.observe import POLL_AGE_LIMIT, Observer, observing
from bot.app.settings import Settings
from bot.wire.broadcast import WireSender
from bot.wire.transport import Transport
from core.errors import ConfigurationError
from demo.server import DemoServer
from services.reporting.errors import UnknownEvidenceKindError
from storage.platform.engine import Database
from tests.bot.conftest import TOKEN, Saying, running
from tests.repeatable import FixedClock
from tests.services.conftest import jpeg
from tests.telegram_side import TelegramSide


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def value(text: str, name: str) -> float:
    """The value of one line of Prometheus' format."""
    (line,) = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    return float(line.rsplit(" ", 1)[1])


async def fetch(port: int, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/{path}") as answer:
        return answer.status, await answer.text()


async def test_a_running_bot_counts_what_it_does(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide, free_port: int
) -> None:
    listening = settings.model_copy(update={"listen": f"127.0.0.1:{free_port}"})
    person = await telegram.new_person("p", 1_804_289_383, "Sentinelawati", "sentinel_user")
    async with running(listening, clock, Saying({"racun": None})):
        await person.says("racun")
        await person.says("halo zqxjv")
        await person.hears("halo zqxjv")
        for _ in range(500):
            status, text = await fetch(free_port, "metrics")
            sent = 'netra_calls_total{method="sendMessage",outcome="sent"} 2.0' in text
            if sent and value(text, "netra_outbox_waiting") == 0:
                break
            await asyncio.sleep(0.02)
        health = await fetch(free_port, "health")
    assert status == 200
    assert value(text, 'netra_updates_total{outcome="handled"}') == 1
    assert value(text, 'netra_updates_total{outcome="failed"}') == 2
    assert value(text, 'netra_updates_total{outcome="given-up"}') == 1
    assert value(text, 'netra_calls_total{method="sendMessage",outcome="sent"}') == 2
    assert value(text, "netra_update_seconds_count") == 4
    assert value(text, "netra_outbox_waiting") == 0
    assert value(text, "netra_inbox_waiting") == 0
    assert value(text, 'netra_jobs_total{job="tidy",outcome="done"}') == 1
    assert value(text, "netra_commit_units_count") > 3
    assert health == (200, '{"status":"ok","database":true,"telegram":true}')
    for secret in ("1804289383", "sentinel", "Sentinel", "zqxjv", "racun", TOKEN.split(":")[1], "1000003"):
        assert secret not in text + health[1]


async def test_nothing_listens_unless_asked(database: Database, free_port: int) -> None:
    def listening() -> set[int]:
        return {one.laddr.port for one in psutil.Process().net_connections("tcp") if one.status == "LISTEN"}

    before = listening()
    async with observing("", Metrics(), database):
        assert listening() == before

    async with observing(f"127.0.0.1:{free_port}", Metrics(), database):
        assert listening() == before | {free_port}


async def test_a_taken_address_is_said(database: Database, free_port: int) -> None:
    address = f"127.0.0.1:{free_port}"
    async with observing(address, Metrics(), database):
        with pytest.raises(ConfigurationError, match="choose another"):
            async with observing(address, Metrics(), database):
                pass


async def health_of(observer: Observer) -> tuple[int, dict[str, object]]:
    request = web.Request.__new__(web.Request)  # the answer depends on no request
    answer = await observer.health(request)
    assert isinstance(answer.body, bytes)
    return answer.status, orjson.loads(answer.body)


async def test_health_names_what_fails(database: Database, tmp_path: Path) -> None:
    now = 1000.0
    metrics = Metrics(lambda: now)
    assert await health_of(Observer(metrics, database)) == (
        200,
        {"status": "ok", "database": True, "telegram": True},
    )
    now += POLL_AGE_LIMIT + 1
    assert (await health_of(Observer(metrics, database)))[1]["telegram"] is False
    metrics.polled()
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    assert await health_of(Observer(metrics, away)) == (
        503,
        {"status": "degraded", "database": False, "telegram": True, "reason": "away"},
    )
    full = Observer(metrics, database, trouble=lambda: "full")  # it answers, and takes nothing
    assert await health_of(full) == (
        503,
        {"status": "degraded", "database": False, "telegram": True, "reason": "full"},
    )
    await away.close()


async def test_calls_of_a_broadcast_are_counted_by_verdict(demo: DemoServer, telegram: TelegramSide) -> None:
    metrics, transport = Metrics(), Transport(TOKEN, demo.url)
    await transport.start()
    try:
        await telegram.person("asn").says("halo")
        sender = WireSender(transport, metrics.broadcast)
        for chat in (700_000_001, 12345):
            await sender.send("sendMessage", orjson.dumps({"chat_id": chat, "text": "pengumuman"}))
    finally:
        await transport.close()
    text = metrics.text().decode()
    assert value(text, 'netra_broadcast_calls_total{outcome="delivered"}') == 1
    assert value(text, 'netra_broadcast_calls_total{outcome="chat_gone"}') == 1


async def test_evidence_and_broadcasts_are_counted_by_outcome() -> None:
    metrics = Metrics()
    cleaner = CountingCleaner(metrics)
    try:
        await cleaner.clean_file(jpeg())
        with pytest.raises(UnknownEvidenceKindError):
            await cleaner.clean_file(b"GIF89a")
    finally:
        await cleaner.close()
    metrics.broadcast("delivered", 40)
    text = metrics.text().decode()
    assert value(text, 'netra_evidence_total{outcome="cleaned"}') == 1
    assert value(text, 'netra_evidence_total{outcome="UnknownEvidenceKindError"}') == 1
    assert value(text, 'netra_broadcast_calls_total{outcome="delivered"}') == 40
