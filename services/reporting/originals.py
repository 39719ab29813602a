"""Originals: untouched files, kept only if the reporter agreed, and opened by two officers together.

An original is sealed on arrival with a key of its own. When the report is sent, its bytes are moved inside
the database and its key goes into the report's own seal, so that erasing the report's key erases it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from core.errors import OfficeKeyMissingError, ReportError, SecondOfficerMissingError
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer
from services.reporting.draft import Draft, Original
from services.reporting.evidence import Received
from services.reporting.vault import OpenReport
from storage.engine import dumps, loads
from storage.evidence import EvidenceShelf, SealedPiece
from storage.reports import Reports
from storage.unit import Unit

TABLE = "report_originals"
APPROVALS_NEEDED = 2


@dataclass(frozen=True, slots=True)
class AboutOriginal:
    """What is known of an original without opening it."""

    position: int
    kind: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class OpenedOriginal:
    """An untouched file. It holds whatever the reporter's phone wrote into it."""

    about: AboutOriginal
    content: bytes = field(repr=False)


class Originals:
    """The intake's side: keeps originals with drafts and moves them into reports."""

    def __init__(self, shelf: EvidenceShelf, randomness: Randomness) -> None:
        self._shelf = shelf
        self._randomness = randomness

    def keep(self, unit: Unit, chat_key: bytes, received: Received) -> Original:
        """Seals a file as it came and keeps it with the chat's draft."""
        original_id, key = row_id(self._randomness), self._randomness.bytes(KEY_BYTES)
        sealed = CellSealer(key).seal(received.raw, table=TABLE, column="content", row=original_id)
        unit.write(self._shelf.keep_draft(chat_key, original_id, sealed))
        return Original(original_id.hex(), key.hex(), received.kind.value, len(received.raw), received.sha256)

    def drop(self, unit: Unit, chat_key: bytes, originals: Sequence[Original]) -> None:
        """Erases originals of the chat's draft."""
        if originals:
            unit.write(self._shelf.drop_draft(chat_key, [bytes.fromhex(one.file) for one in originals]))

    def sealed_for(self, draft: Draft, sealer: CellSealer) -> list[SealedPiece]:
        """The draft's originals as they go into its report; ``sealer`` holds the report's key."""
        return [
            SealedPiece(
                bytes.fromhex(one.original.file),
                position,
                sealer.seal(
                    dumps(asdict(one.original)),
                    table=TABLE,
                    column="about",
                    row=bytes.fromhex(one.original.file),
                ),
            )
            for position, one in enumerate(draft.attachments)
            if one.original is not None
        ]


class OriginalsDesk:
    """The officers' side: sees to it that two different officers approved.

    Who they are, and that both are unlocked, is for the caller to see to.
    """

    def __init__(self, shelf: EvidenceShelf, reports: Reports, office_private: bytes | None) -> None:
        self._shelf = shelf
        self._reports = reports
        self._private = office_private

    async def listing(self, report_id: bytes) -> list[AboutOriginal]:
        """What originals a report has. ``position`` is that of the cleaned picture it belongs to.

        Raises:
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: the report is gone.
        """
        report = await self._open(report_id)
        return [_about(one, _inside(report, one)) for one in await self._shelf.originals(report_id)]

    async def open(self, report_id: bytes, position: int, approvals: Sequence[bytes]) -> OpenedOriginal:
        """One original, if two different officers approved.

        Args:
            report_id: The report.
            position: As :meth:`listing` names it.
            approvals: Pseudonyms (actor keys) of the officers who approved.

        Raises:
            SecondOfficerMissingError: fewer than two different officers approved; nothing was read.
            OfficeKeyMissingError: this process only takes reports in.
            ReportError: the report or the original is gone.
        """
        if len({bytes(one) for one in approvals if one}) < APPROVALS_NEEDED:
            raise SecondOfficerMissingError
        report = await self._open(report_id)
        found = await self._shelf.original(report_id, position)
        if found is None:
            raise ReportError("the original is gone")
        sealed, ciphertext = found
        inside = _inside(report, sealed)
        content = CellSealer(bytes.fromhex(inside.key)).open(
            ciphertext, table=TABLE, column="content", row=sealed.id
        )
        return OpenedOriginal(_about(sealed, inside), content)

    async def _open(self, report_id: bytes) -> OpenReport:
        if self._private is None:
            raise OfficeKeyMissingError
        sealed = await self._reports.by_id(report_id)
        if sealed is None:
            raise ReportError("the report is gone")
        return OpenReport(sealed, sealed.for_office, self._private)


def _inside(report: OpenReport, sealed: SealedPiece) -> Original:
    return Original(**loads(report.cell(sealed.about, table=TABLE, column="about", row=sealed.id)))


def _about(sealed: SealedPiece, inside: Original) -> AboutOriginal:
    return AboutOriginal(sealed.position, inside.kind, inside.size, inside.sha256)
