"""A report as officers work on it: what the reporter said, and what officers made of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from core.sealing import CellSealer
from core.text import StoredEnum
from services.casework.facts import Deadline, deadline_of
from services.reporting.draft import Category, Draft, Status
from services.reporting.report_encryption import OpenReport
from storage.platform.engine import dumps, loads
from storage.reporting.cases import StoredWork


class Priority(StoredEnum):
    """How soon a report wants attention."""

    URGENT = "mendesak"
    HIGH = "penting"
    NORMAL = "biasa"


PRIORITIES = tuple(Priority)
"""Most urgent first."""

TRANSITIONS: dict[Status, tuple[Status, ...]] = {
    Status.RECEIVED: (Status.VERIFIED, Status.QUESTION, Status.REJECTED),
    Status.VERIFIED: (Status.QUESTION, Status.FORWARDED, Status.DONE, Status.REJECTED),
    Status.QUESTION: (Status.VERIFIED, Status.FORWARDED, Status.REJECTED),
    Status.FORWARDED: (Status.QUESTION, Status.DONE, Status.REJECTED),
    Status.DONE: (Status.VERIFIED,),
    Status.REJECTED: (Status.VERIFIED,),
}
"""Where a report may go from where; from the last two only a lead opens it again."""
CLOSED = (Status.DONE, Status.REJECTED)


class DecisionReason(StoredEnum):
    """Why a report is rejected, to whom it is passed on, how it ended. The reporter reads the label."""

    NO_VIOLATION = "bukan-pelanggaran"
    TOO_LITTLE = "kurang-keterangan"
    ELSEWHERE = "di-luar-wewenang"
    TWICE = "sudah-dilaporkan"
    TO_BAWASLU = "ke-bawaslu"
    TO_BKN = "ke-bkn"
    TO_INSPECTORATE = "ke-inspektorat"
    TO_OTHERS = "ke-lain"
    ACTED = "ditindak"
    NOT_PROVEN = "tidak-terbukti"
    HANDLED = "ditangani"
    AGAIN = "dibuka-lagi"


REASONS: dict[Status, tuple[DecisionReason, ...]] = {
    Status.REJECTED: (
        DecisionReason.NO_VIOLATION,
        DecisionReason.TOO_LITTLE,
        DecisionReason.ELSEWHERE,
        DecisionReason.TWICE,
    ),
    Status.FORWARDED: (
        DecisionReason.TO_BAWASLU,
        DecisionReason.TO_BKN,
        DecisionReason.TO_INSPECTORATE,
        DecisionReason.TO_OTHERS,
    ),
    Status.DONE: (DecisionReason.ACTED, DecisionReason.NOT_PROVEN, DecisionReason.HANDLED),
}


@dataclass(frozen=True, slots=True)
class CaseNotes:
    """What officers noted; sealed, so that a stolen database tells none of it."""

    priority: str = Priority.NORMAL.value
    category: str = ""
    """Set by an officer; empty where the reporter's own stands."""
    reason: str = ""
    twin_of: str = ""
    """Hex id of the report this one repeats."""
    masks: tuple[str, ...] = ()
    """Words masked in what is handed over."""
    blurs: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Numbers of blurred cells by hex id of the picture."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CaseNotes:
        """The work that :meth:`to_json` wrote."""
        blurs = {picture: tuple(cells) for picture, cells in data.get("blurs", {}).items()}
        return cls(**{**data, "masks": tuple(data.get("masks", ())), "blurs": blurs})


@dataclass(frozen=True, slots=True)
class Case:
    """One report with everything officers need to decide what is next."""

    id: bytes
    status: Status
    received_on: date
    draft: Draft
    work: CaseNotes
    stored: StoredWork
    deadline: Deadline

    @property
    def category(self) -> Category | None:
        """The officers' category, else the reporter's."""
        return Category.of(self.work.category) or Category.of(self.draft.category or "")

    @property
    def priority(self) -> Priority:
        """How soon it wants attention."""
        return Priority.of(self.work.priority) or Priority.NORMAL

    @property
    def claimed_by(self) -> bytes | None:
        """Id of the officer who works on it."""
        return self.stored.claimed_by

    @property
    def is_new(self) -> bool:
        """Whether no officer has read it yet."""
        return self.stored.opened_on is None

    def is_twin_of(self) -> bytes | None:
        """Id of the report this one repeats."""
        return bytes.fromhex(self.work.twin_of) if self.work.twin_of else None


class CaseSealer:
    """Opens and seals officers' work: with the report's key inside, the installation's outside."""

    def __init__(self, outer: CellSealer) -> None:
        self._outer = outer

    def seal(self, opened: OpenReport, work: CaseNotes) -> bytes:
        """Work as stored."""
        row = opened.report.id
        inner = opened.sealer.seal(dumps(work.to_json()), table="report_work", column="body", row=row)
        return self._outer.seal(inner, table="report_work", column="body", row=row)

    def open(self, opened: OpenReport, body: bytes | None) -> CaseNotes:
        """Work as noted; an empty one where nobody noted anything."""
        if body is None:
            return CaseNotes()
        row = opened.report.id
        inner = self._outer.open(body, table="report_work", column="body", row=row)
        return CaseNotes.from_json(
            loads(opened.sealer.open(inner, table="report_work", column="body", row=row))
        )

    def case(self, opened: OpenReport, stored: StoredWork | None) -> Case:
        """Both sides of a report together."""
        report = opened.report
        stored = stored or StoredWork(report.id)
        return Case(
            report.id,
            report.status,
            report.received_on,
            report.draft,
            self.open(opened, stored.body),
            stored,
            deadline_of(report.draft, report.received_on),
        )
