"""The audit log as stored: a chain of sealed entries, each bound by a keyed hash to all before it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.errors import SealError
from core.sealing import Keyring
from storage.access.tables import audit_head, audit_log
from storage.platform.engine import Database
from storage.platform.unit import Write

GENESIS = bytes(32)
"""What the first entry's hash is chained to."""
_ENSURE_HEAD = text(
    "INSERT INTO audit_head (id, seq, mac, seal) VALUES (1, 0, :mac, :seal) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: number and hash of the last entry."""

    seq: int
    mac: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.mac.hex()}"

    @classmethod
    def parse(cls, line: str) -> Head:
        """The head that ``str`` wrote.

        Raises:
            ValueError: it is none.
        """
        number, _, mac = line.strip().partition(":")
        raw = bytes.fromhex(mac)
        if len(raw) != len(GENESIS):
            raise ValueError("a head is <number>:<64 hex digits>")
        return cls(int(number), raw)


@dataclass(frozen=True, slots=True)
class StoredAuditEntry:
    """One stored entry as it was found: opened where it opens, and whether its hash fits."""

    seq: int
    mac: bytes
    entry: bytes | None
    """Plain bytes; None when they do not open."""
    chained: bool
    """Whether the hash follows from this entry and the hash stored before it."""


class AuditChain:
    """Appends to the chain inside the committer's transaction, and walks it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._sealer = keyring.sealer("audit-entry")
        self._key = keyring.key_for("audit-chain")

    def _mac(self, before: bytes, seq: int, sealed: bytes) -> bytes:
        message = before + seq.to_bytes(8, "big") + sealed
        return hashlib.blake2b(message, key=self._key, person=b"entry", digest_size=32).digest()

    def _seal_of(self, head: Head) -> bytes:
        message = head.seq.to_bytes(8, "big") + head.mac
        return hashlib.blake2b(message, key=self._key, person=b"head", digest_size=32).digest()

    def append(self, entry: bytes) -> Write:
        """Adds an entry at the chain's end. Two processes take turns: the head's row is locked."""

        async def write(connection: AsyncConnection) -> None:
            first = Head(0, GENESIS)
            await connection.execute(_ENSURE_HEAD, {"mac": first.mac, "seal": self._seal_of(first)})
            row = (
                await connection.execute(select(audit_head.c.seq, audit_head.c.mac).with_for_update())
            ).one()
            seq = row.seq + 1
            sealed = self._sealer.seal(entry, table="audit_log", column="entry", row=seq.to_bytes(8, "big"))
            head = Head(seq, self._mac(row.mac, seq, sealed))
            await connection.execute(insert(audit_log).values(seq=seq, entry=sealed, mac=head.mac))
            await connection.execute(
                update(audit_head).values(seq=head.seq, mac=head.mac, seal=self._seal_of(head))
            )

        return write

    async def head(self) -> Head | None:
        """Where the chain says it ends; None when the head's own hash does not fit."""
        async with self._database.read() as connection:
            row = (await connection.execute(select(audit_head))).one_or_none()
        if row is None:
            return Head(0, GENESIS)
        head = Head(row.seq, row.mac)
        return head if hmac.compare_digest(row.seal, self._seal_of(head)) else None

    async def mac_at(self, seq: int) -> bytes | None:
        """The stored hash of one entry."""
        if seq == 0:
            return GENESIS
        async with self._database.read() as connection:
            return await connection.scalar(select(audit_log.c.mac).where(audit_log.c.seq == seq))

    async def walk(self, after: int = 0) -> AsyncIterator[StoredAuditEntry]:
        """Every entry in order, checked against the hash stored before it, behind the number ``after``."""
        before = await self.mac_at(max(after, 0)) or GENESIS
        query = select(audit_log).where(audit_log.c.seq > after).order_by(audit_log.c.seq)
        async with self._database.read() as connection:
            async for row in await connection.stream(query):
                try:
                    place = row.seq.to_bytes(8, "big")
                    entry = self._sealer.open(row.entry, table="audit_log", column="entry", row=place)
                except (SealError, OverflowError):
                    entry = None
                fits = row.seq >= 0 and hmac.compare_digest(row.mac, self._mac(before, row.seq, row.entry))
                yield StoredAuditEntry(row.seq, row.mac, entry, fits)
                before = row.mac

    async def count(self) -> int:
        """Number of the newest entry."""
        async with self._database.read() as connection:
            found = await connection.scalar(select(audit_log.c.seq).order_by(audit_log.c.seq.desc()).limit(1))
        return found or 0
