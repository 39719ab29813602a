"""The journey of a question: free text, /tanya, /topik, and the sides of an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from handlers.journey import AnyHandler
from handlers.outgoing import Button, Rows, edit, message, toast
from handlers.texts import ask as texts
from handlers.turn import NetraContext, tapped, text_of
from rulebook.loader import Rulebook
from rulebook.model import Group, Topic
from services.guidance.answerer import MAX_OFFERED, Answerer, Outcome, Reading

TodayLine = Callable[[datetime], str]
"""Says where the day stands in the election calendar; empty where there is nothing to say."""


class Ask:
    """Answers questions from the rulebook."""

    def __init__(self, answerer: Answerer, rulebook: Rulebook, today_line: TodayLine) -> None:
        self._answerer = answerer
        self._rulebook = rulebook
        self._today_line = today_line

    def handlers(self) -> Sequence[AnyHandler]:
        """/tanya, /topik, and the buttons below answers."""
        return [
            CommandHandler("tanya", self._on_ask, filters.ChatType.PRIVATE),
            CommandHandler("topik", self._on_topics, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_button, r"^ask:"),
        ]

    async def on_question(self, update: Update, context: NetraContext) -> None:
        """Free text outside any dialog."""
        self._answer(context, text_of(update))

    async def _on_ask(self, update: Update, context: NetraContext) -> None:
        question = text_of(update).partition(" ")[2].strip()
        if question:
            self._answer(context, question)
        else:
            context.turn.say(message(context.turn.chat_id, texts.ASK_FOR_QUESTION))

    def _answer(self, context: NetraContext, question: str) -> None:
        turn = context.turn
        reading = self._answerer.read(question)
        if reading.outcome is Outcome.ANSWER and reading.topic is not None:
            topic = self._rulebook[reading.topic]
            html = texts.card(topic, self._today_line(turn.now))
            turn.say(message(turn.chat_id, html, self._card_rows(topic)))
        elif reading.outcome is Outcome.CLARIFY:
            turn.say(message(turn.chat_id, texts.CLARIFY, self._offers(reading)))
        elif reading.outcome is Outcome.REPORT:
            turn.say(message(turn.chat_id, texts.REPORT_WISH, _REPORT_ROWS))
        elif reading.outcome is Outcome.CHITCHAT:
            turn.say(message(turn.chat_id, texts.GREETING))
        else:
            turn.say(message(turn.chat_id, texts.OUT_OF_SCOPE, self._group_rows()))

    def _offers(self, reading: Reading) -> Rows:
        offered = reading.candidates[:MAX_OFFERED]
        rows = [[Button(self._rulebook[one.slug].title, f"ask:topic:{one.slug}")] for one in offered]
        return [*rows, [Button(texts.NONE_OF_THESE, "ask:groups")]]

    async def _on_topics(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, texts.TOPICS_TITLE, self._group_rows()))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        turn.say(toast(query_id))
        _, action, argument = (*data.split(":", 2), "")[:3]
        html, rows = self._view(action, argument, turn.now)
        if message_id is None or action == "open":
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    def _view(self, action: str, argument: str, now: datetime) -> tuple[str, Rows]:
        group = Group.of(argument) if action == "group" else None
        if group is not None:
            return texts.group_title(group), self._topic_rows(group)
        topic = self._rulebook.topics.get(argument)
        if topic is None:
            title = texts.TOPICS_TITLE if action == "groups" else texts.TOPIC_GONE
            return title, self._group_rows()
        if action == "law":
            return texts.law(topic, self._rulebook), self._side_rows(topic)
        if action == "sanction":
            return texts.sanction(topic), self._side_rows(topic)
        if action == "sides":
            return texts.sides(topic), self._side_rows(topic)
        if action == "full":
            return texts.full(topic, self._today_line(now)), self._side_rows(topic)
        if action == "related":
            return texts.related_title(topic), self._related_rows(topic)
        return texts.card(topic, self._today_line(now)), self._card_rows(topic)

    def _card_rows(self, topic: Topic) -> Rows:
        first = [
            Button(texts.BUTTON_LAW, f"ask:law:{topic.slug}"),
            Button(texts.BUTTON_SANCTION, f"ask:sanction:{topic.slug}"),
        ]
        second = [Button(texts.BUTTON_RELATED, f"ask:related:{topic.slug}")]
        if topic.disagreement or topic.uncertain:
            label = texts.BUTTON_SIDES if topic.disagreement else texts.BUTTON_DOUBTS
            second.append(Button(label, f"ask:sides:{topic.slug}"))
        if texts.has_more(topic):
            first.insert(0, Button(texts.BUTTON_FULL, f"ask:full:{topic.slug}"))
        return [first, second]

    def _side_rows(self, topic: Topic) -> Rows:
        return [[Button(texts.BUTTON_BACK, f"ask:topic:{topic.slug}")]]

    def _related_rows(self, topic: Topic) -> Rows:
        related = [self._rulebook[slug] for slug in topic.related if slug in self._rulebook.topics]
        rows = [[Button(one.title, f"ask:topic:{one.slug}")] for one in related]
        return [*rows, [Button(texts.BUTTON_BACK, f"ask:topic:{topic.slug}")]]

    def _group_rows(self) -> Rows:
        return [[Button(group.label, f"ask:group:{group.value}")] for group in Group]

    def _topic_rows(self, group: Group) -> Rows:
        rows = [[Button(one.title, f"ask:topic:{one.slug}")] for one in self._rulebook.in_group(group)]
        return [*rows, [Button(texts.BUTTON_TOPICS, "ask:groups")]]


_REPORT_ROWS: Rows = [
    [Button(texts.REPORT_BUTTON, "report:start")],
    [Button(texts.HOW_TO_REPORT_BUTTON, "ask:topic:cara-melapor")],
]
