"""The office's private key was here and is gone: said in the log, the metrics, /health, check, and in chat."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.app.keys import KeyPaths, load_keys, make_missing_keys
from bot.app.office_key import OfficeKeyWatch
from bot.app.opening import RUNNING, open_installation
from bot.app.program import run
from bot.app.settings import Settings, load_settings
from bot.cli.checkup import check_everything
from core.errors import KeyFileError
from core.randomness import SystemRandomness
from demo.server import DemoServer
from handlers.access.texts import officer as texts
from storage.platform.unit import Unit
from tests.bot.conftest import TOKEN
from tests.repeatable import FixedClock
from tests.telegram_side import PATIENCE, TelegramSide

GONE = "was here and is GONE"
TOLD = "Laporan tidak bisa dibaca"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def settings(demo: DemoServer, tmp_path: Path, free_port: int) -> Settings:
    return load_settings(
        _env_file=None,
        bot_token=TOKEN,
        bot_api_url=demo.url,
        owner_ids=(700_000_003,),
        data_dir=tmp_path / "data",
        listen=f"127.0.0.1:{free_port}",
    )


@asynccontextmanager
async def bot(settings: Settings, clock: FixedClock) -> AsyncIterator[list[str]]:
    """A running bot; what it logged."""
    stop = asyncio.Event()
    said: list[str] = []
    with capture_logs() as logs:
        task = asyncio.create_task(run(settings, clock, SystemRandomness(), stop))
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while not any(one["event"] == "running" for one in logs):
            assert asyncio.get_running_loop().time() < deadline
            assert not task.done(), task.exception()
            await asyncio.sleep(0.01)
        said += [str(one["event"]) for one in logs]
        try:
            yield said
        finally:
            stop.set()
            await task


async def fetch(settings: Settings, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(f"http://{settings.listen}/{path}") as answer:
        return answer.status, await answer.text()


async def test_a_key_that_is_gone_is_told_of_everywhere(
    settings: Settings, clock: FixedClock, telegram: TelegramSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    petugas = telegram.person("petugas")
    await petugas.says("/start")
    async with bot(settings, clock) as said:
        assert not any(GONE in one for one in said)
        status, health = await fetch(settings, "health")
        assert (status, "office_key" in health) == (200, False)
        assert "netra_office_key_missing 0.0" in (await fetch(settings, "metrics"))[1]
        settings.office_private_key_path.rename(
            settings.data_dir / "mislaid"
        )  # nobody would see it till the next start
        assert "netra_office_key_missing 1.0" in (await fetch(settings, "metrics"))[1]

    async with bot(settings, clock) as said:
        assert sum(GONE in one for one in said) >= 1
        status, health = await fetch(settings, "health")
        assert (status, '"status":"degraded"' in health, '"office_key":false' in health) == (200, True, True)
        assert "netra_office_key_missing 1.0" in (await fetch(settings, "metrics"))[1]
        await petugas.hears(TOLD)

    for name, value in (
        ("BOT_TOKEN", TOKEN),
        ("BOT_API_URL", settings.bot_api_url),
        ("DATA_DIR", settings.data_dir),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.chdir(settings.data_dir)  # no .env there
    assert any("is gone" in one.what and not one.ok for one in await check_everything())

    (settings.data_dir / "mislaid").rename(settings.office_private_key_path)
    async with bot(settings, clock) as said:
        assert not any(GONE in one for one in said)
        assert "office_key" not in (await fetch(settings, "health"))[1]


async def test_a_bot_that_only_takes_in_misses_nothing(
    settings: Settings, clock: FixedClock, telegram: TelegramSide
) -> None:
    """It never held the key, as operations.md tells; or INTAKE_ONLY says that it shall not."""
    async with bot(settings, clock):
        pass
    intake = settings.model_copy(update={"intake_only": True})
    settings.office_private_key_path.unlink()
    for once in (intake, settings):  # what was said once stands
        async with bot(once, clock) as said:
            assert not any(GONE in one for one in said)
            assert "office_key" not in (await fetch(settings, "health"))[1]
            assert "netra_office_key_missing 0.0" in (await fetch(settings, "metrics"))[1]


async def test_administrators_are_told_once_a_day(settings: Settings, clock: FixedClock) -> None:
    async with open_installation(settings, clock, SystemRandomness(), RUNNING) as installation:
        await OfficeKeyWatch.of(settings, installation)
    settings.office_private_key_path.unlink()
    told: list[Unit] = []
    async with open_installation(settings, clock, SystemRandomness(), RUNNING) as installation:
        watch = await OfficeKeyWatch.of(settings, installation)

        async def commit(unit: Unit) -> None:
            told.append(unit)
            await installation.commit(unit)

        for hours in (0, 1, 24, 1):
            clock.advance(timedelta(hours=hours))
            await watch.look(commit)
    assert [texts.OFFICE_KEY_MISSING.split()[1].encode() in one.outgoing[0].payload for one in told] == [
        True,
        True,
    ]


def test_a_folder_nobody_can_look_into_is_one_line(tmp_path: Path) -> None:
    hidden = tmp_path / (
        "x" * 300
    )  # as with a folder of another user: the system does not say whether it is there
    paths = KeyPaths(hidden / "data.key", hidden / "office.pub", hidden / "office.key")
    with pytest.raises(KeyFileError):
        load_keys(paths)
    with pytest.raises(KeyFileError, match="can't be looked for"):
        make_missing_keys(paths, SystemRandomness(), data_exists=False)
