"""Masks words and blurs parts of pictures. Runs in a worker process and imports nothing of the bot.

A blurred cell becomes its own average colour: nothing finer is left in the file that could be brought back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from services.platform.jail.work import PICTURES, WorkerTask

LONG_SIDE, SHORT_SIDE = 8, 6
"""Cells along a picture's longer and shorter side: 48 buttons, six or eight a row."""
PREVIEW_SIDE = 1_600
MAX_PREVIEW_RATIO = 6
"""Numbers in cells can be read up to here; Telegram takes no photo beyond 20."""
JPEG_QUALITY = 88
MASK = "█████"


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Columns and rows of a picture's grid."""
    return (LONG_SIDE, SHORT_SIDE) if width >= height else (SHORT_SIDE, LONG_SIDE)


def mask(text: str, words: Sequence[str]) -> str:
    """The text with every one of the words masked, in any case and with any white space between."""
    for word in sorted(words, key=len, reverse=True):
        pattern = r"\s+".join(re.escape(part) for part in word.split())
        if pattern:
            text = re.sub(pattern, MASK, text, flags=re.IGNORECASE)
    return text


def _open(raw: bytes) -> Image.Image:
    with Image.open(io.BytesIO(raw), formats=("JPEG",)) as picture:
        return picture.convert("RGB")


def _boxes(picture: Image.Image) -> list[tuple[int, int, int, int]]:
    columns, rows = grid_of(*picture.size)
    across = [round(picture.width * n / columns) for n in range(columns + 1)]
    down = [round(picture.height * n / rows) for n in range(rows + 1)]
    return [
        (across[column], down[row], across[column + 1], down[row + 1])
        for row in range(rows)
        for column in range(columns)
    ]


def _blur(picture: Image.Image, cells: Sequence[int]) -> None:
    for number, box in enumerate(_boxes(picture), 1):
        if number in cells and box[2] > box[0] and box[3] > box[1]:
            average = picture.crop(box).resize((1, 1), Image.Resampling.BOX)
            picture.paste(average.resize((box[2] - box[0], box[3] - box[1])), box)


def _encode(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def blurred(raw: bytes, cells: Sequence[int]) -> bytes:
    """The picture as JPEG, with some cells blurred; unchanged bytes where there are none."""
    if not cells:
        return raw
    picture = _open(raw)
    _blur(picture, cells)
    return _encode(picture)


def numbered(raw: bytes, cells: Sequence[int]) -> bytes:
    """A smaller copy with numbered cells to choose from, the chosen ones blurred already."""
    picture = _open(raw)
    picture.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    narrow = max(picture.size) // MAX_PREVIEW_RATIO
    if min(picture.size) < narrow:  # a long screenshot: it is widened, for its cells are no wider than a hair
        picture = picture.resize((max(picture.width, narrow), max(picture.height, narrow)))
    if max(picture.size) < PREVIEW_SIDE // 2:  # numbers on a tiny picture could not be read
        factor = PREVIEW_SIDE / 2 / max(picture.size)
        picture = picture.resize(
            (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        )
    _blur(picture, cells)
    draw = ImageDraw.Draw(picture)
    for number, (left, top, right, bottom) in enumerate(_boxes(picture), 1):
        draw.rectangle((left, top, right, bottom), outline="white", width=3)
        draw.rectangle((left, top, right, bottom), outline="black", width=1)
        size = max(12, min(right - left, bottom - top) // 3)
        draw.text(
            ((left + right) / 2, (top + bottom) / 2),
            str(number),
            fill="white",
            anchor="mm",
            font=ImageFont.load_default(size),
            stroke_width=max(2, size // 12),
            stroke_fill="black",
        )
    return _encode(picture)


def is_jpeg(drawn: bytes) -> bool:
    """Whether bytes begin and end like a JPEG."""
    return drawn.startswith(b"\xff\xd8\xff") and drawn.endswith(b"\xff\xd9")


_HERE = "services.casework.redaction"
draw_blurred: WorkerTask[[bytes, Sequence[int]], bytes] = WorkerTask(
    PICTURES, _HERE, "blurred", answer=bytes, most=64 * 2**20, holds=is_jpeg
)
"""As :func:`blurred`, in a worker."""
draw_numbered: WorkerTask[[bytes, Sequence[int]], bytes] = WorkerTask(
    PICTURES, _HERE, "numbered", answer=bytes, holds=is_jpeg
)
"""As :func:`numbered`, in a worker."""
