"""Score card of the quiz, certificate of the pledge, chart of a week. Runs in the worker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.text import dotted
from services.platform.drawing.canvas import (
    BRAND,
    HEIGHT,
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
RIGHT, WRONG = "#1b7a43", "#b3261e"
CERTIFICATE = (1350, 1080)
BAR_HEIGHT, BAR_GAP = 44, 30


@dataclass(frozen=True, slots=True)
class ScoreWords:
    """What a score card says; ``results`` are (title, whether it was right)."""

    head: str
    right: int
    asked: int
    praise: str
    results: tuple[tuple[str, bool], ...]
    foot: tuple[str, str]
    bot_name: str


def draw_score_card(words: ScoreWords) -> bytes:
    """PNG of 1080 x 1350 pixels."""
    canvas = Canvas()
    canvas.draw.rectangle((0, 0, WIDTH, 600), fill=BRAND)
    canvas.y = 60
    canvas.put(block(words.head, "SemiBold", 32, INNER), MARGIN, "#ffffff", centre=True)
    canvas.y += 14
    big = font("Bold", 250)
    score = f"{words.right}/{words.asked}"
    canvas.draw.text(((WIDTH - width_of(score, big)) / 2, canvas.y), score, font=big, fill="#ffffff")
    canvas.y = 450
    canvas.put(block(words.praise, "SemiBold", 42, INNER, 2), MARGIN, "#ffffff", centre=True)
    canvas.y = 660
    for title, right in words.results:
        _mark(canvas, right)
        line = block(title, "Regular", 37, INNER - 84, 2)
        top = canvas.y
        canvas.y += 0 if len(line.lines) > 1 else 6
        canvas.put(line, MARGIN + 84, INK)
        canvas.y = top + max(line.height, 62) + 14
    canvas.foot(words.foot, words.bot_name)
    return canvas.png()


def _mark(canvas: Canvas, right: bool) -> None:
    x, y, size = MARGIN, canvas.y, 58
    canvas.draw.ellipse((x, y, x + size, y + size), fill=RIGHT if right else WRONG)
    if right:
        canvas.draw.line(
            ((x + 15, y + 30), (x + 26, y + 41), (x + 44, y + 19)), fill="white", width=7, joint="curve"
        )
    else:
        canvas.draw.line((x + 19, y + 19, x + 39, y + 39), fill="white", width=7)
        canvas.draw.line((x + 39, y + 19, x + 19, y + 39), fill="white", width=7)


@dataclass(frozen=True, slots=True)
class PledgeWords:
    """What a certificate says. The name is drawn and goes no further."""

    head: str
    below: str
    before: str
    """Above the name."""
    after: str
    """Below it."""
    name: str
    promises: tuple[str, ...]
    note: str
    day: str
    bot_name: str


def draw_certificate(words: PledgeWords) -> bytes:
    """PNG of 1350 x 1080 pixels."""
    width, height = CERTIFICATE
    canvas = Canvas(width, height, "#fbfaf5")
    canvas.draw.rectangle((28, 28, width - 28, height - 28), outline=BRAND, width=6)
    canvas.draw.rectangle((44, 44, width - 44, height - 44), outline="#c9a24b", width=3)
    inner = width - 260
    canvas.y = 92
    canvas.put(block(words.head, "Bold", 66, inner), 0, BRAND, centre=True)
    canvas.put(block(words.below, "Regular", 34, inner), 0, SOFT, centre=True)
    canvas.y += 40
    canvas.put(block(words.before, "Regular", 32, inner), 0, INK, centre=True)
    size = next(n for n in range(62, 19, -2) if n == 20 or width_of(words.name, font("Bold", n)) <= inner)
    canvas.put(block(words.name, "Bold", size, inner, 2), 0, INK, centre=True)
    canvas.draw.line(
        (width // 2 - 300, canvas.y + 4, width // 2 + 300, canvas.y + 4), fill="#c9a24b", width=3
    )
    canvas.y += 30
    canvas.put(block(words.after, "Regular", 32, inner), 0, INK, centre=True)
    canvas.y += 16
    for number, promise in enumerate(words.promises, 1):
        line = block(promise, "Regular", 34, inner - 20, 2)
        canvas.draw.text((130, canvas.y), f"{number}.", font=font("Bold", 32), fill=BRAND)
        canvas.put(line, 184, INK)
        canvas.y += 14
    canvas.y = height - 178
    canvas.put(block(words.note, "Regular", 25, inner, 2), 0, SOFT, centre=True)
    bold = font("SemiBold", 30)
    canvas.draw.text((130, height - 104), words.day, font=bold, fill=INK)
    canvas.draw.text(
        (width - 130 - width_of(words.bot_name, bold), height - 104), words.bot_name, font=bold, fill=BRAND
    )
    return canvas.png()


@dataclass(frozen=True, slots=True)
class ChartWords:
    """A bar chart: (label, count) from the longest bar down, and what stands below."""

    title: str
    subtitle: str
    bars: tuple[tuple[str, int], ...]
    note: str
    foot: tuple[str, str]
    bot_name: str


def draw_chart(words: ChartWords) -> bytes:
    """PNG 1080 pixels wide, as tall as the bars need."""
    step = BAR_HEIGHT + BAR_GAP + 44
    height = min(2_400, max(720, 300 + step * len(words.bars) + 260))
    canvas = Canvas(WIDTH, height)
    canvas.y = 64
    canvas.put(block(words.title, "Bold", 50, INNER, 2), MARGIN, INK)
    canvas.put(block(words.subtitle, "Regular", 32, INNER, 2), MARGIN, SOFT)
    canvas.y += 34
    _bars(canvas, words.bars, step)
    canvas.y += 6
    canvas.put(block(words.note, "Regular", 28, INNER, 3), MARGIN, SOFT)
    canvas.foot(words.foot, words.bot_name)
    return canvas.png()


def _bars(canvas: Canvas, bars: Sequence[tuple[str, int]], step: int) -> None:
    longest = max((count for _, count in bars), default=1)
    room = INNER - 120
    face, small = font("SemiBold", 34), font("Regular", 31)
    for label, count in bars:
        if canvas.y + step > HEIGHT * 2 - 260:
            break
        canvas.draw.text((MARGIN, canvas.y), label, font=small, fill=INK)
        top = canvas.y + 44
        canvas.panel((MARGIN, top, MARGIN + room, top + BAR_HEIGHT), LINE, 10)
        end = MARGIN + max(20, round(room * count / longest))
        canvas.panel((MARGIN, top, end, top + BAR_HEIGHT), BRAND, 10)
        canvas.draw.text((MARGIN + room + 20, top), dotted(count), font=face, fill=INK)
        canvas.y += step
