"""getUpdates: what a bot's durability rests on."""

from __future__ import annotations

import asyncio

from tests.demo.conftest import RATNA, Caller
from tests.telegram_side import Person, TelegramSide


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(api: Caller, ratna: Person) -> None:
    await ratna.says("dua")
    first = await api.call("getUpdates")
    assert [one["message"]["text"] for one in first] == ["halo", "dua"]
    assert await api.call("getUpdates") == first
    assert await api.call("getUpdates", offset=first[1]["update_id"]) == first[1:]
    assert await api.call("getUpdates", offset=first[1]["update_id"] + 1) == []
    assert await api.call("getUpdates") == []


async def test_a_negative_offset_forgets_all_but_the_last(api: Caller, ratna: Person) -> None:
    for text in ("dua", "tiga"):
        await ratna.says(text)
    kept = await api.call("getUpdates", offset=-1)
    assert [one["message"]["text"] for one in kept] == ["tiga"]
    assert await api.call("getUpdates") == kept


async def test_a_batch_has_at_most_the_asked_number(api: Caller, ratna: Person) -> None:
    for number in range(4):
        await ratna.says(str(number))
    assert len(await api.call("getUpdates", limit=2)) == 2
    assert await api.refused("getUpdates", limit=101) == (400, "Bad Request: limit must be between 1 and 100")


async def test_a_long_poll_returns_when_something_comes(api: Caller, telegram: TelegramSide) -> None:
    polling = asyncio.create_task(api.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    assert not polling.done()
    await telegram.person("warga").says("malam")
    assert [one["message"]["text"] for one in await polling] == ["malam"]


async def test_a_second_poller_ends_the_first_with_409(api: Caller, telegram: TelegramSide) -> None:
    first = asyncio.create_task(api.raw("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(api.call("getUpdates", timeout=20))
    status, answer = await first
    assert status == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    await telegram.person("warga").says("malam")
    assert len(await second) == 1


async def test_only_the_wanted_kinds_come(api: Caller, telegram: TelegramSide) -> None:
    await api.call("getUpdates", allowed_updates=["my_chat_member"])
    warga = telegram.person("warga")
    await warga.says("malam")
    await warga.blocks()
    (only,) = await api.call("getUpdates")
    assert only["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    assert only["my_chat_member"]["chat"]["type"] == "private"


async def test_a_tap_is_answered_once_and_only_while_it_is_known(api: Caller, ratna: Person) -> None:
    keyboard = {"inline_keyboard": [[{"text": "Ya", "callback_data": "ya"}]]}
    message = await api.call("sendMessage", chat_id=RATNA, text="Setuju?", reply_markup=keyboard)
    await ratna.taps(await ratna.hears("Setuju"), "Ya")
    query = (await api.call("getUpdates", offset=-1))[0]["callback_query"]
    assert (query["data"], query["message"]["message_id"]) == ("ya", message["message_id"])
    assert await api.call("answerCallbackQuery", callback_query_id=query["id"]) is True
    status, words = await api.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert status == 400
    assert "query is too old" in words
