"""kill -9 at the awaits of a posting: what was sent is there once, waiting or among the reports."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, select

from core.sealing import Keyring
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from storage.reporting.letterbox import Addition, Letterbox
from storage.reporting.reports import Reports
from storage.reporting.tables import letterbox, report_keys, reports
from tests.faults.conftest import ROOT
from tests.repeatable import SeededRandomness
from tests.storage.reporting.test_letterbox import report, said

EVERY = int(os.environ.get("KILL_AT_EVERY", "6"))


class Poster:
    """The program that posts and dies."""

    def __init__(self, url: str, counter: Path) -> None:
        self._arguments = ("-m", "tests.faults.posting", url, str(counter))
        self._process: asyncio.subprocess.Process | None = None

    async def posts(self, dies_at: int = 0) -> tuple[int, int]:
        """Exit code and suspensions of one posting."""
        if self._process is None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *self._arguments,
                cwd=ROOT,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{dies_at}\n".encode())
        code, seen = (await asyncio.wait_for(self._process.stdout.readline(), 60)).split()
        return int(code), int(seen)

    async def close(self) -> None:
        """Ends the program."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()


async def test_killed_at_awaits_of_posting_nothing_is_lost_or_doubled(
    database: Database, committer: GroupCommitter, keyring: Keyring, tmp_path: Path
) -> None:
    box = Letterbox(database, keyring, SeededRandomness(3))
    poster = Poster(database.url.render_as_string(hide_password=False), tmp_path / "suspensions")

    async def send(number: int) -> None:
        """A report, and something more for the first one."""
        more = [box.drop(Addition(report(0).id, number, said(number)))] if number else []
        await committer.commit(Unit(writes=[box.drop(report(number)), *more]))

    try:
        await send(0)
        code, total = await poster.posts()
        assert code == 0
        assert total >= 10
        points = range(1, total + 1, EVERY)
        killed = 0
        for number, at in enumerate(points, start=1):
            await send(number)
            code, _ = await poster.posts(at)
            killed += code == -9
            async with database.read() as connection:
                waiting = await connection.scalar(select(func.count()).select_from(letterbox))
                there = await connection.scalar(select(func.count()).select_from(reports))
                keys = await connection.scalar(select(func.count()).select_from(report_keys))
            assert keys == there
            assert (there or 0) + (waiting or 0) - _additions(await box.waiting()) == number + 1
        assert killed >= len(points) - 2
        assert (await poster.posts())[0] == 0
    finally:
        await poster.close()
    everything = await Reports(database).newest(1_000, ["diterima"])
    assert sorted(one.id for one in everything) == sorted(report(n).id for n in range(len(points) + 1))
    told = await CaseStore(database).messages(report(0).id)
    assert [one.id for one in told] == [said(n).id for n in range(1, len(points) + 1)]
    assert await box.waiting() == []


def _additions(letters: Sequence[object]) -> int:
    return sum(isinstance(one, Addition) for one in letters)
