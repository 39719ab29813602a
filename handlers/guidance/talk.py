"""Answers what people say beside questions, and other matters: nothing of it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message

from handlers.guidance.buttons import CardView, OpenProfile, SetProfile, ShowCard, ShowGroups
from handlers.guidance.cards import Cards, report_row
from handlers.guidance.texts import ask as ask_texts
from handlers.guidance.texts import talk as texts
from handlers.guidance.texts.profile import ROLE_BUTTON
from handlers.platform.buttons import OpenSubscription, OpenTopic, StartReport
from handlers.platform.conversation import asked_in
from handlers.platform.outgoing import Button, Rows, message
from handlers.platform.update_context import UpdateContext
from rulebook.loader import Rulebook
from rulebook.model import Actor
from services.guidance.acts import forbids
from services.guidance.answerer import OFFERED_FROM
from services.guidance.conversation import MessageReader, Talk, Understood
from services.guidance.matters import Matter
from services.guidance.queue import Queue
from services.guidance.remembered import ROLES, GuidanceMemory, Recalled

HELPFUL = ("menolak-perintah-atasan", "hak-membela-diri")
"""Offered to who asks for a way round the rules."""
ACCUSED = ("hak-membela-diri", "proses-penanganan", "perlindungan-pelapor")
"""Offered to who looks for whoever reported them."""
MOST_MEANT = 3


class SmallTalk:
    """Replies by kind; what leans on the conversation leans on what is remembered of it."""

    def __init__(
        self, conversation: MessageReader, cards: Cards, remembered: GuidanceMemory, queue: Queue
    ) -> None:
        self._conversation = conversation
        self._cards = cards
        self._remembered = remembered
        self._queue = queue

    async def reply(self, turn: UpdateContext, understood: Understood, recalled: Recalled) -> None:
        """Says what belongs to ``understood.talk``."""
        talk = understood.talk
        if talk is Talk.AGAIN:
            await self._meant(turn, recalled)
        elif talk is Talk.UNCLEAR:
            self._explain(turn, recalled)
        elif talk is Talk.ROLE and understood.about is not None:
            self._role(turn, understood.about, is_own=understood.own is not None)
        elif talk is Talk.NOT_ROLE and understood.about is not None:
            turn.say(message(turn.chat_id, texts.role_denied(understood.about), _choice_of_role()))
            if recalled.said in understood.denied:
                turn.write(self._remembered.forget_said(turn.chat_key))
        elif talk is Talk.CHOOSE:
            turn.say(message(turn.chat_id, texts.CHOOSE, self._cards.offers(recalled.offered)))
        else:
            if talk is Talk.CANCEL:
                self._forget(turn, recalled)
            words = texts.TALKED.get(talk, ask_texts.GREETING) if talk is not None else ask_texts.GREETING
            turn.say(message(turn.chat_id, words, _rows(talk)))

    def matter(
        self, turn: UpdateContext, understood: Understood, asking: Message | None, recalled: Recalled
    ) -> None:
        """Says where a matter belongs. What is told of a crime or a bribe has nothing to do with the last
        topic; a follow-up of it leans on nothing."""
        matter = understood.matter
        if matter is None:
            return
        turn.say(message(turn.chat_id, texts.MATTERS[matter], self._matter_rows(matter, understood, asking)))
        is_elsewhere = matter in (Matter.CRIME, Matter.VOTE_BUYING)
        if is_elsewhere and (recalled.topic is not None or recalled.offered):
            turn.write(self._remembered.forget_topic(turn.chat_key))

    def _matter_rows(self, matter: Matter, understood: Understood, asking: Message | None) -> Rows:
        if matter is Matter.VOTE_BUYING:
            return [report_row(asked_in(asking))]
        if matter is Matter.EVASION:
            likely = [one.slug for one in understood.reading.candidates if one.score >= OFFERED_FROM]
            near = [slug for slug in likely if forbids(self._cards.rulebook[slug])]
            return self._topics((*near[:1], *HELPFUL))
        if matter is Matter.REPRISAL:
            return self._topics(ACCUSED)
        if matter is Matter.MY_REPORT:
            return self._topics((understood.reading.topic or "proses-penanganan",))
        return []

    def _topics(self, slugs: Sequence[str]) -> Rows:
        return topic_rows(self._cards.rulebook, dict.fromkeys(slugs))

    async def _meant(self, turn: UpdateContext, recalled: Recalled) -> None:
        """ "Bukan itu": what else the last question may have meant."""
        if not recalled.question:
            turn.say(message(turn.chat_id, texts.WRITE_AGAIN))
            return
        understood = await self._conversation.read(recalled.question)
        tried = {recalled.topic, *recalled.offered}
        slugs = [one.slug for one in understood.reading.candidates if one.slug not in tried][:MOST_MEANT]
        if not slugs:
            turn.say(message(turn.chat_id, texts.WRITE_AGAIN))
            return
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

    def _explain(self, turn: UpdateContext, recalled: Recalled) -> None:
        """ "Kurang jelas": the last answer in two lines, and its other sides."""
        topic = self._cards.rulebook.topics.get(recalled.topic or "")
        if topic is None:
            turn.say(message(turn.chat_id, texts.WRITE_AGAIN))
            return
        sides = (
            (CardView.FULL, ask_texts.BUTTON_FULL),
            (CardView.LAW, ask_texts.BUTTON_LAW),
            (CardView.SANCTION, ask_texts.BUTTON_SANCTION),
        )
        rows = [[Button(label, ShowCard(side, topic.slug)) for side, label in sides]]
        turn.say(message(turn.chat_id, texts.unclear(topic), rows))

    def _role(self, turn: UpdateContext, role: Actor, *, is_own: bool) -> None:
        rows: Rows = [[Button(texts.ROLE_HINT, SetProfile(role))]] if role in ROLES else []
        if is_own:
            turn.write(self._remembered.keep_said(turn.chat_key, role, turn.now))
        else:
            rows = _choice_of_role()
        turn.say(message(turn.chat_id, texts.role_noted(role, is_own=is_own), rows))

    def _forget(self, turn: UpdateContext, recalled: Recalled) -> None:
        """ "Gak jadi": nothing is left of the last question, also where it waited for the admins."""
        turn.unit.write_all(self._remembered.forget_question(turn.chat_key))
        if recalled.noted:
            turn.unit.write_all(self._queue.take_back(recalled.asked))


def topic_rows(rulebook: Rulebook, slugs: Sequence[str] | dict[str, None]) -> Rows:
    """A button for each topic that opens below."""
    known = [rulebook[slug] for slug in slugs if slug in rulebook.topics]
    return [[Button(one.label, OpenTopic(one.slug))] for one in known]


def menu_rows() -> Rows:
    """Below what begins a conversation: topics, a report, and who somebody is."""
    first = [
        Button(ask_texts.BUTTON_ALL_TOPICS, ShowGroups()),
        Button(ask_texts.REPORT_BUTTON, StartReport()),
    ]
    return [first, [Button(ROLE_BUTTON, OpenProfile())]]


def _choice_of_role() -> Rows:
    return [[Button(texts.ROLE_CHOICE, OpenProfile())]]


def _rows(talk: Talk | None) -> Rows:
    if talk is Talk.MENU:
        return menu_rows()
    return [[Button(texts.STOP_BUTTON, OpenSubscription())]] if talk is Talk.STOP else []
