"""What reminders are about and how long before an event they go out."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from rulebook.elections import ElectionKind
from rulebook.loader import ROOT
from rulebook.model import LegalBasis, Slug, Strict, distinct

Days = Annotated[int, Field(ge=1, le=366)]


def _falling(days: tuple[int, ...]) -> tuple[int, ...]:
    """Refuses days that are not in order, the farthest first: each reminder hands over to the next.

    Raises:
        ValueError: they are not.
    """
    if list(days) != sorted(set(days), reverse=True):
        raise ValueError("days ahead stand farthest first")
    return days


DaysAhead = Annotated[tuple[Days, ...], Field(min_length=1), AfterValidator(_falling)]


class ReminderRule(Strict):
    """A reminder of one event."""

    topic: Slug


class AheadRule(ReminderRule):
    """Reminders so many days before an event."""

    days_ahead: DaysAhead


class LastingRule(ReminderRule):
    """A reminder that stays true for so many days after its event."""

    days_after: Days


class FreezeRule(ReminderRule):
    """From so many months before candidates are set, heads of regions may not replace officials."""

    months: Annotated[int, Field(ge=1, le=36)]
    kinds: tuple[ElectionKind, ...] = Field(min_length=1)
    basis: tuple[LegalBasis, ...] = Field(min_length=1)


class WeeklyRule(Strict):
    """The rule of the week, in turn."""

    topics: tuple[Slug, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        distinct(self.topics)
        return self


class VotingAheadRule(AheadRule):
    """Reminders before voting day."""

    days_ahead_without_quiet: DaysAhead
    """Where no quiet days with reminders of their own come before it."""


class VotingDayRule(ReminderRule):
    """The reminder of voting day."""

    until: time
    """Local time from which it is no longer sent."""


class ReminderRules(Strict):
    """``reminders.toml``."""

    freeze: FreezeRule
    candidates_set: LastingRule
    """``days_after`` where no campaign follows."""
    campaign_ahead: AheadRule
    campaign_begins: LastingRule
    weekly: WeeklyRule
    quiet_day: ReminderRule
    voting_ahead: VotingAheadRule
    voting_day: VotingDayRule
    village: AheadRule
    """Of the campaign and of the voting day of an election of village heads."""

    @property
    def used_topics(self) -> tuple[str, ...]:
        """Every topic that is named."""
        single = (
            self.freeze,
            self.candidates_set,
            self.campaign_ahead,
            self.campaign_begins,
            self.quiet_day,
            self.voting_ahead,
            self.voting_day,
            self.village,
        )
        return (*(one.topic for one in single), *self.weekly.topics)

    @property
    def basis(self) -> tuple[LegalBasis, ...]:
        """Every legal basis that is cited."""
        return self.freeze.basis


def load_reminder_rules(path: Path = ROOT / "reminders.toml") -> ReminderRules:
    """What reminders are about.

    Raises:
        tomllib.TOMLDecodeError: the file is not TOML.
        pydantic.ValidationError: the file is not as it should be.
    """
    return ReminderRules.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
