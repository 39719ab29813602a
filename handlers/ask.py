"""The journey of a question: free text, /tanya, /topik, and what is tapped below an answer."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from core.errors import DrawingError
from handlers.cards import Cards
from handlers.conversation import asked_in
from handlers.journey import AnyHandler
from handlers.outgoing import Button, Rows, edit, edit_buttons, message, photo, toast
from handlers.texts import ask as texts
from handlers.turn import NetraContext, Turn, tapped, text_of
from handlers.words import rest_of, split_command
from rulebook.model import Topic
from services.drawing.studio import Studio
from services.guidance.answerer import MAX_OFFERED, Outcome
from services.guidance.conversation import Conversation, Side, Understood
from services.guidance.queue import Queue, Why
from services.guidance.remembered import Recalled, Remembered


class Ask:
    """Answers questions from the rulebook, in private chats."""

    def __init__(
        self, conversation: Conversation, cards: Cards, remembered: Remembered, queue: Queue, studio: Studio
    ) -> None:
        self._conversation = conversation
        self._cards = cards
        self._remembered = remembered
        self._queue = queue
        self._studio = studio

    def handlers(self) -> Sequence[AnyHandler]:
        """/tanya, /topik, and the buttons below answers."""
        return [
            CommandHandler("tanya", self._on_ask, filters.ChatType.PRIVATE),
            CommandHandler("topik", self._on_topics, filters.ChatType.PRIVATE),
            CallbackQueryHandler(self._on_mark, r"^ask:(good|bad):"),
            CallbackQueryHandler(self._on_none, r"^ask:none$"),
            CallbackQueryHandler(self._on_share, r"^ask:share:"),
            CallbackQueryHandler(self._on_button, r"^ask:"),
        ]

    async def on_question(self, update: Update, context: NetraContext) -> None:
        """Free text outside any dialog. A card somebody sent here by inline mode is no question."""
        if update.effective_message is not None and update.effective_message.via_bot is not None:
            return
        await self._answer(context.turn, text_of(update), update.effective_message)

    async def on_correction(self, update: Update, context: NetraContext) -> bool:
        """An edited message: answered anew if it asked last and asks something else now; else False."""
        turn, words = context.turn, text_of(update)
        command, question = split_command(words)
        asked = question if command == "tanya" else words
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        if not asked or asked.startswith("/") or recalled.asked_in != _message_id(update):
            return False
        if self._remembered.is_same(recalled, asked):
            return True  # formatting, or a preview
        turn.unit.write_all(self._queue.take_back(recalled.asked))
        await self._answer(turn, asked, update.effective_message)
        return True

    async def _on_ask(self, update: Update, context: NetraContext) -> None:
        question = rest_of(text_of(update))
        if question:
            await self._answer(context.turn, question, update.effective_message)
        else:
            context.turn.say(message(context.turn.chat_id, texts.ASK_FOR_QUESTION))

    async def _answer(self, turn: Turn, question: str, asking: Message | None) -> None:
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        understood = await self._conversation.read(question, recalled.topic, recalled.question)
        reading = understood.reading
        if reading.outcome is not Outcome.REPORT:  # nothing of a report's beginning is kept
            message_id = asking.message_id if asking is not None else 0
            turn.write(self._remembered.keep_asked(turn.chat_key, message_id, question, turn.now))
        if reading.outcome is Outcome.ANSWER and reading.topic is not None:
            self._say_topic(turn, self._cards.rulebook[reading.topic], understood, question, recalled)
        elif reading.outcome is Outcome.CLARIFY:
            slugs = [one.slug for one in reading.offered]
            words = texts.CLARIFY_ACTOR if understood.about else texts.CLARIFY
            turn.say(message(turn.chat_id, words, self._cards.offers(slugs)))
            turn.write(self._remembered.keep_topic(turn.chat_key, recalled.topic, question, turn.now))
        elif reading.outcome is Outcome.REPORT:
            turn.say(message(turn.chat_id, texts.REPORT_WISH, _report_rows(asked_in(asking))))
        elif reading.outcome is Outcome.CHITCHAT:
            turn.say(message(turn.chat_id, texts.GREETING))
        else:
            turn.say(message(turn.chat_id, texts.outside(reading.outside), self._cards.group_rows()))
            turn.write(self._queue.count_asked(None, turn.now))
            turn.unit.write_all(
                self._queue.note(question, self._candidates(understood), Why.NOT_UNDERSTOOD, turn.now)
            )

    def _say_topic(
        self, turn: Turn, topic: Topic, understood: Understood, question: str, recalled: Recalled
    ) -> None:
        role = understood.about or recalled.role
        if understood.side is Side.CARD:
            html, rows = self._cards.card(topic, turn.now, role, also=understood.also)
        else:
            html, rows = self._cards.view(understood.side.value, topic.slug, turn.now, role, rated=False)
        turn.say(message(turn.chat_id, html, rows))
        turn.write(
            self._remembered.keep_topic(turn.chat_key, topic.slug, question, turn.now),
            self._queue.count_asked(topic.slug, turn.now),
        )

    @staticmethod
    def _candidates(understood: Understood) -> tuple[str, ...]:
        return tuple(one.slug for one in understood.reading.candidates)

    async def _on_topics(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, texts.TOPICS_TITLE, self._cards.group_rows()))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        turn.say(toast(query_id))
        _, action, argument = (*data.split(":", 2), "")[:3]
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        rated = recalled.rated and recalled.topic == argument
        html, rows = self._cards.view(action, argument, turn.now, recalled.role, rated=rated)
        if message_id is None or action == "open":
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))
        if argument in self._cards.rulebook.topics:
            self._follow(turn, action, argument, recalled)

    def _follow(self, turn: Turn, action: str, slug: str, recalled: Recalled) -> None:
        """What is looked at is what a follow-up is about; a choice among offers answers the question."""
        if action == "pick":
            turn.write(
                self._remembered.keep_topic(turn.chat_key, slug, recalled.question, turn.now),
                self._queue.count_asked(slug, turn.now),
            )
        elif slug != recalled.topic:
            turn.write(self._remembered.keep_topic(turn.chat_key, slug, "", turn.now))

    async def _on_none(self, update: Update, context: NetraContext) -> None:
        """None of the offers fits: the question goes to the admins, and the shelves are offered."""
        query_id, _, message_id = tapped(update)
        turn = context.turn
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        turn.say(toast(query_id))
        words = texts.TOPICS_TITLE
        if recalled.question and not recalled.rated:
            words = texts.NOTED_PICK
            understood = await self._conversation.read(recalled.question)
            turn.unit.write_all(
                self._queue.note(recalled.question, self._candidates(understood), Why.NONE_FITS, turn.now)
            )
            turn.write(
                self._remembered.keep_topic(turn.chat_key, recalled.topic, "", turn.now, rated=True),
                self._queue.count_asked(None, turn.now),
            )
        if message_id is None:
            turn.say(message(turn.chat_id, words, self._cards.group_rows()))
        else:
            turn.say(edit(turn.chat_id, message_id, words, self._cards.group_rows()))

    async def _on_mark(self, update: Update, context: NetraContext) -> None:
        """Membantu or not: counted once an answer; the question of an unhelpful one goes to the admins."""
        query_id, data, message_id = tapped(update)
        turn = context.turn
        _, action, slug = (*data.split(":", 2), "", "")[:3]
        topic = self._cards.rulebook.topics.get(slug)
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        helped = action == "good"
        same = recalled.topic == slug
        others: tuple[str, ...] = ()
        if topic is None or (same and recalled.rated):
            turn.say(toast(query_id, texts.ALREADY_MARKED))
        else:
            noted = not helped and same and bool(recalled.question)
            turn.say(toast(query_id, texts.THANKS_NOTED if noted else texts.THANKS, alert=noted))
            if noted:
                understood = await self._conversation.read(recalled.question)
                candidates = self._candidates(understood)
                others = tuple(one for one in candidates[:MAX_OFFERED] if one != slug)
                turn.unit.write_all(self._queue.note(recalled.question, candidates, Why.UNHELPFUL, turn.now))
            turn.write(
                self._queue.count_mark(slug, turn.now, helped=helped),
                self._remembered.keep_topic(
                    turn.chat_key, slug, recalled.question if same else "", turn.now, rated=True
                ),
            )
        if topic is not None and message_id is not None:
            rows = self._cards.marked_rows(topic, helped=helped, others=others)
            turn.say(edit_buttons(turn.chat_id, message_id, rows))

    async def _on_share(self, update: Update, context: NetraContext) -> None:
        query_id, data, _ = tapped(update)
        turn = context.turn
        topic = self._cards.rulebook.topics.get(data.partition(":")[2].partition(":")[2])
        if topic is None:
            turn.say(toast(query_id, texts.TOPIC_GONE, alert=True))
            return
        turn.direct.typing(turn.chat_id, "upload_photo")
        name = context.bot.username
        try:
            picture = await self._studio.share_card(topic, f"@{name}")
        except DrawingError:
            turn.say(toast(query_id, texts.CARD_FAILED, alert=True))
            return
        rows = [[Button(texts.BUTTON_SHARE_ON, share=topic.title)]]
        caption = texts.share_caption(topic, topic_link(name, topic.slug))
        turn.say(
            toast(query_id),
            photo(turn.chat_id, picture, caption, rows, file_name=f"{topic.slug}.png"),
        )

    async def say_topic(self, turn: Turn, slug: str) -> bool:
        """Says the card of a topic somebody came to by a link; False where there is no such topic."""
        topic = self._cards.rulebook.topics.get(slug)
        if topic is None:
            return False
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        html, rows = self._cards.card(topic, turn.now, recalled.role)
        turn.say(message(turn.chat_id, html, rows))
        turn.write(self._remembered.keep_topic(turn.chat_key, slug, "", turn.now))
        return True


def _message_id(update: Update) -> int:
    return update.effective_message.message_id if update.effective_message is not None else 0


TOPIC_PAYLOAD = "t_"
"""Begins the start parameter of a link to a topic."""


def topic_link(bot_name: str, slug: str) -> str:
    """The address that opens a topic in a private chat. Source: Bot API, deep linking (64 characters)."""
    return f"https://t.me/{bot_name}?start={TOPIC_PAYLOAD}{slug}"


def _report_rows(asked: str) -> Rows:
    """The way to a report. Its button carries the question, which becomes a trace if it leads to one."""
    return [
        [Button(texts.REPORT_BUTTON, f"report:start{asked}")],
        [Button(texts.HOW_TO_REPORT_BUTTON, "ask:topic:cara-melapor")],
    ]
