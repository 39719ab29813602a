"""Finds slots of the pool that nothing names any more, and overwrites them.

Whatever ends a draft or erases a report gives its slots back at once, where it can open what names them. What
is left: a report that a process without the office's key erased; drafts that were open when a backup was made
that was restored. Only who can open every report may tell what nothing names, so this runs where the office's
private key is. If a single one does not open, nothing is touched.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from services.reporting.draft import slots_of
from services.reporting.report_encryption import OpenReport
from services.reporting.thread import MessageKind, ThreadSealer
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from storage.platform.pool import BLOCK, Pool
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore, StoredMessage
from storage.reporting.heirlooms import Heirlooms
from storage.reporting.letterbox import Addition, Letterbox
from storage.reporting.reports import Reports, SealedReport

AT_ONCE = 200
"""Reports opened in one go, in a worker thread."""

Commit = Callable[[Unit], Awaitable[object]]
Messages = Mapping[bytes, Sequence[StoredMessage]]

log = structlog.get_logger(__name__)


class Sweep:
    """Looks at everything that can name a slot, in one snapshot of the database."""

    def __init__(
        self,
        database: Database,
        pool: Pool,
        dialogs: Dialogs,
        letterbox: Letterbox,
        reports: Reports,
        cases: CaseStore,
        heirlooms: Heirlooms,
        threads: ThreadSealer,
        office_private: bytes,
    ) -> None:
        self._database = database
        self._pool = pool
        self._dialogs = dialogs
        self._letterbox = letterbox
        self._reports = reports
        self._cases = cases
        self._heirlooms = heirlooms
        self._threads = threads
        self._private = office_private

    async def run(self, commit: Commit) -> int:
        """Gives back what nothing names; how many slots."""
        try:
            orphans = sorted(await self.orphans())
        except SealError:
            log.warning("something that may name pictures does not open: none is given back")
            return 0
        for at in range(0, len(orphans), BLOCK):
            await commit(Unit(writes=[self._pool.free(orphans[at : at + BLOCK])], truncate_log=True))
        if orphans:
            log.info("slots that nothing named were given back", slots=len(orphans))
        return len(orphans)

    async def orphans(self) -> set[int]:
        """Slots in use that nothing names. None of them can be taken or named by anybody meanwhile.

        Raises:
            core.errors.SealError: something that may name slots does not open.
        """
        async with self._database.snapshot() as connection:
            used = await self._pool.used(connection)
            if not used:
                return set()
            named = await self._dialogs.slots(connection) | await self._heirlooms.slots(connection)
            letters = await self._letterbox.all_in(connection)
            messages = await self._cases.messages_of_kind_in(connection, MessageKind.ADDED.value)
            for letter in letters:
                if isinstance(letter, Addition):
                    messages.setdefault(letter.report_id, []).append(letter.message)
            waiting = [letter for letter in letters if isinstance(letter, SealedReport)]
            named |= await asyncio.to_thread(self._named, waiting, messages)
            return used - named - await self._named_by_reports(connection, messages)

    async def _named_by_reports(self, connection: AsyncConnection, messages: Messages) -> set[int]:
        named: set[int] = set()
        after = b""
        while page := await self._reports.page_in(connection, after, AT_ONCE):
            after = page[-1].id
            named |= await asyncio.to_thread(self._named, page, messages)
        return named

    def _named(self, sealed: Sequence[SealedReport], messages: Messages) -> set[int]:
        named: set[int] = set()
        for one in sealed:
            opened = OpenReport(one, one.for_office, self._private)
            added = self._threads.open(opened.sealer, messages.get(one.id, ()), (MessageKind.ADDED,))
            named |= opened.report.draft.slots
            named.update(*(slots_of(message.pictures) for message in added))
        return named
