"""The memory of the bot's process, read from outside, long after a reporter has deleted the traces."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import load_settings
from core.sealing import Keyring
from demo.server import DemoServer
from demo.world import Person as Partner
from services.access.code import CodeService
from services.reporting.report_encryption import OpenReport
from storage.platform.engine import Database
from storage.reporting.reports import Reports
from tests.contracts.acting import photo
from tests.faults.conftest import TOKEN, BotProcess
from tests.memory import changed, forms_of_number, forms_of_secret, forms_of_words, found_in, seen_before
from tests.repeatable import SeededRandomness
from tests.telegram_side import NoAnswerError, Person, TelegramSide

REPORTER_ID = 6_917_529_804_289
NAME, USERNAME, LAST = "Sentinelawati Rahasiawan", "sentinel_reporter_77", "Wijayasentinel"
STORY = "Pak Lurah Kertosentinel membagikan amplop bersegel di balai warga Mawarsentinel."
ACCUSED = "Lurah Kertosentinel Purbaya"
FILE_NAME, CAPTION = "IMG_SENTINEL_4711.jpg", "keterangan sentinel kuning"
ANSWER = "Ada dua belas saksi sentinel di gardu ronda."
OTHERS, QUESTIONS = 100, 1_000
ROUND = 3.0
"""Seconds in which the bot under test looks three times for what is due."""
ASKED = (
    "bolehkah asn like postingan calon?",
    "apa sanksi ikut kampanye?",
    "bolehkah memakai mobil dinas untuk kampanye?",
    "bolehkah istri saya menjadi saksi di TPS?",
    "siapa yang menjatuhkan sanksi?",
)


AHEAD = timedelta(hours=49)
"""As tests/faults/forgetting_bot.py, which can't be imported: it changes the time of who does."""


@pytest.fixture
async def forgetting(demo: DemoServer, tmp_path: Path) -> AsyncIterator[BotProcess]:
    process = BotProcess(
        demo.url,
        tmp_path / "data",
        ("-m", "tests.faults.forgetting_bot"),
        environment={"REPORT_POSTING_SECONDS": "0.1", "TIMEZONE": noon_zone(datetime.now(UTC) + AHEAD)},
    )
    yield process
    if process.process is not None:
        await process.kill()


def noon_zone(moment: datetime) -> str:
    """A time zone in which it is between twelve and one: jobs that open reports for officers run by day."""
    east = 12 - moment.hour
    return f"Etc/GMT{-east:+d}"  # the sign is that of POSIX


async def report_of(person: Person) -> str:
    """A report with a story, an accused and two pictures, sent; its code."""
    await person.says("/start")
    await person.hears("Netra")
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    await person.taps(await person.hears("Apa yang terjadi"), "Memakai fasilitas")
    for words in ("provinsi mana", "kabupaten", "tepatnya", "Kapan terjadi", "mengetahuinya"):
        await person.taps(await person.hears(words), "Lewati")
    await person.hears("Ceritakan")
    await person.says(STORY)
    await person.taps(await person.hears("Dicatat"), "Selesai")
    await person.hears("Siapa yang dilaporkan")
    await person.says(ACCUSED)
    await person.taps(await person.hears("bekerja di kantor"), "Lewati")
    await person.hears("Kirim bukti foto")
    await person.sends_file(photo(), FILE_NAME, kind="document", caption=CAPTION)
    await person.hears("1 foto diterima")
    await person.sends_file(photo(half=True), FILE_NAME, kind="photo", caption=CAPTION)
    await person.taps(await person.hears("2 foto diterima"), "Selesai")
    await person.taps(await person.hears("memuat waktu atau lokasi"), "Lewati")
    await person.taps(await person.hears("Periksa dulu"), "ambil kode")
    shown = await person.hears("Kode rahasia")
    code = next(button["copy_text"] for row in shown["keyboard"] for button in row if "copy_text" in button)
    await person.taps(shown, "Sudah saya simpan")
    await person.hears("Laporan terkirim")
    return str(code)


async def follow_up(person: Person, code: str) -> None:
    """/lacak with an answer and a file, and then "Hapus jejak"."""
    await person.says(f"/lacak {code}")
    await person.taps(await person.hears("Laporan Anda"), "Tambah")
    await person.hears("langsung disampaikan")
    await person.says(ANSWER)
    await person.hears("Jawaban disampaikan")
    await person.sends_file(photo(), FILE_NAME, kind="document", caption=CAPTION)
    await person.taps(await person.hears("1 foto disampaikan"), "Selesai")
    await person.taps(await person.hears("Laporan Anda"), "Selesai")
    closed = await person.hears("ditutup di layar ini")
    await person.taps(closed, "Hapus jejak")
    await person.sees_gone(closed["message_id"])


async def others_ask(demo: DemoServer, count: int) -> None:
    """Other people ask questions, all at once, and are answered."""
    world = demo.world
    people = [Partner(f"lain{n}", 820_000_000 + n, f"Orang {n}") for n in range(OTHERS)]
    for one in people:
        world.add_person(one)
    before = {one.id: len(one.messages) for one in people}
    for n in range(count):
        world.says(people[n % OTHERS], text=ASKED[n % len(ASKED)])
        if n % OTHERS == OTHERS - 1:
            await asyncio.sleep(0)
    wanted = 2 * count // OTHERS
    for one in people:
        for _ in range(2_400):
            if len(one.messages) - before[one.id] >= wanted:
                break
            await asyncio.sleep(0.05)
        else:
            raise NoAnswerError(f"{one.key} has no answer to each question")


async def until_it_has_forgotten(bot: BotProcess) -> None:
    """Has the bot forget as after a deletion, and waits until it has."""
    assert bot.process is not None
    told = bot.data_dir / "forgotten"
    before = told.stat().st_size if told.exists() else 0
    bot.process.send_signal(signal.SIGUSR2)
    for _ in range(1_200):
        if told.exists() and told.stat().st_size > before:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the bot does not forget")


async def secrets_of(demo: DemoServer, data_dir: Path, code: str) -> dict[str, set[bytes]]:
    """What only the reporter (the code) or only the office should be able to open the report with."""
    settings = load_settings(_env_file=None, bot_token=TOKEN, bot_api_url=demo.url, data_dir=data_dir)
    keyring = Keyring(load_keys(key_paths(settings)).data)
    codes, database = CodeService(keyring.code_salt(), SeededRandomness(1)), Database(settings.database)
    try:
        derived = await codes.derive(code.split())
        sealed = await Reports(database).by_lookup(derived.lookup)
        assert sealed is not None
        key = OpenReport(sealed, sealed.for_code, derived.private).key
    finally:
        await database.close()
    return {
        "the code": {form for pair in pairwise(code.split()) for form in forms_of_words(" ".join(pair))},
        "the code's private key": forms_of_secret(bytes(derived.private)),
        "the report's key": forms_of_secret(bytes(key)),
        "the chat's key": {keyring.chat_key(REPORTER_ID), keyring.chat_key(REPORTER_ID).hex().encode()},
    }


def forms_of_person() -> dict[str, set[bytes]]:
    """What the reporter brought along."""
    words = {
        "name": NAME,
        "last name": LAST,
        "username": USERNAME,
        "story": STORY[8:40],
        "end of the story": STORY[-40:-1],
        "accused": ACCUSED,
        "file name": FILE_NAME,
        "caption": CAPTION,
        "answer": ANSWER[4:40],
    }
    return {"id": forms_of_number(REPORTER_ID)} | {
        what: forms_of_words(spelt) for what, spelt in words.items()
    }


async def test_nothing_of_a_report_is_left_in_memory(
    telegram: TelegramSide, demo: DemoServer, forgetting: BotProcess
) -> None:
    reporter = await telegram.new_person("saksi", REPORTER_ID, f"{NAME} {LAST}", USERNAME)
    await forgetting.start()
    assert forgetting.process is not None
    pid = forgetting.process.pid
    await others_ask(demo, OTHERS)
    before = seen_before(pid)
    code = await report_of(reporter)
    wanted = forms_of_person()
    token = found_in(changed(pid, ()), {"the token": forms_of_words(TOKEN)})
    assert token, "what the process does hold is found: it is read right"
    await follow_up(reporter, code)
    wanted |= await secrets_of(demo, forgetting.data_dir, code)
    await others_ask(demo, QUESTIONS)
    forgetting.process.send_signal(signal.SIGUSR1)
    await asyncio.sleep(ROUND)  # what is due is erased, who was quiet is forgotten
    for _ in range(2):  # one may be under way
        await until_it_has_forgotten(forgetting)
    left = found_in(changed(pid, before), wanted)
    assert left == {}
