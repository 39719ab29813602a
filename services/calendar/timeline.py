"""The timeline of an election as a picture. Runs in the drawing worker and imports nothing of the bot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from services.platform.drawing.canvas import (
    BRAND,
    HEIGHT,
    INK,
    LINE,
    MARGIN,
    SOFT,
    WIDTH,
    Block,
    Canvas,
    block,
    font,
    width_of,
)

INNER = WIDTH - 2 * MARGIN
BAR = 26
NOW, MARK = "#c4372b", "#7a1410"
DONE, COMING = "#b9c4cb", "#7fae9a"
MIN_BAR = 14
ABOVE, BELOW = 68, 150
"""Pixels above the first row and below the last."""
LONGEST_STEP = 112
MOST_ROWS = 11
"""More do not fit; those that are over longest go first."""


@dataclass(frozen=True, slots=True)
class Row:
    """One stage: its name, its dates in words, and the days themselves."""

    title: str
    dates: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class TimelineWords:
    """What the picture says. ``headline`` is the stage of today, ``left`` what comes next."""

    title: str
    place: str
    headline: str
    left: str
    today: date
    today_label: str
    """At the line that marks it."""
    rows: tuple[Row, ...]
    foot: tuple[str, str]
    bot_name: str


def draw_timeline(words: TimelineWords) -> bytes:
    """PNG of 1080 x 1350 pixels, readable at the width of a phone."""
    top = [block(words.title, "Bold", 58, INNER, 2)]
    if words.place:
        top.append(block(words.place, "Regular", 32, INNER, 2))
    stage = [block(words.headline, "Bold", 44, INNER, 2)]
    if words.left:
        stage.append(block(words.left, "Regular", 34, INNER, 2))
    rows = shown(words)
    height = 50 + sum(one.height for one in (*top, *stage)) + 40
    tall = min(HEIGHT, height + ABOVE + len(rows) * LONGEST_STEP + BELOW)
    canvas = Canvas(height=tall)
    canvas.draw.rectangle((0, 0, WIDTH, height), fill=BRAND)
    canvas.y = 44
    for one in top:
        canvas.put(one, MARGIN, "#ffffff")
    canvas.y += 18
    for one in stage:
        canvas.put(one, MARGIN, "#ffe9a8")
    canvas.y = height + 34
    _rows(canvas, words, rows)
    canvas.foot(words.foot, words.bot_name)
    return canvas.png()


def shown(words: TimelineWords) -> tuple[Row, ...]:
    """The rows there is room for: of too many, those over longest are left out."""
    rows = list(words.rows)
    while len(rows) > MOST_ROWS:
        rows.remove(min(rows, key=lambda row: (row.ends >= words.today, row.ends)))
    return tuple(rows)


def _rows(canvas: Canvas, words: TimelineWords, rows: tuple[Row, ...]) -> None:
    top, bottom = canvas.y + 34, canvas.height - BELOW
    first = min(row.starts for row in rows)
    last = max(row.ends for row in rows) + timedelta(days=1)
    days = max((last - first).days, 1)
    step = min(LONGEST_STEP, (bottom - top) // len(rows))
    name_size = 33 if step >= 88 else 29

    def at(day: date) -> float:
        return MARGIN + INNER * (day - first).days / days

    for number, row in enumerate(rows):
        _row(canvas, words, row, top + number * step, name_size, at)
    if first <= words.today < last:
        x = at(words.today) + INNER / days / 2
        for number in range(len(rows)):  # across the bars only: a line through words makes them hard to read
            y = top + number * step + bar_offset(name_size)
            canvas.draw.rectangle((x - 5, y - 9, x + 5, y + BAR + 1), fill="#ffffff")
            canvas.draw.rectangle((x - 2, y - 9, x + 2, y + BAR + 1), fill=MARK)
        label = font("SemiBold", 28)
        wide = width_of(words.today_label, label)
        left = min(max(x - wide / 2, MARGIN), WIDTH - MARGIN - wide)
        canvas.draw.text((left, top - 52), words.today_label, font=label, fill=MARK)


def bar_offset(size: int) -> int:
    """How far below the top of its row a bar stands."""
    return round(size * 1.34) + 6


def _row(
    canvas: Canvas, words: TimelineWords, row: Row, y: int, size: int, at: Callable[[date], float]
) -> None:
    is_running = row.starts <= words.today <= row.ends
    is_over = row.ends < words.today
    dates = font("Regular", size - 4)
    wide = width_of(row.dates, dates)
    name: Block = block(row.title, "SemiBold" if is_running else "Regular", size, round(INNER - wide - 26), 1)
    canvas.y = y
    colour = NOW if is_running else SOFT if is_over else INK
    canvas.put(name, MARGIN, colour)
    canvas.draw.text((WIDTH - MARGIN - wide, y + 3), row.dates, font=dates, fill=colour)
    bar = y + bar_offset(size)
    canvas.draw.rounded_rectangle((MARGIN, bar, WIDTH - MARGIN, bar + BAR - 8), 9, fill=LINE)
    left = at(row.starts)
    right = max(at(row.ends + timedelta(days=1)), left + MIN_BAR)
    if right > WIDTH - MARGIN:
        left, right = left - (right - (WIDTH - MARGIN)), WIDTH - MARGIN
    fill = NOW if is_running else DONE if is_over else COMING
    canvas.draw.rounded_rectangle((left, bar, right, bar + BAR - 8), 9, fill=fill)
