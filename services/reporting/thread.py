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
from core.text import LabelledEnum, tidy
from storage.casework import StoredMessage

MAX_MESSAGE = 2_000
"""Characters of one message."""
MAX_FROM_REPORTER = 50
"""Messages a reporter may add to one report; a flood would bury what matters."""


class Kind(LabelledEnum):
    """Who says what to whom."""

    QUESTION = "tanya", "Pertanyaan petugas"
    ANSWER = "jawab", "Jawaban pelapor"
    ADDED = "bukti", "Bukti tambahan"
    NEWS = "kabar", "Kabar untuk pelapor"
    NOTE = "catatan", "Catatan internal"


FOR_REPORTER = (Kind.QUESTION, Kind.ANSWER, Kind.ADDED, Kind.NEWS)
FROM_REPORTER = (Kind.ANSWER, Kind.ADDED)


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message as it reads."""

    kind: Kind
    told_on: date
    text: str


class ThreadSealer:
    """Seals and opens messages."""

    def __init__(self, keyring: Keyring, randomness: Randomness) -> None:
        self._notes = keyring.sealer("officer-notes")
        self._randomness = randomness

    def seal(self, sealer: CellSealer, kind: Kind, text: str, day: date) -> StoredMessage:
        """A message to store; ``sealer`` is the report's."""
        message_id = row_id(self._randomness)
        body = sealer.seal(
            padded(tidy(text)[:MAX_MESSAGE].encode()), table="report_messages", column="body", row=message_id
        )
        if kind is Kind.NOTE:
            body = self._notes.seal(body, table="report_messages", column="body", row=message_id)
        return StoredMessage(message_id, 0, kind.value, day, body)

    def open(
        self, sealer: CellSealer, stored: Sequence[StoredMessage], kinds: Sequence[Kind]
    ) -> tuple[ThreadMessage, ...]:
        """The messages of some kinds, in order."""
        found = []
        for one in stored:
            kind = Kind.of(one.kind)
            if kind is None or kind not in kinds:
                continue
            body = one.body
            if kind is Kind.NOTE:
                body = self._notes.open(body, table="report_messages", column="body", row=one.id)
            text = sealer.open(body, table="report_messages", column="body", row=one.id).decode().rstrip(" ")
            found.append(ThreadMessage(kind, one.told_on, text))
        return tuple(found)
