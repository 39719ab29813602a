from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator

import psutil
import pytest
from PIL import Image

from core.errors import (
    BrokenEvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
)
from services.reporting.evidence import MAX_BYTES, EvidenceCleaner, is_picture
from tests.services.reporting.conftest import jpeg


@pytest.fixture
async def cleaner() -> AsyncIterator[EvidenceCleaner]:
    cleaner = EvidenceCleaner()
    yield cleaner
    await cleaner.close()


async def test_a_picture_comes_back_clean_from_the_worker(cleaner: EvidenceCleaner) -> None:
    picture = await cleaner.clean(jpeg())
    assert b"SERIAL" not in picture.content
    assert (picture.width, picture.height) == (320, 240)


async def test_refusals_say_why(cleaner: EvidenceCleaner) -> None:
    bomb = io.BytesIO()
    Image.new("1", (12_000, 5_000)).save(bomb, "PNG")
    for raw, error in (
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), EvidenceTooLargeError),
        (b"%PDF-1.7", UnknownEvidenceKindError),
        (b"", UnknownEvidenceKindError),
        (jpeg()[:200], BrokenEvidenceError),
        (bomb.getvalue(), TooManyPixelsError),
    ):
        with pytest.raises(error):
            await cleaner.clean(raw)
    assert (await cleaner.clean(jpeg())).width == 320, "the worker goes on after refusals"


def workers() -> list[psutil.Process]:
    """The cleaner's worker processes."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


async def test_a_worker_killed_while_idle_is_replaced(cleaner: EvidenceCleaner) -> None:
    await cleaner.clean(jpeg())
    (worker,) = workers()
    worker.kill()
    assert (await cleaner.clean(jpeg())).width == 320
    assert workers() != [worker]


async def test_a_worker_killed_at_work_costs_one_picture(cleaner: EvidenceCleaner) -> None:
    await cleaner.clean(jpeg())
    (worker,) = workers()
    large = io.BytesIO()
    Image.linear_gradient("L").resize((6_000, 5_000)).save(large, "JPEG")
    task = asyncio.create_task(cleaner.clean(large.getvalue()))
    before = worker.cpu_times().user
    for _ in range(1_000):
        if worker.cpu_times().user > before + 0.05:
            break
        await asyncio.sleep(0.01)
    worker.kill()
    with pytest.raises(EvidenceWorkerError):
        await task
    assert (await cleaner.clean(jpeg())).width == 320


@pytest.mark.parametrize(
    ("head", "known"),
    [
        (b"\xff\xd8\xff\xe0", True),
        (b"\x89PNG\r\n\x1a\n", True),
        (b"RIFF\x00\x00\x00\x00WEBP", True),
        (b"\x00\x00\x00\x18ftypheic", True),
        (b"RIFF\x00\x00\x00\x00AVI ", False),
        (b"\x00\x00\x00\x18ftypisom", False),
        (b"GIF89a", False),
        (b"", False),
    ],
)
def test_a_picture_is_known_by_its_content(head: bytes, known: bool) -> None:
    assert is_picture(head) is known
