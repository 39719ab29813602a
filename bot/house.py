"""The services and journeys of one running bot, built in one visible place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.keys import Keys
from bot.settings import Settings, bot_id_of
from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.ask import Ask
from handlers.calendar import Remind, Schedule
from handlers.dialog import FreeInput
from handlers.journey import Journey, is_asking
from handlers.officer_evidence import EvidenceDesk
from handlers.officer_gate import Gate
from handlers.officer_handover import HandOver
from handlers.officer_inbox import Inbox
from handlers.officer_lock import LockJob, NoticeJob
from handlers.officer_report import CaseScreen, ReportDesk
from handlers.officer_roles import OfficerRoles
from handlers.officer_room import Room
from handlers.officer_stats import Statistics
from handlers.officer_words import Words
from handlers.remind import Commit, ReminderJob
from handlers.report import Report
from handlers.start import Start
from handlers.texts.calendar import today_line
from handlers.track import Track
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from rulebook.vocabulary import load_vocabulary
from services.access.audit_hook import NoAudit
from services.access.officers import Officers
from services.access.roles import Roles
from services.access.unlock import Unlocking
from services.access.views import Views
from services.campaign.calendar import Calendar
from services.campaign.reminders import Reminders
from services.campaign.subscribers import Subscriptions
from services.guidance.answerer import Answerer
from services.reporting.approvals import Approvals, NoOriginals
from services.reporting.casework import Casework
from services.reporting.code import CodeService
from services.reporting.desk import Desk
from services.reporting.evidence import EvidenceCleaner
from services.reporting.followup import FollowUp
from services.reporting.intake import Intake
from services.reporting.notices import Notices
from services.reporting.thread import ThreadSealer
from services.reporting.tracking import Slowdown
from services.worker import Drawer
from storage.casework import CaseStore
from storage.dialogs import Dialogs
from storage.engine import Database
from storage.officers import OfficerStore
from storage.reports import Reports
from storage.subscribers import Subscribers


@dataclass(frozen=True)
class House:
    """What lives in a running bot."""

    clock: Clock
    keyring: Keyring
    database: Database
    journeys: Sequence[Journey]
    """In the order their handlers are tried."""
    reminder_job: Callable[[Commit], Awaitable[None]]
    lock_job: Callable[[Commit], Awaitable[None]]
    notice_job: Callable[[Commit], Awaitable[None]]
    prepare: Callable[[], Awaitable[None]]
    """What has to be known before the first update is handled."""
    close: Callable[[], Awaitable[None]]


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
    rulebook, elections = load_rulebook(), load_elections()
    calendar = Calendar(elections)
    subscribers = Subscribers(database, keyring, bot_id)
    reminders = Reminders(elections, subscribers)
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
    roles = Roles(settings.owner_ids, keyring)
    cases, threads = CaseStore(database), ThreadSealer(keyring, randomness)
    desk = Desk(reports, cases, keys.office_private, keyring)
    officer_journeys, officers, views = _officers(
        OfficerStore(database, keyring, bot_id), roles, cases, desk, threads, randomness, settings
    )

    def line_for(now: datetime) -> str:
        return today_line(calendar.stand(now))

    ask = Ask(Answerer(rulebook, load_vocabulary()), rulebook, line_for)
    report = Report(intake, settings.zone)
    followup = FollowUp(reports, cases, codes, cleaner, threads, randomness, settings.zone)
    track = Track(followup, Slowdown(clock, randomness))
    journeys: list[Journey] = [
        *officer_journeys,  # before Start: an invitation is a /start too
        Start(roles),
        ask,
        report,
        track,
        Schedule(calendar),
        Remind(Subscriptions(subscribers, randomness), reminders),
        FreeInput(
            [report, track, *(one for one in officer_journeys if is_asking(one))], ask
        ),  # last: it takes whatever the others left
    ]

    async def close() -> None:
        await cleaner.close()
        codes.close()

    job = ReminderJob(reminders, rulebook, keyring, clock)
    notices = NoticeJob(Notices(desk, cases, officers), officers, clock, settings.zone)
    lock = LockJob(views, officers, clock)
    return House(clock, keyring, database, journeys, job.run, lock.run, notices.run, officers.refresh, close)


def _officers(
    store: OfficerStore,
    roles: Roles,
    cases: CaseStore,
    desk: Desk,
    threads: ThreadSealer,
    randomness: Randomness,
    settings: Settings,
) -> tuple[list[Journey], Officers, Views]:
    """The officers' part of the house."""
    audit, drawer, views = NoAudit(), Drawer(), Views(store)
    officers = Officers(store, cases, roles, randomness, audit)
    gate = Gate(officers, Unlocking(store, randomness, audit), roles, desk, views, settings.zone)
    room = Room(gate, desk, randomness)
    work = Casework(desk, cases, threads, audit)
    approvals = Approvals(NoOriginals(), cases, desk, officers, randomness, audit)
    screen = CaseScreen(room, work, officers)
    journeys: list[Journey] = [
        gate,
        Inbox(room, approvals),
        ReportDesk(room, work, screen),
        Words(room, work, screen),
        EvidenceDesk(room, work, approvals, drawer),
        HandOver(room, work, screen, approvals, officers, drawer),
        Statistics(room, drawer, audit),
        OfficerRoles(room, officers, roles, views),
    ]
    return journeys, officers, views
