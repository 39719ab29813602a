"""The bot, from its settings to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from bot.app.features import build_features
from bot.app.machine import Machine
from bot.app.observe import observing
from bot.app.office_key import OfficeKeyWatch
from bot.app.opening import RUNNING, OpenedInstallation, open_installation
from bot.app.settings import Settings
from bot.wire.direct import DirectCalls
from bot.wire.rate_limiter import build_rate_limiter
from bot.wire.transport import Transport
from core.clock import Clock
from core.randomness import Randomness
from handlers.platform.handler_group import HandlerGroup
from services.platform.chat_paces import TELEGRAM, ChatLimits


async def run(
    settings: Settings,
    clock: Clock,
    randomness: Randomness,
    stop: asyncio.Event,
    chat_limits: ChatLimits = TELEGRAM,
) -> None:
    """Runs the bot until ``stop`` is set.

    Raises:
        core.errors.NetraError: it can't start or go on; the message says why and what to do.
    """
    opening = open_installation(settings, clock, randomness, RUNNING)
    async with opening as installation, AsyncExitStack() as stack:
        transport = Transport(settings.token, settings.bot_api_url)
        await transport.start()
        stack.push_async_callback(transport.close)
        building = machinery(settings, installation, transport, chat_limits=chat_limits)
        machine = await stack.enter_async_context(building)
        assert installation.lock is not None  # a running bot's
        async with installation.lock.watched(lambda: machine.abandon(stop)):
            await machine.serve(stop)


@asynccontextmanager
async def machinery(
    settings: Settings,
    installation: OpenedInstallation,
    transport: Transport,
    handler_groups: Sequence[HandlerGroup] | None = None,
    chat_limits: ChatLimits = TELEGRAM,
) -> AsyncIterator[Machine]:
    """Everything between the wire and the database. A benchmark gives ``handler_groups`` of its own."""
    metrics = installation.metrics
    limiter = build_rate_limiter(settings, installation.keyring, metrics, chat_limits)
    features = build_features(installation, DirectCalls(transport, limiter), metrics)
    try:
        office_key = await OfficeKeyWatch.of(settings, installation)
        metrics.watch("netra_office_key_missing", "1 while nobody can read reports", office_key.missing)
        trouble = partial(getattr, installation.committer, "trouble")
        async with observing(settings.listen, metrics, installation.database, office_key.missing, trouble):
            yield Machine(
                settings, installation, transport, features, office_key, limiter, metrics, handler_groups
            )
    finally:
        await features.close()
