"""What goes out to many, at the pace Telegram takes: announcements and reminders."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from bot.app.metrics import Metrics
from bot.app.settings import Settings
from bot.wire.broadcast import BroadcastRunner, WireSender, holder_of
from bot.wire.reminding import ReminderRunner
from bot.wire.retry import in_time
from bot.wire.transport import Transport
from handlers.announcements.feature import AnnouncementsFeature
from handlers.calendar.feature import CalendarFeature
from handlers.platform.feature import Feature, Job
from services.announcements.delivery import Patience, Tools
from services.announcements.engine import Engine
from services.calendar.leap import LeapGuard
from services.platform.installation import Installation
from services.platform.pacing import RateLimiter
from storage.platform.unit import Commit

LOOK_FOR_BROADCASTS_EVERY = timedelta(seconds=1)
LOOK_FOR_REMINDERS_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SentToMany:
    """Announcements and reminders of one bot."""

    broadcasts: BroadcastRunner
    reminders: ReminderRunner

    def feature(self) -> Feature:
        """Their jobs. They are closed by themselves, before what they send with."""

        async def look_for_broadcasts(_commit: Commit) -> None:
            await self.broadcasts.look()

        async def look_for_reminders(_commit: Commit) -> None:
            await self.reminders.look()

        async def forget(_commit: Commit) -> None:
            await self.broadcasts.forget()

        return Feature(
            name="sending",
            jobs=[
                Job("broadcasts", LOOK_FOR_BROADCASTS_EVERY, look_for_broadcasts),
                Job("reminders", LOOK_FOR_REMINDERS_EVERY, look_for_reminders),
            ],
            tidy=forget,
        )

    async def close(self, seconds: float) -> None:
        """Lets what is under way end, each for so long at most; the rest goes on at the next start."""
        await in_time(self.reminders.close(), seconds, "reminders")
        await in_time(self.broadcasts.close(), seconds, "broadcasts")


def build_sending(
    settings: Settings,
    installation: Installation,
    transport: Transport,
    limiter: RateLimiter,
    metrics: Metrics,
    announcements: AnnouncementsFeature,
    calendar: CalendarFeature,
    commit_and_send: Commit,
    unsent: Callable[[], int],
) -> SentToMany:
    """Builds them on the stores of their columns; ``unsent`` says how many replies wait to be sent."""
    tools = Tools(
        announcements.broadcasts,
        announcements.ledger,
        installation.committer.commit,
        WireSender(transport, metrics.broadcast),
        limiter,
        installation.clock,
        holder_of(settings.data_dir),
        settings.channel_id,
        Patience(),
    )
    return SentToMany(
        BroadcastRunner(Engine(tools, settings.broadcast_rate or None)),
        ReminderRunner(
            calendar.reminder_job,
            commit_and_send,
            limiter,
            LeapGuard(installation.clock, time.monotonic),
            unsent,
        ),
    )
