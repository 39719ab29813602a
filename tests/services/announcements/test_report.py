"""The delivery report: a table a spreadsheet reads, a picture that is one, nobody named in either."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PIL import Image

from handlers.announcements.texts.announce import report_table, report_words
from services.announcements.model import Audience, Campaign, Content, DeliveryReport, Outcome, Progress
from services.announcements.report import draw_report, report_csv
from services.platform.drawing.renderer import PictureRenderer
from services.platform.errors import DrawingError
from storage.platform.broadcast_states import CampaignState, UndeliveredReason

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")


def report(title: str = "Apel netralitas") -> DeliveryReport:
    campaign = Campaign(
        "abcd2345",
        CampaignState.DONE,
        title,
        Content(()),
        Audience(),
        b"k" * 16,
        None,
        False,
        NOW,
        None,
        None,
        NOW,
        NOW,
        None,
        None,
        False,
        None,
    )
    progress = Progress(
        CampaignState.DONE, 12_000, 11_400, 500, {UndeliveredReason.REFUSED: 100}, 0, 3, 0.0, None
    )
    rows = (
        (Outcome.ARRIVED, 11_400),
        (UndeliveredReason.BLOCKED, 500),
        (UndeliveredReason.REFUSED, 100),
    )
    return DeliveryReport(campaign, progress, rows, 480.0, True)


def test_the_table_is_read_by_a_spreadsheet() -> None:
    raw = report_csv(report_table(report()))
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Hasil", "Jumlah"]
    assert ["Terkirim", "11400"] in rows
    assert ["Kemungkinan terkirim dua kali", "3"] in rows
    assert ["Seluruh penerima", "12000"] in rows
    assert ["Kanal", "terkirim"] in rows


async def test_the_picture_is_drawn_in_the_worker_also_with_a_long_title() -> None:
    renderer = PictureRenderer()
    try:
        for title in ("Apel", "Pengumuman yang sangat panjang judulnya " * 5, "🙂" * 60):
            drawn = await renderer.draw(draw_report, report_words(report(title), JAKARTA, "Netra"))
            with Image.open(io.BytesIO(drawn)) as picture:
                assert picture.format == "PNG"
                assert picture.width == 1080
    finally:
        await renderer.close()


def explode(_words: str) -> bytes:
    """A picture that kills its worker."""
    raise MemoryError


async def test_a_worker_that_fails_is_replaced() -> None:
    renderer = PictureRenderer()
    try:
        failed = False
        try:
            await renderer.draw(explode, "x")
        except DrawingError:
            failed = True
        assert failed
        assert await renderer.draw(draw_report, report_words(report(), JAKARTA, "Netra"))
    finally:
        await renderer.close()
