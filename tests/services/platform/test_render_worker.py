"""The drawing worker: what crashes, hangs or fails in it costs one drawing and tells nothing."""

from __future__ import annotations

import inspect
import io
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from importlib import import_module
from typing import get_type_hints

import pytest

from bot.app.videos import cleaner_of_videos
from services.casework.chart import Chart, draw_chart
from services.casework.handover import Document, Picture, Section, pack_handover
from services.casework.redaction import draw_blurred, draw_numbered
from services.platform.errors import DrawingError
from services.platform.jail.work import Lane, WorkerTask
from services.platform.render_worker import RenderWorker
from tests.pictures import opened
from tests.services.conftest import jpeg
from tests.telegram_side import until
from tests.wardens import wardens

LOOT = "tests.services.platform.jail.loot"
LANE = Lane("loot", (LOOT,), seconds=1)


@pytest.fixture
async def render_worker() -> AsyncIterator[RenderWorker]:
    render_worker = RenderWorker()
    yield render_worker
    await render_worker.close()


async def test_crashes_and_failures_are_one_plain_error(render_worker: RenderWorker) -> None:
    for name, given in (("crash", ()), ("sleep", (600.0,)), ("hog", ())):
        work: WorkerTask[..., int] = WorkerTask(LANE, LOOT, name, answer=int)
        with pytest.raises(DrawingError):
            await render_worker.run(work, *given)
    with pytest.raises(DrawingError) as caught:
        await render_worker.run(WorkerTask(LANE, LOOT, "fail", answer=int), "rahasia pelapor")
    assert "rahasia" not in str(caught.value)
    assert caught.value.__cause__ is None


async def test_what_officers_draw_is_drawn_behind_the_walls(render_worker: RenderWorker) -> None:
    """Fonts, templates and libraries are there before the walls close; nothing is left of the first drawing."""
    chart = Chart("Laporan per pekan", "2026", (("Bantul", 7), ("Sleman – É", None)), "< 5", "Catatan")
    for one in (chart, replace(chart, upright=True)):
        with opened(await render_worker.run(draw_chart, one)) as picture:
            assert picture.format == "PNG"
    sections = (
        Section("Terlapor", (("Nama", "Camat X — “Ñ”"),)),
        Section("Uraian", text="Kaus dibagikan. " * 400),
    )
    document = Document("Laporan", "Tanpa nama", sections, "{page}/{pages}", "{name} {sha256}")
    (archive,) = await render_worker.run(
        pack_handover, document, [Picture("bukti-1.jpg", jpeg(800, 600), (1, 2))]
    )
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        assert packed.read("laporan.pdf").startswith(b"%PDF-")
    for work in (draw_numbered, draw_blurred):
        with opened(await render_worker.run(work, jpeg(800, 600), [1, 5])) as picture:
            assert picture.format == "JPEG"
    lanes = wardens()
    assert len(lanes) == 3
    await until(lambda: all(not one.children() for one in lanes))  # who has answered still has to end


@pytest.mark.parametrize(
    "named", [draw_chart, pack_handover, draw_blurred, draw_numbered, cleaner_of_videos()]
)
def test_what_is_named_is_there(named: object) -> None:
    assert isinstance(named, WorkerTask)
    function = getattr(import_module(named.module), named.name)
    assert inspect.isfunction(function)
    assert named.module in named.lane.modules
    assert get_type_hints(function)["return"] == named.answer


def test_the_libraries_that_draw_never_enter_the_serving_process() -> None:
    program = "import sys, bot.app.program; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "telegram" in loaded
    assert not {"av", "matplotlib", "fpdf", "sklearn", "scipy"} & set(loaded)
