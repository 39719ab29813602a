"""/kuis: five native quiz polls, one after another, and a score card.

The round lies sealed in the chat's memory. An answer comes without a chat: its person's private chat is where
the poll was sent. Which poll it was is told by the message remembered for the poll's id; an answer to a poll
of an older round changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import PollAnswerHandler

from handlers.access.commands import Command, HelpSection
from handlers.guidance.buttons import StartQuiz
from handlers.guidance.texts import pictures
from handlers.guidance.texts import quiz as texts
from handlers.platform.buttons import OpenTopic
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import POLL_TAG, Button, Call, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, ZoneOf, tapped_at
from rulebook.loader import Rulebook
from rulebook.quiz import MAX_QUESTION
from services.guidance.quiz import KEPT_FOR, MEMORY, Question, Quiz, Round
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.errors import DrawingError
from storage.platform.memory import ChatMemory
from storage.platform.outbox import Outbox

QUIZ = Command("kuis", texts.COMMAND, rank=60, section=HelpSection.LEARN, without_slash=True)


class QuizHandlers:
    """The quiz in private chats."""

    def __init__(
        self,
        quiz: Quiz,
        rulebook: Rulebook,
        memory: ChatMemory,
        outbox: Outbox,
        guidance_pictures: GuidancePictures,
        zones: ZoneOf,
    ) -> None:
        self._zones = zones
        self._quiz = quiz
        self._rulebook = rulebook
        self._memory = memory
        self._outbox = outbox
        self._guidance_pictures = guidance_pictures

    def handlers(self) -> Sequence[AnyHandler]:
        """/kuis, "main lagi", and answers to polls."""
        return [
            QUIZ.answered_by(self._on_quiz),
            TapHandler(on(StartQuiz, self._on_again)),
            PollAnswerHandler(self._on_answer),
        ]

    async def _on_quiz(self, _update: Update, context: NetraContext) -> None:
        self._begin(context.turn)

    async def _on_again(self, update: Update, context: NetraContext, _pressed: StartQuiz) -> None:
        query_id, _ = tapped_at(update)
        context.turn.say(toast(query_id))
        self._begin(context.turn)

    def _begin(self, turn: UpdateContext) -> None:
        fresh = self._quiz.new_round()
        turn.say(message(turn.chat_id, texts.INTRO), _poll(turn.chat_id, fresh))
        self._keep(turn, fresh)

    def _keep(self, turn: UpdateContext, one: Round) -> None:
        turn.write(self._memory.save(turn.chat_key, MEMORY, one.as_json(), turn.now, KEPT_FOR))

    async def _on_answer(self, update: Update, context: NetraContext) -> None:
        answer, turn = update.poll_answer, context.turn
        if answer is None or not answer.option_ids:
            return  # an answer taken back; quizzes do not allow it
        kept = await self._memory.load(turn.chat_key, MEMORY, turn.now)
        if kept is None:
            return
        current = Round.from_json(kept)
        if current.is_over or not await self._is_current(turn, current, answer.poll_id):
            return
        after = current.answered(answer.option_ids[0])
        if after.is_over:
            await self._finish(turn, after, context.bot.username)
            turn.write(self._memory.forget(turn.chat_key, MEMORY))
        else:
            turn.say(_poll(turn.chat_id, after))
            self._keep(turn, after)

    async def _is_current(self, turn: UpdateContext, current: Round, poll_id: str) -> bool:
        """Whether the poll is the one that waits. A poll not known yet was sent this moment, so it is."""
        answered = await self._outbox.remembered(f"{POLL_TAG}{poll_id}", turn.chat_key)
        waiting = await self._outbox.remembered(current.tag, turn.chat_key)
        if not answered:
            return not waiting
        return bool(waiting) and answered[-1].message_id in [one.message_id for one in waiting]

    async def _finish(self, turn: UpdateContext, done: Round, bot_name: str) -> None:
        turn.direct.typing(turn.chat_id, "upload_photo")
        titles = [self._title(question) for question in done.questions]
        day = turn.now.astimezone(await self._zones(turn.chat_key)).date()
        results = tuple(zip(titles, done.answers, strict=True))
        words = pictures.score(done.score, results, day, f"@{bot_name}")
        caption = texts.result(done.score, len(done.questions))
        wrong = [q.topic for q, right in zip(done.questions, done.answers, strict=True) if not right]
        rows = [
            [Button(f"{texts.LEARN}{self._rulebook[slug].label}", OpenTopic(slug))]
            for slug in wrong
            if slug in self._rulebook.topics
        ]
        rows.append([Button(texts.AGAIN, StartQuiz())])
        try:
            picture = await self._guidance_pictures.score_card(words)
        except DrawingError:
            turn.say(message(turn.chat_id, caption, rows))
            return
        turn.say(photo(turn.chat_id, picture, caption, rows, file_name="kuis-netralitas.png"))

    def _title(self, question: Question) -> str:
        topic = self._rulebook.topics.get(question.topic)
        return topic.title if topic is not None else question.ask


def _poll(chat_id: int, one: Round) -> Call:
    """The waiting question as a native quiz poll."""
    question = one.questions[one.at]
    return Call(
        "sendPoll",
        {
            "chat_id": chat_id,
            "question": texts.progress(one.at + 1, len(one.questions), question.ask)[:MAX_QUESTION],
            "options": [{"text": option} for option in question.options],
            "type": "quiz",
            "is_anonymous": False,  # only then Telegram tells which option was chosen
            "correct_option_ids": [question.right],
            "explanation": question.why,
        },
        remember=one.tag,
    )
