"""A server that answers what no server should: the bot goes on, and whoever writes next is answered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.app.opening import open_database
from bot.app.program import run
from bot.app.settings import Settings, load_settings
from bot.wire.poller import POLL_SECONDS
from core.errors import ConfigurationError
from core.randomness import SystemRandomness
from handlers.platform.outgoing import Sent, edit, message
from storage.platform.engine import Database
from tests.bot.conftest import TOKEN, Saying, running
from tests.broken_server import ASN, CHAT, PERSON, BrokenServer, broken_server, text_update
from tests.repeatable import FixedClock


@pytest.fixture
async def broken() -> AsyncIterator[BrokenServer]:
    async with broken_server() as running_server:
        yield running_server


@pytest.fixture
def settings(broken: BrokenServer, tmp_path: Path) -> Settings:
    return load_settings(_env_file=None, bot_token=TOKEN, bot_api_url=broken.url, data_dir=tmp_path / "data")


def changed(**fields: Any) -> dict[str, Any]:
    """A person's message with other fields; None takes one away."""
    one = {**text_update(101, "x")["message"], **fields}
    return {"update_id": 101, "message": {name: value for name, value in one.items() if value is not None}}


def nested(levels: int) -> bytes:
    return b'{"update_id":101,"message":' + b'{"reply_to_message":' * levels + b"{}" + b"}" * levels + b"}"


def cut(update: bytes) -> bytes:
    return update[: len(update) // 2]


BROKEN_UPDATES: dict[str, Any] = {
    "null": b"null",
    "a list": b"[]",
    "a list of updates": b"[" + orjson.dumps(text_update(101, "x")) + b"]",
    "a string": b'"update"',
    "a number": b"7",
    "no id": {"message": text_update(101, "x")["message"]},
    "an id that is a string": {**text_update(101, "x"), "update_id": "101"},
    "an id that is no whole number": {**text_update(101, "x"), "update_id": 101.5},
    "an id that is true": {**text_update(101, "x"), "update_id": True},
    "an id below nothing": {**text_update(101, "x"), "update_id": -5},
    "an id of 64 bits": {**text_update(101, "x"), "update_id": 2**63},
    "an id of 65 bits": b'{"update_id":18446744073709551617,"message":{}}',
    "an id of 400 digits": b'{"update_id":1' + b"0" * 400 + b',"message":{}}',
    "no kind": {"update_id": 101},
    "a message that is null": {"update_id": 101, "message": None},
    "a message that is a string": {"update_id": 101, "message": "x"},
    "a message that is a list": {"update_id": 101, "message": [1]},
    "a message that is empty": {"update_id": 101, "message": {}},
    "a tap that is true": {"update_id": 101, "callback_query": True},
    "a tap on a string": {"update_id": 101, "callback_query": {"id": "1", "from": PERSON, "message": "x"}},
    "a chat that is a string": changed(chat="x"),
    "a chat id that is a string": changed(chat={**CHAT, "id": "700000001"}),
    "a chat id of words": changed(chat={**CHAT, "id": "abc"}),
    "a chat id of 64 bits": changed(chat={**CHAT, "id": 2**63}),
    "a chat id of 400 digits": b'{"update_id":101,"message":{"chat":{"id":1' + b"0" * 400 + b"}}}",
    "a chat without an id": changed(chat={"type": "private"}),
    "a sender that is a list": changed(**{"from": [PERSON]}),
    "a sender without an id": changed(**{"from": {"is_bot": False, "first_name": "x"}}),
    "no sender": changed(**{"from": None}),
    "a date of -1": changed(date=-1),
    "a date in words": changed(date="besok"),
    "a date past all years": changed(date=2**62),
    "no date": changed(date=None),
    "a huge message id": changed(message_id=2**63 - 1),
    "a message id in words": changed(message_id="satu"),
    "no message id": changed(message_id=None),
    "a text that is a number": changed(text=7),
    "a text that is a list": changed(text=["x"]),
    "entities that are a string": changed(entities="bold"),
    "entities outside the text": changed(entities=[{"type": "bold", "offset": -9, "length": 2**31}]),
    "half a character": b'{"update_id":101,"message":{"text":"\\ud83d"}}',
    "a number without end": b'{"update_id":101,"message":{"date":1e309}}',
    "not a number": b'{"update_id":101,"message":{"date":NaN}}',
    "not UTF-8": b'{"update_id":101,"message":{"text":"\xff\xfe"}}',
    "deeper than anything": nested(300),
    "deeper than JSON goes": nested(3_000),
    "longer than anything": changed(text="x" * (17 * 2**20)),
    "broken off behind its id": cut(orjson.dumps(text_update(101, "x"))),
    "broken off before its id": b'{"upd',
}


@pytest.mark.parametrize("update", BROKEN_UPDATES.values(), ids=BROKEN_UPDATES.keys())
async def test_an_update_nobody_can_read_stops_nothing(
    settings: Settings, broken: BrokenServer, clock: FixedClock, update: bytes | dict[str, Any]
) -> None:
    database = await open_database(settings)
    broken.says("sebelum")
    async with running(settings, clock, Saying({})):
        await broken.hears("sebelum")
        broken.give(update)
        broken.says("sesudah")
        await broken.hears("sesudah")
        broken.says("terakhir")
        await broken.hears("terakhir")
    for words in ("sebelum", "sesudah", "terakhir"):
        assert broken.texts().count(words) == 1
    await nothing_left(database)
    await database.close()


async def nothing_left(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM inbox")) == 0
        assert await connection.scalar(text("SELECT count(*) FROM outbox")) == 0


def refused(status: int, parameters: object, description: object = "x") -> tuple[int, bytes]:
    answer = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
    return status, orjson.dumps(answer)


BROKEN_ANSWERS: dict[str, tuple[int, bytes]] = {
    "null": (200, b"null"),
    "a list": (200, b"[]"),
    "a string": (200, b'"ok"'),
    "nothing": (200, b""),
    "a page": (200, b"<html>proxy</html>"),
    "an object of nothing": (200, b"{}"),
    "ok alone": (200, b'{"ok":true}'),
    "a result of null": (200, b'{"ok":true,"result":null}'),
    "a result that is an object": (200, b'{"ok":true,"result":{"update_id":100}}'),
    "a result that is a string": (200, b'{"ok":true,"result":"update"}'),
    "a refusal with 200": (200, b'{"ok":false,"result":[]}'),
    "not UTF-8": (200, b'{"ok":true,"result":"\xff"}'),
    "broken off": (200, b'{"ok":true,"resu'),
    "a page of 404": (404, b"<html>404</html>"),
    "a list of 500": (500, b"[]"),
    "a page of 502": (502, b"\xff\xfe"),
    "a pause in words": refused(429, {"retry_after": "sebentar"}),
    "a pause below nothing": refused(429, {"retry_after": -5}),
    "a pause of null": refused(429, {"retry_after": None}),
    "a pause without end": (429, b'{"ok":false,"parameters":{"retry_after":1e309}}'),
    "parameters that are a list": refused(429, ["retry_after"]),
    "parameters that are a string": refused(429, "retry_after"),
    "a description that is a list": refused(400, None, ["x"]),
    "a new chat in words": refused(400, {"migrate_to_chat_id": "x"}),
}


@pytest.mark.parametrize("answer", BROKEN_ANSWERS.values(), ids=BROKEN_ANSWERS.keys())
async def test_an_answer_nobody_can_read_is_asked_for_again(
    settings: Settings, broken: BrokenServer, clock: FixedClock, answer: tuple[int, bytes]
) -> None:
    database = await open_database(settings)
    broken.answers = [answer]
    broken.says("halo")
    async with running(settings, clock, Saying({})):
        await broken.hears("halo")
    assert broken.texts() == ["halo"]
    await database.close()


SENT = ("null", "a list", "a string", "nothing", "a page", "an object of nothing", "ok alone", "not UTF-8")
SENT_RESULTS = {
    "a result of null": b"null",
    "a result that is a list": b"[]",
    "a result without a chat": b'{"message_id":1,"date":1}',
    "a message id in words": b'{"message_id":"1","date":1,"chat":{"id":700000001}}',
    "a message id of 64 bits": b'{"message_id":9223372036854775808,"date":1,"chat":{"id":700000001}}',
    "a date of -1": b'{"message_id":1,"date":-1,"chat":{"id":700000001}}',
    "a chat id in words": b'{"message_id":1,"date":1,"chat":{"id":"x"}}',
    "a chat that is a list": b'{"message_id":1,"date":1,"chat":[1]}',
    "a poll that is a string": b'{"message_id":1,"date":1,"chat":{"id":700000001},"poll":"x"}',
}
SENT_ANSWERS = {name: BROKEN_ANSWERS[name][1] for name in SENT} | {
    name: b'{"ok":true,"result":' + body + b"}" for name, body in SENT_RESULTS.items()
}


@pytest.mark.parametrize("answer", SENT_ANSWERS.values(), ids=SENT_ANSWERS.keys())
async def test_what_was_answered_with_200_was_sent_and_is_not_sent_again(
    settings: Settings, broken: BrokenServer, clock: FixedClock, answer: bytes
) -> None:
    database = await open_database(settings)
    first = message(ASN, "satu", remember="board")
    again = edit(ASN, Sent("board"), "satu lagi")
    broken.replies = [(200, answer)]
    broken.says("a")
    broken.says("b")
    broken.says("dua")
    async with running(settings, clock, Saying({"a": first, "b": again})):
        await broken.hears("dua")
    assert broken.texts().count("satu") == 1
    await nothing_left(database)
    await database.close()


WAITING = [name for name, (status, _) in BROKEN_ANSWERS.items() if status in (429, 500, 502)]


@pytest.mark.parametrize("name", WAITING)
async def test_what_was_not_sent_is_sent_again_after_a_pause_nobody_can_read(
    settings: Settings, broken: BrokenServer, clock: FixedClock, name: str
) -> None:
    database = await open_database(settings)
    broken.replies = [BROKEN_ANSWERS[name]]
    broken.says("halo")
    broken.says("dua")
    async with running(settings, clock, Saying({})):
        await broken.hears("dua")
    assert broken.texts() == ["halo", "halo", "dua"]
    await nothing_left(database)
    await database.close()


async def test_an_update_given_out_twice_is_handled_once(
    settings: Settings, broken: BrokenServer, clock: FixedClock
) -> None:
    database = await open_database(settings)
    one, two = (orjson.dumps(text_update(number, f"teks {number}")) for number in (100, 101))
    for some in ((one, one), (one,), (one, two), (two, one)):
        broken.answers.append((200, b'{"ok":true,"result":[' + b",".join(some) + b"]}"))
    async with running(settings, clock, Saying({})):
        await broken.until(lambda: not broken.answers)
        broken.says("x")  # takes 100 and 101, which the bot has confirmed
        broken.says("x")
        broken.says("terakhir")
        await broken.hears("terakhir")
    assert broken.texts() == ["teks 100", "teks 101", "terakhir"]
    await nothing_left(database)
    await database.close()


async def test_behind_a_full_answer_nobody_waits_for_news(
    settings: Settings, bot_database: Database, clock: FixedClock, broken: BrokenServer
) -> None:
    """Exactly a hundred wait, and nothing behind them: turns are not kept waiting for a poll of 25 seconds."""
    broken.give(*(text_update(number, f"tanya {number}") for number in range(100, 200)))
    async with running(settings, clock, Saying({})):
        await broken.until(lambda: len(broken.polls) >= 3)
    assert [one["timeout"] for one in broken.polls[:3]] == [POLL_SECONDS, 0, POLL_SECONDS]


async def test_after_a_crash_a_made_up_id_hides_nobodys_words(
    settings: Settings, broken: BrokenServer, clock: FixedClock
) -> None:
    """The newest batch is marked from its lowest to its highest id; one that spans the world marks its ends."""
    database = await open_database(settings)
    some = [orjson.dumps(text_update(number, f"teks {number}")) for number in (100, 2**62)]
    broken.answers = [(200, b'{"ok":true,"result":[' + b",".join(some) + b"]}")]
    async with running(settings, clock, Saying({})):
        await broken.hears(f"teks {2**62}")
    broken.says("ini yang pertama")  # with an id the mark spans
    broken.says("ini yang kedua")
    async with running(settings, clock, Saying({})):
        await broken.hears("ini yang kedua")
    await database.close()


async def test_a_token_refused_under_way_ends_the_bot_with_the_reason(
    settings: Settings, broken: BrokenServer, clock: FixedClock
) -> None:
    broken.answers = [(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')]
    with pytest.raises(ConfigurationError, match="BotFather"):
        await run(settings, clock, SystemRandomness(), asyncio.Event())


@pytest.mark.parametrize("result", [b"null", b"[]", b'"x"', b'{"id":"x"}', b"{}"])
async def test_a_getme_nobody_can_read_is_asked_for_again(
    settings: Settings, broken: BrokenServer, clock: FixedClock, result: bytes
) -> None:
    database = await open_database(settings)
    broken.greetings = [b'{"ok":true,"result":' + result + b"}", b"\xff"]
    broken.says("halo")
    async with running(settings, clock, Saying({})):
        await broken.hears("halo")
    await database.close()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
TAP = {
    "id": "7",
    "from": PERSON,
    "chat_instance": "1",
    "data": "report:start",
    "message": text_update(5, "x")["message"],
}
MEMBER = {"user": PERSON, "status": "member"}
KINDS: dict[str, dict[str, Any]] = {
    "message": text_update(5, "/start x")["message"],
    "edited_message": text_update(5, "x")["message"],
    "callback_query": TAP,
    "inline_query": {"id": "7", "from": PERSON, "query": "x", "offset": ""},
    "my_chat_member": {
        "chat": CHAT,
        "from": PERSON,
        "date": 1,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
    "poll_answer": {"poll_id": "7", "user": PERSON, "option_ids": [0]},
}


@st.composite
def broken_updates(draw: st.DrawFn) -> object:
    """Anything at all, or an update in which anything stands somewhere."""
    if draw(st.booleans()):
        return draw(ANY)
    kind = draw(st.sampled_from(sorted(KINDS)))
    update: dict[str, Any] = orjson.loads(orjson.dumps({"update_id": 101, kind: KINDS[kind]}))
    inside = update[kind]
    while True:
        name = draw(st.sampled_from(sorted(inside)))
        if not (isinstance(inside[name], dict) and draw(st.booleans())):
            break
        inside = inside[name]
    inside[name] = draw(ANY)
    return update


async def test_whatever_comes_the_next_one_is_answered(
    settings: Settings, broken: BrokenServer, clock: FixedClock
) -> None:
    """The real bot with all its journeys; updates are collected first, for one bot takes them all."""
    drawn: list[object] = []

    @given(broken_updates())
    @hypothesis_settings(
        max_examples=80, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
    )
    def collect(update: object) -> None:
        drawn.append(update)

    collect()
    stop = asyncio.Event()
    bot = asyncio.create_task(run(settings, clock, SystemRandomness(), stop))
    for number, update in enumerate(drawn):
        if isinstance(update, dict) and "update_id" in update:
            update["update_id"] = max(broken.waiting, default=99) + 1
        broken.give(json.dumps(update).encode())
        if number % 10 == 9:
            before = len(broken.sent)
            broken.says("/privasi")
            await broken.until(lambda: not any(broken.waiting.values()), "confirmed")
            await broken.until(
                lambda before=before: any(is_privacy(one) for one in broken.sent[before:]), "answered"
            )
            broken.sent.clear()
    stop.set()
    await bot
    database = await open_database(settings)
    await nothing_left(database)
    await database.close()


def is_privacy(call: dict[str, Any]) -> bool:
    return "<b>Privasi</b>" in str(call.get("text"))
