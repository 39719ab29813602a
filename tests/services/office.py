"""An office with officers and reports, on a real database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from core.errors import ReportError
from core.sealing import Keyring, key_pair_from_seed
from handlers.casework.texts.labels import REASON_LABELS
from services.access.audit import AuditLog
from services.access.audit_hook import NoAudit
from services.access.officers import Officer, Workplace
from services.access.roles import Role, Roles
from services.casework.approvals import Approvals, KnownOriginal, OpenedOriginal
from services.casework.case_service import CaseService, OpenedCase
from services.casework.casework import Casework
from services.reporting.draft import Draft
from services.reporting.report_encryption import seal_report
from services.reporting.thread import ThreadSealer
from storage.access.audit import AuditChain
from storage.access.officers import OfficerStore
from storage.platform.committer import GroupCommitter
from storage.platform.engine import Database
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore
from storage.reporting.reports import Reports
from tests.conftest import BOT_ID
from tests.contents import pieces_of, plain, put
from tests.officers import Joining
from tests.repeatable import FixedClock, SeededRandomness

OWNER = 700_000_000
DAY = date(2024, 9, 24)
NOW = datetime(2024, 9, 24, 5, tzinfo=UTC)
OFFICE_PUBLIC, OFFICE_PRIVATE = key_pair_from_seed(b"o" * 32)
STICKERS = Draft("alat-peraga", "31", "Kec. Gambir", "2024-09-23", "Stiker di kantor camat.", "Camat Gambir")
MONEY = Draft("uang", "51", "Denpasar", "2024-09-20", "Amplop dibagikan.", "Lurah")
GAMBIR = Workplace("Pemkot Jakarta Pusat", "Kecamatan Gambir", "31")
INSPECTORATE = Workplace("Pemprov Contoh", "Inspektorat Contoh")


class NoOriginals:
    """An installation that keeps no originals."""

    async def listing(self, _report_id: bytes, /) -> Sequence[KnownOriginal]:
        """None."""
        return ()

    async def open(self, _report_id: bytes, _position: int, _approvals: Sequence[bytes], /) -> OpenedOriginal:
        """There is none.

        Raises:
            ReportError: always.
        """
        raise ReportError("no originals are kept")


class Office:
    """An office with everything behind it."""

    def __init__(self, database: Database, keyring: Keyring, committer: GroupCommitter) -> None:
        self.randomness = SeededRandomness(11)
        self.keyring, self.committer, self.database = keyring, committer, database
        self.reports, self.cases = Reports(database), CaseStore(database)
        self.threads = ThreadSealer(keyring, self.randomness)
        self.pieces = pieces_of(database, self.randomness)
        self.case_service = CaseService(
            self.reports, self.cases, self.threads, self.pieces, OFFICE_PRIVATE, keyring
        )
        self.audit = AuditLog(AuditChain(database, keyring), keyring, FixedClock(NOW))
        self.work = Casework(self.case_service, self.cases, self.threads, self.audit, REASON_LABELS)
        self.store = OfficerStore(database, keyring, BOT_ID)
        self.joining = Joining(self.store, keyring, committer.commit, self.cases.release_all)
        self.officers = self.joining.officers(Roles([], keyring), self.randomness)
        self.approvals = Approvals(
            NoOriginals(), self.cases, self.case_service, self.officers, self.randomness, NoAudit()
        )

    async def officer(
        self,
        chat: int,
        role: Role = Role.OFFICER,
        workplace: Workplace = INSPECTORATE,
        *,
        confirmed: bool = True,
    ) -> Officer:
        """An officer who came by an invitation and whose lock is open, or one who has not set it up yet."""
        found = await self.joining.invited(chat, role, NOW, by=OWNER)
        if confirmed:
            found = await self.joining.confirmed(found, NOW, self.officers.relearn)
        return await self.joining.placed(found, workplace)

    async def report(self, draft: Draft, hashes: tuple[str, ...] = (), received_on: date = DAY) -> bytes:
        """A report with pictures of these difference hashes."""
        pictures = [plain(b"jpg", one, f"{hash(one) % 10**9:064}") for one in hashes]
        report = seal_report(
            replace(
                draft,
                attachments=await put(self.database, pictures, self.randomness),
                lookup=self.randomness.bytes(32).hex(),
                public=OFFICE_PUBLIC.hex(),
            ),
            office_public=OFFICE_PUBLIC,
            received_on=received_on,
            randomness=self.randomness,
        )
        await self.committer.commit(Unit(writes=[self.reports.add(report)]))
        return report.id

    async def noted(self) -> list[tuple[str, str]]:
        """Who did what, as the audit log has it."""
        return [(one.actor, one.action) async for one in self.audit.entries()]

    async def change(self, officer: Officer, *, role: Role | None = None, **about: str) -> None:
        """Another role or workplace, as an admin sets it."""
        unit = Unit()
        if role is not None:
            officers = self.joining.officers(Roles([OWNER], self.keyring), self.randomness)
            by = await officers.find(OWNER, self.keyring.chat_key(OWNER))
            assert by is not None, "who invited the officer"
            await officers.change_role(unit, by, officer, role)
            unit.write(self.officers.relearn)
        if about:
            self.officers.set_workplace(unit, officer, officer, Workplace(**about))
        await self.committer.commit(unit)

    async def open(self, officer: Officer, report_id: bytes) -> OpenedCase:
        return await self.case_service.open(officer, report_id)
