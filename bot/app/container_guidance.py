"""The part of the container that answers questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.settings import Settings, bot_id_of
from bot.app.understanding import answerer_of
from core.randomness import Randomness
from core.sealing import Keyring
from handlers.access.commands import Commands
from handlers.guidance.ask import Ask
from handlers.guidance.cards import Cards
from handlers.guidance.group import Groups
from handlers.guidance.inline import Inline
from handlers.guidance.pledge import Pledge
from handlers.guidance.profile import Profile
from handlers.guidance.quiz import QuizJourney
from handlers.guidance.unanswered import QuestionHandlers
from handlers.platform.journey import Journey
from handlers.platform.turn import ZoneOf
from rulebook.loader import Rulebook
from rulebook.normaliser import Normaliser
from rulebook.quiz import load_quiz
from rulebook.vocabulary import load_vocabulary
from services.access.audit_hook import AuditHook
from services.access.spotter import Spotter
from services.guidance.conversation import MessageReader
from services.guidance.overlays import Overlays
from services.guidance.queue import Queue
from services.guidance.quiz import Quiz
from services.guidance.remembered import GuidanceMemory
from services.guidance.scrubber import Scrubber
from services.guidance.search import TopicSearch
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.drawing.renderer import PictureRenderer
from storage.guidance.questions import Questions
from storage.platform.engine import Database
from storage.platform.memory import ChatMemory
from storage.platform.outbox import Outbox


@dataclass(frozen=True)
class GuidanceFeature:
    """Journeys of questions."""

    ask: Ask
    pledge: Pledge
    journeys: Sequence[Journey]


def build_guidance(
    settings: Settings,
    database: Database,
    keyring: Keyring,
    rulebook: Rulebook,
    outbox: Outbox,
    randomness: Randomness,
    renderer: PictureRenderer,
    audit: AuditHook,
    today_line: Callable[[datetime], str],
    spotter: Spotter,
    zones: ZoneOf,
    commands: Commands,
) -> GuidanceFeature:
    """Questions, groups, inline mode, quiz, pledge, and the admins' queue."""
    bot_id = bot_id_of(settings.token)
    answerer = answerer_of(rulebook, settings.data_dir)
    guidance_pictures = GuidancePictures(rulebook, settings.data_dir / "cards", renderer)
    memory, questions = ChatMemory(database, keyring, bot_id), Questions(database, keyring, bot_id)
    scrubber = Scrubber(rulebook.words, spotter.without)
    overlays = Overlays(questions, Normaliser(load_vocabulary().words), scrubber, rulebook)
    remembered = GuidanceMemory(memory, scrubber)
    queue = Queue(questions, overlays, rulebook, scrubber, randomness, settings.zone)
    conversation = MessageReader(answerer, overlays, rulebook)
    ask = Ask(conversation, Cards(rulebook, today_line), remembered, queue, guidance_pictures, commands)
    quiz = Quiz(rulebook, load_quiz(), randomness)
    pledge = Pledge(guidance_pictures, zones)

    journeys: list[Journey] = [
        ask,
        Groups(conversation, rulebook, spotter, commands),
        Inline(TopicSearch(answerer, rulebook), rulebook, spotter),
        QuizJourney(quiz, rulebook, memory, outbox, guidance_pictures, zones),
        pledge,
        Profile(remembered),
        QuestionHandlers(queue, rulebook, guidance_pictures, audit),
    ]
    return GuidanceFeature(ask, pledge, journeys)
