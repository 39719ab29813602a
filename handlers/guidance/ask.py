"""Handlers of a question: free text, /tanya, /topik, and what is tapped below an answer."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Message, Update

from handlers.access.commands import ChatScope, Command, Commands, HelpSection
from handlers.guidance.buttons import (
    AnswerMark,
    CardView,
    MarkAnswer,
    PickNone,
    PickTopic,
    ShareTopic,
    ShowCard,
    ShowGroup,
    ShowGroups,
)
from handlers.guidance.cards import Cards, View, report_row
from handlers.guidance.talk import SmallTalk, topic_rows
from handlers.guidance.texts import ask as texts
from handlers.guidance.texts import pictures
from handlers.guidance.texts import talk as talk_texts
from handlers.platform.buttons import OpenTopic, StartReport
from handlers.platform.conversation import asked_above, asked_in
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, edit, edit_buttons, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.texts import common
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at, text_of
from handlers.platform.words import rest_of, split_command
from rulebook.model import Actor, Topic
from services.guidance.answerer import MAX_OFFERED, ReadingOutcome
from services.guidance.conversation import CardSide, MessageReader, Talk, Understood
from services.guidance.queue import Queue, Why
from services.guidance.remembered import GuidanceMemory, Recalled
from services.guidance.standpoint import is_citizen
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.errors import DrawingError

ASK = Command(
    "tanya",
    texts.COMMAND_ASK,
    where=ChatScope.PRIVATE | ChatScope.GROUP,
    rank=10,
    section=HelpSection.ASK,
    without_slash=True,
)
TOPICS = Command("topik", texts.COMMAND_TOPICS, rank=20, section=HelpSection.ASK, without_slash=True)


class Ask:
    """Answers questions from the rulebook, in private chats."""

    def __init__(
        self,
        conversation: MessageReader,
        cards: Cards,
        remembered: GuidanceMemory,
        queue: Queue,
        guidance_pictures: GuidancePictures,
        commands: Commands,
    ) -> None:
        self._commands = commands
        self._conversation = conversation
        self._cards = cards
        self._remembered = remembered
        self._queue = queue
        self._guidance_pictures = guidance_pictures
        self._talk = SmallTalk(conversation, cards, remembered, queue)

    def handlers(self) -> Sequence[AnyHandler]:
        """/tanya, /topik, and the buttons below answers."""
        return [
            ASK.answered_by(self._on_ask, ChatScope.PRIVATE),
            TOPICS.answered_by(self._on_topics),
            TapHandler(
                on(OpenTopic, self._on_open),
                on(PickTopic, self._on_pick),
                on(PickNone, self._on_none),
                on(ShowCard, self._on_card),
                on(ShowGroups, self._on_groups),
                on(ShowGroup, self._on_group),
                on(MarkAnswer, self._on_mark),
                on(ShareTopic, self._on_share),
            ),
        ]

    async def on_question(self, update: Update, context: NetraContext) -> None:
        """Free text outside any dialog. A card somebody sent here by inline mode is no question."""
        if update.effective_message is not None and update.effective_message.via_bot is not None:
            return
        await self._answer(context.turn, text_of(update), update.effective_message)

    def hears_stop(self, text: str) -> bool:
        """Whether a message is nothing but the word by which people leave a form."""
        return self._conversation.talk.says_stop(text)

    async def on_slashed(self, update: Update, context: NetraContext) -> bool:
        """An unknown command that is a word people say ("/menu", "/stop"); False where it is none."""
        name, rest = split_command(text_of(update))
        if rest or self._conversation.talk.said(name) is None:
            return False
        await self._answer(context.turn, name, update.effective_message)
        return True

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
        if recalled.noted:
            turn.unit.write_all(self._queue.take_back(recalled.asked))
        await self._answer(turn, asked, update.effective_message)
        return True

    async def _on_ask(self, update: Update, context: NetraContext) -> None:
        question = rest_of(text_of(update))
        if question:
            await self._answer(context.turn, question, update.effective_message)
        else:
            context.turn.say(message(context.turn.chat_id, common.ASK_FOR_QUESTION))

    async def _answer(self, turn: UpdateContext, question: str, asking: Message | None) -> None:
        bare = {one.name for one in self._commands if one.without_slash}
        if (name := self._conversation.talk.command_in(question, bare)) is not None:
            turn.say(message(turn.chat_id, talk_texts.command(name)))
            return
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        understood = await self._conversation.read(
            question, recalled.topic, recalled.question, recalled.offered
        )
        reading = understood.reading
        if understood.talk is Talk.NONE:
            turn.say(message(turn.chat_id, await self._none_fits(turn, recalled), self._cards.group_rows()))
        elif understood.talk is not None:
            await self._talk.reply(turn, understood, recalled)
        elif understood.matter is not None:  # nothing of what may become a report is kept
            self._talk.matter(turn, understood, asking, recalled)
        elif reading.outcome is ReadingOutcome.REPORT:
            about = topic_rows(self._cards.rulebook, understood.also)
            rows = [report_row(asked_in(asking)), *about]
            turn.say(message(turn.chat_id, texts.REPORT_WISH, rows))
            if recalled.topic is not None or recalled.offered:  # what comes next leans on nothing before
                turn.write(self._remembered.forget_topic(turn.chat_key))
        else:
            self._keep_asked(turn, understood, question, asking, recalled)
            self._say(turn, understood, understood.asked or question, recalled, asked_in(asking))

    def _keep_asked(
        self,
        turn: UpdateContext,
        understood: Understood,
        question: str,
        asking: Message | None,
        recalled: Recalled,
    ) -> None:
        if understood.is_choice:
            return  # the question is the one before it
        message_id = asking.message_id if asking is not None else 0
        noted = understood.reading.outcome is ReadingOutcome.OUT_OF_SCOPE
        turn.write(self._remembered.keep_asked(turn.chat_key, message_id, question, turn.now, noted=noted))
        own = Actor.CITIZEN if is_citizen(question) else understood.own
        if own is not None:
            turn.write(self._remembered.keep_said(turn.chat_key, own, turn.now))
        elif recalled.said in understood.denied:
            turn.write(self._remembered.forget_said(turn.chat_key))

    def _say(
        self,
        turn: UpdateContext,
        understood: Understood,
        question: str,
        recalled: Recalled,
        start: StartReport,
    ) -> None:
        reading = understood.reading
        if reading.outcome is ReadingOutcome.ANSWER and reading.topic is not None:
            asked = recalled.question if understood.is_choice else question
            self._say_topic(turn, self._cards.rulebook[reading.topic], understood, asked, recalled, start)
        elif reading.outcome is ReadingOutcome.CLARIFY:
            slugs = [one.slug for one in reading.offered]
            words = texts.CLARIFY_ACTOR if understood.about else texts.CLARIFY
            turn.say(message(turn.chat_id, words, self._cards.offers(slugs)))
            keep = self._remembered.keep_topic
            turn.write(keep(turn.chat_key, recalled.topic, question, turn.now, offered=slugs))
        elif reading.outcome is ReadingOutcome.CHITCHAT:
            turn.say(message(turn.chat_id, texts.GREETING))
        else:
            turn.say(message(turn.chat_id, texts.outside(reading.outside), self._cards.group_rows()))
            turn.write(self._queue.count_asked(None, turn.now))
            turn.unit.write_all(
                self._queue.note(question, self._candidates(understood), Why.NOT_UNDERSTOOD, turn.now)
            )

    def _say_topic(
        self,
        turn: UpdateContext,
        topic: Topic,
        understood: Understood,
        question: str,
        recalled: Recalled,
        start: StartReport,
    ) -> None:
        citizen = Actor.CITIZEN if is_citizen(question) else None
        before = None if recalled.speaks_as in understood.denied else recalled.speaks_as
        role = citizen or understood.about or understood.own or before
        also = [
            one for one in (*understood.also, understood.addition) if one not in (None, understood.second)
        ]
        if understood.side is CardSide.CARD:
            also_asked = [one for one in also if one]
            html, rows = self._cards.card(topic, turn.now, role, also=also_asked, start=start)
        else:
            side = ShowCard(CardView(understood.side.value), topic.slug)
            html, rows = self._cards.view(side, turn.now, role, rated=False)
        turn.say(message(turn.chat_id, html, rows))
        turn.write(
            self._remembered.keep_topic(turn.chat_key, topic.slug, question, turn.now),
            self._queue.count_asked(topic.slug, turn.now),
        )
        if understood.second is not None:
            second = self._cards.rulebook[understood.second]
            html, rows = self._cards.second(second, role)
            turn.say(message(turn.chat_id, html, rows))
            turn.write(self._queue.count_asked(second.slug, turn.now))

    @staticmethod
    def _candidates(understood: Understood) -> tuple[str, ...]:
        return tuple(one.slug for one in understood.reading.candidates)

    async def _on_topics(self, _update: Update, context: NetraContext) -> None:
        context.turn.say(message(context.turn.chat_id, texts.TOPICS_TITLE, self._cards.group_rows()))

    async def _on_open(self, update: Update, context: NetraContext, pressed: OpenTopic) -> None:
        await self._look(update, context.turn, ShowCard(CardView.CARD, pressed.slug), below=True)

    async def _on_pick(self, update: Update, context: NetraContext, pressed: PickTopic) -> None:
        await self._look(update, context.turn, ShowCard(CardView.CARD, pressed.slug), chosen=True)

    async def _on_card(self, update: Update, context: NetraContext, pressed: ShowCard) -> None:
        await self._look(update, context.turn, pressed)

    async def _on_groups(self, update: Update, context: NetraContext, _pressed: ShowGroups) -> None:
        self._put(update, context.turn, (texts.TOPICS_TITLE, self._cards.group_rows()))

    async def _on_group(self, update: Update, context: NetraContext, pressed: ShowGroup) -> None:
        self._put(update, context.turn, self._cards.group(pressed.group))

    @staticmethod
    def _put(update: Update, turn: UpdateContext, view: View, *, below: bool = False) -> None:
        """Puts a view in the place of the message that was tapped, or below it."""
        query_id, message_id = tapped_at(update)
        turn.say(toast(query_id))
        if message_id is None or below:
            turn.say(message(turn.chat_id, *view))
        else:
            turn.say(edit(turn.chat_id, message_id, *view))

    async def _look(
        self,
        update: Update,
        turn: UpdateContext,
        asked: ShowCard,
        *,
        below: bool = False,
        chosen: bool = False,
    ) -> None:
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        same = recalled.topic == asked.slug
        start = _question_of(update, recalled) if chosen or same else StartReport()
        view = self._cards.view(
            asked, turn.now, recalled.speaks_as, rated=recalled.rated and same, start=start
        )
        self._put(update, turn, view, below=below)
        if asked.slug in self._cards.rulebook.topics:
            self._follow(turn, asked.slug, recalled, chosen=chosen)

    def _follow(self, turn: UpdateContext, slug: str, recalled: Recalled, *, chosen: bool) -> None:
        """What is looked at is what a follow-up is about; a choice among offers answers the question."""
        if chosen:
            turn.write(
                self._remembered.keep_topic(turn.chat_key, slug, recalled.question, turn.now),
                self._queue.count_asked(slug, turn.now),
            )
        elif slug != recalled.topic:
            turn.write(self._remembered.keep_topic(turn.chat_key, slug, "", turn.now))

    async def _on_none(self, update: Update, context: NetraContext, _pressed: PickNone) -> None:
        """None of the offers fits: the question goes to the admins, and the shelves are offered."""
        turn = context.turn
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        words = await self._none_fits(turn, recalled)
        self._put(update, turn, (words, self._cards.group_rows()))

    async def _none_fits(self, turn: UpdateContext, recalled: Recalled) -> str:
        """Hands the last question to the admins, once; what to say above the shelves."""
        if not recalled.question or recalled.rated:
            return texts.TOPICS_TITLE
        understood = await self._conversation.read(recalled.question)
        turn.unit.write_all(
            self._queue.note(recalled.question, self._candidates(understood), Why.NONE_FITS, turn.now)
        )
        turn.write(
            self._remembered.keep_topic(turn.chat_key, recalled.topic, "", turn.now, rated=True),
            self._queue.count_asked(None, turn.now),
        )
        self._handed_on(turn, recalled)
        return texts.NOTED_PICK

    def _handed_on(self, turn: UpdateContext, recalled: Recalled) -> None:
        """Remembers that the last question waits for the admins, so that "gak jadi" takes it back."""
        keep = self._remembered.keep_asked
        turn.write(keep(turn.chat_key, recalled.asked_in, recalled.question, turn.now, noted=True))

    async def _on_mark(self, update: Update, context: NetraContext, pressed: MarkAnswer) -> None:
        """Membantu or not: counted once an answer; the question of an unhelpful one goes to the admins."""
        query_id, message_id = tapped_at(update)
        turn, slug = context.turn, pressed.slug
        topic = self._cards.rulebook.topics.get(slug)
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        helped = pressed.mark is AnswerMark.HELPED
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
                self._handed_on(turn, recalled)
            turn.write(
                self._queue.count_mark(slug, turn.now, helped=helped),
                self._remembered.keep_topic(
                    turn.chat_key, slug, recalled.question if same else "", turn.now, rated=True
                ),
            )
        if topic is not None and message_id is not None:
            start = _question_of(update, recalled) if same else StartReport()
            rows = self._cards.marked_rows(
                topic, recalled.speaks_as, helped=helped, others=others, start=start
            )
            turn.say(edit_buttons(turn.chat_id, message_id, rows))

    async def _on_share(self, update: Update, context: NetraContext, pressed: ShareTopic) -> None:
        query_id, _ = tapped_at(update)
        turn = context.turn
        topic = self._cards.rulebook.topics.get(pressed.slug)
        if topic is None:
            turn.say(toast(query_id, texts.TOPIC_GONE, alert=True))
            return
        turn.direct.typing(turn.chat_id, "upload_photo")
        name = context.bot.username
        try:
            picture = await self._guidance_pictures.share_card(topic.slug, pictures.card(topic, f"@{name}"))
        except DrawingError:
            turn.say(toast(query_id, texts.CARD_FAILED, alert=True))
            return
        rows = [[Button(texts.BUTTON_SHARE_ON, share=topic.title)]]
        caption = texts.share_caption(topic, topic_link(name, topic.slug))
        turn.say(
            toast(query_id),
            photo(turn.chat_id, picture, caption, rows, file_name=f"{topic.slug}.png"),
        )

    async def say_topic(self, turn: UpdateContext, slug: str) -> bool:
        """Says the card of a topic somebody came to by a link; False where there is no such topic."""
        topic = self._cards.rulebook.topics.get(slug)
        if topic is None:
            return False
        recalled = await self._remembered.recall(turn.chat_key, turn.now)
        html, rows = self._cards.card(topic, turn.now, recalled.speaks_as)
        turn.say(message(turn.chat_id, html, rows))
        turn.write(self._remembered.keep_topic(turn.chat_key, slug, "", turn.now))
        return True


def _question_of(update: Update, recalled: Recalled) -> StartReport:
    """The way to a report, which carries the question above a tapped button."""
    query = update.callback_query
    return asked_above(query.message if query is not None else None, recalled.asked_in)


def _message_id(update: Update) -> int:
    return update.effective_message.message_id if update.effective_message is not None else 0


TOPIC_PAYLOAD = "t_"
"""Begins the start parameter of a link to a topic."""


def topic_link(bot_name: str, slug: str) -> str:
    """The address that opens a topic in a private chat. Source: Bot API, deep linking (64 characters)."""
    return f"https://t.me/{bot_name}?start={TOPIC_PAYLOAD}{slug}"
