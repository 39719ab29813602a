"""What is remembered of a chat that asks: its last topic and what it said to be for half an hour, its role
until taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rulebook.model import Actor
from services.guidance.scrubber import Scrubber
from storage.platform import lifetimes
from storage.platform.memory import ChatMemory
from storage.platform.unit import Write

TOPIC, ROLE, ASKED, SAID = "topic", "role", "asked", "said"
ROLES = (
    Actor.PNS,
    Actor.CPNS,
    Actor.PPPK,
    Actor.NON_ASN,
    Actor.TEACHER,
    Actor.HEALTH,
    Actor.SUBDISTRICT_HEAD,
    Actor.VILLAGE,
    Actor.MILITARY_POLICE,
    Actor.STATE_COMPANY,
    Actor.SPOUSE,
    Actor.CITIZEN,
)
"""Roles a person may choose."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What the bot knows of the chat now. ``question`` is scrubbed; ``rated`` stops double marks."""

    topic: str | None = None
    question: str = ""
    rated: bool = False
    role: Actor | None = None
    asked_in: int = 0
    """Id of the message with the last question; 0 where it is not known."""
    asked: str = ""
    """The last question, scrubbed."""
    offered: tuple[str, ...] = ()
    """Topics offered to choose from, and not chosen from yet."""
    said: Actor | None = None
    """The role the person said to have in this conversation."""
    noted: bool = False
    """The last question was handed to the admins."""

    @property
    def speaks_as(self) -> Actor | None:
        """For whom to answer: what was said here, else what was chosen in /profil."""
        return self.said or self.role


class GuidanceMemory:
    """Reads and writes these notes."""

    def __init__(self, memory: ChatMemory, scrubber: Scrubber) -> None:
        self._memory = memory
        self._scrubber = scrubber

    async def recall(self, chat_key: bytes, now: datetime) -> Recalled:
        """Everything in one read."""
        notes = await self._memory.load_all(chat_key, now)
        topic, role, asked = notes.get(TOPIC, {}), notes.get(ROLE, {}), notes.get(ASKED, {})
        said = notes.get(SAID, {})
        return Recalled(
            topic.get("topic"),
            topic.get("question", ""),
            topic.get("rated", False),
            Actor.of(role.get("role", "")),
            asked.get("message", 0),
            asked.get("question", ""),
            tuple(topic.get("offered", ())),
            Actor.of(said.get("role", "")),
            asked.get("noted", False),
        )

    def keep_asked(
        self, chat_key: bytes, message_id: int, question: str, now: datetime, *, noted: bool = False
    ) -> Write:
        """Keeps for half an hour which message asked, so that it can be corrected by an edit, and whether
        its question was handed to the admins, so that it can be taken back."""
        note: dict[str, Any] = {"message": message_id, "question": self._scrubber.scrub(question)}
        if noted:
            note["noted"] = True
        return self._memory.save(chat_key, ASKED, note, now, lifetimes.LAST_TOPIC)

    def is_same(self, recalled: Recalled, question: str) -> bool:
        """Whether a question is still the one that was asked."""
        return recalled.asked == self._scrubber.scrub(question)

    def keep_topic(
        self,
        chat_key: bytes,
        topic: str | None,
        question: str,
        now: datetime,
        *,
        rated: bool = False,
        offered: Sequence[str] = (),
    ) -> Write:
        """Keeps the last topic (None: it was not understood), the scrubbed question, and what was offered to
        choose from, for half an hour."""
        note: dict[str, Any] = {
            "topic": topic,
            "question": self._scrubber.scrub(question),
            "rated": rated,
        }
        if offered:
            note["offered"] = list(offered)
        return self._memory.save(chat_key, TOPIC, note, now, lifetimes.LAST_TOPIC)

    def forget_topic(self, chat_key: bytes) -> Write:
        """Forgets the last topic and question: something else is talked of now."""
        return self._memory.forget(chat_key, TOPIC)

    def forget_question(self, chat_key: bytes) -> list[Write]:
        """Forgets the last topic, the question, and who it was said to be from: "gak jadi"."""
        return [self._memory.forget(chat_key, kind) for kind in (TOPIC, ASKED, SAID)]

    def keep_said(self, chat_key: bytes, role: Actor, now: datetime) -> Write:
        """Keeps for half an hour the role a person said to have; /profil keeps one longer, if asked to."""
        return self._memory.save(chat_key, SAID, {"role": role.value}, now, lifetimes.LAST_TOPIC)

    def forget_said(self, chat_key: bytes) -> Write:
        """Forgets what was said: what is chosen in /profil counts from now on."""
        return self._memory.forget(chat_key, SAID)

    def keep_role(self, chat_key: bytes, role: Actor, now: datetime) -> Write:
        """Keeps the role the person chose."""
        return self._memory.save(chat_key, ROLE, {"role": role.value}, now, lifetimes.ROLE)

    def forget_role(self, chat_key: bytes) -> Write:
        """Forgets the role."""
        return self._memory.forget(chat_key, ROLE)
