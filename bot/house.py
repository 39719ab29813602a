"""The services and journeys of one running bot, built in one visible place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.backup import Backups
from bot.keys import Keys
from bot.metrics import CountingCleaner, Metrics
from bot.settings import Settings, bot_id_of
from bot.understanding import answerer_of
from core.clock import Clock
from core.errors import ReportError, SealError
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.ask import Ask
from handlers.calendar import Remind, Schedule
from handlers.cards import Cards
from handlers.dialog import FreeInput
from handlers.group import Groups
from handlers.inline import Inline
from handlers.journey import Journey
from handlers.link import Links
from handlers.officer import Officer
from handlers.pledge import Pledge
from handlers.profile import Profile
from handlers.questions import QuestionDesk
from handlers.quiz import QuizJourney
from handlers.remind import Commit, ReminderJob
from handlers.report import Report
from handlers.retention import RetentionDesk, RetentionJob
from handlers.start import Start
from handlers.texts.calendar import today_line
from handlers.track import Track
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from rulebook.normaliser import Normaliser
from rulebook.quiz import load_quiz
from rulebook.vocabulary import load_vocabulary
from services.access.audit import WITNESS_FILE, AuditLog, AuditWitness
from services.access.roles import Roles
from services.broadcast.campaigns import Campaigns
from services.campaign.calendar import Calendar
from services.campaign.reminders import Reminders
from services.campaign.subscribers import Subscriptions
from services.drawing.studio import Studio
from services.guidance.conversation import Conversation
from services.guidance.overlays import Overlays
from services.guidance.queue import Queue
from services.guidance.quiz import Quiz
from services.guidance.remembered import Remembered
from services.guidance.scrubber import Scrubber
from services.guidance.search import TopicSearch
from services.reporting.code import CodeService
from services.reporting.desk import Desk
from services.reporting.intake import Intake
from services.reporting.retention import Retention
from services.reporting.tracking import Slowdown, Tracking
from services.reporting.vault import Report as OpenedReport
from storage.audit import AuditChain
from storage.backup_note import BackupNote
from storage.broadcast_ledger import Ledger
from storage.broadcasts import Broadcasts
from storage.dialogs import Dialogs
from storage.engine import Database
from storage.memory import ChatMemory
from storage.outbox import Outbox
from storage.questions import Questions
from storage.reports import Reports
from storage.retention import Retention as RetentionStore
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
    can_open: bool
    """Whether this process holds the office's private key."""
    reminder_job: Callable[[Commit], Awaitable[None]]
    retention_job: Callable[[Commit], Awaitable[None]]
    witness_job: Callable[[], Awaitable[None]]
    """Notes the audit log's head outside the database."""
    tidy: Callable[[datetime], list[Write]]
    """What is to be erased because its time is over."""
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
    metrics: Metrics | None = None,
) -> House:
    """Builds every service and journey; whatever it starts, ``close`` ends."""
    bot_id = bot_id_of(settings.token)
    rulebook, elections = load_rulebook(), load_elections()
    calendar = Calendar(elections)
    subscribers = Subscribers(database, keyring, bot_id)
    reminders = Reminders(elections, subscribers)
    reports = Reports(database)
    codes = CodeService(keyring.code_salt(), randomness)
    cleaner = CountingCleaner(metrics or Metrics())
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
        return today_line(calendar.stand(now))

    vocabulary = load_vocabulary()
    answerer = answerer_of(rulebook)
    studio = Studio(rulebook, settings.data_dir / "cards")
    memory, questions = ChatMemory(database, keyring, bot_id), Questions(database, keyring, bot_id)
    scrubber = Scrubber(rulebook.words)
    overlays = Overlays(questions, Normaliser(vocabulary.words), scrubber, rulebook)
    remembered = Remembered(memory, scrubber)
    queue = Queue(questions, overlays, rulebook, scrubber, randomness, settings.zone)
    conversation = Conversation(answerer, overlays, rulebook)
    ask = Ask(conversation, Cards(rulebook, line_for), remembered, queue, studio)
    quiz = Quiz(rulebook, load_quiz(), randomness)
    pledge = Pledge(studio)
    report = Report(intake, settings.zone)
    track = Track(Tracking(reports, codes), Slowdown(clock, randomness))
    desk = Desk(reports, keys.office_private)
    chain = AuditChain(database, keyring)
    audit = AuditLog(chain, keyring, clock)
    witness = AuditWitness(chain, settings.data_dir / WITNESS_FILE)
    retention = Retention(
        RetentionStore(database), BackupNote(database, keyring), audit, settings.report_retention_days
    )

    async def describe(report_id: bytes) -> OpenedReport | None:
        try:
            return (await desk.read(report_id))[0] if desk.can_open else None
        except (ReportError, SealError):
            return None

    journeys: list[Journey] = [
        Links(ask),
        Start(roles),
        ask,
        Groups(conversation, rulebook),
        Inline(TopicSearch(answerer, rulebook), rulebook),
        QuizJourney(quiz, rulebook, memory, Outbox(database, keyring, bot_id, clock), studio),
        pledge,
        Profile(remembered),
        QuestionDesk(queue, rulebook, roles, studio),
        report,
        track,
        Officer(desk, roles, randomness),
        RetentionDesk(retention, roles.is_admin, describe, randomness, settings.zone),
        Schedule(calendar),
        Remind(Subscriptions(subscribers, randomness), reminders),
        FreeInput([report, track, pledge], ask),  # last: it takes whatever the others left
    ]

    def tidy(now: datetime) -> list[Write]:
        return [memory.expire(now), *queue.tidy(now)]

    async def close() -> None:
        await cleaner.close()
        await studio.close()
        codes.close()

    async def officers() -> Sequence[int]:
        return settings.owner_ids

    async def note_head() -> None:
        await witness.advance()

    job = ReminderJob(reminders, rulebook, keyring, clock)
    retention_job = RetentionJob(
        retention,
        Backups(database, keyring, clock).refresh_keys,
        officers,
        keyring,
        clock,
        settings.zone,
        can_open=desk.can_open,
    )
    return House(
        clock=clock,
        keyring=keyring,
        database=database,
        journeys=journeys,
        can_open=desk.can_open,
        reminder_job=job.run,
        retention_job=retention_job.run,
        witness_job=note_head,
        tidy=tidy,
        close=close,
        campaigns=campaigns,
        broadcasts=broadcasts,
        ledger=ledger,
    )
