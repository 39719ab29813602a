"""Questions that need a person's eye, what admins taught, and how often each topic was asked for.

No row knows who asked: a question is found by a keyed hash of its words, and carries a day, never an hour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from aiodataloader import DataLoader
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring
from core.text import Scrubbed
from storage.guidance.tables import overlays, questions, topic_counts
from storage.platform.engine import MAX_LOOKUPS, Database, dumps, loads
from storage.platform.unit import Rows, Write

ID_BYTES = 8
"""Short, because the id travels in a button's 64 bytes together with a topic."""
OPEN, LINKED, DISMISSED = "open", "linked", "dismissed"


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A scrubbed question. ``candidates`` are slugs, best first; ``why`` says how it came here."""

    id: bytes
    text: Scrubbed
    candidates: tuple[str, ...]
    why: str
    status: str
    times: int
    noted_on: date


@dataclass(frozen=True, slots=True)
class StoredOverlay:
    """An admin's link from words to a topic; an empty topic takes an earlier link back."""

    seq: int
    text: Scrubbed
    topic: str
    exported: bool


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How often a topic was answered in a week, and how often it was marked."""

    topic: str
    asked: int
    helped: int
    not_helped: int


class Questions:
    """The queue of one bot, its overlays and its counts."""

    def __init__(self, database: Database, keyring: Keyring, bot_id: int) -> None:
        self._database = database
        self._sealer = keyring.sealer("questions")
        self._keyring = keyring
        self._bot_id = bot_id
        self._noting = database.add_up(questions, ["bot_id", "digest"], added=["times"], changed=["noted_on"])
        self._newest_of_all = select(func.max(overlays.c.seq)).where(overlays.c.bot_id == bot_id)
        self._counting = database.add_up(
            topic_counts, ["bot_id", "week", "topic"], added=["asked", "helped", "not_helped"]
        )

    # --- the queue ---

    def note(
        self, row: bytes, words: str, text: Scrubbed, candidates: Sequence[str], why: str, day: date
    ) -> Write:
        """Puts a question into the queue; the same words again only count up."""
        digest = self._keyring.digest("questions", words.encode())
        body = self._sealer.seal(
            dumps({"text": text, "candidates": list(candidates), "why": why}),
            table="questions",
            column="body",
            row=row,
        )
        values = {
            "id": row,
            "bot_id": self._bot_id,
            "digest": digest,
            "body": body,
            "status": OPEN,
            "times": 1,
            "noted_on": day,
        }
        return Rows((self._noting, values))

    def take_back(self, words: str) -> Write:
        """One asker less for an open question; without any it is erased."""
        digest = self._keyring.digest("questions", words.encode())
        this = (questions.c.bot_id == self._bot_id, questions.c.digest == digest, questions.c.status == OPEN)

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(delete(questions).where(*this, questions.c.times <= 1))
            await connection.execute(update(questions).where(*this).values(times=questions.c.times - 1))

        return write

    async def open_ones(self, most: int = 50) -> list[StoredQuestion]:
        """Open questions, those asked most often first."""
        query = (
            select(questions)
            .where(questions.c.bot_id == self._bot_id, questions.c.status == OPEN)
            .order_by(questions.c.times.desc(), questions.c.id)
            .limit(most)
        )
        async with self._database.read() as connection:
            return [self._question(row) for row in await connection.execute(query)]

    async def get(self, row: bytes) -> StoredQuestion | None:
        """One question, whatever its status."""
        query = select(questions).where(questions.c.bot_id == self._bot_id, questions.c.id == row)
        async with self._database.read() as connection:
            found = (await connection.execute(query)).first()
        return self._question(found) if found is not None else None

    def _question(self, row: object) -> StoredQuestion:
        values = row._mapping  # type: ignore[attr-defined] # noqa: SLF001 - SQLAlchemy's public name
        opened = loads(self._sealer.open(values["body"], table="questions", column="body", row=values["id"]))
        return StoredQuestion(
            values["id"],
            opened["text"],
            tuple(opened["candidates"]),
            opened["why"],
            values["status"],
            values["times"],
            values["noted_on"],
        )

    def set_status(self, row: bytes, status: str) -> Write:
        """Moves a question out of the queue, or back into it."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(questions)
                .where(questions.c.bot_id == self._bot_id, questions.c.id == row)
                .values(status=status)
            )

        return write

    # --- overlays ---

    async def newest_overlay(self) -> int:
        """The highest overlay number; a change of it says that there is something new to read."""
        return await self._newest.load(self._bot_id)

    @cached_property
    def _newest(self) -> DataLoader[int, int]:
        """One query for all who ask at the same moment; keeps nothing."""
        return DataLoader(self._look_up_newest, cache=False, max_batch_size=MAX_LOOKUPS)

    async def _look_up_newest(self, asked: list[int]) -> list[int]:
        async with self._database.read() as connection:
            newest = int(await connection.scalar(self._newest_of_all) or 0)
        return [newest] * len(asked)

    async def all_overlays(self) -> list[StoredOverlay]:
        """All overlays in the order they were made."""
        query = select(overlays).where(overlays.c.bot_id == self._bot_id).order_by(overlays.c.seq)
        async with self._database.read() as connection:
            return [
                StoredOverlay(
                    row.seq,
                    loads(
                        self._sealer.open(row.body, table="overlays", column="body", row=self._place(row.seq))
                    ),
                    row.topic,
                    row.exported,
                )
                for row in await connection.execute(query)
            ]

    def add_overlay(self, text: Scrubbed, topic: str, day: date) -> Write:
        """Links words to a topic; an empty topic takes the link back."""

        async def write(connection: AsyncConnection) -> None:
            newest = await connection.scalar(
                select(func.max(overlays.c.seq)).where(overlays.c.bot_id == self._bot_id)
            )
            seq = int(newest or 0) + 1
            body = self._sealer.seal(dumps(text), table="overlays", column="body", row=self._place(seq))
            await connection.execute(
                insert(overlays).values(
                    bot_id=self._bot_id, seq=seq, body=body, topic=topic, made_on=day, exported=False
                )
            )

        return write

    def mark_exported(self, numbers: Sequence[int]) -> Write:
        """Notes that these overlays stand in the rulebook's files."""

        async def write(connection: AsyncConnection) -> None:
            await connection.execute(
                update(overlays)
                .where(overlays.c.bot_id == self._bot_id, overlays.c.seq.in_(list(numbers)))
                .values(exported=True)
            )

        return write

    def _place(self, seq: int) -> bytes:
        return self._bot_id.to_bytes(8, "big", signed=True) + seq.to_bytes(8, "big")

    # --- counts ---

    def count(self, topic: str, week: date, *, asked: int = 0, helped: int = 0, not_helped: int = 0) -> Write:
        """Adds to a topic's counts of the week that begins on ``week``."""
        values = {
            "bot_id": self._bot_id,
            "week": week,
            "topic": topic,
            "asked": asked,
            "helped": helped,
            "not_helped": not_helped,
        }
        return Rows((self._counting, values))

    async def counts(self, week: date) -> list[TopicCount]:
        """Counts of a week, most asked first."""
        query = (
            select(topic_counts)
            .where(topic_counts.c.bot_id == self._bot_id, topic_counts.c.week == week)
            .order_by(topic_counts.c.asked.desc(), topic_counts.c.topic)
        )
        async with self._database.read() as connection:
            return [
                TopicCount(row.topic, row.asked, row.helped, row.not_helped)
                for row in await connection.execute(query)
            ]
