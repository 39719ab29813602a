"""A turn: what one update reads, writes and says. Handlers get it as ``context.turn``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol, Self
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import Application, CallbackContext, ExtBot

from core.errors import NetraError
from core.randomness import Randomness
from core.sealing import KEY_BYTES
from handlers.platform.buttons import StartReport
from handlers.platform.callback_data import CallbackData
from handlers.platform.outgoing import Button, Call, Rows, end_trace, message
from handlers.platform.texts import common
from services.access.officers import Officer
from services.platform.traces import TAGS, TRACE, TRACED, Mark, ReportConversation
from storage.platform.dialogs import LIFETIME, REPORT, UNKNOWN, Dialog, Dialogs
from storage.platform.unit import Outgoing, Unit, Write

CONTINUE_REPORT: Rows = [[Button(common.CONTINUE_REPORT, StartReport())]]


ZoneOf = Callable[[bytes], Awaitable[ZoneInfo]]
"""The time zone of the person whose chat has this key."""


class FileFetcher(Protocol):
    """Downloads files people sent."""

    async def fetch(self, file_id: str) -> bytes:
        """The file's bytes, at most 20 MB.

        Raises:
            core.errors.FileTooLargeError: larger than Telegram lets a bot download.
            services.reporting.errors.FileNotGivenError: Telegram does not give this one; the person may
                send it again.
            core.errors.TelegramCallError: Telegram is not there; the update is tried again later.
        """
        ...


class Direct(Protocol):
    """Calls that need no durability, sent at once, whose failure is of no consequence."""

    def typing(self, chat_id: int, action: str = "typing") -> None:
        """Shows "mengetik…" while something takes a moment."""
        ...

    async def say(self, call: Call) -> Mark | None:
        """Sends a message past the outbox, which keeps nothing of it; None when it may not have arrived."""
        ...

    async def show(self, call: Call) -> list[tuple[int, int]]:
        """Sends a picture or an album at once and past the outbox; none if it failed.

        Id and date (seconds since 1970) of each message.

        For what must not lie on the disk a second time and can be shown again.
        """
        ...


class UpdateContext:
    """One update on its way: the chat it belongs to, its unit of work, its dialog."""

    def __init__(
        self,
        *,
        chat_id: int,
        user_id: int,
        chat_key: bytes,
        now: datetime,
        dialogs: Dialogs,
        files: FileFetcher,
        direct: Direct,
        randomness: Randomness,
    ) -> None:
        self.chat_id = chat_id
        self.user_id = user_id
        self.chat_key = chat_key
        self.now = now
        self.files = files
        self.direct = direct
        self.unit = Unit()
        self.handled = False
        """Set when a handler ended well; its absence means failure."""
        self.error: BaseException | None = None
        self.officer: Officer | None = None
        """Who was let in at a door of officers; an owner who never set a second factor up is None."""
        self._dialogs = dialogs
        self._randomness = randomness
        self._dialog: Dialog | None = None
        self._before: Dialog | None = UNKNOWN
        """The dialog as it lies in the database, expired or not."""
        self._loaded = False
        self._conversation: ReportConversation | None = None
        self._over: dict[bytes, ReportConversation] = {}
        """Conversations about a report that end with this turn, by their keys."""

    @property
    def is_private(self) -> bool:
        """Whether this is a person's own chat. In a group the chat is nobody, and may write as itself."""
        return self.chat_id == self.user_id != 0

    @property
    def actor_key(self) -> bytes:
        """The key of the person who acts, for the audit log and for "a second admin".

        Raises:
            NetraError: this is no private chat: its key would stand for everybody in it.
        """
        if not self.is_private:
            raise NetraError("who acts is known in private chats only")
        return self.chat_key

    def say(self, *calls: Call) -> None:
        """Adds what is said, in order, to this chat."""
        self.unit.outgoing.extend(
            Outgoing(self.chat_key, self._in_conversation(call).encode()) for call in calls
        )

    def _in_conversation(self, call: Call) -> Call:
        """A call that names messages of a conversation about a report means those of this one."""
        if call.remember not in TAGS and call.target not in TAGS:
            return call
        of = self.conversation()
        remember = of.tag(call.remember) if call.remember in TAGS else call.remember
        target = of.tag(call.target) if call.target in TAGS else call.target
        return replace(call, remember=remember, target=target)

    def conversation(self) -> ReportConversation:
        """The conversation about a report this turn belongs to; one of its own where none is under way.

        Raises:
            NetraError: nobody looked yet whether one is under way.
        """
        if not self._loaded:
            raise NetraError("whether a conversation is under way is known after the dialog")
        if self._conversation is None:
            self._conversation = ReportConversation.new(self._randomness)
            self._over[self._conversation.key] = self._conversation
        return self._conversation

    @property
    def open_conversation(self) -> ReportConversation | None:
        """The conversation about a report that goes on."""
        goes_on = self._dialog is not None and self._dialog.name in TRACED
        return self._conversation if goes_on else None

    def fresh_key(self) -> bytes:
        """A key for a button to carry."""
        return self._randomness.bytes(KEY_BYTES)

    def resume(self, conversation: ReportConversation | None) -> None:
        """Takes up the conversation a tapped button belongs to, where no other is under way."""
        if conversation is not None and self._conversation is None:
            self._conversation = conversation
            self._over[conversation.key] = conversation

    def finish(self) -> None:
        """The handler is through: conversations that are over go where only their button finds them."""
        self.say(*(end_trace(one.in_dialog) for one in self._over.values()))
        self._over.clear()

    def write(self, *writes: Write) -> None:
        """Adds changes to the database, committed together with what is said."""
        self.unit.write(*writes)

    async def dialog(self) -> Dialog | None:
        """The chat's dialog as it stands in this turn."""
        if not self._loaded:
            kept = await self._dialogs.peek(self.chat_key)
            self._dialog = None if kept is None or kept.is_over(self.now) else kept.dialog
            self._before = kept.dialog if kept is not None else None
            self._loaded = True
            if self._before is not None and self._before.name in TRACED:
                self._take_up(self._before, lasts=self._dialog is not None)
        return self._dialog

    def _take_up(self, dialog: Dialog, *, lasts: bool) -> None:
        conversation = ReportConversation.named(dialog.trace)
        if lasts:  # a former version named none: its messages are known by their bare tags
            self._conversation = conversation or replace(
                ReportConversation.new(self._randomness), has_old=True
            )
        elif conversation is not None:  # it ended by itself, and was not tidied away yet
            self._over[conversation.key] = conversation

    async def has_report_draft(self) -> bool:
        """Whether a report is being written here, past its privacy page. No other dialog may replace it."""
        dialog = await self.dialog()
        return dialog is not None and dialog.name == REPORT and dialog.step != "privacy"

    async def stops_for_report(self) -> bool:
        """Says that a report is still open, if it is; whoever asked then leaves the dialog as it is."""
        if not await self.has_report_draft():
            return False
        self.say(message(self.chat_id, common.REPORT_OPEN, CONTINUE_REPORT, remember=TRACE))
        return True

    def set_dialog(
        self,
        name: str,
        step: str,
        data: dict[str, Any] | None = None,
        *,
        lifetime: timedelta = LIFETIME,
    ) -> None:
        """Puts the chat at a step of a dialog; ``data`` is plain JSON, gone after ``lifetime``."""
        trace = ""
        if name in TRACED:
            conversation = self._continued()
            trace = conversation.in_dialog
        else:
            self._part()
        self._dialog = Dialog(name, step, data or {}, trace)
        self._loaded = True
        saving = self._dialogs.save(self.chat_key, self._dialog, self.now, lifetime, before=self._before)
        self._before = self._dialog
        self.write(saving)

    def end_dialog(self, *, sent: bool = False) -> None:
        """Ends the chat's dialog and erases its draft; the pictures of one that is ``sent`` stay."""
        self._part()
        self._dialog = None
        self._loaded = True
        self.write(self._dialogs.end(self.chat_key, before=self._before, sent=sent))
        self._before = None

    def _continued(self) -> ReportConversation:
        conversation = self._conversation or ReportConversation.new(self._randomness)
        self._over.pop(conversation.key, None)
        self._conversation = conversation
        return conversation

    def _part(self) -> None:
        """What is said in the rest of the turn still belongs to the conversation that ends."""
        if (ending := self.open_conversation) is not None:
            self._over[ending.key] = ending


class OpenTurns:
    """The turns of the updates that are being handled, found by the update's id.

    No context variable: whatever is started during a turn (a socket, a timer, a task) copies the context and
    would keep turn and person in memory for as long as it lives.
    """

    def __init__(self) -> None:
        self._turns: dict[int, UpdateContext] = {}

    @contextmanager
    def open(self, update_id: int, turn: UpdateContext) -> Iterator[None]:
        """Has the turn found while its update is handled."""
        self._turns[update_id] = turn
        try:
            yield
        finally:
            del self._turns[update_id]

    def of(self, update: object) -> UpdateContext:
        """The turn of an update.

        Raises:
            IncompleteUpdateError: none was opened for it.
        """
        turn = self._turns.get(update.update_id) if isinstance(update, Update) else None
        if turn is None:
            raise IncompleteUpdateError
        return turn


class NetraContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], OpenTurns]):
    """PTB's context with the turn. PTB's own user_data and chat_data stay unused: they escape the unit."""

    turn: UpdateContext
    pressed: CallbackData | None = None
    """What the tapped button carries, once a handler of its kind was found."""

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Self, Any, Any, Any, Any]) -> Self:
        """The context of an update, with the turn the dispatcher opened for it."""
        context = super().from_update(update, application)
        context.turn = application.bot_data.of(update)
        return context


class IncompleteUpdateError(NetraError):
    """The update lacks what its handler was registered for."""


def text_of(update: Update) -> str:
    """Text or caption of the update's message; empty where there is none."""
    message = update.effective_message
    if message is None:
        return ""
    return message.text or message.caption or ""


def tapped_at(update: Update) -> tuple[str, int | None]:
    """Id of a tap, and of the message it was below.

    Raises:
        IncompleteUpdateError: the update is no tap on a button.
    """
    query = update.callback_query
    if query is None:
        raise IncompleteUpdateError
    return query.id, query.message.message_id if query.message else None
