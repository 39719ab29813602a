"""The postman and the forgetter go on, whatever one of their rounds meets."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest
from structlog.testing import capture_logs

from bot.app.metrics import Metrics
from bot.wire import forgetting
from bot.wire.forgetting import Forgetter
from bot.wire.posting import Postman
from core.sealing import Keyring
from storage.platform.engine import Database
from storage.reporting.letterbox import Letterbox
from tests.repeatable import SeededRandomness

ERRORS = [sqlite3.OperationalError("disk I/O error"), ValueError(), KeyError("to")]
"""What a full disk says where the log is emptied; what a letter of a later version may cause."""


class Failing(Letterbox):
    """Fails the first time it is asked to post."""

    def fails_with(self, error: Exception) -> None:
        """Says how."""
        self._errors, self.again = [error], asyncio.Event()

    async def post(self) -> int:
        if self._errors:
            raise self._errors.pop()
        self.again.set()
        return 0


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
async def test_a_posting_that_fails_ends_no_postman(
    database: Database, keyring: Keyring, error: Exception
) -> None:
    letterbox = Failing(database, keyring, SeededRandomness(5))
    letterbox.fails_with(error)
    postman = Postman(letterbox, SeededRandomness(6), 0.02, Metrics())
    with capture_logs() as logs:
        await postman.start()
        async with asyncio.timeout(20):
            await letterbox.again.wait()
        await postman.close()
    assert [one["event"] for one in logs] == ["what waits in the letterbox could not be posted"]


@pytest.mark.parametrize(("took", "rests"), [(0.0, 20.0), (0.5, 25.0), (70.0, 45.0)])
def test_after_a_slow_posting_the_next_is_within_a_minute(
    database: Database, keyring: Keyring, took: float, rests: float
) -> None:
    letterbox = Letterbox(database, keyring, SeededRandomness(5))
    letterbox.seconds = took
    postman = Postman(letterbox, SeededRandomness(6), 20.0, Metrics())
    assert max(postman.pause() for _ in range(200)) == pytest.approx(rests, rel=0.05)


class Forgetful(Forgetter):
    """Fails the first time."""

    def fails_with(self, error: Exception) -> None:
        """Says how."""
        self._errors, self.again = [error], asyncio.Event()

    async def forget(self) -> None:
        if self._errors:
            raise self._errors.pop()
        self.again.set()


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
async def test_a_round_that_fails_ends_no_forgetter(
    database: Database, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "QUIET_SECONDS", 0.0)
    monkeypatch.setattr(forgetting, "PAUSE_SECONDS", 0.0)
    forgetter = Forgetful(database)
    forgetter.fails_with(error)
    await forgetter.start()
    forgetter.note()
    async with asyncio.timeout(20):
        await forgetter.again.wait()
    await forgetter.close()
