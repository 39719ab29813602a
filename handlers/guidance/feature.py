"""Guidance, built: questions, groups, inline mode, quiz, pledge, and the administrators' queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from handlers.access.shared import Shared
from handlers.guidance.ask import Ask
from handlers.guidance.cards import Cards
from handlers.guidance.group import Groups
from handlers.guidance.inline import Inline
from handlers.guidance.link import Links
from handlers.guidance.pledge import Pledge
from handlers.guidance.profile import Profile
from handlers.guidance.quiz import QuizHandlers
from handlers.guidance.unanswered import QuestionHandlers
from handlers.platform.feature import Feature, HandlerPhase
from handlers.platform.update_context import ZoneOf
from rulebook.normaliser import Normaliser
from rulebook.quiz import load_quiz
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import Answerer
from services.guidance.conversation import MessageReader
from services.guidance.overlays import Overlays
from services.guidance.queue import Queue
from services.guidance.quiz import Quiz
from services.guidance.remembered import GuidanceMemory
from services.guidance.scrubber import Scrubber
from services.guidance.search import TopicSearch
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.installation import Installation
from storage.guidance.questions import Questions
from storage.platform.memory import ChatMemory


@dataclass(frozen=True, kw_only=True)
class GuidanceFeature(Feature):
    """Questions and answers."""

    ask: Ask


def build(
    installation: Installation,
    shared: Shared,
    answerer: Answerer,
    today_line: Callable[[datetime], str],
    zone_of: ZoneOf,
) -> GuidanceFeature:
    """Builds it.

    Args:
        installation: What it works on.
        shared: What features share.
        answerer: Reads questions.
        today_line: The foot of an answer: where the elections stand.
        zone_of: The time zone of a person.
    """
    database, keyring, bot_id = installation.database, installation.keyring, installation.bot_id
    rulebook = shared.rulebook
    pictures = GuidancePictures(rulebook, installation.options.data_dir / "cards", shared.renderer)
    memory, questions = ChatMemory(database, keyring, bot_id), Questions(database, keyring, bot_id)
    scrubber = Scrubber(rulebook.words, shared.spotter.without)
    overlays = Overlays(questions, Normaliser(load_vocabulary().words), scrubber, rulebook)
    remembered = GuidanceMemory(memory, scrubber)
    zone, randomness = installation.options.zone, installation.randomness
    queue = Queue(questions, overlays, rulebook, scrubber, randomness, zone)
    reader = MessageReader(answerer, overlays, rulebook)
    ask = Ask(reader, Cards(rulebook, today_line), remembered, queue, pictures, shared.commands)
    quiz = Quiz(rulebook, load_quiz(), randomness)
    return GuidanceFeature(
        name="guidance",
        handler_groups={
            HandlerPhase.LINKED: [Links(ask)],
            HandlerPhase.EVERYBODY: [
                ask,
                Groups(reader, rulebook, shared.spotter, shared.commands),
                Inline(TopicSearch(answerer, rulebook), rulebook, shared.spotter),
                QuizHandlers(quiz, rulebook, memory, shared.outbox, pictures, zone_of),
                Pledge(pictures, zone_of),
                Profile(remembered),
                QuestionHandlers(queue, rulebook, pictures, shared.audit),
            ],
        },
        ask=ask,
    )
