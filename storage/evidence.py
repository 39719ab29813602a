"""Originals of evidence, and the marks by which repeated pictures are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import StorageError
from storage.engine import Database
from storage.schema import draft_files, evidence_marks, report_evidence, report_originals, reports
from storage.unit import Write


@dataclass(frozen=True, slots=True)
class SealedPiece:
    """A picture or an untouched file, without its content; ``about`` is sealed with the report's key."""

    id: bytes
    position: int
    about: bytes


class EvidenceShelf:
    """Originals and marks of one bot's reports."""

    def __init__(self, database: Database, bot_id: int) -> None:
        self._database = database
        self._bot_id = bot_id

    def keep_draft(self, chat_key: bytes, piece_id: bytes, sealed: bytes) -> Write:
        """Keeps a sealed picture or original with the chat's draft; it goes with the draft."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                insert(draft_files).values(
                    id=piece_id, bot_id=self._bot_id, chat_key=chat_key, content=sealed
                )
            )

        return write

    def move(
        self,
        chat_key: bytes,
        report_id: bytes,
        pictures: Sequence[SealedPiece],
        originals: Sequence[SealedPiece],
    ) -> Write:
        """Moves pieces from the draft to the report inside the database: no byte of them passes through.

        Nothing happens where the report was not stored (it had been sent before).

        Raises (when written):
            core.errors.StorageError: a piece of the draft is gone; nothing of the report is stored then.
        """

        async def write(connection: AsyncConnection) -> None:
            if await connection.scalar(select(reports.c.id).where(reports.c.id == report_id)) is None:
                return
            for table, pieces in ((report_evidence, pictures), (report_originals, originals)):
                for one in pieces:
                    found = select(
                        draft_files.c.id,
                        literal(report_id, table.c.report_id.type),
                        literal(one.position, table.c.position.type),
                        literal(one.about, table.c.about.type),
                        draft_files.c.content,
                    ).where(
                        draft_files.c.id == one.id,
                        draft_files.c.bot_id == self._bot_id,
                        draft_files.c.chat_key == chat_key,
                    )
                    columns = ["id", "report_id", "position", "about", "content"]
                    moved = await connection.execute(insert(table).from_select(columns, found))
                    if moved.rowcount != 1:
                        raise StorageError("a piece of the draft is gone")

        return write

    async def originals(self, report_id: bytes) -> list[SealedPiece]:
        """A report's originals, without their contents."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(report_originals.c.id, report_originals.c.position, report_originals.c.about)
                .where(report_originals.c.report_id == report_id)
                .order_by(report_originals.c.position)
            )
            return [SealedPiece(row.id, row.position, row.about) for row in rows]

    async def original(self, report_id: bytes, position: int) -> tuple[SealedPiece, bytes] | None:
        """One original with its sealed content."""
        async with self._database.read() as connection:
            found = await connection.execute(
                select(report_originals).where(
                    report_originals.c.report_id == report_id, report_originals.c.position == position
                )
            )
            row = found.first()
        return None if row is None else (SealedPiece(row.id, row.position, row.about), row.content)

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

    def drop_draft(self, chat_key: bytes, piece_ids: Sequence[bytes]) -> Write:
        """Erases pieces of the chat's draft."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                delete(draft_files).where(
                    draft_files.c.id.in_(list(piece_ids)),
                    draft_files.c.bot_id == self._bot_id,
                    draft_files.c.chat_key == chat_key,
                )
            )

        return write
