"""/pertanyaan: admins link what was not understood to a topic, dismiss it, and see what a week was about."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from core.numbers import page_number
from handlers.access.commands import Command
from handlers.access.doors import Who
from handlers.guidance.texts import pictures
from handlers.guidance.texts import unanswered as texts
from handlers.platform.journey import AnyHandler
from handlers.platform.outgoing import Button, Rows, edit, message, photo, toast
from handlers.platform.turn import NetraContext, Turn, tapped
from rulebook.loader import Rulebook
from rulebook.model import Group
from services.access.audit_hook import AuditAction, AuditHook
from services.guidance.queue import Queue
from services.platform.drawing.guidance_pictures import GuidancePictures
from services.platform.errors import DrawingError
from storage.guidance.questions import LINKED, StoredQuestion

BARS = 12
QUESTIONS = Command("pertanyaan", texts.COMMAND, Who.ADMIN, rank=90)


class QuestionHandlers:
    """The queue in an admin's private chat.

    ``callback_data`` is ``ques:<action>:<question>[:<topic or group>]``.
    """

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
            CallbackQueryHandler(self._on_button, r"^ques:"),
        ]

    async def _on_questions(self, _update: Update, context: NetraContext) -> None:
        turn = context.turn
        html, rows = await self._waiting(0)
        turn.say(message(turn.chat_id, html, rows))

    async def _on_button(self, update: Update, context: NetraContext) -> None:
        query_id, data, message_id = tapped(update)
        turn = context.turn
        _, action, handle, argument = (*data.split(":", 3), "", "")[:4]
        if action == "week":
            await self._say_week(turn, query_id, page_number(handle), f"@{context.bot.username}")
            return
        turn.say(toast(query_id))
        html, rows = await self._act(turn, action, handle, argument)
        if message_id is None:
            turn.say(message(turn.chat_id, html, rows))
        else:
            turn.say(edit(turn.chat_id, message_id, html, rows))

    async def _act(self, turn: Turn, action: str, handle: str, argument: str) -> tuple[str, Rows]:
        if action == "next":
            return await self._waiting(page_number(handle))
        question = await self._queue.get(_id_of(handle))
        if question is None:
            return texts.GONE, [[Button(texts.BUTTON_NEXT, "ques:next:0")]]
        if action == "link" and argument in self._rulebook.topics:
            writes = self._queue.link(question, argument, turn.now)
            turn.unit.write_all(writes)
            if writes:  # else it was linked before
                self._note(turn, question, "ditautkan")
            return texts.linked(question, self._rulebook[argument].title), _after_rows(question)
        if action == "drop":
            turn.unit.write_all(self._queue.dismiss(question))
            return texts.dismissed(question), _after_rows(question)
        if action == "undo":
            turn.unit.write_all(self._queue.unlink(question, turn.now))
            if question.status == LINKED:
                self._note(turn, question, "dilepas")
            return texts.waiting(question, 1), self._rows(question, 0)
        if action == "groups":
            return texts.CHOOSE_GROUP, self._group_rows(question)
        group = Group.of(argument)
        if action == "group" and group is not None:
            return texts.CHOOSE_TOPIC, self._topic_rows(question, group)
        return texts.waiting(question, 1), self._rows(question, 0)

    def _note(self, turn: Turn, question: StoredQuestion, what: str) -> None:
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
                Button(texts.BUTTON_OTHER, f"ques:groups:{_handle(question)}"),
                Button(texts.BUTTON_DISMISS, f"ques:drop:{_handle(question)}"),
            ]
        )
        if following is not None:
            rows.append([Button(texts.BUTTON_NEXT, f"ques:next:{following}")])
        return [*rows, _week_buttons()]

    def _link_button(self, question: StoredQuestion, slug: str) -> Button:
        return Button(self._rulebook[slug].label, f"ques:link:{_handle(question)}:{slug}")

    def _group_rows(self, question: StoredQuestion) -> Rows:
        rows = [[Button(one.label, f"ques:group:{_handle(question)}:{one.value}")] for one in Group]
        return [*rows, [Button(texts.BUTTON_BACK, f"ques:show:{_handle(question)}")]]

    def _topic_rows(self, question: StoredQuestion, group: Group) -> Rows:
        rows = [[self._link_button(question, one.slug)] for one in self._rulebook.in_group(group)]
        return [*rows, [Button(texts.BUTTON_BACK, f"ques:groups:{_handle(question)}")]]

    async def _say_week(self, turn: Turn, query_id: str, weeks_ago: int, bot_name: str) -> None:
        week = await self._queue.week(turn.now, min(max(weeks_ago, 0), 52))
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
    return [Button(texts.BUTTON_WEEK, "ques:week:0"), Button(texts.BUTTON_LAST_WEEK, "ques:week:1")]


def _after_rows(question: StoredQuestion) -> Rows:
    undo = Button(texts.BUTTON_UNDO, f"ques:undo:{_handle(question)}")
    return [[undo, Button(texts.BUTTON_NEXT, "ques:next:0")]]


def _handle(question: StoredQuestion) -> str:
    """The question's random id in 11 characters."""
    return base64.urlsafe_b64encode(question.id).decode().rstrip("=")


def _id_of(handle: str) -> bytes:
    """The id of a handle; empty where it is none."""
    try:
        return base64.urlsafe_b64decode(handle + "=")
    except (binascii.Error, ValueError):
        return b""
