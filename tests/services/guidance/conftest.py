"""The answerer as it runs, over the rulebook as it stands."""

from __future__ import annotations

import pytest

from bot.understanding import question_model
from rulebook.loader import Rulebook, load_rulebook
from rulebook.normaliser import Normaliser
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import Answerer
from services.guidance.ranker import Ranker


@pytest.fixture(scope="session")
def rulebook() -> Rulebook:
    return load_rulebook()


@pytest.fixture(scope="session")
def answerer(rulebook: Rulebook) -> Answerer:
    return Answerer(rulebook, load_vocabulary(), question_model(), timer=lambda: 0.0)


@pytest.fixture(scope="session")
def ranker() -> Ranker:
    return Ranker(question_model(), Normaliser(load_vocabulary().words))
