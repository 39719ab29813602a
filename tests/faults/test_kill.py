"""kill -9 at named points and at random while 100 chats talk: effects exactly once, replies never missing."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from bot.wire.outbox_sender import MAX_IN_FLIGHT
from demo.server import DemoServer
from tests.faults.conftest import BotProcess
from tests.telegram_side import Person, TelegramSide

CHATS = 100
EACH = 4
PROGRAM = ("-m", "tests.faults.counting_bot")
WAIT = 60.0


async def crowd(telegram: TelegramSide) -> list[Person]:
    return [await telegram.new_person(f"p{n}", 800_000_000 + n, f"Orang {n}") for n in range(CHATS)]


async def everyone_writes(people: list[Person], rounds: range = range(EACH)) -> None:
    for turn in rounds:
        await asyncio.gather(*(person.says(f"{person.key}-{turn}") for person in people))


async def replies_of(people: list[Person]) -> Counter[str]:
    chats = await asyncio.gather(*(person.chat() for person in people))
    return Counter(m["text"] for chat in chats for m in chat if m["from_bot"])


EXPECTED = {f"kept p{n}-{turn}" for n in range(CHATS) for turn in range(EACH)}


async def until_all_are_answered(people: list[Person], bot: BotProcess) -> Counter[str]:
    deadline = asyncio.get_running_loop().time() + WAIT
    while True:
        replies = await replies_of(people)
        if set(replies) >= EXPECTED:
            return replies
        assert asyncio.get_running_loop().time() < deadline, f"{len(EXPECTED - set(replies))} replies missing"
        if bot.process is None or bot.process.returncode is not None:
            return replies
        await asyncio.sleep(0.05)


def effects(data_dir: Path) -> Counter[str]:
    connection = sqlite3.connect(data_dir / "netra.sqlite3")
    try:
        return Counter(row[0] for row in connection.execute("SELECT text FROM test_effects"))
    finally:
        connection.close()


def left_over(data_dir: Path) -> tuple[int, int]:
    connection = sqlite3.connect(data_dir / "netra.sqlite3")
    try:
        inbox = connection.execute("SELECT count(*) FROM inbox").fetchone()[0]
        outbox = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
        return inbox, outbox
    finally:
        connection.close()


def assert_kept_exactly_once(data_dir: Path, replies: Counter[str], kills: int) -> None:
    kept = effects(data_dir)
    assert set(kept) == {text.removeprefix("kept ") for text in EXPECTED}
    assert max(kept.values()) == 1
    assert set(replies) == EXPECTED
    repeated = sum(count - 1 for count in replies.values())
    assert repeated <= MAX_IN_FLIGHT * kills
    assert left_over(data_dir) == (0, 0)


POINTS = [
    "after-poll:1",
    "before-keep:1",
    "after-commit:1",
    "handler:1",
    "handler:40",
    "before-commit:2",
    "after-commit:3",
    "before-queue:5",
    "before-send:1",
    "after-send:1",
    "after-send:50",
    "before-send:120",
]


@pytest.mark.parametrize("point", POINTS)
async def test_killed_at_a_named_point(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer, point: str
) -> None:
    bot.program = PROGRAM
    people = await crowd(telegram)
    await everyone_writes(people)
    bot.environment = {"DIE_AT": point}
    await bot.start()
    assert bot.process is not None
    await asyncio.wait_for(bot.process.wait(), WAIT)
    assert await bot.stop() == -9
    bot.environment = {}
    await bot.start()
    replies = await until_all_are_answered(people, bot)
    assert await bot.stop() == 0
    assert_kept_exactly_once(bot.data_dir, replies, kills=1)


@pytest.mark.parametrize("seed", range(3))
async def test_killed_at_random_moments(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer, seed: int
) -> None:
    chance = random.Random(seed)
    bot.program = PROGRAM
    people = await crowd(telegram)
    kills = EACH - 1
    for turn in range(kills):
        await bot.start()
        await everyone_writes(people, range(turn, turn + 1))
        await asyncio.sleep(0.4 + chance.random() / 2)
        await bot.kill()
    await bot.start()
    await everyone_writes(people, range(kills, EACH))
    replies = await until_all_are_answered(people, bot)
    assert await bot.stop() == 0
    assert_kept_exactly_once(bot.data_dir, replies, kills)


async def test_sigterm_loses_nothing(telegram: TelegramSide, bot: BotProcess, demo: DemoServer) -> None:
    bot.program = PROGRAM
    people = await crowd(telegram)
    await everyone_writes(people)
    await bot.start()
    deadline = asyncio.get_running_loop().time() + WAIT
    while not await replies_of(people):
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)
    assert await bot.stop() == 0
    await bot.start()
    replies = await until_all_are_answered(people, bot)
    assert await bot.stop() == 0
    assert_kept_exactly_once(bot.data_dir, replies, kills=0)


async def test_stopped_as_soon_as_it_began(bot: BotProcess, demo: DemoServer) -> None:
    await bot.start()
    assert await bot.stop() == 0
