"""The unit of work: what one update (or one job) writes and says, committed in one piece."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Delete, Insert, Update
from sqlalchemy.ext.asyncio import AsyncConnection

Write = Callable[[AsyncConnection], Awaitable[None]]
"""One change to the database, run inside the group's transaction. It never waits for anything else."""


Statement = Insert | Update | Delete
Row = Mapping[str, Any]


class Rows:
    """A change that many chats make: rows for statements built once, at start.

    The committer gives the database all rows a group has for one statement in one piece, which costs hardly
    more than one of them. The order is kept within a table, and against changes of any other form. Rows that
    say whose they are (``of``: none but their own rows are read or changed) keep it among those of the same
    only, so that one chat's delete does not part the inserts of all others.
    """

    __slots__ = ("of", "steps")

    def __init__(self, *steps: tuple[Statement, Row], of: bytes | None = None) -> None:
        self.steps = steps
        self.of = of

    async def __call__(self, connection: AsyncConnection) -> None:
        """Makes the change by itself."""
        for statement, row in self.steps:
            await connection.execute(statement, [row])


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A call to the Bot API that waits to be sent, in order within its chat."""

    chat_key: bytes
    payload: bytes


@dataclass(frozen=True, slots=True)
class Queued:
    """An outgoing call as committed: ``seq`` orders it."""

    seq: int
    chat_key: bytes
    payload: bytes


@dataclass(slots=True)
class Unit:
    """Everything one update leaves behind. Services add writes, handlers add what is said."""

    writes: list[Write] = field(default_factory=list)
    closing: list[Write] = field(default_factory=list)
    """Changes made after all others of the whole group, because they take a lock the processes of one
    installation share (the audit log's head): held only at the end, it can't become half of a deadlock."""
    outgoing: list[Outgoing] = field(default_factory=list)
    inbox_done: int | None = None
    """Update whose inbox row goes in the same transaction."""
    outbox_done: list[int] = field(default_factory=list)
    """Outbox rows that were sent."""
    truncate_log: bool = False
    """Empty the write-ahead log after the commit: something was deleted that must not linger."""

    def write(self, *writes: Write) -> None:
        """Adds changes, in order."""
        self.writes.extend(writes)

    def write_all(self, writes: Sequence[Write]) -> None:
        """Adds a sequence of changes."""
        self.writes.extend(writes)


Commit = Callable[[Unit], Awaitable[None]]
"""Commits a unit, or raises; what jobs are given."""
