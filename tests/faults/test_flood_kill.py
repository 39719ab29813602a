"""kill -9 with more in the inbox than memory holds: every chat goes on, in its order, and each update once."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

from bot.wire.shares import HELD_OF_ONE, MOST_KEPT
from demo.server import DemoServer
from tests.faults.conftest import BotProcess
from tests.telegram_side import TelegramSide

PROGRAM = ("-m", "tests.faults.counting_bot")
FLOOD = MOST_KEPT - 20
FEW = 5
OTHERS = 30


def effects(data_dir: Path) -> list[tuple[bytes, str]]:
    connection = sqlite3.connect(data_dir / "netra.sqlite3")
    try:
        return list(connection.execute("SELECT chat, text FROM test_effects ORDER BY rowid"))
    finally:
        connection.close()


async def until_there_are(number: int, data_dir: Path) -> None:
    """Waits for so many effects.

    Raises:
        TimeoutError: there were fewer.
    """
    async with asyncio.timeout(60):
        while len(effects(data_dir)) < number:  # noqa: ASYNC110 - another process makes them
            await asyncio.sleep(0.1)


async def test_killed_in_a_flood(telegram: TelegramSide, bot: BotProcess, demo: DemoServer) -> None:
    assert FLOOD > 10 * HELD_OF_ONE
    bot.program = PROGRAM
    flooder = demo.world.people["warga"]
    for number in range(FLOOD):
        demo.world.says(flooder, text=f"warga-{number}")
    people = [await telegram.new_person(f"p{n}", 810_000_000 + n, f"Orang {n}") for n in range(OTHERS)]
    for number in range(FEW):
        for person in people:
            demo.world.says(demo.world.people[person.key], text=f"{person.key}-{number}")
    for point in ("handler:9", "after-commit:12", "handler:40", "before-send:30"):
        bot.environment = {"DIE_AT": point}
        await bot.start()
        assert bot.process is not None
        await asyncio.wait_for(bot.process.wait(), 60)
        code = await bot.stop()
        assert code == -9, bot.log
    bot.environment = {}
    await bot.start()
    await until_there_are(FLOOD + OTHERS * FEW, bot.data_dir)
    assert await bot.stop() == 0
    by_chat: dict[bytes, list[str]] = {}
    for chat, text in effects(bot.data_dir):
        by_chat.setdefault(chat, []).append(text)
    expected = [[f"warga-{n}" for n in range(FLOOD)]]
    expected += [[f"{person.key}-{n}" for n in range(FEW)] for person in people]
    assert sorted(by_chat.values()) == sorted(expected), "each once, each chat in its order"


async def test_after_a_crash_no_chat_waits_for_the_flood(
    telegram: TelegramSide, bot: BotProcess, demo: DemoServer
) -> None:
    bot.program = PROGRAM
    flooder, other = demo.world.people["warga"], demo.world.people["asn"]
    for number in range(FLOOD):
        demo.world.says(flooder, text=f"warga-{number}")
    demo.world.says(other, text="bolehkah")
    bot.environment = {"DIE_AT": "handler:2"}
    await bot.start()
    assert bot.process is not None
    await asyncio.wait_for(bot.process.wait(), 60)
    await bot.stop()
    bot.environment = {}
    await bot.start()
    await until_there_are(FLOOD + 1, bot.data_dir)
    order = [text for _, text in effects(bot.data_dir)]
    assert order.index("bolehkah") < 2 * HELD_OF_ONE
    assert await bot.stop() == 0
