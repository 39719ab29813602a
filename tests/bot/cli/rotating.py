"""Rotates the office's key of an installation and kills itself at the n-th step, as hard as a power cut.

Run as a program: database URL, folder of keys, step (0 for none). Steps are counted before and after
everything that leaves a trace on the disk.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import services.reporting.rotation
from bot.app.keys import KeyPaths, load_keys
from bot.cli import backup, rotation
from bot.cli.rotation import OfficeKeys
from core.clock import SystemClock
from core.randomness import SystemRandomness
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.platform.installation import OfficeKeyNote
from storage.reporting.report_keys import ReportKeys
from tests.commits import commit_to


def paths_in(folder: Path) -> KeyPaths:
    """The key files of a folder."""
    return KeyPaths(folder / "data.key", folder / "office.pub", folder / "office.key")


def office_keys(database: Database, folder: Path) -> OfficeKeys:
    """What rotates."""
    keyring = Keyring(load_keys(paths_in(folder), with_office=False).data)
    return OfficeKeys(
        paths_in(folder),
        OfficeKeyNote(database, keyring),
        ReportKeys(database),
        backup.Backups(database, keyring, SystemClock(), commit_to(database, keyring)),
        SystemRandomness(),
    )


class Steps:
    """Counts steps, and dies at one."""

    def __init__(self, last: int) -> None:
        self._last = last
        self._seen = 0

    def pass_one(self) -> None:
        """One step."""
        self._seen += 1
        if self._seen == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, owner: Any, name: str) -> None:
        """Counts a step before and after a function."""
        original: Callable[..., Any] = getattr(owner, name)

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.pass_one()
            result = original(*args, **kwargs)
            self.pass_one()
            return result

        async def awaited(*args: Any, **kwargs: Any) -> Any:
            self.pass_one()
            result = await original(*args, **kwargs)
            self.pass_one()
            return result

        setattr(owner, name, awaited if asyncio.iscoroutinefunction(original) else wrapped)


async def main(url: str, folder: str, step: str) -> None:
    """Rotates."""
    steps = Steps(int(step))
    services.reporting.rotation.BATCH = 2
    steps.around(os, "link")
    steps.around(Path, "replace")
    steps.around(rotation, "write_whole")
    steps.around(rotation, "wipe")
    steps.around(backup, "write_whole")
    steps.around(OfficeKeyNote, "write")
    steps.around(ReportKeys, "exchange")
    steps.around(backup.Backups, "outdate_keys")
    steps.around(backup.Backups, "note_done")
    database = Database(url)
    await office_keys(database, Path(folder)).rotate()
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
