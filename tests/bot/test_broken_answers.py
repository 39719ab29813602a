"""A server that answers what no server should: the bot goes on, and whoever writes next is answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from bot.app import open_database
from bot.settings import Settings, load_settings
from core.clock import FixedClock
from storage.engine import Database
from tests.bot.conftest import TOKEN, Saying, running
from tests.broken_server import CHAT, PERSON, BrokenServer, broken_server, text_update


@pytest.fixture
async def broken() -> AsyncIterator[BrokenServer]:
    async with broken_server() as running_server:
        yield running_server


@pytest.fixture
def settings(broken: BrokenServer, tmp_path: Path) -> Settings:
    return load_settings(_env_file=None, bot_token=TOKEN, bot_api_url=broken.url, data_dir=tmp_path / "data")


def changed(**fields: Any) -> dict[str, Any]:
    """A person's message with other fields; None takes one away."""
    message = {**text_update(101, "x")["message"], **fields}
    return {
        "update_id": 101,
        "message": {name: value for name, value in message.items() if value is not None},
    }


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
    async with running(settings, database, clock, Saying({})):
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
