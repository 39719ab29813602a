"""Start, stop, and what happens when the server, a handler or a reply goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.app.errors import AlreadyRunningError
from bot.app.program import run
from bot.app.settings import Settings, load_settings
from core.errors import ConfigurationError
from core.randomness import SystemRandomness
from demo import server
from demo.server import DemoServer
from handlers.platform.outgoing import Call, Sent, edit, edit_media, message
from handlers.platform.texts import common
from storage.platform.engine import Database
from tests.bot.conftest import TOKEN, Saying, running
from tests.demo.conftest import Caller
from tests.repeatable import FixedClock
from tests.telegram_side import TelegramSide, telegram_side

ASN = 700_000_001


def logged(logs: Sequence[Mapping[str, Any]], words: str) -> bool:
    """Whether an entry says so."""
    return any(words in str(one["event"]) for one in logs)


async def until_logged(logs: Sequence[Mapping[str, Any]], words: str) -> None:
    """Waits for an entry, at most 20 seconds."""
    for _ in range(1000):
        if logged(logs, words):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"nothing logged of {words!r}")


async def test_an_update_that_breaks_its_handler_is_put_aside_with_an_apology(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    group = Saying({"racun": None})
    async with running(settings, clock, group):
        asn = telegram.person("asn")
        await asn.says("racun")
        await asn.says("sehat")
        await asn.hears(common.APOLOGY[:30])
        await asn.hears("sehat")
    assert group.tries == ["racun"] * 3 + ["sehat"]
    async with bot_database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM inbox")) == 0
        assert await connection.scalar(text("SELECT number FROM inbox_given_up")) == 1


async def test_replies_refused_by_telegram_do_not_stop_the_next_ones(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    broken = Call("sendMessage", {"chat_id": ASN, "text": "<b>rusak", "parse_mode": "HTML"})
    gone = Call("editMessageText", {"chat_id": ASN, "message_id": 4711, "text": "pengganti"})
    wrong = Call("sendMessage", {"chat_id": ASN, "text": "x" * 5000})
    async with running(settings, clock, Saying({"a": broken, "b": gone, "c": wrong})):
        asn = telegram.person("asn")
        for words in ("a", "b", "c", "d"):
            await asn.says(words)
        await asn.hears(lambda one: one["text"] == "rusak")
        await asn.hears(lambda one: one["text"] == "pengganti")
        await asn.hears("d")


async def test_a_strict_edit_whose_message_is_gone_is_dropped(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    gone = edit(ASN, 4711, "rahasia satu", strict=True)
    never = edit(ASN, Sent("never"), "rahasia dua", strict=True)
    picture = edit_media(ASN, Sent("never"), "photo", b"jpg", "a.jpg", "rahasia tiga")
    async with running(settings, clock, Saying({"a": gone, "b": never, "c": picture})):
        asn = telegram.person("asn")
        for words in ("a", "b", "c", "selesai"):
            await asn.says(words)
        await asn.hears("selesai")
    assert "rahasia" not in repr(await asn.chat())


async def test_a_reply_waits_out_what_the_server_asks_or_suffers(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    await telegram.fault(method="sendMessage", status=502, times=1)
    await telegram.fault(method="sendMessage", drop=True, times=1)
    async with running(settings, clock, Saying({})):
        asn = telegram.person("asn")
        await asn.says("sabar")
        await asn.hears("sabar")
    assert [one["text"] for one in await asn.chat()] == ["sabar", "sabar"]


async def test_somebody_who_blocked_the_bot_holds_up_nobody(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    await asn.says("halo")
    await asn.blocks()
    async with running(settings, clock, Saying({})):
        await warga.says("saya masih di sini")
        await warga.hears("masih di sini")
    async with bot_database.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM outbox"))).scalar_one() == 0


async def test_a_second_program_with_the_token_is_told_of_in_the_log(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    other = Caller(telegram.session, telegram.url, TOKEN)
    with capture_logs() as logs:
        async with running(settings, clock, Saying({})):
            for _ in range(100):
                await other.raw("getUpdates", timeout=1)
                if logged(logs, "another program polls"):
                    break
            await telegram.person("asn").says("masih hidup")
            await telegram.person("asn").hears("masih hidup")
    assert logged(logs, "another program polls")


async def test_it_waits_for_a_server_that_is_away_at_start(tmp_path: Path, clock: FixedClock) -> None:
    demo = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    port, url = demo.port, demo.url
    await demo.stop()
    settings = load_settings(_env_file=None, bot_token=TOKEN, bot_api_url=url, data_dir=tmp_path / "data")
    stop = asyncio.Event()
    with capture_logs() as logs:
        task = asyncio.create_task(run(settings, clock, SystemRandomness(), stop))
        await until_logged(logs, "can't be reached")
        demo = await server.start("127.0.0.1", port, now=lambda: clock.now().timestamp())
        async with telegram_side(demo.url) as side:
            asn = side.person("asn")
            await asn.says("/start")
            await asn.hears("Netra")
        stop.set()
        await task
    await demo.stop()


async def test_it_stops_at_once_while_the_server_is_away(tmp_path: Path, clock: FixedClock) -> None:
    settings = load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url="http://127.0.0.1:9", data_dir=tmp_path / "data"
    )
    stop = asyncio.Event()
    with capture_logs() as logs:
        task = asyncio.create_task(run(settings, clock, SystemRandomness(), stop))
        await until_logged(logs, "can't be reached")
        stop.set()
        await task
    assert TOKEN not in str(logs)


async def test_a_token_telegram_does_not_know_ends_the_start_with_advice(
    demo: DemoServer, tmp_path: Path, clock: FixedClock
) -> None:
    settings = load_settings(
        _env_file=None, bot_token="1:bad token", bot_api_url=demo.url, data_dir=tmp_path / "data"
    )
    with pytest.raises(ConfigurationError, match="BotFather"):
        await run(settings, clock, SystemRandomness(), asyncio.Event())


async def test_the_same_bot_does_not_run_twice(
    settings: Settings, clock: FixedClock, telegram: TelegramSide
) -> None:
    stop = asyncio.Event()
    first = asyncio.create_task(run(settings, clock, SystemRandomness(), stop))
    asn = telegram.person("asn")
    await asn.says("/start")
    await asn.hears("Netra")
    with pytest.raises(AlreadyRunningError):
        await run(settings, clock, SystemRandomness(), asyncio.Event())
    stop.set()
    await first


async def test_nothing_of_a_conversation_stays_in_inbox_or_outbox(
    settings: Settings, bot_database: Database, clock: FixedClock, telegram: TelegramSide
) -> None:
    async with running(settings, clock, Saying({"x": message(ASN, "y")})):
        asn = telegram.person("asn")
        await asn.says("x")
        await asn.hears("y")
    async with bot_database.read() as connection:
        for table in ("inbox", "outbox"):
            count = await connection.execute(text(f"SELECT count(*) FROM {table}"))
            assert count.scalar_one() == 0, table
