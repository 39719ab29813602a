"""kill -9 while reminders go out: nobody is left out, the ledger has each once, repeats are replies in flight."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.app.keys import load_keys, make_missing_keys
from bot.app.opening import key_paths, open_database
from bot.app.settings import load_settings
from bot.wire.outbox_sender import MAX_IN_FLIGHT
from core.randomness import SystemRandomness
from core.sealing import Keyring
from demo.server import DemoServer
from demo.world import Person
from services.calendar.subscribers import SubscriberRole, Subscription, Subscriptions
from storage.calendar.subscribers import Subscribers
from storage.platform.committer import GroupCommitter
from storage.platform.installation import check_data_key
from storage.platform.unit import Unit
from tests.faults.conftest import TOKEN, BotProcess
from tests.faults.reminding_bot import MORNING
from tests.telegram_side import PATIENCE

PEOPLE = 300
FIRST_ID = 700_300_000
KILLS = 6
RATE = "60"


async def subscribe_all(data_dir: Path, since: datetime) -> None:
    """Subscribers as they stand after weeks of service."""
    settings = load_settings(_env_file=None, bot_token=TOKEN, data_dir=data_dir)
    randomness = SystemRandomness()
    make_missing_keys(key_paths(settings), randomness, data_exists=False)
    keyring = Keyring(load_keys(key_paths(settings)).data)
    database = await open_database(settings)
    await check_data_key(database, keyring)
    bot_id = int(TOKEN.partition(":")[0])
    committer = GroupCommitter(database, bot_id, keyring.sealer("outbox"))
    await committer.start()
    subscriptions = Subscriptions(Subscribers(database, keyring, bot_id), randomness)
    unit = Unit()
    for chat_id in range(FIRST_ID, FIRST_ID + PEOPLE):
        subscriptions.subscribe(
            unit, chat_id, Subscription(SubscriberRole.PNS, "31", "Asia/Jakarta", True), since
        )
    await committer.commit(unit)
    await committer.close()
    await database.close()


def noted(data_dir: Path) -> int:
    """Rows of the ledger."""
    with closing(sqlite3.connect(data_dir / "netra.sqlite3", timeout=20)) as connection:
        (found,) = connection.execute(
            "SELECT count(*) FROM reminders_sent WHERE reminder LIKE '%kampanye-mulai%'"
        ).fetchone()
        return int(found)


def _has_noted(data_dir: Path, wanted: int) -> bool:
    return noted(data_dir) >= wanted


async def test_kill_9_while_reminders_go_out(demo: DemoServer, bot: BotProcess) -> None:
    people = [
        Person(str(chat_id), chat_id, "Orang", started=True) for chat_id in range(FIRST_ID, FIRST_ID + PEOPLE)
    ]
    for person in people:
        demo.world.add_person(person)
    await subscribe_all(bot.data_dir, MORNING - timedelta(days=30))
    bot.program = ("-m", "tests.faults.reminding_bot")
    bot.environment = {"BROADCAST_RATE": RATE}
    chance = random.Random(5)
    killed_midway = 0
    for _ in range(KILLS):
        before = noted(bot.data_dir)
        await bot.start()
        goal = min(PEOPLE, before + chance.randrange(5, 50))
        await until(partial(_has_noted, bot.data_dir, goal))
        await bot.kill()
        killed_midway += noted(bot.data_dir) < PEOPLE
    assert killed_midway, "no kill hit the middle"
    await bot.start()
    await until(lambda: all(person.messages for person in people))
    await until(lambda: noted(bot.data_dir) == PEOPLE)
    assert await bot.stop() == 0, bot.log
    assert noted(bot.data_dir) == PEOPLE, "once each, by the key of the ledger"
    repeats = sum(len(person.messages) - 1 for person in people)
    assert repeats <= KILLS * MAX_IN_FLIGHT, "only what was in flight at a kill may come twice"


async def until(true: Callable[[], bool]) -> None:
    """Waits for a condition."""
    deadline = asyncio.get_running_loop().time() + 3 * PATIENCE
    while not true():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.02)
