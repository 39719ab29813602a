"""The calendar, built: elections, reminders, subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from handlers.access.shared import Shared
from handlers.calendar.calendar import Schedule
from handlers.calendar.elections import ElectionsHandlers
from handlers.calendar.remind import ReminderJob
from handlers.calendar.subscribe import Remind
from handlers.calendar.texts.calendar import today_line
from handlers.platform.feature import Feature, HandlerPhase, Job
from rulebook.elections import load_elections
from rulebook.reminders import load_reminder_rules
from rulebook.stages import load_stages
from services.calendar.book import ElectionBook
from services.calendar.pictures import Timelines
from services.calendar.reminders import Reminders, batch_for
from services.calendar.subscribers import Subscriptions
from services.platform.installation import Installation
from storage.calendar.elections import ElectionStore
from storage.calendar.subscribers import Subscribers
from storage.platform.unit import Commit, Write

LOOK_FOR_CHANGES_EVERY = timedelta(seconds=1)
"""So soon the foot of an answer knows what an administrator changed in the calendar."""


@dataclass(frozen=True, kw_only=True)
class CalendarFeature(Feature):
    """Elections and who wants to be reminded of them."""

    book: ElectionBook
    subscriptions: Subscriptions
    reminder_job: ReminderJob
    """Rung at the pace of what is sent, see ``bot/wire/reminding.py``."""
    zone: ZoneInfo
    """Of whoever chose no province."""

    def today_line(self, now: datetime) -> str:
        """Where the elections stand today, in a line."""
        return today_line(self.book.calendar.stand(now))

    async def zone_of(self, chat_key: bytes) -> ZoneInfo:
        """The time zone of the person whose chat has this key."""
        return await self.subscriptions.zone_of(chat_key, self.zone)


def build(installation: Installation, shared: Shared) -> CalendarFeature:
    """Builds it."""
    options, keyring = installation.options, installation.keyring
    book = ElectionBook(load_elections(), ElectionStore(installation.database))
    subscribers = Subscribers(installation.database, keyring, installation.bot_id)
    subscriptions = Subscriptions(subscribers, installation.randomness)
    reminders = Reminders(
        book.calendar, subscribers, load_reminder_rules(), batch_for(options.broadcast_rate)
    )

    async def refresh(_commit: Commit) -> None:
        await book.refresh()

    def unreachable(chat_key: bytes) -> Write:
        return subscribers.set_active(chat_key, active=False)

    return CalendarFeature(
        name="calendar",
        handler_groups={
            HandlerPhase.EVERYBODY: [
                Schedule(book, Timelines(shared.renderer), shared.rulebook, load_stages()),
                Remind(subscriptions, reminders, book),
            ],
            HandlerPhase.ADMINS: [ElectionsHandlers(book, reminders, shared.audit, options.zone)],
        },
        jobs=[Job("calendar", LOOK_FOR_CHANGES_EVERY, refresh, urgent=True)],
        unreachable=unreachable,
        book=book,
        subscriptions=subscriptions,
        reminder_job=ReminderJob(book, reminders, shared.rulebook, keyring, installation.clock),
        zone=options.zone,
    )
