"""What officers do with reports, and the dialogue with reporters: sealed, by days, never by hours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.access.tables import original_requests
from storage.platform.engine import Database
from storage.platform.unit import Write
from storage.reporting.errors import ReportChangedError
from storage.reporting.tables import report_messages, report_notices, report_work, reports


@dataclass(frozen=True, slots=True)
class StoredWork:
    """Officers' work on one report. ``version`` 0 means that nobody touched it yet."""

    report_id: bytes
    version: int = 0
    claimed_by: bytes | None = None
    fresh: bool = False
    opened_on: date | None = None
    acted_on: date | None = None
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a report stands."""

    report_id: bytes
    status: str


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """One message of a report's thread, sealed."""

    id: bytes
    position: int
    kind: str
    told_on: date
    body: bytes


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A wish to open an original, and who agreed."""

    id: bytes
    report_id: bytes
    evidence_id: bytes
    asked_by: bytes
    approved_by: bytes | None
    expires_at: int


class CaseStore:
    """Casework of the installation, of whatever bot it comes from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- where reports stand ---

    async def standings(self, limit: int, statuses: Sequence[str]) -> list[Standing]:
        """Where the newest reports of some statuses stand, without their contents."""
        query = (
            select(reports.c.id, reports.c.status)
            .where(reports.c.status.in_(statuses))
            .order_by(reports.c.received_on.desc(), reports.c.id)
            .limit(limit)
        )
        async with self._database.read() as connection:
            return [Standing(row.id, row.status) for row in await connection.execute(query)]

    # --- work ---

    async def work(self, report_ids: Sequence[bytes] | None = None) -> dict[bytes, StoredWork]:
        """Work by report; of all reports without ``report_ids``."""
        query = select(report_work)
        if report_ids is not None:
            query = query.where(report_work.c.report_id.in_(report_ids))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {
                row.report_id: StoredWork(
                    row.report_id,
                    row.version,
                    row.claimed_by,
                    row.fresh,
                    row.opened_on,
                    row.acted_on,
                    row.body,
                )
                for row in rows
            }

    def save_work(self, work: StoredWork) -> Write:
        """Replaces the work as it stood at ``work.version``; refuses if somebody was faster.

        The write raises ReportChangedError: the report is gone, or its work is at another version.
        """
        values: dict[str, Any] = {
            "version": work.version + 1,
            "claimed_by": work.claimed_by,
            "fresh": work.fresh,
            "opened_on": work.opened_on,
            "acted_on": work.acted_on,
            "body": work.body,
            # whoever writes here has the thread on the screen: what is there now counts as read
            "seen": select(func.max(report_messages.c.position))
            .where(report_messages.c.report_id == work.report_id)
            .scalar_subquery(),
        }

        async def write(connection: AsyncConnection) -> None:
            there = await connection.scalar(select(reports.c.id).where(reports.c.id == work.report_id))
            version = await connection.scalar(
                select(report_work.c.version).where(report_work.c.report_id == work.report_id)
            )
            if there is None or (version or 0) != work.version:
                raise ReportChangedError
            if version is None:
                await connection.execute(insert(report_work).values(report_id=work.report_id, **values))
                return
            done = await connection.execute(
                update(report_work)
                .where(report_work.c.report_id == work.report_id, report_work.c.version == work.version)
                .values(**values)
            )
            if done.rowcount != 1:
                raise ReportChangedError

        return write

    def mark_fresh(self, report_id: bytes) -> Write:
        """Notes that the reporter added something."""

        async def write(connection: AsyncConnection) -> None:
            done = await connection.execute(
                update(report_work)
                .where(report_work.c.report_id == report_id)
                .values(fresh=True, version=report_work.c.version + 1)
            )
            if done.rowcount == 0:
                await connection.execute(
                    insert(report_work).values(report_id=report_id, version=1, fresh=True)
                )

        return write

    def release_all(self, officer_id: bytes) -> Write:
        """Gives back everything an officer had claimed."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(report_work)
                .where(report_work.c.claimed_by == officer_id)
                .values(claimed_by=None, version=report_work.c.version + 1)
            )

        return write

    def move(self, report_id: bytes, before: str, after: str) -> Write:
        """Moves a report from one status to another; refuses if it stands elsewhere by now."""

        async def write(connection: AsyncConnection) -> None:
            done = await connection.execute(
                update(reports)
                .where(reports.c.id == report_id, reports.c.status == before)
                .values(status=after)
            )
            if done.rowcount != 1:
                raise ReportChangedError

        return write

    # --- thread ---

    async def messages(self, report_id: bytes) -> list[StoredMessage]:
        """A report's thread in order."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(report_messages)
                .where(report_messages.c.report_id == report_id)
                .order_by(report_messages.c.position)
            )
            return [StoredMessage(r.id, r.position, r.kind, r.told_on, r.body) for r in rows]

    async def messages_of_kind(self, kind: str) -> dict[bytes, list[StoredMessage]]:
        """Messages of one kind of all reports, in order."""
        async with self._database.read() as connection:
            return await self.messages_of_kind_in(connection, kind)

    async def messages_of_kind_in(
        self, connection: AsyncConnection, kind: str
    ) -> dict[bytes, list[StoredMessage]]:
        """As :meth:`messages_of_kind`, as a transaction sees them."""
        query = select(report_messages).where(report_messages.c.kind == kind)
        found: dict[bytes, list[StoredMessage]] = {}
        for r in await connection.execute(query.order_by(report_messages.c.position)):
            stored = StoredMessage(r.id, r.position, r.kind, r.told_on, r.body)
            found.setdefault(r.report_id, []).append(stored)
        return found

    def add_message(self, report_id: bytes, message: StoredMessage) -> Write:
        """Adds a message at the thread's end (its ``position`` is found here)."""

        async def write(connection: AsyncConnection) -> None:
            last = await connection.scalar(
                select(func.max(report_messages.c.position)).where(report_messages.c.report_id == report_id)
            )
            await connection.execute(
                insert(report_messages).values(
                    id=message.id,
                    report_id=report_id,
                    position=(last or 0) + 1,
                    kind=message.kind,
                    told_on=message.told_on,
                    body=message.body,
                )
            )

        return write

    def correct_message(self, report_id: bytes, message: StoredMessage, replaces: bytes) -> Write:
        """Puts a message in the place of another that no officer has seen; else at the thread's end."""
        adding = self.add_message(report_id, message)
        old = (report_messages.c.report_id == report_id, report_messages.c.id == replaces)

        async def write(connection: AsyncConnection) -> None:
            position = await connection.scalar(select(report_messages.c.position).where(*old))
            if position is None or position <= await _seen(connection, report_id):
                await adding(connection)
                return
            await connection.execute(delete(report_messages).where(*old))
            await connection.execute(
                insert(report_messages).values(
                    id=message.id,
                    report_id=report_id,
                    position=position,
                    kind=message.kind,
                    told_on=message.told_on,
                    body=message.body,
                )
            )

        return write

    async def is_seen(self, report_id: bytes, message_id: bytes) -> bool:
        """Whether officers may have seen a message of a thread; one that is not there yet they have not."""
        async with self._database.read() as connection:
            position = await connection.scalar(
                select(report_messages.c.position).where(
                    report_messages.c.report_id == report_id, report_messages.c.id == message_id
                )
            )
            return position is not None and position <= await _seen(connection, report_id)

    async def last_unread(self, kinds: Sequence[str]) -> dict[bytes, int]:
        """Position of the newest message of some kinds, by report, where officers have not read it yet."""
        query = (
            select(report_messages.c.report_id, func.max(report_messages.c.position).label("last"))
            .join(report_work, report_work.c.report_id == report_messages.c.report_id)
            .where(report_work.c.fresh.is_(True), report_messages.c.kind.in_(kinds))
            .group_by(report_messages.c.report_id)
        )
        async with self._database.read() as connection:
            return {row.report_id: row.last for row in await connection.execute(query)}

    # --- notices ---

    async def notices(self) -> set[tuple[bytes, str]]:
        """Which notices went out."""
        async with self._database.read() as connection:
            rows = await connection.execute(select(report_notices.c.report_id, report_notices.c.notice))
            return {(row.report_id, row.notice) for row in rows}

    def note(self, notices: Sequence[tuple[bytes, str]], day: date) -> Write:
        """Writes down that notices go out."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                insert(report_notices),
                [{"report_id": report, "notice": notice, "noted_on": day} for report, notice in notices],
            )

        return write

    # --- originals ---

    async def requests(self, now: int) -> list[StoredRequest]:
        """Requests that have not run out."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(original_requests)
                .where(original_requests.c.expires_at > now)
                .order_by(original_requests.c.expires_at, original_requests.c.id)
            )
            return [
                StoredRequest(
                    row.id, row.report_id, row.evidence_id, row.asked_by, row.approved_by, row.expires_at
                )
                for row in rows
            ]

    def ask_for_original(self, request: StoredRequest) -> Write:
        """Keeps a request, in place of an earlier one of the same officer for the same piece."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(original_requests).where(
                    original_requests.c.evidence_id == request.evidence_id,
                    original_requests.c.asked_by == request.asked_by,
                )
            )
            await connection.execute(
                insert(original_requests).values(
                    id=request.id,
                    report_id=request.report_id,
                    evidence_id=request.evidence_id,
                    asked_by=request.asked_by,
                    approved_by=None,
                    expires_at=request.expires_at,
                )
            )

        return write

    def approve(self, request_id: bytes, approver: bytes) -> Write:
        """Notes the second officer; the first can't be the second, and nobody agrees twice."""

        async def write(connection: AsyncConnection) -> None:
            done = await connection.execute(
                update(original_requests)
                .where(
                    original_requests.c.id == request_id,
                    original_requests.c.asked_by != approver,
                    original_requests.c.approved_by.is_(None),
                )
                .values(approved_by=approver)
            )
            if done.rowcount != 1:
                raise ReportChangedError

        return write


async def _seen(connection: AsyncConnection, report_id: bytes) -> int:
    """Position of the thread up to which officers saw it."""
    seen = await connection.scalar(select(report_work.c.seen).where(report_work.c.report_id == report_id))
    return int(seen or 0)
