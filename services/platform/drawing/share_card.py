"""A topic as a picture to pass on. Runs in the worker; gets plain words, knows no rulebook."""

from __future__ import annotations

from dataclasses import dataclass

from services.platform.drawing.canvas import (
    INK,
    MARGIN,
    SOFT,
    WIDTH,
    Block,
    Canvas,
    block,
    fits,
    font,
    width_of,
)

COLOURS = {
    "dilarang": ("#b3261e", "#fdeceb"),
    "boleh": ("#1b7a43", "#e8f6ee"),
    "boleh-bersyarat": ("#9a5b00", "#fff4e0"),
    "info": ("#1c5d99", "#e8f1fa"),
}
"""Band and tint by verdict; white on each band has a contrast of at least 4.5."""
INNER = WIDTH - 2 * MARGIN
GAPS = 34 + 30 + 41 + 118
"""Pixels between and around answer, safe way and basis."""
BASIS_LINES = 2
SIZES = range(46, 27, -2)
"""Sizes of the short answer in pixels, largest first: the longest answer still fits at the last."""


@dataclass(frozen=True, slots=True)
class CardWords:
    """Everything a share card says."""

    head: str
    verdict: str
    """Its value, which has a colour."""
    first_line: str
    title: str
    short: str
    instead: tuple[str, ...]
    """Safe ways, best first; the card shows the first that has room."""
    instead_label: str
    basis: tuple[str, ...]
    basis_label: str
    basis_more: str
    """Behind the citations that have room, where there are more."""
    foot: tuple[str, str]
    bot_name: str


def draw_share_card(words: CardWords) -> bytes:
    """PNG of 1080 x 1350 pixels: verdict, title, short answer, safe way, basis, date, bot."""
    band, tint = COLOURS[words.verdict]
    canvas = Canvas()
    head = block(words.first_line, "Bold", 72 if len(words.first_line) < 24 else 52, INNER, 3)
    title = block(words.title, "SemiBold", 40, INNER, 2)
    band_height = 60 + 46 + head.height + 14 + title.height + 44
    canvas.draw.rectangle((0, 0, WIDTH, band_height), fill=band)
    canvas.y = 48
    canvas.put(block(words.head, "SemiBold", 28, INNER), MARGIN, "#ffffff")
    canvas.y += 18
    canvas.put(head, MARGIN, "#ffffff")
    canvas.y += 12
    canvas.put(title, MARGIN, "#ffffff")
    top = band_height + 44
    room = canvas.height - 146 - top
    short, safe, basis = _set(words, room)
    canvas.y = top
    canvas.put(short, MARGIN, INK)
    canvas.y += 34
    _panel(canvas, words.instead_label, safe, band, tint)
    canvas.y += 30
    canvas.put(block(words.basis_label, "SemiBold", 30, INNER), MARGIN, SOFT)
    canvas.put(basis, MARGIN, SOFT)
    canvas.foot(words.foot, words.bot_name)
    return canvas.png()


def _set(words: CardWords, room: int) -> tuple[Block, Block, Block]:
    """The largest setting that fits with nothing cut: the first safe way that has room, and the basis."""
    basis = _basis(words.basis, words.basis_more)
    for size in SIZES:
        short = block(words.short, "Regular", size, INNER)
        for way in words.instead:
            safe = block(way, "Regular", min(size, 38), INNER - 72)
            if fits((short, safe, basis), GAPS, room):
                return short, safe, basis
    short = block(words.short, "Regular", SIZES[-1], INNER)
    left = room - GAPS - short.height - basis.height
    size = min(SIZES)
    return short, block(words.instead[0], "Regular", size, INNER - 72, max(2, left // (size + 10))), basis


def _basis(citations: tuple[str, ...], and_more: str) -> Block:
    """As many citations as two lines hold, never half of one."""
    shown = list(citations)
    while True:
        more = and_more if len(shown) < len(citations) else ""
        made = block("; ".join(shown) + more, "Regular", 30, INNER)
        if len(made.lines) <= BASIS_LINES or len(shown) == 1:
            return made
        shown.pop()


def _panel(canvas: Canvas, label: str, words: Block, band: str, tint: str) -> None:
    box = (MARGIN - 8, canvas.y, WIDTH - MARGIN + 8, canvas.y + words.height + 104)
    canvas.panel(box, tint)
    canvas.draw.rounded_rectangle((box[0], box[1], box[0] + 14, box[3]), 7, fill=band)
    face = font("Bold", 28)
    canvas.draw.text((MARGIN + 34, canvas.y + 24), label, font=face, fill=band)
    canvas.draw.line(
        (MARGIN + 34, canvas.y + 62, MARGIN + 34 + width_of(label, face), canvas.y + 62), fill=band, width=3
    )
    canvas.y += 76
    canvas.put(words, MARGIN + 34, INK)
    canvas.y += 28
