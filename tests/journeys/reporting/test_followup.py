"""A reporter follows up by code: status, questions, answers, evidence later; and nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.keys import load_keys
from bot.app.opening import key_paths
from bot.app.settings import Settings
from core.sealing import Keyring
from demo.server import DemoServer
from services.reporting.draft import Draft
from services.reporting.followup import OPEN_FOR
from services.reporting.limits import PER_PERSON, Act
from storage.platform.dialogs import Dialogs
from storage.platform.engine import Database
from tests.files import noise
from tests.journeys.conftest import TOKEN, running_bot
from tests.journeys.officers import gone, picture, plant, sees, set_up
from tests.repeatable import FixedClock
from tests.sentinels import files_below
from tests.telegram_side import Person, TelegramSide

DRAFT = Draft("uang", "51", "Denpasar", "2024-09-23", "Amplop dibagikan di balai banjar.", "Lurah")
QUESTION = "Berapa orang yang menerima amplop?"
ANSWER = "Kira-kira dua puluh orang <b>&</b> semuanya warga."


async def asked(petugas: Person, settings: Settings, question: str = QUESTION) -> str:
    """A report about which an officer asked something; its code."""
    await set_up(petugas)
    code = await plant(settings, DRAFT)
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "1 laporan, halaman"), "Uang")
    await petugas.taps(await petugas.hears("Amplop dibagikan"), "Tanya pelapor")
    await petugas.hears("Pertanyaan kepada pelapor")
    await petugas.says(question)
    await petugas.hears("Pertanyaan dikirim")
    return code


@pytest.mark.usefixtures("bot")
async def test_question_and_answer_go_both_ways_with_pictures(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    shown = await warga.hears("Butuh keterangan")
    assert QUESTION in shown["text"]
    await warga.says("halo?")
    await warga.hears("tekan dulu tombolnya")
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("tulis jawabannya sekarang")
    await warga.says(ANSWER)
    await warga.hears("Jawaban disampaikan")
    await warga.edits("dua puluh", "panjang " * 300)
    await warga.hears("Jawaban yang lama tetap")
    await warga.sends_file(b"%PDF-1.7 isi", "surat.txt", kind="document", mime="text/plain")
    await warga.hears("rusak dan tidak terbaca")
    await warga.sends_file(picture("red"), "IMG_rahasia.jpg", kind="document", caption="dari Budi")
    kept = await warga.hears("1 foto disampaikan")
    assert "tidak ikut disampaikan" in kept["text"]
    await warga.taps(kept, "Selesai")
    after = await warga.hears("1 gambar bukti")
    assert ANSWER in after["text"]
    assert "sekarang menunggu petugas" in after["text"], "it was answered"
    assert "memerlukan keterangan" not in after["text"]
    await warga.taps(after, "Selesai")
    await warga.hears("ditutup di layar ini")
    assert not any(code in (one["text"] or "") for one in await warga.chat())

    await petugas.says("/laporan")
    listed = await sees(petugas, "Belum dibaca 1")
    await petugas.taps(listed, "Uang")
    opened = await sees(petugas, "Bukti tambahan: 1 foto")
    await petugas.taps(opened, "Percakapan")
    talk = await petugas.hears(ANSWER)
    assert "dari Budi" not in talk["text"]
    await petugas.taps(talk, "Kembali")
    await petugas.taps(await sees(petugas, "Amplop dibagikan"), "Bukti (1)")
    await petugas.hears("Bukti 1 dari 1")
    await petugas.says("/laporan")
    assert "Belum dibaca 0" in (await sees(petugas, "1 laporan, halaman"))["text"]


@pytest.mark.usefixtures("bot")
async def test_officers_can_read_all_of_a_long_conversation(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears(QUESTION), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    for first in ("pertama", "kedua"):
        await warga.says(f"{first} " + "amplop " * 270)
        await warga.hears("Jawaban disampaikan")
    await warga.says("/batal")
    await warga.hears("/lacak ditutup")
    await petugas.says("/laporan")
    await petugas.taps(await sees(petugas, "Belum dibaca 1"), "Uang")
    await petugas.taps(await sees(petugas, "Amplop dibagikan"), "Percakapan")
    newest = await petugas.hears("bagian 2 dari 2")
    assert "kedua amplop" in newest["text"]
    assert "pertama amplop" not in newest["text"]
    await petugas.taps(newest, "Lebih lama")
    oldest = await petugas.hears("bagian 1 dari 2")
    assert QUESTION in oldest["text"]
    assert "pertama amplop" in oldest["text"]
    await petugas.taps(oldest, "Lebih baru")
    await sees(petugas, "bagian 2 dari 2")


@pytest.mark.usefixtures("bot")
async def test_notes_of_officers_stay_with_officers_and_news_reach_the_reporter(
    telegram: TelegramSide, settings: Settings
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    opened = await sees(petugas, "Amplop dibagikan")
    await petugas.taps(opened, "Catatan internal")
    await petugas.taps(await petugas.hears("Belum ada"), "Tulis catatan")
    await petugas.hears("Tulis catatannya")
    await petugas.says("rahasia dapur kantor")
    await petugas.hears("Catatan disimpan")
    await petugas.taps(opened, "Ubah status")
    await petugas.taps(await petugas.hears("Ke mana"), "Ditolak")
    await petugas.taps(await petugas.hears("Alasannya"), "belum cukup")
    await petugas.hears("Laporan · Ditolak")
    await warga.says(f"/lacak {code}")
    shown = await warga.hears("Laporan Anda: Ditolak")
    assert "Keterangan atau bukti belum cukup" in shown["text"]
    assert "rahasia dapur" not in repr(await warga.chat())
    assert "Jawab" not in repr(shown["keyboard"]), "a closed report takes no answers"
    assert "/tanya" not in shown["text"]
    await warga.taps(shown, "Cara melapor resmi")
    await warga.hears("Diperiksa")


async def test_after_a_restart_or_a_quarter_of_an_hour_the_code_is_asked_again(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    async with running_bot(settings, clock):
        code = await asked(petugas, settings)
        await warga.says(f"/lacak {code}")
        await warga.taps(await warga.hears(QUESTION), "Jawab petugas")
        await warga.hears("langsung disampaikan")
        await warga.says("Jawaban pertama.")
        await warga.hears("Jawaban disampaikan")
    async with running_bot(settings, clock):
        await warga.says("Jawaban kedua.")
        await warga.hears("tulis lagi enam kata")
        await warga.says(code)
        shown = await warga.hears("Butuh keterangan")
        assert "Jawaban pertama." in shown["text"], "what was said to be kept is kept"
        assert "Jawaban kedua." not in shown["text"]
        clock.advance(OPEN_FOR)
        await warga.taps(shown, "Tambah keterangan")
        await warga.hears("tulis lagi enam kata")


async def test_nothing_on_disk_leads_from_a_chat_to_a_report(
    demo: DemoServer, telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    async with running_bot(settings, clock):
        code = await asked(petugas, settings)
        await warga.says(f"/lacak {code}")
        await warga.taps(await warga.hears(QUESTION), "Jawab petugas")
        await warga.hears("langsung disampaikan")
        await warga.says(ANSWER)
        await warga.hears("Jawaban disampaikan")
    keys = load_keys(key_paths(settings))
    keyring, database = Keyring(keys.data), Database(settings.database)
    try:
        dialogs = Dialogs(database, keyring, int(TOKEN.partition(":")[0]))
        dialog = await dialogs.load(keyring.chat_key(700_000_002), clock.now())
        assert dialog is not None
        assert set(dialog.data) == {"capsule"}
        async with database.read() as connection:
            raw = await connection.exec_driver_sql("SELECT id, lookup FROM reports")
            ids = [bytes(cell) for row in raw for cell in row]
        opened = repr(dialog).encode()
        for found in ids:
            assert found.hex().encode() not in opened
            assert found not in opened
        assert await dialogs.load(keyring.chat_key(700_000_002), clock.now() + OPEN_FOR) is None
    finally:
        await database.close()
    for name, content in files_below(settings.data_dir):
        for words in (QUESTION, "dua puluh orang", " ".join(code.split()[:2])):
            assert words.encode() not in content, name


@pytest.mark.usefixtures("bot")
async def test_one_chat_can_not_use_what_another_opened(
    telegram: TelegramSide, settings: Settings, clock: FixedClock
) -> None:
    warga, asn = telegram.person("warga"), telegram.person("asn")
    petugas = telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    shown = await warga.hears(QUESTION)
    await asn.says("/start")
    mine = await asn.hears("Netra")
    for data in ("track:answer", "track:again", "track:end"):
        await asn.taps_data({**mine}, data)
    await asn.hears("ditutup")
    assert QUESTION not in repr(await asn.chat())
    await warga.taps(shown, "Selesai")
    await gone(warga, QUESTION)
    clock.advance(timedelta(minutes=1))
    await warga.says("/bantuan")
    await warga.hears("Yang bisa Anda lakukan")


@pytest.mark.usefixtures("bot")
async def test_the_traces_of_tracking_go_too(telegram: TelegramSide, settings: Settings) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says("/bantuan")
    await warga.hears("Yang bisa Anda lakukan")
    await warga.says("/lacak")
    await warga.hears("enam kata")
    await warga.says(code)
    shown = await warga.hears(QUESTION)
    await warga.says("halo?")
    await warga.hears("tekan dulu tombolnya")
    await warga.taps(shown, "Jawab petugas")
    await warga.hears("langsung disampaikan")
    await warga.says(ANSWER)
    await warga.hears("Jawaban disampaikan")
    await warga.sends_file(picture("red"), "a.jpg", kind="document")
    await warga.taps(await warga.hears("1 foto disampaikan"), "Selesai")
    await warga.taps(await warga.hears("1 gambar bukti"), "Selesai")
    await warga.taps(await warga.hears("ditutup di layar ini"), "Hapus jejak")
    await gone(warga, "ditutup di layar ini")
    left = [one["text"] for one in await warga.chat()]
    assert left[0] == "/bantuan"
    assert len(left) == 2, left


@pytest.mark.usefixtures("bot")
async def test_files_are_limited_here_as_in_a_report(
    telegram: TelegramSide, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PER_PERSON, Act.FILE, replace(PER_PERSON[Act.FILE], burst=2))
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears(QUESTION), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    for _ in range(3):  # what is refused counts against nobody
        await warga.sends_file(b"bukan gambar", "a.jpg", kind="document")
        await warga.hears("Jenis berkas itu")
    for number in range(PER_PERSON[Act.FILE].burst):
        await warga.sends_file(noise(), f"{number}.jpg", kind="document")
        await warga.hears("1 foto disampaikan")
    await warga.sends_file(noise(), "b.jpg", kind="document")
    await warga.hears("sudah banyak sekali")
    await warga.says(ANSWER)
    await warga.hears("Jawaban disampaikan")


@pytest.mark.usefixtures("bot")
async def test_a_flood_of_answers_ends_kindly(telegram: TelegramSide, settings: Settings) -> None:
    warga, petugas = telegram.person("warga"), telegram.person("petugas")
    code = await asked(petugas, settings)
    await warga.says(f"/lacak {code}")
    await warga.taps(await warga.hears(QUESTION), "Jawab petugas")
    await warga.hears("langsung disampaikan")
    for number in range(51):
        await warga.says(f"jawaban {number}")
    await warga.hears("sebanyak yang bisa diterima")
    assert sum("Jawaban disampaikan" in (one["text"] or "") for one in await warga.chat()) == 50
