"""Quiz questions: what a behaviour's verdict is, and questions with answers of their own."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from rulebook.loader import ROOT
from rulebook.model import Slug, Strict, Topic

MAX_QUESTION = 300
"""Characters of a poll's question. Source: Bot API, sendPoll."""
MAX_OPTION = 100
"""Characters of a poll's option. Source: Bot API, InputPollOption."""
MAX_EXPLANATION = 200
"""Characters shown after a wrong answer, with at most two line feeds. Source: Bot API, sendPoll."""

Option = Annotated[str, StringConstraints(min_length=2, max_length=MAX_OPTION)]


class Choice(Strict):
    """A question with one right answer and up to three that are wrong but could be thought right."""

    topic: Slug
    ask: Annotated[str, StringConstraints(min_length=10, max_length=MAX_QUESTION)]
    right: Option
    wrong: tuple[Option, ...] = Field(min_length=1, max_length=3)
    why: Annotated[str, StringConstraints(min_length=10, max_length=MAX_EXPLANATION)]

    @model_validator(mode="after")
    def _distinct(self) -> Choice:
        if len({self.right, *self.wrong}) != 1 + len(self.wrong):
            raise ValueError("answers given twice")
        return self


def first_words(topic: Topic) -> str:
    """The topic's first line as a sentence: every explanation begins with it, as the card does."""
    return f"{topic.first_line.rstrip('.')}."


class QuizBook(Strict):
    """``quiz.toml``."""

    putusan: Annotated[str, StringConstraints(min_length=10, max_length=80)]
    """Stands below a behaviour: what is asked of it."""
    perbuatan: dict[Slug, Annotated[str, StringConstraints(min_length=10, max_length=200)]]
    pilihan: tuple[Choice, ...]


def load_quiz(path: Path = ROOT / "quiz.toml") -> QuizBook:
    """The quiz questions.

    Raises:
        pydantic.ValidationError: the file is not as it should be.
    """
    return QuizBook.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
