"""The answerer of a running bot, with its question model built where that is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot import HOME
from bot.app.data_dir import make_private
from bot.app.installed import is_checkout, typed
from bot.app.settings import load_settings
from core.errors import ModelMissingError
from rulebook.loader import Rulebook
from rulebook.question_model import QuestionModel, model_path
from rulebook.vocabulary import load_vocabulary
from services.guidance.answerer import Answerer

TRAIN = (sys.executable, "-m", "rulebook.build")
"""Training runs in a process of its own, so that no training library is ever loaded into a serving one."""


def place_of_model(data_dir: Path | None = None) -> Path:
    """Where the model that fits the rulebook lies, or would lie.

    Beside the rulebook; but what was installed is read and never written to: where the model that came along
    does not fit (somebody changed a topic there), its place is in the data folder.

    Args:
        data_dir: That folder; the one of the settings otherwise.

    Raises:
        core.errors.ConfigurationError: the settings are needed, and wrong.
    """
    beside = model_path()
    if is_checkout() or beside.exists():
        return beside
    return (data_dir or load_settings().data_dir).absolute() / "model" / beside.name


def build_model(data_dir: Path | None = None) -> Path:
    """Builds the model of the rulebook as it stands, if it is not built yet, and says where it lies.

    Raises:
        core.errors.ModelMissingError: training failed; its own words stand on standard error.
        core.errors.ConfigurationError: it belongs into the data folder, which can't be had.
    """
    model = place_of_model(data_dir)
    if model.exists():
        return model
    if model != model_path():
        make_private(model.parents[1])
    done = subprocess.run(  # noqa: S603 - our own module
        [*TRAIN, str(model.parent)], cwd=HOME, stdout=subprocess.DEVNULL, check=False
    )
    if done.returncode:
        raise ModelMissingError(
            "the question model could not be built; run "
            + typed("`make model`", "`pip install 'netra[train]'`")
            + ", which installs what training needs"
        )
    return model


def question_model(data_dir: Path | None = None) -> QuestionModel:
    """The model of the rulebook as it stands, built first where it is missing.

    Raises:
        core.errors.ModelMissingError: it can neither be read nor built.
        core.errors.ConfigurationError: as for :func:`build_model`.
    """
    return QuestionModel.load(build_model(data_dir))


def answerer_of(rulebook: Rulebook, data_dir: Path | None = None) -> Answerer:
    """An answerer for a rulebook, its model and the vocabulary that ships with it."""
    return Answerer(rulebook, load_vocabulary(), question_model(data_dir))
