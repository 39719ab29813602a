"""Originals of evidence, and the marks by which repeated pictures are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Database
from storage.schema import draft_files, evidence_marks, report_evidence, report_originals, reports
from storage.unit import Write


@dataclass(frozen=True, slots=True)
class SealedOriginal:
    """An untouched file of a report, sealed; ``about`` is sealed with the report's key."""

    id: bytes
    position: int
    about: bytes


class EvidenceShelf:
    """Originals and marks of one bot's reports."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    def keep_draft(self, chat_key: bytes, original_id: bytes, sealed: bytes) -> Write:
        """Keeps an original with the chat's draft; it goes with the draft."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                insert(draft_files).values(
                    id=original_id, bot_id=self._bot_id, chat_key=chat_key, content=sealed
                )
            )

        return write

    def move_originals(self, chat_key: bytes, report_id: bytes, originals: Sequence[SealedOriginal]) -> Write:
        """Moves originals from the draft to the report inside the database: no byte of them passes through.

        Nothing happens where the report was not stored (it had been sent before).
        """

        async def write(connection: AsyncConnection) -> None:
            for one in originals:
                found = select(
                    draft_files.c.id,
                    literal(report_id, report_originals.c.report_id.type),
                    literal(one.position, report_originals.c.position.type),
                    literal(one.about, report_originals.c.about.type),
                    draft_files.c.content,
                ).where(
                    draft_files.c.id == one.id,
                    draft_files.c.bot_id == self._bot_id,
                    draft_files.c.chat_key == chat_key,
                    exists().where(reports.c.id == report_id),
                )
                await connection.execute(
                    insert(report_originals).from_select(
                        ["id", "report_id", "position", "about", "content"], found
                    )
                )

        return write

    async def originals(self, report_id: bytes) -> list[SealedOriginal]:
        """A report's originals, without their contents."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(report_originals.c.id, report_originals.c.position, report_originals.c.about)
                .where(report_originals.c.report_id == report_id)
                .order_by(report_originals.c.position)
            )
            return [SealedOriginal(row.id, row.position, row.about) for row in rows]

    async def original(self, report_id: bytes, position: int) -> tuple[SealedOriginal, bytes] | None:
        """One original with its sealed content."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(report_originals).where(
                    report_originals.c.report_id == report_id, report_originals.c.position == position
                )
            )
            row = found.first()
        return None if row is None else (SealedOriginal(row.id, row.position, row.about), row.content)

    def mark(self, marks: Mapping[bytes, Sequence[bytes]]) -> Write:
        """Puts pictures (by evidence id) into the index under their marks; unknown pictures are left out."""

        async def write(connection: AsyncConnection) -> None:
            known = await connection.scalars(
                select(report_evidence.c.id).where(report_evidence.c.id.in_(list(marks)))
            )
            rows = [
                {"mark": one, "evidence_id": evidence} for evidence in known for one in set(marks[evidence])
            ]
            if rows:
                kind = insert_sqlite if self._database.is_sqlite else insert_postgresql
                await connection.execute(kind(evidence_marks).on_conflict_do_nothing(), rows)

        return write

    async def sharing_marks(self, report_id: bytes) -> dict[bytes, int]:
        """Other reports that share marks with this one, with how many."""
        mine = (
            select(evidence_marks.c.mark)
            .join(report_evidence, report_evidence.c.id == evidence_marks.c.evidence_id)
            .where(report_evidence.c.report_id == report_id)
        )
        query = (
            select(report_evidence.c.report_id, func.count(evidence_marks.c.mark.distinct()))
            .join(evidence_marks, evidence_marks.c.evidence_id == report_evidence.c.id)
            .where(evidence_marks.c.mark.in_(mine), report_evidence.c.report_id != report_id)
            .group_by(report_evidence.c.report_id)
        )
        async with self._database.read() as connection:
            return {row[0]: row[1] for row in await connection.execute(query)}

    def drop_draft(self, chat_key: bytes, original_ids: Sequence[bytes]) -> Write:
        """Erases originals of the chat's draft."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(draft_files).where(
                    draft_files.c.id.in_(list(original_ids)),
                    draft_files.c.bot_id == self._bot_id,
                    draft_files.c.chat_key == chat_key,
                )
            )

        return write
