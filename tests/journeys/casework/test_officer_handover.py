"""What leaves the house: the ZIP with its PDF, redacted; originals for two; pictures of counts; reminders."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from demo.server import DemoServer
from services.access.audit import AuditAction
from services.access.unlock import UNLOCKED_FOR
from services.reporting.draft import Draft
from storage.platform.engine import Database
from tests import reports as planting
from tests.journeys.conftest import running_bot
from tests.journeys.officers import audited, gone, invite, join, picture, plant, sees, set_up, unlock
from tests.journeys.reporting.test_report import send
from tests.repeatable import FixedClock
from tests.telegram_side import Message, Person, TelegramSide

STORY = "Pak Budi membagikan kaus di rumah Pak  BUDI. Saksi: Siti."
DRAFT = Draft("alat-peraga", "31", "Kec. Gambir", "2024-09-23", STORY, "Budi, camat")


def text_of_pdf(raw: bytes) -> str:
    """All words of a PDF."""
    document = pypdfium2.PdfDocument(raw)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


async def opened_report(petugas: Person, settings: Settings, *pictures: bytes) -> Message:
    listed = await set_up(petugas)
    await plant(settings, DRAFT, pictures)
    await petugas.taps(listed, "Muat ulang")
    await petugas.taps(await petugas.hears("1 laporan, halaman"), "Memasang stiker")
    return await petugas.hears("Pak Budi membagikan")


async def exported(petugas: Person) -> dict[str, bytes]:
    """The files of a fresh hand-over."""
    await petugas.taps(await sees(petugas, "Pak Budi membagikan"), "Serahkan")
    await petugas.taps(await sees(petugas, "Berkasnya bisa disimpan"), "Buat berkas")
    made = await petugas.hears(lambda one: bool(one["document"]))
    assert not made["protected"], "a hand-over has to leave the chat"
    raw = await petugas.file(made["document"]["file_id"])
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert all(entry.date_time == (1980, 1, 1, 0, 0, 0) for entry in archive.infolist())
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.usefixtures("bot")
async def test_the_hand_over_is_redacted_whole_and_without_a_time_of_day(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    opened = await opened_report(petugas, settings, picture("red"), picture("blue", width=300, height=500))
    await petugas.taps(opened, "Bukti (2)")
    first = await petugas.hears("Bukti 1 dari 2")
    before = await petugas.file(first["photo"]["file_id"])
    await petugas.taps(first, "Buramkan sebagian")
    grid = await petugas.hears("Tekan nomor petak")
    assert sum(button["text"].isdigit() for row in grid["keyboard"] for button in row) == 48
    for cell in ("19", "20", "47", "47", "48"):
        await petugas.taps(await sees(petugas, "Tekan nomor petak"), cell)
        await petugas.says("/bantuan")
        await petugas.hears("Yang bisa Anda lakukan")
    chosen = await sees(petugas, "Tekan nomor petak")
    marked = [button["text"] for row in chosen["keyboard"] for button in row if "▣" in button["text"]]
    assert marked == ["▣19", "▣20", "▣48"], "a second tap takes a cell back; the last one counts too"
    await petugas.taps(chosen, "Lihat hasil")
    await petugas.taps(await sees(petugas, "Tekan nomor petak"), "Simpan")
    await petugas.hears("Disimpan")

    await petugas.taps(await sees(petugas, "Pak Budi membagikan"), "Serahkan")
    await petugas.taps(await petugas.hears("Berkasnya bisa disimpan"), "Samarkan kata")
    await petugas.hears("dipisah koma")
    await petugas.says("pak budi, Siti\nbudi")
    await petugas.hears("Kata yang disamarkan dicatat")
    files = await exported(petugas)
    assert set(files) == {"laporan.pdf", "bukti-1.jpg", "bukti-2.jpg", "SHA256SUMS.txt"}
    sums = files.pop("SHA256SUMS.txt").decode()
    for name, raw in files.items():
        assert f"{hashlib.sha256(raw).hexdigest()}  {name}\n" in sums
    assert files["bukti-1.jpg"] != before
    words = text_of_pdf(files["laporan.pdf"])
    headings = [words.index(f"{number}. ") for number in range(1, 7)]
    assert headings == sorted(headings)
    for wanted in ("Kec. Gambir", "Senin, 23 September 2024", "belum ada", "bukan laporan resmi"):
        assert wanted in words
    assert "budi" not in words.casefold()
    assert "Siti" not in words
    assert not re.search(rb"/(CreationDate|ModDate)|D:\d{4}", files["laporan.pdf"])
    with Image.open(io.BytesIO(files["bukti-1.jpg"])) as redacted:
        assert not redacted.getexif()
        grey = redacted.convert("L")
        assert len(set(grey.crop((170, 170, 230, 230)).tobytes())) <= 12, "cell 19 is one colour"
        assert len(set(grey.crop((570, 410, 630, 470)).tobytes())) <= 12, "so is cell 48, the last"
        assert len(set(grey.crop((490, 410, 550, 470)).tobytes())) > 60, "cell 47 is as it was"
    again = await exported(petugas)
    assert {name: raw for name, raw in again.items() if name != "SHA256SUMS.txt"} == files, (
        "the same bytes again"
    )
    await petugas.says("/kunci")
    await petugas.hears("Terkunci")
    await gone(petugas, "Pak Budi")
    assert not any(one["document"] or one["photo"] for one in await petugas.chat())


@pytest.mark.usefixtures("bot")
async def test_only_a_hand_over_that_was_made_is_in_the_log(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas = telegram.person("petugas")
    listed = await set_up(petugas)
    database = Database(settings.database)
    broken = await planting.plant(database, 5, load_keys(key_paths(settings)).office_public)
    await database.close()
    await petugas.taps(listed, "Muat ulang")
    await petugas.taps(await petugas.hears("1 laporan, halaman"), "Memakai fasilitas")
    await petugas.taps(await petugas.hears(broken.story), "Serahkan")
    await petugas.taps(await petugas.hears("Berkasnya bisa disimpan"), "Buat berkas")
    await petugas.says("/bantuan")  # answered: the tap before is done with
    await petugas.hears("Yang bisa Anda lakukan")
    assert not any(one["document"] for one in await petugas.chat()), "its evidence is no picture"
    assert await audited(settings, clock, AuditAction.EXPORTED) == []
    await plant(settings, DRAFT, [picture()])
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "2 laporan, halaman"), "Memasang stiker")
    await exported(petugas)
    assert await audited(settings, clock, AuditAction.EXPORTED) == [(AuditAction.EXPORTED.value, "")]


@pytest.mark.usefixtures("bot")
async def test_counts_come_as_pictures_with_small_cells_hidden(
    telegram: TelegramSide, settings: Settings
) -> None:
    petugas = telegram.person("petugas")
    await set_up(petugas)
    await petugas.says("/statistik")
    await petugas.hears("Belum ada laporan untuk dihitung")
    for number in range(7):
        await plant(settings, Draft("uang" if number else "partai", "51", story=f"Cerita {number}"))
    await petugas.says("/statistik")
    shown = await petugas.hears("Gambar 1 dari 5")
    assert shown["protected"]
    seen = set()
    for number in (2, 3, 4, 5, 1):
        await petugas.taps(shown, "Berikutnya")
        shown = await sees(petugas, f"Gambar {number} dari 5")
        raw = await petugas.file(shown["photo"]["file_id"])
        with Image.open(io.BytesIO(raw)) as drawn:
            assert drawn.width >= 700
        seen.add(hashlib.sha256(raw).hexdigest())
    assert len(seen) == 5
    await petugas.taps(shown, "Tutup")
    await gone(petugas, "Gambar 1 dari 5")


async def send_with_original(warga: Person, raw: bytes) -> None:
    """A whole report whose one picture is also kept untouched."""
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "Memasang stiker")
    await warga.taps(await warga.hears("provinsi mana"), "DKI Jakarta")
    await warga.hears("kabupaten atau kota")
    await warga.says("Jakarta Pusat")
    await warga.hears("tepatnya")
    await warga.says("Kec. Gambir")
    await warga.taps(await warga.hears("Kapan terjadi"), "Kemarin")
    await warga.taps(await warga.hears("mengetahuinya"), "Hari ini")
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says("Budi, camat")
    await warga.taps(await warga.hears("bekerja di kantor"), "Tidak")
    await warga.taps(await warga.hears("Kirim bukti foto"), "Simpan juga berkas asli")
    await warga.taps(await warga.hears("bisa membuka siapa Anda"), "Ya, simpan aslinya")
    await warga.hears("mulai sekarang disimpan")
    await warga.sends_file(raw, "asli.jpg", kind="document")
    await warga.taps(await warga.hears("1 foto diterima"), "Selesai")
    await send(warga)


@pytest.mark.usefixtures("bot")
async def test_an_original_opens_for_two_officers_together(telegram: TelegramSide, clock: FixedClock) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    untouched = picture()
    await set_up(petugas)
    await join(budi, await invite(petugas, "Petugas", "Pak Budi"))
    citra = await telegram.new_person("citra", 700_000_077, "Bu Citra")
    await petugas.says("/laporan")
    await petugas.hears("Laporan terbuka")
    link = await invite(petugas, "Petugas", "Bu Citra")
    await join(citra, link, office="Kecamatan Gambir", agency="Pemkot Jakarta Pusat", province="DKI Jakarta")
    await send_with_original(telegram.person("warga"), untouched)
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await petugas.hears("Pak Budi membagikan"), "Bukti (1)")
    shown = await petugas.hears("Bukti 1 dari 1")
    await petugas.taps(shown, "Buka bukti asli")
    await petugas.taps(shown, "Minta bukti asli")
    await budi.hears("menunggu persetujuan Anda")
    await petugas.says("/laporan")
    assert "Persetujuan" not in repr((await sees(petugas, "1 laporan, halaman"))["keyboard"]), "not one's own"
    await citra.says("/laporan")
    listed = await citra.hears("Belum ada laporan yang terbuka")
    assert "Persetujuan" not in repr(listed["keyboard"]), "not of one's own office"
    assert not any("menunggu persetujuan" in (one["text"] or "") for one in await citra.chat())

    await budi.says("/laporan")
    await budi.taps(await sees(budi, "1 laporan, halaman"), "Persetujuan bukti asli")
    waiting = await budi.hears("Setujui hanya kalau benar perlu")
    for _ in range(2):
        await budi.taps(waiting, "Setujui permintaan 1")
    await budi.hears("Disetujui")
    await petugas.hears("menyetujui permintaan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await sees(petugas, "Pak Budi membagikan"), "Bukti (1)")
    await petugas.taps(await sees(petugas, "Bukti 1 dari 1"), "Buka bukti asli")
    original = await petugas.hears("Bukti asli. Jangan")
    assert original["protected"]
    assert await petugas.file(original["document"]["file_id"]) == untouched
    clock.advance(UNLOCKED_FOR)
    await gone(petugas, "Bukti asli. Jangan")
    await unlock(petugas, clock)
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Memasang stiker")
    await petugas.taps(await sees(petugas, "Pak Budi membagikan"), "Bukti (1)")
    await petugas.taps(await sees(petugas, "Bukti 1 dari 1"), "Buka bukti asli")
    await petugas.says("/bantuan")
    await petugas.hears("Yang bisa Anda lakukan")
    asked = [one for one in await petugas.chat() if "Bukti asli. Jangan" in (one["text"] or "")]
    assert asked == [], "an approval ends with the lock"


def reminders(chat: Sequence[Message]) -> list[str]:
    return [one["text"] for one in chat if one["from_bot"] and "Pengingat laporan" in (one["text"] or "")]


async def test_officers_are_reminded_once_of_each_thing(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    petugas, budi = telegram.person("petugas"), telegram.person("petugas2")
    async with running_bot(settings, clock):
        await set_up(petugas)
        link = await invite(petugas, "Petugas", "Pak Budi")
        await join(
            budi, link, office="Kecamatan Gambir", agency="Pemkot Jakarta Pusat", province="DKI Jakarta"
        )
        await plant(settings, DRAFT)  # known on 23 September: the 29th is the last day
    for moment, texts in (
        (datetime(2024, 9, 25, 3, tzinfo=UTC), ["belum dibaca"]),
        (datetime(2024, 9, 26, 3, tzinfo=UTC), ["tinggal 3 hari"]),
        (datetime(2024, 9, 26, 22, tzinfo=UTC), []),  # five in the morning
        (datetime(2024, 9, 28, 3, tzinfo=UTC), ["tinggal 1 hari"]),
        (datetime(2024, 9, 28, 4, tzinfo=UTC), []),
    ):
        clock.set(moment)
        before = len(reminders(await petugas.chat()))
        async with running_bot(settings, clock):
            await petugas.says("/bantuan")
            await petugas.hears("Yang bisa Anda lakukan")
        fresh = reminders(await petugas.chat())[before:]
        assert len(fresh) == len(texts), moment
        for text, wanted in zip(fresh, texts, strict=True):
            assert wanted in text
            assert "Budi" not in text
            assert "Gambir" not in text
    assert reminders(await budi.chat()) == [], "not of the own office"
