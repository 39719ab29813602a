"""The services and journeys of one running bot, built in one visible place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.keys import Keys
from bot.settings import Settings, bot_id_of
from bot.understanding import answerer_of
from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.announce import AdminChats, Announce
from handlers.ask import Ask
from handlers.broadcasts import BroadcastDesk
from handlers.calendar import Schedule
from handlers.dialog import FreeInput
from handlers.elections import Elections as ElectionDesk
from handlers.journey import Journey
from handlers.officer import Officer
from handlers.progress import ProgressJob
from handlers.remind import ReminderJob
from handlers.report import Report
from handlers.start import Start
from handlers.subscribe import Remind
from handlers.texts.calendar import today_line
from handlers.track import Track
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from services.access.roles import Roles
from services.broadcast.campaigns import Campaigns
from services.campaign.book import ElectionBook
from services.campaign.pictures import Timelines
from services.campaign.reminders import Reminders, batch_for
from services.campaign.subscribers import Subscriptions
from services.drawing.easel import Easel
from services.reporting.code import CodeService
from services.reporting.desk import Desk
from services.reporting.evidence import EvidenceCleaner
from services.reporting.intake import Intake
from services.reporting.tracking import Slowdown, Tracking
from storage.broadcast_ledger import Ledger
from storage.broadcasts import Broadcasts
from storage.dialogs import Dialogs
from storage.elections import Elections
from storage.engine import Database
from storage.outbox import Outbox
from storage.reports import Reports
from storage.subscribers import Subscribers
from storage.unit import Write


@dataclass(frozen=True)
class House:
    """What lives in a running bot."""

    clock: Clock
    keyring: Keyring
    database: Database
    journeys: Sequence[Journey]
    """In the order their handlers are tried."""
    reminder_job: ReminderJob
    book: ElectionBook
    unreachable: Callable[[bytes], Write]
    """What is written when Telegram says that a chat can't be reached any more."""
    progress: ProgressJob
    close: Callable[[], Awaitable[None]]
    campaigns: Campaigns
    broadcasts: Broadcasts
    ledger: Ledger


def build_house(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    keys: Keys,
    clock: Clock,
    randomness: Randomness,
) -> House:
    """Builds every service and journey; whatever it starts, ``close`` ends."""
    bot_id = bot_id_of(settings.token)
    rulebook = load_rulebook()
    book = ElectionBook(load_elections(), Elections(database))
    subscribers = Subscribers(database, keyring, bot_id)
    reminders = Reminders(book.calendar, subscribers, batch_for(settings.broadcast_rate))
    easel = Easel()
    reports = Reports(database)
    codes = CodeService(keyring.code_salt(), randomness)
    cleaner = EvidenceCleaner()
    intake = Intake(
        reports,
        Dialogs(database, keyring, bot_id),
        codes,
        cleaner,
        keys.office_public,
        randomness,
        settings.zone,
    )
    roles = Roles(settings.owner_ids)

    broadcasts, ledger = Broadcasts(database, keyring, bot_id), Ledger(database, keyring, bot_id)
    campaigns = Campaigns(broadcasts, ledger, randomness, has_channel=settings.channel_id is not None)

    def line_for(now: datetime) -> str:
        return today_line(book.calendar.stand(now))

    ask = Ask(answerer_of(rulebook), rulebook, line_for)
    report = Report(intake, settings.zone)
    track = Track(Tracking(reports, codes), Slowdown(clock, randomness))
    subscriptions = Subscriptions(subscribers, randomness)
    remind = Remind(subscriptions, reminders, book)
    admins = AdminChats(settings.owner_ids, keyring.chat_key)
    announce = Announce(
        campaigns,
        subscriptions,
        roles,
        admins,
        settings.zone,
        settings.broadcast_rate,
        approval=settings.announcement_approval,
    )
    siaran = BroadcastDesk(campaigns, roles, admins, easel, settings.zone)
    outbox = Outbox(database, keyring, bot_id, clock)
    progress = ProgressJob(campaigns, outbox, easel, clock, settings.zone)
    desk = ElectionDesk(book, reminders, roles)
    journeys: list[Journey] = [
        Start(roles),
        ask,
        report,
        track,
        Officer(Desk(reports, keys.office_private), roles, randomness),
        Schedule(book, Timelines(easel), rulebook),
        remind,
        announce,
        siaran,
        desk,
        FreeInput(
            [report, track, remind, announce, siaran, desk], ask
        ),  # last: it takes whatever the others left
    ]

    async def close() -> None:
        await cleaner.close()
        await easel.close()
        codes.close()

    def unreachable(chat_key: bytes) -> Write:
        return subscribers.set_active(chat_key, active=False)

    job = ReminderJob(book, reminders, rulebook, keyring, clock)
    return House(
        clock,
        keyring,
        database,
        journeys,
        job,
        book,
        unreachable,
        progress,
        close,
        campaigns,
        broadcasts,
        ledger,
    )
