"""Posts a letterbox and dies at any await of it. Run as a program by ``test_posting_kill.py``.

One line a run from standard input: at which suspension to die, 0 for never. For each it forks (everything is
loaded once), and writes a line: the exit code, and how many suspensions were counted.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from core.randomness import SystemRandomness
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.reporting.letterbox import Letterbox
from tests.faults.reporting_bot import Counted


class Death:
    """Kills at the n-th suspension; the count is kept in a file, which a killed process can't print."""

    def __init__(self, at: int, counter: Path) -> None:
        self._at = at
        self._counter = os.open(counter, os.O_WRONLY | os.O_CREAT)
        self._seen = 0

    def passes(self) -> None:
        """One suspension."""
        self._seen += 1
        os.pwrite(self._counter, b"%06d" % self._seen, 0)
        if self._seen == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


async def post(url: str, death: Death) -> None:
    """As the bot does it."""
    database = Database(url)
    await Counted(Letterbox(database, Keyring(bytes(range(32))), SystemRandomness()).post(), death)
    await database.close()


def main(url: str, counter: Path) -> None:
    """One fork a line."""
    for line in iter(sys.stdin.readline, ""):
        counter.write_text("000000", encoding="ascii")
        child = os.fork()
        if child == 0:
            asyncio.run(post(url, Death(int(line), counter)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)} {int(counter.read_text(encoding='ascii'))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
