from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pi_heif
import psutil
import pytest
from PIL import Image

from bot.app.videos import cleaner_of_videos
from services.platform.jail.work import DOCUMENTS
from services.reporting import evidence
from services.reporting.errors import (
    BrokenEvidenceError,
    EvidenceError,
    EvidenceTooLargeError,
    EvidenceWorkerError,
    SoundEvidenceError,
    TooManyPixelsError,
    UnknownEvidenceKindError,
    VideoEvidenceError,
)
from services.reporting.evidence import (
    AT_ONCE,
    MAX_BYTES,
    SMALL,
    SMALL_AT_ONCE,
    EvidenceCleaner,
    is_picture,
)
from services.reporting.evidence_queue import IncomingFile
from services.reporting.kinds import PICTURES, FileKind, kind_of
from services.reporting.picture import CleanPicture, clean
from tests.files import pdf, video
from tests.hostile import damaged, sound, special
from tests.services.conftest import jpeg
from tests.wardens import wardens

pi_heif.register_heif_opener()


@pytest.fixture
async def cleaner() -> AsyncIterator[EvidenceCleaner]:
    cleaner = EvidenceCleaner()
    yield cleaner
    await cleaner.close()


@pytest.fixture
async def video_cleaner() -> AsyncIterator[EvidenceCleaner]:
    cleaner = EvidenceCleaner(cleaner_of_videos())
    yield cleaner
    await cleaner.close()


async def test_a_picture_comes_back_clean_from_the_worker(cleaner: EvidenceCleaner) -> None:
    picture = await cleaner.clean(jpeg())
    assert b"SERIAL" not in picture.content
    assert (picture.width, picture.height) == (320, 240)


async def test_refusals_say_why(cleaner: EvidenceCleaner) -> None:
    bomb = io.BytesIO()
    Image.new("1", (12_000, 5_000)).save(bomb, "PNG")
    for raw, error in (  # a PDF's head alone is a broken PDF
        (b"\xff\xd8\xff" + bytes(MAX_BYTES), EvidenceTooLargeError),
        (b"%PDF-1.7", BrokenEvidenceError),
        (b"", UnknownEvidenceKindError),
        (jpeg()[:200], BrokenEvidenceError),
        (bomb.getvalue(), TooManyPixelsError),
    ):
        with pytest.raises(error):
            await cleaner.clean_file(raw)
    assert (await cleaner.clean(jpeg())).width == 320, "the worker goes on after refusals"


async def test_a_worker_killed_while_idle_is_replaced(cleaner: EvidenceCleaner) -> None:
    await cleaner.clean(jpeg())
    (worker,) = wardens()
    worker.kill()
    assert (await cleaner.clean(jpeg())).width == 320
    assert wardens() != [worker]


async def test_a_worker_killed_at_work_costs_one_picture(cleaner: EvidenceCleaner) -> None:
    await cleaner.clean(jpeg())
    (worker,) = wardens()
    large = io.BytesIO()
    Image.linear_gradient("L").resize((6_000, 5_000)).save(large, "JPEG")
    task = asyncio.create_task(cleaner.clean(large.getvalue()))
    while not any(one.cpu_times().user > 0.05 for one in worker.children()):  # noqa: ASYNC110 - of another
        await asyncio.sleep(0.005)
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
        (b"GIF89a", True),
        (b"", False),
    ],
)
def test_a_picture_is_known_by_its_content(head: bytes, known: bool) -> None:
    assert is_picture(head) is known


async def test_every_kind_of_picture_is_cleaned_behind_the_walls(cleaner: EvidenceCleaner) -> None:
    names = [name for name in sound() if kind_of(sound()[name]) in PICTURES]
    assert len(names) > 20
    for name in names:
        here = clean(sound()[name])
        assert isinstance(here, CleanPicture), name
        assert await cleaner.clean(sound()[name]) == here, name


async def test_sound_is_refused_as_sound(cleaner: EvidenceCleaner) -> None:
    for head in (b"OggS", b"ID3\x04", b"RIFF\0\0\0\0WAVE"):
        with pytest.raises(SoundEvidenceError):
            await cleaner.clean_file(head + bytes(500))


async def test_a_pdf_comes_back_as_its_pages(cleaner: EvidenceCleaner) -> None:
    file = await cleaner.clean_file(pdf(4), most_pages=3)
    assert (file.pages, [one.page for one in file.pictures]) == (4, [1, 2, 3])
    with pytest.raises(UnknownEvidenceKindError):
        await cleaner.clean(pdf(1))


async def test_videos_are_refused_unless_the_extra_is_there(
    cleaner: EvidenceCleaner, video_cleaner: EvidenceCleaner
) -> None:
    raw = video(5)
    with pytest.raises(VideoEvidenceError):
        await cleaner.clean_file(raw)
    file = await video_cleaner.clean_file(raw, most_pages=2)
    assert (file.seconds, [one.second for one in file.pictures]) == (5, [1, 3])
    with pytest.raises(TooManyPixelsError):
        await video_cleaner.clean_file(video(0.1, size=(4_320, 2_432), codec="mpeg4"))
    assert (await video_cleaner.clean(jpeg())).width == 320, "the worker goes on"


async def test_a_file_that_hangs_costs_one_message(
    cleaner: EvidenceCleaner, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = replace(evidence._CLEAN_AT_LEISURE, lane=replace(DOCUMENTS, seconds=1))
    monkeypatch.setattr(evidence, "_CLEAN_AT_LEISURE", hasty)
    with pytest.raises(EvidenceWorkerError):
        await cleaner.clean_file(dict(special())["pdf with a hundred thousand lines"])
    assert (await cleaner.clean(jpeg())).width == 320


async def test_a_file_that_crashes_the_worker_costs_one_message(cleaner: EvidenceCleaner) -> None:
    with pytest.raises(EvidenceWorkerError):
        await cleaner.clean_file(dict(special())["pdf with a form in itself"])
    assert (await cleaner.clean(jpeg())).width == 320


@pytest.mark.parametrize(
    ("size", "at_once"), [(1000, SMALL_AT_ONCE), (SMALL + 1, AT_ONCE), (MAX_BYTES // 2, 2), (0, 1)]
)
async def test_a_crowd_of_files_waits_outside_of_memory(
    cleaner: EvidenceCleaner, size: int, at_once: int
) -> None:
    held, most_held = 0, 0
    go = asyncio.Event()

    async def fetch() -> bytes:
        nonlocal held, most_held
        held += 1
        most_held = max(most_held, held)
        await go.wait()
        held -= 1
        return jpeg()

    senders = [IncomingFile(bytes([number]), size) for number in range(20)]
    tasks = [asyncio.create_task(cleaner.receive(fetch, sender=sender)) for sender in senders]
    while cleaner.waiting < len(tasks) - at_once:  # noqa: ASYNC110 - every task takes its place first
        await asyncio.sleep(0)
    go.set()
    results = await asyncio.gather(*tasks)
    assert most_held == at_once
    assert all(one.kind is FileKind.JPEG for one in results)


async def test_the_worker_can_be_had_ready_before_the_first_file(cleaner: EvidenceCleaner) -> None:
    cleaner.warm_up()
    cleaner.warm_up()
    await cleaner.clean(jpeg())
    assert len(wardens()) == 1


async def test_hostile_files_are_refused_or_cleaned(video_cleaner: EvidenceCleaner) -> None:
    """A bounded part of what ``python -m benchmarks evidence`` tries; seconds, not minutes."""
    slow = {"pdf with a hundred thousand lines"}
    tried = [one for one in special() if one[0] not in slow] + list(islice(damaged(7), 250))
    most = 0

    async def weigh() -> None:
        nonlocal most
        while True:
            for one in psutil.Process().children(recursive=True):
                with suppress(OSError, StopIteration):
                    most = max(most, peak_memory(one))
            await asyncio.sleep(0.002)

    weighing = asyncio.create_task(weigh())
    for name, raw in tried:
        try:
            file = await video_cleaner.clean_file(raw)
        except EvidenceError:
            continue
        for picture in file.pictures:
            assert picture.content.startswith(b"\xff\xd8\xff"), name
            assert b"Sentinel" not in picture.content, name
            assert b"Exif" not in picture.content, name
    weighing.cancel()
    assert 50 * 2**20 < most <= 600 * 2**20


def peak_memory(process: psutil.Process) -> int:
    """Most memory a process held, in bytes."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii", errors="replace")
    kilobytes = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
    return int(kilobytes) * 1024
