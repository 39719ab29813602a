"""What a job between two revisions of the schema is.

Alembic changes tables; it has no keys, and its one transaction would hold the writer for as long as
everything takes. So whatever has to open or seal rows is a job: revision N adds what is new (and drops
nothing), the job moves the rows in batches, revision N + 1 drops what is old.

A job is written once and never changed, while ``storage/schema.py`` goes on: it names tables and
columns itself (``text()``, or tables of its own), never those of the schema. So do the names in associated
data and the purposes of keys, which stand here as they were when the rows were sealed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from core.sealing import Keyring


@dataclass(frozen=True, slots=True)
class BatchResult:
    """One batch that was done: where the next one begins, and how many rows this one moved."""

    cursor: bytes
    rows: int


Count = Callable[[AsyncConnection], Awaitable[int]]
"""How many rows the job has still to move; 0: there is nothing to do, and no key is needed."""
Batch = Callable[[AsyncConnection, Keyring, bytes], Awaitable[BatchResult | None]]
"""Moves the next rows, from behind a cursor (empty at first), in a transaction that it neither commits nor
leaves; None when nothing is left. A batch that was committed is never seen again; one that was not, is."""


@dataclass(frozen=True, slots=True)
class MigrationJob:
    """A job, done while the database stands at revision ``at``, which is never the newest one."""

    name: str
    """For the operator and for the note of how far it is; at most 30 characters."""
    at: str
    count: Count
    batch: Batch
    grows: float = 0.0
    """By how much the database may grow meanwhile, as a share of its present size (1.0: to twice of it)."""
