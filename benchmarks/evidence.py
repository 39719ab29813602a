"""Figures of reports and evidence: photos, text reports, one large picture, hostile files."""

from __future__ import annotations

import asyncio
import io
import os
import statistics
import time
from collections import Counter
from collections.abc import Callable

import psutil
from PIL import Image, ImageCms
from rich.console import Console
from rich.table import Table

from benchmarks.load_generator import LoadGenerator, Someone, crowd, weighing
from bot.app.videos import cleaner_of_videos
from demo.world import Message
from services.reporting.errors import EvidenceError
from services.reporting.evidence import EvidenceCleaner
from services.reporting.picture import clean
from tests.hostile import hostile
from tests.profiles import display_p3

PHOTOS = 10
FIVE_MEGAPIXELS = (2592, 1944)
TWELVE_MEGAPIXELS = (4000, 3000)
PHOTO_ROUNDS = 20
LARGE_ROUNDS = 25
TEXT_SECONDS = 60
TEXT_AT_ONCE = 64
HOSTILE_FILES = int(os.environ.get("HOSTILE_FILES", "2200"))
QUESTION = "bolehkah asn like postingan calon?"
ANSWER = "Dasar"
"""In every answer to a question of guidance."""
SKIPPED = (
    ("category", "provinsi mana"),
    ("province", "kabupaten"),
    ("district", "tepatnya"),
    ("place", "Kapan terjadi"),
    ("when", "mengetahuinya"),
    ("known", "Ceritakan"),
)


def photo(size: tuple[int, int], seed: int) -> bytes:
    """A JPEG that is about as hard to decode as a photo: soft shapes with some grain."""
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 30 + seed % 20).resize(size)
    bands = [grain, grain.transpose(Image.Transpose.FLIP_LEFT_RIGHT), grain.rotate(180)]
    shapes = Image.linear_gradient("L").rotate(seed * 17).resize(size).convert("RGB")
    out = io.BytesIO()
    Image.blend(Image.merge("RGB", bands), shapes, 0.5).save(out, "JPEG", quality=90)
    return out.getvalue()


def percentile(values: list[float], part: float) -> float:
    """The value below which this part of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


async def up_to_evidence(one: Someone) -> Message:
    """The wizard with a story and nothing else, up to the files."""
    shown = await one.says("/lapor", "Lapor tanpa nama")
    shown = await one.taps(shown, "report:go", "Apa yang terjadi")
    for step, following in SKIPPED:
        shown = await one.taps(shown, f"report:skip:{step}", following)
    shown = await one.says("Camat membagikan kaus bergambar calon di balai desa.", "Dicatat")
    shown = await one.taps(shown, "report:skip:story", "Siapa yang dilaporkan")
    shown = await one.taps(shown, "report:skip:accused", "bekerja di kantor")
    return await one.taps(shown, "report:skip:insider", "Kirim bukti")


async def send(one: Someone, shown: Message) -> float:
    """From the files to "terkirim"; seconds from the last tap."""
    shown = await one.taps(shown, "report:skip:evidence", "Periksa dulu")
    shown = await one.taps(shown, "report:code:review", "Kode rahasia")
    start = time.perf_counter()
    await one.taps(shown, "report:send:", "Laporan terkirim")
    return time.perf_counter() - start


async def ask_on(one: Someone, stop: asyncio.Event, seen: list[float]) -> None:
    """Somebody else, who asks ten questions a second meanwhile."""
    while not stop.is_set():
        start = time.perf_counter()
        await one.says(QUESTION, ANSWER)
        seen.append(time.perf_counter() - start)
        await asyncio.sleep(max(0.0, 0.1 - seen[-1]))


async def photos(everyone: LoadGenerator, console: Console) -> None:
    """Ten photos of five megapixels a report, and what others wait meanwhile."""
    files = [photo(FIVE_MEGAPIXELS, seed) for seed in range(PHOTOS)]
    cleaned: list[float] = []
    sent: list[float] = []
    alone: list[float] = []
    meanwhile: list[float] = []
    other = everyone.someone()
    for _ in range(30):
        start = time.perf_counter()
        await other.says(QUESTION, ANSWER)
        alone.append(time.perf_counter() - start)
    async with weighing(everyone.bot) as heaviest:
        for _ in range(PHOTO_ROUNDS):
            one = everyone.someone()
            await up_to_evidence(one)
            await asyncio.sleep(1)  # a person looks for the photos; the worker is started meanwhile
            stop = asyncio.Event()
            asking = asyncio.create_task(ask_on(other, stop, meanwhile))
            contents = [
                {"document": one.world.document(one.world.add_file(raw, file_name="a.jpg"))} for raw in files
            ]
            done = one.expect(f"{PHOTOS} foto diterima")
            start = time.perf_counter()
            one.world.says_album(one.person, contents, range(PHOTOS))
            arrived, shown = await asyncio.wait_for(done, 60)
            cleaned.append(arrived - start)
            stop.set()
            await asking
            sent.append(await send(one, shown))
        worker = heaviest()
    size = statistics.mean(len(raw) for raw in files) / 2**20
    table = Table(
        "what",
        "p50",
        "p95",
        "largest",
        title=f"{PHOTO_ROUNDS} reports of {PHOTOS} photos, {size:.1f} MB each",
    )
    for name, values in (
        ("first photo to all cleaned", cleaned),
        ("last tap to 'terkirim'", sent),
        ("a question meanwhile", meanwhile),
        ("a question with nothing else going on", alone),
    ):
        table.add_row(
            name,
            f"{statistics.median(values) * 1000:,.0f} ms",
            f"{percentile(values, 0.95) * 1000:,.0f} ms",
            f"{max(values) * 1000:,.0f} ms",
        )
    console.print(table)
    console.print(f"  most memory: serving {everyone.peak()} MB, worker {worker} MB\n")


async def texts(everyone: LoadGenerator, console: Console) -> None:
    """Reports without evidence, as many as go, for a minute."""
    finished: list[float] = []
    memory: list[int] = []
    await everyone.someone().says(QUESTION, ANSWER)  # it is up
    start, before = time.perf_counter(), everyone.processor_seconds()

    async def report_on() -> None:
        while time.perf_counter() - start < TEXT_SECONDS:
            one = everyone.someone()
            await send(one, await up_to_evidence(one))
            finished.append(time.perf_counter() - start)

    async def weigh() -> None:
        while time.perf_counter() - start < TEXT_SECONDS:
            memory.append(everyone.memory())
            await asyncio.sleep(5)

    await asyncio.gather(weigh(), *(report_on() for _ in range(TEXT_AT_ONCE)))
    seconds = max(finished)
    used = everyone.processor_seconds() - before
    slowest = min(sum(at <= one < at + 10 for one in finished) / 10 for at in range(0, TEXT_SECONDS - 9, 10))
    console.print(
        f"Text reports, {TEXT_AT_ONCE} people at once: {len(finished):,} in {seconds:.0f} s, "
        f"{len(finished) / seconds:.1f} a second (slowest ten seconds: {slowest:.1f}); "
        f"memory every 5 s: {', '.join(map(str, memory))} MB; "
        f"{used / len(finished) * 1000:.0f} ms of processor a report\n"
    )


def large_picture(console: Console) -> None:
    """One picture of twelve megapixels beside Pillow's own open and save, without and with a profile."""
    raw = photo(TWELVE_MEGAPIXELS, 3)
    with Image.open(io.BytesIO(raw)) as picture:
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90, icc_profile=display_p3())
    profiled = out.getvalue()

    def plain(**options: int) -> None:
        with Image.open(io.BytesIO(raw)) as picture:
            picture.save(io.BytesIO(), "JPEG", **options)

    def converted() -> None:
        with Image.open(io.BytesIO(profiled)) as picture:
            source = ImageCms.ImageCmsProfile(io.BytesIO(picture.info["icc_profile"]))
            in_srgb = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"))
            if in_srgb is not None:
                in_srgb.save(io.BytesIO(), "JPEG", icc_profile=None)

    kinds: dict[str, Callable[[], object]] = {
        "plain Pillow": plain,
        "plain Pillow at our quality": lambda: plain(quality=85),
        "cleaned": lambda: clean(raw),
        "plain Pillow and its own conversion": converted,
        "cleaned, Display P3 to sRGB": lambda: clean(profiled),
    }
    seen: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(LARGE_ROUNDS):
        for name, work in kinds.items():
            start = time.process_time()
            work()
            seen[name].append(time.process_time() - start)
    table = Table(
        "what",
        "processor",
        "beside plain",
        title=f"12 megapixels ({len(raw) / 2**20:.1f} MB), medians of {LARGE_ROUNDS}, in turns",
    )
    plainly = statistics.median(seen["plain Pillow"])
    for name, took in seen.items():
        median = statistics.median(took)
        table.add_row(name, f"{median * 1000:.0f} ms", f"{median / plainly:.2f}")
    console.print(table)


async def hostile_files(console: Console) -> None:
    """Thousands of damaged, lying and exploding files through the real worker."""
    cleaner, counts = EvidenceCleaner(cleaner_of_videos()), Counter[str]()
    start = slowest = 0.0
    start = time.perf_counter()
    async with weighing(psutil.Process()) as heaviest:
        for _, raw in hostile(HOSTILE_FILES):
            begun = time.perf_counter()
            try:
                await cleaner.clean_file(raw)
                counts["cleaned"] += 1
            except EvidenceError as error:
                counts[type(error).__name__] += 1
            slowest = max(slowest, time.perf_counter() - begun)
        worker = heaviest()
    await cleaner.close()
    table = Table(
        "outcome", "files", title=f"{counts.total():,} hostile files in {time.perf_counter() - start:.0f} s"
    )
    for name, count in counts.most_common():
        table.add_row(name, f"{count:,}")
    console.print(table)
    console.print(f"  most memory of the worker: {worker} MB; slowest file: {slowest:.1f} s\n")


def run(console: Console) -> None:
    """All of it; about six minutes."""

    async def served() -> None:
        async with crowd() as everyone:
            await photos(everyone, console)
        async with crowd() as everyone:
            await texts(everyone, console)

    large_picture(console)
    asyncio.run(served())
    asyncio.run(hostile_files(console))
