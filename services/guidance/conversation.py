"""Reads a message in its conversation: what admins taught, then the classifier, then the last topic."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rulebook.loader import Rulebook
from rulebook.model import Actor
from services.guidance.answerer import Answerer, Outcome, Reading
from services.guidance.overlays import Overlays
from services.guidance.ranker import Ranked

LONGEST_FOLLOWUP = 8
"""Words; a longer message stands on its own."""
SURE_ALONE = 0.95
"""A short message read with this confidence needs no last topic."""


class Side(StrEnum):
    """Which side of a card a message asks for."""

    CARD = "card"
    LAW = "law"
    SANCTION = "sanction"


_FILLERS = (
    r"(?:apa|apaan|itu|ini|nya|ya|yah|dong|sih|kah|min|kak|pak|bu|terus|trus|lalu|kalau|kalo|klo|gimana|"
    r"bagaimana|gmn|brp|berapa|ada|yg|yang|mana|di|dari|untuk|buat|emang|memang|saja|aja|tolong|boleh|"
    r"tahu|tau|lihat|minta|jelaskan|dan|so|what|is|the|kena|bisa|nanti|jadinya|seperti|kayak|"
    r"tersebut|tadi|hal|soal|tentang|bunyinya|bunyi|cuma|cuman|hanya|sekadar|sekedar|doang|begitu|gitu)"
)
_NAMES_NOTHING = re.compile(rf"^{_FILLERS}(?: {_FILLERS})*$")
"""Neither an act nor an object is named ("kalau cuma lihat aja?"): whatever it resembles, it leans."""
_SANCTION = (
    r"(?:sanksi|sangsi|sanksinya|sangsinya|hukuman|hukumannya|dihukum|ancaman|ancamannya|akibatnya|"
    r"resikonya|risikonya)"
)
_LAW = (
    r"(?:dasar|dasarnya|dasar hukum|dasar hukumnya|aturan|aturannya|pasal|pasalnya|uu|uunya|uu nya|hukumnya|"
    r"undang undang|undang undangnya|rujukan|rujukannya|peraturan|peraturannya)"
)
_ASKS = {
    Side.SANCTION: re.compile(rf"^(?:{_FILLERS} )*{_SANCTION}(?: {_FILLERS})*$"),
    Side.LAW: re.compile(rf"^(?:{_FILLERS} )*{_LAW}(?: {_FILLERS}| {_LAW})*$"),
}
_LEANS = re.compile(
    r"^(?:terus |trus |trs |lalu |nah |oh |ok |oke |dan )?"
    r"(?:kalau|kalo|klo|kl|klu|gimana|bagaimana|gmn|termasuk|juga|sama|what if|how about|apakah juga|"
    r"berlaku)\b"
)
_ACTORS: tuple[tuple[re.Pattern[str], Actor, str], ...] = (
    (re.compile(r"\b(suami|istri|isteri|pasangan)"), Actor.SPOUSE, "suami-istri-calon"),
    (
        re.compile(r"\b(anak|orang tua|ortu|kakak|adik|saudara|ipar|mertua|sepupu)"),
        Actor.SPOUSE,
        "keluarga-calon",
    ),
    (re.compile(r"\b(pppk|p3k)"), Actor.PPPK, "pppk-honorer-non-asn"),
    (
        re.compile(r"\b(honorer|non asn|ppnpn|kontrak|thl|tks|tenaga harian)"),
        Actor.NON_ASN,
        "pppk-honorer-non-asn",
    ),
    (re.compile(r"\b(cpns)"), Actor.CPNS, "cpns"),
    (re.compile(r"\b(kades|kepala desa|perangkat desa|bpd)"), Actor.VILLAGE, "kepala-desa-perangkat"),
    (re.compile(r"\b(lurah|camat)"), Actor.SUBDISTRICT_HEAD, "lurah-camat"),
    (
        re.compile(r"\b(tni|polri|polisi|polwan|brimob|tentara|prajurit|babinsa|bhabin)"),
        Actor.MILITARY_POLICE,
        "tni-polri",
    ),
    (re.compile(r"\b(bumn|bumd)"), Actor.STATE_COMPANY, "bumn-bumd"),
    (re.compile(r"\b(guru|dosen)"), Actor.TEACHER, "guru-dosen"),
    (re.compile(r"\b(dokter|bidan|perawat|nakes)"), Actor.HEALTH, "nakes"),
)


@dataclass(frozen=True, slots=True)
class Understood:
    """A message as understood here.

    ``side`` is the side of the card it asks for; ``also`` are topics it touches besides; ``about`` is an
    actor it asks about; ``leaned`` says that the last topic was needed to understand it.
    """

    reading: Reading
    side: Side = Side.CARD
    also: tuple[str, ...] = ()
    about: Actor | None = None
    leaned: bool = False
    taught: bool = False


class Conversation:
    """A thin layer above the answerer."""

    def __init__(self, answerer: Answerer, overlays: Overlays, rulebook: Rulebook) -> None:
        self._answerer = answerer
        self._overlays = overlays
        self._rulebook = rulebook

    async def read(self, text: str, last_topic: str | None = None, last_question: str = "") -> Understood:
        """Understands a message; ``last_topic`` is what was last answered here a short time ago."""
        reading = self._answerer.read(text)
        if reading.outcome is Outcome.REPORT:
            return Understood(reading)
        taught = await self._overlays.find(text)
        if taught is not None:
            return Understood(self._answered(reading, taught, 1.0), taught=True)
        if last_topic in self._rulebook.topics and last_topic is not None:
            leaning = self._lean(text, reading, last_topic, last_question)  # "kalau pppk juga?" reads as talk
            if leaning is not None:
                return leaning
        return Understood(reading, also=reading.also, about=self._named(text, reading))

    def _named(self, text: str, reading: Reading) -> Actor | None:
        """The actor a message names for whom its topic has a rule of its own ("saya p3k", "istri polwan")."""
        if reading.outcome is not Outcome.ANSWER or reading.topic is None:
            return None
        plain, notes = _plain(text), self._rulebook[reading.topic].role_notes
        return next(
            (actor for pattern, actor, _ in _ACTORS if actor in notes and pattern.search(plain)), None
        )

    def _answered(self, reading: Reading, topic: str, confidence: float) -> Reading:
        return replace(
            reading,
            outcome=Outcome.ANSWER,
            topic=topic,
            verdict=self._rulebook[topic].verdict,
            confidence=confidence,
        )

    def _lean(self, text: str, reading: Reading, last_topic: str, last_question: str) -> Understood | None:
        """The message with the last topic in mind; None where it stands on its own."""
        plain = _plain(text)
        if not plain or len(plain.split()) > LONGEST_FOLLOWUP:
            return None
        for side, pattern in _ASKS.items():
            if pattern.match(plain):
                return Understood(self._answered(reading, last_topic, 1.0), side=side, leaned=True)
        if not _LEANS.match(plain):
            return None
        actor, actor_topic = next(
            ((actor, slug) for pattern, actor, slug in _ACTORS if pattern.search(plain)), (None, None)
        )
        if actor is None and reading.outcome is Outcome.ANSWER and not _NAMES_NOTHING.match(plain):
            is_near = reading.topic in self._rulebook[last_topic].related
            if is_near or reading.confidence >= SURE_ALONE:
                return None
        if actor is None:
            return self._together(text, last_topic, last_question)
        notes = self._rulebook[last_topic].role_notes
        if actor in notes or actor_topic is None or actor_topic == last_topic:
            return Understood(self._answered(reading, last_topic, 1.0), about=actor, leaned=True)
        return self._offered(reading, (actor_topic, last_topic), actor)

    def _together(self, text: str, last_topic: str, last_question: str) -> Understood | None:
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
        )
        return Understood(offered, about=about, leaned=True)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.casefold()))
