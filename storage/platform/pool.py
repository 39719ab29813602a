"""The pool: pictures and originals in slots of one size, which tell neither what they hold nor since when.

A slot is filled with random bytes when it is made. Sealed bytes overwrite random free slots in their place,
by an UPDATE of the same length; what is erased is overwritten with random bytes again. Which slots belong
together, and to what, stands nowhere but in the sealed state of a draft, and then in the sealed body of its
report. A bitmap in clear says which are in use: it tells a number.

On PostgreSQL an UPDATE writes a new row with the number of its transaction on it. Slots changed lately are
written again from time to time together with as many others (:meth:`Pool.mix`), so that it tells no order.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from core.randomness import Randomness, sample
from storage.platform.engine import Database
from storage.platform.errors import StorageError
from storage.platform.tables import slot_use, slots
from storage.platform.unit import Unit, Write

SLOT_BYTES = 65_536
"""A picture of a telephone takes about five."""
BLOCK = 256
"""Slots the pool grows by: 16 MB."""
BITS_BYTES = BLOCK // 8
NONE_USED = bytes(BITS_BYTES)
SPARE = 10
"""It grows before it is needed when fewer than one slot in so many is free, or fewer than a block: ten large
photos take about as much."""
AT_ONCE = 32
"""Slots written by one statement: 2 MB."""
MOST_MIXED = 1_024
"""Slots mixed with as many others in one go."""
MOST_RESERVED = 4_096
"""Slots kept in mind as given out and not yet written; about 250 MB on their way."""

Commit = Callable[[Unit], Awaitable[object]]

_FILL = update(slots).where(slots.c.number == bindparam("slot")).values(content=bindparam("bytes"))
_MARK = (
    update(slot_use)
    .where(slot_use.c.block == bindparam("of_block"))
    .values(bits=bindparam("new_bits"), fresh=bindparam("new_fresh"))
)


@dataclass(frozen=True, slots=True)
class Size:
    """How large the pool is."""

    total: int
    used: int


def slots_for(size: int) -> int:
    """How many slots so many bytes take."""
    return -(-size // SLOT_BYTES)


def _bits(raw: bytes) -> int:
    return int.from_bytes(raw, "little")


def _raw(bits: int) -> bytes:
    return bits.to_bytes(BITS_BYTES, "little")


def _by_block(numbers: Collection[int]) -> dict[int, int]:
    """Bits of each block that holds one of the slots."""
    found: dict[int, int] = {}
    for number in numbers:
        block, at = divmod(number, BLOCK)
        found[block] = found.get(block, 0) | 1 << at
    return found


class Pool:
    """Slots of the installation, shared by all its bots."""

    def __init__(self, database: Database, randomness: Randomness) -> None:
        self._database = database
        self._randomness = randomness
        self._add = insert_sqlite if database.is_sqlite else insert_postgresql
        self._reserved: dict[int, None] = {}
        """Given out by :meth:`pick` and not seen in use yet, oldest first. Only saves tries: what counts is
        checked when they are written."""

    # --- finding and filling ---

    async def pick(self, count: int) -> tuple[int, ...]:
        """Random free slots, in random order. Where too few are free, they are of blocks still to be added.

        Nothing is written down: :meth:`fill` fails if another process filled one of them meanwhile.
        """
        async with self._database.read() as connection:
            use = {row.block: _bits(row.bits) for row in await connection.execute(select(slot_use))}
        for number in [n for n in self._reserved if use.get(n // BLOCK, 0) >> n % BLOCK & 1]:
            del self._reserved[number]
        taken = dict(use)
        for block, bits in _by_block(self._reserved).items():
            taken[block] = taken.get(block, 0) | bits
        free = {block: BLOCK - bits.bit_count() for block, bits in taken.items()}
        while sum(free.values()) < count:
            free[max(free, default=-1) + 1] = BLOCK
        chosen = _chosen(taken, free, sample(self._randomness, sum(free.values()), count))
        while len(self._reserved) + count > MOST_RESERVED and self._reserved:
            del self._reserved[next(iter(self._reserved))]
        self._reserved.update(dict.fromkeys(chosen))
        return chosen

    def fill(self, numbers: Sequence[int], content: bytes) -> Write:
        """Overwrites free slots with content; what it leaves of the last one is random.

        ``numbers`` are as :meth:`pick` gave them, as many as :func:`slots_for` says.

        Raises (when written):
            StorageError: one of them was filled by another process.
        """
        if len(numbers) != slots_for(len(content)):
            raise StorageError("content that does not fit its slots")

        async def write(connection: AsyncConnection) -> None:
            last = await connection.scalar(select(func.max(slot_use.c.block)))
            for block in range(-1 if last is None else last, max(numbers, default=-1) // BLOCK):
                await self._add_slots(connection, range((block + 1) * BLOCK, (block + 2) * BLOCK))
                await self._add_block(connection, block + 1)
            await self._mark(connection, numbers, used=True)
            for at in range(0, len(numbers), AT_ONCE):
                rows = []
                for place, number in enumerate(numbers[at : at + AT_ONCE], at):
                    piece = content[place * SLOT_BYTES : (place + 1) * SLOT_BYTES]
                    piece += self._randomness.bytes(SLOT_BYTES - len(piece))
                    rows.append({"slot": number, "bytes": piece})
                await connection.execute(_FILL, rows)

        return write

    async def read(self, numbers: Sequence[int], size: int) -> bytes | None:
        """Content of slots in their order, cut to its size; None where there are no such slots."""
        found: dict[int, bytes] = {}
        async with self._database.read() as connection:
            for at in range(0, len(numbers), AT_ONCE):
                wanted = slots.c.number.in_(numbers[at : at + AT_ONCE])
                rows = await connection.execute(select(slots.c.number, slots.c.content).where(wanted))
                found.update((row.number, row.content) for row in rows)
        if not all(number in found for number in numbers):
            return None
        return b"".join(found[number] for number in numbers)[:size]

    # --- giving back ---

    def free(self, numbers: Collection[int]) -> Write:
        """Overwrites slots with random bytes and gives them back; those that are free stay as they are."""

        async def write(connection: AsyncConnection) -> None:
            await self.free_now(connection, numbers)

        return write

    async def free_now(self, connection: AsyncConnection, numbers: Collection[int]) -> int:
        """As :meth:`free`, within a transaction; how many were in use."""
        if not numbers:
            return 0
        were = await self._mark(connection, numbers, used=False)
        for at in range(0, len(were), AT_ONCE):
            await connection.execute(
                _FILL,
                [{"slot": n, "bytes": self._randomness.bytes(SLOT_BYTES)} for n in were[at : at + AT_ONCE]],
            )
        return len(were)

    # --- keeping ---

    async def size(self) -> Size:
        """How many slots there are and how many are in use."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(slot_use.c.bits))).scalars().all()
        return Size(len(rows) * BLOCK, sum(_bits(bits).bit_count() for bits in rows))

    async def used(self, connection: AsyncConnection) -> set[int]:
        """Slots in use, as a transaction sees them."""
        rows = await connection.execute(select(slot_use.c.block, slot_use.c.bits))
        return {row.block * BLOCK + at for row in rows for at in _places(_bits(row.bits))}

    async def grow(self, commit: Commit) -> int:
        """Adds a block where few slots are left, in small transactions of its own; how many slots.

        A pool nobody used yet stays empty: an installation that takes no reports pays nothing.
        """
        size = await self.size()
        free = size.total - size.used
        if not size.total or (free >= BLOCK and free * SPARE >= size.total):
            return 0
        begin = size.total  # blocks are numbered without a gap
        for at in range(begin, begin + BLOCK, AT_ONCE):
            await commit(Unit(writes=[self._adding(range(at, at + AT_ONCE))]))

        async def add(connection: AsyncConnection) -> None:
            await self._add_block(connection, begin // BLOCK)

        await commit(Unit(writes=[add]))
        return BLOCK

    def mix(self) -> Write:
        """Writes slots changed since the last time again, together with as many random others.

        On PostgreSQL only: on SQLite a row that changes stays where it is and carries no number.
        """

        async def write(connection: AsyncConnection) -> None:
            if self._database.is_sqlite:
                return
            rows = await self._locked(connection)
            fresh = [row.block * BLOCK + at for row in rows for at in _places(_bits(row.fresh))]
            if not fresh:
                return
            every = len(rows) * BLOCK
            fresh = [fresh[n] for n in sample(self._randomness, len(fresh), min(len(fresh), MOST_MIXED))]
            mixed = set(fresh)
            for number in sample(self._randomness, every, min(every, 2 * len(fresh))):
                if len(mixed) < min(every, 2 * len(fresh)):
                    mixed.add(rows[number // BLOCK].block * BLOCK + number % BLOCK)
            ordered = sorted(mixed)
            shuffled = [ordered[n] for n in sample(self._randomness, len(ordered), len(ordered))]
            for at in range(0, len(shuffled), BLOCK):
                part = slots.c.number.in_(shuffled[at : at + BLOCK])
                # joined with nothing, so that the large value is written anew too and not only pointed to
                anew = slots.c.content.op("||")(literal(b"", slots.c.content.type))
                await connection.execute(update(slots).where(part).values(content=anew))
            done = _by_block(fresh)
            await connection.execute(
                _MARK,
                [
                    {
                        "of_block": row.block,
                        "new_bits": row.bits,
                        "new_fresh": _raw(_bits(row.fresh) & ~done[row.block]),
                    }
                    for row in rows
                    if row.block in done
                ],
            )

        return write

    # --- inside a transaction ---

    def _adding(self, numbers: range) -> Write:
        async def write(connection: AsyncConnection) -> None:
            await self._add_slots(connection, numbers)

        return write

    async def _add_slots(self, connection: AsyncConnection, numbers: range) -> None:
        adding = self._add(slots).on_conflict_do_nothing()
        for at in range(numbers.start, numbers.stop, AT_ONCE):
            part = range(at, min(at + AT_ONCE, numbers.stop))
            await connection.execute(
                adding, [{"number": n, "content": self._randomness.bytes(SLOT_BYTES)} for n in part]
            )

    async def _add_block(self, connection: AsyncConnection, block: int) -> None:
        adding = self._add(slot_use).on_conflict_do_nothing()
        await connection.execute(adding, [{"block": block, "bits": NONE_USED, "fresh": NONE_USED}])

    async def _locked(
        self, connection: AsyncConnection, blocks: Collection[int] | None = None
    ) -> Sequence[Any]:
        query = select(slot_use.c.block, slot_use.c.bits, slot_use.c.fresh).order_by(slot_use.c.block)
        if blocks is not None:
            query = query.where(slot_use.c.block.in_(blocks))
        return (await connection.execute(query.with_for_update())).all()

    async def _mark(self, connection: AsyncConnection, numbers: Collection[int], *, used: bool) -> list[int]:
        """Changes the bitmap; the slots whose bit did change."""
        wanted = _by_block(numbers)
        rows = {row.block: row for row in await self._locked(connection, wanted)}
        if used and (len(rows) != len(wanted) or any(_bits(rows[b].bits) & wanted[b] for b in wanted)):
            raise StorageError("a slot was taken by another process meanwhile")
        changed: list[int] = []
        marks: list[Mapping[str, object]] = []
        for block, row in rows.items():
            before = _bits(row.bits)
            turned = wanted[block] if used else wanted[block] & before
            changed += [block * BLOCK + at for at in _places(turned)]
            fresh = NONE_USED if self._database.is_sqlite else _raw(_bits(row.fresh) | turned)
            marks.append({"of_block": block, "new_bits": _raw(before ^ turned), "new_fresh": fresh})
        if marks:
            await connection.execute(_MARK, marks)
        return changed


def _places(bits: int) -> list[int]:
    return [at for at in range(BLOCK) if bits >> at & 1]


def _chosen(taken: Mapping[int, int], free: Mapping[int, int], places: Sequence[int]) -> tuple[int, ...]:
    """The free slots at some places, counted over all blocks."""
    begins: list[tuple[int, int]] = []
    count = 0
    for block in sorted(free):
        begins.append((count, block))
        count += free[block]
    by_block: dict[int, list[int]] = {}
    found = []
    for place in places:
        low, high = 0, len(begins)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if begins[middle][0] <= place else (low, middle)
        begin, block = begins[low]
        if block not in by_block:
            full = (1 << BLOCK) - 1
            by_block[block] = _places(full & ~taken.get(block, 0))
        found.append(block * BLOCK + by_block[block][place - begin])
    return tuple(found)
