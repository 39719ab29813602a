"""Pictures and originals in the pool: each sealed with a key of its own, in slots that only its report names.

A piece's key and slots lie with what is known of it (:class:`Attachment`, :class:`Original`): in the sealed
draft, and once it is sent in the sealed body of its report. Erasing that erases the piece for good; that its
slots are overwritten as well is for whoever reads disks below the file system.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.errors import ReportError
from core.randomness import Randomness, row_id
from core.sealing import KEY_BYTES, CellSealer
from services.reporting.draft import Attachment, Original
from services.reporting.evidence import Received
from services.reporting.picture import CleanPicture
from storage.platform.pool import Pool, slots_for
from storage.platform.unit import Unit

PICTURES: Final = "report_evidence"
ORIGINALS: Final = "report_originals"
"""Names of tables that are no more: associated data of every ciphertext sealed since the first version."""


class Pieces:
    """Puts pictures and originals into the pool and reads them again."""

    def __init__(self, pool: Pool, randomness: Randomness) -> None:
        self._pool = pool
        self._randomness = randomness

    async def keep(self, unit: Unit, picture: CleanPicture, original: Original | None = None) -> Attachment:
        """Seals a picture and keeps it; what comes back has to be kept as well, sealed."""
        piece, key = row_id(self._randomness), self._randomness.bytes(KEY_BYTES)
        sealed = CellSealer(key).seal(picture.content, table=PICTURES, column="content", row=piece)
        slots = await self._put(unit, sealed)
        return Attachment.of(piece.hex(), picture, original, key=key.hex(), slots=slots, sealed=len(sealed))

    async def keep_original(self, unit: Unit, received: Received) -> Original:
        """Seals a file as it came and keeps it."""
        piece, key = row_id(self._randomness), self._randomness.bytes(KEY_BYTES)
        sealed = CellSealer(key).seal(received.raw, table=ORIGINALS, column="content", row=piece)
        return Original(
            piece.hex(),
            key.hex(),
            received.kind.value,
            len(received.raw),
            received.sha256,
            await self._put(unit, sealed),
            len(sealed),
        )

    async def _put(self, unit: Unit, sealed: bytes) -> tuple[int, ...]:
        slots = await self._pool.pick(slots_for(len(sealed)))
        unit.write(self._pool.fill(slots, sealed))
        return slots

    async def picture(self, about: Attachment) -> bytes:
        """A cleaned picture.

        Raises:
            ReportError: it is gone.
            core.errors.SealError: its slots hold something else.
        """
        return await self._read(about, PICTURES)

    async def original(self, about: Original) -> bytes:
        """An untouched file; raises what :meth:`picture` raises."""
        return await self._read(about, ORIGINALS)

    async def _read(self, about: Attachment | Original, table: str) -> bytes:
        sealed = await self._pool.read(about.slots, about.sealed)
        if not sealed:
            raise ReportError("the picture is gone")
        sealer = CellSealer(bytes.fromhex(about.key))
        return sealer.open(sealed, table=table, column="content", row=bytes.fromhex(about.file))

    def drop(self, unit: Unit, slots: Iterable[int]) -> None:
        """Overwrites slots of an erased report."""
        unit.write(self._pool.free(list(slots)))
        unit.truncate_log = True
