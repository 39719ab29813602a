"""The running parts of one bot: in which order they start, and in which order they stop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.app.features import Features
from bot.app.greeting import explain, greet_telegram
from bot.app.metrics import Metrics
from bot.app.office_key import OfficeKeyWatch
from bot.app.own_jobs import build as build_own_jobs
from bot.app.scheduler import Scheduler, TimedJob
from bot.app.sending import build_sending
from bot.app.settings import Settings
from bot.wire.application import PtbApplication, build_application, build_bot
from bot.wire.direct import TransportFiles
from bot.wire.dispatcher import Dispatcher, note_error
from bot.wire.forgetting import settle_memory
from bot.wire.outbox_sender import OutboxSender
from bot.wire.poller import Poller
from bot.wire.posting import Postman
from bot.wire.retry import in_time
from bot.wire.transport import Transport
from bot.wire.updates import Origin
from handlers.platform.feature import in_order, jobs_of
from handlers.platform.handler_group import HandlerGroup
from handlers.platform.update_context import UpdateContext
from handlers.routing.group_gate import GroupGate
from handlers.routing.register import apologise, register
from services.platform.installation import Installation
from services.platform.pacing import RateLimiter
from storage.platform.dialogs import Dialogs
from storage.platform.errors import StorageError
from storage.platform.inbox import UpdateInbox
from storage.platform.unit import Unit, Write

DRAIN_SECONDS = 20.0
"""How long a stop waits for handlers and replies; what is left is on disk and goes on next time."""
CLOSING_SECONDS = 35.0
"""How long for each other part: a call under way may take 30."""

log = structlog.get_logger(__name__)


class Machine:
    """The running parts, in the order they start; they stop in the opposite order."""

    def __init__(
        self,
        settings: Settings,
        installation: Installation,
        transport: Transport,
        features: Features,
        office_key: OfficeKeyWatch,
        limiter: RateLimiter,
        metrics: Metrics,
        handler_groups: Sequence[HandlerGroup] | None = None,
    ) -> None:
        """``handler_groups`` replaces those of the features (benchmarks, tests)."""
        self.features, self._settings = features, settings
        self._installation, self._transport, self._committer = installation, transport, installation.committer
        self._drain_seconds, self._closing_seconds = DRAIN_SECONDS, CLOSING_SECONDS
        database, keyring, bot_id = installation.database, installation.keyring, installation.bot_id
        outbox, self._direct = features.shared.outbox, features.direct
        self._dialogs = Dialogs(database, keyring, bot_id)
        self._inbox = UpdateInbox(database, keyring, bot_id)
        self._files = TransportFiles(transport)
        self._sender = OutboxSender(
            transport,
            self._committer,
            outbox,
            limiter=limiter,
            metrics=metrics,
            unreachable=self._unreachable,
        )
        gate = GroupGate(limiter, features.shared.commands)
        chosen = handler_groups if handler_groups is not None else in_order(features.all)
        self._application = self._build_application(chosen, gate)
        self._dispatcher = Dispatcher(
            self._application,
            self._committer,
            self._inbox,
            self._sender,
            self._open_turn,
            apologise,
            self._direct,
            metrics=metrics,
            limiter=limiter,
        )
        self._poller = Poller(
            transport,
            self._committer,
            self._inbox,
            self._dispatcher,
            keyring,
            metrics=metrics,
            limiter=limiter,
        )
        metrics.watch("netra_inbox_waiting", "Updates not handled yet", lambda: self._dispatcher.waiting)
        metrics.watch("netra_outbox_waiting", "Calls not sent yet", lambda: self._sender.waiting)
        letterbox, seconds = features.reporting.parts.letterbox, settings.report_posting_seconds
        self._postman = Postman(letterbox, installation.randomness, seconds, metrics)
        self._sending = build_sending(
            settings,
            installation,
            transport,
            limiter,
            metrics,
            features.announcements,
            features.calendar,
            self.commit_and_send,
            lambda: self._sender.under_way,
        )
        others = [*features.all, self._sending.feature()]
        idle = (limiter.forget_idle, gate.forget_idle)
        own = build_own_jobs(installation, outbox, self._dialogs, office_key, others, idle)
        self._scheduler = Scheduler(
            [
                TimedJob(job.name, job.every, partial(job.run, self.commit_and_send))
                for job in jobs_of([*others, own])
            ],
            metrics,
        )

    def _build_application(self, handler_groups: Sequence[HandlerGroup], gate: GroupGate) -> PtbApplication:
        features, settings = self.features, self._settings
        bot = build_bot(settings.token, settings.bot_api_url, self._transport)
        application = build_application(bot)
        register(application, handler_groups, gate, features.access.guard, features.shared.commands)
        application.add_error_handler(note_error)
        return application

    def _open_turn(self, origin: Origin, chat_key: bytes) -> UpdateContext:
        return UpdateContext(
            chat_id=origin.chat_id,
            user_id=origin.user_id,
            chat_key=chat_key,
            now=self._installation.clock.now(),
            dialogs=self._dialogs,
            files=self._files,
            direct=self._direct,
            randomness=self._installation.randomness,
        )

    def _unreachable(self, chat_key: bytes) -> Write:
        """What every feature writes of a chat that can't be reached any more."""
        asked = [feature.unreachable for feature in self.features.all if feature.unreachable is not None]
        writes = [ask(chat_key) for ask in asked]

        async def write(connection: AsyncConnection) -> None:
            for one in writes:
                await one(connection)

        return writes[0] if len(writes) == 1 else write

    async def commit_and_send(self, unit: Unit) -> None:
        """Commits a job's unit and hands what it says to the sender."""
        self._sender.accept(await self._committer.commit(unit))

    async def serve(self, stop: asyncio.Event) -> None:
        """Starts everything, polls until ``stop`` is set, finishes what was begun, and stops.

        Raises:
            core.errors.ConfigurationError: Telegram does not know the token.
            bot.app.errors.PollingEndedError: polling ended though nobody asked it to.
        """
        await greet_telegram(self._application, self._transport, self.features.shared.commands, stop)
        if stop.is_set():
            return
        await self.features.prepare(self.commit_and_send)
        settle_memory()
        await self._sender.start()
        await self._poller.recover()
        await self._scheduler.start()
        await self._postman.start()
        polling = asyncio.create_task(self._poller.run(), name="poller")
        stopping = asyncio.create_task(stop.wait(), name="stop")
        # beside the rest: a database that can't take them at once holds up neither polling nor the end
        telling = asyncio.create_task(self._tell_menus(), name="menus")
        log.info("running")
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                explain(polling.exception())
        finally:
            for task in (polling, stopping, telling):
                task.cancel()
            await asyncio.gather(polling, stopping, telling, return_exceptions=True)
            await self._wind_down()

    def abandon(self, stop: asyncio.Event) -> None:
        """Stops without finishing what was begun: another process does so now."""
        self._committer.shake()
        self._drain_seconds = self._closing_seconds = 0.0
        stop.set()

    async def _tell_menus(self) -> None:
        """Menus of who has a role. A database that can't take them keeps nobody from being answered."""
        try:
            await self.commit_and_send(Unit(outgoing=await self.features.access.menus_of_officers()))
        except StorageError as error:
            log.warning("command menus wait for the next start", why=type(error).__name__)

    async def _wind_down(self) -> None:
        log.info("stopping: finishing what was begun")
        await self._scheduler.close()
        await self._sending.close(self._closing_seconds)
        await self._dispatcher.drain(self._drain_seconds)
        await self._dispatcher.close()
        await self._sender.drain(self._drain_seconds)
        await self._sender.close()
        await in_time(self._postman.close(), self._closing_seconds, "postman")
        await self._direct.close()
        await self._application.shutdown()
        log.info("stopped")
