"""What belongs to a conversation about a report: noting its messages, and the button that takes them away."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import CallbackQuery, MaybeInaccessibleMessage, Message, Update

from handlers.platform.buttons import StartReport, WipeTraces
from handlers.platform.outgoing import Button, Rows, delete_noted
from handlers.platform.texts import common as texts
from handlers.platform.update_context import UpdateContext
from services.platform.traces import CODE, TRACE, Mark, ReportConversation, Traces


def wipe_row(turn: UpdateContext, of: ReportConversation | None = None) -> list[Button]:
    """The button that deletes messages of this conversation, or of another. It alone carries the key to
    their ids."""
    return [Button(texts.WIPE, WipeTraces(of or turn.conversation()))]


def wipe_rows(turn: UpdateContext) -> Rows:
    """The button by itself."""
    return [wipe_row(turn)]


class Notes:
    """Notes messages of both sides as this turn's conversation goes on."""

    def __init__(self, traces: Traces) -> None:
        self._traces = traces

    async def note(self, turn: UpdateContext, update: Update) -> None:
        """The message the person wrote belongs to the conversation."""
        await turn.dialog()
        if update.effective_message is not None:
            self.keep(turn, update.effective_message)

    def keep(self, turn: UpdateContext, content: Message) -> None:
        """A message belongs to the conversation; the dialog was looked at."""
        self._keep(turn, TRACE, mark_of(content))

    async def delete(self, turn: UpdateContext, update: Update) -> None:
        """The message the person wrote must not linger: it goes now, or with the others if it does not."""
        await self.note(turn, update)
        if update.effective_message is not None:
            self.take_away(turn, update.effective_message)

    @staticmethod
    def take_away(turn: UpdateContext, content: Message) -> None:
        """Deletes a message that was noted."""
        turn.say(delete_noted(turn.chat_id, content.message_id, turn.conversation().tag(TRACE)))

    def code(self, turn: UpdateContext, mark: Mark) -> None:
        """A message that shows the code."""
        self._keep(turn, CODE, mark)

    def code_tapped(self, turn: UpdateContext, query: CallbackQuery | None) -> None:
        """The message below which a code's button was tapped shows one, even if a crash left it unnoted."""
        if query is not None and query.message is not None:
            self.code(turn, Mark(query.message.message_id, int(query.message.date.timestamp())))

    def shown(self, turn: UpdateContext, marks: Sequence[Mark]) -> None:
        """Messages the bot sent past the outbox."""
        for mark in marks:
            self._keep(turn, TRACE, mark)

    def led_here(self, turn: UpdateContext, asked: Mark | None, query: CallbackQuery | None) -> None:
        """The question whose answer offered to report, as the button carries it, and that answer.

        Nothing is remembered of a question until its button is tapped.
        """
        if asked is None:
            return
        self._keep(turn, TRACE, asked)
        if query is not None and query.message is not None:
            self._keep(turn, TRACE, Mark(query.message.message_id, int(query.message.date.timestamp())))

    def _keep(self, turn: UpdateContext, kind: str, mark: Mark) -> None:
        self._traces.note(turn.unit, turn.chat_id, turn.conversation(), kind, mark)


def mark_of(content: Message) -> Mark:
    """A message as it is noted."""
    return Mark(content.message_id, int(content.date.timestamp()), content.dice is not None)


def asked_in(content: Message | None) -> StartReport:
    """The way from the answer of a question to a report: it carries the question's message."""
    if content is None:
        return StartReport()
    return StartReport(content.message_id, int(content.date.timestamp()))


def asked_above(content: MaybeInaccessibleMessage | None, message_id: int) -> StartReport:
    """The same for a question that is remembered by its message's id (0: it is not), from its answer: that
    went a moment later."""
    if not message_id or not isinstance(content, Message):
        return StartReport()
    return StartReport(message_id, int(content.date.timestamp()))
