"""Buttons that lead from one column into another, and so stand below them all.

Each column has its own in its ``buttons.py``.
"""

from __future__ import annotations

from typing import Annotated, Any

from core.numbers import LARGEST_DATE, LARGEST_MESSAGE
from core.sealing import KEY_BYTES
from handlers.platform.admission import ANYONE
from handlers.platform.button_fields import Base64Bytes, HexNumber, Slug
from handlers.platform.callback_data import CallbackData
from services.platform.traces import Mark, ReportConversation


class _Conversation(Base64Bytes):
    """The name of a conversation about a report, which is its key."""

    def read(self, text: str) -> ReportConversation:
        return ReportConversation(self.bytes_of(text))

    def write(self, value: Any) -> str:
        return super().write(value.key)


NamedConversation = Annotated[ReportConversation, _Conversation(KEY_BYTES)]
"""43 letters: the button alone carries the key to the ids of the conversation's messages."""


class OpenTopic(CallbackData, wire="ask:open:{slug}", access=ANYONE):
    """A topic's card, in a message of its own."""

    slug: Slug


HOW_TO_REPORT = "cara-melapor"
"""The topic of formal reports."""


class OpenSubscription(CallbackData, wire="remind:open", access=ANYONE):
    """What somebody is reminded of, in a message of its own."""


class StartReport(CallbackData, wire="report:start[:{message}:{sent_at}]", access=ANYONE):
    """The way to a report. It carries the question's message, which becomes a trace if it leads to one."""

    message: Annotated[int, HexNumber(1, LARGEST_MESSAGE)] | None = None
    sent_at: Annotated[int, HexNumber(0, LARGEST_DATE)] | None = None

    @property
    def asked(self) -> Mark | None:
        """The question's message; None where the way leads from no question."""
        if self.message is None or self.sent_at is None:
            return None
        return Mark(self.message, self.sent_at)


class WipeTraces(CallbackData, wire="report:wipe[:{conversation}]", access=ANYONE):
    """Deletes the messages of a conversation about a report. Former versions named none."""

    conversation: NamedConversation | None = None


class AskForCode(CallbackData, wire="track:code[:{conversation}]", access=ANYONE):
    """Asks for the secret code of a report, where it was typed in the wrong place."""

    conversation: NamedConversation | None = None
