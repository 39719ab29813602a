"""Answers what people say beside questions, and other matters: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message

from handlers.cards import Cards
from handlers.conversation import asked_in
from handlers.outgoing import Button, Rows, message
from handlers.texts import ask as ask_texts
from handlers.texts import talk as texts
from handlers.texts.profile import ROLE_BUTTON
from handlers.turn import Turn
from rulebook.loader import Rulebook
from rulebook.model import Actor
from services.guidance.acts import forbids
from services.guidance.conversation import Conversation, Talk, Understood
from services.guidance.matters import Matter
from services.guidance.remembered import ROLES, Recalled, Remembered

HELPFUL = ("menolak-perintah-atasan", "hak-membela-diri")
"""Offered to who asks for a way round the rules."""
MOST_MEANT = 3


class SmallTalk:
    """Replies by kind; what leans on the conversation leans on what is remembered of it."""

    def __init__(self, conversation: Conversation, cards: Cards, remembered: Remembered) -> None:
        self._conversation = conversation
        self._cards = cards
        self._remembered = remembered

    async def reply(self, turn: Turn, understood: Understood, recalled: Recalled) -> None:
        """Says what belongs to ``understood.talk``."""
        talk = understood.talk
        if talk is Talk.AGAIN:
            await self._meant(turn, recalled)
        elif talk is Talk.UNCLEAR:
            self._explain(turn, recalled)
        elif talk is Talk.ROLE and understood.about is not None:
            self._role(turn, understood.about, is_own=understood.own is not None)
        elif talk is Talk.CHOOSE:
            turn.say(message(turn.chat_id, texts.CHOOSE, self._cards.offers(recalled.offered)))
        else:
            if talk is Talk.CANCEL:
                turn.write(self._remembered.forget_topic(turn.chat_key))
            words = texts.TALKED.get(talk, ask_texts.GREETING) if talk is not None else ask_texts.GREETING
            turn.say(message(turn.chat_id, words, _rows(talk)))

    def matter(self, turn: Turn, understood: Understood, asking: Message | None) -> None:
        """Says where a matter belongs."""
        matter = understood.matter
        if matter is None:
            return
        turn.say(message(turn.chat_id, texts.MATTERS[matter], self._matter_rows(matter, understood, asking)))

    def _matter_rows(self, matter: Matter, understood: Understood, asking: Message | None) -> Rows:
        if matter is Matter.VOTE_BUYING:
            return report_rows(asked_in(asking))
        if matter is Matter.EVASION:
            near = [one.slug for one in understood.reading.offered if forbids(self._cards.rulebook[one.slug])]
            return self._topics((*near[:1], *HELPFUL))
        if matter is Matter.MY_REPORT:
            return self._topics((understood.reading.topic or "proses-penanganan",))
        return []

    def _topics(self, slugs: Sequence[str]) -> Rows:
        return topic_rows(self._cards.rulebook, dict.fromkeys(slugs))

    async def _meant(self, turn: Turn, recalled: Recalled) -> None:
        """ "Bukan itu": what else the last question may have meant."""
        if not recalled.question:
            turn.say(message(turn.chat_id, texts.WRITE_AGAIN))
            return
        understood = await self._conversation.read(recalled.question)
        tried = {recalled.topic, *recalled.offered}
        slugs = [one.slug for one in understood.reading.candidates if one.slug not in tried][:MOST_MEANT]
        turn.say(message(turn.chat_id, texts.WHICH_WAS_MEANT, self._cards.offers(slugs)))
        turn.write(
            self._remembered.keep_topic(
                turn.chat_key,
                recalled.topic,
                recalled.question,
                turn.now,
                rated=recalled.rated,
                offered=slugs,
            )
        )

    def _explain(self, turn: Turn, recalled: Recalled) -> None:
        """ "Kurang jelas": the last answer in two lines, and its other sides."""
        topic = self._cards.rulebook.topics.get(recalled.topic or "")
        if topic is None:
            turn.say(message(turn.chat_id, texts.WRITE_AGAIN))
            return
        sides = (
            ("full", ask_texts.BUTTON_FULL),
            ("law", ask_texts.BUTTON_LAW),
            ("sanction", ask_texts.BUTTON_SANCTION),
        )
        rows = [[Button(label, f"ask:{side}:{topic.slug}") for side, label in sides]]
        turn.say(message(turn.chat_id, texts.unclear(topic), rows))

    def _role(self, turn: Turn, role: Actor, *, is_own: bool) -> None:
        rows = [[Button(texts.ROLE_HINT, f"role:set:{role.value}")]] if is_own and role in ROLES else []
        turn.say(message(turn.chat_id, texts.role_noted(role, is_own=is_own), rows))
        turn.write(self._remembered.keep_said(turn.chat_key, role, turn.now))


def topic_rows(rulebook: Rulebook, slugs: Sequence[str] | dict[str, None]) -> Rows:
    """A button for each topic that opens below."""
    known = [rulebook[slug] for slug in slugs if slug in rulebook.topics]
    return [[Button(one.label, f"ask:open:{one.slug}")] for one in known]


def report_rows(asked: str) -> Rows:
    """The way to a report. Its button carries the question, which becomes a trace if it leads to one."""
    return [
        [Button(ask_texts.REPORT_BUTTON, f"report:start{asked}")],
        [Button(ask_texts.HOW_TO_REPORT_BUTTON, "ask:topic:cara-melapor")],
    ]


def _rows(talk: Talk | None) -> Rows:
    if talk is Talk.MENU:
        first = [Button("Lihat topik", "ask:groups"), Button("Lapor tanpa nama", "report:start")]
        return [first, [Button(ROLE_BUTTON, "role:open")]]
    return [[Button(texts.STOP_BUTTON, "remind:open")]] if talk is Talk.STOP else []
