"""What the engine needs of the wire: one call, and a verdict instead of an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

import orjson

from storage.platform.broadcast_states import DeliveryState, UndeliveredReason


class SendVerdict(Enum):
    """What came of one call."""

    DELIVERED = auto()
    WAIT = auto()
    """429: the whole bot is to be silent."""
    BLOCKED = auto()
    DEACTIVATED = auto()
    NOT_STARTED = auto()
    CHAT_GONE = auto()
    REFUSED = auto()
    """400: this message, to this chat, is wrong."""
    MIGRATED = auto()
    """The group has become a supergroup with another id."""
    TOKEN_REFUSED = auto()
    SERVER = auto()
    """The server says that it failed: the message was not sent."""
    LOST = auto()
    """No answer, or none of Telegram's: the message may have been sent."""
    UNREACHED = auto()
    """The call never left."""
    UNCHANGED = auto()
    """An edit or a deletion finds the world as wanted."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """A verdict and what belongs to it."""

    verdict: SendVerdict
    messages: tuple[int, ...] = ()
    """Ids of the messages that were sent."""
    seconds: float = 0.0
    """How long a 429 asks to wait."""
    new_chat: int | None = None


class CallSender(Protocol):
    """Sends one encoded call."""

    async def send(self, method: str, body: bytes) -> SendResult:
        """One call with its parameters as JSON; never raises for what the wire or Telegram does."""
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """A call encoded once; each recipient's chat id is spliced in."""

    method: str
    tail: bytes
    """Everything after the chat id, from the comma or brace on."""
    weight: int
    """How many messages it makes: an album counts each picture."""

    @classmethod
    def of(cls, method: str, params: Mapping[str, Any]) -> Encoded:
        """Encodes the parameters, which hold neither ``chat_id`` nor ``message_id``."""
        body = orjson.dumps({key: value for key, value in params.items() if key != "chat_id"})
        tail = b"}" if body == b"{}" else b"," + body[1:]
        several = params.get("media") if method == "sendMediaGroup" else params.get("message_ids")
        return cls(method, tail, len(several) if isinstance(several, list | tuple) else 1)

    def to(self, chat: bytes) -> bytes:
        """The body for one chat (its id as JSON)."""
        return b'{"chat_id":' + chat + self.tail

    def to_message(self, chat: bytes, message: int) -> bytes:
        """The body for one message of a chat."""
        return b'{"chat_id":%b,"message_id":%d%b' % (chat, message, self.tail)


FOR_GOOD: dict[SendVerdict, tuple[DeliveryState, UndeliveredReason, bool]] = {
    SendVerdict.BLOCKED: (DeliveryState.BLOCKED, UndeliveredReason.BLOCKED, True),
    SendVerdict.DEACTIVATED: (DeliveryState.BLOCKED, UndeliveredReason.DEACTIVATED, True),
    SendVerdict.NOT_STARTED: (DeliveryState.FAILED, UndeliveredReason.NOT_STARTED, True),
    SendVerdict.CHAT_GONE: (DeliveryState.FAILED, UndeliveredReason.CHAT_GONE, True),
    SendVerdict.REFUSED: (DeliveryState.FAILED, UndeliveredReason.REFUSED, False),
    SendVerdict.MIGRATED: (DeliveryState.FAILED, UndeliveredReason.CHAT_GONE, True),
    SendVerdict.UNCHANGED: (DeliveryState.FAILED, UndeliveredReason.REFUSED, False),
}
"""What is settled at once: state, reason, and whether the person can't be reached any more."""
