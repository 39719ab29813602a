"""Cases for officers: opens reports with the office's private key, where this process holds it.

Every way to a report leads through :meth:`CaseService.board` or :meth:`CaseService.open`, which keep officers
away from reports about their own office.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from core.errors import ReportError
from core.sealing import Keyring
from core.text import StoredEnum
from services.access.officers import Officer, Workplace
from services.casework.case import PRIORITIES, Case, CaseSealer
from services.casework.conflict.rule import conflicts
from services.reporting.draft import OPEN_STATUSES, Attachment, Status, slots_of
from services.reporting.errors import OfficeKeyMissingError
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import Evidence, OpenReport
from services.reporting.thread import MessageKind, ThreadSealer
from storage.reporting.cases import CaseStore, Standing, StoredMessage, StoredWork
from storage.reporting.reports import Reports, SealedReport

PAGE = 8
"""Reports on one page of the inbox."""
MOST = 5_000
"""Reports looked through at once, newest first; an office with more closes some before it reads more."""
BATCH = 200
"""Reports read and opened in one go."""
MOST_VERDICTS = 50_000
"""Verdicts on conflicts of interest kept in memory."""
NEAR_DAYS = 3
OLD_DAYS = 7


class Whose(StoredEnum):
    """Filter by who works on a report."""

    MINE = "saya"
    NOBODYS = "bebas"


class Age(StoredEnum):
    """Filter by age."""

    FRESH = "baru"
    NEAR = "dekat"
    OLD = "lama"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the inbox shows; empty means everything that is open."""

    status: str = ""
    category: str = ""
    province: str = ""
    priority: str = ""
    age: str = ""
    whose: str = ""

    def to_json(self) -> dict[str, str]:
        """Plain JSON for the dialog."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Filters:
        """The filters :meth:`to_json` wrote."""
        return cls(**{name: str(data.get(name, "")) for name in asdict(cls())})

    @property
    def any(self) -> bool:
        """Whether something is filtered."""
        return self != Filters()

    def fits(self, case: Case, officer: Officer, today: date) -> bool:
        """Whether a report is to be shown."""
        if self.status and case.status.value != self.status:
            return False
        if self.category and (case.category is None or case.category.value != self.category):
            return False
        if self.province and case.draft.province != self.province:
            return False
        if self.priority and case.priority.value != self.priority:
            return False
        return self._whose_fits(case, officer) and self._age_fits(case, today)

    def _whose_fits(self, case: Case, officer: Officer) -> bool:
        whose = Whose.of(self.whose)
        if whose is Whose.MINE:
            return case.claimed_by == officer.id
        return case.claimed_by is None if whose is Whose.NOBODYS else True

    def _age_fits(self, case: Case, today: date) -> bool:
        age = Age.of(self.age)
        if age is Age.FRESH:
            return case.is_new or case.stored.fresh
        if age is Age.NEAR:
            return 0 <= case.deadline.days_left(today) <= NEAR_DAYS
        return (today - case.received_on).days > OLD_DAYS if age is Age.OLD else True


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the inbox with its counts."""

    cases: tuple[Case, ...]
    page: int
    pages: int
    total: int
    """How many fit the filters."""
    by_status: Mapping[Status, int]
    """Of everything open that the officer may see, whatever the filters."""
    unread: int
    mine: int
    near: int


@dataclass(frozen=True, slots=True)
class EvidenceHead:
    """A piece of evidence without its content."""

    id: bytes
    position: int
    about: Attachment


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A report an officer reads, and the key to it."""

    case: Case
    opened: OpenReport
    heads: tuple[EvidenceHead, ...]
    """Its evidence without the pictures, in order: what it was sent with, then what was added."""


def order(today: date) -> Callable[[Case], tuple[int, bool, int, bytes]]:
    """Sort key: urgent ones first, then by days left; those whose limit has passed follow, newest first."""

    def key(case: Case) -> tuple[int, bool, int, bytes]:
        left = case.deadline.days_left(today)
        return PRIORITIES.index(case.priority), left < 0, left if left >= 0 else -left, case.id

    return key


class CaseService:
    """Finds and opens reports for officers.

    What was opened for an officer stays open in memory, bounded by ``MOST``: the process holds the key to all
    of it anyway, and unwrapping keys is what takes time. What a job opens is let go with the job. All that
    grows with the number of reports runs in a worker thread, so that the bot answers others meanwhile.
    """

    def __init__(
        self,
        reports: Reports,
        cases: CaseStore,
        threads: ThreadSealer,
        pieces: Pieces,
        office_private: bytes | None,
        keyring: Keyring,
        post: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """``post`` puts what waits in the letterbox among the reports before they are listed."""
        self._post = post
        self._reports = reports
        self._cases = cases
        self._threads = threads
        self._pieces = pieces
        self._private = office_private
        self.sealer = CaseSealer(keyring.sealer("casework"))
        self._known: dict[bytes, OpenReport] = {}
        self._hidden: dict[tuple[Workplace, bytes], bool] = {}
        """Whether a report is kept from officers of a workplace; neither of the two ever changes."""

    @property
    def can_open(self) -> bool:
        """Whether this process holds the office's private key."""
        return self._private is not None

    def _key(self) -> bytes:
        if self._private is None:
            raise OfficeKeyMissingError
        return self._private

    # --- many ---

    async def all(self, statuses: Sequence[Status], *, keep: bool = True) -> list[Case]:
        """Reports of some statuses, whoever may see them: for counts and notices, never to be shown.

        ``keep``: whether they stay open, because an officer is at work with them. A job lets them go.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
        """
        key = self._key()
        if self._post is not None:
            await self._post()
        standings = await self._cases.standings(MOST, [status.value for status in statuses])
        unknown = [one.report_id for one in standings if one.report_id not in self._known]
        opened: dict[bytes, OpenReport] = {}
        for at in range(0, len(unknown), BATCH):
            sealed = await self._reports.by_ids(unknown[at : at + BATCH])
            opened |= await asyncio.to_thread(_open_all, sealed, key)
        work = await self._cases.work([one.report_id for one in standings])
        found = await asyncio.to_thread(self._cases_of, standings, work, opened)
        if keep:
            for report_id, report in opened.items():
                self._keep(report_id, report)
        return found

    def _open_one(self, sealed: SealedReport, private: bytes) -> OpenReport:
        known = self._known.get(sealed.id)
        if known is not None:
            return known.standing(Status.of(sealed.status) or Status.RECEIVED)
        opened = OpenReport(sealed, sealed.for_office, private)
        self._keep(sealed.id, opened)
        return opened

    def _keep(self, report_id: bytes, opened: OpenReport) -> None:
        while len(self._known) >= 2 * MOST:
            del self._known[next(iter(self._known))]
        self._known[report_id] = opened

    def _cases_of(
        self,
        standings: Sequence[Standing],
        work: Mapping[bytes, StoredWork],
        opened: Mapping[bytes, OpenReport],
    ) -> list[Case]:
        cases = []
        for one in standings:
            known = self._known.get(one.report_id) or opened.get(one.report_id)
            if known is not None:  # else it was erased between two reads
                report = known.standing(Status.of(one.status) or Status.RECEIVED)
                cases.append(self.sealer.case(report, work.get(one.report_id)))
        return cases

    def is_hidden(self, workplace: Workplace, case: Case) -> bool:
        """Whether a report is kept from officers of a workplace, as :func:`conflicts` says."""
        known = self._hidden.get((workplace, case.id))
        if known is None:
            if len(self._hidden) >= MOST_VERDICTS:
                self._hidden.clear()
            known = self._hidden[workplace, case.id] = conflicts(workplace, case.draft)
        return known

    def _visible(self, officer: Officer, cases: Sequence[Case]) -> list[Case]:
        return [one for one in cases if not self.is_hidden(officer.workplace, one)]

    async def visible(self, officer: Officer, statuses: Sequence[Status]) -> list[Case]:
        """Reports an officer may see."""
        return await asyncio.to_thread(self._visible, officer, await self.all(statuses))

    async def board(self, officer: Officer, filters: Filters, page: int, today: date) -> Board:
        """One page of the inbox.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
        """
        status = Status.of(filters.status)
        wanted = OPEN_STATUSES if status is None or status in OPEN_STATUSES else (*OPEN_STATUSES, status)
        cases = await self.visible(officer, wanted)
        return await asyncio.to_thread(_board, cases, officer, filters, page, today)

    async def next_after(
        self, officer: Officer, filters: Filters, today: date, after: bytes | None
    ) -> Case | None:
        """The report that follows another in the inbox's order; the first after the last."""
        cases = await self.visible(officer, OPEN_STATUSES)
        if Status.of(filters.status) not in OPEN_STATUSES:
            filters = replace(filters, status="")
        fitting = await asyncio.to_thread(_fitting, cases, officer, filters, today)
        ids = [one.id for one in fitting]
        if not fitting:
            return None
        at = ids.index(after) + 1 if after in ids else 0
        found = fitting[at % len(fitting)]
        return None if found.id == after else found

    # --- one ---

    async def open(self, officer: Officer, report_id: bytes) -> OpenedCase:
        """One report.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: it is gone, or is about the officer's own office.
        """
        key = self._key()
        sealed = await self._reports.by_id(report_id)
        if sealed is None:
            raise ReportError("the report is gone")
        opened = self._open_one(sealed, key)
        work = (await self._cases.work([report_id])).get(report_id)
        case = self.sealer.case(opened, work)
        if self.is_hidden(officer.workplace, case):
            raise ReportError("the report is about the officer's own office")
        pictures = self._all_pictures(opened, await self._cases.messages(report_id))
        heads = [EvidenceHead(bytes.fromhex(one.file), at, one) for at, one in enumerate(pictures)]
        return OpenedCase(case, opened, tuple(heads))

    def _all_pictures(self, opened: OpenReport, messages: Sequence[StoredMessage]) -> list[Attachment]:
        added = self._threads.open(opened.sealer, messages, (MessageKind.ADDED,))
        return [*opened.report.draft.attachments, *(one for message in added for one in message.pictures)]

    async def picture(self, opened: OpenedCase, evidence_id: bytes) -> Evidence:
        """One piece of evidence.

        Raises:
            ReportError: it is gone.
        """
        about = next((head.about for head in opened.heads if head.id == evidence_id), None)
        if about is None:
            raise ReportError("the picture is gone")
        return Evidence(about, await self._pieces.picture(about))

    async def slots(self, report_id: bytes) -> frozenset[int]:
        """Slots of the pool that a report's pictures and originals lie in; none where it is gone.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
        """
        key = self._key()
        sealed = await self._reports.by_id(report_id)
        if sealed is None:
            return frozenset()
        messages = await self._cases.messages(report_id)
        return slots_of(self._all_pictures(self._open_one(sealed, key), messages))

    async def abouts(self, cases: Sequence[Case]) -> dict[bytes, list[Attachment]]:
        """What is known of the evidence of reports opened just now, without loading a picture."""
        added = await self._cases.messages_of_kind(MessageKind.ADDED.value)
        found: dict[bytes, list[Attachment]] = {}
        for case in cases:
            known = self._known.get(case.id)
            if known is not None:
                found[case.id] = self._all_pictures(known, added.get(case.id, ()))
        return found


def _open_all(sealed: Sequence[SealedReport], private: bytes) -> dict[bytes, OpenReport]:
    return {one.id: OpenReport(one, one.for_office, private) for one in sealed}


def _fitting(cases: Sequence[Case], officer: Officer, filters: Filters, today: date) -> list[Case]:
    return sorted((one for one in cases if filters.fits(one, officer, today)), key=order(today))


def _board(cases: Sequence[Case], officer: Officer, filters: Filters, page: int, today: date) -> Board:
    fitting = _fitting(cases, officer, filters, today)
    pages = max(1, -(-len(fitting) // PAGE))
    page = min(max(0, page), pages - 1)
    working = [one for one in cases if one.status in OPEN_STATUSES]
    return Board(
        tuple(fitting[page * PAGE : (page + 1) * PAGE]),
        page,
        pages,
        len(fitting),
        Counter(one.status for one in working),
        sum(one.is_new or one.stored.fresh for one in working),
        sum(one.claimed_by == officer.id for one in working),
        sum(0 <= one.deadline.days_left(today) <= NEAR_DAYS for one in working),
    )
