"""What the people of the contract tests do and say, and how what is left of them is read."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pypdfium2
from PIL import Image

from bot.app.settings import Settings
from tests.files import video
from tests.journeys.calendar.test_reminders import subscribe
from tests.journeys.officers import sees, set_up
from tests.sentinels import Sentinel
from tests.telegram_side import Person, TelegramSide

REPORTER = Sentinel(
    6_917_529_804_289,  # beyond 32 bits: four random bytes would look like a shorter one now and then
    "Sentinelawati Rahasiawan",
    "sentinel_reporter_77",
    "+6281298765432",
    (
        "IMG_SENTINEL_4711.jpg",
        "keterangan sentinel",
        "SentinelCamera",
        "SERIAL-998877",
        "2024:09:20 10:11:12",
    ),
)
ASKER = Sentinel(6_917_529_027_641, "Penanya Sentinelwan", "sentinel_asker_88")
STORY = "Pak camat memakai mobil dinas untuk mengantar rombongan calon."
ASKED, ANSWERED = "Apakah mobilnya berpelat merah?", "Ya, berpelat merah."
QUESTION = "bolehkah saya menjadi saksi calon di TPS zqxjv"


def photo(*, half: bool = False) -> bytes:
    """A picture that names its camera, place and time; ``half`` makes it another one."""
    exif = Image.Exif()
    exif[0x010F] = "SentinelCamera"
    exif[0x9003] = "2024:09:20 10:11:12"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 12.0, 30.0), "E", (106.0, 49.0, 5.0)
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-998877"
    out = io.BytesIO()
    picture = Image.new("RGB", (160, 120), "teal")
    if half:
        picture.paste("white", (0, 0, 80, 120))
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def film() -> bytes:
    """A clip that names who made it, with what and where."""
    return video(
        4,
        said={
            "title": REPORTER.name,
            "artist": REPORTER.username,
            "comment": "SentinelCamera SERIAL-998877",
            "creation_time": "2024-09-20T03:11:12Z",
            "location": "-6.2083+106.8181/",
        },
    )


async def reporter_of(telegram: TelegramSide) -> Person:
    return await telegram.new_person("saksi", REPORTER.id, REPORTER.name, REPORTER.username)


async def up_to_evidence(person: Person) -> None:
    """A report with a story and one picture, at the step where pictures are sent."""
    await person.says("/lapor")
    await person.taps(await person.hears("Lapor tanpa nama"), "Mulai")
    await person.taps(await person.hears("Apa yang terjadi"), "Memakai fasilitas")
    await person.taps(await person.hears("provinsi mana"), "Lewati")
    await person.taps(await person.hears("kabupaten"), "Lewati")
    await person.taps(await person.hears("tepatnya"), "Lewati")
    await person.taps(await person.hears("Kapan terjadi"), "Lewati")
    await person.taps(await person.hears("mengetahuinya"), "Lewati")
    await person.hears("Ceritakan")
    await person.says(STORY)
    await person.taps(await person.hears("Dicatat"), "Selesai")
    await person.taps(await person.hears("Siapa yang dilaporkan"), "Lewati")
    await person.taps(await person.hears("bekerja di kantor"), "Lewati")
    await person.hears("Kirim bukti foto")
    await person.sends_file(photo(), REPORTER.words[0], kind="document", caption=REPORTER.words[1])
    await person.hears("1 foto diterima")


async def whole_report(person: Person) -> str:
    """From /lapor to "terkirim"; the code."""
    await up_to_evidence(person)
    await person.says("/lapor")
    await person.taps(await person.hears("Kirim bukti foto"), "Selesai")
    await person.taps(await person.hears("memuat waktu atau lokasi"), "Lewati")
    await person.taps(await person.hears("Periksa dulu"), "ambil kode")
    shown = await person.hears("Kode rahasia")
    code = next(button["copy_text"] for row in shown["keyboard"] for button in row if "copy_text" in button)
    await person.taps(shown, "Sudah saya simpan")
    await person.hears("Laporan terkirim")
    return str(code)


async def every_journey(telegram: TelegramSide) -> str:
    """Everything both people can do; the code of the report."""
    reporter = await reporter_of(telegram)
    asker = await telegram.new_person("penanya", ASKER.id, ASKER.name, ASKER.username)
    await asker.says("/start")
    await asker.hears("Netra")
    await asker.says(QUESTION)
    await asker.taps(await asker.hears("Dasar"), "Dasar hukum")
    await asker.hears("Dasar hukum")
    await subscribe(asker)
    await asker.says("/jadwal")
    await asker.hears("Pilkada")
    code = await whole_report(reporter)
    await reporter.says(f"/lacak {code}")
    await reporter.hears("Laporan Anda")
    officer = telegram.person("petugas")
    await officer.taps(await set_up(officer), "Memakai fasilitas")
    opened = await officer.hears(STORY)
    await officer.taps(opened, "Bukti")
    await officer.hears("Bukti 1 dari 1")
    await officer.taps(opened, "Tanya pelapor")
    await officer.hears("Pertanyaan kepada pelapor")
    await officer.says(ASKED)
    await officer.hears("Pertanyaan dikirim")
    await reporter.says(f"/lacak {code}")
    await reporter.taps(await reporter.hears(ASKED), "Jawab petugas")
    await reporter.hears("langsung disampaikan")
    await reporter.says(ANSWERED)
    await reporter.hears("Jawaban disampaikan")
    await reporter.sends_file(photo(), REPORTER.words[0], kind="document", caption=REPORTER.words[1])
    await reporter.hears("1 foto disampaikan")
    await reporter.sends_file(film(), REPORTER.words[0], kind="video", caption=REPORTER.words[1])
    await reporter.hears("1 video (2 gambar) disampaikan")
    await officer.taps(await sees(officer, STORY), "Serahkan")
    await officer.taps(await officer.hears("Berkasnya bisa disimpan"), "Buat berkas")
    await officer.hears(lambda message: bool(message["document"]))
    await officer.says("/statistik")
    await officer.hears("Gambar 1 dari")
    return code


def inside_of(raw: bytes) -> list[tuple[str, bytes]]:
    """A file as it is and all that is packed in it: entries of a ZIP, streams and words of a PDF."""
    parts = [("file", raw)]
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                parts += [(name, name.encode()), *inside_of(archive.read(name))]
    if raw.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
            with suppress(zlib.error):
                parts.append(("PDF stream", zlib.decompress(stream)))
        document = pypdfium2.PdfDocument(raw)
        words = "\n".join(page.get_textpage().get_text_range() for page in document)
        document.close()
        assert STORY.split(maxsplit=1)[0] in words, "a PDF whose words can't be read would hide everything"
        parts.append(("PDF words", words.encode()))
    return parts


def database_path(settings: Settings) -> Path:
    return settings.data_dir / "netra.sqlite3"


def rows(settings: Settings, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(database_path(settings))
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()
    finally:
        connection.close()
