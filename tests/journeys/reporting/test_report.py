"""The second job end to end: a citizen's photo to an officer's screen, nothing betraying the citizen."""

from __future__ import annotations

import asyncio
import io
from datetime import timedelta

import pytest
from PIL import Image

from bot.app.settings import Settings
from demo.server import DemoServer
from tests.journeys.conftest import running_bot
from tests.journeys.officers import set_up
from tests.repeatable import FixedClock, SeededRandomness
from tests.telegram_side import Message, Person, TelegramSide

STORY = "Pak camat membagikan kaus bergambar calon saat rapat desa."


def picture_with_gps() -> bytes:
    """A JPEG whose EXIF holds a place, a time and a camera's serial number."""
    picture = Image.effect_noise((640, 480), 40).convert("RGB")
    exif = Image.Exif()
    exif[0x010F] = "SentinelCamera"
    exif[0x9003] = "2024:09:20 10:11:12"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "S", (6.0, 12.0, 30.0), "E", (106.0, 49.0, 5.0)
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-998877"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"sentinel comment")
    return out.getvalue()


def data_of(message: Message, label: str) -> str:
    """The data of a button."""
    return next(
        str(button["data"]) for row in message["keyboard"] for button in row if label in button["text"]
    )


async def fill_in(warga: Person) -> Message:
    """Answers every step up to the review."""
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "Memasang stiker")
    await warga.taps(await warga.hears("provinsi mana"), "DKI Jakarta")
    await warga.hears("kabupaten atau kota")
    await warga.says("Jakarta Pusat")
    await warga.hears("tepatnya")
    await warga.says("Kec. Gambir, balai warga")
    await warga.taps(await warga.hears("Kapan terjadi"), "Kemarin")
    await warga.taps(await warga.hears("Kapan Anda mengetahuinya"), "Hari ini")
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.hears("Dicatat")
    await warga.says("Ada tiga saksi.")
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.hears("Siapa yang dilaporkan")
    await warga.says("Camat")
    await warga.taps(await warga.hears("bekerja di kantor yang sama"), "Tidak")
    await warga.hears("Kirim bukti foto")
    await warga.sends_file(picture_with_gps(), "IMG_rahasia.jpg", kind="document")
    await warga.hears("1 foto diterima")
    await warga.sends_file(picture_with_gps(), "kedua.jpg", kind="photo")
    done = await warga.hears("2 foto diterima")
    await warga.taps(done, "Selesai")
    await warga.taps(await warga.hears("memuat waktu atau lokasi"), "Jangan ditulis")
    return await warga.hears("Periksa dulu")


POSTED_WITHIN = 0.5
"""Seconds a letter waits in these tests, and more: who asks for the report sooner hears that it is on its way."""


async def send(warga: Person, review: Message | None = None) -> str:
    """From the review (the next one, if it was not read yet) to "terkirim"; the code's words."""
    review = review or await warga.hears("Periksa dulu")
    await warga.taps(review, "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    code = next(b["copy_text"] for row in shown["keyboard"] for b in row if "copy_text" in b)
    assert code in shown["text"]
    await warga.taps(shown, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    await warga.sees_gone(shown["message_id"])  # told first, then taken away
    await asyncio.sleep(POSTED_WITHIN)
    return str(code)


@pytest.mark.usefixtures("bot")
async def test_from_a_photo_to_an_officers_screen(telegram: TelegramSide) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    review = await fill_in(warga)
    for words in ("Memasang stiker", "DKI Jakarta", "Kec. Gambir", "Senin, 23 September 2024", "tiga saksi"):
        assert words in review["text"]
    assert "lengkap" in review["text"]
    await warga.taps(review, "Ubah: Tempat")
    await warga.hears("tepatnya")
    await warga.says("Kec. Menteng")
    code = await send(warga)
    chat = await warga.chat()
    assert not any(code in (message["text"] or "") for message in chat), "the code lingers in the chat"

    await warga.says("/lacak")
    await warga.hears("enam kata")
    typo = code.replace(code[1], "x", 1)
    await warga.says(f"  {typo.upper()} ")
    await warga.hears("Laporan Anda: Diterima")
    assert not any(typo.upper() in (message["text"] or "") for message in await warga.chat())

    await petugas.taps(await set_up(petugas), "Memasang stiker")
    opened = await petugas.hears("Kec. Menteng")
    assert STORY in opened["text"]
    assert opened["protected"]
    await petugas.taps(opened, "Bukti (2)")
    for number in (1, 2):
        message = await petugas.hears(f"Bukti {number} dari 2")
        assert message["protected"]
        raw = await petugas.file(message["photo"]["file_id"])
        await petugas.taps(message, "›")
        with Image.open(io.BytesIO(raw)) as arrived:
            assert not arrived.getexif()
            assert max(arrived.size) == 640
        for sentinel in (b"Sentinel", b"SERIAL", b"2024:09:20", b"sentinel comment"):
            assert sentinel not in raw
    await petugas.taps(opened, "Ubah status")
    await petugas.taps(await petugas.hears("Ke mana"), "Diverifikasi")
    await petugas.hears("Status diubah")
    await warga.says(f"/lacak {code}")
    await warga.hears("Laporan Anda: Diverifikasi")


@pytest.mark.usefixtures("bot")
async def test_double_taps_and_old_buttons_do_no_harm(telegram: TelegramSide) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    await warga.says("/lapor")
    begin = await warga.hears("Lapor tanpa nama")
    await warga.taps(begin, "Mulai")
    category = await warga.hears("Apa yang terjadi")
    await warga.taps(begin, "Mulai")  # again
    await warga.taps(category, "Lewati")
    await warga.hears("provinsi mana")
    await warga.taps(category, "Dukungan di media")  # an old step's button
    await warga.says("/lapor")
    await warga.hears("belum dikirim")
    for step in ("provinsi mana", "kabupaten", "tepatnya", "Kapan terjadi", "mengetahuinya"):
        await warga.taps(await warga.hears(step), "Lewati")
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.taps(await warga.hears("Kirim bukti"), "Selesai")
    await warga.taps(await warga.hears("Periksa dulu"), "ambil kode")
    first = await warga.hears("Kode rahasia")
    await warga.taps(first, "Minta kode lain")
    second = await warga.hears(
        lambda m: "Kode rahasia" in m["text"] and m["message_id"] > first["message_id"]
    )
    await warga.taps_data(second, data_of(first, "Sudah saya simpan"))  # the replaced code sends nothing
    await warga.taps(second, "Sudah saya simpan")
    await warga.taps(second, "Sudah saya simpan")
    await warga.hears("Laporan terkirim")
    assert "1 laporan, halaman 1 dari 1" in (await set_up(petugas))["text"]


@pytest.mark.usefixtures("bot")
async def test_refused_files_lose_nothing(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "Lewati")
    for step in ("provinsi mana", "kabupaten", "tepatnya", "Kapan terjadi", "mengetahuinya"):
        await warga.taps(await warga.hears(step), "Lewati")
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.hears("Kirim bukti")
    await warga.sends_file(b"PK\x03\x04 isi", "surat.docx", kind="document", mime="application/zip")
    await warga.hears("Jenis berkas itu")
    await warga.sends_file(b"%PDF-1.7 isi", "surat.pdf", kind="document", mime="application/pdf")
    await warga.hears("rusak dan tidak terbaca")
    await warga.sends_file(b"\xff\xd8\xff\xe0 rusak", "rusak.jpg", kind="document")
    await warga.hears("rusak dan tidak terbaca")
    bomb = io.BytesIO()
    Image.new("1", (12_000, 5_000)).save(bomb, "PNG")  # 60 megapixels in a few kilobytes
    await warga.sends_file(bomb.getvalue(), "besar.png", kind="document", mime="image/png")
    await warga.hears("40 megapiksel")
    await warga.says("apa ini?")
    await warga.hears("kirimkan foto")
    await warga.sends_file(picture_with_gps(), "a.jpg", kind="document")
    await warga.taps(await warga.hears("1 foto diterima"), "Selesai")
    await warga.taps(await warga.hears("memuat waktu atau lokasi"), "Lewati")
    review = await warga.hears("Periksa dulu")
    assert STORY in review["text"]
    assert "Bukti: 1 foto" in review["text"]


@pytest.mark.usefixtures("bot")
async def test_only_officers_read_reports(telegram: TelegramSide) -> None:
    asn = telegram.person("asn")
    await asn.says("/laporan")
    assert "hanya untuk petugas" in (await asn.hears("petugas"))["text"]


@pytest.mark.usefixtures("bot")
async def test_wrong_codes_are_met_kindly_and_slowed_down(telegram: TelegramSide, clock: FixedClock) -> None:
    warga = telegram.person("warga")
    await warga.says("/lacak satu dua")
    await warga.hears("enam kata")
    from services.access.code import Codebook  # noqa: PLC0415 - only this test makes codes of its own

    book = Codebook()
    for n in range(3):
        await warga.says("/lacak " + " ".join(book.new(SeededRandomness(n))))
        await warga.hears("Tidak ada laporan")
    await warga.says("/lacak " + " ".join(book.new(SeededRandomness(9))))
    await warga.hears("Terlalu banyak")


async def test_an_own_code_or_a_restart_between_wrong_codes_forgives_nothing(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    from services.access.code import Codebook  # noqa: PLC0415 - as above

    warga, book = telegram.person("warga"), Codebook()

    async def tries(n: int) -> None:
        await warga.says("/lacak " + " ".join(book.new(SeededRandomness(n))))

    async with running_bot(settings, clock):
        code = await send(warga, await fill_in(warga))
        for n in range(2):
            await tries(n)
            await warga.hears("Tidak ada laporan")
        await warga.says(f"/lacak {code}")
        await warga.taps(await warga.hears("Laporan Anda: "), "Selesai")
        await warga.hears("ditutup")
        await tries(3)
        await warga.hears("Tidak ada laporan")
        await tries(4)
        await warga.hears("Terlalu banyak")
    async with running_bot(settings, clock):
        await tries(5)
        await warga.hears("Terlalu banyak")
        clock.advance(timedelta(seconds=32))
        await warga.says(f"/lacak {code}")
        await warga.hears("Laporan Anda: ")


async def test_a_restart_in_the_middle_goes_on_where_it_was(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        review = await fill_in(warga)
    async with running_bot(settings, clock):
        await warga.taps(review, "Ubah: Tempat")
        await warga.hears("tepatnya")
        await warga.says("Kec. Tebet")
        code = await send(warga)
    async with running_bot(settings, clock):
        await warga.says(f"/lacak {code}")
        await warga.hears("Laporan Anda: Diterima")


async def test_without_the_private_key_it_only_takes_reports_in(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    async with running_bot(settings, clock):
        pass  # makes the keys
    settings.office_private_key_path.unlink()
    petugas = telegram.person("petugas")
    async with running_bot(settings, clock):
        await petugas.says("/laporan")
        await petugas.hears("hanya menerima laporan")


@pytest.mark.usefixtures("bot")
async def test_cancelling_erases_the_draft(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    review = await fill_in(warga)
    await warga.says("/batal")
    await warga.hears("dibatalkan")
    await warga.taps(review, "ambil kode")
    await warga.says("/lapor")
    fresh = await warga.hears("Lapor tanpa nama")
    assert "belum dikirim" not in fresh["text"]
