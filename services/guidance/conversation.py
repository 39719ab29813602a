"""Reads a message in its conversation: small talk, choices, corrections, what admins taught, the
classifier, and the last topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rulebook.loader import Rulebook
from rulebook.model import Actor
from services.guidance.actors import CIVIL_SERVANTS, Named, named, only_role, says_to_serve
from services.guidance.acts import addition, forbids
from services.guidance.answerer import PERMISSIVE, THRESHOLDS, Answerer, Outcome, Reading
from services.guidance.corrections import meant
from services.guidance.followups import Side, asks_about, is_short, leans, names_nothing, side_of
from services.guidance.matters import Matter, fears_to_report
from services.guidance.overlays import Overlays
from services.guidance.picks import picked, picks_something
from services.guidance.ranker import Ranked
from services.guidance.talk import Talk, after_talk, said
from services.guidance.words import word_set

SURE_ALONE = 0.95
"""A short message read with this confidence needs no last topic."""
WORTH_OFFERING = 0.4
"""Probability from which what a correction resembles is offered beside the last topic."""
ANONYMOUS = ("laporan-anonim", "perlindungan-pelapor")
"""For who wants to report and not be known for it."""

__all__ = ["Conversation", "Side", "Talk", "Understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as understood here.

    Attributes:
        side: The side of the card it asks for.
        also: Topics it touches besides.
        second: The topic of its second question, where that is sure enough to be answered too.
        about: An actor it asks about.
        own: The role the writer says to have.
        addition: A topic about the actor whose words belong below the answer.
        leaned: The last topic was needed to understand it.
        talk: What it says instead of asking.
        is_choice: It chose among what was offered.
    """

    reading: Reading
    side: Side = Side.CARD
    also: tuple[str, ...] = ()
    second: str | None = None
    about: Actor | None = None
    own: Actor | None = None
    addition: str | None = None
    leaned: bool = False
    taught: bool = False
    talk: Talk | None = None
    is_choice: bool = False

    @property
    def matter(self) -> Matter | None:
        """The matter beside neutrality it is about."""
        return self.reading.matter


class Conversation:
    """A thin layer above the answerer."""

    def __init__(self, answerer: Answerer, overlays: Overlays, rulebook: Rulebook) -> None:
        self._answerer = answerer
        self._overlays = overlays
        self._rulebook = rulebook

    async def read(
        self,
        text: str,
        last_topic: str | None = None,
        last_question: str = "",
        offered: tuple[str, ...] = (),
    ) -> Understood:
        """Understands a message; ``last_topic`` is what was last answered here a short time ago, ``offered``
        what was offered to choose from since."""
        last = last_topic if last_topic in self._rulebook.topics else None
        reading = self._answerer.read(text)
        offered = tuple(slug for slug in offered if slug in self._rulebook.topics)
        if choice := picked(text, offered):
            return Understood(self._answered(reading, choice, 1.0), is_choice=True)
        if talk := _talk(text, offered):
            return self._talked(reading, talk)
        role = only_role(text)
        if role is not None:
            return self._of_role(reading, role, last)
        if fears_to_report(text) and reading.outcome is not Outcome.ANSWER:
            return replace(self._offered(reading, ANONYMOUS, None), leaned=False)
        if reading.outcome is Outcome.REPORT or reading.matter is not None:
            return Understood(reading)
        taught = await self._overlays.find(text)
        if taught is not None:
            return Understood(self._answered(reading, taught, 1.0), taught=True)
        if (instead := meant(text)) is not None:
            return self._corrected(instead, last, last_question)
        if last is not None:
            leaning = self._lean(text, reading, last, last_question)  # "kalau pppk juga?" reads as talk
            if leaning is not None:
                return leaning
        return self._alone(text, reading)

    def _alone(self, text: str, reading: Reading) -> Understood:
        """A message that stands by itself, with whom it names."""
        roles = named(text)
        if says_to_serve(text):  # a village head beside "saya asn" is somebody else
            roles = tuple(one for one in roles if one.is_own)
        own = next((one.actor for one in roles if one.is_own), None)
        if reading.outcome is not Outcome.ANSWER or reading.topic is None:
            return Understood(reading, own=own)
        topic = self._rulebook[reading.topic]
        with_note = next((one.actor for one in roles if one.actor in topic.role_notes), None)
        subject = next((one for one in roles if one.is_subject), None)
        more = None if with_note else addition(topic, subject)
        return Understood(
            reading,
            also=reading.also,
            second=self._second(reading),
            about=subject.actor if more and subject else with_note,
            own=own,
            addition=more,
        )

    def _second(self, reading: Reading) -> str | None:
        """The second question's topic, if it is as sure as an answer has to be."""
        slug = next(iter(reading.also), None)
        if slug is None:
            return None
        score = next((one.score for one in reading.candidates if one.slug == slug), 0.0)
        permissive = self._rulebook[slug].verdict in PERMISSIVE
        return slug if score >= (THRESHOLDS.allowed if permissive else THRESHOLDS.answer) else None

    @staticmethod
    def _talked(reading: Reading, talk: Talk, own: Actor | None = None) -> Understood:
        talking = replace(reading, outcome=Outcome.CHITCHAT, topic=None, verdict=None, also=(), matter=None)
        return Understood(talking, talk=talk, about=own if talk is Talk.ROLE else None, own=own)

    def _of_role(self, reading: Reading, role: Named, last: str | None) -> Understood:
        """Somebody says who they are, or who their kin is, and nothing else."""
        if last is None:
            return self._talked(reading, Talk.ROLE, role.actor)
        own = role.actor if role.is_own else None
        return replace(self._for_role(reading, role, last), own=own)

    def _for_role(self, reading: Reading, role: Named, last: str) -> Understood:
        """The last topic for somebody else; where it may not hold for them, the choice of both topics."""
        topic = self._rulebook[last]
        if role.actor in topic.role_notes or role.topic in ("", last):
            return Understood(self._answered(reading, last, 1.0), about=role.actor, leaned=True)
        if role.actor in CIVIL_SERVANTS and forbids(topic):
            answered = self._answered(reading, last, 1.0)
            return Understood(
                answered,
                about=role.actor,
                addition=addition(topic, replace(role, is_subject=True)),
                leaned=True,
            )
        return self._offered(reading, (role.topic, last), role.actor)

    def _corrected(self, instead: str, last: str | None, last_question: str) -> Understood:
        """What was meant: somebody else, or something else."""
        reading = self._answerer.read(instead)
        role = only_role(instead) or (asks_about(instead) if last else None)
        if role is not None:
            return self._of_role(reading, role, last)
        if last is None or reading.outcome in (Outcome.ANSWER, Outcome.REPORT):
            return self._alone(instead, reading)
        together = self._together(instead, last, last_question)
        best = reading.candidates[0]
        if together.reading.topic == last and best.slug != last and best.score >= WORTH_OFFERING:
            return self._offered(reading, (best.slug, last), None)  # the last answer was wrong, after all
        return together

    def _answered(self, reading: Reading, topic: str, confidence: float) -> Reading:
        return replace(
            reading,
            outcome=Outcome.ANSWER,
            topic=topic,
            verdict=self._rulebook[topic].verdict,
            confidence=confidence,
            also=(),
            matter=None,
        )

    def _lean(self, text: str, reading: Reading, last: str, last_question: str) -> Understood | None:
        """The message with the last topic in mind; None where it stands on its own."""
        words = after_talk(text)
        if not is_short(words):
            return None
        if (side := side_of(words)) is not None:
            return Understood(self._answered(reading, last, 1.0), side=side, leaned=True)
        if (role := asks_about(words)) is not None:
            return self._for_role(reading, role, last)
        if not leans(words):
            return None
        if reading.outcome is Outcome.ANSWER and not names_nothing(words):
            is_near = reading.topic in self._rulebook[last].related
            if is_near or reading.confidence >= SURE_ALONE:
                return None
        return self._together(words, last, last_question)

    def _together(self, text: str, last_topic: str, last_question: str) -> Understood:
        """A change of object ("kalau story?"): read with the last question's words."""
        both = self._answerer.read(f"{last_question} {text}".strip() if last_question else text)
        if both.outcome is Outcome.ANSWER and both.topic is not None:
            return Understood(both, leaned=True)
        best = both.candidates[0].slug if both.candidates else last_topic
        slugs = tuple(dict.fromkeys((best, last_topic)))
        if len(slugs) == 1:
            return Understood(self._answered(both, last_topic, 0.5), leaned=True)
        return self._offered(both, slugs, None)

    def _offered(self, reading: Reading, slugs: tuple[str, ...], about: Actor | None) -> Understood:
        known = tuple(Ranked(slug, 0.5) for slug in slugs if slug in self._rulebook.topics)
        rest = tuple(one for one in reading.candidates if one.slug not in slugs)
        offered = replace(
            reading,
            outcome=Outcome.CLARIFY,
            topic=None,
            verdict=None,
            candidates=(*known, *rest)[: len(slugs)],
            also=(),
            matter=None,
        )
        return Understood(offered, about=about, leaned=True)


def _talk(text: str, offered: tuple[str, ...]) -> Talk | None:
    """What a message says that asks nothing; a yes to several offers asks which."""
    talk = said(text)
    if talk is None and not offered and picks_something(text):
        return Talk.ACK
    if talk is Talk.ACK and offered and _says_yes(text):
        return Talk.CHOOSE
    return Talk.ACK if talk is Talk.NONE and not offered else talk


def _says_yes(text: str) -> bool:
    first = next(iter(after_talk(text).split()), "")
    return first in _YES


_YES = word_set(
    """
    iya ya iyo iye yes betul benar bener leres inggih nggih enggih muhun sumuhun yoi yup yap
    """
)
