"""One mistake in a rulebook file: where it stands, what is wrong, how to mend it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TABLE = re.compile(r"^\s*\[\[?\s*([a-z_]+)")


@dataclass(frozen=True)
class RulebookFinding:
    """One mistake or warning in a rulebook file."""

    file: str
    line: int
    message: str
    mend: str
    is_error: bool = True

    def __str__(self) -> str:
        kind = "salah" if self.is_error else "peringatan"
        return f"{self.file}:{self.line}: {kind}: {self.message} -> {self.mend}"


def line_of(text: str, location: tuple[int | str, ...]) -> int:
    """Best line for a pydantic location such as ``('basis', 1, 'article')``; 1 where it can't be told."""
    lines = text.splitlines()
    wanted = [str(part) for part in location if isinstance(part, str)]
    nth = next((part for part in location if isinstance(part, int)), 0)
    seen, table, best = -1, "", 1
    for number, line in enumerate(lines, start=1):
        if match := _TABLE.match(line):
            table = match.group(1)
            if wanted and table == wanted[0]:
                seen += 1
                if seen == nth or not line.lstrip().startswith("[["):
                    best = number
        key = line.split("=", 1)[0].strip()
        if len(wanted) == 1 and not table and key == wanted[0]:
            return number
        if len(wanted) > 1 and table == wanted[0] and key == wanted[-1] and seen in (nth, 0):
            best = number
            if seen == nth:
                return number
    return best


def telling(details: Sequence[Any]) -> list[Any]:
    """Without the errors that only follow from another one below the same field."""
    places = [detail["loc"] for detail in details]
    return [
        detail
        for detail in details
        if not any(
            len(place) > len(detail["loc"]) and place[: len(detail["loc"])] == detail["loc"]
            for place in places
        )
    ]
