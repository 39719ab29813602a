"""Traces: which messages a conversation about a report left, so that they can go from both sides.

While the conversation lasts (a draft, or /lacak), its message ids lie beside the chat, and its key in the
dialog. With its last word they go into rows that are sealed under that key and found by a hash of it, and the
key is forgotten: it stands only in the data of the button "Hapus jejak percakapan", in the person's own chat.
So neither the files nor the data key tell afterwards who talked about a report.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.errors import SealError
from core.randomness import Randomness
from core.sealing import KEY_BYTES, CellSealer
from storage.platform.dialogs import REPORT, TRACK
from storage.platform.outbox import Outbox
from storage.platform.traces import TraceStore
from storage.platform.unit import Unit, Write

TRACE = "report-trace"
"""Messages of both sides. What the bot says is kept by the sender, under the same tag."""
EVIDENCE = "report-evidence"
CODE = "report-code"
DICE = "report-dice"
"""Dice the person threw: Telegram keeps them for a day."""
TAGS = (TRACE, EVIDENCE, CODE, DICE)
"""What handlers call the messages of a conversation. Rows carry it with the conversation's mark behind it;
rows of former versions carry it bare."""
TRACED = (REPORT, TRACK)
"""Handler groups whose dialogs are conversations about a report."""
DELETABLE = timedelta(hours=47)
"""A bot may delete for 48 hours (Bot API, deleteMessage); one is left for the way."""
DICE_STAY = timedelta(hours=24, minutes=1)
"""Source: Bot API, deleteMessage."""
PER_ROW = 100
MOST_ROWS = 32
"""Rows of one conversation: 3,200 messages; of more the newest."""

_ENTRY = struct.Struct(">QI?")
_COUNT = struct.Struct(">H")
_BODY = _COUNT.size + PER_ROW * _ENTRY.size
_OLD = "~"
"""Before the name in a dialog: some of its messages were kept by a former version, under bare tags."""


@dataclass(frozen=True, slots=True)
class ReportConversation:
    """A conversation about a report, known by its key."""

    key: bytes
    has_old: bool = False
    """Began under a former version, which kept its messages under bare tags."""

    def __repr__(self) -> str:
        return "ReportConversation(...)"

    @classmethod
    def new(cls, randomness: Randomness) -> ReportConversation:
        """A fresh one."""
        return cls(randomness.bytes(KEY_BYTES))

    @classmethod
    def named(cls, name: str) -> ReportConversation | None:
        """The conversation a button or a dialog names; None where that is no name."""
        try:
            key = base64.urlsafe_b64decode(name.removeprefix(_OLD) + "=")
        except (ValueError, binascii.Error):
            return None
        return cls(key, name.startswith(_OLD)) if len(key) == KEY_BYTES else None

    @property
    def name(self) -> str:
        """43 characters for a button's data."""
        return base64.urlsafe_b64encode(self.key).decode().rstrip("=")

    @property
    def in_dialog(self) -> str:
        """The name with what only the dialog has to know."""
        return f"{_OLD}{self.name}" if self.has_old else self.name

    def tag(self, kind: str) -> str:
        """The tag its messages of a kind are kept under while it lasts."""
        return f"{kind}:{self._hash('trace-tag', b'', 8).hex()}"

    @property
    def tags(self) -> tuple[str, ...]:
        """All tags its messages may be kept under."""
        return (*(self.tag(kind) for kind in TAGS), *(TAGS if self.has_old else ()))

    def row(self, number: int) -> bytes:
        """Id of its n-th row."""
        return self._hash("trace-row", number.to_bytes(4, "big"), 16)

    def sealer(self) -> CellSealer:
        """Seals its rows."""
        return CellSealer(self._hash("trace-body", b"", KEY_BYTES))

    def _hash(self, purpose: str, message: bytes, size: int) -> bytes:
        return hashlib.blake2b(message, key=self.key, person=purpose.encode(), digest_size=size).digest()


@dataclass(frozen=True, slots=True)
class Mark:
    """One message of a conversation."""

    message_id: int
    sent_at: int
    """Its own date, seconds since 1970."""
    dice: bool = False

    def is_too_old(self, now: datetime) -> bool:
        """Whether Telegram lets nobody but the person delete it."""
        return self.sent_at < (now - DELETABLE).timestamp()

    def is_young_dice(self, now: datetime) -> bool:
        """Whether Telegram does not let it go yet."""
        return self.dice and self.sent_at > (now - DICE_STAY).timestamp()


class Traces:
    """Messages of one bot's conversations about reports."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._store: TraceStore = outbox.traces

    def note(self, unit: Unit, chat_id: int, conversation: ReportConversation, kind: str, mark: Mark) -> None:
        """Remembers a message of a conversation that lasts."""
        tag = conversation.tag(DICE if mark.dice else kind)
        unit.write(self._outbox.remember(chat_id, tag, [mark.message_id], mark.sent_at))

    async def lasting(self, chat_key: bytes, tags: Sequence[str]) -> list[Mark]:
        """Messages that lie beside the chat, each once."""
        found = await self._outbox.dates(tags, chat_key)
        marks = {number: Mark(number, sent_at, tag.startswith(DICE)) for tag, number, sent_at in found}
        return list(marks.values())

    async def all_of(self, chat_key: bytes, conversation: ReportConversation) -> list[Mark]:
        """Every message of a conversation, whether it lasts or is over."""
        lasting = await self.lasting(chat_key, conversation.tags)
        return _merged(await self._sealed(chat_key, conversation), lasting)

    async def end(self, chat_key: bytes, conversation: ReportConversation, now: datetime) -> list[Write]:
        """Takes a conversation's messages from beside the chat, into rows only its button opens."""
        lasting = await self.lasting(chat_key, conversation.tags)
        if not lasting:
            return []
        sealed = await self._sealed(chat_key, conversation)
        return self.keep(chat_key, conversation, _merged(sealed, lasting), now, first=not sealed)

    def keep(
        self,
        chat_key: bytes,
        conversation: ReportConversation,
        marks: Sequence[Mark],
        now: datetime,
        *,
        first: bool = False,
    ) -> list[Write]:
        """Makes these all that is known of a conversation that is over (``first``: no row is there)."""
        marks = sorted(marks, key=lambda one: one.message_id)[-PER_ROW * MOST_ROWS :]
        today, of = now.astimezone(UTC).date(), conversation.row(0)
        rows = [
            self._store.save(
                conversation.row(number), _sealed(conversation, number, chat_key, some), today, of
            )
            for number, some in enumerate(_parts(marks))
        ]
        unused = [] if first else [conversation.row(number) for number in range(len(rows), MOST_ROWS)]
        return [
            *(self._outbox.forget(tag, chat_key) for tag in conversation.tags),
            *rows,
            self._store.drop(unused, of),
        ]

    async def _sealed(self, chat_key: bytes, conversation: ReportConversation) -> list[Mark]:
        ids = [conversation.row(number) for number in range(MOST_ROWS)]
        rows = await self._store.load(ids[:1])
        found: list[Mark] = []
        if rows:  # hardly any conversation that ends has ended before, or has a second row
            rows |= await self._store.load(ids[1:])
        for row_id in ids:
            if row_id in rows:
                found += _opened(conversation, row_id, chat_key, rows[row_id])
        return found

    def forget_former(self, chat_key: bytes, marks: Iterable[Mark]) -> list[Write]:
        """Forgets messages that a former version kept."""
        ids = [one.message_id for one in marks]
        return [self._outbox.forget_messages(tag, chat_key, ids) for tag in TAGS]


def _merged(sealed: Sequence[Mark], lasting: Sequence[Mark]) -> list[Mark]:
    found = {one.message_id: one for one in (*sealed, *lasting)}
    return sorted(found.values(), key=lambda one: one.message_id)


def _parts(marks: Sequence[Mark]) -> Iterator[Sequence[Mark]]:
    for at in range(0, len(marks), PER_ROW):
        yield marks[at : at + PER_ROW]


def _sealed(conversation: ReportConversation, number: int, chat_key: bytes, marks: Sequence[Mark]) -> bytes:
    entries = b"".join(_ENTRY.pack(one.message_id, max(0, one.sent_at), one.dice) for one in marks)
    body = (_COUNT.pack(len(marks)) + entries).ljust(_BODY, b"\0")
    row = conversation.row(number)
    return conversation.sealer().seal(body, table="traces", column="body", row=row + chat_key)


def _opened(conversation: ReportConversation, row: bytes, chat_key: bytes, sealed: bytes) -> list[Mark]:
    try:
        body = conversation.sealer().open(sealed, table="traces", column="body", row=row + chat_key)
    except SealError:  # another chat's: a button says what its message's chat may delete, nothing else
        return []
    (count,) = _COUNT.unpack_from(body)
    return [Mark(*_ENTRY.unpack_from(body, _COUNT.size + n * _ENTRY.size)) for n in range(count)]
