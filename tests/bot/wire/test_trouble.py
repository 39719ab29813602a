"""A bot whose database fills up, goes away, or loses its answers: nothing is lost, given up, or said twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.app.machine import Machine
from bot.app.opening import RUNNING, open_installation
from bot.app.program import machinery
from bot.app.settings import Settings
from bot.wire.transport import Transport
from core.randomness import SystemRandomness
from storage.platform import advisory
from storage.platform import committer as committing
from storage.platform.address import normalise_url
from storage.platform.engine import Database
from storage.platform.errors import DatabaseAwayError
from tests.bot.conftest import Saying
from tests.repeatable import FixedClock
from tests.storage.platform.proxy import CuttingProxy
from tests.telegram_side import Person, TelegramSide

LONG = "panjang" * 540
FULL = (
    "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END$$",
    "CREATE TRIGGER full_disk BEFORE INSERT ON inbox EXECUTE FUNCTION full_disk()",
)


@asynccontextmanager
async def bot_on(settings: Settings, clock: FixedClock) -> AsyncIterator[tuple[Machine, Saying, Database]]:
    """The bot's machinery, which repeats what people say."""
    transport = Transport(settings.token, settings.bot_api_url)
    await transport.start()
    stop, saying = asyncio.Event(), Saying({})
    try:
        async with (
            open_installation(settings, clock, SystemRandomness(), RUNNING) as installation,
            machinery(settings, installation, transport, [saying]) as machine,
        ):
            serving = asyncio.create_task(machine.serve(stop))
            try:
                yield machine, saying, installation.database
            finally:
                stop.set()
                await serving
    finally:
        await transport.close()


async def until(met: Callable[[], bool | Awaitable[bool]]) -> None:
    for _ in range(1_500):
        found = met()
        if found if isinstance(found, bool) else await found:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came about")


async def heard_by(person: Person) -> list[str]:
    """What the bot said to somebody, in order."""
    return [one["text"] for one in await person.chat() if one["from_bot"]]


async def on_the_side(url: str, *statements: str) -> None:
    """Runs statements as another program would."""
    engine = create_async_engine(normalise_url(url), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        for one in statements:
            await connection.execute(text(one))
    await engine.dispose()


async def fill(database: Database, url: str) -> None:
    """No more room: on SQLite the file may not grow, on PostgreSQL the server says what a full disk says."""
    if not database.is_sqlite:
        await on_the_side(url, *FULL)
        return
    async with database.write() as connection:
        pages = await connection.scalar(text("PRAGMA page_count"))
        await connection.execute(text(f"PRAGMA max_page_count={pages}"))


async def make_room(database: Database, url: str) -> None:
    if not database.is_sqlite:
        await on_the_side(url, "DROP FUNCTION full_disk() CASCADE")
        return
    async with database.write() as connection:
        await connection.execute(text("PRAGMA max_page_count=1000000"))


async def test_a_full_disk_costs_nobody_a_message(
    settings: Settings, database_url: str, clock: FixedClock, telegram: TelegramSide
) -> None:
    """On the build before, each message was given up after three tries, with an apology that was never sent."""
    settings = settings.model_copy(update={"database_url": database_url})
    person = await telegram.new_person("p", 1_804_289_383, "Sentinelawati", "sentinel_user")
    async with bot_on(settings, clock) as (machine, saying, database):
        await person.says("sebelum")
        await person.hears("sebelum")
        await fill(database, database_url)
        said: list[str] = []
        while not machine._committer.trouble:
            assert len(said) < 300
            said.append(f"{len(said)} {LONG}")
            await person.says(said[-1])
            await asyncio.sleep(0.02)
        assert machine._committer.trouble == "full"
        said.append("terakhir")
        await person.says("terakhir")
        await asyncio.sleep(1.0)  # longer than three tries took
        await make_room(database, database_url)
        await person.hears("terakhir")
        await until(lambda: not machine._committer.trouble)
        assert saying.tries == ["sebelum", *said]
        assert await machine._inbox.given_up() == {}


async def test_a_server_that_goes_and_comes_back_costs_nobody_a_message(
    settings: Settings, fresh_postgres: str, clock: FixedClock, telegram: TelegramSide
) -> None:
    proxy = CuttingProxy(fresh_postgres)
    settings = settings.model_copy(update={"database_url": await proxy.start()})
    people = [await telegram.new_person(f"p{n}", 700 + n, "Orang") for n in range(5)]
    async with bot_on(settings, clock) as (machine, _, _):
        for round_ in range(3):
            for n, person in enumerate(people):
                await person.says(f"{round_}a{n}")
            await people[round_].hears(f"{round_}a{round_}")  # it has begun to answer: the others wait
            proxy.is_open = False
            proxy.cut_all()
            for n, person in enumerate(people):
                await person.says(f"{round_}b{n}")
            await until(lambda: bool(machine._committer.trouble))
            assert machine._committer.trouble == "away"
            proxy.is_open = True
            for n, person in enumerate(people):
                await person.hears(f"{round_}b{n}")
        for _ in range(16):  # each reader's connection that was cut while it rested says so once
            with suppress(DatabaseAwayError):
                await machine._inbox.given_up()
        assert await machine._inbox.given_up() == {}
    await proxy.stop()
    for n, person in enumerate(people):
        heard = await heard_by(person)
        assert heard == [f"{round_}{which}{n}" for round_ in range(3) for which in "ab"]


@pytest.mark.parametrize("lost", ["answers", "questions"])
async def test_a_commit_whose_answer_is_lost_is_looked_for(
    settings: Settings, fresh_postgres: str, clock: FixedClock, telegram: TelegramSide, lost: str
) -> None:
    """On the build before, the bot was mute from the first lost answer on: its next row was there already."""
    proxy = CuttingProxy(fresh_postgres)
    settings = settings.model_copy(update={"database_url": await proxy.start()})
    people = [await telegram.new_person(f"p{n}", 700 + n, "Orang") for n in range(6)]
    said: list[list[str]] = [[] for _ in people]
    async with bot_on(settings, clock) as (machine, _, _):
        for round_ in range(8):
            setattr(proxy, lost, 1 + round_ % 2)
            for n, person in enumerate(people):
                said[n].append(f"{round_}-{n}")
                await person.says(said[n][-1])
            for n, person in enumerate(people):
                await person.hears(said[n][-1])
        assert proxy.cut >= 8
        assert await machine._inbox.given_up() == {}
    await proxy.stop()
    for n, person in enumerate(people):
        heard = await heard_by(person)
        assert heard == said[n]


async def test_a_network_that_falls_silent_leaves_nobody_unheard(
    settings: Settings,
    fresh_postgres: str,
    clock: FixedClock,
    telegram: TelegramSide,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On the build before, a limit of time was taken for the unit's fault: the bot was deaf from then on."""
    monkeypatch.setattr(committing, "TRANSACTION_SECONDS", 0.5)
    monkeypatch.setattr(advisory, "ASKING_SECONDS", 0.5)
    proxy = CuttingProxy(fresh_postgres)
    url = await proxy.start() + "&connect_timeout=0.5"
    settings = settings.model_copy(update={"database_url": url})
    people = [await telegram.new_person(f"p{n}", 700 + n, "Orang") for n in range(3)]
    said: list[list[str]] = [[] for _ in people]
    async with bot_on(settings, clock) as (machine, _, _):
        for n, person in enumerate(people):  # it runs: what it does at start is asked of no silent network
            said[n].append("halo")
            await person.says("halo")
            await person.hears("halo")
        try:
            for round_ in range(3):
                proxy.silences = 1
                for n, person in enumerate(people):
                    said[n].append(f"{round_}-{n}")
                    await person.says(said[n][-1])
                await until(lambda: proxy.is_silent and machine._committer.trouble == "away")
                proxy.is_silent = False
                for n, person in enumerate(people):
                    await person.hears(said[n][-1])
        finally:
            proxy.is_silent = False  # else a failure would wait for ever
        await until(lambda: not machine._committer.trouble)
        assert await machine._inbox.given_up() == {}
    await proxy.stop()
    for n, person in enumerate(people):
        assert await heard_by(person) == said[n]
