"""``/metrics`` for Prometheus, ``/health`` for whoever restarts what has died; off unless LISTEN is set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import orjson
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.app.metrics import Metrics
from core.errors import ConfigurationError
from storage.platform.engine import Database
from storage.platform.errors import DatabaseTroubleError, StorageError

POLL_AGE_LIMIT = 120.0
"""Seconds without an answer to a poll (each takes 25 at the most) after which something is wrong."""

Missing = Callable[[], bool]
Trouble = Callable[[], str]

log = structlog.get_logger(__name__)


def no_trouble() -> str:
    """Of who never waits for the database."""
    return ""


class Observer:
    """Answers the two addresses."""

    def __init__(
        self,
        metrics: Metrics,
        database: Database,
        key_missing: Missing | None = None,
        trouble: Trouble = no_trouble,
    ) -> None:
        """``trouble`` says in one word why nothing can be committed; empty if it can."""
        self._metrics = metrics
        self._database = database
        self._key_missing = key_missing
        self._trouble = trouble

    async def metrics(self, _request: web.Request) -> web.Response:
        """Counts and latencies."""
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def health(self, _request: web.Request) -> web.Response:
        """200 while the database takes and answers and Telegram is polled, else 503 and which of them fails.

        Of a database in trouble the ``reason`` is one word (``full``, ``away``, ``read-only`` and so on, see
        :mod:`core.errors`), and the status ``degraded``: what people write waits, and goes on by itself.
        While reports come in that nobody can read, the status is ``degraded`` too.
        """
        reason = self._trouble() or await self._silence()
        checks: dict[str, bool | str] = {
            "database": not reason,
            "telegram": self._metrics.poll_age() < POLL_AGE_LIMIT,
        }
        well = all(checks.values())
        status = "ok" if well else "degraded" if reason else "failing"
        if reason:
            checks["reason"] = reason
        if self._key_missing is not None and self._key_missing():
            checks["office_key"] = False
            status = "degraded" if well else status  # a new start would not help: still 200
        return web.Response(
            status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE,
            body=orjson.dumps({"status": status, **checks}),
            content_type="application/json",
        )

    async def _silence(self) -> str:
        """Why the database does not answer, in one word; empty when it does."""
        try:
            await self._database.ping()
        except DatabaseTroubleError as error:
            return error.reason
        except StorageError:
            return DatabaseTroubleError.reason
        return ""


@asynccontextmanager
async def observing(
    listen: str,
    metrics: Metrics,
    database: Database,
    key_missing: Missing | None = None,
    trouble: Trouble = no_trouble,
) -> AsyncIterator[None]:
    """Serves both addresses on ``host:port``; with an empty string, nothing.

    ``key_missing`` tells whether the office's private key was here and is gone.

    Raises:
        ConfigurationError: the address is taken or not ours.
    """
    metrics.watch("netra_database_trouble", "1 while commits wait for the database", lambda: bool(trouble()))
    if not listen:
        yield
        return
    observer = Observer(metrics, database, key_missing, trouble)
    app = web.Application()
    app.add_routes([web.get("/metrics", observer.metrics), web.get("/health", observer.health)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    host, _, port = listen.rpartition(":")
    try:
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise ConfigurationError(
                f"LISTEN={listen} can't be used ({error.strerror}); choose another"
            ) from None
        log.info("metrics and health are served", address=listen)
        yield
    finally:
        await runner.cleanup()
