"""The wizard's finer points: days, conflict of interest, back and skip, traces on both sides, limits."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.settings import Settings
from services.reporting.limits import PER_PERSON, Act
from tests.files import noise
from tests.journeys.conftest import running_bot
from tests.journeys.officers import set_up
from tests.journeys.reporting.test_report import STORY, fill_in, send
from tests.journeys.reporting.test_report_evidence import opened, up_to_evidence, up_to_story
from tests.repeatable import FixedClock
from tests.telegram_side import Person, TelegramSide


def remembered(settings: Settings, table: str = "chat_messages") -> int:
    connection = sqlite3.connect(settings.data_dir / "netra.sqlite3")
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.usefixtures("bot")
async def test_the_privacy_page_comes_first_and_in_full_when_wanted(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    short = await warga.hears("Lapor tanpa nama")
    assert "Telegram sendiri tetap tahu" in short["text"]
    await warga.taps(short, "Baca privasi")
    await warga.taps(await warga.hears("Yang kami jaga"), "Mulai")
    await warga.hears("Apa yang terjadi")


@pytest.mark.usefixtures("bot")
async def test_days_that_cannot_be_are_asked_again(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")  # it is 24 September 2024
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "Lewati")
    for words in ("provinsi mana", "kabupaten", "tepatnya"):
        await warga.taps(await warga.hears(words), "Lewati")
    await warga.hears("Kapan terjadi")
    await warga.says("1 Oktober 2024")
    await warga.hears("belum tiba")
    await warga.says("20 September")
    await warga.hears("Kapan Anda mengetahuinya")
    await warga.says("18 September 2024")
    await warga.hears("lebih awal daripada kejadiannya")
    await warga.says("22/9")
    await warga.hears("Ceritakan")
    await warga.says(STORY)
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.taps(await warga.hears("Kirim bukti"), "Selesai")
    review = (await warga.hears("Periksa dulu"))["text"]
    assert "Diketahui: Minggu, 22 September 2024" in review
    assert "paling aman sampai Sabtu, 28 September 2024 (4 hari lagi)" in review
    assert "masih kurang: siapa yang dilaporkan, apa yang terjadi, di mana terjadi, bukti" in review


async def test_where_the_reporter_works_is_kept_for_the_exclusion_and_shown_to_nobody(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    async with running_bot(settings, clock):
        await up_to_story(warga)
        await warga.says(STORY)
        await warga.taps(await warga.hears("Dicatat"), "Selesai")
        await warga.hears("Siapa yang dilaporkan")
        await warga.says("Kepala Dinas Pendidikan Kab. Contoh")
        await warga.taps(await warga.hears("bekerja di kantor"), "Ya")
        await warga.hears("Kantor mana")
        await warga.says("Bidang SD zqxjv")
        await warga.taps(await warga.hears("Kirim bukti"), "Kembali")
        await warga.taps(await warga.hears("Kantor mana"), "Sama dengan yang dilaporkan")
        await warga.taps(await warga.hears("Kirim bukti"), "Selesai")
        review = await warga.hears("Periksa dulu")
        assert "Bekerja di sana: ya, kantor yang dilaporkan" in review["text"], "a title is no office"
        await warga.taps(review, "Ubah: Bekerja di sana")
        await warga.taps(await warga.hears("bekerja di kantor"), "Ya")
        await warga.hears("Kantor mana")
        await warga.says("Bidang SD zqxjv")
        await send(warga)
        listed = await set_up(petugas, office="Inspektorat Kota Misal", agency="Pemerintah Kota Misal")
        await petugas.taps(listed, "Memakai fasilitas")
        await petugas.hears(STORY)
        assert not any("zqxjv" in (one["text"] or "") for one in await petugas.chat())
    report, _ = await opened(settings)
    assert (report.draft.insider, report.draft.agency) == (True, "Bidang SD zqxjv")


@pytest.mark.usefixtures("bot")
async def test_every_step_can_be_gone_back_from_and_changed(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    review = await fill_in(warga)
    for label, words in (
        ("Kejadian", "Apa yang terjadi"),
        ("Provinsi", "provinsi mana"),
        ("Kab./kota", "kabupaten"),
        ("Tempat", "tepatnya"),
        ("Waktu", "Kapan terjadi"),
        ("Diketahui", "mengetahuinya"),
        ("Cerita", "Ceritakan"),
        ("Yang dilaporkan", "Siapa yang dilaporkan"),
        ("Bekerja di sana", "bekerja di kantor"),
        ("Bukti", "Kirim bukti foto"),
        ("Catatan foto", "memuat waktu"),
    ):
        await warga.taps(review, f"Ubah: {label}")
        await warga.taps(await warga.hears(words), "Kembali")
        again = await warga.hears("Periksa dulu")
        assert again["text"] == review["text"], f"{label}: looking changes nothing"
        review = again
    await warga.taps(review, "Ubah: Cerita")
    story = await warga.hears("Yang sudah ditulis")
    assert STORY in story["text"]
    await warga.taps(story, "Tulis ulang")
    await warga.hears("Ceritakan")
    await warga.says("Cerita baru.")
    await warga.taps(await warga.hears("Dicatat"), "Selesai")
    changed = (await warga.hears("Periksa dulu"))["text"]
    assert "Cerita baru." in changed
    assert STORY not in changed


async def test_traces_go_on_both_sides_after_sending(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await warga.says("halo")
        await warga.hears(lambda one: True)
        before = await warga.chat()
        await send(warga, await fill_in(warga))
        sent = next(one for one in await warga.chat() if "Laporan terkirim" in (one["text"] or ""))
        await warga.taps(sent, "Hapus jejak")
        await warga.sees_only(before)
    assert remembered(settings) == remembered(settings, "traces") == 0


async def test_traces_of_more_than_a_hundred_messages_go_too(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await up_to_story(warga)
        for number in range(60):
            await warga.says(f"bagian {number}")
        while sum("Dicatat" in (one["text"] or "") for one in await warga.chat()) < 60:
            await warga.hears("Dicatat")
        await warga.says("/privasi")
        page = await warga.hears("Yang kami jaga")
        await warga.taps(page, "Hapus jejak")
        await warga.taps(await warga.hears("belum dikirim"), "Ya, hapus semuanya")
        left = [one for one in await warga.chat() if one["message_id"] >= page["message_id"] - 1]
        await warga.sees_only(left[:2])
        await warga.says("/batal")
        await warga.hears("Tidak ada yang sedang berjalan")
    assert remembered(settings) == 0


async def test_wiping_can_be_thought_better_of(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        review = await fill_in(warga)
        await warga.taps(review, "Hapus jejak")
        await warga.taps(await warga.hears("belum dikirim"), "Tidak, lanjutkan")
        await send_from(warga, review["message_id"])


async def send_from(warga: Person, message_id: int) -> None:
    review = next(one for one in await warga.chat() if one["message_id"] == message_id)
    await warga.taps(review, "ambil kode")
    await warga.taps(await warga.hears("Kode rahasia"), "Sudah saya simpan")
    await warga.hears("Laporan terkirim")


async def test_message_ids_are_forgotten_in_three_days(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga = telegram.person("warga")
    async with running_bot(settings, clock):
        await send(warga, await fill_in(warga))
    assert (remembered(settings), remembered(settings, "traces")) == (0, 1)
    clock.advance(timedelta(hours=47))
    async with running_bot(settings, clock):
        await warga.says("/bantuan")
        await warga.hears("Yang bisa Anda lakukan")
    assert remembered(settings, "traces") == 1, "as long as Telegram deletes anything"
    clock.advance(timedelta(hours=25))
    async with running_bot(settings, clock):
        await warga.says("/bantuan")
        await warga.hears("Yang bisa Anda lakukan")
    assert remembered(settings, "traces") == 0


@pytest.mark.usefixtures("bot")
async def test_the_code_goes_when_the_report_is_cancelled(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.taps(await fill_in(warga), "ambil kode")
    shown = await warga.hears("Kode rahasia laporan Anda")
    await warga.says("tolong")
    assert "tidak ikut dalam laporan" in (await warga.hears("kodenya ada di atas"))["text"]
    await warga.says("/batal")
    await warga.hears("laporan dibatalkan")
    assert shown["message_id"] not in [one["message_id"] for one in await warga.chat()]


@pytest.mark.usefixtures("bot")
async def test_too_many_reports_wait_kindly(telegram: TelegramSide, clock: FixedClock) -> None:
    warga = telegram.person("warga")
    for _ in range(PER_PERSON[Act.REPORT].burst):
        await up_to_evidence(warga)
        await warga.says("/lapor")
        await warga.taps(await warga.hears("Kirim bukti foto"), "Selesai")
        await send(warga)
    await warga.says("/lapor")
    kindly = await warga.hears("sudah banyak")
    assert "2 jam" in kindly["text"]
    await warga.taps(kindly, "Cara melapor resmi")
    await warga.hears("Diperiksa")
    other = telegram.person("asn")
    await other.says("/lapor")
    await other.hears("Lapor tanpa nama")
    clock.advance(PER_PERSON[Act.REPORT].every + timedelta(seconds=1))
    await warga.says("/lapor")
    await warga.hears("Lapor tanpa nama")


@pytest.mark.usefixtures("bot")
async def test_too_many_files_wait_and_lose_nothing(
    telegram: TelegramSide, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PER_PERSON, Act.FILE, replace(PER_PERSON[Act.FILE], burst=3))
    warga = telegram.person("warga")
    await up_to_evidence(warga)
    await warga.sends_file(noise(), "a.jpg", kind="document")
    shown = await warga.hears("1 foto diterima")
    for _ in range(PER_PERSON[Act.FILE].burst):  # what is refused counts against nobody
        await warga.sends_file(b"PK\x03\x04", "a.zip", kind="document", mime="application/zip")
    for _ in range(PER_PERSON[Act.FILE].burst - 1):
        await warga.taps(shown, "Hapus semua")
        await warga.hears("Kirim bukti foto")
        await warga.sends_file(noise(), "a.jpg", kind="document")
        shown = await warga.hears("1 foto diterima")
    await warga.sends_file(noise(), "b.jpg", kind="document")
    shown = await warga.hears("sudah banyak sekali")
    assert "20 detik" in shown["text"]
    clock.advance(timedelta(seconds=21))
    await warga.sends_file(noise(), "b.jpg", kind="document")
    await warga.hears("2 foto diterima")


@pytest.mark.usefixtures("bot")
async def test_a_province_may_be_written_and_what_is_too_long_is_said_not_cut(telegram: TelegramSide) -> None:
    warga = telegram.person("warga")
    await warga.says("/lapor")
    await warga.taps(await warga.hears("Lapor tanpa nama"), "Mulai")
    await warga.taps(await warga.hears("Apa yang terjadi"), "Lewati")
    await warga.hears("provinsi mana")
    await warga.says("Jawa")
    assert "Aceh" in repr((await warga.hears("belum kami kenali"))["keyboard"])
    await warga.says("prov. jawa tengah")
    await warga.taps(await warga.hears("kabupaten"), "Lewati")
    await warga.hears("tepatnya")
    await warga.says("balai desa " * 40)
    await warga.hears("terlalu panjang untuk langkah ini")
    await warga.says("balai desa")
    await warga.taps(await warga.hears("Kapan terjadi"), "Lewati")
    await warga.taps(await warga.hears("mengetahuinya"), "Lewati")
    await warga.hears("Ceritakan")
    await warga.says("a" * 3_900)
    await warga.hears("Dicatat")
    await warga.says("b" * 3_900)
    await warga.taps(await warga.hears("tidak dicatat seluruhnya"), "Selesai")
    await warga.taps(await warga.hears("Siapa yang dilaporkan"), "Lewati")
    await warga.taps(await warga.hears("bekerja di kantor"), "Lewati")
    await warga.taps(await warga.hears("Kirim bukti"), "Selesai")
    assert "Provinsi: Jawa Tengah" in (await warga.hears("Periksa dulu"))["text"]
