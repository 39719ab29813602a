"""The whole bot, which can die at any await of the way from "kirim" to "terkirim".

Run as a program by the fault tests. It reads one line per run from standard input: ``<fingerprint> <n>``. For
each it forks a bot (everything is loaded once, so that a run takes a moment) that counts the suspensions of
whatever works on updates from the tap that carries this fingerprint on, and kills itself with SIGKILL at the
n-th. Without a death (``- 0``) it serves until the next line. One line is written per run: the exit code and how
many suspensions were counted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Coroutine, Generator
from pathlib import Path
from typing import Any, Protocol

from bot.app.logs import configure_logging
from bot.app.program import run
from bot.app.settings import load_settings
from bot.wire.arrived import Arrived
from bot.wire.dispatcher import Dispatcher
from bot.wire.outbox_sender import OutboxSender
from core.clock import SystemClock
from core.randomness import SystemRandomness
from storage.platform.committer import GroupCommitter
from tests.hurried import HURRIED


class Death:
    """Counts suspensions once armed; the count is kept in a file, which a killed process can't print."""

    def __init__(self, fingerprint: str, at: int, counter: Path) -> None:
        self._fingerprint = fingerprint
        self._at = at
        self._counter = os.open(counter, os.O_WRONLY | os.O_CREAT)
        self._armed = False
        self._seen = 0

    def arm(self, arrived: Arrived) -> None:
        """Arms itself when the tap has come."""
        data = (arrived.raw().get("callback_query") or {}).get("data", "")
        if data == f"report:send:{self._fingerprint}":
            self._armed = True

    def passes(self) -> None:
        """One suspension."""
        if not self._armed:
            return
        self._seen += 1
        os.pwrite(self._counter, b"%06d" % self._seen, 0)  # in one piece, whenever death comes
        if self._seen == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


class Counter(Protocol):
    """Is told of every suspension."""

    def passes(self) -> None:
        """One suspension."""


class Counted:
    """A coroutine whose every suspension passes by death."""

    def __init__(self, coroutine: Coroutine[Any, Any, Any], death: Counter) -> None:
        self._coroutine = coroutine
        self._death = death

    def __await__(self) -> Generator[Any, Any, Any]:
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                future = self._coroutine.send(value) if error is None else self._coroutine.throw(error)
            except StopIteration as done:
                return done.value
            self._death.passes()
            value, error = None, None
            try:
                value = yield future
            except BaseException as raised:  # noqa: BLE001 - handed on to where it belongs
                error = raised


def install(death: Death) -> None:
    """Puts death beside everything that works on an update: handler, committer, sender."""
    attempt, commit, deliver = Dispatcher._attempt, GroupCommitter._commit_group, OutboxSender._deliver

    async def counted_attempt(self: Dispatcher, arrived: Arrived) -> Any:
        death.arm(arrived)
        return await Counted(attempt(self, arrived), death)

    async def counted_commit(self: GroupCommitter, group: Any) -> None:
        await Counted(commit(self, group), death)

    async def counted_deliver(self: OutboxSender, queued: Any, place: Any) -> None:
        await Counted(deliver(self, queued, place), death)

    Dispatcher._attempt = counted_attempt  # type: ignore[method-assign] # the test's scalpel
    GroupCommitter._commit_group = counted_commit  # type: ignore[method-assign] # the test's scalpel
    OutboxSender._deliver = counted_deliver  # type: ignore[method-assign] # the test's scalpel


async def serve(death: Death) -> None:
    """The bot as ``python -m bot run`` runs it, until SIGTERM."""
    install(death)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await run(load_settings(_env_file=None), SystemClock(), SystemRandomness(), stop, HURRIED)


def main() -> None:
    """One fork a line."""
    counter = Path(os.environ["DATA_DIR"]) / "suspensions"
    for line in iter(sys.stdin.readline, ""):
        fingerprint, at = line.split()
        counter.parent.mkdir(parents=True, exist_ok=True)
        counter.write_text("000000", encoding="ascii")
        child = os.fork()
        if child == 0:
            configure_logging("ERROR")
            asyncio.run(serve(Death(fingerprint, int(at), counter)))
            os._exit(0)
        sys.stdout.write(f"pid {child}\n")
        sys.stdout.flush()
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {int(counter.read_text(encoding='ascii'))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
