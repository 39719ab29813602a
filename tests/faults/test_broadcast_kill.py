"""kill -9 in the middle of a broadcast of the whole bot: it goes on by itself, and nobody is left out."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.app.keys import load_keys
from bot.app.opening import key_paths, open_database, prepare_keys
from bot.app.settings import Settings, bot_id_of, load_settings
from core.clock import SystemClock
from core.randomness import SystemRandomness, row_id
from core.sealing import Keyring
from demo.server import DemoServer
from demo.world import Person
from services.announcements.campaigns import Campaigns
from services.announcements.delivery import IN_FLIGHT, LEASE_SECONDS
from services.announcements.model import Audience, Content, ContentCall, NewCampaign, Progress
from storage.announcements.broadcasts import Broadcasts
from storage.announcements.ledger import Ledger
from storage.announcements.tables import broadcast_ledger
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.calendar.tables import subscribers
from storage.platform.broadcast_states import CampaignState
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from tests.faults.conftest import TOKEN, BotProcess
from tests.repeatable import SeededRandomness
from tests.sentinels import Sentinel, files_below, traces
from tests.telegram_side import TelegramSide

NUMBER = 600
RATE = 150
FIRST = 820_000_000
WAIT = 90.0
KEPT_SENTINEL = Sentinel(1_804_289_383_777, "Sentinelawati Penerima", "sentinel_penerima")


@dataclass
class Kept:
    """What the bot's folder holds."""

    settings: Settings
    campaign: str

    async def look(self) -> tuple[Progress, list[Any]]:
        """Progress, and every row with its chat id."""
        database = Database(self.settings.database)
        keyring, bot_id = Keyring(load_keys(key_paths(self.settings)).data), bot_id_of(TOKEN)
        campaigns = Campaigns(
            Broadcasts(database, keyring, bot_id),
            Ledger(database, keyring, bot_id),
            SystemRandomness(),
            has_channel=False,
        )
        people = Subscribers(database, keyring, bot_id)
        query = select(broadcast_ledger, subscribers.c.chat).join(
            subscribers, subscribers.c.id == broadcast_ledger.c.subscriber
        )
        progress = await campaigns.progress(self.campaign)  # first: rows must not be older than what it says
        async with database.read() as connection:
            rows = (await connection.execute(query)).all()
        await database.close()
        return progress, [
            (people.open_chat(row.chat, row.subscriber), row.state, row.repeats) for row in rows
        ]

    async def until_done(self) -> tuple[Progress, list[Any]]:
        """Waits until the bot says that it is done."""
        deadline = asyncio.get_running_loop().time() + WAIT
        while True:
            progress, rows = await self.look()
            if progress.state is CampaignState.DONE:
                return progress, rows
            assert asyncio.get_running_loop().time() < deadline, progress
            await asyncio.sleep(0.2)


async def fill(demo: DemoServer, bot: BotProcess, url: str | None = None) -> Kept:
    """Subscribers, and a campaign that is under way, in the folder of a bot that does not run yet."""
    settings = load_settings(
        _env_file=None, bot_token=TOKEN, bot_api_url=demo.url, data_dir=bot.data_dir, database_url=url
    )
    database = await open_database(settings)
    keyring = Keyring((await prepare_keys(settings, database, SystemRandomness())).data)
    bot_id, randomness = bot_id_of(TOKEN), SeededRandomness(5)
    committer = GroupCommitter(database, bot_id, keyring.sealer("outbox"))
    await committer.start()
    store, unit = Subscribers(database, keyring, bot_id), Unit()
    for number in range(NUMBER):
        chat = KEPT_SENTINEL.id if number == 0 else FIRST + number
        demo.world.add_person(Person(f"s{number}", chat, f"Orang {number}", started=True))
        stored = StoredSubscriber(
            row_id(randomness), chat, "pns", "32", "Asia/Jakarta", True, date(2024, 1, 1)
        )
        unit.write(store.save(stored))
    await committer.commit(unit)
    ledger = Ledger(database, keyring, bot_id)
    campaigns = Campaigns(
        Broadcasts(database, keyring, bot_id), ledger, SystemRandomness(), has_channel=False
    )
    unit, now = Unit(), SystemClock().now()
    content = Content((ContentCall("sendMessage", {"text": "Pengumuman sentinel-isi"}),))
    campaign = campaigns.create(unit, NewCampaign("uji", content, Audience()), b"a" * 16, now)
    await committer.commit(unit)
    unit = Unit()
    await campaigns.start(unit, campaign, now)
    await committer.commit(unit)
    await committer.close()
    await database.close()
    bot.environment = {"BROADCAST_RATE": str(RATE)}
    if url is not None:
        bot.environment["DATABASE_URL"] = url
    return Kept(settings, campaign)


def delivered(demo: DemoServer) -> Counter[int]:
    """Messages by chat."""
    return Counter({one.id: len(one.messages) for one in demo.world.people.values() if one.messages})


async def until_sent(demo: DemoServer, more_than: int) -> None:
    deadline = asyncio.get_running_loop().time() + WAIT
    while sum(delivered(demo).values()) <= more_than:
        assert asyncio.get_running_loop().time() < deadline
        await asyncio.sleep(0.01)


def assert_all_got_it(demo: DemoServer, rows: list[Any]) -> None:
    """Nobody is missed, and whatever came twice is counted in the row of whom it came to."""
    got = delivered(demo)
    assert len(rows) == len(got) == NUMBER
    for chat, state, repeats in rows:
        assert state == "sent"
        assert 1 <= got[chat] <= 1 + repeats


@pytest.mark.parametrize("seed", range(2))
async def test_killed_at_random_moments(demo: DemoServer, bot: BotProcess, seed: int) -> None:
    kept, chance, kills = await fill(demo, bot), random.Random(seed), 5
    for _ in range(kills):
        before = sum(delivered(demo).values())
        await bot.start()
        await until_sent(demo, before)
        await asyncio.sleep(chance.random() / 2)
        await bot.kill()
    await bot.start()
    progress, rows = await kept.until_done()
    assert await bot.stop() == 0
    assert_all_got_it(demo, rows)
    assert progress.sent == NUMBER
    assert progress.possible_repeats == sum(repeats for _, _, repeats in rows)
    assert progress.possible_repeats <= kills * (RATE * LEASE_SECONDS + IN_FLIGHT + RATE)


async def test_killed_on_postgresql(demo: DemoServer, bot: BotProcess, fresh_postgres: str) -> None:
    kept = await fill(demo, bot, fresh_postgres)
    for _ in range(2):
        before = sum(delivered(demo).values())
        await bot.start()
        await until_sent(demo, before + 40)
        await bot.kill()
    await bot.start()
    _, rows = await kept.until_done()
    assert await bot.stop() == 0
    assert_all_got_it(demo, rows)


async def test_sigterm_in_the_middle_repeats_nothing(demo: DemoServer, bot: BotProcess) -> None:
    kept = await fill(demo, bot)
    for share in (100, 250):
        await bot.start()
        await until_sent(demo, share)
        assert await bot.stop() == 0
    between, _ = await kept.look()
    assert between.sent == sum(delivered(demo).values()) < NUMBER
    await bot.start()
    progress, rows = await kept.until_done()
    assert await bot.stop() == 0
    assert_all_got_it(demo, rows)
    assert progress.possible_repeats == 0
    assert set(delivered(demo).values()) == {1}


async def test_people_are_answered_while_it_runs_and_no_id_is_kept_in_clear(
    demo: DemoServer, telegram: TelegramSide, bot: BotProcess
) -> None:
    """Contract: neither a chat id nor the text of an announcement stands in clear in any file or log."""
    kept = await fill(demo, bot)
    await bot.start()
    await until_sent(demo, 50)
    asker = telegram.person("s1")
    await asker.says("/bantuan")
    await asker.hears("Yang bisa Anda lakukan")
    running = files_below(bot.data_dir)
    progress, _ = await kept.until_done()
    assert progress.sent == NUMBER
    assert await bot.stop() == 0
    places = [*running, *files_below(bot.data_dir), ("log", bot.log.encode())]
    assert traces(places, [KEPT_SENTINEL]) == []
    for name, raw in places:
        assert b"sentinel-isi" not in raw, name
