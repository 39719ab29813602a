"""The delivery report as a table for a spreadsheet and as a picture. No person is in either."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from services.platform.drawing.canvas import (
    BRAND,
    INK,
    LINE,
    MARGIN,
    SOFT,
    WIDTH,
    Canvas,
    block,
    font,
    width_of,
)

INNER = WIDTH - 2 * MARGIN
STEP, BAR = 104, 30
MISSED = "#c98a2b"
SEPARATOR = ";"
"""What spreadsheets with Indonesian settings expect, where the comma is the decimal sign."""


def report_csv(rows: Iterable[tuple[str, str | int]]) -> bytes:
    """Rows of words and numbers, UTF-8 with a byte order mark, which spreadsheets need to see that."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


@dataclass(frozen=True, slots=True)
class ReportWords:
    """What the picture says; ``rows`` are (label, number), what arrived first."""

    head: str
    title: str
    share: str
    arrived: str
    """Beside the share: what it is a share of."""
    lasted: str
    rows: tuple[tuple[str, int], ...]
    numbers: tuple[str, ...]
    """The numbers of the rows as written."""
    notes: tuple[str, ...]
    foot: tuple[str, str]
    bot_name: str


def draw_report(words: ReportWords) -> bytes:
    """PNG of 1080 pixels' width, readable on a phone. Runs in the worker."""
    head = block(words.title, "Bold", 46, INNER, 2)
    notes = [block(one, "Regular", 30, INNER, 2) for one in words.notes]
    top = 70 + head.height + 300
    height = top + len(words.rows) * STEP + sum(one.height + 10 for one in notes) + 190
    canvas = Canvas(height=height)
    canvas.draw.rectangle((0, 0, WIDTH, top - 40), fill=BRAND)
    canvas.y = 44
    canvas.put(block(words.head, "SemiBold", 28, INNER, 1), MARGIN, "#cfe6dc")
    canvas.y += 8
    canvas.put(head, MARGIN, "#ffffff")
    big = font("Bold", 150)
    canvas.draw.text((MARGIN, canvas.y + 2), words.share, font=big, fill="#ffe9a8")
    beside = MARGIN + width_of(words.share, big) + 34
    canvas.draw.text((beside, canvas.y + 52), words.arrived, font=font("SemiBold", 38), fill="#ffffff")
    canvas.draw.text((beside, canvas.y + 102), words.lasted, font=font("Regular", 34), fill="#ffffff")
    largest = max([number for _, number in words.rows] + [1])
    for at, ((label, number), written) in enumerate(zip(words.rows, words.numbers, strict=True)):
        y = top + at * STEP
        canvas.draw.text((MARGIN, y), label, font=font("Regular", 33), fill=INK)
        bold = font("SemiBold", 35)
        canvas.draw.text((WIDTH - MARGIN - width_of(written, bold), y - 2), written, font=bold, fill=INK)
        canvas.draw.rounded_rectangle((MARGIN, y + 50, WIDTH - MARGIN, y + 50 + BAR), 10, fill=LINE)
        length = INNER * number / largest
        if number:
            colour = BRAND if at == 0 else MISSED
            right = MARGIN + max(length, 18)
            canvas.draw.rounded_rectangle((MARGIN, y + 50, right, y + 50 + BAR), 10, fill=colour)
    canvas.y = top + len(words.rows) * STEP + 6
    for one in notes:
        canvas.put(one, MARGIN, SOFT)
        canvas.y += 10
    canvas.foot(words.foot, words.bot_name)
    return canvas.png()
