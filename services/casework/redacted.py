"""A report as it may leave the office: every word of the reporter masked, before anything is drawn of it.

What draws a hand-over is given a :class:`RedactedReport` and nothing else of the report. There is no way back
to the words as they were, so no call can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import final

from services.casework.case_service import OpenedCase
from services.casework.facts import Deadline, known_on, place_words, workplace_words
from services.casework.redaction import mask
from services.platform.places import province_of
from services.reporting.draft import Category, Requirement
from services.reporting.thread import MessageKind, ThreadMessage

HANDED_OVER = (MessageKind.QUESTION, MessageKind.ANSWER)
"""Messages of the thread that go out; officers' notes never do."""


@final
class Masked:
    """Words with everything masked that officers chose. Making one is masking: what was there is not kept.

    It is no string on purpose: where strings are taken it must be read by :attr:`shown`, and where it is
    asked for a string is refused.
    """

    __slots__ = ("shown",)
    shown: str

    def __init__(self, text: str, masks: Sequence[str]) -> None:
        object.__setattr__(self, "shown", mask(text, masks))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("masked words do not change")

    def __bool__(self) -> bool:
        return bool(self.shown.strip())

    def __repr__(self) -> str:
        return "Masked(...)"


@dataclass(frozen=True, slots=True)
class RedactedMessage:
    """A message of the thread, masked."""

    kind: MessageKind
    told_on: date
    text: Masked


@dataclass(frozen=True, slots=True)
class RedactedReport:
    """Everything a hand-over may say of a report.

    Raises:
        TypeError: a field for masked words was given something else.
    """

    category: Category | None
    accused: Masked
    place: Masked
    when: Masked
    story: Masked
    told: tuple[RedactedMessage, ...]
    known: date | None
    received_on: date
    deadline: Deadline
    missing: tuple[Requirement, ...]
    says_workplace: bool
    """Whether the reporter said how they know whom they report."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.type == "Masked" and not isinstance(getattr(self, one.name), Masked):
                raise TypeError(f"{one.name} holds words that nobody masked")


def redacted(
    opened: OpenedCase, thread: Sequence[ThreadMessage], day_in_words: Callable[[str], str]
) -> RedactedReport:
    """The report as it may go out. ``day_in_words`` says a day of the draft as people read it, so that what
    is masked are the words that are printed."""
    case, draft = opened.case, opened.case.draft
    province = province_of(draft.province or "")
    place = ", ".join(
        part for part in (place_words(draft).strip(), province.name if province else "") if part
    )

    def masked(text: str) -> Masked:
        return Masked(text, case.work.masks)

    return RedactedReport(
        category=case.category,
        accused=masked(draft.accused),
        place=masked(place),
        when=masked(day_in_words(draft.when) if draft.when else ""),
        story=masked(draft.story),
        told=tuple(
            RedactedMessage(one.kind, one.told_on, masked(one.text))
            for one in thread
            if one.kind in HANDED_OVER
        ),
        known=known_on(draft, case.received_on),
        received_on=case.received_on,
        deadline=case.deadline,
        missing=tuple(one for one in draft.missing() if not (one is Requirement.PROOF and opened.heads)),
        says_workplace=bool(workplace_words(draft)),
    )
