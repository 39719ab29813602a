"""What stands on one screen of a phone: counts lines, and lets pieces in by their weight until it is full.

Widths differ by phone and font; what is counted here is the narrowest that was measured (390 CSS pixels,
DejaVu Sans at 15 pixels), so that wider screens have room to spare. tests/browser/test_cards.py measures it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

WIDTH = 36
"""Characters of a line."""
LINES = 24
"""Lines of text between the chat's header and its input, above three rows of buttons."""
ROWS = 3
LINES_OF_A_ROW = 2
"""Lines of text that one more row of buttons takes away."""
_TAG = re.compile(r"<[^>]*>")


def lines_of(html: str) -> int:
    """Lines that a text takes once its markup is read and its words are wrapped."""
    return sum(_wrapped(line) for line in unescape(_TAG.sub("", html)).split("\n"))


def _wrapped(line: str) -> int:
    count, at = 1, -1
    for word in line.split(" "):
        size = len(word)
        if at + 1 + size > WIDTH and at > 0:
            count, at = count + 1, -1
        at += 1 + size
        if at > WIDTH:  # a word longer than a line
            count, at = count + (at - 1) // WIDTH, (at - 1) % WIDTH + 1
    return count


def fits(html: str, rows: int = ROWS) -> bool:
    """Whether a text stands on one screen above so many rows of buttons."""
    return lines_of(html) <= LINES - LINES_OF_A_ROW * max(0, rows - ROWS)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph that may stand on the card.

    Attributes:
        title: Bold words before it; empty for none.
        lines: One or more sentences; several become a list.
        left_out: What lines are called that had no room, given how many they are; None where nothing needs
            to be said, because the button to the whole answer is enough.
    """

    title: str
    lines: Sequence[str]
    left_out: Callable[[int], str] | None = None

    def of(self, chosen: Sequence[int]) -> str:
        """The paragraph with these of its lines."""
        kept = [self.lines[number] for number in chosen]
        if len(kept) < 2:
            title = f"<b>{self.title}</b>: " if self.title else ""
            return f"\n\n{title}{kept[0]}" if kept else ""
        return f"\n\n<b>{self.title}</b>" + "".join(f"\n• {line}" for line in kept)

    def wider(self, chosen: Sequence[int]) -> list[tuple[int, ...]]:
        """Ways to let more of it in, the best first: the next line, or a later one that is shorter; where
        what is left out is told, as many of the first lines as possible."""
        if self.left_out:
            return [tuple(range(count)) for count in range(len(self.lines), len(chosen), -1)]
        return [(*chosen, number) for number in range(max(chosen, default=-1) + 1, len(self.lines))]


def fill(
    start: str,
    pieces: Sequence[Piece],
    weight: Sequence[int],
    told: Callable[[str], str],
    end: str,
    *,
    rows: int = ROWS,
) -> str:
    """As much of the pieces as one screen holds between start and end, which stand in any case.

    Args:
        start: The beginning.
        pieces: In the order in which they are read.
        weight: Numbers of pieces, the weightiest first; each time one is named it may have one line more. A
            piece with ``left_out`` gets as many lines as there is room for at once.
        told: Makes the paragraph that names what was left out.
        end: The end; begins with its own line breaks.
        rows: Rows of buttons below.
    """
    chosen: list[tuple[int, ...]] = [() for _ in pieces]
    for number in weight:
        for wider in pieces[number].wider(chosen[number]):
            tried = [*chosen[:number], wider, *chosen[number + 1 :]]
            if fits(_joined(start, pieces, tried, told, end), rows):
                chosen = tried
                break
    return _joined(start, pieces, chosen, told, end)


def _joined(
    start: str, pieces: Sequence[Piece], chosen: Sequence[Sequence[int]], told: Callable[[str], str], end: str
) -> str:
    pairs = list(zip(pieces, chosen, strict=True))
    left = [
        piece.left_out(len(piece.lines) - len(kept))
        for piece, kept in pairs
        if piece.left_out and len(kept) < len(piece.lines)
    ]
    body = "".join(piece.of(kept) for piece, kept in pairs)
    if not left:
        return f"{start}{body}{end}"
    return f"{start}{body}{told(' dan '.join(left))}\n{end.lstrip()}"  # one paragraph: an empty line is room
