"""kill -9 at the awaits between "kirim" and "terkirim": no report lost or doubled, each code right."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings, bot_id_of, load_settings
from core.clock import SystemClock
from core.sealing import Keyring
from demo.server import DemoServer
from handlers.platform.outgoing import Call
from services.access.code import CodeService
from services.reporting.report_encryption import OpenReport
from storage.platform.engine import Database
from storage.platform.outbox import Outbox
from storage.platform.pool import Pool
from storage.reporting.reports import Reports
from tests.contents import pieces_of
from tests.faults.conftest import ROOT, TOKEN, until_it_catches
from tests.files import noise
from tests.repeatable import SeededRandomness
from tests.telegram_side import Person, TelegramSide

WAIT = 60.0
EVERY = int(os.environ.get("KILL_AT_EVERY", "12"))
"""1 dies at every single await, which takes minutes; the suite dies at each twelfth."""
STORY = "Laporan dari {}."
SKIPPED = ("Apa yang terjadi", "provinsi mana", "kabupaten", "tepatnya", "Kapan terjadi", "mengetahuinya")


@dataclass
class Bots:
    """One bot after another, forked from a program that has everything loaded."""

    environment: dict[str, str]
    process: asyncio.subprocess.Process | None = None
    child: int = 0
    deaths: list[int] = field(default_factory=list)

    async def begin(self, fingerprint: str = "-", at: int = 0) -> None:
        """Starts the next bot, to die at the ``at``-th suspension after the tap with this fingerprint."""
        if self.process is None:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "tests.faults.reporting_bot",
                cwd=ROOT,
                env=self.environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
            )
        assert self.process.stdin is not None
        self.process.stdin.write(f"{fingerprint} {at}\n".encode())
        self.child = int((await self._line()).split()[1])

    async def ended(self) -> tuple[int, int]:
        """Exit code of the bot and the suspensions it counted."""
        code, seen = (await self._line()).split()
        self.child = 0
        return int(code), int(seen)

    async def stop(self) -> tuple[int, int]:
        """SIGTERM to the bot that runs."""
        await until_it_catches(self.child, signal.SIGTERM)
        os.kill(self.child, signal.SIGTERM)
        return await self.ended()

    def kill(self) -> None:
        """SIGKILL to the bot, if it still runs."""
        if self.child:
            with suppress(ProcessLookupError):  # it was quicker
                os.kill(self.child, signal.SIGKILL)

    async def _line(self) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), WAIT)
        while line and not (line.startswith(b"pid ") or line[:1] in b"-0123456789"):
            line = await asyncio.wait_for(self.process.stdout.readline(), WAIT)  # a log line
        return line.decode()

    async def end(self) -> None:
        """Ends the program, whatever it does."""
        self.kill()
        if self.process is not None:
            if self.process.returncode is None:
                self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def bots(settings: Settings) -> AsyncIterator[Bots]:
    made = Bots(
        {
            "PATH": os.environ.get("PATH", ""),
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": settings.bot_api_url,
            "OWNER_IDS": "700000003",
            "DATA_DIR": str(settings.data_dir),
        }
    )
    try:
        yield made
    finally:
        await made.end()


@dataclass
class Reporter:
    """Somebody whose report is ready to be sent."""

    person: Person
    code: str
    tap: str
    message_id: int


async def ready_to_send(person: Person) -> Reporter:
    """The wizard up to the code, with a picture and its original."""
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    for words in SKIPPED:
        await person.taps(await person.hears(words), "Lewati")
    await person.hears("Ceritakan")
    await person.says(STORY.format(person.key))
    await person.taps(await person.hears("Dicatat"), "Selesai")
    await person.taps(await person.hears("Siapa yang dilaporkan"), "Lewati")
    await person.taps(await person.hears("bekerja di kantor"), "Lewati")
    asked = await person.hears("Kirim bukti foto")
    await person.taps(asked, "Simpan juga berkas asli")
    await person.taps(await person.hears("bisa membuka siapa Anda"), "Ya, simpan")
    await person.hears("Kirim bukti")
    await person.sends_file(noise(64, 48), "a.jpg", kind="document")
    await person.taps(await person.hears("1 foto diterima"), "Selesai")
    await person.taps(await person.hears("Periksa dulu"), "ambil kode")
    shown = await person.hears("Kode rahasia laporan Anda")
    buttons = [button for row in shown["keyboard"] for button in row]
    code = next(str(one["copy_text"]) for one in buttons if "copy_text" in one)
    tap = next(str(one["data"]) for one in buttons if "Sudah saya simpan" in one["text"])
    return Reporter(person, code, tap, shown["message_id"])


@pytest.fixture
def settings(demo: DemoServer, tmp_path: Path) -> Settings:
    return load_settings(_env_file=None, bot_token=TOKEN, bot_api_url=demo.url, data_dir=tmp_path / "data")


async def reporters(telegram: TelegramSide, count: int, start: int = 0) -> list[Reporter]:
    people = [
        await telegram.new_person(f"r{n}", 810_000_000 + n, f"Pelapor {n}")
        for n in range(start, start + count)
    ]
    return [await ready_to_send(person) for person in people]


async def taps(reporter: Reporter) -> None:
    await reporter.person.taps_data({"message_id": reporter.message_id}, reporter.tap)


async def unsent(settings: Settings) -> list[str]:
    """Methods of the calls that are still in the outbox."""
    keyring, database = Keyring(load_keys(key_paths(settings)).data), Database(settings.database)
    try:
        outbox = Outbox(database, keyring, bot_id_of(TOKEN), SystemClock())
        return [Call.decode(one.payload).method for one in await outbox.waiting()]
    finally:
        await database.close()


async def each_code_opens_exactly_its_report(settings: Settings, everyone: list[Reporter]) -> None:
    """One report a person, found and opened by that person's code, with that person's words in it."""
    connection = sqlite3.connect(settings.data_dir / "netra.sqlite3")
    try:
        for table, wanted in (
            ("reports", len(everyone)),
            ("dialogs", 0),
            ("inbox", 0),
        ):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (wanted,), table
    finally:
        connection.close()
    assert await unsent(settings) == []
    keyring = Keyring(load_keys(key_paths(settings)).data)
    codes, database = CodeService(keyring.code_salt(), SeededRandomness(1)), Database(settings.database)
    pieces, named = pieces_of(database), list[int]()
    try:
        for one in everyone:
            derived = await codes.derive(one.code.split())
            sealed = await Reports(database).by_lookup(derived.lookup)
            assert sealed is not None, one.person.key
            report = OpenReport(sealed, sealed.for_code, derived.private).report
            assert report.draft.story == STORY.format(one.person.key)
            (picture,) = report.draft.attachments
            assert (await pieces.picture(picture))[:3] == b"\xff\xd8\xff"
            assert picture.original is not None
            assert (await pieces.original(picture.original))[:3] == b"\xff\xd8\xff"
            named += report.draft.slots
        assert len(named) == len(set(named)), "a slot is nobody's or one's"
        async with database.read() as reading:
            assert await Pool(database, SeededRandomness(1)).used(reading) == set(named)
    finally:
        await database.close()


async def suspensions(telegram: TelegramSide, running: Bots) -> tuple[Reporter, int]:
    """How many suspensions an undisturbed sending takes."""
    await running.begin()
    (first,) = await reporters(telegram, 1, start=1_000)
    await running.stop()
    await running.begin(first.tap.rpartition(":")[2], 1_000_000)
    await taps(first)
    await first.person.hears("Laporan terkirim")
    await first.person.sees_gone(first.message_id)
    running.kill()  # a stop would post the report, too, which is killed elsewhere (test_posting_kill.py)
    code, seen = await running.ended()
    assert code == -9
    assert seen > 20
    return first, seen


async def test_killed_at_every_await_of_sending(telegram: TelegramSide, settings: Settings) -> None:
    async with bots(settings) as running:
        first, total = await suspensions(telegram, running)
        await running.begin()
        points = range(1, total + 1, EVERY)
        everyone = await reporters(telegram, len(points))
        await running.stop()
        killed = 0
        for at, one in zip(points, everyone, strict=True):
            await running.begin(one.tap.rpartition(":")[2], at)
            await taps(one)
            told = asyncio.create_task(one.person.hears("Laporan terkirim"))
            ended = asyncio.create_task(running.ended())
            await asyncio.wait({told, ended}, return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():  # the last awaits come after the person was told: give them their time
                gone = asyncio.create_task(one.person.sees_gone(one.message_id))
                await asyncio.wait({gone, ended}, return_when=asyncio.FIRST_COMPLETED)
                gone.cancel()
                if not ended.done():
                    running.kill()
            code, seen = await ended
            told.cancel()
            await asyncio.gather(told, return_exceptions=True)
            killed += seen >= at
            assert code == -9
        print(f"{total} awaits, killed at {len(points)} of them, {killed} deaths at the await itself")
        # awaits of jobs that ring meanwhile count as well: the last points may come after all was said
        assert killed > len(points) / 2, "most deaths came at the counted await itself"
        await running.begin()
        for one in everyone:  # a second phone, an impatient finger: taps once more
            await one.person.taps_if_there(one.message_id, one.tap)
        await first.person.says("/bantuan")  # it is up: what the last death left behind is being sent
        await first.person.hears("Yang bisa Anda lakukan")
        await all_were_told(everyone)
        await running.stop()
    await each_code_opens_exactly_its_report(settings, [*everyone, first])


async def all_were_told(everyone: list[Reporter]) -> None:
    """Each chat says "terkirim" once or, where death came after sending, twice; and no code is left."""
    for one in everyone:
        await one.person.sees_gone(one.message_id)
        chat = await one.person.chat()
        said = sum("Laporan terkirim" in (message["text"] or "") for message in chat)
        assert 1 <= said <= 2, one.person.key
        assert not any(one.code in (message["text"] or "") for message in chat)


async def test_killed_while_a_new_code_is_made_only_the_newest_shown_sends(
    telegram: TelegramSide, settings: Settings
) -> None:
    async with bots(settings) as running:
        await running.begin()
        (one,) = await reporters(telegram, 1)
        await one.person.taps_data({"message_id": one.message_id}, "report:code:code")
        running.kill()
        await running.ended()
        await running.begin()
        await one.person.says("/bantuan")  # behind the code, which is shown twice if death came in between
        await one.person.hears("Yang bisa Anda lakukan")
        codes = [m for m in await one.person.chat() if "Kode rahasia laporan Anda" in (m["text"] or "")]
        for stale in codes[:-1]:
            await one.person.taps(stale, "Sudah saya simpan")
        shown = codes[-1]
        await one.person.taps_data(shown, one.tap)  # the old code sends nothing
        buttons = [button for row in shown["keyboard"] for button in row]
        one.code = next(str(b["copy_text"]) for b in buttons if "copy_text" in b)
        await one.person.taps(shown, "Sudah saya simpan")
        await one.person.hears("Laporan terkirim")
        for tapped in codes:
            await one.person.sees_gone(tapped["message_id"])
        await running.stop()
    await each_code_opens_exactly_its_report(settings, [one])
