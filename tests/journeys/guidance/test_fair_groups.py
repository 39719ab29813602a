"""One group that asks too much keeps nobody else waiting, and hears so once."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator

import pytest

from bot.app.settings import Settings
from demo.limits import GROUP_PER_MINUTE
from demo.server import DemoServer
from handlers.guidance.texts import group as texts
from services.platform.group_allowance import RESERVE
from tests.journeys.conftest import TOKEN, running_bot
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide, until

GROUP, GROUP_ID = "grup", -1_001_700_000_009
ASKED = "/tanya boleh ga like postingan calon bupati?"
ANSWERS = GROUP_PER_MINUTE - RESERVE


@pytest.fixture
async def bot(settings: Settings, clock: FixedClock, telegram: TelegramSide) -> AsyncIterator[None]:
    """A bot before a server with Telegram's limits."""
    async with running_bot(settings, clock):
        await telegram.fault(limits=True)
        yield


@pytest.fixture
def group(telegram: TelegramSide, bot: None) -> Person:
    return telegram.person(GROUP)


async def all_is_said(settings: Settings, person: Person) -> None:
    """Waits until all that was written so far is handled, and what the bot said about it sent."""
    await person.says(ASKED)  # updates come in order: the earlier ones are in the inbox when it is answered
    await person.hears("Like, komentar")
    with sqlite3.connect(f"file:{settings.data_dir / 'netra.sqlite3'}?mode=ro", uri=True) as database:
        left = "SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM outbox)"
        await until(lambda: database.execute(left).fetchone() == (0,))


async def said(group: Person) -> list[Message]:
    return [one for one in await group.chat() if one["from_bot"]]


async def fill_minute(telegram: TelegramSide) -> None:
    """Telegram's limit for the group is used up, as by a run of the bot before this one."""
    for number in range(GROUP_PER_MINUTE):
        call = f"{telegram.url}/bot{TOKEN}/sendMessage"
        async with telegram.session.post(call, json={"chat_id": GROUP_ID, "text": f"{number}"}) as answer:
            assert answer.status == 200


async def test_a_person_is_answered_while_a_group_is_held_by_a_429(
    telegram: TelegramSide, demo: DemoServer, group: Person
) -> None:
    await fill_minute(telegram)
    refused = demo.api.faults.limits.refused
    asn, warga = telegram.person("asn"), telegram.person("warga")
    await warga.says_in(GROUP, ASKED)
    await until(lambda: demo.api.faults.limits.refused > refused)
    await asn.says(ASKED)
    await asn.hears("Like, komentar")
    await asn.says("/bantuan")
    await asn.hears("/lapor")
    assert len(await said(group)) == GROUP_PER_MINUTE, "the group is still held"
    assert demo.api.faults.limits.refused == refused + 1, "and nobody knocked at its door meanwhile"


async def test_thirty_questions_in_a_group_get_answers_one_word_and_silence(
    telegram: TelegramSide, demo: DemoServer, group: Person, settings: Settings
) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    for number in range(30):
        await asn.says_in(GROUP, ASKED if number % 2 else "@NetraDemoBot boleh ga pns foto bareng calon?")
        if number == 25:
            await warga.says(ASKED)
            await warga.hears("Like, komentar")
    await asn.says_in(GROUP, "/lapor")
    await all_is_said(settings, warga)
    heard = await said(group)
    assert len(heard) == ANSWERS + 1
    (word,) = [one for one in heard if one["text"] == texts.TOO_MANY]
    assert word is heard[-1]
    assert word["reply_to"] is not None
    assert word["keyboard"][0][0]["url"] == "https://t.me/NetraDemoBot?start=grup"
    assert demo.api.faults.limits.refused == 0, "Telegram never had to say it"


async def test_chatter_is_not_counted_and_never_brings_the_word(
    telegram: TelegramSide, group: Person, settings: Settings
) -> None:
    asn, warga = telegram.person("asn"), telegram.person("warga")
    for _ in range(30):
        await asn.says_in(GROUP, "besok rapat jam 8 ya")
    for _ in range(ANSWERS):
        await asn.says_in(GROUP, ASKED)
    await asn.says_in(GROUP, "besok rapat jam 9 ya")
    await all_is_said(settings, warga)
    assert len(await said(group)) == ANSWERS
    for _ in range(3):
        await asn.says_in(GROUP, ASKED)
    await all_is_said(settings, warga)
    assert [one["text"] for one in await said(group)][ANSWERS:] == [texts.TOO_MANY]
