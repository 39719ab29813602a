"""People on a demo server inside this process, and a bot in a process of its own: what a person waits for."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from demo import server
from demo.methods import new_callback
from demo.world import Message, Person, World

PATIENCE = 60.0
Likes = Callable[[Message], bool]


@dataclass
class Someone:
    """One person, who acts without the detour over the page."""

    world: World
    person: Person
    _waiting: list[tuple[Likes, asyncio.Future[tuple[float, Message]]]] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """The server calls this for each message of the bot, new or edited."""
        now = time.perf_counter()
        for likes, future in list(self._waiting):
            if not future.done() and likes(message):
                self._waiting.remove((likes, future))
                future.set_result((now, message))

    def expect(self, words: str) -> asyncio.Future[tuple[float, Message]]:
        """When the next message with these words comes, and the message. Ask before acting."""
        future: asyncio.Future[tuple[float, Message]] = asyncio.get_running_loop().create_future()
        self._waiting.append((lambda message: words in message.get("text", ""), future))
        return future

    async def says(self, text: str, answer: str) -> Message:
        """Writes, and waits for the answer."""
        future = self.expect(answer)
        entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text[0] == "/" else []
        self.world.says(self.person, text=text, entities=entities)
        return (await asyncio.wait_for(future, PATIENCE))[1]

    async def taps(self, message: Message, data: str, answer: str) -> Message:
        """Taps the button whose data begins so, and waits for the answer."""
        future = self.expect(answer)
        rows = message["reply_markup"]["inline_keyboard"]
        found = next(
            one["callback_data"]
            for row in rows
            for one in row
            if one.get("callback_data", "").startswith(data)
        )
        new_callback(self.world, self.person, message, found)
        return (await asyncio.wait_for(future, PATIENCE))[1]


class LoadGenerator:
    """The server, its people, and the bot's process."""

    def __init__(self, running: server.DemoServer, bot: psutil.Process) -> None:
        self._world = running.world
        self.bot = bot
        self._people: dict[int, Someone] = {}
        self._original_new, self._original_show = self._world.new_message, self._world.show
        self._world.new_message = self._new  # type: ignore[method-assign] # listens in
        self._world.show = self._show  # type: ignore[method-assign] # listens in

    def someone(self) -> Someone:
        """Somebody new."""
        number = 820_000_000 + len(self._people)
        person = Person(f"p{number}", number, "Orang")
        self._world.add_person(person)
        self._people[number] = Someone(self._world, person)
        return self._people[number]

    def _new(self, person: Person, sender: dict[str, Any], **content: Any) -> Message:
        message = self._original_new(person, sender, **content)
        self._tell(person, message)
        return message

    def _show(self, person: Person, event: str, data: dict[str, Any]) -> None:
        if event == "edited":
            self._tell(person, person.messages[data["message_id"]])
        self._original_show(person, event, data)

    def _tell(self, person: Person, message: Message) -> None:
        someone = self._people.get(person.id)
        if someone is not None and message["from"]["is_bot"]:
            someone.hear(message)

    def memory(self) -> int:
        """Megabytes the serving process holds now."""
        return int(self.bot.memory_info().rss // 2**20)

    def processor_seconds(self) -> float:
        """Seconds of processor the serving process has used."""
        used = self.bot.cpu_times()
        return float(used.user + used.system)

    def peak(self) -> int:
        """Megabytes the serving process ever held."""
        return peak_of(self.bot.pid)


@asynccontextmanager
async def weighing(process: psutil.Process) -> AsyncIterator[Callable[[], int]]:
    """Tells the megabytes a process's largest worker held: each lives for one file, so they are watched."""
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            for one in process.children(recursive=True):
                with suppress(OSError, StopIteration):  # it has gone meanwhile
                    most = max(most, peak_of(one.pid))
            await asyncio.sleep(0.02)

    watching = asyncio.create_task(watch())
    try:
        yield lambda: most
    finally:
        watching.cancel()


def peak_of(pid: int) -> int:
    """Megabytes a process held at most (VmHWM)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) // 1024


@asynccontextmanager
async def crowd() -> AsyncIterator[LoadGenerator]:
    """A server here, the bot as ``python -m bot run`` beside it."""
    running = await server.start("127.0.0.1", 0, now=time.time)
    with tempfile.TemporaryDirectory() as data:
        environment = {
            **os.environ,
            "BOT_TOKEN": "1000009:bench",
            "BOT_API_URL": running.url,
            "DATA_DIR": data,
            "LOG_LEVEL": "ERROR",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", env=environment, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            yield LoadGenerator(running, psutil.Process(process.pid))
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 30)
            except TimeoutError:
                process.kill()
                await process.wait()
            await running.stop()
