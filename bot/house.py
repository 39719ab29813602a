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
from handlers.start import Start
from handlers.texts.calendar import today_line
from handlers.track import Track
from rulebook.elections import load_elections
from rulebook.loader import load_rulebook
from rulebook.quiz import load_quiz
from rulebook.vocabulary import load_vocabulary
from services.access.roles import Roles
from services.campaign.calendar import Calendar
from services.campaign.reminders import Reminders
from services.campaign.subscribers import Subscriptions
from services.drawing.studio import Studio
from services.guidance.answerer import Answerer
from services.guidance.conversation import Conversation
from services.guidance.normaliser import Normaliser
from services.guidance.overlays import Overlays
from services.guidance.queue import Queue
from services.guidance.quiz import Quiz
from services.guidance.remembered import Remembered
from services.guidance.scrubber import Scrubber
from services.guidance.search import TopicSearch
from services.reporting.code import CodeService
from services.reporting.desk import Desk
from services.reporting.evidence import EvidenceCleaner
from services.reporting.intake import Intake
from services.reporting.tracking import Slowdown, Tracking
from storage.dialogs import Dialogs
from storage.engine import Database
from storage.memory import ChatMemory
from storage.outbox import Outbox
from storage.questions import Questions
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
    reminder_job: Callable[[Commit], Awaitable[None]]
    tidy: Callable[[datetime], list[Write]]
    """What is to be erased because its time is over."""
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
    roles = Roles(settings.owner_ids)

    def line_for(now: datetime) -> str:
        return today_line(calendar.stand(now))

    vocabulary = load_vocabulary()
    answerer = Answerer(rulebook, vocabulary)
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
        Officer(Desk(reports, keys.office_private), roles, randomness),
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

    job = ReminderJob(reminders, rulebook, keyring, clock)
    return House(clock, keyring, database, journeys, job.run, tidy, close)
