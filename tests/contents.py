"""Contents put into the pool and read from it, for tests of what happens around."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from core.randomness import Randomness, SystemRandomness
from core.sealing import Keyring
from services.reporting.draft import Attachment
from services.reporting.picture import CleanPicture
from services.reporting.pieces import Pieces
from services.reporting.report_encryption import Evidence, OpenReport
from services.reporting.thread import MessageKind, ThreadSealer
from storage.platform.engine import Database
from storage.platform.pool import Pool
from storage.platform.unit import Unit
from storage.reporting.cases import CaseStore


def pieces_of(database: Database, randomness: Randomness | None = None) -> Pieces:
    """The way into and out of a database's pool."""
    source = randomness or SystemRandomness()
    return Pieces(Pool(database, source), source)


def plain(content: bytes, difference_hash: str = "0" * 16, sha256: str = "00" * 32) -> CleanPicture:
    """A picture as the cleaner would give it, of any bytes."""
    return CleanPicture(content, 4, 3, sha256, difference_hash)


async def put(
    database: Database, pictures: Sequence[CleanPicture], randomness: Randomness | None = None
) -> tuple[Attachment, ...]:
    """Keeps pictures in the pool at once."""
    unit, pieces = Unit(), pieces_of(database, randomness)
    kept = [await pieces.keep(unit, one) for one in pictures]
    async with database.writer_engine.begin() as connection:
        for write in unit.writes:
            await write(connection)
    return tuple(kept)


async def evidence_of(database: Database, opened: OpenReport) -> list[Evidence]:
    """The pictures of an opened report, those its reporter added later included."""
    pieces = pieces_of(database)
    threads = ThreadSealer(Keyring(bytes(32)), SystemRandomness())  # its key is for officers' notes alone
    stored = await CaseStore(database).messages(opened.report.id)
    added = threads.open(opened.sealer, stored, (MessageKind.ADDED,))
    pictures = [*opened.report.draft.attachments, *(one for message in added for one in message.pictures)]
    return [Evidence(one, await pieces.picture(one)) for one in pictures]


def used_slots(path: Path) -> int:
    """Slots in use in an SQLite database, read as a thief would."""
    with closing(sqlite3.connect(path)) as connection:
        return sum(int.from_bytes(bits, "little").bit_count() for (bits,) in _bits(connection))


def _bits(connection: sqlite3.Connection) -> list[tuple[bytes]]:
    return connection.execute("SELECT bits FROM slot_use").fetchall()
