"""What a copy of the database tells somebody who looks at places alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.attack.linking import Order, ranked
from tests.attack.pages import Cell, SqliteFile

Names = Mapping[bytes, bytes]
"""What stands in rows (an id, a look-up, a chat's key), and whom it stands for."""
Place = tuple[int, ...]


class Copy:
    """One copy of an SQLite installation's file."""

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path)
        self.trees = self.file.trees()

    def reports(self) -> Names:
        """Ids and look-ups of reports, each to the id."""
        found: dict[bytes, bytes] = {}
        for cell in self.trees["reports"]:
            report_id, lookup = cell.values[0], cell.values[1]
            assert isinstance(report_id, bytes)
            assert isinstance(lookup, bytes)
            found |= {report_id: report_id, lookup: report_id}
        return found

    def orders(self, names: Names) -> dict[str, Order]:
        """Every order in which rows that name somebody lie or are numbered."""
        found: dict[str, Order] = {}
        for tree, cells in self.trees.items():
            mine = [(who, cell) for cell in cells for who in _named(cell, names)]
            if len({who for who, _ in mine}) < 2:
                continue
            for clue, place in _clues(cells).items():
                for pick, which in ((min, "first"), (max, "last")):
                    places: dict[bytes, Place] = {}
                    for who, cell in mine:
                        at = place(cell)
                        if at is not None:
                            places[who] = pick(places.get(who, at), at)
                    if len(set(places.values())) > 1:
                        found[f"{tree}, {clue}, {which}"] = ranked(places)
        return found

    def raw_orders(self, names: Names) -> dict[str, Order]:
        """Where names stand in the bytes of the file, rows or not."""
        first = {who: (at,) for name, who in names.items() if (at := self.file.raw.find(name)) >= 0}
        last = {who: (at,) for name, who in names.items() if (at := self.file.raw.rfind(name)) >= 0}
        return {"bytes, first": ranked(first), "bytes, last": ranked(last)} if len(first) > 1 else {}


def _named(cell: Cell, names: Names) -> set[bytes]:
    return {names[value] for value in cell.values if isinstance(value, bytes) and value in names}


def _clues(cells: list[Cell]) -> dict[str, Callable[[Cell], Place | None]]:
    clues: dict[str, Callable[[Cell], Place | None]] = {
        "page and offset": lambda cell: (cell.page, -cell.offset),
        "offset": lambda cell: (-cell.offset, cell.page),
        "overflow": lambda cell: (cell.overflow,) if cell.overflow else None,
    }
    for n, value in enumerate(cells[0].values):
        if isinstance(value, int):
            clues[f"column {n}"] = _column(n)
    return clues


def _column(n: int) -> Callable[[Cell], Place | None]:
    def place(cell: Cell) -> Place | None:
        value = cell.values[n]
        return (value, -cell.page, -cell.offset) if isinstance(value, int) else None

    return place
