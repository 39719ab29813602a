"""The thread of a report: questions and answers, news for the reporter, officers' own notes.

All is sealed with the report's key. Notes are sealed once more with a key of the installation: the reporter's
code opens the report's key, and must not open what officers write for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.padding import padded
from core.randomness import Randomness, row_id
from core.sealing import CellSealer, Keyring
from core.text import StoredEnum, tidy
from services.reporting.draft import Attachment
from storage.platform.engine import dumps, loads
from storage.reporting.cases import StoredMessage

MAX_MESSAGE = 2_000
"""Characters of one message."""
MAX_FROM_REPORTER = 50
"""Messages a reporter may add to one report; a flood would bury what matters."""


def in_parts(text: str) -> list[str]:
    """Words of any length as messages of a thread, cut at a space or a line's end where there is one near."""
    rest, parts = tidy(text), []
    while len(rest) > MAX_MESSAGE:
        near = max(rest.rfind(end, MAX_MESSAGE // 2, MAX_MESSAGE + 1) for end in " \n")
        at = near if near > 0 else MAX_MESSAGE
        parts.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*parts, rest]


_END = b"\0"
"""Ends the words. Messages sealed before there was anything behind them have none."""


class MessageKind(StoredEnum):
    """Who says what to whom."""

    QUESTION = "tanya"
    ANSWER = "jawab"
    ADDED = "bukti"
    NEWS = "kabar"
    NOTE = "catatan"


FOR_REPORTER = (MessageKind.QUESTION, MessageKind.ANSWER, MessageKind.ADDED, MessageKind.NEWS)
FROM_REPORTER = (MessageKind.ANSWER, MessageKind.ADDED)


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message as it reads."""

    kind: MessageKind
    told_on: date
    text: str
    pictures: tuple[Attachment, ...] = ()
    """What it added to the report."""


class ThreadSealer:
    """Seals and opens messages."""

    def __init__(self, keyring: Keyring, randomness: Randomness) -> None:
        self._notes = keyring.sealer("officer-notes")
        self._randomness = randomness

    def seal(
        self, sealer: CellSealer, kind: MessageKind, text: str, day: date, pictures: Sequence[Attachment] = ()
    ) -> StoredMessage:
        """A message to store; ``sealer`` is the report's. Behind its words stand the pictures it adds."""
        message_id = row_id(self._randomness)
        added = dumps([one.to_json() for one in pictures]) if pictures else b""
        inside = padded(tidy(text)[:MAX_MESSAGE].encode() + _END + added)
        body = sealer.seal(inside, table="report_messages", column="body", row=message_id)
        if kind is MessageKind.NOTE:
            body = self._notes.seal(body, table="report_messages", column="body", row=message_id)
        return StoredMessage(message_id, 0, kind.value, day, body)

    def open(
        self, sealer: CellSealer, stored: Sequence[StoredMessage], kinds: Sequence[MessageKind]
    ) -> tuple[ThreadMessage, ...]:
        """The messages of some kinds, in order."""
        found = []
        for one in stored:
            kind = MessageKind.of(one.kind)
            if kind is None or kind not in kinds:
                continue
            body = one.body
            if kind is MessageKind.NOTE:
                body = self._notes.open(body, table="report_messages", column="body", row=one.id)
            inside = sealer.open(body, table="report_messages", column="body", row=one.id)
            text, _, added = inside.partition(_END)
            pictures = [Attachment.from_json(item) for item in loads(added)] if added.strip() else ()
            found.append(ThreadMessage(kind, one.told_on, text.decode().rstrip(" "), tuple(pictures)))
        return tuple(found)
