"""A broadcast from database to demo server: real tables, real HTTP, people who count what they get."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.wire.broadcast import WireSender
from bot.wire.transport import Transport
from core.clock import SystemClock
from core.randomness import row_id
from core.sealing import Keyring
from demo import server
from demo.server import DemoServer
from demo.world import Person
from services.announcements.campaigns import Campaigns
from services.announcements.delivery import Patience, Tools
from services.announcements.engine import Engine
from services.announcements.model import Audience, Content, ContentCall, NewCampaign, Progress
from services.platform.pacing import RateLimiter
from storage.announcements.broadcasts import Broadcasts
from storage.announcements.ledger import Ledger
from storage.announcements.tables import broadcast_ledger
from storage.calendar.subscribers import StoredSubscriber, Subscribers
from storage.calendar.tables import subscribers
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from tests.conftest import BOT_ID
from tests.repeatable import FixedClock, SeededRandomness
from tests.telegram_side import TelegramSide, telegram_side

FIRST = 810_000_000
CHANNEL_ID = -1_001_234_567_890
AUTHOR, SECOND = b"a" * 16, b"b" * 16
HELLO = Content((ContentCall("sendMessage", {"text": "Pengumuman"}),))
QUICK = Patience(first_wait=0.05, longest_wait=0.2)


@dataclass
class Stage:
    """Everything a broadcast needs."""

    demo: DemoServer
    database: Database
    committer: GroupCommitter
    keyring: Keyring
    clock: FixedClock
    transport: Transport
    tools: Tools
    campaigns: Campaigns
    randomness: SeededRandomness

    def engine(self, rate: float | None = None, **changes: Any) -> Engine:
        """An engine as a process would have it; ``changes`` replace its tools."""
        limiter = changes.pop("limiter", None) or RateLimiter(rate)
        return Engine(replace(self.tools, limiter=limiter, **changes), rate)

    async def commit(self, unit: Unit) -> None:
        await self.committer.commit(unit)

    async def people(self, number: int, **settings: str) -> list[Person]:
        """Subscribers who have started the bot."""
        store, unit, found = Subscribers(self.database, self.keyring, BOT_ID), Unit(), []
        for _ in range(number):
            place = len(self.demo.world.people)
            person = Person(f"s{place}", FIRST + place, f"Orang {place}", started=True)
            self.demo.world.add_person(person)
            found.append(person)
            unit.write(
                store.save(
                    StoredSubscriber(
                        row_id(self.randomness),
                        person.id,
                        settings.get("role", "pns"),
                        settings.get("province", "32"),
                        "Asia/Jakarta",
                        True,
                        date(2024, 1, 1),
                    )
                )
            )
        await self.commit(unit)
        return found

    async def campaign(self, content: Content = HELLO, audience: Audience | None = None, **more: Any) -> str:
        """A campaign that has been started."""
        unit = Unit()
        new = NewCampaign("Judul", content, audience or Audience(), **more)
        campaign = self.campaigns.create(unit, new, AUTHOR, self.clock.now())
        await self.commit(unit)
        await self.change(self.campaigns.start, campaign, self.clock.now())
        return campaign

    async def change(self, action: Callable[..., Awaitable[Any]], *arguments: Any, **named: Any) -> Any:
        """One action of an admin, committed."""
        unit = Unit()
        result = await action(unit, *arguments, **named)
        await self.commit(unit)
        return result

    async def send(self, rate: float | None = None, **changes: Any) -> None:
        """Works until nothing is due."""
        await asyncio.wait_for(self.engine(rate, **changes).work(asyncio.Event()), 60)

    async def ledger(self, campaign: str) -> list[Any]:
        """All rows of a ledger, with the chat of each."""
        query = (
            select(broadcast_ledger, subscribers.c.chat)
            .outerjoin(subscribers, subscribers.c.id == broadcast_ledger.c.subscriber)
            .where(broadcast_ledger.c.campaign == campaign)
        )
        async with self.database.read() as connection:
            return list((await connection.execute(query)).all())

    async def repeats_by_chat(self, campaign: str) -> Counter[int]:
        """What the ledger counts as possible repeats, by chat."""
        store = Subscribers(self.database, self.keyring, BOT_ID)
        return Counter(
            {store.open_chat(row.chat, row.subscriber): row.repeats for row in await self.ledger(campaign)}
        )

    async def assert_counters_match(self, campaign: str) -> Progress:
        """The counters say what the rows say."""
        rows, progress = await self.ledger(campaign), await self.campaigns.progress(campaign)
        states = Counter(row.state for row in rows)
        assert states["sent"] == progress.sent
        assert states["blocked"] == progress.blocked
        assert states["failed"] == sum(progress.failed.values())
        assert states["unknown"] == progress.unknown
        assert sum(row.repeats for row in rows) == progress.possible_repeats
        return progress


def got(people: Sequence[Person]) -> list[int]:
    """How many messages each has."""
    return [len(person.messages) for person in people]


@pytest.fixture
async def demo_server() -> AsyncIterator[DemoServer]:
    clock = SystemClock()
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def telegram(demo_server: DemoServer) -> AsyncIterator[TelegramSide]:
    async with telegram_side(demo_server.url) as side:
        yield side


@pytest.fixture
async def stage(
    demo_server: DemoServer,
    database: Database,
    committer: GroupCommitter,
    keyring: Keyring,
    clock: FixedClock,
    randomness: SeededRandomness,
) -> AsyncIterator[Stage]:
    transport = Transport(f"{BOT_ID}:stage", demo_server.url)
    await transport.start()
    broadcasts, ledger = Broadcasts(database, keyring, BOT_ID), Ledger(database, keyring, BOT_ID)
    tools = Tools(
        broadcasts,
        ledger,
        committer.commit,
        WireSender(transport),
        RateLimiter(None),
        clock,
        b"h" * 16,
        CHANNEL_ID,
        QUICK,
    )
    campaigns = Campaigns(broadcasts, ledger, randomness, has_channel=True)
    yield Stage(demo_server, database, committer, keyring, clock, transport, tools, campaigns, randomness)
    await transport.close()


def later(clock: FixedClock, **by: float) -> datetime:
    """A moment after the clock's."""
    return clock.now() + timedelta(**by)
