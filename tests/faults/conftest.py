"""The bot as a process of its own that can be killed, against a demo server that lives on."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from core.clock import SystemClock
from demo import server
from demo.server import DemoServer
from tests.telegram_side import TelegramSide, telegram_side

ROOT = Path(__file__).parents[2]
TOKEN = "1000002:faults"


async def until_it_catches(pid: int, number: signal.Signals) -> None:
    """Waits until a program that has just begun handles a signal, or has ended.

    A signal that comes while Python itself starts ends it at once, as any other program.
    Source: proc(5), SigCgt.
    """
    for _ in range(1_200):
        try:
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            return
        caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
        if "\nState:\tZ" in status or (caught and int(caught[1], 16) >> (number - 1) & 1):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"the program does not listen to {number.name}")


@dataclass
class BotProcess:
    """A bot that can be started, killed, and started again on the same data."""

    demo_url: str
    data_dir: Path
    program: tuple[str, ...] = ("-m", "bot", "run")
    environment: dict[str, str] = field(default_factory=dict)
    process: asyncio.subprocess.Process | None = None
    log: str = ""

    async def start(self) -> None:
        """Starts the bot."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.demo_url,
            "OWNER_IDS": "700000003",
            "DATA_DIR": str(self.data_dir),
            "LOG_LEVEL": "INFO",
            **self.environment,
        }
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *self.program,
            cwd=ROOT,
            env=environment,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )

    async def _end(self, number: signal.Signals) -> int:
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        _, errors = await self.process.communicate()
        self.log += errors.decode()
        code = self.process.returncode
        self.process = None
        assert code is not None
        return code

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM, when the bot listens to it; the exit code."""
        assert self.process is not None
        await until_it_catches(self.process.pid, signal.SIGTERM)
        return await self._end(signal.SIGTERM)


@pytest.fixture
async def demo() -> AsyncIterator[DemoServer]:
    """The local Bot API server; it keeps running when the bot dies."""
    clock = SystemClock()
    running = await server.start("127.0.0.1", 0, now=lambda: clock.now().timestamp())
    yield running
    await running.stop()


@pytest.fixture
async def telegram(demo: DemoServer) -> AsyncIterator[TelegramSide]:
    """Telegram as people see it."""
    async with telegram_side(demo.url) as side:
        yield side


@pytest.fixture
async def bot(demo: DemoServer, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """A bot process, not started yet; killed at the end if it still runs."""
    process = BotProcess(demo.url, tmp_path / "data")
    yield process
    if process.process is not None:
        await process.kill()
