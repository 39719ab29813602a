"""The answerer of a running bot, with its question model built where that is missing."""

from __future__ import annotations

import subprocess
import sys

from core.errors import ModelMissingError
from rulebook.loader import Rulebook
from rulebook.question_model import QuestionModel, load_model, model_path
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import Answerer

TRAIN = (sys.executable, "-m", "rulebook.build")
"""Training runs in a process of its own, so that no training library is ever loaded into a serving one."""


def build_model() -> None:
    """Builds the model of the rulebook as it stands, if it is not built yet.

    Raises:
        core.errors.ModelMissingError: training failed; its own words stand on standard error.
    """
    if model_path().exists():
        return
    done = subprocess.run(TRAIN, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own module
    if done.returncode:
        raise ModelMissingError(
            "the question model could not be built; run `make model`, which installs what training needs"
        )


def question_model() -> QuestionModel:
    """The model of the rulebook as it stands, built first where it is missing.

    Raises:
        core.errors.ModelMissingError: it can neither be read nor built.
    """
    build_model()
    return load_model()


def answerer_of(rulebook: Rulebook) -> Answerer:
    """An answerer for a rulebook, its model and the vocabulary that ships with it."""
    return Answerer(rulebook, load_vocabulary(), question_model())
