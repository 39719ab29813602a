"""How people speak beside their questions: follow-ups, choices, small talk, as lists of words, and the topics
that rules lead to. The grammar around the words is in ``services/guidance/``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from core.text import StoredEnum
from rulebook.model import LegalBasis, Slug, Strict, distinct


class Talk(StoredEnum):
    """What a message is that asks nothing of the law."""

    STOP = "stop"
    CANCEL = "cancel"
    AGAIN = "again"
    """The answer, or what was understood, was wrong."""
    UNCLEAR = "unclear"
    """The answer was right, perhaps, but not understood."""
    MENU = "menu"
    NONE = "none"
    """None of what was offered."""
    WHO = "who"
    THANKS = "thanks"
    GREETING = "greeting"
    ACK = "ack"
    CHOOSE = "choose"
    """A yes to several offers: which?"""
    ROLE = "role"
    """Nothing but who somebody is."""
    NOT_ROLE = "not-role"
    """Nothing but who somebody is not."""


NOT_SAID = frozenset({Talk.CHOOSE, Talk.ROLE, Talk.NOT_ROLE})
"""What no phrase says: it follows from what was said before, or from the name of a role."""


def _once(words: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses a list that holds a word twice.

    Raises:
        ValueError: it does.
    """
    distinct(words)
    return words


Said = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+( [a-z0-9]+)*$", max_length=60)]
"""One word or several, as messages are compared: lower case, no marks."""
Words = Annotated[tuple[Said, ...], Field(min_length=1), AfterValidator(_once)]
Slugs = Annotated[tuple[Slug, ...], Field(min_length=1), AfterValidator(_once)]


class SpeechFile(Strict):
    """A file about how people speak."""

    @property
    def used_topics(self) -> tuple[str, ...]:
        """Every topic that is named."""
        return ()

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """No law is cited: these files say nothing of it."""
        return ()


class SideWords(Strict):
    """Words that ask for one side of the last card."""

    sanction: Words
    law: Words
    full: Words
    more: Words
    """Fillers beside the words for the whole card only."""


class PickWords(Strict):
    """Words that choose among what was offered."""

    numbers: Annotated[tuple[Words, ...], Field(min_length=1)]
    """For the first of what was offered, the second, and so on."""
    last: Words
    before: Words
    after: Words

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        distinct(word for words in (*self.numbers, self.last) for word in words)
        return self


class Kin(Strict):
    """Relatives a follow-up may ask about, and the topic about them."""

    topic: Slug
    stems: Words
    """What their words begin with."""


class FollowupWords(SpeechFile):
    """``followups.toml``."""

    fillers: Words
    openings: Words
    leaning: Words
    yes: Words
    sides: SideWords
    picks: PickWords
    kin: Annotated[tuple[Kin, ...], Field(min_length=1)]

    @property
    def used_topics(self) -> tuple[str, ...]:
        """The topics about relatives."""
        return tuple(one.topic for one in self.kin)

    @model_validator(mode="after")
    def _one_meaning(self) -> Self:
        distinct(word for words in (self.sides.sanction, self.sides.law, self.sides.full) for word in words)
        distinct(stem for one in self.kin for stem in one.stems)
        return self


class TalkWords(SpeechFile):
    """``talk.toml``."""

    fillers: Words
    address: Words
    leaving: Words
    phrases: dict[Talk, Words]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if set(self.phrases) != set(Talk) - NOT_SAID:
            raise ValueError("phrases of each kind of talk, and of no other")
        distinct(phrase for phrases in self.phrases.values() for phrase in phrases)
        return self


class MatterTopics(SpeechFile):
    """``matters.toml``."""

    reporting: Slug
    anonymous: Slugs
    secret_ballot: Slugs
    unpunished: Slugs
    my_troubles: Slugs
    reports: Annotated[dict[Slug, Slug], Field(min_length=1)]
    """The rule behind each kind of report."""

    @property
    def used_topics(self) -> tuple[str, ...]:
        """Every topic that is named."""
        lists = (self.anonymous, self.secret_ballot, self.unpunished, self.my_troubles)
        return (self.reporting, *(slug for slugs in lists for slug in slugs), *self.reports.values())


def load_followups(path: Path) -> FollowupWords:
    """How people follow up.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return FollowupWords.model_validate(_read(path))


def load_talk(path: Path) -> TalkWords:
    """What people say beside questions.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return TalkWords.model_validate(_read(path))


def load_matter_topics(path: Path) -> MatterTopics:
    """The topics that rules lead to.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return MatterTopics.model_validate(_read(path))


def _read(path: Path) -> Mapping[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Speech:
    """How people speak, as far as it is data."""

    followups: FollowupWords
    talk: TalkWords
    matters: MatterTopics


def load_speech(root: Path) -> Speech:
    """All of it, from the rulebook below ``root``.

    Raises:
        tomllib.TOMLDecodeError: a file is not TOML.
        pydantic.ValidationError: a file is not as it should be.
    """
    return Speech(
        load_followups(root / "followups.toml"),
        load_talk(root / "talk.toml"),
        load_matter_topics(root / "matters.toml"),
    )
