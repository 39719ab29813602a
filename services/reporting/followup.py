"""The reporter's side after sending: by code only, for a quarter of an hour, and nothing of it kept readable.

A right code opens a *capsule*: the report's id and key, sealed with a key that lives in this process's memory
alone and bound to the chat. The dialog keeps the capsule, so neither the database nor the data key, both
taken together, leads from a chat to a report. A restart or the end of the quarter makes it worthless, and
the code is asked for again. The code itself, and what is derived from it, are dropped at once.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.errors import ReportError, SealError
from core.randomness import Randomness
from core.sealing import KEY_BYTES, CellSealer
from services.access.code import CodeService
from services.access.spotter import Spotter
from services.reporting.draft import Attachment, NoteChoice, Status
from services.reporting.errors import CodeUnknownError, ReportOnItsWayError, TooManyItemsError
from services.reporting.evidence import MAX_PAGES, MAX_PICTURES, NOBODY, EvidenceCleaner, Fetch
from services.reporting.evidence_queue import IncomingFile
from services.reporting.picture import Remark
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import OpenReport
from services.reporting.thread import (
    FOR_REPORTER,
    FROM_REPORTER,
    MAX_FROM_REPORTER,
    MessageKind,
    ThreadMessage,
    ThreadSealer,
    in_parts,
)
from storage.platform.engine import dumps, loads
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore, StoredMessage
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Addition, Letterbox
from storage.reporting.reports import Reports

OPEN_FOR = timedelta(minutes=15)
MAX_ALL_PICTURES = MAX_PICTURES + 20
"""Pictures a report may have in all, those added later included."""
_PLACE = {"table": "dialogs", "column": "capsule"}


@dataclass(frozen=True, slots=True)
class Tracked:
    """What a reporter sees of the own report."""

    status: Status
    received_on: date
    pictures: int
    thread: tuple[ThreadMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a file that was added later."""

    pictures: tuple[Attachment, ...]
    pages: int
    """Pages the PDF has; 0 for others."""
    seconds: int
    """Length of the video; 0 for others."""
    remarks: tuple[Remark, ...] = ()
    """What the reporter should know of it."""


@dataclass(frozen=True, slots=True)
class Session:
    """A report that its reporter has opened with the code."""

    opened: OpenReport
    until: datetime
    told: tuple[tuple[int, bytes], ...] = ()
    """Which message of the chat became which of the thread, while the report is open."""

    def __repr__(self) -> str:
        return "Session(...)"


class FollowUp:
    """Finds a report by its code, shows how it fares, takes answers and evidence."""

    def __init__(
        self,
        reports: Reports,
        cases: CaseStore,
        codes: CodeService,
        cleaner: EvidenceCleaner,
        pieces: Pieces,
        heirlooms: Heirlooms,
        threads: ThreadSealer,
        randomness: Randomness,
        zone: ZoneInfo,
        letterbox: Letterbox,
    ) -> None:
        self._letterbox = letterbox
        self._reports = reports
        self._cases = cases
        self._codes = codes
        self._cleaner = cleaner
        self._pieces = pieces
        self._heirlooms = heirlooms
        self._threads = threads
        self._randomness = randomness
        self._zone = zone
        self._spotter = Spotter(codes.codebook)
        self._memory = CellSealer(randomness.bytes(KEY_BYTES))
        """Never written down: capsules of an earlier run stay closed."""

    async def find(self, text: str, now: datetime) -> Session:
        """The report that the code somewhere in a text leads to.

        Raises:
            services.access.errors.CodeMalformedError: there are no six words of a code.
            ReportOnItsWayError: the report was sent a moment ago; it can be read soon.
            CodeUnknownError: no report answers to them.
        """
        for words in self._spotter.read(text):
            derived = await self._codes.derive(words)
            try:
                # first: meanwhile it may be posted
                waits = await self._letterbox.report_waits(derived.lookup)
                sealed = await self._reports.by_lookup(derived.lookup)
                if sealed is not None:
                    return Session(OpenReport(sealed, sealed.for_code, derived.private), now + OPEN_FOR)
                if waits:
                    raise ReportOnItsWayError
            finally:
                derived.wipe()
        raise CodeUnknownError

    def capsule(self, session: Session, chat_key: bytes) -> str:
        """The session for the dialog; only this process, for this chat, opens it again."""
        inside = dumps(
            {
                "report": session.opened.report.id.hex(),
                "key": session.opened.key.hex(),
                "until": int(session.until.timestamp()),
                "told": [[message, row.hex()] for message, row in session.told],
            }
        )
        return base64.b64encode(self._memory.seal(inside, row=chat_key, **_PLACE)).decode()

    async def reopen(self, capsule: str, chat_key: bytes, now: datetime) -> Session | None:
        """The session of a capsule; None when the code has to be asked for again."""
        try:
            inside = loads(self._memory.open(base64.b64decode(capsule), row=chat_key, **_PLACE))
        except (SealError, ValueError):
            return None
        until = datetime.fromtimestamp(inside["until"], UTC)
        if now >= until:
            return None
        sealed = await self._reports.by_id(bytes.fromhex(inside["report"]))
        if sealed is None:
            return None
        told = tuple((int(message), bytes.fromhex(row)) for message, row in inside["told"])
        return Session(OpenReport.with_key(sealed, bytes.fromhex(inside["key"])), until, told)

    async def look(self, session: Session) -> Tracked:
        """How the report stands, and what was said."""
        report = session.opened.report
        stored = await self._thread(report.id)
        thread = self._threads.open(session.opened.sealer, stored, FOR_REPORTER)
        return Tracked(report.status, report.received_on, await self._pictures(session, thread), thread)

    async def _pictures(self, session: Session, thread: Sequence[ThreadMessage]) -> int:
        report = session.opened.report
        there = len(report.draft.attachments) + sum(len(one.pictures) for one in thread)
        return there + await self._heirlooms.count(report.id)

    async def _thread(self, report_id: bytes) -> list[StoredMessage]:
        """The thread with what the reporter added a moment ago and nobody else sees yet."""
        # in this order: between two of them it may be posted
        corrected = await self._letterbox.corrected(report_id)
        waiting = await self._letterbox.additions(report_id)
        stored = await self._cases.messages(report_id)
        known = {one.id for one in stored}
        thread = [*stored, *(one for one in waiting if one.id not in known)]
        return [one for one in thread if one.id not in corrected]

    async def answer(
        self, unit: Unit, session: Session, text: str, now: datetime, message_id: int = 0
    ) -> Session:
        """Keeps an answer; the session then knows which message it came from, unless that is 0.

        A long one becomes several messages of the thread, and no edit corrects it.

        Raises:
            TooManyItemsError: the reporter added as much as a report takes.
        """
        number, parts = await self._room(session), in_parts(text)
        if number + len(parts) > MAX_FROM_REPORTER:
            raise TooManyItemsError
        said = [
            self._say(unit, session, MessageKind.ANSWER, one, now, number + at)
            for at, one in enumerate(parts)
        ]
        if not message_id or len(said) > 1:
            return session
        return replace(session, told=(*session.told, (message_id, said[0])))

    async def correct(
        self, unit: Unit, session: Session, text: str, now: datetime, message_id: int
    ) -> Session | None:
        """Puts other words in the place of an answer; None where it is not known, was seen, or gets too long.

        If an officer reads it before the correction is posted, the correction becomes another answer.
        """
        row = next((row for message, row in session.told if message == message_id), None)
        report_id = session.opened.report.id
        if row is None or len(in_parts(text)) > 1 or await self._cases.is_seen(report_id, row):
            return None
        number = await self._letterbox.behind(report_id, MAX_FROM_REPORTER)
        said = self._say(unit, session, MessageKind.ANSWER, text, now, number, replaces=row)
        told = tuple((message, said if message == message_id else one) for message, one in session.told)
        return replace(session, told=told)

    @property
    def takes_videos(self) -> bool:
        """Whether videos are cleaned here."""
        return self._cleaner.takes_videos

    async def add_file(
        self,
        unit: Unit,
        session: Session,
        fetch: Fetch,
        in_words: Callable[[Sequence[Attachment]], str],
        now: datetime,
        sender: IncomingFile = NOBODY,
    ) -> Added:
        """Downloads a file, cleans it and keeps it with the report, in the queue all evidence waits in.

        ``in_words`` says for the thread what was added.

        Raises:
            TooManyItemsError: the report is full; nothing was downloaded.
            services.reporting.errors.EvidenceError: as :meth:`EvidenceCleaner.receive` says.
            core.errors.TelegramCallError: what ``fetch`` raises passes through.
        """
        room, _ = await self._room_for_evidence(session)
        file = (await self._cleaner.receive(fetch, min(MAX_PAGES, room), sender)).file
        room, number = await self._room_for_evidence(session)
        if room < len(file.pictures):  # others came while this one waited
            raise TooManyItemsError
        kept = [await self._pieces.keep(unit, picture) for picture in file.pictures]
        pictures = tuple(one.noted(NoteChoice.NOTHING) for one in kept)  # nobody was asked about notes
        self._say(unit, session, MessageKind.ADDED, in_words(pictures), now, number, pictures)
        return Added(pictures, file.pages, file.seconds, file.pictures[0].remarks)

    async def _room_for_evidence(self, session: Session) -> tuple[int, int]:
        """Pictures that still find room, at least 1; and how many messages the reporter added so far."""
        number = await self._room(session)
        stored = await self._thread(session.opened.report.id)
        thread = self._threads.open(session.opened.sealer, stored, (MessageKind.ADDED,))
        room = MAX_ALL_PICTURES - await self._pictures(session, thread)
        if room <= 0:
            raise TooManyItemsError
        return room, number

    async def _room(self, session: Session) -> int:
        """How many messages the reporter added so far."""
        stored = await self._thread(session.opened.report.id)
        number = sum(MessageKind.of(one.kind) in FROM_REPORTER for one in stored)
        if number >= MAX_FROM_REPORTER:
            raise TooManyItemsError
        return number

    def _say(
        self,
        unit: Unit,
        session: Session,
        kind: MessageKind,
        text: str,
        now: datetime,
        number: int,
        pictures: Sequence[Attachment] = (),
        replaces: bytes = b"",
    ) -> bytes:
        report = session.opened.report
        if not text.strip():
            raise ReportError("an empty answer")
        day = now.astimezone(self._zone).date()
        said = self._threads.seal(session.opened.sealer, kind, text, day, pictures)
        unit.write(self._letterbox.drop(Addition(report.id, number, said, replaces)))
        unit.truncate_log = True
        return said.id
