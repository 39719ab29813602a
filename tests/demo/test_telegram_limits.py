"""Telegram's limits and faults as the demo server keeps them."""

from __future__ import annotations

import aiohttp
import pytest

from demo.limits import ALL_PER_SECOND, CHAT_BURST, MINUTE, Limits
from tests.demo.conftest import RATNA, Caller
from tests.telegram_side import Person, TelegramSide


def test_about_thirty_a_second_in_all() -> None:
    limits = Limits(on=True)
    gone = [limits.retry_after("sendMessage", chat, 1, 100.0) for chat in range(40)]
    assert gone == [None] * int(ALL_PER_SECOND) + [1] * 10
    assert limits.refused == 10
    assert [limits.retry_after("sendMessage", 1_000 + chat, 1, 101.0) for chat in range(31)].count(1) == 1


def test_one_a_second_to_a_chat_with_a_short_burst() -> None:
    limits = Limits(on=True)
    gone = [limits.retry_after("sendMessage", 7, 1, 100.0) for _ in range(8)]
    assert gone == [None] * int(CHAT_BURST) + [1] * 3
    assert limits.retry_after("sendMessage", 7, 1, 101.01) is None
    assert limits.retry_after("sendMessage", 8, 1, 100.0) is None


def test_twenty_a_minute_to_a_group() -> None:
    limits = Limits(on=True)
    for second in range(20):
        assert limits.retry_after("sendMessage", -5, 1, 100.0 + second / 100) is None
    assert limits.retry_after("sendMessage", -5, 1, 101.5) == 59
    assert limits.retry_after("sendMessage", -5, 1, 100.0 + MINUTE) is None
    assert limits.retry_after("sendMessage", -5, 1, 100.0 + MINUTE) == 1, "one was a minute old, no more"


def test_what_is_no_message_is_free() -> None:
    limits = Limits(on=True)
    for method in ("sendChatAction", "getUpdates", "answerCallbackQuery", "deleteMessage"):
        assert all(limits.retry_after(method, 7, 1, 100.0) is None for _ in range(50))
    off = Limits()
    assert all(off.retry_after("sendMessage", 7, 1, 100.0) is None for _ in range(50))


async def test_over_http(api: Caller, telegram: TelegramSide, ratna: Person) -> None:
    await telegram.fault(limits=True)
    answers = [await api.raw("sendMessage", chat_id=RATNA, text=str(n)) for n in range(9)]
    assert [status for status, _ in answers].count(429) >= 1
    refused = next(answer for status, answer in answers if status == 429)
    assert refused["parameters"]["retry_after"] >= 1
    assert "retry after" in refused["description"]
    await telegram.fault()
    assert (await api.raw("sendMessage", chat_id=RATNA, text="lagi"))[0] == 200


async def test_a_fault_by_chance_and_a_429_as_told(
    api: Caller, telegram: TelegramSide, ratna: Person
) -> None:
    await telegram.fault(method="sendMessage", status=500, chance=0.5)
    seen = [(await api.raw("sendMessage", chat_id=RATNA, text="x"))[0] for _ in range(40)]
    assert {200, 500} == set(seen)
    await telegram.fault()
    await telegram.fault(method="sendMessage", status=429, retry_after=7, times=1)
    status, answer = await api.raw("sendMessage", chat_id=RATNA, text="x")
    assert (status, answer["parameters"]) == (429, {"retry_after": 7})
    assert (await api.raw("sendMessage", chat_id=RATNA, text="x"))[0] == 200


async def test_cut_before_or_after_the_call_was_carried_out(
    api: Caller, telegram: TelegramSide, ratna: Person
) -> None:
    before = len(await ratna.chat())
    await telegram.fault(method="sendMessage", drop=True, times=1)
    with pytest.raises(aiohttp.ClientError):
        await api.raw("sendMessage", chat_id=RATNA, text="hilang")
    assert len(await ratna.chat()) == before
    await telegram.fault(method="sendMessage", drop=True, after=True, times=1)
    with pytest.raises(aiohttp.ClientError):
        await api.raw("sendMessage", chat_id=RATNA, text="sampai")
    assert len(await ratna.chat()) == before + 1
