"""The page's side: live events, safe markup, faults on demand."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import orjson
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.errors import Refused
from demo.html_parser import parse
from demo.markup import render
from demo.sending import utf16
from tests.demo.conftest import RATNA, Caller
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide


async def next_event(stream: aiohttp.StreamReader) -> tuple[str, Any]:
    """The next server-sent event."""
    while True:
        block = await asyncio.wait_for(stream.readuntil(b"\n\n"), 10)
        lines = block.decode().strip().split("\n")
        if lines[0].startswith("event: "):
            return lines[0].removeprefix("event: "), orjson.loads(lines[1].removeprefix("data: "))


async def test_the_page_hears_of_everything_at_once(
    api: Caller, telegram: TelegramSide, ratna: Person
) -> None:
    await api.call("getMe")
    async with telegram.session.get(f"{telegram.url}/demo/events?person=asn") as response:
        name, snapshot = await next_event(response.content)
        assert (name, [one["text"] for one in snapshot["messages"]]) == ("snapshot", ["halo"])
        sent = await api.call("sendMessage", chat_id=RATNA, text="satu")
        where = {"chat_id": RATNA, "message_id": sent["message_id"]}
        await api.call("sendChatAction", chat_id=RATNA, action="typing")
        await api.call("editMessageText", **where, text="dua")
        await api.call("deleteMessage", **where)
        await api.call("setMyCommands", commands=[{"command": "a", "description": "b"}])
        await ratna.blocks()
        heard = [await next_event(response.content) for _ in range(6)]
    assert [name for name, _ in heard] == ["message", "typing", "edited", "deleted", "commands", "blocked"]
    assert (heard[0][1]["text"], heard[2][1]["text"]) == ("satu", "dua")


async def test_a_page_that_was_open_first_learns_the_bots_name(telegram: TelegramSide) -> None:
    async with telegram.session.get(f"{telegram.url}/demo/events?person=asn") as response:
        name, snapshot = await next_event(response.content)
        assert (name, snapshot["bot"]["username"]) == ("snapshot", "")
        await Caller(telegram.session, telegram.url).call("getMe")
        name, bot = await next_event(response.content)
    assert (name, bot["username"]) == ("bot", "NetraDemoBot")


async def test_a_stranger_has_no_page(telegram: TelegramSide) -> None:
    async with telegram.session.get(f"{telegram.url}/demo/events?person=nobody") as response:
        assert response.status == 404


async def test_the_page_asks_for_nothing_from_outside(telegram: TelegramSide) -> None:
    for path in (
        "/",
        "/static/style.css",
        "/static/app.js",
        "/static/api.js",
        "/static/render.js",
        "/static/composer.js",
    ):
        async with telegram.session.get(telegram.url + path) as response:
            assert response.status == 200
            words = await response.text()
        outside = [
            one
            for one in ("https://", "http://", "//cdn", "@import")
            if one in words.replace("http://www.w3.org", "")
        ]
        assert not outside, f"{path}: {outside}"


async def test_faults_strike_as_often_as_asked(api: Caller, telegram: TelegramSide, ratna: Person) -> None:
    await telegram.fault(method="sendMessage", status=502, times=2)
    for _ in range(2):
        assert (await api.raw("sendMessage", chat_id=RATNA, text="x"))[0] == 502
    assert (await api.raw("sendMessage", chat_id=RATNA, text="x"))[0] == 200
    await telegram.fault(method="*", drop=True)
    with pytest.raises(aiohttp.ClientError):
        await api.raw("getMe")
    await telegram.fault()
    assert (await api.raw("getMe"))[0] == 200
    assert len(await ratna.chat()) == 2


@given(st.text())
def test_text_of_any_kind_is_shown_and_never_run(words: str) -> None:
    shown = render(words, [])
    assert "<" not in shown
    assert utf16(words) == len(words.encode("utf-16-le")) // 2


@given(st.text(alphabet=st.sampled_from("ab<>/&;\"'i💚 ")))
def test_markup_is_parsed_or_refused_but_never_breaks(source: str) -> None:
    try:
        text, entities = parse(source)
    except Refused:
        return
    for entity in entities:
        assert 0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16(text)


def test_dangerous_addresses_are_not_links() -> None:
    text, entities = parse('<a href="javascript:alert(1)">klik</a> <a href="https://jdih.kpu.go.id">sah</a>')
    shown = render(text, entities)
    assert "javascript" not in shown
    assert '<a href="https://jdih.kpu.go.id/">sah</a>' in shown


async def test_a_persons_phone_shows_one_time_passwords_of_the_key_a_bot_offered(
    api: Caller, telegram: TelegramSide, ratna: Person, clock: FixedClock
) -> None:
    async def shown() -> object:
        async with telegram.session.get(f"{telegram.url}/demo/people/asn/authenticator") as response:
            return (await response.json())["code"]

    assert await shown() is None
    key = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    rows = [[{"text": "Salin", "copy_text": {"text": key}}]]
    await api.call("sendMessage", chat_id=RATNA, text="Kunci", reply_markup={"inline_keyboard": rows})
    assert await shown() == pyotp.TOTP(key).at(int(clock.now().timestamp()))


async def test_following_a_start_link_sends_its_parameter(ratna: Person) -> None:
    await ratna.says("https://t.me/NetraDemoBot?start=petugas-abc_DEF-123")
    assert (await ratna.chat())[-1]["text"] == "/start petugas-abc_DEF-123"
    await ratna.says("lihat https://t.me/NetraDemoBot?start=x")
    assert (await ratna.chat())[-1]["text"].startswith("lihat")
