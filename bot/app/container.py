"""The services and journeys of one running bot, built in one visible place."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.app.container_casework import build_officers
from bot.app.container_guidance import build_guidance
from bot.app.metrics import CountingCleaner, Metrics
from bot.app.settings import Settings
from bot.app.videos import cleaner_of_videos
from bot.cli.backup import Backups
from core.clock import Clock
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.access.code_words import CodeWords
from handlers.access.commands import Commands
from handlers.access.guard import AccessGuard
from handlers.access.lock import LockJob
from handlers.announcements.admin_chats import AdminChats
from handlers.announcements.broadcasts import BroadcastHandlers
from handlers.announcements.compose import Announce
from handlers.announcements.progress import ProgressJob
from handlers.calendar.calendar import Schedule
from handlers.calendar.elections import ElectionsHandlers
from handlers.calendar.remind import ReminderJob
from handlers.calendar.subscribe import Remind
from handlers.calendar.texts.calendar import today_line
from handlers.casework.notices import NoticeJob
from handlers.casework.retention import RetentionHandlers, RetentionJob
from handlers.casework.unattended import UnattendedJob
from handlers.guidance.link import Links
from handlers.platform.journey import Journey
from handlers.reporting.report import ReportHandlers
from handlers.reporting.steps import report_form, report_steps
from handlers.reporting.track import Track
from handlers.reporting.wizard import Wizard
from handlers.routing.corrections import Corrections
from handlers.routing.dialog import FreeInput
from handlers.routing.start import Start
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from services.access.audit import WITNESS_FILE, AuditLog, AuditWitness
from services.access.code import CodeService
from services.access.roles import Role, Roles
from services.access.spotter import Spotter
from services.announcements.campaigns import Campaigns
from services.calendar.book import ElectionBook
from services.calendar.pictures import Timelines
from services.calendar.reminders import Reminders, batch_for
from services.calendar.subscribers import Subscriptions
from services.casework.case_service import CaseService
from services.casework.notices import Notices
from services.casework.retention import RetentionService
from services.casework.unattended import NOTE, Unattended
from services.platform.drawing.renderer import PictureRenderer
from services.platform.installation import Installation
from services.platform.jail.pool import Jail
from services.platform.render_worker import RenderWorker
from services.platform.traces import Traces
from services.reporting.followup import FollowUp
from services.reporting.heirs import Heirs
from services.reporting.intake import Intake
from services.reporting.limits import AbuseLimits
from services.reporting.originals import OriginalsService
from services.reporting.pieces import Pieces
from services.reporting.sweep import Sweep
from services.reporting.thread import ThreadSealer
from services.reporting.tracking import Slowdown
from storage.access.audit import AuditChain
from storage.access.officers import OfficerStore
from storage.announcements.broadcasts import Broadcasts
from storage.announcements.ledger import Ledger
from storage.calendar.elections import ElectionStore
from storage.calendar.subscribers import Subscribers
from storage.casework.retention import RetentionStore
from storage.platform.backup_note import BackupNote
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from storage.platform.installation import DayNote
from storage.platform.outbox import Outbox
from storage.platform.pool import Pool
from storage.platform.unit import Commit, Outgoing, Write
from storage.reporting.cases import CaseStore
from storage.reporting.code_waits import CodeWaits
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Letterbox
from storage.reporting.reports import Reports

Work = Callable[[Commit], Awaitable[None]]
"""A job that commits units of its own."""


@dataclass(frozen=True)
class Container:
    """What lives in a running bot."""

    clock: Clock
    randomness: Randomness
    keyring: Keyring
    database: Database
    journeys: Sequence[Journey]
    """In the order their handlers are tried."""
    commands: Commands
    """Filled when the journeys are registered."""
    guard: AccessGuard
    """Lets people in to commands and buttons."""
    menus: Callable[[], Awaitable[list[Outgoing]]]
    """Sets the command menus of everybody who has a role, or had one by the settings."""
    can_open: bool
    """Whether this process holds the office's private key."""
    prepare: Callable[[], Awaitable[None]]
    """What has to be known before the first update is handled."""
    take_over: Callable[[Commit], Awaitable[None]]
    """What is done once with reports an earlier version stored, before the first update is handled."""
    grow: Work
    """Keeps room in the pool of contents."""
    sweep: Work
    """Gives back what nothing names in the pool, where this process can tell."""
    mix: Write
    """Hides in which order contents were written."""
    reminder_job: ReminderJob
    retention_job: Work
    lock_job: Work
    notice_job: Work
    witness_job: Callable[[], Awaitable[None]]
    """Notes the audit log's head outside the database."""
    book: ElectionBook
    unreachable: Callable[[bytes], Write]
    """What is written when Telegram says that a chat can't be reached any more."""
    progress: ProgressJob
    close: Callable[[], Awaitable[None]]
    campaigns: Campaigns
    broadcasts: Broadcasts
    ledger: Ledger
    letterbox: Letterbox
    forget_idle: Callable[[], None]
    """Forgets what chats took that came with evidence, once it weighs nothing any more."""


def build_container(
    settings: Settings,
    installation: Installation,
    outbox: Outbox,
    metrics: Metrics | None = None,
) -> Container:
    """Builds every service and journey around the one outbox; whatever it starts, ``close`` ends."""
    bot_id, database, keys = installation.bot_id, installation.database, installation.keys
    keyring, clock, randomness = installation.keyring, installation.clock, installation.randomness
    rulebook = load_rulebook()
    book = ElectionBook(load_elections(), ElectionStore(database))
    subscribers = Subscribers(database, keyring, bot_id)
    reminders = Reminders(book.calendar, subscribers, batch_for(settings.broadcast_rate))
    jail = Jail()
    renderer, render_worker = PictureRenderer(jail), RenderWorker(jail)
    roles, commands = Roles(settings.owner_ids, keyring), Commands()

    # reports
    reports, cases = Reports(database), CaseStore(database)
    letterbox = Letterbox(database, keyring, randomness)
    video = cleaner_of_videos() if settings.evidence_video else None
    codes = CodeService(keyring.code_salt(), randomness)
    spotter = Spotter(codes.codebook)
    cleaner = CountingCleaner(metrics or Metrics(), video, jail)
    threads = ThreadSealer(keyring, randomness)
    pool, heirlooms = Pool(database, randomness), Heirlooms(database, keyring)
    pieces = Pieces(pool, randomness)
    intake = Intake(codes, cleaner, pieces, keys.office_public, randomness, settings.zone, letterbox)
    followup = FollowUp(
        reports, cases, codes, cleaner, pieces, heirlooms, threads, randomness, settings.zone, letterbox
    )
    traces = Traces(outbox)
    limits = AbuseLimits(clock, randomness)  # one for both ways a file may come
    questions = report_form(report_steps(settings.zone, takes_videos=settings.evidence_video))
    wizard = Wizard(questions, rulebook, settings.zone)
    report = ReportHandlers(intake, limits, traces, wizard, spotter)
    slowdown = Slowdown(clock, randomness, CodeWaits(database, keyring, bot_id))
    track = Track(followup, slowdown, limits, traces, spotter)
    code_words = CodeWords(spotter, traces, report, track)

    # officers
    chain = AuditChain(database, keyring)
    audit = AuditLog(chain, keyring, clock)
    witness = AuditWitness(chain, settings.data_dir / WITNESS_FILE)
    desk = CaseService(reports, cases, threads, pieces, keys.office_private, keyring, letterbox.post)
    store = OfficerStore(database, keyring, bot_id)
    originals = OriginalsService(pieces, reports, keys.office_private)
    office = build_officers(
        settings,
        store,
        roles,
        cases,
        desk,
        threads,
        originals,
        audit,
        randomness,
        render_worker,
        keyring,
        commands,
    )
    retention = RetentionService(
        RetentionStore(database), BackupNote(database, keyring), audit, settings.report_retention_days
    )

    # announcements
    broadcasts, ledger = Broadcasts(database, keyring, bot_id), Ledger(database, keyring, bot_id)
    campaigns = Campaigns(broadcasts, ledger, randomness, has_channel=settings.channel_id is not None)

    def line_for(now: datetime) -> str:
        return today_line(book.calendar.stand(now))

    subscriptions = Subscriptions(subscribers, randomness)

    async def zone_of(chat_key: bytes) -> ZoneInfo:
        return await subscriptions.zone_of(chat_key, settings.zone)

    guidance = build_guidance(
        settings,
        database,
        keyring,
        rulebook,
        outbox,
        randomness,
        renderer,
        audit,
        line_for,
        spotter,
        zone_of,
        commands,
    )
    remind = Remind(subscriptions, reminders, book)

    async def invited_admins() -> Sequence[int]:
        return [
            one.chat_id for one in await office.officers.all() if one.role is Role.ADMIN and one.confirmed
        ]

    admins = AdminChats(settings.owner_ids, invited_admins, keyring.chat_key)
    announce = Announce(
        campaigns,
        subscriptions,
        admins,
        settings.zone,
        settings.broadcast_rate,
        audit,
        approval=settings.announcement_approval,
    )
    siaran = BroadcastHandlers(campaigns, admins, renderer, settings.zone, audit, office.room.gate)
    progress = ProgressJob(campaigns, outbox, renderer, clock, settings.zone, audit, roles.is_admin)
    elections = ElectionsHandlers(book, reminders, audit, settings.zone)
    start = Start(roles, traces, commands, can_open=desk.can_open)
    journeys: list[Journey] = [
        # before all others: no other handler gets an edited message, and a code goes no further
        Corrections(spotter, code_words, report, track, guidance.ask),
        code_words,
        *office.journeys,  # before Start: an invitation is a /start too
        Links(guidance.ask),  # before Start: a link to a topic is one as well
        start,
        *guidance.journeys,
        report,
        track,
        RetentionHandlers(office.room, retention),
        Schedule(book, Timelines(renderer), rulebook),
        remind,
        announce,
        siaran,
        elections,
        # last: it takes whatever the others left
        FreeInput(
            [report, track, guidance.pledge, remind, announce, siaran, elections, *office.asking],
            guidance.ask,
            code_words,
            office.text,
            office.guard,
            start,
        ),
    ]

    async def close() -> None:
        await cleaner.close()
        await jail.close()

    async def chats_of_officers() -> Sequence[int]:
        known = {officer.chat_id for officer in await office.officers.all() if officer.confirmed}
        return sorted(known | set(settings.owner_ids))

    async def prepare() -> None:
        await office.officers.refresh()
        await slowdown.restore()

    async def note_head() -> None:
        await witness.advance()

    def unreachable(chat_key: bytes) -> Write:
        return subscribers.set_active(chat_key, active=False)

    async def take_over(commit: Commit) -> None:
        if keys.office_private is not None:
            await Heirs(heirlooms, reports, keys.office_private).take_over(commit)

    async def grow(commit: Commit) -> None:
        await pool.grow(commit)

    async def sweep(commit: Commit) -> None:
        if keys.office_private is not None:
            dialogs = Dialogs(database, keyring, bot_id, randomness)
            private = keys.office_private
            await Sweep(database, pool, dialogs, letterbox, reports, cases, heirlooms, threads, private).run(
                commit
            )

    notice_job = NoticeJob(Notices(desk, cases, office.officers), office.officers, clock, settings.zone)
    unattended = Unattended(desk, office.officers, DayNote(database, keyring, NOTE))
    unattended_job = UnattendedJob(unattended, settings.owner_ids, keyring, clock, settings.zone)

    async def give_notice(commit: Commit) -> None:
        await notice_job.run(commit)
        await unattended_job.run(commit)

    retention_job = RetentionJob(
        retention,
        Backups(database, keyring, clock, installation.commit).refresh_keys,
        chats_of_officers,
        keyring,
        clock,
        settings.zone,
        desk if desk.can_open else None,
        pool,
    )
    return Container(
        clock=clock,
        randomness=randomness,
        keyring=keyring,
        database=database,
        journeys=journeys,
        commands=commands,
        guard=office.guard,
        menus=office.menus,
        can_open=desk.can_open,
        prepare=prepare,
        take_over=take_over,
        grow=grow,
        sweep=sweep,
        mix=pool.mix(),
        reminder_job=ReminderJob(book, reminders, rulebook, keyring, clock),
        retention_job=retention_job.run,
        lock_job=LockJob(office.views, office.officers, clock).run,
        notice_job=give_notice,
        witness_job=note_head,
        book=book,
        unreachable=unreachable,
        progress=progress,
        close=close,
        campaigns=campaigns,
        broadcasts=broadcasts,
        ledger=ledger,
        letterbox=letterbox,
        forget_idle=cleaner.usage.forget_idle,
    )
