"""The parts of guidance over a real database."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.app.understanding import question_model
from core.sealing import Keyring
from rulebook.loader import Rulebook, load_rulebook
from rulebook.normaliser import Normaliser
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import Answerer
from services.guidance.conversation import MessageReader
from services.guidance.overlays import Overlays
from services.guidance.queue import Queue
from services.guidance.scrubber import Scrubber
from storage.guidance.questions import Questions
from storage.platform.engine import Database
from tests.conftest import BOT_ID
from tests.repeatable import SeededRandomness

NOW = datetime(2024, 9, 24, 5, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def answerer(rulebook: Rulebook) -> Answerer:
    return Answerer(rulebook, load_vocabulary(), question_model(), timer=lambda: 0.0)


@pytest.fixture
def questions(database: Database, keyring: Keyring) -> Questions:
    return Questions(database, keyring, BOT_ID)


@pytest.fixture
def scrubber(rulebook: Rulebook) -> Scrubber:
    return Scrubber(rulebook.words)


@pytest.fixture
def overlays(questions: Questions, scrubber: Scrubber, rulebook: Rulebook) -> Overlays:
    return Overlays(questions, Normaliser(load_vocabulary().words), scrubber, rulebook)


@pytest.fixture
def queue(
    questions: Questions,
    overlays: Overlays,
    scrubber: Scrubber,
    rulebook: Rulebook,
    randomness: SeededRandomness,
) -> Queue:
    return Queue(questions, overlays, rulebook, scrubber, randomness, ZoneInfo("Asia/Jakarta"))


@pytest.fixture
def conversation(answerer: Answerer, overlays: Overlays, rulebook: Rulebook) -> MessageReader:
    return MessageReader(answerer, overlays, rulebook)
