"""Reads an SQLite file as bytes: where each row lies, in which page, and which overflow page it took.

Source: https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
INTERIOR = (INTERIOR_INDEX, INTERIOR_TABLE)

Value = int | float | bytes | str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a table or one entry of an index, and its place."""

    values: tuple[Value, ...]
    page: int
    offset: int
    overflow: int
    """First page of what did not fit; 0 where all did."""


def varint(raw: bytes, at: int) -> tuple[int, int]:
    """A number of 1 to 9 bytes, and where it ends."""
    value = 0
    for used in range(8):
        byte = raw[at + used]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + used + 1
    return value << 8 | raw[at + 8], at + 9


class SqliteFile:
    """One file, read whole."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        size = int.from_bytes(self.raw[16:18], "big")
        self._size = 65_536 if size == 1 else size
        self._usable = self._size - self.raw[20]

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.raw) // self._size

    def page(self, number: int) -> bytes:
        """A page, from 1."""
        return self.raw[(number - 1) * self._size : number * self._size]

    def trees(self) -> dict[str, list[Cell]]:
        """All cells of each table and index, in the order of the tree."""
        found = {"sqlite_master": list(self._cells(1))}
        for kind, name, _, root, *_ in (cell.values for cell in found["sqlite_master"]):
            if kind in ("table", "index") and isinstance(root, int) and root:
                found[str(name)] = list(self._cells(root))
        return found

    def _cells(self, number: int) -> Iterator[Cell]:
        raw, at = self.page(number), 100 if number == 1 else 0
        kind = raw[at]
        head = at + (12 if kind in INTERIOR else 8)
        for n in range(int.from_bytes(raw[at + 3 : at + 5], "big")):
            offset = int.from_bytes(raw[head + 2 * n : head + 2 * n + 2], "big")
            here = offset
            if kind in INTERIOR:
                yield from self._cells(int.from_bytes(raw[here : here + 4], "big"))
                here += 4
            if kind != INTERIOR_TABLE:
                yield self._cell(raw, number, offset, here, is_table=kind == LEAF_TABLE)
        if kind in INTERIOR:
            yield from self._cells(int.from_bytes(raw[at + 8 : at + 12], "big"))

    def _cell(self, raw: bytes, number: int, offset: int, at: int, *, is_table: bool) -> Cell:
        length, at = varint(raw, at)
        if is_table:
            _, at = varint(raw, at)
        usable = self._usable
        most = usable - 35 if is_table else (usable - 12) * 64 // 255 - 23
        if length <= most:
            return Cell(_values(raw[at : at + length]), number, offset, 0)
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        payload = raw[at : at + local]
        first = following = int.from_bytes(raw[at + local : at + local + 4], "big")
        while following:
            page = self.page(following)
            following = int.from_bytes(page[:4], "big")
            payload += page[4:usable]
        return Cell(_values(payload[:length]), number, offset, first)


def _values(record: bytes) -> tuple[Value, ...]:
    head, at = varint(record, 0)
    body = head
    values: list[Value] = []
    while at < head:
        kind, at = varint(record, at)
        if kind in (8, 9):
            values.append(kind - 8)
            continue
        length = (0, 1, 2, 3, 4, 6, 8, 8)[kind] if kind < 8 else (kind - 12) // 2
        piece = record[body : body + length]
        body += length
        values.append(_value(kind, piece))
    return tuple(values)


def _value(kind: int, piece: bytes) -> Value:
    if kind == 0:
        return None
    if kind < 8:
        return int.from_bytes(piece, "big", signed=True)
    return piece if kind % 2 == 0 else piece.decode()
