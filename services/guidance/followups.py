"""Follow-ups as people write them: which side of the last card they ask for, and whom they ask about."""

from __future__ import annotations

import re
from enum import StrEnum

from rulebook.model import Actor
from rulebook.speech import FollowupWords
from services.guidance.actors import NamedActor, content, named, plain, servant_in
from services.guidance.words import any_of

LONGEST_FOLLOWUP = 8
"""Words; a longer message stands on its own."""


class CardSide(StrEnum):
    """Which side of a card a message asks for."""

    CARD = "card"
    LAW = "law"
    SANCTION = "sanction"
    FULL = "full"


class Followups:
    """Reads follow-ups by the words of ``rulebook/followups.toml``."""

    def __init__(self, words: FollowupWords) -> None:
        fillers, sides = any_of(words.fillers), words.sides
        sanction, law, full = any_of(sides.sanction), any_of(sides.law), any_of(sides.full)
        more = any_of((*words.fillers, *sides.more))
        self._names_nothing = re.compile(rf"^{fillers}(?: {fillers})*$")
        self._asks = {
            CardSide.SANCTION: re.compile(rf"^(?:{fillers} )*{sanction}(?: {fillers})*$"),
            CardSide.LAW: re.compile(rf"^(?:{fillers} )*{law}(?: {fillers}| {law})*$"),
            CardSide.FULL: re.compile(rf"^(?:{more} )*{full}(?: (?:{more}|{full}))*$"),
        }
        self._leans = re.compile(rf"^(?:{any_of(words.openings)} )*{any_of(words.leaning)}\b")
        self._kin = tuple(
            (re.compile(rf"\b{any_of(one.stems)}"), NamedActor(Actor.SPOUSE, one.topic, False, True))
            for one in words.kin
        )

    def side_of(self, text: str) -> CardSide | None:
        """The side of the last card a message asks for."""
        words = plain(text)
        return next((side for side, pattern in self._asks.items() if pattern.match(words)), None)

    def names_nothing(self, text: str) -> bool:
        """Whether a message names neither an act nor an object ("kalau cuma lihat aja?"): whatever it
        resembles, it leans."""
        return self._names_nothing.match(plain(text)) is not None

    def leans(self, text: str) -> bool:
        """Whether a message begins as a follow-up does."""
        return self._leans.match(plain(text)) is not None

    def asks_about(self, text: str) -> NamedActor | None:
        """Whom a follow-up asks about and nothing else: "kalau camat?", "pppk juga?", "kalau suami saya?"."""
        names_act = bool(content(text))
        if found := named(text):
            return None if names_act else found[0]
        words = plain(text)
        kin = next((one for pattern, one in self._kin if pattern.search(words)), None)
        if kin is not None:
            return kin if self.leans(text) or not names_act else None
        return None if names_act else servant_in(text)


def is_short(text: str) -> bool:
    """Whether a message is short enough to be a follow-up."""
    return 0 < len(plain(text).split()) <= LONGEST_FOLLOWUP
