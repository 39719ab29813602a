"""``/metrics`` for Prometheus, ``/health`` for whoever restarts what has died; off unless LISTEN is set."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus

import orjson
import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from bot.metrics import Metrics
from core.errors import ConfigurationError, StorageError
from storage.engine import Database

POLL_AGE_LIMIT = 120.0
"""Seconds without an answer to a poll (each takes 25 at the most) after which something is wrong."""

Missing = Callable[[], bool]

log = structlog.get_logger(__name__)


class Observer:
    """Answers the two addresses."""

    def __init__(self, metrics: Metrics, database: Database, key_missing: Missing | None = None) -> None:
        self._metrics = metrics
        self._database = database
        self._key_missing = key_missing

    async def metrics(self, _request: web.Request) -> web.Response:
        """Counts and latencies."""
        return web.Response(body=self._metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def health(self, _request: web.Request) -> web.Response:
        """200 while the database answers and Telegram is polled, else 503 and which of them fails.

        While reports come in that nobody can read, the status is ``degraded``.
        """
        checks = {
            "database": await self._database_answers(),
            "telegram": self._metrics.poll_age() < POLL_AGE_LIMIT,
        }
        well = all(checks.values())
        status = "ok" if well else "failing"
        if self._key_missing is not None and self._key_missing():
            checks["office_key"] = False
            status = "degraded" if well else status  # a new start would not help: still 200
        return web.Response(
            status=HTTPStatus.OK if well else HTTPStatus.SERVICE_UNAVAILABLE,
            body=orjson.dumps({"status": status, **checks}),
            content_type="application/json",
        )

    async def _database_answers(self) -> bool:
        try:
            await self._database.ping()
        except (StorageError, SQLAlchemyError):
            return False
        return True


@asynccontextmanager
async def observing(
    listen: str, metrics: Metrics, database: Database, key_missing: Missing | None = None
) -> AsyncIterator[None]:
    """Serves both addresses on ``host:port``; with an empty string, nothing.

    ``key_missing`` tells whether the office's private key was here and is gone.

    Raises:
        ConfigurationError: the address is taken or not ours.
    """
    if not listen:
        yield
        return
    observer = Observer(metrics, database, key_missing)
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
