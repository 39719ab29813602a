"""What all pictures share: fonts, colours, wrapped text. Runs in the worker, imports nothing of the bot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parent / "fonts"
WEIGHTS = ("Regular", "SemiBold", "Bold")
WIDTH, HEIGHT = 1080, 1350
"""Portrait 4:5, which phones show as large as they can."""
MARGIN = 76
INK, SOFT, PAPER, LINE = "#16212b", "#5b6873", "#ffffff", "#dfe5e9"
BRAND = "#1f6b4d"
ELLIPSIS = "…"

Font = ImageFont.FreeTypeFont


@cache
def _file(weight: str) -> bytes:
    return (FONTS / f"Inter-{weight}.otf").read_bytes()


@lru_cache(maxsize=64)
def font(weight: str, size: int) -> Font:
    """Inter at a size in pixels; ``weight`` is Regular, SemiBold or Bold."""
    return ImageFont.truetype(io.BytesIO(_file(weight)), size)


def prepare() -> None:
    """Reads the fonts and draws once: behind the worker's walls nothing can be opened."""
    Image.init()
    for weight in WEIGHTS:
        canvas = Canvas(64, 64)
        canvas.put(block("Aa", weight, 20, 60), 0, INK)
        canvas.png()
    out = io.BytesIO()
    canvas.image.save(out, "JPEG")
    with Image.open(out, formats=("JPEG",)) as picture:
        picture.load()
    ImageFont.load_default(20)


def width_of(text: str, face: Font) -> float:
    """How wide a line is."""
    return float(face.getlength(text))


def wrap(text: str, face: Font, width: int) -> list[str]:
    """Lines that fit ``width``; a word wider than a line is broken."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        for piece in _pieces(word, face, width):
            longer = f"{line} {piece}".strip()
            if not line or width_of(longer, face) <= width:
                line = longer
            else:
                lines.append(line)
                line = piece
    return [*lines, line] if line else lines


def _pieces(word: str, face: Font, width: int) -> list[str]:
    pieces = []
    while width_of(word, face) > width and len(word) > 1:
        end = len(word) - 1
        while end > 1 and width_of(word[:end], face) > width:
            end -= 1
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]


@dataclass(frozen=True, slots=True)
class Block:
    """Wrapped lines in one face, and how tall they stand."""

    lines: tuple[str, ...]
    face: Font
    leading: int

    @property
    def height(self) -> int:
        """In pixels."""
        return len(self.lines) * self.leading


def block(text: str, weight: str, size: int, width: int, most: int = 99) -> Block:
    """Text wrapped into at most so many lines; what does not fit ends in an ellipsis."""
    face = font(weight, size)
    lines = wrap(text, face, width)
    if len(lines) > most:
        last = lines[most - 1]
        while last and width_of(last + ELLIPSIS, face) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,.;:") + ELLIPSIS]
    return Block(tuple(lines), face, round(size * 1.34))


class Canvas:
    """A picture being drawn from top to bottom. ``y`` is where the next thing goes."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, paper: str = PAPER) -> None:
        self.image = Image.new("RGB", (width, height), paper)
        self.draw = ImageDraw.Draw(self.image)
        self.width, self.height = width, height
        self.y = 0

    def put(self, one: Block, x: int, colour: str, *, centre: bool = False) -> None:
        """Draws a block at ``y`` and moves down."""
        for line in one.lines:
            left = (self.width - width_of(line, one.face)) / 2 if centre else x
            self.draw.text((left, self.y), line, font=one.face, fill=colour)
            self.y += one.leading

    def panel(self, box: tuple[int, int, int, int], colour: str, radius: int = 26) -> None:
        """A filled box with round corners."""
        self.draw.rounded_rectangle(box, radius, fill=colour)

    def foot(self, left: Sequence[str], right: str) -> None:
        """The last lines: what this is, and where to ask more. A long name takes the room it needs."""
        small, at = font("Regular", 27), self.height - 96
        self.draw.line((MARGIN, at - 26, self.width - MARGIN, at - 26), fill=LINE, width=2)
        for number, line in enumerate(left):
            self.draw.text((MARGIN, at + number * 36), line, font=small, fill=SOFT)
        taken = max(width_of(line, small) for line in left)
        room = self.width - 2 * MARGIN - taken - 30
        size = next(n for n in range(34, 13, -1) if n == 14 or width_of(right, font("SemiBold", n)) <= room)
        bold = font("SemiBold", size)
        self.draw.text((self.width - MARGIN - width_of(right, bold), at + 8), right, font=bold, fill=BRAND)

    def png(self) -> bytes:
        """The picture as PNG, without metadata."""
        out = io.BytesIO()
        self.image.quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            out, "PNG", optimize=True
        )
        return out.getvalue()


def fits(blocks: Sequence[Block], gaps: int, room: int) -> bool:
    """Whether blocks with the gaps between them fit into a height."""
    return sum(one.height for one in blocks) + gaps <= room
