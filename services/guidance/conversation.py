"""Reads a message in its conversation: small talk, choices, corrections, what admins taught, the
classifier, and the last topic."""

from __future__ import annotations

from dataclasses import dataclass, replace

from rulebook.loader import Rulebook
from rulebook.model import Actor, Group
from services.guidance.actors import (
    CIVIL_SERVANTS,
    ROLE_TOPICS,
    NamedActor,
    act_of,
    content,
    denied,
    named,
    only_denied,
    only_role,
    says_to_serve,
    without_denied,
)
from services.guidance.acts import addition, forbids
from services.guidance.answerer import (
    MAX_OFFERED,
    PERMISSIVE,
    THRESHOLDS,
    Answerer,
    Reading,
    ReadingOutcome,
)
from services.guidance.corrections import meant
from services.guidance.followups import CardSide, Followups, is_short
from services.guidance.matters import Matter, fears_to_report, rather_about
from services.guidance.overlays import Overlays
from services.guidance.picks import Picks
from services.guidance.ranker import Ranked
from services.guidance.talk import Talk

SURE_ALONE = 0.95
"""A short message read with this confidence needs no last topic."""
WORTH_OFFERING = 0.4
"""Probability from which what a correction resembles is offered beside the last topic."""
LONGEST_JOINED = 20
"""Words up to which a question and what changed it are kept together for the next follow-up."""
__all__ = ["CardSide", "MessageReader", "Talk", "Understood"]


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as understood here.

    Attributes:
        side: The side of the card it asks for.
        also: Topics it touches besides.
        second: The topic of its second question, where that is sure enough to be answered too.
        about: An actor it asks about.
        own: The role the writer says to have.
        denied: Roles the writer says not to have.
        addition: A topic about the actor whose words belong below the answer.
        talk: What it says instead of asking.
        is_choice: It chose among what was offered.
        asked: The question it was understood as, where the message alone does not say it.
    """

    reading: Reading
    side: CardSide = CardSide.CARD
    also: tuple[str, ...] = ()
    second: str | None = None
    about: Actor | None = None
    own: Actor | None = None
    denied: frozenset[Actor] = frozenset()
    addition: str | None = None
    talk: Talk | None = None
    is_choice: bool = False
    asked: str | None = None

    @property
    def matter(self) -> Matter | None:
        """The matter beside neutrality it is about."""
        return self.reading.matter


class MessageReader:
    """A thin layer above the answerer."""

    def __init__(self, answerer: Answerer, overlays: Overlays, rulebook: Rulebook) -> None:
        self._answerer = answerer
        self._overlays = overlays
        self._rulebook = rulebook
        self.talk = answerer.talk
        words = rulebook.speech.followups
        self._followups, self._picks = Followups(words), Picks(words.picks)
        self._yes = frozenset(words.yes)
        self._topics = rulebook.speech.matters

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
        offered = tuple(slug for slug in offered if slug in self._rulebook.topics)
        if choice := self._picks.picked(text, offered):
            return Understood(self._answered(_unread(text), choice, 1.0), is_choice=True)
        if talk := self._talk(text, offered):
            return Understood(_unread(text), talk=talk)
        if (role := only_role(text)) is not None:
            if last is None and offered and last_question:
                return self._choice_for_role(text, role, offered, last_question)
            return self._of_role(text, role, last, last_question)
        if (other := only_denied(text)) is not None:
            return _not_of_role(text, other)
        reading = self._answerer.read(without_denied(text))
        if reading.matter is not None:
            return Understood(reading)
        if fears_to_report(text) and not self._asks_about_reports(reading):
            return Understood(
                replace(reading, outcome=ReadingOutcome.REPORT, also=()), also=self._topics.anonymous
            )
        if reading.outcome is ReadingOutcome.REPORT:
            return Understood(reading)
        taught = await self._overlays.find(text)
        if taught is not None:
            return Understood(self._answered(reading, taught, 1.0))
        if (instead := meant(text)) is not None:
            return self._corrected(instead, last, last_question)
        if last is not None:
            leaning = self._lean(text, reading, last, last_question)  # "kalau pppk juga?" reads as talk
            if leaning is not None:
                return leaning
        return self._alone(text, reading)

    def _talk(self, text: str, offered: tuple[str, ...]) -> Talk | None:
        """What a message says that asks nothing; a yes to several offers asks which."""
        talk = self.talk.said(text)
        if talk is None and not offered and self._picks.picks_something(text):
            return Talk.ACK
        if talk is Talk.ACK and offered and self._says_yes(text):
            return Talk.CHOOSE
        return Talk.ACK if talk is Talk.NONE and not offered else talk

    def _says_yes(self, text: str) -> bool:
        first = next(iter(self.talk.after_talk(text).split()), "")
        return first in self._yes

    def _asks_about_reports(self, reading: Reading) -> bool:
        """Whether a message is answered by what is known of reports, and accuses nobody by itself."""
        answered = reading.outcome is ReadingOutcome.ANSWER and reading.topic is not None
        of_reports = answered and self._rulebook[str(reading.topic)].group is Group.REPORTING
        return of_reports and not reading.also

    def _alone(self, text: str, reading: Reading) -> Understood:
        """A message that stands by itself, with whom it names."""
        roles = named(text)
        not_own = denied(text)
        if says_to_serve(text):  # a village head beside "saya asn" is somebody else
            roles = tuple(one for one in roles if one.is_own)
        own = next((one.actor for one in roles if one.is_own), None)
        if reading.outcome is not ReadingOutcome.ANSWER or reading.topic is None:
            return Understood(reading, own=own, denied=not_own)
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
            denied=not_own,
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

    def _of_role(self, text: str, role: NamedActor, last: str | None, last_question: str) -> Understood:
        """Somebody says who they are, or who their kin is, and nothing else."""
        own = role.actor if role.is_own else None
        if last is None:
            return Understood(_unread(text), talk=Talk.ROLE, about=role.actor, own=own)
        return replace(self._for_role(text, role, last, last_question), own=own)

    def _choice_for_role(
        self, text: str, role: NamedActor, offered: tuple[str, ...], last_question: str
    ) -> Understood:
        """Somebody who was asked which topic they meant says whom they asked for: the question is read again
        with it, as if both had been one message; where that is no answer yet, the choice stays open."""
        asked = f"{text.rstrip(' .!?')}, {act_of(last_question)}"
        reading = self._answerer.read(asked)
        if reading.outcome is ReadingOutcome.ANSWER and reading.matter is None:
            return replace(self._alone(asked, reading), asked=asked)
        slugs = tuple(dict.fromkeys((role.topic, *offered))) if role.topic else offered
        own = role.actor if role.is_own else None
        return replace(self._offered(reading, slugs[:MAX_OFFERED], role.actor), own=own, asked=asked)

    def _for_role(self, text: str, role: NamedActor, last: str, last_question: str) -> Understood:
        """The last topic for somebody else; where it may not hold for them, the choice of both topics."""
        topic, reading = self._rulebook[last], _unread(text)
        act = act_of(last_question)
        asked = f"{text.rstrip(' .!?')}, {act}" if content(act) else None
        if role.actor in topic.role_notes or role.topic == last:
            return Understood(self._answered(reading, last, 1.0), about=role.actor, asked=asked)
        if role.actor is not Actor.SPOUSE and (last in ROLE_TOPICS or Actor.PNS not in topic.actors):
            return self._anew(text, role, last, asked)
        if not role.topic:
            return Understood(self._answered(reading, last, 1.0), about=role.actor, asked=asked)
        if role.actor in CIVIL_SERVANTS and forbids(topic):
            return Understood(
                self._answered(reading, last, 1.0),
                about=role.actor,
                addition=addition(topic, replace(role, is_subject=True)),
                asked=asked,
            )
        return replace(self._offered(reading, (role.topic, last), role.actor), asked=asked)

    def _anew(self, text: str, role: NamedActor, last: str, asked: str | None) -> Understood:
        """The last question read for somebody else: the last answer told another actor's law."""
        reading = self._answerer.read(asked) if asked else _unread(text)
        if asked and reading.outcome is ReadingOutcome.ANSWER and reading.topic != last:
            return replace(self._alone(asked, reading), about=role.actor, asked=asked)
        others = [one.slug for one in reading.candidates if one.slug not in (last, role.topic)]
        slugs = tuple(one for one in (role.topic, *others[:2], last) if one)
        if len(slugs) == 1:
            return Understood(reading, talk=Talk.ROLE, about=role.actor)
        return replace(self._offered(reading, slugs, role.actor), asked=asked)

    def _corrected(self, instead: str, last: str | None, last_question: str) -> Understood:
        """What was meant: somebody else, or something else."""
        if (other := only_denied(instead)) is not None:
            return _not_of_role(instead, other)
        reading = self._answerer.read(instead)
        role = only_role(instead) or (self._followups.asks_about(instead) if last else None)
        if role is not None:
            return self._of_role(instead, role, last, last_question)
        stands = (
            reading.outcome in (ReadingOutcome.ANSWER, ReadingOutcome.REPORT) or reading.matter is not None
        )
        if last is None or stands:
            return self._alone(instead, reading)
        together = self._together(instead, last, last_question)
        best = reading.candidates[0]
        if together.reading.topic == last and best.slug != last and best.score >= WORTH_OFFERING:
            return self._offered(reading, (best.slug, last), None)  # the last answer was wrong, after all
        return together

    def _answered(self, reading: Reading, topic: str, confidence: float) -> Reading:
        return replace(
            reading,
            outcome=ReadingOutcome.ANSWER,
            topic=topic,
            verdict=self._rulebook[topic].verdict,
            confidence=confidence,
            also=(),
            matter=None,
        )

    def _lean(self, text: str, reading: Reading, last: str, last_question: str) -> Understood | None:
        """The message with the last topic in mind; None where it stands on its own."""
        words = self.talk.after_talk(text)
        if not is_short(words):
            return None
        if (side := self._followups.side_of(words)) is not None:
            return Understood(self._answered(reading, last, 1.0), side=side, asked=last_question or None)
        if (role := self._followups.asks_about(words)) is not None:
            return self._for_role(words, role, last, last_question)
        if not self._followups.leans(words) or rather_about(
            words, self._topics
        ):  # an honest question, whatever was asked before
            return None
        if reading.outcome is ReadingOutcome.ANSWER and not self._followups.names_nothing(words):
            is_near = reading.topic in self._rulebook[last].related
            if is_near or reading.confidence >= SURE_ALONE:
                return None
        return self._together(words, last, last_question)

    def _together(self, text: str, last: str, last_question: str) -> Understood:
        """A change of object or act ("kalau story?"): read with the last question's words.

        What forbids may be said again, because little is lost by it; what allows never is, nor said of a new
        object that does not resemble it by itself: there is a choice instead.
        """
        joined = f"{last_question} {text}".strip()
        both, alone = self._answerer.read(joined), self._answerer.read(text)
        if both.matter is not None:
            return Understood(both)
        best = both.candidates[0].slug
        if both.outcome is ReadingOutcome.ANSWER and not both.also and self._may_follow(best, last, alone):
            asked = joined if best == last and len(joined.split()) <= LONGEST_JOINED else None
            return replace(self._alone(joined, both), asked=asked)
        if best == last and both.outcome is ReadingOutcome.CLARIFY and self._may_follow(last, last, alone):
            return Understood(self._answered(both, last, both.confidence))
        likely = (*both.also, best, alone.candidates[0].slug, *(one.slug for one in both.candidates))
        others = [slug for slug in dict.fromkeys(likely) if slug != last]
        most = 1 if best != last else 2
        return self._offered(both, (*others[:most], last), None)

    def _may_follow(self, slug: str, last: str, alone: Reading) -> bool:
        """Whether a topic may answer what changes the last question."""
        if self._rulebook[slug].verdict not in PERMISSIVE:
            return True
        return slug != last and slug in (one.slug for one in alone.candidates)

    def _offered(self, reading: Reading, slugs: tuple[str, ...], about: Actor | None) -> Understood:
        known = tuple(Ranked(slug, 0.5) for slug in slugs if slug in self._rulebook.topics)
        rest = tuple(one for one in reading.candidates if one.slug not in slugs)
        offered = replace(
            reading,
            outcome=ReadingOutcome.CLARIFY,
            topic=None,
            verdict=None,
            candidates=(*known, *rest)[: len(slugs)],
            also=(),
            matter=None,
        )
        return Understood(offered, about=about)


def _not_of_role(text: str, other: Actor) -> Understood:
    """Somebody says who they are not, and nothing else."""
    return Understood(_unread(text), talk=Talk.NOT_ROLE, about=other, denied=frozenset({other}))


def _unread(text: str) -> Reading:
    """A message the question model was not asked about."""
    return Reading(text, ReadingOutcome.CHITCHAT, None, None, 1.0, (), 0.0)
