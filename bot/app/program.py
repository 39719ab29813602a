"""Wiring: which part is built from which, in which order it starts, and in which order it stops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError

from bot.app.container import Container, build_container
from bot.app.errors import PollingEndedError
from bot.app.logs import chain_of
from bot.app.metrics import Metrics
from bot.app.observe import observing
from bot.app.office_key import OfficeKeyWatch
from bot.app.opening import RUNNING, open_installation
from bot.app.scheduler import Scheduler, TimedJob
from bot.app.settings import Settings, bot_id_of
from bot.wire.application import PtbApplication, build_application, build_bot
from bot.wire.broadcast import BroadcastRunner, WireSender, holder_of
from bot.wire.direct import DirectCalls, TransportFiles
from bot.wire.dispatcher import Dispatcher, note_error
from bot.wire.forgetting import settle_memory
from bot.wire.outbox_sender import OutboxSender
from bot.wire.poller import Poller
from bot.wire.posting import Postman
from bot.wire.rate_limiter import build_rate_limiter
from bot.wire.reminding import ReminderRunner
from bot.wire.retry import Backoff, in_time, wait_or_stop
from bot.wire.transport import Transport
from bot.wire.updates import Origin
from core.clock import Clock
from core.errors import ConfigurationError
from core.randomness import Randomness
from handlers.access.menus import menus_of_everybody
from handlers.platform.journey import Journey
from handlers.platform.outgoing import end_trace
from handlers.platform.turn import Turn
from handlers.routing.group_gate import GroupGate
from handlers.routing.register import apologise, register
from services.access.views import TAGS as VIEW_TAGS
from services.announcements.delivery import Patience, Tools
from services.announcements.engine import Engine
from services.calendar.leap import LeapGuard
from services.platform.chat_paces import TELEGRAM, ChatLimits
from services.platform.installation import Installation
from services.platform.pacing import RateLimiter
from storage.platform.committer import GroupCommitter
from storage.platform.dialogs import Dialogs
from storage.platform.errors import StorageError
from storage.platform.inbox import UpdateInbox
from storage.platform.lifetimes import DELETABLE, TIDIED_EVERY, erase_overdue
from storage.platform.outbox import Outbox
from storage.platform.unit import Outgoing, Unit

DRAIN_SECONDS = 20.0
"""How long a stop waits for handlers and replies; what is left is on disk and goes on next time."""
CLOSING_SECONDS = 35.0
"""How long for each other part: a call under way may take 30."""
LOOK_FOR_BROADCASTS_EVERY = timedelta(seconds=1)
SHOW_PROGRESS_EVERY = timedelta(seconds=3)
LOOK_FOR_CHANGES_EVERY = timedelta(seconds=1)
"""So soon the foot of an answer knows what an administrator changed in the calendar."""
LOCKS_EVERY = timedelta(seconds=5)
"""What an officer reads may stand on the screen for so long after the lock has closed."""
FORGET_EVERY = timedelta(seconds=10)
"""So much longer than it has to be, at the most, lies in memory what a chat took."""
GROW_EVERY = timedelta(seconds=5)
SWEEP_EVERY = timedelta(hours=24)
NOTICES_EVERY = timedelta(minutes=10)

UNKNOWN_TOKEN = "Telegram does not know this BOT_TOKEN; copy it again from @BotFather"  # noqa: S105 - no secret

log = structlog.get_logger(__name__)


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
    metrics = Metrics()
    opening = open_installation(settings, clock, randomness, RUNNING, metrics=metrics)
    async with opening as installation, AsyncExitStack() as stack:
        transport = Transport(settings.token, settings.bot_api_url)
        await transport.start()
        stack.push_async_callback(transport.close)
        building = machinery(settings, installation, transport, chat_limits=chat_limits, metrics=metrics)
        machine = await stack.enter_async_context(building)
        assert installation.lock is not None  # a running bot's
        async with installation.lock.watched(lambda: machine.abandon(stop)):
            await machine.serve(stop)


@asynccontextmanager
async def machinery(
    settings: Settings,
    installation: Installation,
    transport: Transport,
    journeys: Sequence[Journey] | None = None,
    chat_limits: ChatLimits = TELEGRAM,
    metrics: Metrics | None = None,
) -> AsyncIterator[Machine]:
    """Everything between the wire and the database. ``journeys`` replaces the bot's own (benchmarks)."""
    database, keyring, committer = installation.database, installation.keyring, installation.committer
    outbox = Outbox(database, keyring, installation.bot_id, installation.clock)
    metrics = metrics or Metrics()
    container = build_container(settings, installation, outbox, metrics)
    try:
        office_key = await OfficeKeyWatch.of(settings, installation)
        metrics.watch("netra_office_key_missing", "1 while nobody can read reports", office_key.missing)
        trouble = partial(getattr, committer, "trouble")
        async with observing(settings.listen, metrics, database, office_key.missing, trouble):
            seconds = settings.report_posting_seconds
            postman = Postman(container.letterbox, installation.randomness, seconds, metrics)
            yield Machine(
                settings,
                transport,
                committer,
                outbox,
                container,
                journeys or container.journeys,
                metrics,
                postman,
                office_key,
                build_rate_limiter(settings, keyring, metrics, chat_limits),
            )
    finally:
        await container.close()


class Machine:
    """The running parts, in the order they start; they stop in the opposite order."""

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        committer: GroupCommitter,
        outbox: Outbox,
        container: Container,
        journeys: Sequence[Journey],
        metrics: Metrics,
        postman: Postman,
        office_key: OfficeKeyWatch,
        limiter: RateLimiter,
    ) -> None:
        self._settings, self._postman, self._transport = settings, postman, transport
        self._drain_seconds, self._closing_seconds = DRAIN_SECONDS, CLOSING_SECONDS
        self._committer, self._outbox, self._container = committer, outbox, container
        keyring, commit = container.keyring, self.commit_and_send
        self._dialogs = Dialogs(container.database, keyring, bot_id_of(settings.token))
        self._inbox = UpdateInbox(container.database, keyring, bot_id_of(settings.token))
        self._sender = OutboxSender(
            transport, committer, outbox, limiter=limiter, metrics=metrics, unreachable=container.unreachable
        )
        self._broadcasts = BroadcastRunner(self._engine(limiter, metrics))
        self._reminding = ReminderRunner(
            container.reminder_job,
            self.commit_and_send,
            limiter,
            LeapGuard(container.clock, time.monotonic),
            lambda: self._sender.under_way,
        )
        self._files, self._direct = TransportFiles(transport), DirectCalls(transport, limiter)
        gate = GroupGate(limiter, container.commands)
        self._forgetting = (limiter.forget_idle, gate.forget_idle, container.forget_idle)
        self._application = self._build_application(journeys, gate)
        self._dispatcher = Dispatcher(
            self._application,
            committer,
            self._inbox,
            self._sender,
            self._open_turn,
            apologise,
            self._direct,
            metrics=metrics,
            limiter=limiter,
        )
        self._poller = Poller(
            transport, committer, self._inbox, self._dispatcher, keyring, metrics=metrics, limiter=limiter
        )
        metrics.watch("netra_inbox_waiting", "Updates not handled yet", lambda: self._dispatcher.waiting)
        metrics.watch("netra_outbox_waiting", "Calls not sent yet", lambda: self._sender.waiting)
        self._scheduler = Scheduler(
            [
                TimedJob("officers' locks", LOCKS_EVERY, partial(container.lock_job, commit)),
                TimedJob("calendar", LOOK_FOR_CHANGES_EVERY, self._refresh_calendar),
                TimedJob("reminders", timedelta(minutes=1), self._reminding.look),
                TimedJob("officers' notices", NOTICES_EVERY, partial(container.notice_job, commit)),
                TimedJob("tidy", TIDIED_EVERY, self._tidy),
                TimedJob("idle chats", FORGET_EVERY, self._forget_idle),
                TimedJob("pool", GROW_EVERY, partial(container.grow, commit)),
                TimedJob("sweep", SWEEP_EVERY, partial(container.sweep, commit)),
                TimedJob("progress", SHOW_PROGRESS_EVERY, self._show_progress),
                TimedJob("broadcasts", LOOK_FOR_BROADCASTS_EVERY, self._broadcasts.look),
                TimedJob("retention", timedelta(hours=1), partial(container.retention_job, commit)),
                TimedJob("office key", timedelta(hours=1), partial(office_key.look, commit)),
                TimedJob("audit-witness", timedelta(minutes=1), container.witness_job),
            ],
            metrics,
        )

    def _engine(self, limiter: RateLimiter, metrics: Metrics) -> Engine:
        container, settings = self._container, self._settings
        tools = Tools(
            container.broadcasts,
            container.ledger,
            self._committer.commit,
            WireSender(self._transport, metrics.broadcast),
            limiter,
            container.clock,
            holder_of(settings.data_dir),
            settings.channel_id,
            Patience(),
        )
        return Engine(tools, settings.broadcast_rate or None)

    def _build_application(self, journeys: Sequence[Journey], gate: GroupGate) -> PtbApplication:
        bot = build_bot(self._settings.token, self._settings.bot_api_url, self._transport)
        application = build_application(bot)
        register(application, journeys, gate, self._container.guard, self._container.commands)
        application.add_error_handler(note_error)
        return application

    def _open_turn(self, origin: Origin, chat_key: bytes) -> Turn:
        return Turn(
            chat_id=origin.chat_id,
            user_id=origin.user_id,
            chat_key=chat_key,
            now=self._container.clock.now(),
            dialogs=self._dialogs,
            files=self._files,
            direct=self._direct,
            randomness=self._container.randomness,
        )

    async def commit_and_send(self, unit: Unit) -> None:
        """Commits a job's unit and hands what it says to the sender."""
        self._sender.accept(await self._committer.commit(unit))

    async def _show_progress(self) -> None:
        chat_key = self._container.keyring.chat_key
        await self._container.progress.run(self.commit_and_send, self._direct.quietly, chat_key)

    async def _refresh_calendar(self) -> None:
        await self._container.book.refresh()

    async def _forget_idle(self) -> None:
        for forget in self._forgetting:
            forget()

    async def _tidy(self) -> None:
        now = self._container.clock.now()
        too_old = int((now - DELETABLE).timestamp())
        await self.commit_and_send(
            Unit(
                writes=[
                    self._dialogs.expire(now),
                    self._outbox.forget_older_than(too_old, but=VIEW_TAGS),
                    erase_overdue(now, bot_id_of(self._settings.token)),
                ],
                outgoing=[
                    Outgoing(chat_key, end_trace(dialog.trace).encode())
                    for chat_key, dialog in await self._dialogs.expired(now)
                    if dialog.trace
                ],
                truncate_log=True,  # what was deleted since the last time must not linger in the log
            )
        )
        await self._committer.commit(Unit(writes=[self._container.mix]))  # beside no row of a chat
        await self._broadcasts.forget()

    async def serve(self, stop: asyncio.Event) -> None:
        """Starts everything, polls until ``stop`` is set, finishes what was begun, and stops.

        Raises:
            core.errors.ConfigurationError: Telegram does not know the token.
            bot.app.errors.PollingEndedError: polling ended though nobody asked it to.
        """
        await self._greet_telegram(stop)
        if stop.is_set():
            return
        await self._container.prepare()
        await self._container.take_over(self.commit_and_send)
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
                _explain(polling.exception())
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
            await self.commit_and_send(Unit(outgoing=await self._container.menus()))
        except StorageError as error:
            log.warning("command menus wait for the next start", why=type(error).__name__)

    async def _wind_down(self) -> None:
        log.info("stopping: finishing what was begun")
        await self._scheduler.close()
        await in_time(self._reminding.close(), self._closing_seconds, "reminders")
        await in_time(self._broadcasts.close(), self._closing_seconds, "broadcasts")
        await self._dispatcher.drain(self._drain_seconds)
        await self._dispatcher.close()
        await self._sender.drain(self._drain_seconds)
        await self._sender.close()
        await in_time(self._postman.close(), self._closing_seconds, "postman")
        await self._direct.close()
        await self._application.shutdown()
        log.info("stopped")

    async def _greet_telegram(self, stop: asyncio.Event) -> None:
        """getMe and the menus of everybody, however long Telegram is away."""
        backoff, tries = Backoff(first=1.0), 0
        while not stop.is_set():
            try:
                await self._application.initialize()
                for call in menus_of_everybody(self._container.commands):
                    await self._set_menu(call.method, dict(call.params))
                return
            except InvalidToken:
                raise ConfigurationError(UNKNOWN_TOKEN) from None
            except NetworkError as error:
                tries += 1
                log.warning("Telegram can't be reached, trying again", tries=tries, why=type(error).__name__)
                await wait_or_stop(stop, backoff.seconds(tries))
            except Exception as error:  # noqa: BLE001 - an answer PTB can't read raises whatever it likes
                tries += 1
                log.error("Telegram's first answers can't be read", tries=tries, why=chain_of(error))
                await wait_or_stop(stop, backoff.seconds(tries))

    async def _set_menu(self, method: str, params: dict[str, Any]) -> None:
        """A menu that is refused keeps nobody from starting."""
        try:
            await self._transport.call(method, params)
        except (BadRequest, Forbidden):  # before NetworkError, whose child PTB makes BadRequest
            log.warning("a command menu was refused", method=method)


def _explain(error: BaseException | None) -> None:
    """Raises why polling ended, in words for whoever restarts the bot."""
    if isinstance(error, InvalidToken):
        raise ConfigurationError(UNKNOWN_TOKEN)
    raise PollingEndedError from error
