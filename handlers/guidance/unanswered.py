"""/pertanyaan: admins link what was not understood to a topic, dismiss it, and see what a week was about."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update

from handlers.access.commands import Command
from handlers.guidance.buttons import (
    ChooseGroup,
    ChooseTopic,
    DismissQuestion,
    LinkQuestion,
    NextQuestion,
    ShowQuestion,
    ShowWeek,
    UnlinkQuestion,
)
from handlers.guidance.texts import pictures
from handlers.guidance.texts import unanswered as texts
from handlers.platform.admission import Who
from handlers.platform.handler_group import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, photo, toast
from handlers.platform.taps import TapHandler, on
from handlers.platform.update_context import NetraContext, UpdateContext, tapped_at
from rulebook.loader import Rulebook
from rulebook.model import Group
from services.access.audit_hook import AuditAction, AuditHook
from services.guidance.queue import Queue
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.errors import DrawingError
from storage.guidance.questions import LINKED, StoredQuestion

BARS = 12
QUESTIONS = Command("pertanyaan", texts.COMMAND, Who.ADMIN, rank=90)
MOST_WEEKS = 52
"""Weeks that are looked back."""


class QuestionHandlers:
    """The queue in an admin's private chat."""

    def __init__(
        self, queue: Queue, rulebook: Rulebook, guidance_pictures: GuidancePictures, audit: AuditHook
    ) -> None:
        self._queue = queue
        self._rulebook = rulebook
        self._guidance_pictures = guidance_pictures
        self._audit = audit

    def handlers(self) -> Sequence[AnyHandler]:
        """/pertanyaan and its buttons."""
        return [
            QUESTIONS.answered_by(self._on_questions),
            TapHandler(
                on(ShowWeek, self._on_week),
                on(NextQuestion, self._on_next),
                on(ShowQuestion, self._on_show),
                on(LinkQuestion, self._on_link),
                on(DismissQuestion, self._on_dismiss),
                on(UnlinkQuestion, self._on_unlink),
                on(ChooseGroup, self._on_groups),
                on(ChooseTopic, self._on_group),
            ),
        ]

    async def _on_questions(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        html, rows = await self._waiting(0)
        turn.say(message(turn.chat_id, html, rows))

    @staticmethod
    def _put(update: Update, turn: UpdateContext, html: str, rows: Rows) -> None:
        query_id, message_id = tapped_at(update)
        turn.say(toast(query_id))
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _on_next(self, update: Update, context: NetraContext, pressed: NextQuestion) -> None:
        self._put(update, context.turn, *await self._waiting(pressed.at))

    async def _question(
        self, update: Update, turn: UpdateContext, question_id: bytes
    ) -> StoredQuestion | None:
        """The question a button is about; None when the admin was told that it is gone."""
        question = await self._queue.get(question_id)
        if question is None:
            self._put(update, turn, texts.GONE, [[Button(texts.BUTTON_NEXT, NextQuestion(0))]])
        return question

    async def _on_show(self, update: Update, context: NetraContext, pressed: ShowQuestion) -> None:
        question = await self._question(update, context.turn, pressed.question)
        if question is not None:
            self._put(update, context.turn, texts.waiting(question, 1), self._rows(question, 0))

    async def _on_link(self, update: Update, context: NetraContext, pressed: LinkQuestion) -> None:
        turn, topic = context.turn, self._rulebook.topics.get(pressed.slug)
        question = await self._question(update, turn, pressed.question)
        if question is None:
            return
        if topic is None:  # of another rulebook
            self._put(update, turn, texts.waiting(question, 1), self._rows(question, 0))
            return
        writes = self._queue.link(question, topic.slug, turn.now)
        turn.unit.write_all(writes)
        if writes:  # else it was linked before
            self._note(turn, question, "ditautkan")
        self._put(update, turn, texts.linked(question, topic.title), _after_rows(question))

    async def _on_dismiss(self, update: Update, context: NetraContext, pressed: DismissQuestion) -> None:
        turn, question = context.turn, await self._question(update, context.turn, pressed.question)
        if question is not None:
            turn.unit.write_all(self._queue.dismiss(question))
            self._put(update, turn, texts.dismissed(question), _after_rows(question))

    async def _on_unlink(self, update: Update, context: NetraContext, pressed: UnlinkQuestion) -> None:
        turn, question = context.turn, await self._question(update, context.turn, pressed.question)
        if question is None:
            return
        turn.unit.write_all(self._queue.unlink(question, turn.now))
        if question.status == LINKED:
            self._note(turn, question, "dilepas")
        self._put(update, turn, texts.waiting(question, 1), self._rows(question, 0))

    async def _on_groups(self, update: Update, context: NetraContext, pressed: ChooseGroup) -> None:
        question = await self._question(update, context.turn, pressed.question)
        if question is not None:
            self._put(update, context.turn, texts.CHOOSE_GROUP, self._group_rows(question))

    async def _on_group(self, update: Update, context: NetraContext, pressed: ChooseTopic) -> None:
        question = await self._question(update, context.turn, pressed.question)
        if question is not None:
            self._put(update, context.turn, texts.CHOOSE_TOPIC, self._topic_rows(question, pressed.group))

    def _note(self, turn: UpdateContext, question: StoredQuestion, what: str) -> None:
        """Writes a link made or undone into the audit log, in the unit of the change."""
        self._audit.record(turn.unit, turn.actor_key, AuditAction.QUESTION_LINKED, question.id, {"apa": what})

    async def _waiting(self, at: int) -> tuple[str, Rows]:
        waiting = await self._queue.waiting()
        if not waiting:
            return texts.NONE_WAITING, [_week_buttons()]
        at = at % len(waiting)
        rows = self._rows(waiting[at], at + 1 if len(waiting) > 1 else None)
        return texts.waiting(waiting[at], len(waiting)), rows

    def _rows(self, question: StoredQuestion, following: int | None) -> Rows:
        known = [slug for slug in question.candidates if slug in self._rulebook.topics]
        rows = [[self._link_button(question, slug)] for slug in known]
        rows.append(
            [
                Button(texts.BUTTON_OTHER, ChooseGroup(question.id)),
                Button(texts.BUTTON_DISMISS, DismissQuestion(question.id)),
            ]
        )
        if following is not None:
            rows.append([Button(texts.BUTTON_NEXT, NextQuestion(following))])
        return [*rows, _week_buttons()]

    def _link_button(self, question: StoredQuestion, slug: str) -> Button:
        return Button(self._rulebook[slug].label, LinkQuestion(question.id, slug))

    def _group_rows(self, question: StoredQuestion) -> Rows:
        rows = [[Button(one.label, ChooseTopic(question.id, one))] for one in Group]
        return [*rows, [Button(texts.BUTTON_BACK, ShowQuestion(question.id))]]

    def _topic_rows(self, question: StoredQuestion, group: Group) -> Rows:
        rows = [[self._link_button(question, one.slug)] for one in self._rulebook.in_group(group)]
        return [*rows, [Button(texts.BUTTON_BACK, ChooseGroup(question.id))]]

    async def _on_week(self, update: Update, context: NetraContext, pressed: ShowWeek) -> None:
        query_id, _ = tapped_at(update)
        turn, bot_name = context.turn, f"@{context.bot.username}"
        week = await self._queue.week(turn.now, min(pressed.weeks_ago, MOST_WEEKS))
        bars = tuple((self._rulebook[slug].title, asked) for slug, asked in week.shown[:BARS])
        words = pictures.chart(texts.CHART_TITLE, texts.span(week), bars, texts.hidden_note(week), bot_name)
        turn.direct.typing(turn.chat_id, "upload_photo")
        try:
            picture = await self._guidance_pictures.chart(words)
        except DrawingError:
            turn.say(toast(query_id, texts.WEEK_FAILED, alert=True))
            return
        caption = texts.week_caption(week, self._rulebook)
        turn.say(toast(query_id), photo(turn.chat_id, picture, caption, file_name="pekan.png"))


def _week_buttons() -> list[Button]:
    return [Button(texts.BUTTON_WEEK, ShowWeek(0)), Button(texts.BUTTON_LAST_WEEK, ShowWeek(1))]


def _after_rows(question: StoredQuestion) -> Rows:
    undo = Button(texts.BUTTON_UNDO, UnlinkQuestion(question.id))
    return [[undo, Button(texts.BUTTON_NEXT, NextQuestion(0))]]
