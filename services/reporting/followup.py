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

from core.errors import (
    CodeUnknownError,
    ReportError,
    SealError,
    TooManyItemsError,
)
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer
from services.reporting.code import CodeService
from services.reporting.draft import Attachment, Status
from services.reporting.evidence import MAX_PAGES, MAX_PICTURES, EvidenceCleaner, Fetch
from services.reporting.spotter import Spotter
from services.reporting.thread import (
    FOR_REPORTER,
    FROM_REPORTER,
    MAX_FROM_REPORTER,
    Kind,
    ThreadMessage,
    ThreadSealer,
)
from services.reporting.vault import OpenReport, seal_evidence
from storage.casework import CaseStore
from storage.engine import dumps, loads
from storage.reports import Reports
from storage.unit import Unit

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


@dataclass(frozen=True, slots=True)
class Session:
    """A report that its reporter has opened with the code."""

    opened: OpenReport
    until: datetime

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
        threads: ThreadSealer,
        randomness: Randomness,
        zone: ZoneInfo,
    ) -> None:
        self._reports = reports
        self._cases = cases
        self._codes = codes
        self._cleaner = cleaner
        self._threads = threads
        self._randomness = randomness
        self._zone = zone
        self._spotter = Spotter(codes.codebook)
        self._memory = CellSealer(randomness.bytes(KEY_BYTES))
        """Never written down: capsules of an earlier run stay closed."""

    async def find(self, text: str, now: datetime) -> Session:
        """The report that the code somewhere in a text leads to.

        Raises:
            core.errors.CodeMalformedError: there are no six words of a code.
            CodeUnknownError: no report answers to them.
        """
        for words in self._spotter.read(text):
            derived = await self._codes.derive(words)
            sealed = await self._reports.by_lookup(derived.lookup)
            if sealed is not None:
                return Session(OpenReport(sealed, sealed.for_code, derived.private), now + OPEN_FOR)
        raise CodeUnknownError

    def capsule(self, session: Session, chat_key: bytes) -> str:
        """The session for the dialog; only this process, for this chat, opens it again."""
        inside = dumps(
            {
                "report": session.opened.report.id.hex(),
                "key": session.opened.key.hex(),
                "until": int(session.until.timestamp()),
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
        return Session(OpenReport.with_key(sealed, bytes.fromhex(inside["key"])), until)

    async def look(self, session: Session) -> Tracked:
        """How the report stands, and what was said."""
        report = session.opened.report
        stored = await self._cases.messages(report.id)
        heads = await self._cases.evidence_heads([report.id])
        return Tracked(
            report.status,
            report.received_on,
            len(heads),
            self._threads.open(session.opened.sealer, stored, FOR_REPORTER),
        )

    async def answer(self, unit: Unit, session: Session, text: str, now: datetime) -> None:
        """Keeps an answer.

        Raises:
            TooManyItemsError: the reporter added as much as a report takes.
        """
        await self._room(session)
        self._say(unit, session, Kind.ANSWER, text, now)

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
    ) -> Added:
        """Downloads a file, cleans it and keeps it with the report, in the queue all evidence waits in.

        ``in_words`` says for the thread what was added.

        Raises:
            TooManyItemsError: the report is full; nothing was downloaded.
            core.errors.EvidenceError: as :meth:`EvidenceCleaner.receive` says.
            core.errors.TelegramCallError: what ``fetch`` raises passes through.
        """
        report = session.opened.report
        room = await self._room_for_evidence(session)
        file = (await self._cleaner.receive(fetch, min(MAX_PAGES, room))).file
        if await self._room_for_evidence(session) < len(file.pictures):  # others came while this one waited
            raise TooManyItemsError
        for picture in file.pictures:
            about = replace(Attachment.of("", picture), place="", taken="")  # nobody was asked about notes
            item = seal_evidence(session.opened.sealer, row_id(self._randomness), 0, about, picture.content)
            unit.write(self._cases.add_evidence(report.id, item))
        added = Added(tuple(Attachment.of("", one) for one in file.pictures), file.pages, file.seconds)
        self._say(unit, session, Kind.ADDED, in_words(added.pictures), now)
        return added

    async def _room_for_evidence(self, session: Session) -> int:
        """Pictures that still find room; at least 1."""
        await self._room(session)
        room = MAX_ALL_PICTURES - len(await self._cases.evidence_heads([session.opened.report.id]))
        if room <= 0:
            raise TooManyItemsError
        return room

    async def _room(self, session: Session) -> None:
        stored = await self._cases.messages(session.opened.report.id)
        if sum(Kind.of(one.kind) in FROM_REPORTER for one in stored) >= MAX_FROM_REPORTER:
            raise TooManyItemsError

    def _say(self, unit: Unit, session: Session, kind: Kind, text: str, now: datetime) -> None:
        report = session.opened.report
        if not text.strip():
            raise ReportError("an empty answer")
        day = now.astimezone(self._zone).date()
        unit.write(
            self._cases.add_message(report.id, self._threads.seal(session.opened.sealer, kind, text, day)),
            self._cases.mark_fresh(report.id),
        )
        unit.truncate_log = True
